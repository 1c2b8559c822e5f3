"""What stands in the rows of the catalogue, read back: cards, problems, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zlib import crc32

from flashcards.errors import Place, Problem

if TYPE_CHECKING:
    from flashcards.deck.model import Card

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
EVERY = "\ue000"
"""A word in the texts of every card, which nobody writes: so all that lack others are found by words."""


def unpack_row(deck: str, place: Place, text: str) -> Card:
    """The card whose `packed` column is `text`."""
    from flashcards.deck import packed  # for those who show a card

    return packed.unpack_card(deck, place, json.loads(text))


def checksum(text: str) -> str:
    """A checksum of a text, which tells whether the disk gave back what was written."""
    return f"{crc32(text.encode()):08x}"


def dump_problems(problems: Iterable[Problem], file: str = "") -> str:
    """Problems as JSON. `file` is the shown name of the file that they are in, which is left out."""
    return dump_json(
        [
            [p.message, p.place and [_place_file(p.place, file), p.place.line, p.place.column], p.hint]
            for p in problems
        ]
    )


def _place_file(place: Place, file: str) -> str:
    return "" if place.file == file else place.file


def load_problems(written: str, file: str = "") -> list[Problem]:
    """The problems in JSON; places without a file are in `file`."""
    return [
        Problem(message, place and Place(place[0] or file, *place[1:]), hint)
        for message, place, hint in json.loads(written)
    ]


def dump_json(value: Any) -> str:
    """Compact JSON, with each half of a surrogate pair escaped, which SQLite cannot hold."""
    text = _ENCODE(value)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text
