"""The limits that leave some of the reviews that are due for later: new cards wait for these.

A limit counts for all decks that share it, whichever are studied: what one deck holds back, all of them do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flashcards.scheduling import Memory, Settings, card_of, deck_of
from flashcards.scheduling.deck_limits import LocalDays, decks_by_limit
from flashcards.study.pool import Pool


def crowded_limits(
    pool: Pool,
    days: LocalDays,
    settings: Settings,
    left: Mapping[str, int],
    touched: Sequence[Memory],
    ahead: int = 0,
) -> dict[str, int]:
    """The owners of limits of which more is due than they have `left` today → how many reviews are due.

    `touched` are the prompts that were answered today; `ahead` is by how many days reviews may be early.
    """
    found: dict[str, int] = {}
    for owner, names in decks_by_limit(pool.deck_names(), settings, "reviews_per_day").items():
        by_day, most = days.by_day(names), left[owner] + 1
        every = sum(pool.count_due(each, day + ahead, day, most=most) for day, each in by_day.items())
        if every < most:  # siblings and all: mostly, no more need be asked
            continue
        apart = settings.siblings == "apart"
        due = 0
        for day, each in by_day.items():
            taken = _asked_besides(pool, days, each, day, touched) if apart else ()
            due += sum(pool.due_by_deck(each, day + ahead, day, apart=apart, taken=taken).values())
        if due >= most:
            found[owner] = due
    return found


def _asked_besides(
    pool: Pool, days: LocalDays, decks: Sequence[str], today: int, touched: Sequence[Memory]
) -> set[str]:
    """The cards that were asked today, or will be in their steps."""
    steps = (
        memory for memory in pool.in_steps(decks, today) if memory.due < days.tomorrow(deck_of(memory.card))
    )
    return {card_of(memory.card) for memory in (*touched, *steps)}
