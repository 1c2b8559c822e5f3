"""`flashcards edit`: opens a card in the person's editor, at its line, and says what came of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from flashcards.cli import output

if TYPE_CHECKING:
    from flashcards.errors import Problem

EXAMPLES = """\
examples:
  flashcards edit adam/first-moment
  EDITOR='code --wait' flashcards edit adam/first-moment
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `edit` command."""
    parser = commands.add_parser(
        "edit",
        help="edit a card in your editor",
        description="Open a card in your editor at its line, then read its deck again and tell problems.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("card", metavar="CARD", help="deck/id")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Edits the card; findings if its deck has a problem after it. Raises Problem for an unknown card."""
    from contextlib import nullcontext

    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.collection import open_collection, take_in_decks
    from flashcards.cli.edit_card import edit_card

    with open_collection() as catalogue:
        card = catalogue.card(args.card)

        def reload() -> tuple[Problem, ...]:
            take_in_decks(catalogue)
            return tuple(catalogue.problems)

        output.out(edit_card(card, reload, nullcontext))
        files = {problem.place.file for problem in catalogue.problems if problem.place}
    return FINDINGS if card.place.file in files else FINE
