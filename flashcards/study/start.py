"""Starts a session: selects learning, due and new prompts within the day's limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flashcards.deck.prompts import Prompt
from flashcards.scheduling import LearningState, Memory, RowKind, Settings, day_of, start_of
from flashcards.study.order import new_in_order, reviews_in_order, siblings_apart
from flashcards.study.session import Counts, Session, Sums, Waiting, utc


def start(
    prompts: Sequence[Prompt],
    memories: Mapping[str, Memory],
    now: datetime,
    settings: Settings,
    *,
    device: str,
    seed: str,
    deck_needs: Mapping[str, Sequence[str]] | None = None,
    kind: RowKind = RowKind.STUDY,
    ahead: int = 0,
) -> Session:
    """The session over `prompts`, in the order of their decks, at its first question.

    `memories` are those of the whole log, so that the day's limits include what is already done. `seed`
    is unique to the session (a uuid) and begins the ids of its rows. `ahead` is by how many days reviews
    may be early. With RowKind.CRAM every prompt is asked, whatever its memory.
    """
    at, offset = utc(now)
    empty = Session(settings, device, seed, kind, memories, (), 0, 0, Sums(at, at))
    if kind is RowKind.CRAM:
        queue = tuple(siblings_apart(prompts, seed))
        return replace(empty, queue=queue, reviews=len(queue), ends=len(queue))._asking(at, None)
    today = day_of(at, offset, settings.turns_at)
    learning, due, new = _sorted_out(
        prompts, memories, today, ahead, start_of(today + 1, offset, settings.turns_at)
    )
    done = done_today(memories.values(), today)
    reviews = reviews_in_order(due, at, seed, max(0, settings.reviews_per_day - done.review))
    queue = (*reviews, *new_in_order(new, deck_needs or {}))
    ends = min(len(queue), len(reviews) + max(0, settings.new_per_day - done.new))
    session = replace(empty, queue=queue, reviews=len(reviews), ends=ends, learning=tuple(learning))
    return session._asking(at, None)


def done_today(memories: Iterable[Memory], today: int) -> Counts:
    """The number of prompts asked today for the first time, and of those learned earlier.

    What was asked elsewhere is no work that this day's limits count.
    """
    touched = [memory for memory in memories if memory.day == today and not memory.elsewhere]
    new = sum(memory.began == today for memory in touched)
    return Counts(new=new, review=len(touched) - new)


def _sorted_out(
    prompts: Sequence[Prompt], memories: Mapping[str, Memory], today: int, ahead: int, tomorrow: datetime
) -> tuple[list[Waiting], list[tuple[Prompt, Memory]], list[Prompt]]:
    """The prompts that are learning, due and new today.

    Of siblings one is asked a day and the others wait until tomorrow; learning steps do not wait.
    """
    known = [(prompt, memories.get(prompt.id)) for prompt in prompts]
    asked = {prompt.card.key: prompt for prompt, memory in known if memory and memory.day == today}
    learning = [
        Waiting(memory.due, prompt, memory)
        for prompt, memory in known
        if memory and memory.state is not LearningState.REVIEW and memory.due < tomorrow
    ]
    asked |= {waiting.prompt.card.key: waiting.prompt for waiting in learning}

    def its_turn(prompt: Prompt) -> bool:
        return asked.setdefault(prompt.card.key, prompt) == prompt

    due = [
        (prompt, memory)
        for prompt, memory in known
        if memory and _due_by(memory, today + ahead) and its_turn(prompt)
    ]
    new = [prompt for prompt, memory in known if not memory and its_turn(prompt)]
    learning.sort(key=lambda waiting: waiting.due)
    return learning, due, new


def _due_by(memory: Memory, day: int) -> bool:
    """True if a review is due by `day`; counted in days, so that a clock change delays none."""
    return memory.state is LearningState.REVIEW and memory.day + memory.days <= day
