"""The fields of a row in files, and the checks that a stranger's row must pass before it enters a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

from flashcards.scheduling import EPOCH, LONGEST, Review, RowKind, milliseconds, moment, read_start

PlainRow = tuple[Any, ...]
"""The fields of a `Review` in its order, as plain values: the moment in milliseconds since 1970."""
NAMES = Review._fields
FIELDS = (*NAMES[:3], "part", *NAMES[3:])
"""The fields of a row in a file: there, card and part of a prompt are apart."""
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(("device", "part", "seed", "typed", "verdict", "slip", "batch", "takes_back"), ""),
    **dict.fromkeys(("offset_minutes", "milliseconds", "seq"), 0),
    **dict.fromkeys(("grade", "confidence", "due", "until")),
    "kind": RowKind.STUDY.value,
}
"""What a field is that a row does not give."""
_KNOWN = len(FIELDS)
_OPTIONAL = {"grade", "confidence", "due", "until"}
_WHOLE = {"at", "offset_minutes", "milliseconds", "seq"}
_SHAPES = frozenset(
    product(
        *((int, type(None)) if name in _OPTIONAL else (int,) if name in _WHOLE else (str,) for name in FIELDS)
    )
)
"""The types that the fields of a row may have together."""
_LONGEST_NAME = 10_000
"""The most characters of a text other than the answer."""
_FURTHEST = 1440
"""The most minutes between local time and UTC."""
_LARGEST = 2**63 - 1
_BOUNDS = {"grade": (1, 4), "offset_minutes": (-_FURTHEST, _FURTHEST), "confidence": (0, 100)}
"""The least and the greatest value of each field that has them."""
_DAY_ZERO = EPOCH.date()


class RowError(ValueError):
    """Why a row cannot enter a log."""


class FileRow(NamedTuple):
    """A row that was read from a file."""

    values: PlainRow
    further: tuple[Any, ...] = ()
    """What a newer version wrote after the fields that this one knows."""
    named: Mapping[str, Any] = MappingProxyType({})
    """The same under names, of a text that has them."""


def split_prompt(prompt: str) -> tuple[str, str]:
    """The card and the part of a prompt, such that `join_prompt` puts them together again."""
    card, colon, part = prompt.partition(":")
    return (card, part) if part or not colon else (prompt, "")


def join_prompt(card: str, part: str) -> str:
    """The id of a prompt."""
    return f"{card}:{part}" if part else card


def file_fields(row: Sequence[Any]) -> list[Any]:
    """The fields of a `PlainRow` as a file has them."""
    return [*row[:2], *split_prompt(row[2]), *row[3:]]


def row_from_fields(fields: Sequence[Any]) -> FileRow:
    """The row that a file has as these fields. Raises RowError."""
    if usual := _read_usual(fields):
        return usual
    known = _mend_types(tuple(fields[:_KNOWN]))
    row = (*known[:2], join_prompt(known[2], known[3]), *known[4:])
    return FileRow(_require_fit(row), tuple(fields[_KNOWN:]))


def _read_usual(fields: Sequence[Any]) -> FileRow | None:
    """The row, if it needs no closer look, as almost every one: a million are read at once."""
    if tuple(map(type, fields)) not in _SHAPES:
        return None
    name, device, card, part, at, offset, kind, grade, took, seed, typed, verdict, slip, *rest = fields
    confidence, due, until, batch, takes_back, seq = rest
    text = f"{name}{device}{card}{part}{kind}{seed}{typed}{verdict}{slip}{batch}{takes_back}"
    if (
        name
        and card
        and kind
        and kind != "start"
        and (grade is None or 1 <= grade <= 4)
        and 0 <= took <= LONGEST
        and -_FURTHEST <= offset <= _FURTHEST
        and len(text) <= _LONGEST_NAME
        and text.isascii()
        and "\0" not in text
        and confidence is None
        and 0 <= at <= _LARGEST
        and 0 <= seq <= _LARGEST
        and (due is None or 0 <= due <= _LARGEST)
        and until is None
    ):
        prompt = f"{card}:{part}" if part else card
        row = (name, device, prompt, at, offset, kind, grade, took, seed, typed, verdict, slip)
        return FileRow((*row, confidence, due, until, batch, takes_back, seq))
    return None


def _mend_types(known: tuple[Any, ...]) -> tuple[Any, ...]:
    """The fields with moments and days in place of the texts that stand for them. Raises RowError."""
    if len(known) < _KNOWN:
        raise RowError(f"it has {len(known)} fields, not {_KNOWN}")
    named = dict(zip(FIELDS, known, strict=True))
    if isinstance(named["at"], str):
        named["at"] = read_moment(named["at"])
    for name in ("due", "until"):
        if isinstance(named[name], str):
            named[name] = read_day(named[name])
    for name, value in named.items():
        wanted = int if name in _WHOLE | _OPTIONAL else str
        if type(value) is not wanted and not (value is None and name in _OPTIONAL):
            instead = "a whole number" if wanted is int else "text"
            raise RowError(f"'{name}' is {_shown(value)}, not {instead}")
    return tuple(named.values())


def _shown(value: object) -> str:
    return {bool: "true or false", list: "a list", dict: "an object", type(None): "null"}.get(
        type(value), repr(value)[:40]
    )


def _require_fit(row: PlainRow) -> PlainRow:
    """The row, its time capped, and characters that no file can hold replaced. Raises RowError."""
    values = dict(zip(NAMES, row, strict=True))
    if not (values["id"] and values["card"] and values["kind"]):
        raise RowError("'id', 'card' and 'kind' must not be empty")
    for name, (least, most) in _BOUNDS.items():
        if values[name] is not None and not least <= values[name] <= most:
            raise RowError(f"'{name}' is not {least} to {most}")
    for name, value in values.items():
        if type(value) is str and name != "typed" and (len(value) > _LONGEST_NAME or "\0" in value):
            raise RowError(f"'{name}' is too long, or not text")
        if type(value) is int and abs(value) > _LARGEST:
            raise RowError(f"'{name}' is too large a number")
    if values["kind"] == RowKind.START and read_start(values["typed"]) is None:
        raise RowError("its starting memory cannot be read")
    values["milliseconds"] = min(max(values["milliseconds"], 0), LONGEST)
    return tuple(_sound(value) if type(value) is str else value for value in values.values())


def _sound(text: str) -> str:
    """`text` with halves of surrogate pairs, which UTF-8 cannot hold, as question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def read_moment(text: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 moment with its offset. Raises RowError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RowError(f"'at' is {text[:40]!r}, not a moment such as 2026-03-02T12:00:00.000Z") from None
    if found.tzinfo is None:
        raise RowError(f"'at' is {text[:40]!r}, which does not say its offset: end it in Z for UTC")
    try:
        return milliseconds(found.astimezone(UTC))
    except OverflowError:
        raise RowError("'at' is beyond the calendar") from None


def write_moment(at: int) -> str:
    """The ISO 8601 moment in UTC."""
    return moment(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_day(text: str) -> int:
    """The number of a day written as 2026-03-02. Raises RowError."""
    try:
        return (date.fromisoformat(text) - _DAY_ZERO).days
    except ValueError:
        raise RowError(f"{text[:40]!r} is no day such as 2026-03-02") from None


def write_day(day: int | None) -> str | int | None:
    """The day as 2026-03-02; the number itself if it is beyond the calendar."""
    if day is None:
        return None
    try:
        return (_DAY_ZERO + timedelta(days=day)).isoformat()
    except OverflowError:
        return day
