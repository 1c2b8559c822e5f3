"""Starts a session: selects learning, due and new prompts within the day's limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import LearningState, Load, Memory, RowKind, Settings
from flashcards.study.deck_limits import (
    SHARED,
    LocalDays,
    groups_by_limit,
    left_today,
    limit_owner,
    split_by_limit,
)
from flashcards.study.order import learning_positions, reviews_in_order, shuffled_positions, siblings_apart
from flashcards.study.plan import BacklogPlan, backlog_plan, new_cards_wait
from flashcards.study.prerequisites import MissingNeeds, NewCard, binding_needs, sort_out
from flashcards.study.session import Session, no_prompts
from flashcards.study.tally import Counts, Sums, Waiting, utc

GROWTH = 2
"""How many times longer the interval after a review is about than the days that went before it."""
Due = list[tuple[Prompt, Memory]]


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
    days = LocalDays(at, offset, settings)
    learning, due, new = _sorted_out(prompts, memories, days, ahead, settings)
    done = done_today(memories.values(), days)
    reviews, crowded = _reviews_within_limits(due, at, seed, settings, done)
    coming = {prompt.card.key for prompt in (*reviews, *(waiting.prompt for waiting in learning))}
    fresh, waits_for, missing = _teachable(prompts, new, memories, coming, around, settings)
    left = left_today(settings, "new_per_day", {deck: counts.new for deck, counts in done.items()})
    free = [prompt for prompt in fresh if not _waits_for_backlog(prompt, crowded, settings)]
    inside, beyond = split_by_limit(free, settings, "new_per_day", left)
    inside = _within_reach(inside, waits_for, coming)
    session = replace(
        empty,
        queue=(*reviews, *inside, *beyond),
        reviews=len(reviews),
        ends=len(reviews) + len(inside),
        learning=tuple(learning),
        waits_for=waits_for,
        missing=missing,
        load=around.load,
        siblings_of=around.prompts_of,
    )
    return session._asking(at, None)


def done_today(memories: Iterable[Memory], days: LocalDays) -> dict[str, Counts]:
    """How many prompts of each deck were asked today for the first time, and how many learned earlier."""
    done: dict[str, Counts] = {}
    for memory in memories:
        deck = memory.card.partition("/")[0]
        today = days.today(deck)
        if memory.day != today or not memory.reviews:
            continue
        counts = done.get(deck, Counts())
        new = memory.began == today
        done[deck] = counts._replace(new=counts.new + new, review=counts.review + (not new))
    return done


def due_counts(memories: Iterable[Memory], today: int) -> dict[int, int]:
    """The local days from tomorrow on → how many reviews fall due on them."""
    days = (memory.due_day for memory in memories if memory.state is LearningState.REVIEW)
    return dict(Counter(day for day in days if day > today))


def backlog(
    prompts: Sequence[Prompt], memories: Mapping[str, Memory], now: datetime, settings: Settings
) -> BacklogPlan | None:
    """How long the reviews that are due now will last; None if a day takes them all.

    Of the decks that share the day's limit: a deck with a limit of its own was given it on purpose.
    """
    days = LocalDays(*utc(now), settings)
    _, every, _ = _sorted_out(prompts, memories, days, 0, settings)
    due = groups_by_limit(every, settings, "reviews_per_day").get(SHARED, [])
    done = done_today(memories.values(), days)
    left = left_today(settings, "reviews_per_day", {deck: counts.review for deck, counts in done.items()})
    if len(due) <= left[SHARED]:
        return None
    today = days.today()
    returning = sum(1 / max(1, GROWTH * (today - memory.day)) for _, memory in due) / len(due)
    later = due_counts(memories.values(), today)
    return backlog_plan(len(due), settings.reviews_per_day, left[SHARED], later, today, returning=returning)


def times_right(memories: Iterable[Memory]) -> dict[str, int]:
    """How often each card was answered right, by its key: in any of its prompts."""
    right: dict[str, int] = {}
    for memory in memories:
        if memory.right:
            key = memory.card.partition(":")[0]
            right[key] = right.get(key, 0) + memory.right
    return right


def _reviews_within_limits(
    due: Due, at: datetime, seed: str, settings: Settings, done: Mapping[str, Counts]
) -> tuple[list[Prompt], set[str]]:
    """The reviews of today in their order, each deck within its own limit or the shared one; and the
    owners of a limit that holds reviews back.
    """
    left = left_today(settings, "reviews_per_day", {deck: counts.review for deck, counts in done.items()})
    groups = groups_by_limit(due, settings, "reviews_per_day")
    crowded = {
        owner
        for owner, group in groups.items()
        if new_cards_wait(len(group), left[owner], settings.for_deck(owner).reviews_per_day)
    }
    chosen = [reviews_in_order(group, at, seed, left[owner]) for owner, group in groups.items()]
    if len(chosen) <= 1:
        return (chosen[0] if chosen else []), crowded
    ids = {prompt.id for some in chosen for prompt in some}
    within = [pair for pair in due if pair[0].id in ids]
    return reviews_in_order(within, at, seed, len(ids)), crowded


def _waits_for_backlog(prompt: Prompt, crowded: set[str], settings: Settings) -> bool:
    """True if a new prompt waits until the reviews that share the limit of its deck are even."""
    deck = prompt.card.deck
    owner = limit_owner(settings, "reviews_per_day", deck)
    return owner in crowded and settings.for_deck(deck).new_wait_for_backlog


def _within_reach(
    prompts: Sequence[Prompt], waits_for: Mapping[str, tuple[str, ...]], coming: set[str]
) -> list[Prompt]:
    """The new prompts of today without those that need a card which the limits leave for another day."""
    found: list[Prompt] = []
    reached = set(coming)
    for prompt in prompts:
        if reached.issuperset(waits_for.get(prompt.card.key, ())):
            found.append(prompt)
            reached.add(prompt.card.key)
    return found


def _teachable(
    prompts: Sequence[Prompt],
    new: Sequence[Prompt],
    memories: Mapping[str, Memory],
    coming: set[str],
    around: AllDecks,
    settings: Settings,
) -> tuple[list[Prompt], dict[str, tuple[str, ...]], MissingNeeds]:
    """The new prompts that this session can come to, in order; what each card waits for; what is missing."""
    if not new:
        return [], {}, MissingNeeds(0, ())
    positions = around.positions
    if positions is None:
        positions = learning_positions((prompt.card for prompt in prompts), around.deck_needs)
    studied = tuple(dict.fromkeys(prompt.card.deck for prompt in prompts))
    by_card: dict[str, list[Prompt]] = {}
    for prompt in new:
        by_card.setdefault(prompt.card.key, []).append(prompt)
    idle = {memory.card.partition(":")[0] for memory in memories.values() if memory.suspended}
    needs = {key: _needs_of(some[0], idle) for key, some in by_card.items()}
    order = positions
    shuffled = {deck for deck in studied if settings.for_deck(deck).new_order == "random"}
    if shuffled:
        order = shuffled_positions({key: positions[key] for key in by_card}, needs, shuffled, "new")
    in_turn = sorted(by_card, key=order.__getitem__)
    cards = (NewCard(key, binding_needs(key, needs[key], positions)) for key in in_turn)
    reachable, missing = sort_out(cards, times_right(memories.values()), coming)
    waits_for = {key: waits for key, waits in reachable.items() if waits}
    teachable = [prompt for key in reachable for prompt in by_card[key]]
    return teachable, waits_for, replace(missing, studied=studied)


def _needs_of(prompt: Prompt, idle: set[str]) -> tuple[str, ...]:
    """The cards that a prompt's card needs, as `deck/id`, but for the `idle` ones."""
    needs = (qualified_id(name, prompt.card.deck) for name in prompt.card.needs)
    return tuple(need for need in needs if need not in idle)


def _sorted_out(
    prompts: Sequence[Prompt],
    memories: Mapping[str, Memory],
    days: LocalDays,
    ahead: int,
    settings: Settings,
) -> tuple[list[Waiting], Due, list[Prompt]]:
    """The prompts that are learning, due and new today, without those that are suspended or buried.

    Of siblings one is asked a day and the others wait until tomorrow, if they are kept apart; learning
    steps do not wait.
    """
    every = [(prompt, memories.get(prompt.id), days.today(prompt.card.deck)) for prompt in prompts]
    asked = {prompt.card.key: prompt for prompt, memory, today in every if memory and memory.day == today}
    known = [(prompt, memory) for prompt, memory, today in every if not (memory and memory.rests(today))]
    learning = [
        Waiting(memory.due, prompt, memory)
        for prompt, memory in known
        if memory and _in_steps_until(memory, days.tomorrow(prompt.card.deck))
    ]
    asked |= {waiting.prompt.card.key: waiting.prompt for waiting in learning}

    def its_turn(prompt: Prompt) -> bool:
        if settings.for_deck(prompt.card.deck).siblings == "together":
            return True
        return asked.setdefault(prompt.card.key, prompt) == prompt

    due = [
        (prompt, memory)
        for prompt, memory in known
        if memory and _due_by(memory, days.today(prompt.card.deck) + ahead) and its_turn(prompt)
    ]
    new = [prompt for prompt, memory in known if not (memory and memory.reviews) and its_turn(prompt)]
    learning.sort(key=lambda waiting: waiting.due)
    return learning, due, new


def _in_steps_until(memory: Memory, tomorrow: datetime) -> bool:
    in_steps = memory.state in (LearningState.LEARNING, LearningState.RELEARNING)
    return in_steps and memory.due < tomorrow


def _due_by(memory: Memory, day: int) -> bool:
    """True if a review is due by `day`; counted in days, so that a clock change delays none."""
    return memory.state is LearningState.REVIEW and memory.day + memory.days <= day
