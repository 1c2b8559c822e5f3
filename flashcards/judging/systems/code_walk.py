"""One pass over the statements of a listing, which finds what each assigns. Nothing is executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from flashcards.formula import vocabulary
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.code_calls import MADE
from flashcards.judging.systems.code_names import innermost_object
from flashcards.judging.systems.code_terms import CodeTerms
from flashcards.judging.systems.definitions import augmented, is_definition
from flashcards.judging.systems.step_counters import (
    copies_counter,
    counters_from_zero,
    exponent_counters,
    late_counters,
    loop_counters,
    schedule_from_zero,
    step_indices,
)
from flashcards.judging.systems.terms import (
    Addition,
    Division,
    Gradient,
    Letter,
    StepCount,
    SystemLine,
    Term,
)

LONGEST_TITLE = 50
"""Characters of a comment that may say which optimizer follows."""
_SETUP = re.compile(r"__\w+__|init\w*|reset\w*|_?create_slots|build|zero_grad|state_dict|load_\w+")
"""Functions that only prepare what the steps use."""
_RATE = re.compile(r"(?:^|_)(?:lr|rate|schedul\w*|decay|anneal\w*|cosine|warm\w*|eta|alpha)(?:_|$)")
_OPS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_ASSIGNS_IN_PLACE = frozenset({"assign", "assign_add", "assign_sub"})


class CodeWalk:
    """One pass over the statements of a listing."""

    def __init__(
        self,
        text: list[str],
        above: int,
        subjects: Callable[[str], tuple[str, ...]],
        optimizers: tuple[str, ...],
    ) -> None:
        self.found: list[SystemLine] = []
        self._text = text
        self._above = above
        self._subjects = subjects
        self._optimizers = optimizers
        self._terms = CodeTerms()
        self._function = ""
        self._counted: frozenset[str] = frozenset()
        """The names that the loops around a statement count by."""
        self._kept_local: frozenset[str] = frozenset()
        """The parameters of the function that leave it as they came."""

    def prepare(self, tree: ast.Module) -> None:
        """Learns which names count steps."""
        self._terms = CodeTerms(step_indices(tree))
        usual = dict.fromkeys(exponent_counters(tree), 0)
        self._terms.steps = usual | counters_from_zero(tree) | late_counters(tree)

    def statements(self, body: list[ast.stmt]) -> None:
        """Reads statements in order."""
        for statement in body:
            named = self._subjects(self._comment_above(statement.lineno))
            self._optimizers = named if len(named) == 1 else self._optimizers
            self._statement(statement)

    def _comment_above(self, number: int) -> str:
        """The comment on the line above, if it is a title rather than a sentence; else nothing."""
        at = self._above + number - 2
        above = self._text[at].strip() if at >= 0 else ""
        return above.lstrip("# ") if above.startswith("#") and len(above) <= LONGEST_TITLE else ""

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.ClassDef(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
                self._definition(node, name)
            case ast.For(target, over) | ast.AsyncFor(target, over):
                outer = self._terms.steps, self._counted
                counted = loop_counters(target, over)
                self._terms.steps, self._counted = outer[0] | counted, self._counted | counted.keys()
                self.statements([*node.body, *node.orelse])
                self._terms.steps, self._counted = outer
            case ast.Assign(targets, value):
                for target in targets:
                    self._assign(node, target, value)
            case ast.AnnAssign(target, _, value) if value is not None:
                self._assign(node, target, value)
            case ast.AugAssign(target, op, value) if type(op) in _OPS:
                self._augment(node, target, _OPS[type(op)], value)
            case ast.Expr(ast.Call() as call):
                self._in_place(node, call)
            case ast.Return(value) if value is not None:
                self._returned(node, value)
            case ast.With() | ast.AsyncWith() | ast.If() | ast.While() | ast.Try():
                for name in ("body", "handlers", "orelse", "finalbody"):
                    for inner in getattr(node, name, []):
                        self.statements(inner.body if isinstance(inner, ast.ExceptHandler) else [inner])

    def _definition(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> None:
        if not isinstance(node, ast.ClassDef):
            if _SETUP.fullmatch(name) and name != "__call__":
                return
            match node.body:
                case [ast.Return(value)] if value is not None and not isinstance(value, ast.Tuple):
                    self._terms.functions[name] = ast.Lambda(node.args, value)
        outer = self._optimizers, self._function, self._kept_local, self._terms.corrected
        self._optimizers, self._function = self._subjects(name) or self._optimizers, name
        self._kept_local, self._terms.corrected = _local_parameters(node), {}
        self.statements(node.body)
        self._optimizers, self._function, self._kept_local, self._terms.corrected = outer

    # -- assignments --------------------------------------------------------------------------------------

    def _assign(self, node: ast.stmt, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case ast.Tuple(targets) | ast.List(targets), ast.Tuple(values) | ast.List(values) if len(
                targets
            ) == len(values):
                for one, other in zip(targets, values, strict=True):
                    self._assign(node, one, other)
            case ast.Tuple() | ast.List(), _:
                return
            case _, ast.IfExp(_, one, other):
                self._assign(node, target, one)
                self._assign(node, target, other)
            case ast.Name(name), ast.Lambda():
                self._terms.functions[name] = value
            case _:
                self._define(node, target, value)

    def _define(self, node: ast.stmt, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name) and copies_counter(value, self._counted):
            step = self._terms.term(value)
            self._terms.steps |= {target.id: step.shift} if isinstance(step, StepCount) else {}
            return
        left = self._left(target)
        if left is None:
            return
        try:
            right = self._terms.term(value)
        except Unreadable:
            if (
                isinstance(left, Letter)
                and _computes(value)
                and not vocabulary.plays(left.name, "parameters")
            ):
                self._add(node, left, None)
            return
        if isinstance(target, ast.Name) and target.id in self._kept_local and _scales_itself(left, right):
            self._terms.corrected[target.id] = right
            return
        self._add(node, left, right)

    def _augment(self, node: ast.stmt, target: ast.expr, op: str, value: ast.expr) -> None:
        left = self._left(target)
        if left is not None:
            try:
                self._add(node, left, augmented(left, op, self._terms.term(value)))
            except Unreadable:
                return

    def _left(self, target: ast.expr) -> Letter | Gradient | None:
        """What a target names; None if it is no quantity, or counts the steps."""
        try:
            named = self._terms.name(target)
        except Unreadable:
            return None
        return named if isinstance(named, Letter | Gradient) else None

    def _in_place(self, node: ast.stmt, call: ast.Call) -> None:
        """A call that changes its object: `m.mul_(b)`, `torch._foreach_mul_(ms, b)`, `w.assign_sub(d)`."""
        function = call.func
        if not isinstance(function, ast.Attribute):
            return
        name = function.attr
        if name.startswith("_foreach_") and name.endswith("_") and call.args:
            changed: ast.expr = call.args[0]
        elif (name.endswith("_") and name != "_") or name in _ASSIGNS_IN_PLACE:
            changed = function.value
        else:
            return
        self._define(node, innermost_object(changed), call)

    def _returned(self, node: ast.stmt, value: ast.expr) -> None:
        """`return x - lr * m` defines x; what a schedule returns is the rate."""
        for each in value.elts if isinstance(value, ast.Tuple) else [value]:
            if not isinstance(each, ast.BinOp | ast.Call):
                continue
            try:
                right = self._terms.term(each)
            except Unreadable:
                continue
            changed = _first(right)
            if isinstance(right, Addition) and isinstance(changed, Letter) and changed.name != "lr":
                self._add(node, changed, right)
            elif _RATE.search(self._function) or "schedule" in self._optimizers:
                self._add(node, Letter("lr", 0), right)

    def _add(self, node: ast.stmt, left: Letter | Gradient, right: Term | None) -> None:
        if right is not None and not is_definition(left, right):
            return
        if right is not None and isinstance(left, Letter) and vocabulary.plays(left.name, "rate"):
            right = schedule_from_zero(right)
        end = (node.end_lineno or node.lineno) if not hasattr(node, "body") else node.lineno
        written = self._text[self._above + node.lineno - 1 : self._above + end]
        text = " ".join(" ".join(written).split())
        self.found.append(SystemLine(left, right, node.lineno, text, self._optimizers, code=True))


def _local_parameters(node: ast.AST) -> frozenset[str]:
    """The parameters that a function does not return, though it returns something: they change within it."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset()
    returns = [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
    leaving = {each.id for value in returns for each in ast.walk(value) if isinstance(each, ast.Name)}
    return frozenset(each.arg for each in node.args.args) - leaving if returns else frozenset()


def _scales_itself(left: Letter | Gradient, right: Term) -> bool:
    return isinstance(right, Division) and right.top == left


def _first(term: Term) -> Term:
    while isinstance(term, Addition):
        term = term.terms[0]
    return term


def _computes(value: ast.expr) -> bool:
    """True unless a value is made to begin with, as by `np.zeros(3)`, or is no number at all."""
    match value:
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)):
            return name not in MADE and name[:1].islower()
    return isinstance(value, ast.BinOp | ast.UnaryOp | ast.ListComp)
