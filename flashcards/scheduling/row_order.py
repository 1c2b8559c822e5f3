"""Which rows of a log count, and in what order: clocks go back, rows of several devices come late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flashcards.scheduling.model import Review, RowKind, milliseconds

AHEAD = 86_400_000
"""By how many milliseconds a clock may be wrong: a row further ahead than that is taken for a mistake."""


def standing(rows: Sequence[Review]) -> list[Review]:
    """`rows` without those taken back and without take-backs; one taken back itself undoes nothing."""
    backs = {row.id: row.takes_back for row in rows if row.takes_back}
    if not backs:
        return [row for row in rows if row.kind is not RowKind.TAKE_BACK]
    undone: set[str] = set()
    for back, target in reversed(backs.items()):  # a row is taken back after it was written
        if back not in undone:
            undone.add(target)
    return [row for row in rows if row.id not in undone and row.kind is not RowKind.TAKE_BACK]


def is_in_order(rows: Iterable[Review]) -> bool:
    """True if `rows`, sorted by time, are for each device also in the order of its running numbers."""
    last: dict[str, int] = {}
    for row in rows:
        seq = row.seq
        if seq and seq < last.get(row.device, 0):
            return False
        last[row.device] = seq or last.get(row.device, 0)
    return True


def rows_in_order(rows: Iterable[Review]) -> list[Review]:
    """The rows of a prompt by time, then by id; those of one device in the order in which it wrote them.

    A row written after its clock was set back counts as one millisecond later than the row before it. A
    row that is more than a day ahead of the next was written with a wrong clock, and moves no other.
    """
    latest: dict[str, tuple[int, str]] = {}
    placed: list[tuple[int, str, Review]] = []
    for row in sorted(rows, key=lambda row: (row.seq, row.at, row.id)):
        moment = (milliseconds(row.at), row.id)
        before = latest.get(row.device)
        if row.seq:
            if before and moment < before <= (moment[0] + AHEAD,):
                moment = (before[0] + 1, row.id)
            latest[row.device] = moment
        placed.append((*moment, row))
    return [row for *_, row in sorted(placed, key=lambda entry: entry[:2])]
