"""The review log as text for a person's own analysis: JSON or a table, a row a line; JSON comes back.

{"id": "a1-0", "device": "a1", "card": "adam/m", "part": "", "at": "2026-03-02T12:00:00.000Z", …}
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta, timezone
from typing import Any

from flashcards.exchange.row_fields import (
    DEFAULTS,
    FIELDS,
    FileRow,
    RowError,
    file_fields,
    row_from_fields,
    write_day,
    write_moment,
)
from flashcards.exchange.segments import parse_json
from flashcards.scheduling import moment

FURTHER = "further"
"""The key of what a newer version wrote after the fields that are known here."""
_DAYS = ("due", "until")
_BLOCK = 2_000
"""The rows that are written at once."""


def write_lines(rows: Iterable[FileRow]) -> Iterator[bytes]:
    """JSON Lines of `rows`, in blocks."""
    lines: list[str] = []
    for row in rows:
        named = _named(row) | {"at": write_moment(row.values[3])} | dict(row.named)
        if row.further:
            named[FURTHER] = row.further
        lines.append(json.dumps(named, ensure_ascii=False) + "\n")
        if len(lines) == _BLOCK:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def write_table(rows: Iterable[FileRow]) -> Iterator[bytes]:
    """CSV of `rows` with their names above, in blocks; moments are local, with their offset."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(FIELDS)
    for number, row in enumerate(rows, 1):
        named = _named(row) | {"at": _local_moment(row)}
        table.writerow(named.values())
        if number % _BLOCK == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _named(row: FileRow) -> dict[str, Any]:
    """The fields by their names, days as dates."""
    named = dict(zip(FIELDS, file_fields(row.values), strict=True))
    return named | {name: write_day(named[name]) for name in _DAYS}


def _local_moment(row: FileRow) -> str:
    try:
        zone = timezone(timedelta(minutes=row.values[4]))
    except ValueError:
        zone = UTC
    return moment(row.values[3]).astimezone(zone).isoformat(timespec="milliseconds")


def read_line(line: bytes) -> FileRow:
    """The row in a line of JSON; what it does not say has its default. Raises RowError."""
    named = parse_json(line)
    if not isinstance(named, dict):
        raise RowError("this line is no JSON object")
    for name in ("id", "card", "at"):
        if name not in named:
            raise RowError(f"the row has no '{name}'")
    further = named.get(FURTHER, ())
    if not isinstance(further, (list, tuple)):
        raise RowError(f"'{FURTHER}' is not a list")
    read = row_from_fields([*(named.get(name, DEFAULTS.get(name)) for name in FIELDS), *further])
    others = {name: value for name, value in named.items() if name and name not in {*FIELDS, FURTHER}}
    return read._replace(named=others)
