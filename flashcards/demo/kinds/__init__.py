"""The kinds of demo and the functions that run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flashcards.deck.model import Demo
from flashcards.demo import lookup
from flashcards.demo.kinds import boundary, compare, path, schedule, step, sweep, table, training
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result
from flashcards.errors import Problem

KINDS: dict[str, Callable[[Plan], Result]] = {
    "table": table.run,
    "curve": table.run,
    "compare": compare.run,
    "path": path.run,
    "schedule": schedule.run,
    "step": step.run,
    "training": training.run,
    "boundary": boundary.run,
    "sweep": sweep.run,
}


def run(demo: Demo, *, optimizer: str, settings: Mapping[str, float], at: Sequence[int] | None) -> Result:
    """See `flashcards.demo.run`."""
    if demo.kind not in KINDS:
        raise lookup.unknown_name("kind of demo", demo.kind, KINDS)
    plan = Plan(demo, optimizer, dict(settings), tuple(demo.at if at is None else at))
    result = KINDS[demo.kind](plan)
    if plan.at:
        require_rows(plan.at, result)
    return result


def require_rows(at: Sequence[int], result: Result) -> None:
    """Raises Problem for a requested row that does not exist, unless the run ended before it."""
    if not result.t:
        if result.kind == "sweep":
            raise Problem("a sweep has a row for each setting and none for a step", hint="omit `at`")
        return
    first, last = result.t[0], result.t[-1]
    for t in at:
        if t < first or (t > last and not result.diverged):
            raise Problem(f"there is no row at t = {t}", hint=f"the rows are those of t = {first} to {last}")
