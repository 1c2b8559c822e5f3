"""What is known of a prompt: when it is due, how well it is remembered, and each answer so far. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flashcards.deck.prompts import Prompt
from flashcards.errors import counted
from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    day_of,
    memory_after_row,
    new_memory,
    retrievability,
    utc,
)
from flashcards.study.events import DONE, day_text
from flashcards.value import Value

CURVE_POINTS = 60
"""At how many moments the forgetting curve is computed."""


class PastAnswer(Value, frozen=True):
    """One row of the log about a prompt."""

    day: str
    done: str
    """The grade, or what else was done: `Again`, `suspended`."""
    grade: Grade | None = None
    seconds: float = 0.0
    typed: str = ""
    slip: str = ""
    days: int = 0
    """The interval that the grade gave; 0 in the learning steps."""


class CardFacts(Value, frozen=True):
    """What the card info shows."""

    prompt: Prompt
    memory: Memory
    due: str
    recall: float | None
    """The probability of recall now; None for a prompt that is new."""
    seconds: float
    """The mean time of an answer."""
    answers: tuple[PastAnswer, ...]
    """The latest first."""
    curve: tuple[float, ...] = ()
    """The probability of recall from the first review to now."""
    reviewed: tuple[float, ...] = ()
    """When the reviews were, from 0 (the first) to 1 (now)."""

    @property
    def place(self) -> str:
        """Where the card stands, and what it says of itself."""
        card = self.prompt.card
        named = (
            ("tags", card.tags),
            ("needs", card.needs),
            ("confused with", card.confusable),
            ("formerly", card.was),
        )
        facts = [f"{label} {', '.join(values)}" for label, values in named if values]
        return " · ".join([f"{card.place.file}:{card.place.line}", *facts])


def card_facts(
    prompt: Prompt, memory: Memory, rows: Sequence[Review], now: datetime, settings: Settings
) -> CardFacts:
    """The facts at `now`; `rows` are those of the log that count, the first one first."""
    own = settings.for_prompt(prompt.id)
    graded = [row for row in rows if row.grade]
    at, _ = utc(now)
    along = _memories_along(rows, own)
    curve, reviewed = _forgetting(along, at, own)
    return CardFacts(
        prompt=prompt,
        memory=memory,
        due=_due_text(memory, now, own),
        recall=None if memory.state is LearningState.NEW else retrievability(memory, at, own),
        seconds=sum(row.milliseconds for row in graded) / len(graded) / 1000 if graded else 0.0,
        answers=tuple(_past(row, after, own) for row, after in reversed(along)),
        curve=curve,
        reviewed=reviewed,
    )


def _memories_along(rows: Sequence[Review], settings: Settings) -> list[tuple[Review, Memory]]:
    """Each row with the memory after it."""
    memory, along = new_memory(rows[0].card if rows else ""), []
    for row in rows:
        memory = memory_after_row(memory, row, settings)
        along.append((row, memory))
    return along


def _past(row: Review, after: Memory, settings: Settings) -> PastAnswer:
    day = day_text(day_of(row.at, row.offset_minutes, settings.day_starts_at))
    done = row.grade.name.capitalize() if row.grade else DONE.get(row.kind, str(row.kind))
    if row.kind is RowKind.CRAM:
        done += " (outside the schedule)"
    days = after.days if row.grade and row.kind is RowKind.STUDY else 0
    return PastAnswer(day, done, row.grade, row.milliseconds / 1000, row.typed, row.slip, days)


def _forgetting(
    along: Sequence[tuple[Review, Memory]], now: datetime, settings: Settings
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The curve of recall from the first review to `now`, and where on it the reviews were."""
    studied = [(row.at, after) for row, after in along if row.grade and row.kind is RowKind.STUDY]
    if not studied or now - studied[0][0] < timedelta(hours=1):
        return (), ()
    begin, span = studied[0][0], now - studied[0][0]
    curve, known = [], 0
    for point in range(CURVE_POINTS):
        moment = begin + span * point / (CURVE_POINTS - 1)
        while known + 1 < len(studied) and studied[known + 1][0] <= moment:
            known += 1
        curve.append(_recall_at(studied[known][1], moment, settings))
    return tuple(curve), tuple((at - begin) / span for at, _ in studied)


def _recall_at(memory: Memory, moment: datetime, settings: Settings) -> float:
    if memory.state is LearningState.NEW or memory.stability <= 0:
        return 1.0
    return retrievability(memory, moment, settings)


def _due_text(memory: Memory, now: datetime, settings: Settings) -> str:
    """When the prompt is asked again, in words."""
    at, offset = utc(now)
    today = day_of(at, offset, settings.day_starts_at)
    if memory.suspended:
        return "suspended"
    if memory.buried_until > today:
        return f"buried until {day_text(memory.buried_until)}"
    if memory.state is LearningState.NEW:
        return "new"
    days = memory.due_day - today
    if memory.state is not LearningState.REVIEW or days == 0:
        return "today"
    if days < 0:
        return f"{counted(-days, 'day')} ago"
    return "tomorrow" if days == 1 else f"in {days} days, {day_text(memory.due_day)}"
