"""Starts a session: selects learning, due and new prompts within the day's limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flashcards.deck.prompts import Prompt
from flashcards.scheduling import LearningState, Memory, RowKind, Settings
from flashcards.study.deck_limits import LocalDays, groups_by_limit, left_today, split_by_limit
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
    days = LocalDays(at, offset, settings)
    learning, due, new = _sorted_out(prompts, memories, days, ahead)
    done = done_today(memories.values(), days)
    reviews = _reviews_within_limits(due, at, seed, settings, done)
    left = left_today(settings, "new_per_day", {deck: counts.new for deck, counts in done.items()})
    inside, beyond = split_by_limit(new_in_order(new, deck_needs or {}), settings, "new_per_day", left)
    queue, ends = (*reviews, *inside, *beyond), len(reviews) + len(inside)
    session = replace(empty, queue=queue, reviews=len(reviews), ends=ends, learning=tuple(learning))
    return session._asking(at, None)


def done_today(memories: Iterable[Memory], days: LocalDays) -> dict[str, Counts]:
    """How many prompts of each deck were asked today for the first time, and how many learned earlier."""
    done: dict[str, Counts] = {}
    for memory in memories:
        deck = memory.card.partition("/")[0]
        today = days.today(deck)
        if memory.day != today:
            continue
        counts = done.get(deck, Counts())
        new = memory.began == today
        done[deck] = counts._replace(new=counts.new + new, review=counts.review + (not new))
    return done


def _reviews_within_limits(
    due: Sequence[tuple[Prompt, Memory]],
    at: datetime,
    seed: str,
    settings: Settings,
    done: Mapping[str, Counts],
) -> list[Prompt]:
    """The reviews of today in their order, each deck within its own limit or the shared one."""
    left = left_today(settings, "reviews_per_day", {deck: counts.review for deck, counts in done.items()})
    groups = groups_by_limit(due, settings, "reviews_per_day")
    chosen = [reviews_in_order(group, at, seed, left[owner]) for owner, group in groups.items()]
    if len(chosen) <= 1:
        return chosen[0] if chosen else []
    ids = {prompt.id for some in chosen for prompt in some}
    return reviews_in_order([pair for pair in due if pair[0].id in ids], at, seed, len(ids))


def _sorted_out(
    prompts: Sequence[Prompt], memories: Mapping[str, Memory], days: LocalDays, ahead: int
) -> tuple[list[Waiting], list[tuple[Prompt, Memory]], list[Prompt]]:
    """The prompts that are learning, due and new today.

    Of siblings one is asked a day and the others wait until tomorrow; learning steps do not wait.
    """
    known = [(prompt, memories.get(prompt.id)) for prompt in prompts]
    asked = {
        prompt.card.key: prompt
        for prompt, memory in known
        if memory and memory.day == days.today(prompt.card.deck)
    }
    learning = [
        Waiting(memory.due, prompt, memory)
        for prompt, memory in known
        if memory and _in_steps_until(memory, days.tomorrow(prompt.card.deck))
    ]
    asked |= {waiting.prompt.card.key: waiting.prompt for waiting in learning}

    def its_turn(prompt: Prompt) -> bool:
        return asked.setdefault(prompt.card.key, prompt) == prompt

    due = [
        (prompt, memory)
        for prompt, memory in known
        if memory and _due_by(memory, days.today(prompt.card.deck) + ahead) and its_turn(prompt)
    ]
    new = [prompt for prompt, memory in known if not memory and its_turn(prompt)]
    learning.sort(key=lambda waiting: waiting.due)
    return learning, due, new


def _in_steps_until(memory: Memory, tomorrow: datetime) -> bool:
    return memory.state is not LearningState.REVIEW and memory.due < tomorrow


def _due_by(memory: Memory, day: int) -> bool:
    """True if a review is due by `day`; counted in days, so that a clock change delays none."""
    return memory.state is LearningState.REVIEW and memory.day + memory.days <= day
