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
from flashcards.storage.catalogue_rows import load_problems


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
        "select deck, id, cards.needs, confusable, line, column, file from cards join decks on name = deck"
        " where cards.needs <> '[]' or confusable <> '[]' order by deck, line, column"
    )
    for deck, name, needs, confusable, line, column, file in rows:
        card = Card(deck, name, "", BasicAnswer(""), Place(file, line, column))
        card = replace(card, needs=tuple(json.loads(needs)), confusable=tuple(json.loads(confusable)))
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


class CardNames(Collection[str]):
    """The names of all cards, in the order of their files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __contains__(self, key: object) -> bool:
        return self._connection.execute("select 1 from cards where key = ?", (key,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        rows = self._connection.execute(
            "select key from decks join files on path = file join cards on cards.deck = decks.name"
            " order by files.position, line, column"
        )
        return (key for (key,) in rows)

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from cards").fetchone()[0])
