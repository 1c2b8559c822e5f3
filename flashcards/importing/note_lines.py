"""Finds the line of a note that an imported card was made from; cards store no line, since notes change."""

from __future__ import annotations

from flashcards.deck.model import Card, Origin
from flashcards.importing.identity import source_fingerprint
from flashcards.importing.make_cards import make_cards
from flashcards.notes import context
from flashcards.notes.block import Note


def find_card_line(note: Note, origin: Origin) -> int:
    """The line of the block by its text, else by its place, else its lowest heading that is there; else 1."""
    made = make_cards([note], "note")
    cards = [*made.cards, *(each.card for each in made.aside)]
    return _by_text(cards, origin) or _by_locator(cards, origin) or _heading_line(note, origin.heading) or 1


def _by_text(cards: list[Card], origin: Origin) -> int:
    """Among blocks of the same text, the one that is at the same place."""
    wanted = source_fingerprint(origin)
    same = [card for card in cards if wanted and source_fingerprint(card.origin) == wanted]
    near = sorted(same, key=lambda card: not card.origin or _locator(card.origin) != _locator(origin))
    return near[0].place.line if near else 0


def _by_locator(cards: list[Card], origin: Origin) -> int:
    found = (card for card in cards if card.origin and _locator(card.origin) == _locator(origin))
    return next((card.place.line for card in found), 0)


def _locator(origin: Origin) -> tuple[str, str, int]:
    return origin.heading, origin.kind, origin.order


def _heading_line(note: Note, heading: str) -> int:
    """The line of the heading, else of the nearest one above it in the path."""
    lines: dict[str, int] = {}
    for block in note.blocks:
        if block.kind == "heading":
            path = " > ".join(context.clean_heading(title) for title in (*block.headings, block.text))
            lines.setdefault(path, block.line)
    parts = heading.split(" > ")
    paths = (" > ".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((lines[path] for path in paths if path in lines), 0)
