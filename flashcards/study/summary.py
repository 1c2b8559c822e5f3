"""The closing summary of a session, and what is reported of cards set aside. Pure: no clock is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flashcards.errors import Problem, counted
from flashcards.scheduling import RowKind
from flashcards.study import Counts, Session
from flashcards.study.at_rest import rest_remark
from flashcards.study.events import card_path

SET_ASIDE = "A card was set aside"
MOST_NAMED = 3
"""How many leeches a summary names."""


def closing_summary(session: Session, now: datetime, named: Callable[[str], str] = card_path) -> str:
    """A few sentences: what was done, what was set aside, and when the next card comes back today."""
    sums = session.sums
    if session.prompt:
        aside = f" {_aside(len(session.aside))}".rstrip()
        done = f"{sums.answered} graded" if sums.answered else "nothing graded"
        return f"Stopped: {done}, {counted(sum(session.counts), 'card')} waiting.{aside}"
    rest = closing_remarks(session, now, named)
    rest = f" {rest}" if rest else ""
    if not sums.answered:
        return f"Nothing is due now.{rest}"
    asked = counted(sums.answered, "answer") if session.kind is RowKind.CRAM else _asked(sums.asked)
    known = f"{sums.answered - sums.again} of {sums.answered} recalled"
    return f"Done for now: {asked} in {_span(sums.milliseconds)}; {known}.{rest}"


def closing_remarks(session: Session, now: datetime, named: Callable[[str], str] = card_path) -> str:
    """What there is to say besides counts: cards set aside, leeches, what waits or rests, the next card."""
    parts = (
        _aside(len(session.aside)),
        _leeches(session.leeches, named),
        waiting_remark(session, named),
        rest_remark(session, now),
        _next(session, now),
    )
    return " ".join(filter(None, parts))


def waiting_remark(session: Session, named: Callable[[str], str] = card_path) -> str:
    """The new cards that wait for a backlog, or for others to be answered right, here or in another deck."""
    backlog = "New cards wait while more reviews are due than a day takes." if session.holds_back else ""
    return " ".join(filter(None, (backlog, session.missing.sentence(named))))


def limit_remark(session: Session) -> str:
    """That new cards stay for later days, in a session that has not begun; empty if the limit takes all."""
    if session.kind is RowKind.CRAM or len(session.queue) <= session.ends:
        return ""
    new = session.ends - session.reviews
    some = f"allows {counted(new, 'new card')}" if new else "allows no further new card"
    return f"The limit of new cards a day {some} today: the rest of the deck comes on later days."


def faults_summary(problems: tuple[Problem, ...]) -> tuple[str, str]:
    """A title and a text about cards that were set aside: the first problem, and how many more there are."""
    if len(problems) == 1:
        return SET_ASIDE, str(problems[0])
    more = f"and {len(problems) - 1} more: see  flashcards check"
    return f"{len(problems)} cards were set aside", f"{problems[0]}\n{more}"


def _asked(asked: Counts) -> str:
    """What was graded, by the reason it was asked: a card seen for the first time is not a review."""
    new, noun = counted(asked.new, "card").split()
    parts = (
        (asked.new, f"{new} new {noun}"),
        (asked.review, counted(asked.review, "review")),
        (asked.learning, counted(asked.learning, "repeat")),
    )
    return ", ".join(text for count, text in parts if count)


def _aside(count: int) -> str:
    were = "was" if count == 1 else "were"
    return f"{counted(count, 'card')} {were} set aside: flashcards check says why." if count else ""


def _leeches(cards: tuple[str, ...], named: Callable[[str], str]) -> str:
    """The cards that are forgotten again and again, so that they can be mended."""
    if not cards:
        return ""
    first = ", ".join(map(named, cards[:MOST_NAMED])) + (" …" if len(cards) > MOST_NAMED else "")
    return f"Forgotten again and again: {first}; mend or split {'it' if len(cards) == 1 else 'them'}."


def _next(session: Session, now: datetime) -> str:
    due = session.next_due()
    if due is None:
        return ""
    minutes = max(1, round((due - now.astimezone(UTC)).total_seconds() / 60))
    return f"The next card comes back in {counted(minutes, 'minute')}."


def _span(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"
