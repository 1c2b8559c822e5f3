"""`flashcards cards`: list the cards that a query means."""

from __future__ import annotations

import argparse
import shutil
import sys
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.cli.deck_names import require_deck
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.deck.model import Card
    from flashcards.storage.catalogue import Catalogue

EXAMPLES = """\
examples:
  flashcards cards                          every card
  flashcards cards bias correction          cards that contain both words
  flashcards cards deck:adam kind:formula   by deck and kind
  flashcards cards is:due -tag:basics       due today, without those of a tag
  flashcards cards 'recall<0.8' 'lapses>3'  by numbers; the shell wants quotes around < and >
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `cards` command and its options."""
    parser = commands.add_parser(
        "cards",
        help="list or search the cards",
        description="List the cards that QUERY means: words, 'phrases' in double quotes, beginnings*, and"
        " fields: deck: tag: kind: note: slip: is: rated: due< interval< stability< difficulty< recall<"
        " lapses> reviews>. A minus sign excludes; 'or' and parentheses join.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words and fields to search for")
    parser.add_argument("--deck", metavar="D", help="only the cards of this deck")
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lists the matching cards; 1 if there are none."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.collection import open_collection
    from flashcards.cli.queries import tell_no_card

    with open_collection() as catalogue:
        titles = {deck.name: deck.title for deck in catalogue.decks()}
        deck = require_deck(args.deck, titles) if args.deck else None
        keys = _matching(catalogue, deck, " ".join(args.query))
        cards = (card for key in keys if (card := catalogue.find(key)))
        if args.json:
            from flashcards.cli.prompt_states import prompt_states

            states = prompt_states(catalogue)
            output.json_out({"cards": [{**card_fields(card), "prompts": states(card)} for card in cards]})
        else:
            _print_cards(cards, max((cells(printable_line(key)) for key in keys), default=0))
        output.problem_count(catalogue.problems)
        if not keys:
            tell_no_card(args.query, catalogue.keys())
    return FINE if keys else FINDINGS


def _matching(catalogue: Catalogue, deck: str | None, text: str) -> list[str]:
    """The names of the cards that the query means; without one, of all cards in the order of their files."""
    from flashcards.study.query import EVERYTHING, FieldTerm, all_of, parse_query

    query = parse_query(text)
    if query == EVERYTHING:
        return list(catalogue.keys(deck))
    from flashcards.cli.app_data import now
    from flashcards.cli.queries import find_cards

    return find_cards(catalogue, all_of([FieldTerm("deck", deck), query]) if deck else query, now())


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


def _print_cards(cards: Iterable[Card], name_width: int) -> None:
    """Prints one line per card, truncated to the width of the terminal if there is one."""
    from flashcards.study.drawn_values import draw_values, fill_values
    from flashcards.text.layout import lay
    from flashcards.text.markdown.reader import read_blocks
    from flashcards.text.styled import ellipsize, unstyled

    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    for card in cards:
        asked = fill_values(card.ask, draw_values(card, "")) or getattr(card.answer, "text", "")
        line = " ".join(
            unstyled(lay(read_blocks(asked), 10_000, ascii_only=output.stdout_is_ascii())).split()
        )
        name = printable_line(card.key)
        start = f"{name}{' ' * (name_width - cells(name))}  {card.kind:<8}"
        text = f"{start} {line}"
        output.out(ellipsize(printable_line(text), room))
