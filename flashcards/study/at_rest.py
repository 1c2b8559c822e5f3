"""Why a session over what a query means has nothing to ask: what of it is put away, or due later."""

from __future__ import annotations

from datetime import datetime

from flashcards.errors import counted, list_some
from flashcards.scheduling import RowKind, deck_of, utc
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.study import Session
from flashcards.study.narrowed import NarrowedPool

MOST = 1000
"""Of more prompts than that it is not looked up."""


def rest_remark(session: Session, now: datetime) -> str:
    """`Of what the query means, 1 question is suspended and 2 are due later; --cram asks them now.`

    Empty for a session that asked something, over whole decks, or without anything of that kind.
    """
    pool = session.pool
    is_idle = not (session.prompt or session.before or session.kind is RowKind.CRAM)
    if not is_idle or not isinstance(pool, NarrowedPool) or len(pool.meant) > MOST:
        return ""
    counts = [
        (number, why) for why, number in _reasons(pool, LocalDays(*utc(now), session.settings)) if number
    ]
    if not counts:
        return ""
    (first, why), *others = counts
    said = [f"{counted(first, 'question')} {_is(first)} {why}"]
    said += [f"{number:,} {_is(number)} {why}" for number, why in others]
    them = "it" if sum(number for number, _ in counts) == 1 else "them"
    return f"Of what the query means, {list_some(said)}; --cram asks {them} now."


def _reasons(pool: NarrowedPool, days: LocalDays) -> list[tuple[str, int]]:
    """Why prompts are not asked → how many."""
    known = (pool.memories_of(pool.meant) or {}).values()
    today = {memory.card: days.today(deck_of(memory.card)) for memory in known}
    buried = [each for each in known if each.rests(today[each.card]) and not each.suspended]
    later = [each for each in known if not each.is_new and not each.rests(today[each.card])]
    return [
        ("suspended", sum(memory.suspended for memory in known)),
        ("buried", len(buried)),
        ("due later", sum(memory.due >= days.tomorrow(deck_of(memory.card)) for memory in later)),
    ]


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
