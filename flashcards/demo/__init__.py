"""Runs a card's demo: tables, curves, paths and maps from the reference optimizers. No disk, no screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flashcards.deck.model import Demo
from flashcards.demo.result import Result

DEFAULTS: Mapping[str, float] = MappingProxyType({})


def run(
    demo: Demo,
    *,
    optimizer: str = "",
    settings: Mapping[str, float] = DEFAULTS,
    at: Sequence[int] | None = None,
) -> Result:
    """Runs a demo; returns its numbers and its figure.

    `optimizer` serves where the demo names none; `settings` go over the demo's own; `at` chooses the
    rows of the table in place of the demo's. Raises Problem where the demo asks for what there is not.
    """
    from flashcards.demo import kinds  # NumPy loads here, not for those who only list decks

    return kinds.run(demo, optimizer=optimizer, settings=settings, at=at)


def run_replaced(
    demo: Demo,
    equation: str,
    *,
    optimizer: str = "",
    settings: Mapping[str, float] = DEFAULTS,
    at: Sequence[int] | None = None,
) -> Result:
    """Runs the demo's rule as it is and with `equation` in place of its own line for that quantity.

    `equation` is LaTeX or typed text, in the rule's letters or usual names. Raises Problem as `run` does.
    """
    from flashcards.demo.kinds.replaced import compare_replaced  # NumPy loads here
    from flashcards.demo.plan import Plan

    return compare_replaced(Plan(demo, optimizer, dict(settings), tuple(at or ())), equation)
