"""Square root, maximum, sign and choice with one meaning for floats, arrays and SymPy symbols.

A Python number stays a Python number: NumPy's float64 would turn float32 arrays into float64, and takes ten
times as long. SymPy is never imported here: a caller who passes a symbol has already loaded it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

import numpy as np

Array = Any
HALF = Fraction(1, 2)


def sqrt(x: Array) -> Array:
    """The square root; NaN for negative numbers, and the power of an exact 1/2 for symbols."""
    if type(x) is float:  # tested first: a demo takes thousands of roots of plain floats
        return math.sqrt(x) if x >= 0 else math.nan
    if type(x) is int:
        return sqrt(float(x))
    return np.sqrt(x) if _is_number(x) else x**HALF


def maximum(a: Array, b: Array) -> Array:
    """The larger of the two, coordinate by coordinate."""
    if type(a) is float and (type(b) is float or type(b) is int):
        return a if a > b or math.isnan(a) else float(b)
    if type(a) is int and (type(b) is float or type(b) is int):
        return maximum(float(a), b)
    return np.maximum(a, b) if _is_number(a) and _is_number(b) else _symbolic("Max", 2)(a, b)


def sign(x: Array) -> Array:
    """-1, 0 or 1."""
    if type(x) is float:
        return 1.0 if x > 0 else -1.0 if x < 0 else x * 0
    if type(x) is int:
        return sign(float(x))
    return np.sign(x) if _is_number(x) else _symbolic("sign", 1)(x)


def where(condition: Array, yes: Array, no: Array) -> Array:
    """`yes` where the condition holds, else `no`."""
    if condition is True or condition is False or isinstance(condition, np.bool_):
        return yes if condition else no
    if isinstance(condition, np.ndarray) and condition.dtype == bool:
        return np.where(condition, yes, no)
    piecewise = sys.modules["sympy"].Piecewise
    return np.frompyfunc(lambda one, other: piecewise((one, condition), (other, True)), 2, 1)(yes, no)


def norm(x: Array) -> Array:
    """The Euclidean length along the first axis; of a single number its size."""
    return sqrt((x**2).sum(0)) if isinstance(x, np.ndarray) and x.ndim else sqrt(x**2)


def rms(x: Array) -> Array:
    """The root of the mean square along the first axis; of a single number its size."""
    return norm(x) / sqrt(float(len(x))) if isinstance(x, np.ndarray) and x.ndim else sqrt(x**2)


def total(x: Array) -> Array:
    """The sum along the first axis; a single number itself."""
    return x.sum(0) if isinstance(x, np.ndarray) and x.ndim else x


def least_of(a: Array, b: Array) -> Array:
    """The smaller of the two, coordinate by coordinate."""
    return -maximum(-a, -b)


def trust_ratio(weights: Array, update: Array) -> Array:
    """The first length over the second, and 1 where either of them is zero."""
    if _is_number(weights) and _is_number(update):
        usable = np.logical_and(weights > 0, update > 0)
        return where(usable, weights / where(usable, update, 1 + 0 * update), 1 + 0 * weights)
    return weights / update


def cache_numbers(function: Callable[..., Array]) -> Callable[..., Array]:
    """`function` with a cache for plain numbers; arrays are not hashable, so theirs are computed each time.

    For quantities that depend on t and the settings alone, and so are the same for every coordinate.
    """
    kept = lru_cache(maxsize=4096, typed=True)(function)

    def call(*arguments: Array) -> Array:
        try:
            return kept(*arguments)
        except TypeError:
            return function(*arguments)

    return call


def _is_number(x: Array) -> bool:
    if isinstance(x, np.ndarray):
        return bool(x.dtype != object)
    return isinstance(x, (float, int, np.number))


def _symbolic(name: str, arguments: int) -> Callable[..., Array]:
    """SymPy's function of that name, applied elementwise to arrays of symbols."""
    return cast("Callable[..., Array]", np.frompyfunc(getattr(sys.modules["sympy"], name), arguments, 1))
