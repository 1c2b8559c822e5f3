"""Reads rows straight from the pages of a damaged database, skipping what SQLite refuses to read.

The format is https://www.sqlite.org/fileformat2.html: a page of a table holds records, each with its row
number; a page of an index holds records that end in one. Every page is read by itself, so a damaged one
takes only its own rows with it, whether it is the first page, an inner one or a leaf.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flashcards.storage.rows import FILE_NAMES, FIRST_NAMES, SqlRow, from_file_order
from flashcards.value import Value

_HEADER = b"SQLite format 3\0"
_DEFAULT_PAGE = 4096
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 13, 10, 2
_WAL_HEADER, _FRAME_HEADER = 32, 24
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""The serial type of an integer → its bytes."""
_NUMBER = (int, type(None))
_TYPES: tuple[type | tuple[type, ...], ...] = (
    *(str, str, str, int, int, str, _NUMBER, int, str, str, _NUMBER, str),
    *(str, str, _NUMBER, _NUMBER, str, int),
)
"""The types of the columns of a review, in the order in which the file holds them."""
_LENGTHS = (len(FIRST_NAMES), len(FILE_NAMES))


@dataclass
class Salvage:
    """What could be read from a damaged log."""

    rows: dict[int, SqlRow] = field(default_factory=dict)
    """By their number in the log."""
    last: int = 0
    """The highest number that a row or an index names."""
    device: str = ""


def salvage(path: Path) -> Salvage:
    """Everything readable in the log at `path` and its write-ahead file."""
    found = Salvage()
    for page in _pages(path):
        for number, values in _records(page):
            _sort_in(found, number, values)
    return found


def _sort_in(found: Salvage, number: int | None, values: list[Any]) -> None:
    if number is not None and len(values) - 1 in _LENGTHS and _is_review(values[1:]):
        found.rows[number] = from_file_order(values[1:])
        found.last = max(found.last, number)
    elif number == 1 and len(values) == 1 and isinstance(values[0], str) and len(values[0]) == 32:
        found.device = values[0]
    elif number is None and len(values) == 2 and isinstance(values[1], int):
        found.last = max(found.last, values[1])


def _is_review(values: list[Any]) -> bool:
    return all(isinstance(value, types) for value, types in zip(values, _TYPES, strict=False))


class _Page(Value, frozen=True):
    data: bytes
    usable: int
    file: bytes
    """The database, whose overflow pages continue long records."""

    def overflow(self, number: int) -> bytes:
        return self.file[(number - 1) * len(self.data) : number * len(self.data)]


def _pages(path: Path) -> Iterator[_Page]:
    file = path.read_bytes()
    size, reserved = _DEFAULT_PAGE, 0
    if file.startswith(_HEADER):
        size, reserved = int.from_bytes(file[16:18], "big"), file[20]
        size = 65536 if size == 1 else size
    if size < 512:
        size, reserved = _DEFAULT_PAGE, 0
    for offset in range(0, len(file), size):
        yield _Page(file[offset : offset + size], size - reserved, file)
    wal = path.with_name(f"{path.name}-wal")
    frames = wal.read_bytes() if wal.is_file() else b""
    step = size + _FRAME_HEADER
    for offset in range(_WAL_HEADER, len(frames) - step + 1, step):
        data = frames[offset + _FRAME_HEADER : offset + step]
        yield _Page(data, size - reserved, file)


def _records(page: _Page) -> Iterator[tuple[int | None, list[Any]]]:
    """The records of a page, those of a table with their row number; none of another page.

    The first page begins with the header of the file and holds the schema alone: it counts as another.
    """
    data, kind = page.data, page.data[0]
    if kind not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER):
        return
    cells = int.from_bytes(data[3:5], "big")
    pointers = 12 if kind == _INDEX_INNER else 8
    for place in range(pointers, min(pointers + 2 * cells, len(data) - 1), 2):
        at = int.from_bytes(data[place : place + 2], "big") + 4 * (kind == _INDEX_INNER)
        try:
            yield _cell(page, at, kind)
        except (IndexError, ValueError):
            continue  # this record is damaged


def _cell(page: _Page, at: int, kind: int) -> tuple[int | None, list[Any]]:
    length, at = _varint(page.data, at)
    number: int | None = None
    if kind == _TABLE_LEAF:
        number, at = _varint(page.data, at)
    return number, _values(_payload(page, at, length, kind))


def _payload(page: _Page, at: int, length: int, kind: int) -> bytes:
    """The bytes of a record, including those on overflow pages."""
    usable = page.usable
    most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if length <= most:
        return _exactly(page.data[at : at + length], length)
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    payload = page.data[at : at + local]
    following = int.from_bytes(page.data[at + local : at + local + 4], "big")
    while len(payload) < length:
        overflow = page.overflow(following)
        if not following or not overflow:
            break
        payload += overflow[4:usable]
        following = int.from_bytes(overflow[:4], "big")
    return _exactly(payload[:length], length)


def _values(payload: bytes) -> list[Any]:
    """The values of a record. Raises ValueError or IndexError if it is malformed."""
    size, at = _varint(payload, 0)
    types, values, body = [], [], size
    while at < size:
        kind, at = _varint(payload, at)
        types.append(kind)
    for kind in types:
        value, length = _value(payload, body, kind)
        values.append(value)
        body += length
    if body != len(payload):
        raise ValueError("the record is longer than its values")
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    """The value of serial type `kind` and its size in bytes; floats and blobs, unused in a log, fail."""
    if kind in (0, 8, 9):
        return (None, 0, 1)[(0, 8, 9).index(kind)], 0
    if kind in _INTEGERS:
        length = _INTEGERS[kind]
        return int.from_bytes(_exactly(payload[at : at + length], length), "big", signed=True), length
    if kind < 13 or kind % 2 == 0:
        raise ValueError("no value of a review log")
    length = (kind - 13) // 2
    return _exactly(payload[at : at + length], length).decode(), length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer of one to nine bytes, and the offset after it."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def _exactly(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise ValueError("the page ends before the record")
    return data
