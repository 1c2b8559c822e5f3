"""`flashcards decks`: the decks there are, what is in them, and every problem with them."""

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
    """The command line of `decks`."""
    parser = commands.add_parser(
        "decks",
        help="list the decks",
        description="List the decks with the cards in them, what they need, and every problem with them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """List the decks; 1 where there are problems with them."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.storage import deck_files

    found = deck_files.load_all(os.environ)
    aside = {deck.name: _set_aside(deck) for deck in found.decks}
    problems = (*found.problems, *(problem for of_deck in aside.values() for problem in of_deck))
    if args.json:
        listed = [{**_json(deck), "set_aside": len(aside[deck.name])} for deck in found.decks]
        output.json_out({"decks": listed, "problems": [problem.as_json() for problem in problems]})
        return FINDINGS if problems else FINE
    for deck in found.decks:
        _show(deck, len(aside[deck.name]))
    if not found.decks:
        output.out("There are no decks yet. Begin one with  flashcards new NAME")
    output.problems(problems)
    return FINDINGS if problems else FINE


def _set_aside(deck: Deck) -> list[Problem]:
    """What is wrong with the cards that a session would set aside."""
    from flashcards.study.faces import fault

    return [problem for card in deck.cards if (problem := fault(card))]


def _kinds(deck: Deck) -> dict[str, int]:
    return dict(Counter(card.kind for card in deck.cards))


def _show(deck: Deck, aside: int) -> None:
    kinds = ", ".join(f"{count} {kind}" for kind, count in _kinds(deck).items())
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
        "kinds": _kinds(deck),
        "needs": list(deck.needs),
        "optimizer": deck.optimizer,
        "source": deck.source,
        "tags": list(deck.tags),
        "file": deck.place.file,
    }
