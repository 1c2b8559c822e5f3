"""Which rows of a log count, and in what order: clocks go back, rows of several devices come late."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter, le, lt
from types import MappingProxyType
from typing import TypeVar

from flashcards.scheduling.model import DAY_MILLISECONDS, Review, RowKind
from flashcards.scheduling.plain_rows import PlainRow, peek, plain_row

NO_FORMER_IDS: Mapping[str, str] = MappingProxyType({})
AHEAD = DAY_MILLISECONDS
"""By how much a clock may be wrong: a row further ahead than that is taken for a mistake."""


Row = TypeVar("Row", Review, PlainRow)
_BY_TIME = itemgetter(PlainRow._fields.index("at"), PlainRow._fields.index("id"))


def standing(rows: Sequence[Row]) -> list[Row]:
    """`rows` without take-backs and what they undo.

    A take-back that is itself taken back undoes nothing, whatever the clocks said.
    """
    undone = undone_rows((row.id, row.card, row.takes_back) for row in rows if row.takes_back)
    return [row for row in rows if row.kind != RowKind.TAKE_BACK.value and (row.id, row.card) not in undone]


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


def rows_by_prompt(
    rows: Iterable[Review] | Iterable[PlainRow], former: Mapping[str, str] = NO_FORMER_IDS
) -> dict[str, list[PlainRow]]:
    """The rows that count of each prompt, in order; reviews sorted by time, then by id, plain rows in any
    order.

    `former` maps the ids that prompts have in old rows to those that they have now.
    """
    found: defaultdict[str, list[PlainRow]] = defaultdict(list)
    first, every = peek(rows)
    is_sorted = isinstance(first, Review)
    for row in map(plain_row, every) if is_sorted else every:
        found[row.card].append(row)
    for old in former.keys() & found.keys():
        found[former[old]] += [row._replace(card=former[old]) for row in found.pop(old)]
        found[former[old]].sort(key=_BY_TIME)
    counted = ((card, _in_order(history, is_sorted=is_sorted)) for card, history in found.items())
    return {card: history for card, history in counted if history}


_AT, _TAKES_BACK, _SEQ = (itemgetter(PlainRow._fields.index(name)) for name in ("at", "takes_back", "seq"))


def _in_order(history: list[PlainRow], *, is_sorted: bool) -> list[PlainRow]:
    """The rows of a prompt that count, in order."""
    moments, numbers = [*map(_AT, history)], [*map(_SEQ, history)]
    if all(map(lt, moments, moments[1:])) and all(map(le, numbers, numbers[1:])):
        return standing(history) if any(map(_TAKES_BACK, history)) else history
    if not is_sorted:
        history.sort(key=_BY_TIME)
    counted = standing(history)
    return counted if is_in_order(counted) else rows_in_order(counted)


def is_in_order(rows: Iterable[PlainRow]) -> bool:
    """True if `rows`, sorted by time, are for each device in the order of its running numbers, at moments of
    their own."""
    last: dict[str, tuple[int, int | None]] = {}
    device, seq = "", 0
    at: int | None = None
    for row in rows:
        if row.device != device:
            last[device] = seq, at
            device = row.device
            seq, at = last.get(device, (0, None))
        if row.seq:
            if row.seq < seq or row.at == at:
                return False
            seq = row.seq
        at = row.at
    return True


def rows_in_order(rows: Iterable[PlainRow]) -> list[PlainRow]:
    """The rows of a prompt by time, then by id; those of one device in the order in which it wrote them.

    A row written after its clock was set back counts as one millisecond later than the rows before it. A
    row that is more than a day ahead of it was written with a wrong clock, and does not move it.
    """
    written: dict[str, list[int]] = {}
    placed: list[tuple[int, str, PlainRow]] = []
    for row in sorted(rows, key=lambda row: (row.seq, row.at, row.id)):
        at = row.at
        if row.seq:
            before = written.setdefault(row.device, [])
            place = bisect_right(before, at + AHEAD)
            at = max(at, before[place - 1] + 1) if place else at
            insort(before, at)
        placed.append((at, row.id, row))
    return [row for *_, row in sorted(placed, key=lambda entry: entry[:2])]
