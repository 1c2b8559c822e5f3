"""Reviews as rows of the database and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from flashcards.scheduling import Grade, Review, RowKind, milliseconds, moment

COLUMNS = 'id, device, card, at, "offset", kind, grade, milliseconds, seed, typed, confidence, takes_back'
"""Everything in a row but its number."""
INSERT = f"into reviews ({COLUMNS}) values ({','.join('?' * 12)})"
INSERT_NUMBERED = f"insert into reviews (number, {COLUMNS}) values ({','.join('?' * 13)})"

SqlRow = tuple[Any, ...]
"""The values of `COLUMNS`."""

_GRADES = {int(grade): grade for grade in Grade}
_KINDS = {kind.value: kind for kind in RowKind}


def to_row(review: Review) -> SqlRow:
    """The row of a review. Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    row = (*review[:3], milliseconds(review.at), *review[4:])
    return tuple(
        value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in row
    )


def to_reviews(rows: Iterable[SqlRow]) -> list[Review]:
    """The reviews in `rows`. A kind that only a newer version knows stays a plain string, which `replay`
    passes over.
    """
    return [
        Review(
            row[0],
            row[1],
            row[2],
            moment(row[3]),
            row[4],
            cast(RowKind, _KINDS.get(row[5], row[5])),
            _GRADES.get(row[6]),
            *row[7:],
        )
        for row in rows
    ]
