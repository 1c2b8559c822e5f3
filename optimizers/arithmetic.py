"""Roots, maxima, signs and choices that mean the same on floats, arrays and SymPy symbols.

SymPy is never imported here: whoever hands in a symbol has it loaded.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

import numpy as np

Array = Any
HALF = Fraction(1, 2)


def sqrt(x: Array) -> Array:
    """The square root, NaN of what is negative; of a symbol an exact half power, which keeps it a root."""
    if _is_plain(x):
        return math.sqrt(x) if x >= 0 else math.nan
    return np.sqrt(x) if _is_number(x) else x**HALF


def maximum(a: Array, b: Array) -> Array:
    """The larger of the two, coordinate by coordinate."""
    if _is_plain(a) and _is_plain(b):
        return float(a if a > b or math.isnan(a) else b)
    return np.maximum(a, b) if _is_number(a) and _is_number(b) else _symbolic("Max", 2)(a, b)


def sign(x: Array) -> Array:
    """-1, 0 or 1."""
    if _is_plain(x):
        return math.nan if math.isnan(x) else float((x > 0) - (x < 0))
    return np.sign(x) if _is_number(x) else _symbolic("sign", 1)(x)


def where(condition: Array, yes: Array, no: Array) -> Array:
    """`yes` where the condition holds, else `no`."""
    if isinstance(condition, (bool, np.bool_)):
        return yes if condition else no
    if isinstance(condition, np.ndarray) and condition.dtype == bool:
        return np.where(condition, yes, no)
    piecewise = sys.modules["sympy"].Piecewise
    return np.frompyfunc(lambda one, other: piecewise((one, condition), (other, True)), 2, 1)(yes, no)


def _is_plain(x: Array) -> bool:
    """A number of Python's own: it must stay one, for NumPy's float64 makes float32 arrays float64."""
    return type(x) is float or type(x) is int


def _is_number(x: Array) -> bool:
    if isinstance(x, np.ndarray):
        return bool(x.dtype != object)
    return isinstance(x, (float, int, np.number))


def _symbolic(name: str, arguments: int) -> Callable[..., Array]:
    """SymPy's function of that name, also over arrays of symbols."""
    return cast("Callable[..., Array]", np.frompyfunc(getattr(sys.modules["sympy"], name), arguments, 1))
