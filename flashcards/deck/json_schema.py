"""The fields of a deck as a JSON Schema, from the same table by which they are read."""

from __future__ import annotations

from typing import Any

from flashcards.deck.build import MOST_CARDS
from flashcards.deck.schema import ANSWERS, CARD, DECK
from flashcards.deck.validators import object_schema


def deck_schema() -> dict[str, Any]:
    """The schema of a YAML deck: a card has an id, one answer, and a question unless its text is one."""
    deck = object_schema(DECK)
    deck["properties"]["cards"] = {"type": "array", "maxItems": MOST_CARDS, "items": {"$ref": "#/$defs/card"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A deck of flashcards",
        **deck,
        "required": ["deck", "cards"],
        "$defs": {"card": _card()},
    }


def _card() -> dict[str, Any]:
    asks = ["ask"]
    kinds = [{"required": [name, *([] if name in {"cloze", "code"} else asks)]} for name in ANSWERS]
    return {**object_schema(CARD), "required": ["id"], "oneOf": kinds}
