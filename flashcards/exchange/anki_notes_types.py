"""Notes, cards and note types as an Anki collection has them, in either of its schemas."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flashcards.exchange.anki_wire import read_wire

SUSPENDED = -1
"""The queue of a card that is not asked."""
NEW, LEARNING, REVIEW, RELEARNING = range(4)
"""The types of cards."""
_OCCLUSION = 6
"""The stock kind of notes that hide parts of a picture."""
_WEIGHTS = {"fsrsParams6": 6, "fsrsParams5": 5, "fsrsWeights": 3}
"""The weights of FSRS in a preset, the newest first, and the numbers of their fields in its record."""


class AnkiCard(NamedTuple):
    """A card of a note."""

    id: int
    order: int
    """The number of its template, or of its gap less one."""
    deck: int
    type: int
    queue: int
    due: int
    interval: int
    """In days, negative in seconds."""
    ease: int
    """In thousandths."""
    flags: int
    data: str
    """JSON with the memory that FSRS gives it, or nothing."""
    changed: int
    """In seconds since 1970."""


@dataclass
class AnkiNote:
    """A note with its cards."""

    id: int
    guid: str
    type: int
    changed: int
    """In seconds since 1970."""
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: list[AnkiCard] = field(default_factory=list)


class NoteTemplate(NamedTuple):
    """What a card shows, in HTML with the names of fields in double braces."""

    name: str
    question: str
    answer: str


class NoteType(NamedTuple):
    """A note type."""

    name: str
    is_cloze: bool
    is_occlusion: bool
    fields: tuple[str, ...]
    templates: Mapping[int, NoteTemplate]

    def named_fields(self, values: Sequence[str]) -> dict[str, str]:
        """The fields of a note by name; a note may have fewer than its type."""
        return {name: values[at] if at < len(values) else "" for at, name in enumerate(self.fields)}


def note_type_from_json(model: Mapping[str, Any]) -> NoteType:
    """The note type in the JSON of schema 11."""
    templates = {
        _order(template, at): NoteTemplate(
            str(template.get("name", "")), str(template.get("qfmt", "")), str(template.get("afmt", ""))
        )
        for at, template in enumerate(_tables(model.get("tmpls")))
    }
    fields = sorted(enumerate(_tables(model.get("flds"))), key=lambda each: _order(each[1], each[0]))
    return NoteType(
        str(model.get("name", "")),
        model.get("type") == 1,
        model.get("originalStockKind") == _OCCLUSION,
        tuple(str(each.get("name", "")) for _, each in fields),
        templates,
    )


def note_type_from_records(
    name: str, config: bytes, fields: Sequence[str], templates: Sequence[tuple[int, str, bytes]]
) -> NoteType:
    """The note type in the records of schema 18; `templates` with their numbers and names."""
    numbers = {number: value for number, value in read_wire(config) if isinstance(value, int)}
    made = {}
    for number, title, record in templates:
        texts = {
            key: value.decode("utf-8", "replace")
            for key, value in read_wire(record)
            if isinstance(value, bytes)
        }
        made[number] = NoteTemplate(title, texts.get(1, ""), texts.get(2, ""))
    return NoteType(name, numbers.get(1) == 1, numbers.get(9) == _OCCLUSION, tuple(fields), made)


def weights_in_json(preset: object) -> tuple[float, ...]:
    """The weights of FSRS that a preset of schema 11 has of its own; none for the usual ones."""
    if isinstance(preset, dict):
        for name in _WEIGHTS:
            found = preset.get(name)
            if isinstance(found, list) and found and all(type(each) in (int, float) for each in found):
                return tuple(map(float, found))
    return ()


def weights_in_record(record: bytes) -> tuple[float, ...]:
    """The same of a preset of schema 18."""
    packed = {number: value for number, value in read_wire(record) if isinstance(value, bytes)}
    for number in _WEIGHTS.values():
        values = packed.get(number, b"")
        if values and len(values) % 4 == 0:
            return struct.unpack(f"<{len(values) // 4}f", values)
    return ()


def _tables(value: object) -> Iterator[Mapping[str, Any]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def _order(table: Mapping[str, Any], otherwise: int) -> int:
    found = table.get("ord")
    return found if isinstance(found, int) else otherwise
