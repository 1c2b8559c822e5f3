"""A rule run with one of its lines replaced by a person's, beside the rule as it is. Nothing is executed.

The person's run computes every line of the rule from its equations by `formula.evaluate`. It ends at the step
at which something in it is no finite number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from flashcards.demo import quantities as columns_of
from flashcards.demo.gradients import gradient_phrase
from flashcards.demo.kinds.table import over_steps
from flashcards.demo.plan import Plan
from flashcards.demo.result import Curves, Result
from flashcards.errors import Problem
from flashcards.formula import parse, quantities, vocabulary
from flashcards.formula.evaluate import CONSTANTS, evaluate
from flashcards.formula.quantities import Step
from flashcards.formula.traverse import formulas
from flashcards.formula.tree import Apply, Node, Number, Relation, Script, Symbol, Unreadable
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from optimizers.rule import Rule
from optimizers.run import FAR

STEPS = 40
"""Steps where the demo has no gradients of its own."""
MOST_STEPS = 500
YOURS = "yours"
_AUGMENTED = frozenset({"+=", "-=", "*=", "/=", "**="})


@dataclass(frozen=True)
class _Line:
    """An equation of a rule, ready to be computed at each step."""

    quantity: str
    tree: Node
    inputs: Mapping[str, tuple[str, bool]]
    """Name in `tree` → the quantity or setting that it is, and whether its value of the step before."""


def compare_replaced(plan: Plan, equation: str) -> Result:
    """The quantity that `equation` defines by the rule's own line and by the person's, over t.

    Raises Problem for an equation that cannot be read or defines nothing of the rule.
    """
    plan = _with_gradients(plan, equation)
    rule, settings = plan.rule()
    try:
        yours = _line(equation, rule)
        lines = [_own_line(name, rule) for name in rule.equations]
    except Unreadable as why:
        raise Problem(f"cannot read {equation!r}: {why.message}", hint=_usage(rule)) from None
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
    t, series, rows = over_steps(shown, plan.at or _rows(length - 1), first=1)
    return Result(
        kind="replaced",
        title=f"{rule.title} with your {pretty(name)}, on {gradient_phrase(plan.demo.gradients)}",
        optimizer=plan.name,
        settings=settings,
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=t,
        figure=Curves((name, f"{name} {YOURS}")),
        diverged=broke,
        about=_parting(name, shown[name], shown[f"{name} {YOURS}"]),
    )


def _with_gradients(plan: Plan, equation: str) -> Plan:
    """The plan on one coordinate, with gradients that show the line: of both signs where squares matter."""
    demo = plan.demo
    rule, _ = plan.rule()
    try:
        defines = _line(equation, rule).quantity
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


def _usage(rule: Rule) -> str:
    name = next(iter(rule.equations))
    return f"write a line for one of {', '.join(rule.equations)}, such as  {name} = …"


def _run(
    rule: Rule, lines: list[_Line], settings: Mapping[str, float], gradients: list[float], plan: Plan
) -> tuple[dict[str, list[float]], str]:
    """Every quantity at t = 0, 1, …, and a sentence if the run breaks down."""
    first = rule.first(float(plan.start()[0]))._asdict()
    old = {name: float(value) for name, value in first.items()}
    found = {name: [value] for name, value in old.items()}
    for t, gradient in enumerate(gradients, 1):
        new = {"t": float(t), "g": gradient}
        broke = ""
        for line in lines:
            new[line.quantity] = value = _value(line, old, new, settings)
            if not abs(value) <= FAR and not broke:
                what = "grows without bound" if abs(value) > FAR else "is no number"
                broke = f"At t = {t} {pretty(line.quantity)} of your run {what}: it ends there."
        for name, values in found.items():
            values.append(new.get(name, old[name]))
        if broke:
            return found, broke
        old = {**old, **new}
    return found, ""


def _value(
    line: _Line, old: Mapping[str, float], new: Mapping[str, float], settings: Mapping[str, float]
) -> float:
    """The value of a line; NaN where it has none that is finite."""
    given = {}
    for name, (meant, before) in line.inputs.items():
        here = old if before or meant not in new else new
        given[name] = settings[meant] if meant in settings else here[meant]
    try:
        return float(evaluate(line.tree, given))
    except (Unreadable, OverflowError):
        return math.nan


def _check(ran: tuple[dict[str, list[float]], str], plan: Plan, rule: Rule) -> None:
    """Raises Problem if the rule's equations do not give what its code gives: some tell cases apart."""
    last = list(rule.equations)[-1]
    own = plan.course().values[last][:, 0]
    given = np.asarray(ran[0][last])
    if len(own) != len(given) or not np.allclose(own, given, rtol=1e-6, atol=1e-12):
        raise Problem(f"{rule.title} cannot be run with a line replaced")


def _parting(name: str, right: np.ndarray[Any, Any], yours: np.ndarray[Any, Any]) -> str:
    """A sentence with the first step at which the two curves part."""
    apart = ~np.isclose(right, yours, rtol=1e-6, atol=1e-12, equal_nan=True)
    apart[0] = False
    if not apart.any():
        return f"{pretty(name)} is the same at every step here: these gradients do not show a difference."
    t = int(np.argmax(apart))
    values = (format_number(float(value), 4) for value in (right[t], yours[t]))
    return f"They part at t = {t}: {pretty(name)} is {next(values)}, yours {next(values)}."


@lru_cache(maxsize=256)
def _equation_tree(latex: str) -> Node:
    return parse.parse_latex(latex).tree


def _own_line(quantity: str, rule: Rule) -> _Line:
    return replace(_prepared(_equation_tree(rule.equations[quantity]), rule), quantity=quantity)


def _line(equation: str, rule: Rule) -> _Line:
    found = formulas(parse.parse_answer(equation).tree)
    if len(found) != 1 or not isinstance(found[0], Relation):
        raise Unreadable("one equation is wanted, with a left side")
    line = _prepared(found[0], rule)
    if line.quantity not in rule.equations:
        raise Unreadable(f"its left side is none of {', '.join(rule.equations)}")
    return line


def _prepared(tree: Node, rule: Rule) -> _Line:
    """A relation with each quantity as a plain name."""
    if not isinstance(tree, Relation):
        raise Unreadable("there is no equation")
    time = quantities.letter_of_time(tree)
    known = rule.first(0.0)._fields
    labels = list(quantities.quantities(tree, time, frozenset()))
    indexed = {label.name for label in labels if label.moment}
    names = vocabulary.match_names(
        {name: name in indexed for name in sorted({label.name for label in labels})},
        rule.equations, known, rule.settings,
    )  # fmt: skip
    left = _label(tree.sides[0], time)
    if left is None:
        raise Unreadable("its left side is no name")
    own, base = names.get(left.name, left.name), _offset(left) or 0
    inputs: dict[str, tuple[str, bool]] = {}

    def symbol(label: quantities.Label) -> Node:
        meant = "t" if label.name == time else names.get(label.name, label.name)
        meant = "g" if meant == "nabla" else meant
        if meant in CONSTANTS:
            return Symbol(meant)
        if meant not in {*known, *rule.settings}:
            raise Unreadable(f"{vocabulary.unicode(label.name)} is no quantity of {rule.title}")
        inputs[name := f"q{len(inputs)}"] = meant, _is_old(meant, _offset(label), base, own)
        return Symbol(name)

    op = tree.ops[0]
    sides = tree.sides[:2] if op in _AUGMENTED else (Number("0"), tree.sides[1])
    return _Line(own, Relation(tuple(_named(side, time, symbol) for side in sides), (op,)), inputs)


def _is_old(name: str, offset: int | None, base: int, own: str) -> bool:
    """True if a name means its value of the step before: as its index says, and without one as in code."""
    if name in {"g", "t"}:
        return False
    return name in {own, "theta"} if offset is None else offset < base or name == "theta"


def _offset(label: quantities.Label) -> int | None:
    return label.moment.offset if isinstance(label.moment, Step) else None


def _label(node: Node, time: str) -> quantities.Label | None:
    if isinstance(node, Apply) and node.function in {Symbol("nabla"), Symbol("grad")}:
        return quantities.Label("g")
    return quantities.label(node, time, frozenset())


def _named(this: Any, time: str, symbol: Callable[[quantities.Label], Node]) -> Any:
    """`this` with every quantity in it replaced by its plain name."""
    if isinstance(this, tuple):
        return tuple(_named(each, time, symbol) for each in this)
    if not is_dataclass(this) or isinstance(this, type):
        return this
    if isinstance(this, Symbol) and this.font == "function":
        return this
    if (label := _label(this, time)) is not None:  # type: ignore[arg-type]
        return symbol(label)
    if isinstance(this, Apply):
        return replace(this, argument=_named(this.argument, time, symbol))
    if (
        isinstance(this, Script) and this.sub is not None and this.sup is not None
    ):  # g_t^2: a name and a power
        base = _named(Script(this.base, this.sub, None, this.primes), time, symbol)
        return Script(base, None, _named(this.sup, time, symbol))
    return replace(
        this, **{each.name: _named(getattr(this, each.name), time, symbol) for each in fields(this)}
    )
