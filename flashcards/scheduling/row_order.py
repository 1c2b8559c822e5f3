"""Which rows of a log count, and in what order: clocks go back, rows of several devices come late."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from flashcards.scheduling.model import DAY_MILLISECONDS, Review, RowKind, milliseconds

NO_FORMER_IDS: Mapping[str, str] = MappingProxyType({})
AHEAD = DAY_MILLISECONDS
"""By how much a clock may be wrong: a row further ahead than that is taken for a mistake."""


def standing(rows: Sequence[Review]) -> list[Review]:
    """`rows` without take-backs and what they undo.

    A take-back that is itself taken back undoes nothing, whatever the clocks said.
    """
    undone = undone_rows((row.id, row.card, row.takes_back) for row in rows if row.takes_back)
    return [row for row in rows if row.kind is not RowKind.TAKE_BACK and (row.id, row.card) not in undone]


def undone_rows(backs: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """The ids of what take-backs undo, each with its prompt; a take-back undoes a row of its own prompt.

    `backs` are the id and the prompt of each take-back, and the id of the row that it takes back.

    Take-backs that take each other back in a circle, which no clock and no merge brings about, undo nothing.
    """
    target = {(name, card): (back, card) for name, card, back in backs}
    takers = Counter(target.values())
    waits = {key: takers[key] for key in target}
    undone: set[tuple[str, str]] = set()
    settled = [key for key, count in waits.items() if not count]
    while settled:
        key = settled.pop()
        if key not in undone:
            undone.add(target[key])
        if target[key] in waits:
            waits[target[key]] -= 1
            if not waits[target[key]]:
                settled.append(target[key])
    return undone


def rows_by_prompt(rows: Iterable[Review], former: Mapping[str, str]) -> dict[str, list[Review]]:
    """The rows that count of each prompt, in order; `rows` sorted by time, then by id.

    `former` maps the ids that prompts have in old rows to those that they have now.
    """
    named = [row._replace(card=former.get(row.card, row.card)) for row in rows] if former else list(rows)
    found: dict[str, list[Review]] = {}
    for row in standing(named):
        found.setdefault(row.card, []).append(row)
    if is_in_order(named):
        return found
    return {card: rows_in_order(history) for card, history in found.items()}


def is_in_order(rows: Iterable[Review]) -> bool:
    """True if `rows`, sorted by time, are for each device in the order of its running numbers, at moments of
    their own."""
    last: dict[str, tuple[int, datetime | None]] = {}
    for row in rows:
        seq, at = last.get(row.device, (0, None))
        if row.seq and (row.seq < seq or row.at == at):
            return False
        last[row.device] = (row.seq or seq, row.at)
    return True


def rows_in_order(rows: Iterable[Review]) -> list[Review]:
    """The rows of a prompt by time, then by id; those of one device in the order in which it wrote them.

    A row written after its clock was set back counts as one millisecond later than the rows before it. A
    row that is more than a day ahead of it was written with a wrong clock, and does not move it.
    """
    written: dict[str, list[int]] = {}
    placed: list[tuple[int, str, Review]] = []
    for row in sorted(rows, key=lambda row: (row.seq, row.at, row.id)):
        at = milliseconds(row.at)
        if row.seq:
            before = written.setdefault(row.device, [])
            place = bisect_right(before, at + AHEAD)
            at = max(at, before[place - 1] + 1) if place else at
            insort(before, at)
        placed.append((at, row.id, row))
    return [row for *_, row in sorted(placed, key=lambda entry: entry[:2])]
