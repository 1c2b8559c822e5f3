"""What a session does when a card turns out to be a leech: it tells, and asks what the card builds on."""

from __future__ import annotations

from datetime import datetime

from flashcards.deck.model import Card
from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import LearningState, Memory, card_of, retrievability
from flashcards.study.asking import S, ask_from_queue, ask_next
from flashcards.study.leeches import LeechNotice, is_fresh
from flashcards.study.session_state import SessionState


def tell_of_leech(session: S, prompt: Prompt, memory: Memory, at: datetime) -> S:
    """The session that tells of a leech, and asks next what it needs, where that is not fresh."""
    key, needed = prompt.card.key, _faded_need(session, prompt.card, at, memory.day)
    notice = LeechNotice(key, memory.lapses, card_of(needed))
    leeches = session.leeches if key in session.leeches else (*session.leeches, key)
    told = session.with_changes(leeches=leeches, leech=notice)
    if not needed:
        return ask_next(told, at, prompt.id)
    return ask_from_queue(_bring_forward(told, needed), session.taken, at)


def _faded_need(session: SessionState, card: Card, at: datetime, today: int) -> str:
    """Of the prompts of the cards that `card` needs, the learned one likeliest to be forgotten; empty
    if all are fresh or come back in this session.
    """
    made = session.changes()
    faded: list[tuple[float, str]] = []
    for need in {qualified_id(need, card.deck) for need in card.needs} - {card.key}:
        for name in session.pool.siblings(need):
            memory = made.get(name) or session.memory_of(name)
            if memory.state is LearningState.REVIEW and not memory.rests(today):
                recall = retrievability(memory, at, session.settings)
                if not is_fresh(recall, asked_today=memory.day == today):
                    faded.append((recall, name))
    return min(faded)[1] if faded else ""


def _bring_forward(session: S, name: str) -> S:
    """The session with a review at the head of its queue, whether it was to be asked today or not."""
    rest = session.queue[session.taken :]
    if name in rest[: max(0, session.reviews - session.taken)]:
        others = tuple(other for other in rest if other != name)
        return session.with_changes(queue=(*session.queue[: session.taken], name, *others))
    queue = (*session.queue[: session.taken], name, *rest)
    reviews = max(session.reviews, session.taken) + 1
    return session.with_changes(queue=queue, reviews=reviews, ends=session.ends + 1)
