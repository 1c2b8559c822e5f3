"""Files of rows that devices exchange: a header, a row a line, and an end that says whether it is whole.

    {"flashcards":"reviews","format":1}
    ["a1-0","a1","adam/m","",1772452800000,60,"study",3,…]    `row_fields.FIELDS`; more may follow
    {"end":1,"sha256":"…"}                                    the rows, and the bytes before this line

Equal rows give equal bytes. A reader takes every row that it can read of a torn or mixed-up file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flashcards.errors import Problem
from flashcards.exchange.row_fields import NAMES, FileRow, PlainRow, RowError, file_fields, row_from_fields
from flashcards.scheduling import RowKind

FORMAT = 1
MOST_ROWS = 5_000
"""The rows of a closed segment, and of a batch that is read."""
MOST_BYTES = 32 * 2**20
"""The most bytes of one file once it is unpacked; a longer one is read up to there."""
LONGEST_LINE = 4 * 2**20
MOST_UNFIT = 20_000
"""The most lines of one file that may be no rows, empty ones among them; then it is read no further.

A small packed file may unpack to tens of millions, which would take minutes; a closed segment has 5,000 rows.
"""
CLOSED_AT = 8 * 2**20
"""The bytes at which a segment is closed before it has `MOST_ROWS`."""
CLOSED, TAIL = ".jsonl.gz", "tail.jsonl"
"""How the names of closed segments end, and the name of the file with the rows since."""
_TYPED, _KIND = NAMES.index("typed"), NAMES.index("kind")
_ANSWERED = (RowKind.STUDY, RowKind.CRAM)
"""The kinds of rows in which `typed` is an answer."""
_HEADER = b'{"flashcards":"reviews","format":1}\n'
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode_row(row: FileRow, *, with_typed: bool = True) -> bytes:
    """The line of a row, without its end; the answer that was typed is left out unless `with_typed`."""
    values = row.values
    if not with_typed and values[_KIND] in _ANSWERED:
        values = _without_typed(values)
    line = _ENCODE([*file_fields(values), *row.further]).encode("utf-8", "replace")
    if len(line) > LONGEST_LINE and values[_TYPED]:
        return encode_row(FileRow(_without_typed(values)))  # no reader would take such a line
    return line


def _without_typed(values: PlainRow) -> PlainRow:
    return (*values[:_TYPED], "", *values[_TYPED + 1 :])


def closed_after(lines: Sequence[bytes]) -> int:
    """How many of the rows make a closed segment; 0 if there are too few."""
    size = 0
    for count, line in enumerate(lines, 1):
        size += len(line)
        if count == MOST_ROWS or size >= CLOSED_AT:
            return count
    return 0


def pack_lines(lines: Iterable[bytes]) -> bytes:
    """The file of these rows."""
    written = list(lines)
    body = b"".join([_HEADER, *(line + b"\n" for line in written)])
    end = {"end": len(written), "sha256": hashlib.sha256(body).hexdigest()}
    return body + _ENCODE(end).encode() + b"\n"


def name_segment(data: bytes) -> str:
    """The name of a closed segment, by the checksum of its rows."""
    return f"{_footer(data)['sha256'][:16]}{CLOSED}"


def _footer(data: bytes) -> dict[str, Any]:
    found = json.loads(data[data.rindex(b"\n", 0, -1) :])
    assert isinstance(found, dict)
    return found


def compress(data: bytes) -> bytes:
    """The bytes as gzip, without the time of writing."""
    return gzip.compress(data, 6, mtime=0)


def split_lines(blocks: Iterable[bytes]) -> Iterator[bytes | None]:
    """The lines without their ends, whichever a carrier gave them; None for one that is too long."""
    rest, is_too_long = b"", False
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield None if is_too_long else line.removesuffix(b"\r")
            is_too_long = False
        if len(rest) > LONGEST_LINE:
            rest, is_too_long = b"", True
    if rest or is_too_long:
        yield None if is_too_long else rest


class SegmentReader:
    """The rows of a file, in batches; then, in its attributes, what is to be said of the file."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        """`blocks` are the bytes of the file in order, unpacked."""
        self._blocks = blocks
        self._hash = hashlib.sha256()
        self._rows = 0
        self.is_whole = False
        """True if the end was there and right, and every row could be read."""
        self.unfit = 0
        """The lines that are neither a row nor anything else that a file has."""
        self.fault = ""
        """What is wrong with the first of them, or why the rest was not read."""
        self._empty = 0

    def batches(self) -> Iterator[list[FileRow]]:
        """Up to `MOST_ROWS` rows at a time. Raises Problem for a file of a newer version."""
        lines: list[bytes] = []
        for line in split_lines(self._blocks):
            if line is not None and line.startswith(b"["):
                lines.append(line)
            if lines and (len(lines) == MOST_ROWS or line is not lines[-1]):
                yield self._read_rows(lines)
                lines = []
            if line is None or not line.startswith(b"["):
                self._read_other(line)
            if self.unfit + self._empty > MOST_UNFIT:
                self._give_up()
                break
        if lines:
            yield self._read_rows(lines)

    def _read_rows(self, lines: list[bytes]) -> list[FileRow]:
        """The rows in lines that begin as a row."""
        self._rows += len(lines)
        self._hash.update(b"\n".join((*lines, b"")))
        self.is_whole = False
        rows = []
        for fields in _parse_lists(lines):
            try:
                if fields is None:
                    raise RowError("a line is no row")
                rows.append(row_from_fields(fields))
            except RowError as error:
                self._refuse(str(error))
        return rows

    def _read_other(self, line: bytes | None) -> None:
        """Take in a line that is no row: the header, the end, or nothing that a file has."""
        value = parse_json(line) if line else None
        if isinstance(value, dict) and "end" in value:
            expected = {"end": self._rows, "sha256": self._hash.hexdigest()}
            self.is_whole = not self.unfit and expected.items() <= value.items()
        elif isinstance(value, dict) and "flashcards" in value:
            _require_known_format(value)
            self._hash.update((line or b"") + b"\n")
        elif line == b"":
            self._empty += 1
        else:
            self._refuse("a line is too long" if line is None else "a line is no row")

    def _refuse(self, why: str) -> None:
        self.unfit += 1
        self.fault = self.fault or why

    def _give_up(self) -> None:
        self.is_whole = False
        self.unfit += self._empty
        self.fault = f"more than {MOST_UNFIT:,} lines are no rows, and the rest of the file was not read"


def parse_json(line: bytes) -> Any:
    """The JSON value in a line; None if it has none."""
    try:
        return json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _parse_lists(lines: Sequence[bytes]) -> Iterable[list[Any] | None]:
    """The lists in the lines, all at once, which takes a third of the time; one by one if that fails."""
    values = parse_json(b"[" + b",".join(lines) + b"]")
    if (
        isinstance(values, list)
        and len(values) == len(lines)
        and all(type(value) is list for value in values)
    ):
        return values
    found = map(parse_json, lines)
    return (value if isinstance(value, list) else None for value in found)


def _require_known_format(header: dict[str, Any]) -> None:
    """Raise a Problem for a file that only a newer version can read."""
    number = header.get("format")
    if header["flashcards"] != "reviews" or type(number) is not int or number > FORMAT:
        raise Problem("this file was written by a newer flashcards", hint="upgrade flashcards on this device")
