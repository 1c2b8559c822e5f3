"""The few lines on how a card has fared so far, below its answer where there are rows to spare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flashcards.deck.model import Card
from flashcards.errors import counted, printable_line
from flashcards.scheduling import Memory, Review
from flashcards.study.card_facts import CardFacts
from flashcards.study.events import card_path
from flashcards.text.dates import date_words
from flashcards.tui.verdict_band import Row, wrap_text

_ROLES = {1: "wrong", 2: "learn", 3: "right", 4: "accent"}
_LABEL, _GRADES = 14, 12


def record_rows(
    card: Card,
    memory: Memory | None,
    history: Sequence[Review],
    slip: str,
    width: int,
    facts: CardFacts | None = None,
) -> list[Row]:
    """Reviews and lapses, the last grades, the cards beside it, and when the slip was made before.

    With `facts` the forgetting curve follows. Nothing for a card that was never answered.
    """
    graded = [row for row in history if row.grade]
    if not graded or memory is None:
        return []
    counts = f"{counted(memory.reviews, 'review')}, {counted(memory.lapses, 'lapse')}"
    seen = [(f"{counts}, first seen {_day(graded[0])}", "$fc-muted")]
    rows = [_labelled("This card", "bold $fc-fg", seen)]
    grades = [(f"{int(row.grade)} ", f"$fc-{_ROLES[row.grade]}") for row in graded[-_GRADES:] if row.grade]
    rows.append(_labelled("", "", grades))
    rows += _cards("confused with", card.confusable, width)
    rows += _cards("builds on", card.needs, width)
    before = [row for row in graded if slip and row.slip == slip]
    if before:
        told = [(slip, "$fc-wrong"), (f" on {_day(before[-1])}, too", "$fc-muted")]
        rows.append(_labelled("you had", "$fc-muted", told))
    if facts and facts.curve:
        from flashcards.tui.forgetting_curve import curve_rows  # it draws; most screens have no room for it

        rows += [[], *curve_rows(facts, width)]
    return rows


def _cards(label: str, names: Sequence[str], width: int) -> list[Row]:
    """Other cards by their names, those of other decks with these."""
    named = ", ".join(card_path(name) if "/" in name else name.replace("-", " ") for name in names)
    lines = wrap_text(printable_line(named), max(width - _LABEL, 10))
    labels = [label, *[""] * (len(lines) - 1)]
    both = zip(labels, lines, strict=False)
    return [_labelled(label, "$fc-muted", [(line, "$fc-fg")]) for label, line in both]


def _labelled(label: str, style: str, spans: Row) -> Row:
    return [(f"{label:<{_LABEL}}", style), *spans]


def _day(row: Review) -> str:
    """The local day of a row, as in `12 Oct 2026`."""
    then: datetime = row.at + timedelta(minutes=row.offset_minutes)
    return date_words(then)
