"""Decks and cards as rows of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from flashcards.deck import serialize
from flashcards.deck.model import Answer, Card, Deck
from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import former_ids, prompts
from flashcards.storage.catalogue_rows import EVERY, checksum, dump_json
from flashcards.text.fold import fold_text
from flashcards.value import Value

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


def _dump_names(names: Iterable[str]) -> str:
    found = list(names)
    return dump_json(found) if found else "[]"
