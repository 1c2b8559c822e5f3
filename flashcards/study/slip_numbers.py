"""What a slip does to the numbers: a formula run in place of the rule's own line, where they differ most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from flashcards import demo
from flashcards.deck.model import Card, Demo
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number

MOST_STEPS = 100
"""The steps that are run for a sentence; the demo itself runs them all."""
_DIGITS = range(4, 10)


def can_run(card: Card, equation: str) -> bool:
    """True if the card's rule can be run with `equation` in place of its own line for that quantity."""
    if not card.optimizer:  # the rule that runs by default has nothing to do with the card
        return False
    try:
        run_in_place(card, equation, {}, most=1)
    except Problem:
        return False
    return True


def numbers_of_slip(card: Card, equation: str, drawn: Mapping[str, float]) -> str:
    """The step at which `equation` is furthest from the rule's own line, and both values there.

    Empty where it cannot be run, or comes to the same.
    """
    if not card.optimizer:
        return ""
    try:
        ran = run_in_place(card, equation, drawn, most=MOST_STEPS)
    except Problem:
        return ""
    steps = [(int(row[0]), float(row[-2]), float(row[-1])) for row in ran.rows]
    t, right, yours = max(steps, key=lambda step: _distance(*step[1:]), default=(0, 0.0, 0.0))
    told = _told_apart(right, yours)
    return f"At t = {t} it makes {pretty(ran.columns[-2])} {told[1]} instead of {told[0]}." if told else ""


def run_in_place(card: Card, equation: str, drawn: Mapping[str, float], *, most: int = 0) -> Result:
    """The card's demo, or a plain run of its rule, with `equation` in place of the rule's own line.

    It has those of the `drawn` values that are its settings, and `most` steps at most. Raises Problem.
    """
    shown = card.demo or Demo()
    if most and shown.steps > most:
        shown = replace(shown, steps=most, at=tuple(t for t in shown.at if t <= most))
    own = demo.run(shown, optimizer=card.optimizer).settings if drawn else {}
    settings = {name: value for name, value in drawn.items() if name in own}
    return demo.run_replaced(shown, equation, optimizer=card.optimizer, settings=settings)


def _distance(right: float, yours: float) -> float:
    """How far apart two values are, in proportion; what is no number comes last."""
    size, least = max(abs(right), abs(yours)), min(abs(right), abs(yours))
    if not math.isfinite(size):
        return -1.0
    return abs(right - yours) / (least or size or 1.0)


def _told_apart(right: float, yours: float) -> tuple[str, str] | None:
    """Both values in as many digits as tell them apart; None if nine do not."""
    for digits in _DIGITS:
        one, other = format_number(right, digits), format_number(yours, digits)
        if one != other:
            return one, other
    return None
