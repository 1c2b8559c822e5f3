"""The tables of an Anki collection, read as a stranger's: of both schemas, 11 with JSON and 18 with records.

Nothing in the file is run: views, triggers and virtual tables are refused, a query that takes too many steps
is ended, and every value may be of any type.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flashcards.errors import Place, Problem
from flashcards.exchange.anki_notes_types import (
    AnkiCard,
    AnkiNote,
    NoteType,
    note_type_from_json,
    note_type_from_records,
    weights_in_json,
    weights_in_record,
)
from flashcards.exchange.anki_rows import RevlogRow

_MOST_STEPS = 4_000
"""How often `_STEPS` instructions of one query may be run: it is about a minute."""
_STEPS = 1_000_000
_LARGEST_VALUE = 64 * 2**20
_MOST_FAULTS = 100
_TABLES = ("notes", "cards", "revlog", "col")
_HARMLESS = ("NULL value in", "NUMERIC value in", "TEXT value in", "non-", "CHECK constraint")
"""What a check says of rows that can be read all the same."""


@dataclass
class AnkiCollection:
    """An open collection. Its methods raise Problem where the file is damaged."""

    place: Place
    _connection: sqlite3.Connection

    def count(self, table: str) -> int:
        """The rows of a table."""
        return int(self._rows(f"select count(*) from {table}")[0][0])

    def created(self) -> int:
        """When the collection was made, in seconds since 1970: the days of its cards count from there."""
        return _whole(next(iter(self._rows("select crt from col")), (0,))[0])

    def note_types(self) -> dict[int, NoteType]:
        """Every note type by its id."""
        if self._has("notetypes"):
            return self._note_types_of_records()
        models = self._json("models")
        return {
            _whole(key): note_type_from_json(model)
            for key, model in models.items()
            if isinstance(model, dict)
        }

    def decks(self) -> dict[int, tuple[str, ...]]:
        """The levels of each deck's name, by its id."""
        if self._has("decks"):
            rows = self._rows("select id, name from decks")
            return {_whole(key): tuple(_text(name).split("\x1f")) for key, name in rows}
        decks = self._json("decks")
        named = {key: deck.get("name") for key, deck in decks.items() if isinstance(deck, dict)}
        return {_whole(key): tuple(_text(name).split("::")) for key, name in named.items()}

    def weights(self) -> list[tuple[float, ...]]:
        """The weights of FSRS that presets of the collection have of their own, each once."""
        if self._has("deck_config"):
            found = [weights_in_record(raw) for (raw,) in self._rows("select config from deck_config")]
        else:
            found = [weights_in_json(preset) for preset in self._json("dconf").values()]
        return list(dict.fromkeys(weights for weights in found if weights))

    def notes(self) -> Iterator[AnkiNote]:
        """The notes in the order in which they were made, each with its cards."""
        query = (
            "select notes.id, guid, mid, notes.mod, tags, flds, cards.id, cards.ord,"
            " case when odid then odid else did end, type, queue, due, ivl, factor, cards.flags, cards.data,"
            " cards.mod from notes left join cards on cards.nid = notes.id"
            " order by notes.id, cards.ord, cards.id"
        )
        note: AnkiNote | None = None
        for row in self._stream(query):
            if note is None or note.id != _whole(row[0]):
                if note is not None:
                    yield note
                note = _note(row)
            if row[6] is not None:
                note.cards.append(_card(row))
        if note is not None:
            yield note

    def count_lost_cards(self) -> int:
        """The cards that belong to no note."""
        return int(self._rows("select count(*) from cards where nid not in (select id from notes)")[0][0])

    def revlog(self) -> Iterator[tuple[int, list[RevlogRow]]]:
        """The rows of the review log of each card, by its id; sorted by moment."""
        query = "select cid, id, ease, ivl, factor, time, type from revlog order by cid, id"
        card, rows = 0, list[RevlogRow]()
        for found in self._stream(query):
            own = _whole(found[0])
            if own != card and rows:
                yield card, rows
                rows = []
            card = own
            fields = found[1:]
            rows.append(RevlogRow._make(fields if {*map(type, fields)} == {int} else map(_whole, fields)))
        if rows:
            yield card, rows

    def _note_types_of_records(self) -> dict[int, NoteType]:
        fields: dict[int, list[str]] = {}
        for key, name in self._rows("select ntid, name from fields order by ntid, ord"):
            fields.setdefault(_whole(key), []).append(_text(name))
        templates: dict[int, list[tuple[int, str, bytes]]] = {}
        for key, number, name, config in self._rows("select ntid, ord, name, config from templates"):
            templates.setdefault(_whole(key), []).append((_whole(number), _text(name), _bytes(config)))
        return {
            _whole(key): note_type_from_records(
                _text(name), _bytes(config), fields.get(_whole(key), []), templates.get(_whole(key), [])
            )
            for key, name, config in self._rows("select id, name, config from notetypes")
        }

    def _json(self, column: str) -> Mapping[str, Any]:
        text = _text(next(iter(self._rows(f"select {column} from col")), ("{}",))[0])
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Problem(f"the {column} of the collection cannot be read", self.place, _AGAIN)
        return found

    def _has(self, table: str) -> bool:
        return bool(self._rows("select 1 from sqlite_master where type = 'table' and name = ?", table))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with _as_problem(self.place):
            return self._connection.execute(query, values).fetchall()

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        with _as_problem(self.place):
            yield from self._connection.execute(query)


_AGAIN = "export it from Anki again"


@contextlib.contextmanager
def open_collection_file(path: Path, place: Place) -> Iterator[AnkiCollection]:
    """The collection in a file that nobody else writes; `place` names it. Raises Problem if it is none."""
    with _as_problem(place):
        address = f"{path.as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True)
    with contextlib.closing(connection):
        with _as_problem(place):
            _guard(connection)
            _require_tables(connection, place)
            _require_whole(connection, place)
        yield AnkiCollection(place, connection)


def _guard(connection: sqlite3.Connection) -> None:
    """Let the file run nothing, and no query run for ever."""
    steps = 0

    def count_steps() -> bool:
        nonlocal steps
        steps += 1
        return steps > _MOST_STEPS

    connection.set_progress_handler(count_steps, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    connection.create_collation("unicase", _compare_names)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in ("query_only = on", "trusted_schema = off", "cell_size_check = on", "temp_store = file"):
        connection.execute(f"pragma {pragma}")


def _compare_names(one: str, other: str) -> int:
    one, other = one.casefold(), other.casefold()
    return (one > other) - (one < other)


def _require_tables(connection: sqlite3.Connection, place: Place) -> None:
    rows = connection.execute("select type, name, sql from sqlite_master").fetchall()
    for kind, _, sql in rows:
        if kind not in ("table", "index") or "virtual" in str(sql or "").lower()[:40].split():
            raise Problem("the collection holds a program, which no collection of Anki's does", place)
    missing = [name for name in _TABLES if ("table", name) not in {row[:2] for row in rows}]
    if missing:
        raise Problem(f"the collection has no table '{missing[0]}': it is not Anki's", place, _AGAIN)


def _require_whole(connection: sqlite3.Connection, place: Place) -> None:
    """Raises Problem for a file with damaged pages, before anything is made of it."""
    for (told,) in connection.execute(f"pragma quick_check({_MOST_FAULTS})"):
        if told != "ok" and not str(told).startswith(_HARMLESS):
            raise Problem(f"the collection is damaged: {str(told).splitlines()[0][:120]}", place, _AGAIN)


@contextlib.contextmanager
def _as_problem(place: Place) -> Iterator[None]:
    """Tells what the database says as a Problem."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, OverflowError, MemoryError) as error:
        what = "it takes too long to read" if "interrupted" in str(error) else str(error)[:120]
        raise Problem(f"the collection cannot be read: {what}", place, _AGAIN) from None


def _note(row: tuple[Any, ...]) -> AnkiNote:
    number, guid, mid, mod, tags, fields = row[:6]
    return AnkiNote(
        id=_whole(number),
        guid=_text(guid) or str(_whole(number)),
        type=_whole(mid),
        changed=_whole(mod),
        tags=tuple(_text(tags).split()),
        fields=tuple(_text(fields).split("\x1f")),
        cards=[],
    )


def _card(row: tuple[Any, ...]) -> AnkiCard:
    *numbers, data, changed = row[6:]
    return AnkiCard._make([*map(_whole, numbers), _text(data), _whole(changed)])


def _whole(value: object) -> int:
    """A value as a whole number; 0 if it is none."""
    try:
        return int(value) if isinstance(value, (int, float, str)) else 0  # an id of schema 11 is a text
    except (ValueError, OverflowError):
        return 0


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else _text(value).encode("utf-8", "replace")
