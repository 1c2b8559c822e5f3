"""`flashcards decks`: list the decks, their contents and their problems."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.errors import counted, printable_line

if TYPE_CHECKING:
    from flashcards.deck.model import Deck
    from flashcards.errors import Problem

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
    from flashcards.storage import deck_files

    found = deck_files.load_all(os.environ)
    aside = {deck.name: _card_problems(deck) for deck in found.decks}
    problems = (*found.problems, *(problem for of_deck in aside.values() for problem in of_deck))
    if args.json:
        listed = [{**_json(deck), "set_aside": len(aside[deck.name])} for deck in found.decks]
        output.json_out({"decks": listed, "problems": [problem.as_json() for problem in problems]})
        return FINDINGS if problems else FINE
    for deck in found.decks:
        _print_deck(deck, len(aside[deck.name]))
    if not found.decks:
        output.out("There are no decks yet. Create one with  flashcards new NAME")
    output.problems(problems)
    return FINDINGS if problems else FINE


def _card_problems(deck: Deck) -> list[Problem]:
    """The problems of the cards that a session would skip."""
    from flashcards.study.faces import fault

    return [problem for card in deck.cards if (problem := fault(card))]


def _count_kinds(deck: Deck) -> dict[str, int]:
    return dict(Counter(card.kind for card in deck.cards))


def _print_deck(deck: Deck, aside: int) -> None:
    kinds = ", ".join(f"{count} {kind}" for kind, count in _count_kinds(deck).items())
    output.out(printable_line(f"{deck.name}  {deck.title}"), "bold")
    count = counted(len(deck.cards), "card")
    output.out(f"    {count}: {kinds}" if deck.cards else "    no cards yet")
    if aside:
        output.out(f"    {counted(aside, 'card')} set aside", "yellow")
    if deck.needs:
        output.out(f"    after {', '.join(deck.needs)}")
    output.out(f"    {printable_line(deck.place.file)}", "dim")


def _json(deck: Deck) -> dict[str, Any]:
    return {
        "name": deck.name,
        "title": deck.title,
        "about": deck.about,
        "cards": len(deck.cards),
        "kinds": _count_kinds(deck),
        "needs": list(deck.needs),
        "optimizer": deck.optimizer,
        "source": deck.source,
        "tags": list(deck.tags),
        "file": deck.place.file,
    }
