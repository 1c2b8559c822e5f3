"""Extracts assignments from Python in a note, with plain names, to compare with equations. Never runs it.

`opt_state['m']` and `self.m` become m, a `tree_map` of a lambda becomes the body of the lambda, and after an
in-place correction (`m /= 1 - b1**t`) the name m becomes m_hat.
"""

from __future__ import annotations

import ast
import textwrap
import warnings
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

LONGEST = 20_000
"""Longer listings, in characters, are not read."""


@dataclass(frozen=True)
class CodeAssignment:
    """An assignment in a listing."""

    line: int
    """The line in the listing where it begins, counted from 1."""
    text: str
    """The source of the assignment, on one line."""
    said: str
    """The assignment in plain names, such as `m = b1 * m + (1 - b1) * g`."""
    target: str
    corrects: bool = False
    """True if it corrects the bias of an average in place."""
    stored: bool = False
    """True if the average that the next step uses is the corrected one."""


def assignments(text: str) -> tuple[CodeAssignment, ...]:
    """The assignments that compute something; empty if the text is not Python."""
    text = textwrap.dedent(text)
    if len(text) > LONGEST:
        return ()
    reader = _AssignmentVisitor(text)
    try:
        for tree, above in _parsed(text):
            reader.above = above
            reader.visit(tree)
    except (RecursionError, MemoryError):
        return ()
    return tuple(reader.found)


def _parsed(text: str) -> Iterator[tuple[ast.AST, int]]:
    """The syntax tree of the listing, or else of each line that parses, with the number of lines above."""
    with warnings.catch_warnings(action="ignore"):
        try:
            yield ast.parse(text), 0
            return
        except (SyntaxError, ValueError):
            pass
        for at, line in enumerate(text.splitlines()):
            try:
                yield ast.parse(line.strip()), at
            except (SyntaxError, ValueError):
                continue


class _AssignmentVisitor(ast.NodeVisitor):
    """Collects assignments in one pass, tracking the meaning of names within a function."""

    def __init__(self, text: str) -> None:
        self.found: list[CodeAssignment] = []
        self.above = 0
        self._text = text.splitlines()
        self._means: dict[str, ast.expr] = {}
        self._kept: frozenset[str] = frozenset()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outside = self._means, self._kept
        returns = [part for part in ast.walk(node) if isinstance(part, ast.Return)]
        names = {n.id for each in returns for n in ast.walk(each) if isinstance(n, ast.Name)}
        self._means, self._kept = {}, frozenset(names)
        self.generic_visit(node)
        self._means, self._kept = outside

    def visit_Assign(self, node: ast.Assign) -> None:
        if len(node.targets) == 1:
            self._assigned(node, node.targets[0], node.value, None)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._assigned(node, node.target, node.value, node.op)

    def _assigned(self, node: ast.stmt, to: ast.expr, value: ast.expr, op: ast.operator | None) -> None:
        target, plain = _name(to), _Plain(self._means).visit(deepcopy(value))
        if not target:
            return
        self._means.pop(target, None)
        if op is None and _missing_mass(plain):
            self._means[target] = plain
            return
        full = ast.BinOp(ast.Name(target), op, plain) if op else plain
        if not isinstance(full, (ast.BinOp, ast.UnaryOp)):
            return
        corrects = (
            isinstance(full, ast.BinOp)
            and isinstance(full.op, ast.Div)
            and isinstance(full.left, ast.Name)
            and full.left.id == target
            and _missing_mass(full.right)
        )
        stored = corrects and (not isinstance(to, ast.Name) or target in self._kept)
        said = f"{target} = {ast.unparse(full)}"
        end = node.end_lineno or node.lineno
        lines = self._text[self.above + node.lineno - 1 : self.above + end]
        self.found.append(
            CodeAssignment(
                self.above + node.lineno, " ".join(" ".join(lines).split()), said, target, corrects, stored
            )
        )
        if corrects:
            self._means[target] = ast.Name(f"{target}_hat")


def _name(target: ast.expr) -> str:
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))) if name.isidentifier():
            return name
        case ast.Subscript(value=ast.Attribute() | ast.Name() as held):
            return _name(held)
        case _:
            return ""


def _missing_mass(value: ast.expr) -> bool:
    """True for `1 - beta**t`, the total weight of an average that started at zero."""
    match value:
        case ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), ast.BinOp(_, ast.Pow(), _)):
            return True
        case _:
            return False


class _Plain(ast.NodeTransformer):
    """Rewrites an expression in plain names."""

    def __init__(self, means: dict[str, ast.expr]) -> None:
        self._means = means

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._means.get(node.id, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.visit_Name(ast.Name(node.attr))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return self.visit_Name(ast.Name(_name(node))) if _name(node) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        called = _name(node.func)
        if called.endswith("map") and node.args and isinstance(node.args[0], ast.Lambda):
            return self._mapped(node.args[0], node.args[1:])
        return ast.Call(ast.Name(called), [self.visit(each) for each in node.args], [])

    def _mapped(self, made: ast.Lambda, given: list[ast.expr]) -> ast.expr:
        """The body of a lambda, with its parameters replaced by the names of the arguments."""
        means = dict(self._means)
        for parameter, each in zip(made.args.args, given, strict=False):
            plain = self.visit(each)
            means[parameter.arg] = plain if isinstance(plain, ast.Name) else ast.Name(parameter.arg)
        found: ast.expr = _Plain(means).visit(made.body)
        return found
