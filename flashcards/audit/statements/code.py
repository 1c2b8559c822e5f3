"""Places the code of a card by what it computes: the rule, or the rule with the slip that `bug` names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from flashcards.audit.report import StatementClass
from flashcards.audit.statements.fields import field_texts, relations_in
from flashcards.audit.statements.interpreter import Interpreter, name_of, names_assigned, names_read
from flashcards.audit.statements.values import Evaluation
from flashcards.audit.statements.world import NO_PREMISES, POINTS, Letters, Values, World, same_values, world
from flashcards.deck import cloze
from flashcards.deck.model import Card, CodeAnswer
from flashcards.formula import vocabulary
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import judge, python, slips
from flashcards.judging.algebra import to_latex
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value

STEP = 3
LAGGING = "lagging-exponent"
"""A count that starts at zero, so that the corrections are one step behind."""


class PlacedCode(Value, frozen=True):
    """A stretch of code in a card, and its class."""

    field: str
    text: str
    kind: StatementClass
    why: str = ""


def place_code(card: Card, rules: tuple[str, ...]) -> Iterator[PlacedCode]:
    """Yields each stretch of code that assigns something, with its class."""
    if isinstance(card.answer, CodeAnswer):
        program = cloze.fill(card.answer.text, lambda gap: gap.hidden)
        computes = any(_is_rule(program, name) for name in rules)
        yield PlacedCode("code", program, "computed" if computes else "unplaced")
    for each in field_texts(card):
        if each.field != "wrong":
            spans = [span.inside for span in markdown_spans(each.text) if span.kind == "code"]
            yield from _in_text(card, each.field, [code for code in spans if _assigns(code)], rules)


def _in_text(card: Card, field: str, programs: list[str], rules: tuple[str, ...]) -> Iterator[PlacedCode]:
    """Yields the code of one text; lines that are wrong one by one may be the rule one after another."""
    placed = [PlacedCode(field, program, *_shown(card, program, rules)) for program in programs]
    if len(placed) > 1 and any(each.kind == "unplaced" for each in placed):
        kind, _ = _shown(card, "\n".join(programs), rules)
        if kind == "computed":
            placed = [PlacedCode(field, program, kind) for program in programs]
    yield from placed


def _assigns(program: str) -> bool:
    """True for Python that assigns or updates a value by arithmetic, and for a listing that is no Python."""
    try:
        tree = python.parse_program(program)
    except Unreadable:
        return "\n" in program.strip()
    return any(
        isinstance(node, ast.AugAssign) or (isinstance(node, ast.Assign) and _has_arithmetic(node.value))
        for node in ast.walk(tree)
    )


def _has_arithmetic(node: ast.expr) -> bool:
    return any(isinstance(part, ast.BinOp) for part in ast.walk(node))


def _shown(card: Card, program: str, rules: tuple[str, ...]) -> tuple[StatementClass, str]:
    """The class of code in a text: the rule itself, or with the slip of the card's `bug`."""
    if card.bug and any(_has_slip(program, name, card.bug) for name in rules):
        return "computed", ""
    if any(_is_rule(program, name) for name in rules):
        return "computed", ""
    return "unplaced", f"it is not the rule with the slip '{card.bug}'" if card.bug else "it is not the rule"


def _is_rule(program: str, name: str) -> bool:
    """True if every quantity that the program assigns is the one of the rule."""
    found = _outcome(program, name)
    return bool(found) and all(right for _, _, right in found)


def _has_slip(program: str, name: str, slip: str) -> bool:
    """True if the program is wrong, and each of its wrong lines is its equation with the slip.

    A line that is right but for the values that wrong lines before it gave is not wrong.
    """
    here = world(name, NO_PREMISES, STEP)
    if slip not in {*slips.SLIPS, LAGGING} or here.of.rule is None:
        return False
    found = _outcome(program, name)
    current = {quantity: value for quantity, value, _ in found if quantity != "t"}
    wrong = [(quantity, value) for quantity, value, right in found if not right]
    spoilt = [
        (quantity, any(same_values(value, each) for each in _spoilt_values(here, quantity, slip)))
        for quantity, value in wrong
        if not any(same_values(value, each) for each in _line_values(here, quantity, current))
    ]
    return bool(spoilt) and all(has_slip for _, has_slip in spoilt)


def _lines(here: World, quantity: str) -> Iterator[str]:
    """Yields the equations of a quantity: its own, and for θ that with the step written out."""
    if quantity in here.of.equations:
        yield here.of.equations[quantity]
    if quantity == "theta" and "delta" in here.of.equations:
        yield r"\theta_t = \theta_{t-1} + " + here.of.equations["delta"].partition("=")[2]


def _line_values(here: World, quantity: str, current: Letters) -> Iterator[Values]:
    """Yields the values of the equations of a quantity, given those that a program has for others."""
    others = {name: value for name, value in current.items() if name != quantity}
    yield from _right_sides(_lines(here, quantity), here, {}, others)


def _spoilt_values(here: World, quantity: str, slip: str) -> Iterator[Values]:
    """Yields the values of the equations of a quantity with a slip in them."""
    if slip == "correction-stored":
        corrected = here.quantity(f"{quantity}_hat", here.t)
        yield from () if corrected is None else (corrected,)
    elif slip == LAGGING:
        yield from _right_sides(_lines(here, quantity), here, {"t": np.full(POINTS, here.t - 1.0)}, {})
    else:
        lines = (wrong for latex in _lines(here, quantity) for wrong in _spoilt_lines(latex, slip, here))
        yield from _right_sides(lines, here, {}, {})


def _right_sides(lines: Iterable[str], here: World, letters: Letters, current: Letters) -> Iterator[Values]:
    """Yields the values of the right side of each line."""
    for relation in (each for line in lines for each in relations_in(line)):
        evaluation = Evaluation(relation, here, letters)
        evaluation.current = current
        try:
            with np.errstate(all="ignore"):
                yield evaluation.value(relation.sides[-1])
        except Unreadable:
            continue


def _spoilt_lines(latex: str, slip: str, here: World) -> Iterator[str]:
    """Yields an equation with the slip at each of the places where it may be."""
    right = judge.read_algebra(relations_in(latex)[0], here.of)
    context = slips.SlipContext(right.defines, right.spelled, here.of.known)
    for wrong, _ in slips.make_slips(slip, right.right, context):
        try:
            yield to_latex.algebra_to_latex(right, wrong)
        except Unreadable:
            continue


Outcome = list[tuple[str, Any, bool]]


def _outcome(program: str, name: str) -> Outcome:
    """Each quantity of the rule that the program assigns: its name, its value, and True if it is right."""
    here = world(name, NO_PREMISES, STEP)
    if here.of.rule is None:
        return []
    try:
        tree = python.parse_program(program)
        with np.errstate(all="ignore"):
            return _assigned(tree, here)
    except (Unreadable, TypeError, ValueError, RecursionError):
        return []


def _assigned(tree: ast.Module, here: World) -> Outcome:
    counts = any(_is_behind(node) for node in ast.walk(tree))
    bound = _bound_names(tree, here)
    changed = names_assigned(tree)
    values: dict[str, Any] = {}
    for spelled, own in bound.items():
        if own in here.settings:
            values[spelled] = here.settings[own]
        elif own == "t":
            values[spelled] = float(here.t - counts)
        else:
            before = own == "theta" or (spelled in changed and own != "g")
            values[spelled] = here.quantity(own, here.t - before)
    interpreter = Interpreter(values)
    interpreter.run(tree.body)
    found = []
    for spelled, value in interpreter.assigned.items():
        own = bound.get(spelled, "")
        right = here.quantity(own, here.t)
        if own == "t":
            found.append((own, value, value == here.t))
        elif own and own != "g" and right is not None:
            given = np.asarray(value) * np.ones(POINTS)
            found.append((own, given, same_values(given, right)))
    return found


def _is_behind(node: ast.AST) -> bool:
    """True for `t += 1`, `t = t + 1` and `for t in range(n)`: before them the count is one less."""
    match node:
        case ast.AugAssign(target, ast.Add()) | ast.Assign(
            [target], ast.BinOp(_, ast.Add(), ast.Constant(1))
        ):
            return name_of(target) in {"t", "step"}
        case ast.For(ast.Name("t" | "step"), ast.Call(ast.Name("range"), [_])):
            return True
    return False


def _bound_names(tree: ast.AST, here: World) -> dict[str, str]:
    """Each name of the program → the quantity or setting of the rule that it stands for."""
    names = dict.fromkeys(sorted(names_read(tree)), False)
    matched = vocabulary.match_names(names, sorted(here.of.known))
    found = {name: own for name, own in matched.items() if own in here.of.known}
    for name in names.keys() - found.keys():
        if vocabulary.plays(name, "gradient"):
            found[name] = "g"
        elif setting := vocabulary.setting_spelled(name, here.of.settings):
            found[name] = setting
    return found
