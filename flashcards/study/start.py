"""Starts a session: selects learning, due and new prompts within the day's limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import LearningState, Load, Memory, RowKind, Settings, day_of, start_of
from flashcards.study.order import learning_positions, reviews_in_order, shuffled_positions, siblings_apart
from flashcards.study.plan import BacklogPlan, backlog_plan, new_today
from flashcards.study.prerequisites import MissingNeeds, NewCard, binding_needs, sort_out
from flashcards.study.session import Session, no_prompts
from flashcards.study.tally import Counts, Sums, Waiting, utc


@dataclass(frozen=True)
class AllDecks:
    """What a session over some decks knows of all others."""

    deck_needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The decks to learn before a deck."""
    positions: Mapping[str, int] | None = None
    """The learning order of the cards of all decks, by their keys; None for that of the prompts at hand."""
    prompts_of: Callable[[str], Sequence[Prompt]] = no_prompts
    """The prompts of a card of any deck, by its key."""
    load: Load | None = None
    """How much is due on which day, to choose the days of the grades by; None to leave it to chance."""


def start(
    prompts: Sequence[Prompt],
    memories: Mapping[str, Memory],
    now: datetime,
    settings: Settings,
    *,
    device: str,
    seed: str,
    all_decks: AllDecks | None = None,
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
    around = all_decks or AllDecks(deck_needs or {})
    empty = Session(settings, device, seed, kind, memories, (), 0, 0, Sums(at, at), seen=at)
    if kind is RowKind.CRAM:
        queue = tuple(siblings_apart(prompts, seed))
        return replace(empty, queue=queue, reviews=len(queue), ends=len(queue))._asking(at, None)
    today = day_of(at, offset, settings.day_starts_at)
    learning, due, new = _sorted_out(
        prompts, memories, today, ahead, start_of(today + 1, offset, settings.day_starts_at), settings
    )
    done = done_today(memories.values(), today)
    left = max(0, settings.reviews_per_day - done.review)
    reviews = reviews_in_order(due, at, seed, left)
    coming = {prompt.card.key for prompt in (*reviews, *(waiting.prompt for waiting in learning))}
    fresh, waits_for, missing = _teachable(prompts, new, memories, coming, around, settings, today)
    limit = new_today(
        settings.new_per_day - done.new,
        len(due),
        left if settings.reviews_per_day else None,
        wait=settings.new_wait_for_backlog,
    )
    queue = (*reviews, *fresh)
    session = replace(
        empty,
        queue=queue,
        reviews=len(reviews),
        ends=min(len(queue), len(reviews) + limit),
        learning=tuple(learning),
        waits_for=waits_for,
        missing=missing,
        load=around.load,
        siblings_of=around.prompts_of,
    )
    return session._asking(at, None)


def done_today(memories: Iterable[Memory], today: int) -> Counts:
    """The number of prompts asked today for the first time, and of those learned earlier."""
    touched = [memory for memory in memories if memory.day == today and memory.reviews]
    new = sum(memory.began == today for memory in touched)
    return Counts(new=new, review=len(touched) - new)


def due_counts(memories: Iterable[Memory], today: int) -> dict[int, int]:
    """The local days from tomorrow on → how many reviews fall due on them."""
    days = (memory.due_day for memory in memories if memory.state is LearningState.REVIEW)
    return dict(Counter(day for day in days if day > today))


def backlog(
    prompts: Sequence[Prompt], memories: Mapping[str, Memory], now: datetime, settings: Settings
) -> BacklogPlan | None:
    """How long the reviews of `prompts` that are due now will last; None if a day takes them all."""
    at, offset = utc(now)
    today = day_of(at, offset, settings.day_starts_at)
    _, due, _ = _sorted_out(prompts, memories, today, 0, at, settings)
    left = max(0, settings.reviews_per_day - done_today(memories.values(), today).review)
    if len(due) <= left:
        return None
    returning = sum(1 / max(1, GROWTH * (today - memory.day)) for _, memory in due) / len(due)
    later = due_counts(memories.values(), today)
    return backlog_plan(len(due), settings.reviews_per_day, left, later, today, returning=returning)


def times_right(memories: Iterable[Memory]) -> dict[str, int]:
    """How often each card was answered right, by its key: in any of its prompts."""
    right: dict[str, int] = {}
    for memory in memories:
        if memory.right:
            key = memory.card.partition(":")[0]
            right[key] = right.get(key, 0) + memory.right
    return right


def _teachable(
    prompts: Sequence[Prompt],
    new: Sequence[Prompt],
    memories: Mapping[str, Memory],
    coming: set[str],
    around: AllDecks,
    settings: Settings,
    today: int,
) -> tuple[list[Prompt], dict[str, tuple[str, ...]], MissingNeeds]:
    """The new prompts that this session can come to, in order; what each card waits for; what is missing."""
    if not new:
        return [], {}, MissingNeeds(0, ())
    positions = around.positions
    if positions is None:
        positions = learning_positions((prompt.card for prompt in prompts), around.deck_needs)
    idle = {memory.card.partition(":")[0] for memory in memories.values() if memory.suspended}
    by_card: dict[str, list[Prompt]] = {}
    for prompt in new:
        by_card.setdefault(prompt.card.key, []).append(prompt)
    needs = {
        key: tuple(
            need
            for need in (qualified_id(name, first.card.deck) for name in first.card.needs)
            if need not in idle
        )
        for key, (first, *_) in by_card.items()
    }
    order = positions
    if settings.new_order == "random":
        order = shuffled_positions({key: positions[key] for key in by_card}, needs, "new")
    cards = (
        NewCard(key, binding_needs(key, needs[key], positions))
        for key in sorted(by_card, key=order.__getitem__)
    )
    reachable, missing = sort_out(cards, times_right(memories.values()), coming)
    studied = tuple(dict.fromkeys(prompt.card.deck for prompt in prompts))
    waits_for = {key: waits for key, waits in reachable.items() if waits}
    teachable = [prompt for key in reachable for prompt in by_card[key]]
    return teachable, waits_for, replace(missing, studied=studied)


def _sorted_out(
    prompts: Sequence[Prompt],
    memories: Mapping[str, Memory],
    today: int,
    ahead: int,
    tomorrow: datetime,
    settings: Settings,
) -> tuple[list[Waiting], list[tuple[Prompt, Memory]], list[Prompt]]:
    """The prompts that are learning, due and new today, without those that are suspended or buried.

    Of siblings one is asked a day and the others wait until tomorrow, if they are kept apart; learning
    steps do not wait.
    """
    every = [(prompt, memories.get(prompt.id)) for prompt in prompts]
    asked = {prompt.card.key: prompt for prompt, memory in every if memory and memory.day == today}
    known = [(prompt, memory) for prompt, memory in every if not (memory and memory.rests(today))]
    learning = [
        Waiting(memory.due, prompt, memory)
        for prompt, memory in known
        if memory and memory.state in STEPS and memory.due < tomorrow
    ]
    asked |= {waiting.prompt.card.key: waiting.prompt for waiting in learning}

    def its_turn(prompt: Prompt) -> bool:
        return settings.siblings == "together" or asked.setdefault(prompt.card.key, prompt) == prompt

    due = [
        (prompt, memory)
        for prompt, memory in known
        if memory and _due_by(memory, today + ahead) and its_turn(prompt)
    ]
    new = [prompt for prompt, memory in known if not (memory and memory.reviews) and its_turn(prompt)]
    learning.sort(key=lambda waiting: waiting.due)
    return learning, due, new


GROWTH = 2
"""How many times longer the interval after a review is about than the days that went before it."""
STEPS = (LearningState.LEARNING, LearningState.RELEARNING)


def _due_by(memory: Memory, day: int) -> bool:
    """True if a review is due by `day`; counted in days, so that a clock change delays none."""
    return memory.state is LearningState.REVIEW and memory.day + memory.days <= day
