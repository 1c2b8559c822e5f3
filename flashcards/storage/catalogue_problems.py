"""The problems with the decks of a catalogue, in the order in which reading all decks would tell them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import replace

from flashcards.deck.model import BasicAnswer, Card, Deck
from flashcards.errors import Place, Problem
from flashcards.storage import deck_files
from flashcards.storage.catalogue_files import FOLDER, display_written
from flashcards.storage.catalogue_rows import load_problems, unpack_row
from flashcards.storage.catalogue_schema import LINKED


def all_problems(connection: sqlite3.Connection) -> tuple[Problem, ...]:
    """Every problem in and between the decks, and with finding them."""
    told = dict(connection.execute("select name, value from meta where name in ('folders', 'between')"))
    folders = json.loads(told.get("folders", "[]"))
    found: list[Problem] = []
    for number, listed in enumerate(folders):
        found += load_problems(listed)
        found += _in_files(connection, FOLDER * number)
    between = load_problems(told.get("between", "[]"))
    return (*found, *(_located(problem) for problem in between))


def _in_files(connection: sqlite3.Connection, first: int) -> Iterator[Problem]:
    """The problems in the files of one folder, and of those whose deck is in another file."""
    rows = connection.execute(
        "select path, problems, deck, files.place, decks.file from files left join decks on name = deck"
        " where files.position >= ? and files.position < ? and (problems <> '[]' or path <> decks.file)"
        " order by files.position",
        (first, first + FOLDER),
    )
    for path, problems, deck, place, other in rows:
        file = display_written(path)
        yield from load_problems(problems, file)
        if other not in (None, path):
            message = f"the deck '{deck}' is already in {display_written(other)}"
            yield Problem(message, Place(file, *json.loads(place)), "rename one of the two decks")


def _located(problem: Problem) -> Problem:
    place = problem.place and Place(
        display_written(problem.place.file), problem.place.line, problem.place.column
    )
    return Problem(problem.message, place, problem.hint)


def find_between(connection: sqlite3.Connection) -> list[Problem]:
    """The problems between decks; the files of their places are written as in the catalogue."""
    linked: dict[str, list[Card]] = {}
    rows = connection.execute(
        "select deck, id, c.needs, confusable, was, line, column, file from"
        f" (select * from cards where {LINKED}) c join decks on name = deck order by deck, line, column"
    )
    for deck, name, needs, confusable, was, line, column, file in rows:
        names = [tuple(json.loads(each)) for each in (needs, confusable, was)]
        card = Card(deck, name, "", BasicAnswer(""), Place(file, line, column))
        card = replace(card, needs=names[0], confusable=names[1], was=names[2])
        linked.setdefault(deck, []).append(card)
    decks = connection.execute(
        "select name, decks.place, needs, file from decks join files on path = file order by files.position"
    )
    light = [
        Deck(
            name, tuple(linked.get(name, ())), Place(file, *json.loads(place)), needs=tuple(json.loads(needs))
        )
        for name, place, needs, file in decks
    ]
    return list(deck_files.cross_deck_problems(light, keys=CardNames(connection)))


def name_former(connection: sqlite3.Connection) -> None:
    """Write anew which ids prompts had under the names in `was`, once all cards are in the catalogue."""
    from flashcards.deck.former import renamed_ids  # when decks were read, which a start need not

    rows = connection.execute(
        "select deck, packed from cards indexed by cards_renamed where was <> '[]'"
    ).fetchall()
    cards = [unpack_row(deck, Place(""), text) for deck, text in rows]
    found = renamed_ids(cards, CardNames(connection))
    connection.execute("delete from former where renamed = 1")
    connection.executemany("insert or ignore into former values (?, ?, 1)", found.items())


class CardNames(Collection[str]):
    """The names of all cards, in the order of their files; a name of a prompt is in it too."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __contains__(self, key: object) -> bool:
        table = "prompts where prompt" if ":" in str(key) else "cards where key"
        return self._connection.execute(f"select 1 from {table} = ?", (key,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        rows = self._connection.execute(
            "select key from decks join files on path = file join cards on cards.deck = decks.name"
            " order by files.position, line, column"
        )
        return (key for (key,) in rows)

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from cards").fetchone()[0])
