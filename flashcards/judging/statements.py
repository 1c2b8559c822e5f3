"""Code as people paste it, made straight: blocks opened, an `if` as one line, a name for each quantity.

What a loop, a `with` or a function wraps around a formula says nothing about it, nor does the key under
which a dictionary keeps the state of a parameter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flashcards.formula import vocabulary

_TIMES = frozenset({"t", "step", "epoch", "iteration", "timestep"})
"""What counts steps in an index: `m[t]` and `m[t - 1]` are two values."""
_OPERATORS = frozenset({"E", "RMS", "Var"})
"""What acts on that which stands in its square brackets."""


def straight(body: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements of `body` in one run, their names plain; what is not straight stays as it is."""
    opened = list(_opened(body))
    plain = _Plain(_keys(opened), sets_delta=any(_sets_delta(statement) for statement in opened))
    return [plain.visit(statement) for statement in opened]


def _sets_delta(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign([ast.Name("delta")]):
            return True
    return False


def _opened(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    waiting = list(body)
    before: ast.stmt | None = None
    while waiting:
        match waiting.pop(0):
            case ast.With(body=inside) | ast.FunctionDef(body=inside):
                waiting = [*inside, *waiting]
            case ast.For(target, items, inside, []):
                named = _Renamed(dict(_items(target, items)))
                waiting = [*map(named.visit, inside), *waiting]
            case ast.If(test, [ast.Return()] as inside, []) if waiting and isinstance(waiting[0], ast.Return):
                waiting = [ast.If(test, inside, waiting[:1]), *waiting[1:]]
            case ast.If() as choice:
                yield (before := _chosen(choice, before) or choice)
            case ast.Return(ast.expr() as value):
                yield ast.Expr(value)
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) as pair if len(targets) == len(values):
                waiting = [*(_apart(targets, values) or [ast.Pass()]), *waiting]
                before = pair
            case ast.Assign([ast.Tuple()], ast.Name() | ast.Attribute() | ast.Subscript()):
                pass  # `beta1, beta2 = betas` names what has its name
            case statement:
                yield (before := statement)


def _apart(targets: Sequence[ast.expr], values: Sequence[ast.expr]) -> list[ast.stmt]:
    """`a, b = x, y` as two assignments; none where a value needs what another target was before."""
    used = {
        ast.unparse(part) for value in values[1:] for part in ast.walk(value) if isinstance(part, ast.expr)
    }
    if any(ast.unparse(target) in used for target in targets[:-1]):
        return []
    return [ast.Assign([target], value) for target, value in zip(targets, values, strict=True)]


def _items(target: ast.expr, items: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What a loop names → the list that it takes it from: p for params, each of two for those of a zip."""
    match target, items:
        case ast.Name(name), ast.Name() | ast.Attribute():
            yield name, items
        case ast.Tuple(names), ast.Call(ast.Name("zip"), lists, []) if len(names) == len(lists):
            for one, of in zip(names, lists, strict=True):
                yield from _items(one, of)


def _chosen(node: ast.If, before: ast.stmt | None) -> ast.stmt | None:
    """`if c: x = a` with `else: x = b` as `x = a if c else b`; without an else, x is as `before` set it."""
    branches = [list(_opened(branch)) for branch in (node.body, node.orelse)]
    match branches:
        case [[ast.Assign([target], value)], [ast.Assign([other], otherwise)]] if _same(target, other):
            return ast.Assign([target], ast.IfExp(node.test, value, otherwise))
        case [[ast.Assign([target], value)], []]:
            match before:
                case ast.Assign([other]) if _same(target, other):
                    return ast.Assign([target], ast.IfExp(node.test, value, target))
        case [[ast.Expr(value)], [ast.Expr(otherwise)]]:
            return ast.Expr(ast.IfExp(node.test, value, otherwise))
    return None


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.unparse(one) == ast.unparse(other)


def _keys(statements: Iterable[ast.stmt]) -> frozenset[str]:
    """The key that chooses a parameter, a layer or a coordinate, as in `self.m[k]`; none if there are two.

    `params['W1'] -= lr * grads['W2']` moves one parameter by the gradient of another.
    """
    indices = [
        node.slice for each in statements for node in ast.walk(each) if isinstance(node, ast.Subscript)
    ]
    counted = {name.id for index in indices for name in _counted(index)}
    keys = frozenset(key for index in indices if (key := _key(index))) - counted - _TIMES
    return keys if len(keys) == 1 else frozenset()


def _key(index: ast.expr) -> str:
    """A name or a word that is no quantity's; empty for any other index."""
    match index:
        case ast.Name(key):
            return key
        case ast.Constant(str() as key) if not vocabulary.is_known(key):
            return key  # `params['W1']`, but the average of `state['exp_avg']`
    return ""


def _counted(index: ast.expr) -> Iterator[ast.Name]:
    if not isinstance(index, ast.Name):
        yield from (node for node in ast.walk(index) if isinstance(node, ast.Name))


class _Renamed(ast.NodeTransformer):
    """Names replaced, such as those of a loop by the lists that it goes through."""

    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """The list for its item."""
        return self.known.get(node.id, node)


class _Plain(ast.NodeTransformer):
    """`p.data` as `p`, `betas[0]` as `beta1`, `self.m[k]` as `self.m` where k is a key."""

    def __init__(self, keys: frozenset[str], *, sets_delta: bool) -> None:
        self.keys = keys
        self.sets_delta = sets_delta

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """What code calls its step, which it may subtract; Δ in a formula is what is added."""
        return ast.Name("update") if self.sets_delta and node.id == "delta" else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """The parameter itself for its `data`."""
        self.generic_visit(node)
        return node.value if node.attr == "data" else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """The decay for its place in a pair, the state for that of one parameter."""
        self.generic_visit(node)
        match node:
            case ast.Subscript(value, ast.Constant(0 | 1 as place)) if _last_word(value) == "betas":
                return ast.Name(f"beta{place + 1}")
            case ast.Subscript(value, index) if (
                _key(index) in self.keys and _last_word(value) not in _OPERATORS
            ):
                return value
        return node


def _last_word(node: ast.expr) -> str:
    match node:
        case ast.Name(word) | ast.Attribute(attr=word) | ast.Subscript(slice=ast.Constant(str() as word)):
            return word
    return ""
