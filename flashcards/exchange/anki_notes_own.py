"""Notes that are cards of ours, exported to Anki before: they make no cards, only their reviews come back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from flashcards.deck.prompts import REVERSE
from flashcards.exchange.anki_notes_types import AnkiNote, NoteType
from flashcards.exchange.row_fields import join_prompt

PREFIX = "flashcards:"
"""What the guids of such notes begin with; `deck/id` follows."""


class OwnNote(NamedTuple):
    """A note that is a card of ours."""

    guid: str
    key: str
    """The card, as `deck/id`."""
    prompts: Mapping[int, str]
    """The number of each of its cards in Anki → the prompt."""
    fields: Mapping[str, str]
    """Its texts in Anki, by the names of their fields."""


def is_own_note(note: AnkiNote) -> bool:
    """True for a note that was exported from here."""
    return note.guid.startswith(PREFIX)


def read_own_note(note: AnkiNote, kind: NoteType | None) -> OwnNote:
    """The prompts of such a note: those of a cloze by the table of its gaps, else by template."""
    fields = kind.named_fields(note.fields) if kind else {}
    key = note.guid.removeprefix(PREFIX) or fields.get("Key", "")
    names = _gap_names(fields.get("Gaps", "")) if kind and kind.is_cloze else None
    prompts = {}
    for card in note.cards:
        part = (REVERSE if card.order else "") if names is None else names.get(card.order + 1, "")
        if part or not names:
            prompts[card.order] = join_prompt(key, part)
    return OwnNote(note.guid, key, prompts, fields)


def _gap_names(text: str) -> dict[int, str]:
    """The number of each gap in Anki → its name here."""
    try:
        found = json.loads(text) if len(text) < 100_000 else None
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {number: str(name) for name, number in pairs if type(number) is int}
