"""Rows of the log as the plain values that a database holds: a million of them are replayed as they come.

A `Review` says its moment as a datetime and its kind and grade as enums, which cost more to make than the
replay itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, cast

from flashcards.scheduling.model import Grade, Review, RowKind, milliseconds, moment


class PlainRow(NamedTuple):
    """The fields of a `Review`, in its order."""

    id: str
    device: str
    card: str
    at: int
    """Milliseconds since 1970, UTC."""
    offset_minutes: int
    kind: str
    grade: int | None
    milliseconds: int
    seed: str
    typed: str
    verdict: str
    slip: str
    confidence: int | None
    due: int | None
    until: int | None
    batch: str
    takes_back: str
    seq: int


_GRADES = {int(grade): grade for grade in Grade}
_KINDS = {kind.value: kind for kind in RowKind}
to_plain_row: Callable[[Sequence[Any]], PlainRow] = partial(tuple.__new__, PlainRow)
"""The row of a sequence that has its values; faster than `PlainRow._make`, which counts them."""


def plain_row(review: Review) -> PlainRow:
    """The plain values of a review."""
    grade = review.grade and int(review.grade)  # an enum hashes slowly
    return to_plain_row((*review[:3], milliseconds(review.at), *review[4:6], grade, *review[7:]))


def peek(rows: Iterable[Any]) -> tuple[Any, Iterable[Any]]:
    """The first of `rows`, or None, and all of them."""
    rest = iter(rows)
    first = next(rest, None)
    return first, () if first is None else chain([first], rest)


def to_review(row: Sequence[Any]) -> Review:
    """The review with these plain values. A kind that only a newer version knows stays a plain string, which
    `replay` passes over.
    """
    kind = cast(RowKind, _KINDS.get(row[5], row[5]))
    return Review(row[0], row[1], row[2], moment(row[3]), row[4], kind, _GRADES.get(row[6]), *row[7:])
