"""One step of a rule, equation by equation with its numbers: a debugger for optimizers."""

from __future__ import annotations

from dataclasses import fields, replace

from flashcards.demo import quantities
from flashcards.demo.course import Course
from flashcards.demo.kinds.table import over_steps, title_phrase
from flashcards.demo.plan import Plan
from flashcards.demo.result import Result, RuleLine, Working
from flashcards.formula import parse, vocabulary
from flashcards.formula import quantities as labels
from flashcards.formula.quantities import Step
from flashcards.formula.render.one_line import inline
from flashcards.formula.tree import Fence, Node, Number, Product, Relation, Script, Sum
from flashcards.text.numbers import format_number

_DIGITS = 6


def run(plan: Plan) -> Result:
    """Every equation of the rule at one step, the last or that of `at`; the table has all steps."""
    course = plan.course()
    last = course.length - 1
    t = min(plan.at[-1], last) if plan.at else last
    shown = quantities.columns(course, plan.demo.show or tuple(course.rule.equations))
    steps, series, rows = over_steps(shown, plan.at, first=1)
    return Result(
        kind="step",
        title=f"{course.rule.title}, step {t}, on {title_phrase(plan)}",
        optimizer=plan.name,
        settings=course.settings,
        columns=("t", *shown),
        rows=rows,
        series=series,
        t=steps,
        figure=Working(t, tuple(rule_lines(course, t))) if t >= 1 else None,
        diverged=course.diverged,
        about=plan.demo.about,
    )


def rule_lines(course: Course, t: int) -> list[RuleLine]:
    """The rule's equations in order of computation. A vector shows its first coordinate."""
    found = [RuleLine("g", "gₜ", "", "g_t", "", _value(course, "g", t))]
    for quantity, latex in course.rule.equations.items():
        tree = parse.parse_latex(latex).tree
        shown = parse.parse_latex(latex.replace(r"\Delta_", vocabulary.latex_name("delta") + "_")).tree
        value = _value(course, quantity, t)
        right = tree.sides[-1] if isinstance(tree, Relation) else tree
        filled = _filled(right, course, t)
        plain, plain_numbers = inline(shown, ascii=True), inline(filled, ascii=True)
        found.append(RuleLine(quantity, inline(shown), inline(filled), plain, plain_numbers, value))
    return found


def _filled(node: Node, course: Course, t: int) -> Node:
    """The tree with the run's value in place of every name it knows."""
    found = labels.label(node, "t", frozenset())
    if found is not None and (value := _known(course, found, t)) is not None:
        return _number(value)
    if isinstance(node, Script) and node.sup is not None:
        return Script(_filled(Script(node.base, node.sub), course, t), None, _filled(node.sup, course, t))
    if isinstance(node, Script):
        return node
    parts = {name: _each(getattr(node, name), course, t) for name in (field.name for field in fields(node))}
    filled: Node = replace(node, **parts)  # type: ignore[arg-type]  # the same fields of the same node
    if isinstance(filled, Product):
        dots = [op or "cdot" for op in filled.ops[1:]]  # numbers side by side would read as one
        return replace(filled, ops=(filled.ops[0], *dots))
    return filled


def _each(part: object, course: Course, t: int) -> object:
    if isinstance(part, tuple):
        return tuple(_each(item, course, t) for item in part)
    return part if part is None or isinstance(part, str | int) else _filled(part, course, t)  # type: ignore[arg-type]


def _known(course: Course, found: labels.Label, t: int) -> float | None:
    """The run's value for a labelled name; None if it has none."""
    name = vocabulary.setting_spelled(found.name, {*course.settings, *course.fields}) or found.name
    if name == "t":
        return float(t)
    if name in course.settings:
        return float(course.settings[name])
    offset = found.moment.offset if isinstance(found.moment, Step) else 0
    if name in course.fields and 0 <= t + offset < course.length:
        return _value(course, name, t + offset)
    return None


def _value(course: Course, quantity: str, t: int) -> float:
    return float(course.values[quantity][t, 0])


def _number(value: float) -> Node:
    """A number as a tree node; nodes are unsigned, so a negative number is put in brackets."""
    digits = Number(format_number(abs(value), _DIGITS, ascii_only=True))
    return Fence("(", Sum((digits,), ("-",)), ")") if value < 0 else digits
