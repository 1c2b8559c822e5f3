"""Writes what was read in deck files into the catalogue: only the rows that differ from those there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from flashcards.deck.model import Card, Deck
from flashcards.deck.prompts import former_ids
from flashcards.errors import Problem
from flashcards.storage.catalogue_files import FoundFile
from flashcards.storage.catalogue_order import OF_CARD, STRIDE
from flashcards.storage.catalogue_rows import (
    CardRow,
    card_row,
    deck_row,
    dump_json,
    dump_problems,
    prompt_rows,
    words_row,
)
from flashcards.storage.files import display_path


@dataclass(frozen=True)
class FileReading:
    """What was read in a deck file."""

    file: FoundFile
    read_ns: int
    digest: str
    deck: Deck | None
    problems: tuple[Problem, ...]
    whole: bool
    """False if another file has the deck's name, so that its cards are set aside."""


def write_file(connection: sqlite3.Connection, reading: FileReading) -> bool:
    """Write a file with its deck; returns whether the learning order may have changed."""
    file, deck = reading.file, reading.deck
    stamp = file.stamp or (None, None, None)
    place = dump_json([deck.place.line, deck.place.column]) if deck else None
    told = dump_problems(reading.problems, display_path(file.path))
    values = (file.position, *stamp, reading.read_ns, reading.digest, deck and deck.name, place, told)
    connection.execute(
        "insert into files (path, position, size, mtime_ns, ctime_ns, read_ns, digest, deck, place, problems)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (path) do update set (position, size, mtime_ns,"
        " ctime_ns, read_ns, digest, deck, place, problems) = (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (file.name, *values, *values),
    )
    kept = deck.name if deck and reading.whole else ""
    others = connection.execute("select name from decks where file = ? and name <> ?", (file.name, kept))
    moved = remove_decks(connection, [name for (name,) in others.fetchall()])
    return (_write_deck(connection, file.name, deck) if deck and kept else False) or moved


def _write_deck(connection: sqlite3.Connection, file: str, deck: Deck) -> bool:
    """Write a deck in the place of the one of its name; whether the learning order may have changed.

    New cards get positions behind the others until they are ordered.
    """
    found = connection.execute("select needs, file from decks where name = ?", (deck.name,)).fetchone()
    row = deck_row(deck, file)
    connection.execute(
        "insert into decks (name, file, title, about, needs, optimizer, source, tags, cards, place, packed)"
        f" values ({','.join('?' * 11)}) on conflict (name) do update set (file, title, about, needs,"
        f" optimizer, source, tags, cards, place, packed) = ({','.join('?' * 10)})",
        (*row, *row[1:]),
    )
    moved = _write_cards(connection, deck.inherited())
    return moved or found is None or found != (row[4], file)


def _write_cards(connection: sqlite3.Connection, deck: Deck) -> bool:
    columns = ", ".join(CardRow._fields)
    query = f"select {columns}, rowid, position from cards where deck = ? order by line, column"
    before = {row[0]: row for row in connection.execute(query, (deck.name,))}
    after = {card.key: (card, card_row(card, deck.tags)) for card in deck.cards}
    gone = [key for key in before if key not in after]
    new = [pair for key, pair in after.items() if key not in before]
    changed = [pair for key, pair in after.items() if key in before and before[key][:12] != pair[1]]
    _remove_cards(connection, [(key, before[key][12]) for key in gone])
    links = any(before[row.key][5] != row.needs for _, row in changed)
    shuffled = [key for key in before if key in after] != [key for key in after if key in before]
    for card, row in changed:
        _change_card(connection, card, row, before[row.key])
    _add_cards(connection, new)
    return bool(gone or new or links or shuffled)


def _add_cards(connection: sqlite3.Connection, cards: list[tuple[Card, CardRow]]) -> None:
    if not cards:
        return
    (first,) = connection.execute("select coalesce(max(rowid), 0) + 1 from cards").fetchone()
    numbered = [(number, STRIDE * number, card, row) for number, (card, row) in enumerate(cards, first)]
    connection.executemany(
        f"insert into cards ({', '.join(CardRow._fields)}, rowid, position) values ({','.join('?' * 14)})",
        [(*row, number, place) for number, place, _, row in numbered],
    )
    prompts = [row for _, place, card, _ in numbered for row in prompt_rows(card, place, {})]
    connection.executemany("insert into prompts values (?, ?, ?, ?, ?, ?)", prompts)
    words = [(number, *words_row(card, row.tags)) for number, _, card, row in numbered]
    connection.executemany(_ADD_WORDS, words)
    _add_former(connection, (card for card, _ in cards))


_ADD_WORDS = "insert into card_text (rowid, key, deck, ask, answer, why, tags) values (?, ?, ?, ?, ?, ?, ?)"


def _add_former(connection: sqlite3.Connection, cards: Iterable[Card]) -> None:
    former = [pair for card in cards for pair in former_ids(card).items()]
    connection.executemany("insert or replace into former values (?, ?)", former)


def _change_card(
    connection: sqlite3.Connection, card: Card, row: CardRow, before: tuple[object, ...]
) -> None:
    """Write a card over its row `before`, which is `CardRow` with its rowid and position."""
    *_, number, position = before
    connection.execute(
        f"update cards set ({', '.join(CardRow._fields)}) = ({','.join('?' * 12)}) where rowid = ?",
        (*row, number),
    )
    if before[11] == row.hash and before[4] == row.tags:
        return  # it only stands on another line
    connection.execute("delete from card_text where rowid = ?", (number,))
    connection.execute(_ADD_WORDS, (number, *words_row(card, row.tags)))
    key = (row.key,) * 3
    seen = dict(connection.execute(f"select prompt, seen from prompts where {OF_CARD}", key))
    _remove_prompts(connection, [row.key])
    connection.executemany(
        "insert into prompts values (?, ?, ?, ?, ?, ?)", prompt_rows(card, int(str(position)), seen)
    )
    _add_former(connection, [card])


def remove_decks(connection: sqlite3.Connection, names: Iterable[str]) -> bool:
    """Remove decks with their cards; whether there were any."""
    names = list(names)
    for name in names:
        _remove_cards(
            connection, connection.execute("select key, rowid from cards where deck = ?", (name,)).fetchall()
        )
        connection.execute("delete from decks where name = ?", (name,))
    return bool(names)


def _remove_cards(connection: sqlite3.Connection, cards: list[tuple[str, int]]) -> None:
    connection.executemany("delete from card_text where rowid = ?", [(number,) for _, number in cards])
    connection.executemany("delete from cards where rowid = ?", [(number,) for _, number in cards])
    _remove_prompts(connection, [key for key, _ in cards])


def _remove_prompts(connection: sqlite3.Connection, keys: list[str]) -> None:
    """Remove the prompts of cards with the names that they had before."""
    connection.executemany(f"delete from prompts where {OF_CARD}", [(key,) * 3 for key in keys])
    connection.executemany(
        "delete from former where old > ? || ':' and old < ? || ';'", [(key,) * 2 for key in keys]
    )
