"""Compares Python by its syntax tree, up to small rewritings of arithmetic. Nothing is executed.

Two programs are the same where their *spellings* are: a spelling is the tree written out with the terms of
a sum and the factors of a product in one order, `a -= b` as `a = a - b`, and `x*x`, `np.square(x)` and
`pow(x, 2)` as the power they are. That holds for numbers and arrays of them, which is what optimizers add
and multiply; text and lists keep their order. Sums are not multiplied out: that is `maths.algebra`'s work.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from flashcards.formula.unreadable import Unreadable

DEEPEST = 100
"""How deep a program may nest; those that people write for a card are seldom deeper than ten."""

LARGEST = 1e150
"""Numbers are computed with below this, and above one over it; others are only compared."""

MODULES = frozenset({"np", "numpy", "jnp", "torch", "math", "cp", "tf", "optax", "ops", "K"})
_POWERS = {"square": 2.0, "sqrt": 0.5, "rsqrt": -0.5}
_POW = frozenset({"pow", "power"})
_PLAIN = frozenset({"exp", "log", "abs", "sign", "maximum", "minimum", "where", "zeros_like", "ones_like"})
"""Functions that are one whichever module they come from."""
_ORDERED = ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp
"""What `+` joins and `*` repeats, so that the order counts."""


def parse_program(program: str) -> ast.Module:
    """The syntax tree of `program`. Raises Unreadable if it is not Python or nests too deeply."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(program)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as why:
        raise Unreadable(f"not Python: {getattr(why, 'msg', why) or 'it nests too deeply'}") from None
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        if not (level := [child for node in level for child in ast.iter_child_nodes(node)]):
            return tree
    raise Unreadable(f"this nests more than {DEEPEST} deep")


def same(one: str, other: str) -> bool:
    """True if two programs are equivalent by syntax. Raises Unreadable if one of them is not Python."""
    return spelling(parse_program(one)) == spelling(parse_program(other))


def spelling(node: ast.AST) -> str:
    """A canonical text of the tree: programs that differ only in spelling give the same text."""
    match node:
        case ast.AugAssign(target, op, value):
            now = ast.BinOp(target, op, value)
            return f"Assign({spelling(target)}, {spelling(now)})"
        case ast.Assign([target], value):
            return f"Assign({spelling(target)}, {spelling(value)})"
        case ast.Name(name):
            return name
        case ast.Constant(int() as value) if abs(value) >= LARGEST:
            return hex(value)
        case ast.keyword(name, value):
            return f"{name or '**'}={spelling(value)}"
        case ast.Call(function, args, keywords) if _power(node) is None:
            given = [*map(spelling, args), *sorted(map(spelling, keywords))]
            return f"{_called(function)}({', '.join(given)})"
        case ast.expr() if _is_arithmetic(node):
            return _sum(node)
    fields = (_field(value) for name, value in ast.iter_fields(node) if name not in {"ctx", "kind"})
    return f"{type(node).__name__}({', '.join(fields)})"


def _field(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_field, value))}]"
    return spelling(value) if isinstance(value, ast.AST) else repr(value)


def _called(function: ast.expr) -> str:
    """The name of the called function; `np.exp`, `torch.exp` and `exp` are the same."""
    match function:
        case ast.Attribute(ast.Name(module), name) if module in MODULES and name in _PLAIN:
            return name
    return spelling(function)


def _is_arithmetic(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
            return not (keeps_order(left) or keeps_order(right))
        case ast.UnaryOp(ast.USub() | ast.UAdd()):
            return True
    return _power(node) is not None or _number(node) is not None


def keeps_order(node: ast.expr) -> bool:
    """True if a term is a string or list, or built from one, so that its order matters."""
    match node:
        case ast.BinOp(left, ast.Add() | ast.Mult(), right):
            return keeps_order(left) or keeps_order(right)
        case ast.Constant(str() | bytes()):
            return True
    return isinstance(node, _ORDERED)


def _sum(node: ast.expr) -> str:
    """Terms in canonical order, equal ones combined."""
    total: dict[str, float] = {}
    for sign, term in _terms(node, 1):
        size, factors = _product(term)
        total[factors] = total.get(factors, 0.0) + sign * size
    match [*total.items()]:
        case [(single, 1.0)] if single.endswith("^1") and "·" not in single:
            return single.removesuffix("^1")
    return f"Sum({' + '.join(f'{size:.12g}·{factors}' for factors, size in sorted(total.items()))})"


def _terms(node: ast.expr, sign: int) -> Iterator[tuple[int, ast.expr]]:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right) if _is_arithmetic(node):
            yield from _terms(left, sign)
            yield from _terms(right, sign if isinstance(op, ast.Add) else -sign)
        case ast.UnaryOp(ast.USub(), inside):
            yield from _terms(inside, -sign)
        case ast.UnaryOp(ast.UAdd(), inside):
            yield from _terms(inside, sign)
        case _:
            yield sign, node


def _product(node: ast.expr) -> tuple[float, str]:
    """The coefficient of a term, and its factors with their powers in canonical order."""
    size = 1.0
    powers: dict[str, float] = {}
    for factor, power in _factors(node, 1.0):
        number = _number(factor)
        if number and abs(power) == 1:
            size *= number**power
        else:
            base = spelling(factor) if number is None else f"{number:.12g}"
            powers[base] = powers.get(base, 0.0) + power
    return size, "·".join(f"{base}^{power:.12g}" for base, power in sorted(powers.items()))


def _factors(node: ast.expr, power: float) -> Iterator[tuple[ast.expr, float]]:
    """The factors of a product raised to 1 or -1, each with its own power."""
    match node:
        case ast.BinOp(left, ast.Mult() | ast.Div() as op, right) if _is_arithmetic(node):
            yield from _factors(left, power)
            yield from _factors(right, power if isinstance(op, ast.Mult) else -power)
        case ast.UnaryOp(ast.USub(), inside) if _number(inside) is None:
            yield ast.Constant(-1), 1.0
            yield from _factors(inside, power)
        case _ if raised := _power(node):
            yield raised[0], raised[1] * power
        case _:
            yield node, power


def _power(node: ast.AST) -> tuple[ast.expr, float] | None:
    """Base and exponent of `x**2`, `np.square(x)`, `x.sqrt()`, `pow(x, 2)`; None for anything else."""
    match node:
        case ast.BinOp(base, ast.Pow(), exponent):
            return _raised(base, exponent)
        case ast.Call(ast.Attribute(ast.Name(module), name), [base, *rest], []) if module in MODULES:
            pass
        case ast.Call(ast.Name("sqrt" | "square" | "pow" as name), [base, *rest], []):
            pass
        case ast.Call(ast.Attribute(base, name), rest, []) if not isinstance(base, ast.Name) or (
            base.id not in MODULES
        ):
            pass
        case _:
            return None
    if name in _POWERS and not rest:
        return base, _POWERS[name]
    return _raised(base, rest[0]) if name in _POW and len(rest) == 1 else None


def _raised(base: ast.expr, exponent: ast.expr) -> tuple[ast.expr, float] | None:
    number = _number(exponent)
    return None if number is None else (base, number)


def _number(node: ast.AST) -> float | None:
    """The value of a number, `-1` and `1/2` included; None for anything else, True or huge."""
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool) and _is_moderate(value):
            return float(value)
        case ast.UnaryOp(ast.USub(), ast.Constant() as inside):
            number = _number(inside)
            return None if number is None else -number
        case ast.BinOp(ast.Constant() as top, ast.Div(), ast.Constant() as bottom):
            above, below = _number(top), _number(bottom)
            return above / below if above is not None and below else None
    return None


def _is_moderate(value: float) -> bool:
    return value == 0 or 1 / LARGEST < abs(value) < LARGEST
