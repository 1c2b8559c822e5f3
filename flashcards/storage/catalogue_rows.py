"""Decks, cards and problems as rows of the catalogue, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from flashcards.deck.model import Answer, Card, Deck
from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import former_ids, prompts
from flashcards.errors import Place, Problem
from flashcards.text.fold import fold_text
from flashcards.value import Value

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
WIDTH = 12
"""Bits of a prompt's position that count the prompts of its card; a card has at most 200 gaps."""


EVERY = "\ue000"
"""A word in the texts of every card, which nobody writes: so all that lack others are found by words."""


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
    was: str
    """Its former names, qualified."""
    note: str
    line: int
    column: int
    packed: str
    """The fields of `serialize.card`, with the optimizer that it inherits from its deck."""
    hash: str


class CardRows(Value, frozen=True):
    """A card as rows of every table that has something of it."""

    card: CardRow
    words: tuple[str, ...]
    """The columns of `card_text`."""
    parts: tuple[str, ...]
    """The parts of its prompts in their order."""
    former: tuple[tuple[str, str], ...]
    """Rows of `former`: the numbers that its gaps had."""


class DeckRows(Value, frozen=True):
    """A deck as rows."""

    name: str
    place: str
    fields: tuple[Any, ...]
    """The columns of `decks` in the order of `DECK_COLUMNS`, without the file."""
    cards: tuple[CardRows, ...]


DECK_COLUMNS = ("name", "title", "about", "needs", "optimizer", "source", "tags", "cards", "place", "packed")


def deck_rows(deck: Deck) -> DeckRows:
    """A deck and its cards as rows."""
    from flashcards.deck import serialize

    place = dump_json([deck.place.line, deck.place.column])
    fields = (
        deck.name,
        deck.title,
        deck.about,
        _dump_names(deck.needs),
        deck.optimizer,
        deck.source,
        _dump_names(deck.tags),
        len(deck.cards),
        place,
        dump_json(serialize.deck_fields(deck)),
    )
    cards = tuple(card_rows(card, deck.tags) for card in deck.inherited().cards)
    return DeckRows(deck.name, place, fields, cards)


def card_rows(card: Card, deck_tags: tuple[str, ...] = ()) -> CardRows:
    """A card, which has inherited its deck's optimizer, as rows."""
    from flashcards.deck import serialize

    text, key = dump_json(serialize.card(card)), card.key
    tags = (*dict.fromkeys((*card.tags, *deck_tags)),)
    row = CardRow(
        key,
        card.deck,
        card.id,
        card.kind,
        _dump_names(tags),
        _dump_names(qualified_id(name, card.deck) for name in card.needs) if card.needs else "[]",
        _dump_names(qualified_id(name, card.deck) for name in card.confusable) if card.confusable else "[]",
        _dump_names(qualified_id(name, card.deck) for name in card.was) if card.was else "[]",
        card.origin.file if card.origin else "",
        card.place.line,
        card.place.column,
        text,
        checksum(text),
    )
    texts = (card.ask, _answer_text(card.answer), card.why, " ".join(tags))
    words = (key, f"{key} {EVERY}", *map(fold_text, texts))
    parts = tuple(prompt.part for prompt in prompts(card))
    return CardRows(row, words, parts, tuple(former_ids(card).items()))


def unpack_row(deck: str, place: Place, text: str) -> Card:
    """The card whose `packed` column is `text`."""
    from flashcards.deck import packed  # for those who show a card

    return packed.unpack_card(deck, place, json.loads(text))


def checksum(text: str) -> str:
    """A short hash of a text, which tells whether the disk gave back what was written."""
    from hashlib import blake2b  # with it comes OpenSSL, which a start does without

    return blake2b(text.encode(), digest_size=12).hexdigest()


def _answer_text(answer: Answer) -> str:
    parts: list[str] = []
    for value in (getattr(answer, each.name) for each in fields(answer)):
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, tuple):
            parts += value
    return " ".join(parts)


def prompt_rows(rows: CardRows, position: int, seen: Mapping[str, int | None]) -> list[tuple[Any, ...]]:
    """The rows of the card's prompts; `seen` has those that the log was asked about before."""
    key, deck = rows.card.key, rows.card.deck
    found = []
    for place, part in enumerate(rows.parts, position << WIDTH):
        name = f"{key}:{part}" if part else key
        found.append((name, key, part, deck, place, seen.get(name)))
    return found


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
