"""Writes answers into the tables of the statistics, all at once or in the place of those that are there."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from flashcards.scheduling import Grade, LearningState, RowKind, deck_of
from flashcards.scheduling.recalls import Recall
from flashcards.storage.statistics_file import UNSAID

_STATE = {state: number for number, state in enumerate(LearningState)}
_LONGEST_TYPED = 200
"""The most characters of an answer that are compared with other answers."""
_SUREST = 1e-6
"""No prediction counts as more certain than this."""
_KEYS = {"answers": ("day", "prompt", "place"), "judged": ("prompt", "place")}
"""The first columns of the tables, by which a row is found."""
_AGAIN, _CRAM, _REVIEW = int(Grade.AGAIN), RowKind.CRAM.value, LearningState.REVIEW

_Row = tuple[Any, ...]
_Answers = dict[str, list[Recall]]


class PromptIds:
    """The numbers that decks and prompts have in the tables; those that are missing are added."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._decks: dict[str, int] = dict(connection.execute("select name, id from decks"))

    def deck(self, name: str) -> int:
        """The number of a deck."""
        if name not in self._decks:
            self._connection.execute("insert into decks (name) values (?)", (name,))
            self._decks = dict(self._connection.execute("select name, id from decks"))
        return self._decks[name]

    def prompts(self, names: Iterable[str]) -> dict[str, int]:
        """The numbers of these prompts."""
        wanted = sorted(names)
        self._connection.executemany(
            "insert or ignore into prompts (name, deck) values (?, ?)",
            [(name, self.deck(deck_of(name))) for name in wanted],
        )
        query = "select name, id from prompts where name in (select value from json_each(?))"
        return dict(self._connection.execute(query, (json.dumps(wanted),)))


def add_answers(
    connection: sqlite3.Connection, ids: PromptIds, prompts: Iterable[str], answers: _Answers
) -> set[int]:
    """Write the answers to prompts that the tables have none of; the days that they were given on."""
    rows, judged = _to_rows(ids, ids.prompts(prompts), answers)
    _insert(connection, "answers", rows)
    _insert(connection, "judged", judged)
    return {row[0] for row in rows}


def replace_answers(
    connection: sqlite3.Connection, ids: PromptIds, prompts: Iterable[str], answers: _Answers
) -> set[int]:
    """Write what has changed of the answers to these prompts, mostly one each; the days that it was on."""
    numbers = ids.prompts(prompts)
    rows, judged = _to_rows(ids, numbers, answers)
    days = {row[0] for row in _write(connection, "answers", rows, numbers.values())}
    _write(connection, "judged", judged, numbers.values())
    return days


def _to_rows(ids: PromptIds, numbers: Mapping[str, int], answers: _Answers) -> tuple[list[_Row], list[_Row]]:
    """The rows of both tables; the answers are gone afterwards, which take more room than these."""
    rows: list[_Row] = []
    judged: list[_Row] = []
    for prompt in sorted(answers):  # as they are numbered: what is left to sort are the days
        found = answers.pop(prompt)
        number, deck = numbers[prompt], ids.deck(deck_of(prompt))
        for place, answer in enumerate(found):
            rows.append(_to_answer(answer, number, place, deck))
            if answer.row.verdict or answer.row.slip:
                judged.append((number, place, deck, *_to_judged(answer)))
    return rows, judged


def _write(
    connection: sqlite3.Connection, table: str, rows: Iterable[_Row], prompts: Iterable[int]
) -> set[_Row]:
    """Write the rows of these prompts in the place of those in the table; those that came or went."""
    keys = _KEYS[table]
    wanted: set[_Row] = set(rows)
    query = f"select * from {table} where prompt in (select value from json_each(?))"
    held: set[_Row] = set(connection.execute(query, (json.dumps(list(prompts)),)))
    gone, come = held - wanted, wanted - held
    where = " and ".join(f"{key} = ?" for key in keys)
    connection.executemany(f"delete from {table} where {where}", [row[: len(keys)] for row in gone])
    _insert(connection, table, list(come))
    return gone | come


def _insert(connection: sqlite3.Connection, table: str, rows: list[_Row]) -> None:
    if rows:
        rows.sort(key=itemgetter(0))  # pages are filled one after the other
        marks = ",".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)


def _to_answer(answer: Recall, prompt: int, place: int, deck: int) -> _Row:
    """Numbers alone: to bind a bool or nothing costs as much as all the rest of a row."""
    row, _, day, state, days, _, first, predicted = answer
    grade, confidence = row.grade, row.confidence
    recalled = 0 if grade == _AGAIN else 1
    loss = None
    if predicted is not None:
        loss = -math.log(max(predicted if recalled else 1 - predicted, _SUREST))
    return (
        day,
        prompt,
        place,
        deck,
        1 if row.kind == _CRAM else 0,
        (row.at // 60_000 + row.offset_minutes) // 60 % 24,
        grade,
        row.milliseconds,
        _STATE[state],
        days,
        1 if first and state is _REVIEW else 0,
        predicted,
        loss,
        UNSAID if confidence is None else confidence,
        (0 if row.verdict == "wrong" else 1) if row.verdict else recalled,
    )


def _to_judged(answer: Recall) -> tuple[int, str, str, str]:
    """Day, verdict, slip and, without spaces, what was typed."""
    row = answer.row
    return answer.day, row.verdict, row.slip, "".join(row.typed.split())[:_LONGEST_TYPED]
