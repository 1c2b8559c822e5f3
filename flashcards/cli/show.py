"""`flashcards show`: print a card as it is asked, with its answer and all its other fields."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import printable_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.deck.model import Card
    from flashcards.storage.catalogue_decks import DeckSummary

EXAMPLES = """\
examples:
  flashcards show adam/first-moment
  flashcards show adam/first-moment --json
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `show` command and its options."""
    parser = commands.add_parser(
        "show",
        help="print a card",
        description="Print a card: its question, answer, reason and position in the deck file.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("card", metavar="CARD", help="deck/id")
    parser.add_argument("--json", action="store_true", help="print the card as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the card. Raises Problem if it does not exist or cannot be asked."""
    from flashcards.cli import FINE
    from flashcards.cli.cards import card_fields
    from flashcards.cli.collection import open_collection
    from flashcards.study.card_faults import fault

    with open_collection() as catalogue:
        card = catalogue.card(args.card)
        decks = catalogue.decks() if card.origin else []
    if problem := fault(card):
        raise problem
    if args.json:
        output.json_out(card_fields(card))
    else:
        _show(card, decks)
    return FINE


def _show(card: Card, decks: Iterable[DeckSummary]) -> None:
    from flashcards.deck.prompts import prompts
    from flashcards.study.faces import faces

    kind = card.kind
    shown = [faces(prompt, "") for prompt in prompts(card)]
    output.out(f"{card.key} · {kind}", "bold")
    output.out(str(card.place), "dim")
    for side in shown:
        output.out()
        output.print_markdown(side.question)
    output.out("─" * 20, "dim")
    output.print_markdown(shown[0].answer)
    for name, text in (("why", shown[0].why), ("hint", shown[0].hint), ("source", card.source)):
        if text:
            output.out(f"\n{name}", "cyan")
            output.print_markdown(text)
    named = (
        ("needs", card.needs),
        ("easily mistaken for", card.confusable),
        ("formerly", card.was),
        ("tags", card.tags),
    )
    for name, names in named:
        if names:
            output.out(f"\n{name}: {', '.join(names)}", "dim")
    if card.origin:
        from flashcards.cli.open_note import note_line

        output.out(f"\nnote: {printable_line(note_line(card, decks))}", "dim")
    if card.demo:
        output.out(f"\nSee it run:  flashcards demo {card.key}", "dim")
