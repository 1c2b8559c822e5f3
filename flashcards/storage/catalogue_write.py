"""Writes what was read in deck files into the catalogue: only the rows that differ from those there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from flashcards.storage.catalogue_files import FoundFile
from flashcards.storage.catalogue_order import OF_CARD, STRIDE
from flashcards.storage.catalogue_packing import DECK_COLUMNS, CardRow, CardRows, DeckRows, prompt_rows
from flashcards.storage.catalogue_reading import FileContent
from flashcards.value import Value


class FileReading(Value, frozen=True):
    """A deck file that was read."""

    file: FoundFile
    read_ns: int
    content: FileContent
    whole: bool
    """False if another file has the deck's name, so that its cards are set aside."""


_FILE = ("position", "size", "mtime_ns", "ctime_ns", "read_ns", "digest", "deck", "place", "problems")
_CARD = CardRow._fields
_ADD_WORDS = "insert into card_text (rowid, key, deck, ask, answer, why, tags) values (?, ?, ?, ?, ?, ?, ?)"
_ADD_PROMPT = (
    "insert into prompts (prompt, card, part, deck, position, seen, number) values (?, ?, ?, ?, ?, ?, ?)"
)
_ADD_FORMER = "insert or replace into former values (?, ?, 0)"


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" * len(columns))


def write_file(connection: sqlite3.Connection, reading: FileReading) -> bool:
    """Write a file with its deck; returns whether the learning order may have changed."""
    file, content = reading.file, reading.content
    stamp = (file.stamp if content.readable else None) or (None, None, None)
    deck = content.deck
    told = (deck.name, deck.place) if deck else (None, None)
    values = (file.position, *stamp, reading.read_ns, content.digest, *told, content.problems)
    connection.execute(
        f"insert into files (path, {', '.join(_FILE)}) values (?, {_marks(_FILE)})"
        f" on conflict (path) do update set ({', '.join(_FILE)}) = ({_marks(_FILE)})",
        (file.name, *values, *values),
    )
    kept = deck if deck and reading.whole else None
    others = connection.execute(
        "select name from decks where file = ? and name <> ?", (file.name, kept.name if kept else "")
    )
    moved = remove_decks(connection, [name for (name,) in others.fetchall()])
    return (_write_deck(connection, file.name, kept) if kept else False) or moved


def _write_deck(connection: sqlite3.Connection, file: str, deck: DeckRows) -> bool:
    """Write a deck in the place of the one of its name; whether the learning order may have changed."""
    before = connection.execute("select needs, file from decks where name = ?", (deck.name,)).fetchone()
    columns = ("file", *DECK_COLUMNS[1:])
    values = (file, *deck.fields[1:])
    connection.execute(
        f"insert into decks (name, {', '.join(columns)}) values (?, {_marks(columns)})"
        f" on conflict (name) do update set ({', '.join(columns)}) = ({_marks(columns)})",
        (deck.name, *values, *values),
    )
    moved = _write_cards(connection, deck)
    return moved or before != (deck.fields[3], file)


def _write_cards(connection: sqlite3.Connection, deck: DeckRows) -> bool:
    query = f"select rowid, position, {', '.join(_CARD)} from cards where deck = ? order by line, column"
    before = {row[2]: row for row in connection.execute(query, (deck.name,))}
    after = {rows.card.key: rows for rows in deck.cards}
    gone = [key for key in before if key not in after]
    new = [rows for key, rows in after.items() if key not in before]
    changed = [rows for key, rows in after.items() if key in before and before[key][2:] != rows.card]
    links = any(CardRow(*before[rows.card.key][2:]).needs != rows.card.needs for rows in changed)
    shuffled = [key for key in before if key in after] != [key for key in after if key in before]
    _remove_cards(connection, [(key, before[key][0]) for key in gone])
    for rows in changed:
        number, position, *columns = before[rows.card.key]
        _change_card(connection, rows, CardRow(*columns), number, position)
    _add_cards(connection, new)
    return bool(gone or new or links or shuffled)


def _add_cards(connection: sqlite3.Connection, cards: Sequence[CardRows]) -> None:
    """Add cards, with positions behind those of the others until they are put in order."""
    if not cards:
        return
    (first,) = connection.execute("select coalesce(max(rowid), 0) + 1 from cards").fetchone()
    connection.executemany(
        f"insert into cards (rowid, position, {', '.join(_CARD)}) values (?, ?, {_marks(_CARD)})",
        ((number, STRIDE * number, *rows.card) for number, rows in enumerate(cards, first)),
    )
    connection.executemany(
        _ADD_PROMPT,
        (
            (*row, number)
            for number, rows in enumerate(cards, first)
            for row in prompt_rows(rows, STRIDE * number, {})
        ),
    )
    connection.executemany(_ADD_WORDS, ((number, *rows.words) for number, rows in enumerate(cards, first)))
    connection.executemany(_ADD_FORMER, (pair for rows in cards for pair in rows.former))


def _change_card(
    connection: sqlite3.Connection, rows: CardRows, before: CardRow, number: int, position: int
) -> None:
    """Write a card over its row `before`, which has that rowid and position."""
    card = rows.card
    connection.execute(
        f"update cards set ({', '.join(_CARD)}) = ({_marks(_CARD)}) where rowid = ?", (*card, number)
    )
    if (before.packed, before.tags) == (card.packed, card.tags):
        return  # it only stands on another line
    connection.execute("delete from card_text where rowid = ?", (number,))
    connection.execute(_ADD_WORDS, (number, *rows.words))
    found: Iterable[tuple[str, Any]] = connection.execute(
        f"select prompt, seen from prompts where {OF_CARD}", (card.key,) * 3
    )
    seen = dict(found)
    _remove_prompts(connection, [card.key])
    connection.executemany(_ADD_PROMPT, ((*row, number) for row in prompt_rows(rows, position, seen)))
    connection.executemany(_ADD_FORMER, rows.former)


def remove_decks(connection: sqlite3.Connection, names: Iterable[str]) -> bool:
    """Remove decks with their cards; whether there were any."""
    names = list(names)
    for name in names:
        cards = connection.execute("select key, rowid from cards where deck = ?", (name,)).fetchall()
        _remove_cards(connection, cards)
        connection.execute("delete from decks where name = ?", (name,))
    return bool(names)


def _remove_cards(connection: sqlite3.Connection, cards: list[tuple[str, int]]) -> None:
    connection.executemany("delete from card_text where rowid = ?", [(number,) for _, number in cards])
    connection.executemany("delete from cards where rowid = ?", [(number,) for _, number in cards])
    _remove_prompts(connection, [key for key, _ in cards])


def _remove_prompts(connection: sqlite3.Connection, keys: list[str]) -> None:
    """Remove the prompts of cards, with the names that they had before."""
    connection.executemany(f"delete from prompts where {OF_CARD}", [(key,) * 3 for key in keys])
    connection.executemany(
        "delete from former where old > ? || ':' and old < ? || ';'", [(key,) * 2 for key in keys]
    )
