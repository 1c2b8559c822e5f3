"""What a person does to cards besides grading them: the rows of the log, and what is said of them.

Suspend and resume, bury and unbury, mark and unmark, reset, set due: each a row for each prompt. Rows of one
action share a batch, so that one undo takes them all back. The clock and the ids are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flashcards.errors import counted, printable_line
from flashcards.scheduling import (
    DAY_MILLISECONDS,
    Memory,
    Review,
    RowKind,
    Settings,
    card_of,
    day_of,
    memory_after_row,
    moment,
    new_memory,
    utc,
)
from flashcards.value import Value

DONE: Mapping[RowKind, str] = {
    RowKind.STUDY: "graded",
    RowKind.CRAM: "graded",
    RowKind.SUSPEND: "suspended",
    RowKind.RESUME: "resumed",
    RowKind.BURY: "buried",
    RowKind.UNBURY: "unburied",
    RowKind.MARK: "marked",
    RowKind.UNMARK: "unmarked",
    RowKind.RESET: "reset",
    RowKind.ERASE: "erased the reviews of",
    RowKind.SET_DUE: "set the day of",
    RowKind.TAKE_BACK: "took back",
}
"""The kinds of rows as verbs, as in "Undone: suspended 14 cards."."""


class Event(Value, frozen=True):
    """What is to be done to prompts."""

    kind: RowKind
    days: int = 1
    """In how many days from today a buried prompt comes back, or one is due."""
    day: int | None = None
    """That local day, as `day_of` counts, where it is not told from today."""

    def day_from(self, today: int) -> int:
        """The local day on which the prompt comes back, or is due."""
        return today + self.days if self.day is None else self.day

    def days_of_row(self, today: int) -> dict[str, Any]:
        """The fields of a row that name that day."""
        name = _DAY_FIELDS.get(self.kind)
        return {name: self.day_from(today)} if name else {}


_DAY_FIELDS = {RowKind.SET_DUE: "due", RowKind.BURY: "until"}


def event_rows(
    event: Event,
    prompts: Iterable[str],
    memories: Mapping[str, Memory],
    now: datetime,
    settings: Settings,
    *,
    device: str,
    make_id: Callable[[], str],
) -> list[Review]:
    """The rows that do `event` to those of `prompts` that it changes anything about; see `changes_by`.

    Several have one batch, the id of the first: they are undone together. `memories` holds what is known of
    them, and nothing of new prompts; `now` is an aware local moment.
    """
    at, offset = utc(now)
    rows, samples = list[Review](), dict[int, tuple[int, Review, Review, bool]]()
    batch = make_id()
    for name in dict.fromkeys(prompts):
        starts_at = settings.for_prompt(name).day_starts_at
        if starts_at not in samples:  # all that 100,000 rows have in common is made once
            today = day_of(at, offset, starts_at)
            sample = Review("", device, "", at, offset, event.kind, batch=batch)
            sample = sample._replace(**event.days_of_row(today))
            fresh = _not_before(sample, today)
            samples[starts_at] = today, sample, fresh, changes_by(fresh, new_memory(name), today, settings)
        today, row, fresh, changes = samples[starts_at]
        memory = memories.get(name)
        # The day of its last review may be ahead, by a wrong clock.
        row = fresh if memory is None or memory.is_new else _not_before(row, memory.day)
        if memory:
            changes = changes_by(row, memory, today, settings)
        if changes:
            rows.append(
                Review(make_id() if rows else batch, device, name, *row[3:])
            )  # thrice as fast as `_replace`
    return rows if len(rows) > 1 else [row._replace(batch="") for row in rows]


def _not_before(row: Review, day: int) -> Review:
    """The row, with its prompt due on `day` at the earliest: before its last review, or today if it is new,
    none is."""
    return row._replace(due=day) if row.due is not None and row.due < day else row


def ids_from(prefix: str) -> Callable[[], str]:
    """A `make_id` for the rows of one action: numbers after a prefix that no other row has.

    Beside each other in the index of ids, they are written far faster than ids drawn by chance.
    """
    numbers = count()
    return lambda: f"{prefix}-{next(numbers)}"


def changes_by(row: Review, memory: Memory, today: int, settings: Settings) -> bool:
    """True if `row` changes when its prompt is asked, or its mark.

    Suspending a suspended prompt does not, nor does burying one that is suspended, burying one until a day
    that has come, or digging out one that has come back by itself. Erasing always does: what was crammed or
    undone left no trace in the memory.
    """
    match row.kind:
        case RowKind.ERASE:
            return True
        case RowKind.BURY if memory.suspended or (row.until or 0) <= today:
            return False
        case RowKind.UNBURY:
            return memory.buried_until > today
    return memory_after_row(memory, row, settings) != memory


def take_back_rows(
    rows: Iterable[Review], now: datetime, *, device: str, make_id: Callable[[], str]
) -> list[Review]:
    """Rows that take `rows` back as an event of its own, which an undo takes back in its turn."""
    at, offset = utc(now)
    backs = [
        Review(make_id(), device, row.card, at, offset, RowKind.TAKE_BACK, takes_back=row.id) for row in rows
    ]
    return [back._replace(batch=backs[0].id) for back in backs]


def mark_event(memories: Collection[Memory]) -> Event:
    """Marks prompts, or takes the mark from them if all have it."""
    return Event(RowKind.UNMARK if all(memory.marked for memory in memories) else RowKind.MARK)


def card_path(card: str) -> str:
    """A card as a reader reads it: `gradients/gradient-check` is gradients › gradient check."""
    deck, _, name = card.rpartition("/")
    return printable_line(f"{deck} › {name.replace('-', ' ')}")


def done_notice(rows: Sequence[Review], named: Callable[[str], str] = str) -> str:
    """What was done: `Suspended 14 cards.`; `named` is how one card is called."""
    said = describe_rows(rows, named)
    return f"{said[:1].upper()}{said[1:]}."


def undo_notice(rows: Sequence[Review], named: Callable[[str], str] = str) -> str:
    """What an undo took back: `Undone: suspended 14 cards.`"""
    return f"Undone: {describe_rows(rows, named)}." if rows else "Undone."


def final_notice(erased: Sequence[Review], named: Callable[[str], str] = str) -> str:
    """What an undo says of the reviews that were erased since what it takes back; empty without any."""
    return f"{done_notice(erased, named)[:-1]}: that stays, no undo brings it back." if erased else ""


def nothing_to_undo(erased: Sequence[Review] = (), named: Callable[[str], str] = str) -> str:
    """What an undo says where there is nothing to take back, or only what was erased."""
    return f"{final_notice(erased, named)} Nothing else to undo." if erased else "Nothing to undo."


def undo_question(
    rows: Sequence[Review],
    now: datetime,
    named: Callable[[str], str] = str,
    erased: Sequence[Review] = (),
) -> str:
    """Asks whether to undo: `Undo: graded adam/first-moment Good at 14:05?`; `now` is aware and local.

    `erased` are the rows since then that stay: it is not what was done last that the undo takes back.
    """
    last = rows[-1]
    then = last.at + timedelta(minutes=last.offset_minutes)
    today = utc(now)[0] + timedelta(minutes=utc(now)[1])
    day = "" if then.date() == today.date() else f" on {then.day} {then:%b}"
    year = f" {then.year}" if then.year != today.year else ""
    asks = f"Undo: {describe_rows(rows, named)}{day}{year} at {then:%H:%M}?"
    return f"{final_notice(erased, named)} {asks}" if erased else asks


def describe_rows(rows: Sequence[Review], named: Callable[[str], str] = str) -> str:
    """What rows that were written together did: `graded adam/first-moment Good`, `suspended 14 cards`."""
    kinds = dict.fromkeys(row.kind for row in rows)
    return " and ".join(
        _describe_kind(kind, [row for row in rows if row.kind == kind], named) for kind in kinds
    )


def _describe_kind(kind: RowKind, rows: Sequence[Review], named: Callable[[str], str]) -> str:
    cards = dict.fromkeys(card_of(row.card) for row in rows)
    verb = DONE.get(kind, kind)
    if kind is RowKind.TAKE_BACK:
        return f"{verb} {counted(len(rows), 'row')}"
    what = named(next(iter(cards))) if len(cards) == 1 else counted(len(cards), "card")
    grade = rows[0].grade if len(rows) == 1 else None
    return f"{verb} {what}{f' {grade.name.capitalize()}' if grade else ''}{_describe_days(kind, rows)}"


def _describe_days(kind: RowKind, rows: Sequence[Review]) -> str:
    """The day until which rows bury, or which they set; empty for rows that name none."""
    of = {RowKind.SET_DUE: "due", RowKind.BURY: "until"}.get(kind, "")
    days = {day for row in rows if of and (day := getattr(row, of)) is not None}
    if not days:
        return ""
    later = " or later" if len(days) > 1 else ""
    return f" {'to' if kind is RowKind.SET_DUE else 'until'} {day_text(min(days))}{later}"


def day_today(now: datetime, settings: Settings) -> int:
    """The number of the local day that holds `now`, as most decks count."""
    return day_of(*utc(now), settings.day_starts_at)


def day_text(day: int) -> str:
    """A local day as a date: `2026-05-01`."""
    return f"{moment(day * DAY_MILLISECONDS):%Y-%m-%d}"


def clock_notice(ahead: Sequence[Review]) -> str:
    """What to say of rows that are more than a day ahead of the clock; empty without any."""
    if not ahead:
        return ""
    say, wait, them = ("says", "waits", "it") if len(ahead) == 1 else ("say", "wait", "them")
    return (
        f"{counted(len(ahead), 'row')} of the review log {say} a time after today, and {wait} until then."
        f" flashcards log check  names {them}, flashcards log fix-clock  takes {them} back"
    )
