"""Rows of Anki's review log as rows of ours, such that a replay gives the memories that Anki has.

Which rows count is Anki's own reading of its log: the last run of learning rows begins the history, and one
that was cut off begins with a memory made of the first interval of days that is left.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flashcards.exchange.anki_notes_types import REVIEW, SUSPENDED, AnkiCard
from flashcards.exchange.row_fields import NAMES, PlainRow
from flashcards.scheduling import (
    DAY_MILLISECONDS,
    LONGEST,
    RowKind,
    Settings,
    StartingMemory,
    memory_from_sm2,
    write_start,
)
from flashcards.scheduling.days import DAY
from flashcards.value import Value, field

DEVICE = "anki"
"""The device of rows that come from Anki."""
LEARN, _, RELEARN, FILTERED, MANUAL, RESCHEDULED = range(6)
"""The types of Anki's rows; 1 is a review."""
NEAR = 5
"""Milliseconds within which nobody grades one prompt twice: such a row came from here, or went there."""
_FSRS_EASE = 1100
"""Up to this, in thousandths, a row's ease is a difficulty of FSRS."""
_USUAL_EASE = 2500
LONGEST_INTERVAL = 36_500
"""In days."""
_EARLIEST = 946_684_800_000
"""The year 2000: no row of Anki's is older."""
FUTURE, NO_GRADE, UNKNOWN, NO_CARD = "in the future", "no grade", "of an unknown kind", "of no card here"
"""Why rows are left out."""


class RevlogRow(NamedTuple):
    """A row of Anki's review log; its id is its moment, in milliseconds since 1970."""

    id: int
    ease: int
    """The button, 1 to 4; 0 for none."""
    interval: int
    """In days, negative in seconds."""
    factor: int
    """Thousandths: an ease, or up to 1100 a difficulty of FSRS."""
    time: int
    type: int

    @property
    def is_cram(self) -> bool:
        """True for an answer in a filtered deck that left the schedule alone."""
        return self.type == FILTERED and self.factor == 0

    @property
    def is_graded(self) -> bool:
        """True for an answer that counts."""
        return 1 <= self.ease <= 4 and self.type in range(LEARN, MANUAL) and not self.is_cram

    @property
    def is_learning(self) -> bool:
        """True for an answer of a card that was being learned."""
        return self.is_graded and self.type == LEARN

    @property
    def is_reset(self) -> bool:
        """True for the row of a card that was forgotten by hand."""
        return self.type == MANUAL and self.factor == 0

    @property
    def spans_days(self) -> bool:
        """True for an answer after which the card came back another day."""
        return self.interval >= 1 or self.interval <= -86_400


class KnownRow(NamedTuple):
    """A row that the log has of a prompt."""

    id: str
    at: int
    kind: str
    grade: int | None


class RowReading(Value, frozen=True):
    """Makes rows of one import; all have one offset, as Anki counts days in that of today."""

    now: int
    """In milliseconds since 1970."""
    offset_minutes: int
    settings: Settings
    created: int = 0
    """When the collection was made, in seconds since 1970."""
    left_out: dict[str, int] = field(default_factory=dict)
    """The rows that were not taken, by why."""

    def rows(
        self, key: str, prompt: str, log: Sequence[RevlogRow], card: AnkiCard, known: Sequence[KnownRow] = ()
    ) -> list[PlainRow]:
        """The rows of a prompt: `key` is `anki:GUID:ORD`, `log` sorted by moment, `known` what the log has.

        Rows that are known from elsewhere are among them no more.
        """
        usable = [row for row in log if self._is_usable(row)]
        found = [*self._answers(key, prompt, usable)]
        if (
            not any(row.at < usable[0].id - NEAR and row.kind in _BEGINS for row in known)
            if usable
            else not known
        ):
            found += self._begin(key, prompt, usable, card)
        found = [row for row in found if not _came_from_here(row, key, known)]
        return sorted(found, key=lambda row: (row[_AT], row[0]))

    def state_rows(
        self,
        key: str,
        prompt: str,
        card: AnkiCard,
        rows: Sequence[PlainRow],
        known: Sequence[KnownRow] = (),
        *,
        marked: bool,
    ) -> list[PlainRow]:
        """Rows that suspend, resume and mark a prompt as its card is, after its other `rows`.

        Each comes once, whatever the person does since. A card is resumed only if Anki suspended it.
        """
        last = max((row[_AT] for row in rows), default=_EARLIEST)
        at = max(min(max(card.changed * 1000 + 999, last), self.now), _EARLIEST)
        found = []
        if card.queue == SUSPENDED:
            found.append(self._row(f"{key}:suspended:{card.changed}", prompt, at, RowKind.SUSPEND))
        elif _is_suspended_there(key, known, at):
            found.append(self._row(f"{key}:resumed:{card.changed}", prompt, at, RowKind.RESUME))
        if marked:
            found.append(self._row(f"{key}:marked", prompt, at, RowKind.MARK))
        return found

    def leave_out(self, why: str, rows: int = 1) -> None:
        """Counts rows that are not taken."""
        self.left_out[why] = self.left_out.get(why, 0) + rows

    def _is_usable(self, row: RevlogRow) -> bool:
        """True for a row that takes part; what a person would miss is counted."""
        if row.id > self.now:
            self.leave_out(FUTURE)
            return False
        if not 0 <= row.ease <= 4 or row.type not in range(RESCHEDULED + 1) or row.id < _EARLIEST:
            self.leave_out(UNKNOWN)
            return False
        if row.ease and row.type < MANUAL:
            return True
        if not row.is_reset:
            self.leave_out(NO_GRADE)
        return True

    def _answers(self, key: str, prompt: str, log: Sequence[RevlogRow]) -> Iterator[PlainRow]:
        """The answers, and the resets before those of a card that began anew."""
        before: RevlogRow | None = None
        for row in log:
            if row.is_cram:
                if row.ease:
                    yield self._answer(key, prompt, row, RowKind.CRAM)
                continue
            if row.is_reset:
                yield self._row(f"{key}:{row.id}", prompt, row.id, RowKind.RESET)
            elif row.is_graded:
                if row.type == LEARN and before and not before.is_learning and not before.is_reset:
                    yield self._row(f"{key}:{row.id}:forgotten", prompt, row.id - 1, RowKind.RESET)
                yield self._answer(key, prompt, row, RowKind.STUDY)
            before = row

    def _begin(self, key: str, prompt: str, log: Sequence[RevlogRow], card: AnkiCard) -> Iterator[PlainRow]:
        """What gives a history without its beginning one; nothing for a whole one."""
        last_reset = max((at for at, row in enumerate(log) if row.is_reset), default=-1)
        rest = [row for row in log[last_reset + 1 :] if row.is_graded]
        if any(row.type == LEARN for row in rest):
            return
        if rest:
            yield from self._begin_cut(key, prompt, rest)
        elif last_reset < 0 and not any(row.is_graded for row in log):
            yield from self._begin_bare(key, prompt, card)

    def _begin_cut(self, key: str, prompt: str, rest: Sequence[RevlogRow]) -> Iterator[PlainRow]:
        first = next((row for row in rest if row.spans_days), None)
        last = first or rest[-1]
        yield self._row(f"{key}:{last.id}:reset", prompt, last.id, RowKind.RESET)
        if first is None:
            return
        days = max(first.interval, 1)
        stability, difficulty = memory_from_sm2((first.factor or _USUAL_EASE) / 1000, days, self.settings)
        if 0 < first.factor <= _FSRS_EASE:
            difficulty = (first.factor / 1000 - 0.1) * 9 + 1
        reviews = 1 + sum(row.id < first.id for row in rest)
        yield from self._start(
            f"{key}:{first.id}:start", prompt, first.id, (stability, difficulty), days, reviews
        )

    def _begin_bare(self, key: str, prompt: str, card: AnkiCard) -> Iterator[PlainRow]:
        """The memory of a card without rows: the one that it keeps, or what SM-2 makes of its interval."""
        if card.type != REVIEW or card.interval < 1:
            return
        kept = _read_data(card.data)
        due = (self.created + card.due * 86_400) * 1000
        at = due - card.interval * DAY_MILLISECONDS
        if kept:
            at = kept[2] * 1000 or at
            memory = kept[:2]
        else:
            memory = memory_from_sm2((card.ease or _USUAL_EASE) / 1000, card.interval, self.settings)
        at = min(max(at, _EARLIEST), self.now)
        yield from self._start(f"{key}:start", prompt, at, memory, card.interval, 1)

    def _start(
        self, name: str, prompt: str, at: int, memory: tuple[float, float], days: int, reviews: int
    ) -> Iterator[PlainRow]:
        day = self._day(at)
        start = StartingMemory(
            due=day + min(days, LONGEST_INTERVAL),
            last=day,
            stability=min(max(memory[0], 0.001), 36_500.0),
            difficulty=min(max(memory[1], 1.0), 10.0),
            reviews=min(reviews, 10_000),
        )
        yield self._row(name, prompt, at, RowKind.START, typed=write_start(start))

    def _answer(self, key: str, prompt: str, row: RevlogRow, kind: RowKind) -> PlainRow:
        due = None
        if kind is RowKind.STUDY and row.interval >= 1:
            due = self._day(row.id) + min(row.interval, LONGEST_INTERVAL)
        took = min(max(row.time, 0), LONGEST)
        return self._row(f"{key}:{row.id}", prompt, row.id, kind, row.ease, took, due=due)

    def _day(self, at: int) -> int:
        """The local day of a moment, as `day_of` counts."""
        return (at // 60_000 + self.offset_minutes - self.settings.day_starts_at * 60) // DAY

    def _row(
        self,
        name: str,
        prompt: str,
        at: int,
        kind: RowKind,
        grade: int | None = None,
        took: int = 0,
        typed: str = "",
        due: int | None = None,
    ) -> PlainRow:
        """The fields of a row in the order of `Review`; half a million are made at once."""
        first = (name, DEVICE, prompt, at, self.offset_minutes, kind.value, grade, took, "", typed)
        return (*first, "", "", None, due, None, "", "", 0)


_BEGINS = (RowKind.STUDY, RowKind.START)
_AT, _KIND, _GRADE = (NAMES.index(name) for name in ("at", "kind", "grade"))
_COMPARED = (RowKind.STUDY, RowKind.CRAM, RowKind.RESET)


def row_key(guid: str, order: int) -> str:
    """What the ids of a prompt's rows begin with: the same on every device."""
    return f"{DEVICE}:{guid}:{order}"


def _is_suspended_there(key: str, known: Sequence[KnownRow], at: int) -> bool:
    """True if the last that the log has of suspending a prompt is a row of Anki's, from before `at`."""
    states = [row for row in known if row.kind in (RowKind.SUSPEND, RowKind.RESUME, RowKind.RESET)]
    last = max(states, key=lambda row: (row.at, row.id), default=None)
    return last is not None and last.at < at and last.id.startswith(f"{key}:suspended:")


def _came_from_here(row: PlainRow, key: str, known: Sequence[KnownRow]) -> bool:
    """True for an answer or reset that the log has under an id of its own: it was exported to Anki once."""
    return row[_KIND] in _COMPARED and any(
        abs(other.at - row[_AT]) <= NEAR
        and other.kind == row[_KIND]
        and other.grade == row[_GRADE]
        and not other.id.startswith(f"{key}:")
        for other in known
    )


def _read_data(data: str) -> tuple[float, float, int] | None:
    """The stability, the difficulty and the moment of the last review (in seconds) that a card keeps."""
    try:
        found = json.loads(data) if data.startswith("{") and len(data) < 10_000 else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    stability, difficulty, last = (found.get(name, 0) for name in ("s", "d", "lrt"))
    sound = all(type(each) in (int, float) for each in (stability, difficulty, last))
    if not sound or not 0 < stability < 1e6 or not 0 < difficulty < 100 or not 0 <= last < 1e11:
        return None
    return float(stability), float(difficulty), int(last)
