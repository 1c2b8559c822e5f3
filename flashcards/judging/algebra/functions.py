"""Numbers, powers and functions in SymPy, unevaluated and bounded in size."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction as Ratio
from typing import Any

import sympy as sp

from flashcards.formula.unreadable import Unreadable
from flashcards.judging.algebra.symbols import HALF, Expr

LARGEST_POWER = 64
MOST_DIGITS = 300


def exact_number(digits: str) -> Expr:
    """The number as an exact rational. Raises Unreadable if it is too large."""
    size = re.fullmatch(r"(\d{0,30})(?:\.(\d{0,30}))?(?:[eE]([+-]?\d{1,2}))?", digits)
    if not size or not (size[1] or size[2]):
        raise Unreadable(f"the number {digits[:12]}… is too large to judge", 0)
    exact = Ratio(digits)
    return sp.Rational(exact.numerator, exact.denominator)


def bounded_power(base: Expr, exponent: Expr) -> Expr:
    """`base ** exponent`, unevaluated. Raises Unreadable if it would be too large a number."""
    size = _constant(exponent)
    if size is not None:
        if abs(size) > LARGEST_POWER or abs(size * math.log10(abs(_constant(base) or 1))) > MOST_DIGITS:
            raise Unreadable("a power here is too large to judge", 0)
        exponent = exponent.doit()
    return sp.Pow(base, exponent, evaluate=False)


def _constant(value: Expr) -> float | None:
    """The magnitude of a numeric expression of +, · and powers; None for anything else."""
    if value.free_symbols or value.atoms(sp.Function):
        return None
    size = complex(value.evalf(8))
    return abs(size) if math.isfinite(abs(size)) else math.inf


def _quotient(top: Expr, bottom: Expr) -> Expr:
    return sp.Mul(top, sp.Pow(bottom, -1, evaluate=False), evaluate=False)


def _function(name: str) -> Any:
    return sp.Function(name)


def _between(x: Expr, least: Expr, most: Expr) -> Expr:
    return _function("min")(_function("max")(x, least), most)


FUNCTIONS: Mapping[str, Any] = {
    "exp": lambda x: sp.exp(x, evaluate=False),
    "ln": lambda x: sp.log(x, evaluate=False),
    "log": lambda x: sp.log(x, evaluate=False),
    "log2": lambda x: _quotient(sp.log(x, evaluate=False), sp.log(2, evaluate=False)),
    "log10": lambda x: _quotient(sp.log(x, evaluate=False), sp.log(10, evaluate=False)),
    "sqrt": lambda x: bounded_power(x, HALF),
    "square": lambda x: bounded_power(x, sp.Integer(2)),
    "rsqrt": lambda x: bounded_power(x, -HALF),
    "reciprocal": lambda x: bounded_power(x, sp.Integer(-1)),
    "pow": bounded_power,
    **dict.fromkeys(("clip", "clamp"), _between),
    "where": _function("where"),
    **{
        name: _function(name)
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "sign", "floor", "ceil")
    },
    **{name: _function(name[:3]) for name in ("max", "min", "maximum", "minimum")},
    "sgn": _function("sign"),
}
"""The functions of SymPy, or undefined functions of the given name."""

_ANY = 1_000_000
_COUNTS: Mapping[str, tuple[int, int]] = {
    "pow": (2, 2),
    "norm": (1, 2),
    **dict.fromkeys(("clip", "clamp", "where"), (3, 3)),
    **dict.fromkeys(("max", "min", "maximum", "minimum"), (1, _ANY)),
}
"""How many arguments a function takes, from and to; every other one of `FUNCTIONS` takes one."""


def apply(name: str, given: Sequence[Expr]) -> Expr:
    """The function `name` of its arguments; Unreadable for a wrong number of arguments."""
    require_arguments(name, len(given))
    return FUNCTIONS[name](*given)


def require_arguments(name: str, count: int) -> None:
    """Raises Unreadable if `name` is a known function that does not take `count` arguments."""
    least, most = _COUNTS.get(name, (1, 1) if name in FUNCTIONS else (0, _ANY))
    if not least <= count <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}" if most < _ANY else f"{least} or more"
        plural = "" if wanted == "1" else "s"
        raise Unreadable(f"'{name}' takes {wanted} argument{plural}, but has {count or 'none'} here")
