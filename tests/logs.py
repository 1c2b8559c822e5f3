"""Review logs for tests: rows, filled logs, and the ways in which a disk or a sync spoils one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flashcards.scheduling import Grade, Review, RowKind
from flashcards.storage import Store
from flashcards.storage.database import FILE
from flashcards.storage.rows import COLUMNS, INSERT, to_row
from flashcards.storage.salvage import _pages, _records

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE = 4096


def row(number: int, card: str = "adam/m", grade: Grade = Grade.GOOD) -> Review:
    at = NOON + timedelta(hours=7 * number)
    return Review(
        f"row-{number}",
        "here",
        card,
        at,
        60,
        RowKind.STUDY,
        grade,
        1234,
        f"{card}:{number}",
        "m_t",
        confidence=80,
    )


def fill(folder: Path, numbers: range) -> Path:
    """The path of the log in `folder`, with these rows more in it; one commit, and no backup."""
    with Store.open(folder) as store:
        path = store.path
    rows = [to_row(row(number, f"adam/{number % 50}", Grade(number % 4 + 1))) for number in numbers]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(f"insert {INSERT}", rows)
    path.with_name(f"{FILE}-journal").unlink(missing_ok=True)
    return path


def ids(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("select id from reviews")}


def ids_of(numbers: range) -> set[str]:
    return {f"row-{number}" for number in numbers}


def zero(path: Path, page: int) -> None:
    """Fill a page of the file, counted from 1, with zeros."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(bytes(PAGE))


def as_earlier_versions_left_it(path: Path, rows: range, folder: Path) -> Path:
    """A copy in `folder` of the log at `path`, killed with `rows` in a write-ahead file."""
    folder.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma wal_autocheckpoint = 0")
        for number in rows:
            rest = COLUMNS.removeprefix("id, ")
            insert = f"insert into reviews (id, {rest}) select ?, {rest} from reviews where number = 1"
            connection.execute(insert, (f"row-{number}",))
        for suffix in ("", "-wal"):
            (folder / f"{FILE}{suffix}").write_bytes(path.with_name(f"{FILE}{suffix}").read_bytes())
    return folder / FILE


def page_of_rows(path: Path) -> tuple[int, int]:
    """A page of the log that holds rows, counted from 1, and how many it holds."""
    held = {
        number: sum(len(values) > 10 and row is not None for row, values in _records(page))
        for number, page in enumerate(_pages(path), 1)
    }
    return max(held.items(), key=lambda found: (found[1], -found[0]))
