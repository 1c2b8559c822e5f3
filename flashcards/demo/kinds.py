"""The kinds of demo, each with the function that runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flashcards.card import Demo
from flashcards.demo import compare, lookup, path, schedules, sweep, table, training, working
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result

KINDS: dict[str, Callable[[Plan], Result]] = {
    "table": table.run,
    "curve": table.run,
    "compare": compare.run,
    "path": path.run,
    "schedule": schedules.run,
    "step": working.run,
    "training": training.run,
    "sweep": sweep.run,
}


def run(demo: Demo, *, optimizer: str, settings: Mapping[str, float], at: Sequence[int] | None) -> Result:
    """See `flashcards.demo.run`."""
    if demo.kind not in KINDS:
        raise lookup.unknown("kind of demo", demo.kind, KINDS)
    return KINDS[demo.kind](Plan(demo, optimizer, dict(settings), tuple(demo.at if at is None else at)))
