"""The indexes of the log that searches and undo read: earlier logs get them, and both use them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flashcards.scheduling import Grade
from flashcards.storage import Store, database, search
from flashcards.storage.migrations import ROW_INDEXES, lacks_indexes
from flashcards.study.query import parse_query
from tests.logs import fill, row
from tests.searching import CONTEXT, NOW, Collection, Row, Sheet, State

SLIP = "wrong-sign"


def drop_indexes(path: Path) -> None:
    """Make the log one of an earlier version."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ROW_INDEXES:
            connection.execute(f"drop index {name}")


@pytest.mark.parametrize("is_long", [False, True], ids=["short", "long"])
def test_a_log_of_an_earlier_version_gets_them(
    is_long: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_indexes(fill(tmp_path, range(60)))
    monkeypatch.setattr(database, "CHECKED_AT_START", 0 if is_long else 2**20)
    with Store.open(tmp_path) as log:
        assert log.read(lacks_indexes) == is_long  # a long one waits until the home screen is shown
        log.index_rows()
        assert not log.read(lacks_indexes)
        log.append(row(60))


def test_a_log_that_cannot_be_written_is_opened_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fill(tmp_path, range(60))
    drop_indexes(path)
    monkeypatch.setattr(database, "PATIENCE", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with Store.open(tmp_path) as log:
            monkeypatch.setattr(database, "CHECKED_AT_START", 0)
            log.index_rows()
            assert log.read(lacks_indexes)
            other.execute("rollback")


def test_most_grades_change_none_of_them(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        log.append(row(0), row(1, grade=Grade.AGAIN))
        for name, columns in ROW_INDEXES.items():
            held = f"select count(*) from reviews indexed by {name} where {columns.partition(' where ')[2]}"
            assert log.read(lambda connection, held=held: connection.execute(held).fetchone()[0]) == (  # type: ignore[misc]
                name == "reviews_of_rarer_grades"
            )


@pytest.mark.parametrize(
    ("query", "index"),
    [
        pytest.param("rated:90d:1", "reviews_of_rarer_grades (grade=?)", id="the prompts of a grade"),
        pytest.param(
            "is:new or rated:90d:1", "reviews_of_rarer_grades (grade=? AND card=?", id="a grade of each"
        ),
        pytest.param("slip:*", "reviews_of_slips", id="the prompts of slips"),
        pytest.param("is:new or slip:*", "reviews_of_slips (card=?)", id="the slips of each"),
        pytest.param("slip:*", "reviews_that_take_back (card=?)", id="what takes back"),
    ],
)
def test_a_search_reads_them_in_place_of_rows(query: str, index: str) -> None:
    database = Collection(
        [Sheet(f"d/{n}") for n in range(9)], {}, {"d/1": State()}, (Row("1", "d/1", NOW, 1, SLIP),)
    ).write()
    asked: list[str] = []
    database.set_trace_callback(asked.append)
    search.search_prompts(database, parse_query(query), CONTEXT, 5)
    database.set_trace_callback(None)
    plans = plans_of(database, asked)
    database.close()
    assert any(index in plan for plan in plans), plans


def test_an_undo_reads_what_takes_back_in_place_of_rows(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        log.append(row(0)._replace(device=log.device))
        asked: list[str] = []
        log.read(lambda connection: connection.set_trace_callback(asked.append))
        assert [undone.id for undone in log.last_undoable()] == ["row-0"]
        plans = log.read(lambda connection: plans_of(connection, asked))
    assert any("reviews_that_take_back" in plan for plan in plans), plans


def plans_of(database: sqlite3.Connection, asked: list[str]) -> list[str]:
    """How the database finds what it was asked of the log's rows."""
    return [
        each[3]
        for statement in list(asked)
        if statement.startswith(("select", "with")) and "reviews" in statement
        for each in database.execute(f"explain query plan {statement}")
    ]
