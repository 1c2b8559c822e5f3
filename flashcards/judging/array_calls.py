"""Writes the calls of PyTorch, NumPy and JAX that do arithmetic as the arithmetic they do. Nothing is run.

`p.mul_(a).add_(g, alpha=c)` becomes `p = p * a + c * g`, `lerp` and `tree.map` with a lambda likewise. What a
call does that is not listed here stays a call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from flashcards.formula.unreadable import Unreadable
from flashcards.judging.array_arithmetic import COMPUTED, OPERATORS, is_module, plain_name, value_of_call
from flashcards.judging.python import LARGEST as LARGEST_NUMBER
from flashcards.judging.python import MODULES, parse_program
from flashcards.value import Value

LARGEST = 3000
"""Parts that a line may have once its calls are written out; a lambda can repeat what it is given."""

_MAPS = frozenset({"map", "tree_map", "tree_multimap"})


class Assignment(Value, frozen=True):
    """A statement that sets one target to an expression."""

    target: ast.expr
    value: ast.expr

    @property
    def name(self) -> str:
        """The target as it is written."""
        return ast.unparse(self.target)


def read_assignments(program: str) -> tuple[Assignment, ...] | None:
    """What each statement of a straight program sets, its calls written out; None if it holds anything else.

    Raises Unreadable if `program` is not Python, or too large written out.
    """
    return assignments_in(parse_program(program).body)


def assignments_in(body: Sequence[ast.stmt]) -> tuple[Assignment, ...] | None:
    """As `read_assignments`, of statements that are parsed."""
    if any(_is_huge(node) for statement in body for node in ast.walk(statement)):
        return None
    found = [_assignment(statement) for statement in body]
    return tuple(each for each in found if each) if found and all(found) else None


def _is_huge(node: ast.AST) -> bool:
    """True for a whole number that Python refuses to write in decimal digits."""
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, int) and abs(node.value) >= LARGEST_NUMBER
    )


def arithmetic(node: ast.expr) -> ast.expr:
    """`node` with its calls written out. Raises Unreadable if that is too large."""
    written: ast.expr = _Writer().visit(node)
    return written


def compose(lines: Iterable[Assignment]) -> dict[str, Assignment]:
    """Target → the last assignment to it, in terms of what the names were before the first line.

    Raises Unreadable if that is too large.
    """
    known: dict[str, ast.expr] = {}
    found: dict[str, Assignment] = {}
    for line in lines:
        value = substitute(line.value, known)
        known[line.name] = value
        found[line.name] = Assignment(line.target, value)
    return found


def substitute(node: ast.expr, known: Mapping[str, ast.expr]) -> ast.expr:
    """`node` with names, attributes and items replaced. Raises Unreadable if that is too large."""
    if not known:
        return node
    replaced = _Substitution(known).visit(node)
    assert isinstance(replaced, ast.expr)
    return _bounded(replaced)


def _assignment(statement: ast.stmt) -> Assignment | None:
    match statement:
        case ast.Assign([(ast.Name() | ast.Attribute() | ast.Subscript()) as target], value):
            return Assignment(target, arithmetic(value))
        case ast.AnnAssign(ast.Name() | ast.Attribute() as target, _, ast.expr() as value):
            return Assignment(target, arithmetic(value))
        case ast.AugAssign(target, op, value):
            return Assignment(target, ast.BinOp(target, op, arithmetic(value)))
        case ast.Expr(ast.Call(ast.Attribute(target, "assign_sub" | "assign_add" as name), [value], [])):
            op = OPERATORS[name.removeprefix("assign_")]
            return Assignment(target, ast.BinOp(target, op, arithmetic(value)))
        case ast.Expr(ast.Call(ast.Attribute(target, "assign"), [value], [])):
            return Assignment(target, arithmetic(value))
        case ast.Expr(ast.Call(keywords=[*_, ast.keyword("out", target)]) as call):
            return Assignment(target, arithmetic(call))
        case ast.Expr(ast.Call() as call):
            return _in_place(call)
    return None


def _in_place(call: ast.Call) -> Assignment | None:
    """The assignment that `p.mul_(a).add_(b)` or `torch._foreach_add_(p, b)` makes; None for other calls."""
    chain: list[ast.Call] = []
    inner: ast.expr = call
    while isinstance(inner, ast.Call) and isinstance(function := inner.func, ast.Attribute):
        if not function.attr.endswith("_"):
            return None
        chain.append(inner)
        if is_module(function.value):
            inner = inner.args[0] if inner.args else function.value
            break  # the function's first argument is what it changes
        inner = function.value
    if not chain or not isinstance(inner, ast.Name | ast.Attribute | ast.Subscript):
        return None
    value: ast.expr = inner
    for each in reversed(chain):
        assert isinstance(each.func, ast.Attribute)
        given = each.args[1:] if is_module(each.func.value) else each.args
        before = (
            {} if value is inner else {ast.unparse(inner): value}
        )  # later arguments see what earlier calls did
        args = [substitute(arithmetic(argument), before) for argument in given]
        words = {word.arg or "": substitute(arithmetic(word.value), before) for word in each.keywords}
        done = value_of_call(each.func.attr, [value, *args], words)
        if done is None and (words or plain_name(each.func.attr) not in COMPUTED):
            return None
        value = _bounded(done or ast.Call(ast.Attribute(value, plain_name(each.func.attr)), args, []))
    return Assignment(inner, value)


class _Writer(ast.NodeTransformer):
    """Writes calls out, innermost first."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """The arithmetic that a call does, or the call with its arguments written out."""
        node = ast.Call(
            self.visit(node.func) if not isinstance(node.func, ast.Name) else node.func,
            [self.visit(argument) for argument in node.args],
            [ast.keyword(word.arg, self.visit(word.value)) for word in node.keywords if word.arg != "out"],
        )
        if (body := _mapped(node)) is not None:
            return body
        if not isinstance(node.func, ast.Attribute):
            return _bounded(node)
        given = node.args if is_module(node.func.value) else [node.func.value, *node.args]
        words = {word.arg or "": word.value for word in node.keywords}
        if (done := value_of_call(node.func.attr, given, words)) is not None:
            return _bounded(done)
        name = plain_name(node.func.attr)
        if name in COMPUTED and name != node.func.attr:
            node = ast.Call(ast.Attribute(node.func.value, name), node.args, node.keywords)
        return _bounded(node)


def _mapped(node: ast.Call) -> ast.expr | None:
    """What a tree's map applies, a lambda's parameters replaced; None for other calls."""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    match node.args:
        case [ast.Attribute(ast.Name(module)) as function, *trees] if (
            called in _MAPS and module in MODULES and not node.keywords
        ):
            return arithmetic(ast.Call(function, trees, []))
        case [ast.Lambda(parameters, body), *trees] if called in _MAPS and not node.keywords:
            names = [each.arg for each in parameters.args]
            if len(names) == len(trees) and not (parameters.vararg or parameters.kwonlyargs):
                return substitute(body, dict(zip(names, trees, strict=True)))
    return None


class _Substitution(ast.NodeTransformer):
    """Replaces names, attributes and items, not the names of functions and parameters of lambdas."""

    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit(self, node: ast.AST) -> ast.AST:
        """`node` with what is known replaced."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return self.known.get(ast.unparse(node)) or self._inside(node)
        if isinstance(node, ast.Lambda):
            return node
        return self._inside(node)

    def _inside(self, node: ast.AST) -> ast.AST:
        """A copy of `node` with its parts replaced; the original may stand in other lines."""
        fields = {
            name: [self.visit(each) if isinstance(each, ast.AST) else each for each in value]
            if isinstance(value, list)
            else self.visit(value)
            if isinstance(value, ast.AST)
            else value
            for name, value in ast.iter_fields(node)
        }
        return type(node)(**fields)


def _bounded(node: ast.expr) -> ast.expr:
    """`node` itself. Raises Unreadable if it has over `LARGEST` parts, shared ones counted each time."""
    if _size(node) > LARGEST:
        raise Unreadable(f"this has more than {LARGEST} parts once its calls are written out")
    return node


def _size(node: ast.AST) -> int:
    """The number of parts, kept on the node: what a call is given is measured with every call around it."""
    size: int | None = getattr(node, "parts_below", None)
    if size is None:
        size = 1 + sum(map(_size, ast.iter_child_nodes(node)))
        node.parts_below = size  # type: ignore[attr-defined]
    return size
