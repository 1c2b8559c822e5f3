"""A rule run with one of its lines replaced by a person's, beside the rule as it is. Nothing is executed.

The person's run computes every line of the rule from its equations by `formula.evaluate`. It ends at the step
at which something in it is no finite number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from flashcards.demo import quantities as columns_of
from flashcards.demo.axes import choose_axes
from flashcards.demo.equation_lines import EquationLine, equation_lines, line_usage, line_value, read_equation
from flashcards.demo.gradients import gradient_phrase
from flashcards.demo.kinds.table import over_steps
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.formula import vocabulary
from flashcards.formula.unreadable import Unreadable
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from optimizers.rule import Rule
from optimizers.run import FAR

STEPS = 40
"""Steps where the demo has no gradients of its own."""
MOST_STEPS = 500
YOURS = "yours"


def compare_replaced(plan: Plan, equation: str) -> Result:
    """The quantity that `equation` defines by the rule's own line and by the person's, over t.

    Raises Problem for an equation that cannot be read or defines nothing of the rule.
    """
    plan = _with_gradients(plan, equation)
    rule, settings = plan.rule()
    try:
        yours = read_equation(equation, rule)
        lines = equation_lines(rule)
    except Unreadable as why:
        raise Problem(f"cannot read {equation!r}: {why.message}", hint=line_usage(rule)) from None
    changed = [yours if line.quantity == yours.quantity else line for line in lines]
    gradients = plan.gradients()
    _check(_run(rule, lines, settings, gradients, plan), plan, rule)
    wrong, broke = _run(rule, changed, settings, gradients, plan)
    right = columns_of.columns(plan.course(), ("g", yours.quantity))
    name = yours.quantity
    shown = {**right, f"{name} {YOURS}": np.asarray(wrong[name])}
    length = max(map(len, shown.values()))
    shown = {
        key: np.pad(line, (0, length - len(line)), constant_values=np.nan) for key, line in shown.items()
    }
    parting = _parting(shown[name], shown[f"{name} {YOURS}"])
    at = {*(plan.at or _rows(length - 1)), *([parting] if parting else [])}
    t, series, rows = over_steps(shown, tuple(sorted(at)), first=1)
    return Result(
        kind="replaced",
        title=f"{rule.title} with your {pretty(name)}, on {gradient_phrase(plan.demo.gradients)}",
        optimizer=plan.name,
        settings=settings,
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=t,
        figure=choose_axes({key: series[key] for key in (name, f"{name} {YOURS}")}),
        diverged=broke,
        about=_parting_phrase(name, parting, shown[name], shown[f"{name} {YOURS}"]),
        telling=parting,
    )


def _with_gradients(plan: Plan, equation: str) -> Plan:
    """The plan on one coordinate, with gradients that show the line: of both signs where squares matter."""
    demo = plan.demo
    rule, _ = plan.rule()
    try:
        defines = read_equation(equation, rule).quantity
    except Unreadable:
        defines = ""
    squares = vocabulary.plays(defines.removesuffix("_hat"), "second")
    own = demo.gradients and not demo.surface
    gradients = demo.gradients if own else "alternating 2" if squares else "constant 1"
    steps = min(max(demo.steps, plan.steps if own else 0) or STEPS, MOST_STEPS)
    start = demo.start if len(demo.start) == 1 else (0.0,)
    plain = replace(
        demo, kind="table", surface="", gradients=gradients, steps=steps, start=start, compare=(), over={},
        schedule="", predict=None, show=(),
    )  # fmt: skip
    return replace(plan, demo=plain)


def _rows(last: int) -> tuple[int, ...]:
    return tuple(t for t in (1, 2, 3, 5, 10, 20, 40, 100, 500) if t <= last)


def _run(
    rule: Rule, lines: list[EquationLine], settings: Mapping[str, float], gradients: list[float], plan: Plan
) -> tuple[dict[str, list[float]], str]:
    """Every quantity at t = 0, 1, …, and a sentence if the run breaks down."""
    first = rule.first(float(plan.start()[0]))._asdict()
    old = {name: float(value) for name, value in first.items()}
    found = {name: [value] for name, value in old.items()}
    for t, gradient in enumerate(gradients, 1):
        new = {"t": float(t), "g": gradient}
        broke = ""
        for line in lines:
            new[line.quantity] = value = float(line_value(line, old, new, settings))
            if not abs(value) <= FAR and not broke:
                what = "grows without bound" if abs(value) > FAR else "is no number"
                broke = f"At t = {t} {pretty(line.quantity)} of your run {what}: it ends there."
        for name, values in found.items():
            values.append(new.get(name, old[name]))
        if broke:
            return found, broke
        old = {**old, **new}
    return found, ""


def _check(ran: tuple[dict[str, list[float]], str], plan: Plan, rule: Rule) -> None:
    """Raises Problem if the rule's equations do not give what its code gives: some tell cases apart."""
    last = list(rule.equations)[-1]
    own = plan.course().values[last][:, 0]
    given = np.asarray(ran[0][last])
    if len(own) != len(given) or not np.allclose(own, given, rtol=1e-6, atol=1e-12):
        raise Problem(f"{rule.title} cannot be run with a line replaced")


def _parting(right: np.ndarray[Any, Any], yours: np.ndarray[Any, Any]) -> int | None:
    """The first step at which the two curves part; None if they do not."""
    apart = ~np.isclose(right, yours, rtol=1e-6, atol=1e-12, equal_nan=True)
    apart[0] = False
    return int(np.argmax(apart)) if apart.any() else None


def _parting_phrase(
    name: str, t: int | None, right: np.ndarray[Any, Any], yours: np.ndarray[Any, Any]
) -> str:
    """A sentence about the step at which the two curves part."""
    if t is None:
        return f"{pretty(name)} is the same at every step here: these gradients do not show a difference."
    values = (format_number(float(value), 4) for value in (right[t], yours[t]))
    return f"They part at t = {t}: {pretty(name)} is {next(values)}, yours {next(values)}."
