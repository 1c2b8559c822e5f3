"""Finds the line of a note that an imported card was made from; cards store no line, since notes change."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.deck.model import Origin
from flashcards.importing.identity import source_fingerprint
from flashcards.importing.make_cards import make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.notes import context
from flashcards.notes.block import Note


def find_card_line(note: Note, origin: Origin) -> int:
    """The line of the block by its text, else by its place, else its lowest heading that is there; else 1."""
    blocks = _blocks(note)
    return _by_text(blocks, origin) or _by_locator(blocks, origin) or _heading_line(note, origin.heading) or 1


def has_block(note: Note, origins: Sequence[Origin]) -> list[bool]:
    """Whether the note still has the block of each origin, by its text or by its place."""
    blocks = _blocks(note)
    return [bool(_by_text(blocks, origin) or _by_locator(blocks, origin)) for origin in origins]


def _blocks(note: Note) -> list[tuple[Origin, int]]:
    """The blocks of which cards can be made, with their lines."""
    made = make_cards([read_questions(note)], "note").proposals
    return [(each, place.line) for one in made for each, place in zip(one.origins, one.sources, strict=True)]


def _by_text(blocks: list[tuple[Origin, int]], origin: Origin) -> int:
    """Among blocks of the same text, the one that is at the same place."""
    wanted = source_fingerprint(origin)
    same = [(each, line) for each, line in blocks if wanted and source_fingerprint(each) == wanted]
    near = sorted(same, key=lambda pair: _locator(pair[0]) != _locator(origin))
    return near[0][1] if near else 0


def _by_locator(blocks: list[tuple[Origin, int]], origin: Origin) -> int:
    return next((line for each, line in blocks if _locator(each) == _locator(origin)), 0)


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
