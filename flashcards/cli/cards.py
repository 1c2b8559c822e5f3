"""`flashcards cards`: list the cards whose text, name or tags contain every word of a query."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.errors import Problem, suggest

if TYPE_CHECKING:
    from flashcards.deck.model import Card

EXAMPLES = """\
examples:
  flashcards cards                          every card
  flashcards cards bias correction          cards that contain both words
  flashcards cards formula --deck adam
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `cards` command and its options."""
    parser = commands.add_parser(
        "cards",
        help="list or search the cards",
        description="List the cards that contain every word of QUERY in their name, kind, tags or text.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words to search for")
    parser.add_argument("--deck", metavar="D", help="only the cards of this deck")
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lists the matching cards; 1 if there are none."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.storage import deck_files

    found = deck_files.load_all(os.environ)
    if args.deck and args.deck not in {deck.name for deck in found.decks}:
        hint = suggest(args.deck, [deck.name for deck in found.decks])
        raise Problem(f"there is no deck '{args.deck}'", None, hint)
    words = [word.lower() for part in args.query for word in part.split()]
    cards = [
        card
        for card in found.cards
        if args.deck in (None, card.deck) and all(word in _search_text(card) for word in words)
    ]
    if args.json:
        output.json_out({"cards": [card_fields(card) for card in cards]})
    else:
        _print_cards(cards)
    output.problem_count(found.problems)
    if not cards:
        output.err("no card contains all of these words" if words else "there are no cards yet")
    return FINE if cards else FINDINGS


def card_fields(card: Card) -> dict[str, Any]:
    """A card's fields as JSON, with its deck, kind and place."""
    from flashcards.deck import serialize

    place = {"file": card.place.file, "line": card.place.line}
    return {
        "deck": card.deck,
        "kind": card.kind,
        **serialize.card(card),
        "tags": list(card.tags),
        "place": place,
    }


def _search_text(card: Card) -> str:
    answer = " ".join(str(part) for part in vars(card.answer).values())
    return " ".join((card.key, card.kind, card.ask, answer, card.why, *card.tags)).lower()


def _print_cards(cards: list[Card]) -> None:
    """Prints one line per card, truncated to the width of the terminal if there is one."""
    from flashcards.study.faces import draw_values, fill_values
    from flashcards.text.layout import lay
    from flashcards.text.markdown.reader import read_blocks
    from flashcards.text.styled import unstyled

    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    name_width = max((len(card.key) for card in cards), default=0)
    for card in cards:
        asked = fill_values(card.ask, draw_values(card, "")) or getattr(card.answer, "text", "")
        line = " ".join(
            unstyled(lay(read_blocks(asked), 10_000, ascii_only=output.stdout_is_ascii())).split()
        )
        start = f"{card.key:<{name_width}}  {card.kind:<8}"
        text = f"{start} {line}"
        output.out(text if len(text) <= room else text[: room - 1] + "…")
