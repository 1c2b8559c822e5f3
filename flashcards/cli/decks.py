"""`flashcards decks`: list the decks, their contents and their problems."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.errors import counted, printable_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.errors import Problem
    from flashcards.storage.catalogue import Catalogue
    from flashcards.storage.catalogue_decks import DeckSummary

EXAMPLES = """\
examples:
  flashcards decks
  flashcards decks --json | jq '.decks[].name'
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `decks` command and its options."""
    parser = commands.add_parser(
        "decks",
        help="list the decks",
        description="List the decks with their cards, the decks they need, and their problems.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lists the decks; 1 if they have problems."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.collection import open_collection

    with open_collection() as catalogue:
        found = [
            (deck, catalogue.kinds(deck.name), _card_problems(catalogue, deck)) for deck in catalogue.decks()
        ]
        problems = (*catalogue.problems, *(problem for _, _, aside in found for problem in aside))
    if args.json:
        listed = [{**_json(deck, kinds), "set_aside": len(aside)} for deck, kinds, aside in found]
        output.json_out({"decks": listed, "problems": [problem.as_json() for problem in problems]})
        return FINDINGS if problems else FINE
    for deck, kinds, aside in found:
        _print_deck(deck, kinds, len(aside))
    if not found:
        output.out("There are no decks yet. Create one with  flashcards new NAME")
    output.problems(problems)
    return FINDINGS if problems else FINE


def _card_problems(catalogue: Catalogue, deck: DeckSummary) -> list[Problem]:
    """The problems of the cards that a session would skip."""
    from flashcards.study.card_faults import fault

    return [problem for card in catalogue.cards(deck.name) if (problem := fault(card))]


def _print_deck(deck: DeckSummary, kinds: Mapping[str, int], aside: int) -> None:
    output.out(printable_line(f"{deck.name}  {deck.title}"), "bold")
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    output.out(f"    {counted(deck.cards, 'card')}: {listed}" if deck.cards else "    no cards yet")
    if aside:
        output.out(f"    {counted(aside, 'card')} set aside", "yellow")
    if deck.needs:
        output.out(f"    after {', '.join(deck.needs)}")
    output.out(f"    {printable_line(deck.place.file)}", "dim")


def _json(deck: DeckSummary, kinds: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": deck.name,
        "title": deck.title,
        "about": deck.about,
        "cards": deck.cards,
        "kinds": kinds,
        "needs": list(deck.needs),
        "optimizer": deck.optimizer,
        "source": deck.source,
        "tags": list(deck.tags),
        "file": deck.place.file,
    }
