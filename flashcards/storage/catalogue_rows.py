"""Decks, cards and problems as rows of the catalogue, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flashcards.deck import packed, serialize
from flashcards.deck.model import Answer, Card, Deck
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem
from flashcards.storage.deck_files import qualified_id

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
WIDTH = 12
"""Bits of a prompt's position that count the prompts of its card; a card has at most 200 gaps."""


class CardRow(NamedTuple):
    """The columns of `cards`, without its position in the learning order."""

    key: str
    deck: str
    id: str
    kind: str
    tags: str
    """Those of its deck as well."""
    needs: str
    """Qualified, `deck/id`; as are the confusable cards."""
    confusable: str
    note: str
    line: int
    column: int
    packed: str
    """The fields of `serialize.card`, with the optimizer that it inherits from its deck."""
    hash: str


def card_row(card: Card, deck_tags: tuple[str, ...]) -> CardRow:
    """The row of a card, which has inherited its deck's optimizer."""
    text = dump_json(serialize.card(card))
    return CardRow(
        card.key,
        card.deck,
        card.id,
        card.kind,
        _dump_names(dict.fromkeys((*card.tags, *deck_tags))),
        _dump_names(qualified_id(name, card.deck) for name in card.needs),
        _dump_names(qualified_id(name, card.deck) for name in card.confusable),
        card.origin.file if card.origin else "",
        card.place.line,
        card.place.column,
        text,
        checksum(text),
    )


def unpack_row(deck: str, place: Place, text: str) -> Card:
    """The card whose `packed` column is `text`."""
    return packed.unpack_card(deck, place, json.loads(text))


def checksum(text: str) -> str:
    """A short hash of a text, which tells whether the disk gave back what was written."""
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def words_row(card: Card, tags: str) -> tuple[str, ...]:
    """The columns of `card_text`: the name, the deck with the id, and the texts that are searched."""
    words = " ".join(json.loads(tags)) if tags != "[]" else ""
    return card.key, card.key, card.ask, _answer_text(card.answer), card.why, words


def _answer_text(answer: Answer) -> str:
    parts: list[str] = []
    for value in vars(answer).values():
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, tuple):
            parts += value
    return " ".join(parts)


def prompt_rows(card: Card, position: int, seen: Mapping[str, int | None]) -> list[tuple[Any, ...]]:
    """The rows of the card's prompts; `seen` has those that the log was asked about before."""
    return [
        (prompt.id, card.key, prompt.part, card.deck, (position << WIDTH) + place, seen.get(prompt.id))
        for place, prompt in enumerate(prompts(card))
    ]


def deck_row(deck: Deck, file: str) -> tuple[Any, ...]:
    """The columns of `decks`, without its position."""
    return (
        deck.name,
        file,
        deck.title,
        deck.about,
        _dump_names(deck.needs),
        deck.optimizer,
        deck.source,
        _dump_names(deck.tags),
        len(deck.cards),
        dump_json([deck.place.line, deck.place.column]),
        dump_json(serialize.deck_fields(deck)),
    )


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


def _dump_names(names: Iterable[str]) -> str:
    found = list(names)
    return dump_json(found) if found else "[]"


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
