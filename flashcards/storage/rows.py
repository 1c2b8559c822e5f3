"""Reviews as rows of the database and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import Any

from flashcards.scheduling import Review, milliseconds
from flashcards.scheduling.plain_rows import to_review

NAMES = Review._fields
COLUMNS = ", ".join(NAMES)
"""Everything in a row but its number in this file."""
INSERT = f"into reviews ({COLUMNS}) values ({','.join('?' * len(NAMES))})"
INSERT_NUMBERED = f"insert into reviews (number, {COLUMNS}) values ({','.join('?' * (len(NAMES) + 1))})"

FIRST_NAMES = (
    *("id", "device", "card", "at", "offset_minutes", "kind", "grade", "milliseconds", "seed", "typed"),
    *("confidence", "takes_back"),
)
"""The columns that the first version had, in the order in which its file holds them."""
FILE_NAMES = (*FIRST_NAMES, "verdict", "slip", "due", "until", "batch", "seq")
"""The columns in the order in which the file holds them: later versions added theirs at the end."""
DEFAULTS = {"verdict": "", "slip": "", "due": None, "until": None, "batch": "", "seq": 0}
"""What rows have in columns that are younger than they."""

_TEXTS_OF = attrgetter("id", "device", "card", "seed", "typed", "verdict", "slip", "batch", "takes_back")

SqlRow = tuple[Any, ...]
"""The values of `COLUMNS`."""


def to_row(review: Review) -> SqlRow:
    """The row of a review. Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    kind, grade = str(review.kind), review.grade and int(review.grade)  # as such, members are adapted slowly
    row = (*review[:3], milliseconds(review.at), review.offset_minutes, kind, grade, *review[7:])
    if "".join(_TEXTS_OF(review)).isascii():
        return row
    return tuple(_storable(value) if isinstance(value, str) else value for value in row)


def own_row(row: SqlRow, device: str, seq: int) -> SqlRow:
    """The row as its device writes it, with the running number there."""
    return (row[0], device, *row[2:-1], seq)


def _storable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def to_reviews(rows: Iterable[SqlRow]) -> list[Review]:
    """The reviews in `rows`; see `to_review`."""
    return list(map(to_review, rows))


def from_file_order(values: Sequence[Any]) -> SqlRow:
    """The row whose values the file holds in this order; what it lacks was added after it was written."""
    held = DEFAULTS | dict(zip(FILE_NAMES, values, strict=False))
    return tuple(held[name] for name in NAMES)


def columns_of(connection: sqlite3.Connection, schema: str = "main") -> str:
    """The columns of the rows in a file of any version, to be selected in the order of `COLUMNS`."""
    present = {name for _, name, *_ in connection.execute(f"pragma {schema}.table_info(reviews)")}
    return ", ".join(_selected(name, present) for name in NAMES)


def _selected(name: str, present: AbstractSet[str]) -> str:
    if name in present or name not in (*DEFAULTS, "offset_minutes"):
        return name
    if name == "offset_minutes":
        return '"offset"'  # its name in the first version
    return "null" if DEFAULTS[name] is None else repr(DEFAULTS[name])
