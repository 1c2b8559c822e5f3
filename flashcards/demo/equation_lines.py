"""A rule's equations as lines that are computed one after another, so that some can be replaced.

A line is read from LaTeX or typed text and computed by `formula.evaluate`: nothing is executed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from flashcards.errors import Problem
from flashcards.formula import parse, quantities, vocabulary
from flashcards.formula.evaluate import CONSTANTS, NumericValue, evaluator
from flashcards.formula.quantities import Step
from flashcards.formula.traverse import formulas
from flashcards.formula.tree import Apply, Node, Number, Relation, Script, Symbol
from flashcards.formula.unreadable import Unreadable
from flashcards.value import Value
from optimizers.rule import Array, Rule, State

_AUGMENTED = frozenset({"+=", "-=", "*=", "/=", "**="})


class EquationLine(Value, frozen=True):
    """An equation of a rule, ready to be computed at each step."""

    quantity: str
    value: Callable[[Mapping[str, NumericValue]], NumericValue]
    """As `formula.evaluate`, of the names in `inputs`."""
    inputs: Mapping[str, tuple[str, bool]]
    """Name → the quantity or setting that it is, and whether its value of the step before."""


def replace_lines(rule: Rule, equations: Sequence[str]) -> Rule:
    """`rule` with each of `equations` in place of its own line for that quantity.

    A quantity without a finite value is NaN, so that the run ends there. Raises Problem for an equation that
    cannot be read or defines nothing of the rule.
    """
    if not equations:
        return rule
    try:
        changed = {line.quantity: line for line in (read_equation(text, rule) for text in equations)}
        lines = [changed.get(line.quantity, line) for line in equation_lines(rule)]
    except Unreadable as why:
        raise Problem(
            f"cannot replace a line of {rule.title}: {why.message}", hint=line_usage(rule)
        ) from None

    def step(old: State, g: Array, **settings: Array) -> State:
        before = old._asdict()
        new = {"t": old.t + 1, "g": g}
        for line in lines:
            new[line.quantity] = line_value(line, before, new, settings)
        return type(old)(**{**before, **new})

    return replace(rule, step=step)


def equation_lines(rule: Rule) -> list[EquationLine]:
    """The lines of the rule itself, in the order in which they are computed."""
    return [_own_line(quantity, rule) for quantity in rule.equations]


def line_usage(rule: Rule) -> str:
    """What to write for a line of this rule."""
    name = next(iter(rule.equations))
    return f"write a line for one of {', '.join(rule.equations)}, such as  {name} = …"


def line_value(
    line: EquationLine, old: Mapping[str, Any], new: Mapping[str, Any], settings: Mapping[str, Any]
) -> Any:
    """The value of a line; NaN where it has none that is finite."""
    given = {}
    for name, (meant, before) in line.inputs.items():
        here = old if before or meant not in new else new
        given[name] = settings[meant] if meant in settings else here[meant]
    try:
        return line.value(given)
    except (Unreadable, OverflowError):
        return math.nan


@lru_cache(maxsize=256)
def _equation_tree(latex: str) -> Node:
    return parse.parse_latex(latex).tree


def _own_line(quantity: str, rule: Rule) -> EquationLine:
    return replace(_prepared(_equation_tree(rule.equations[quantity]), rule), quantity=quantity)


def read_equation(equation: str, rule: Rule) -> EquationLine:
    """The line that `equation` is, in any usual letters; Unreadable if it defines nothing of the rule."""
    found = formulas(parse.parse_answer(equation).tree)
    if len(found) != 1 or not isinstance(found[0], Relation):
        raise Unreadable("one equation is wanted, with a left side")
    line = _prepared(found[0], rule)
    if line.quantity not in rule.equations:
        raise Unreadable(f"its left side is none of {', '.join(rule.equations)}")
    return line


def _prepared(tree: Node, rule: Rule) -> EquationLine:
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
    equation = Relation(tuple(_named(side, time, symbol) for side in sides), (op,))
    return EquationLine(own, evaluator(equation), inputs)


def _is_old(name: str, offset: int | None, base: int, own: str) -> bool:
    """True if a name means its value of the step before: as its index says, and without one as in code."""
    if name in {"g", "t"}:
        return False
    return name in {own, "theta"} if offset is None else offset < base


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
