"""The value of a term at a point, once its letters have roles."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias, assert_never

from flashcards.judging.systems.roles import OLD, SamplePoint
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Indexed,
    Letter,
    Multiplication,
    Series,
    StepCount,
    Term,
)

Look: TypeAlias = Callable[[Letter], float]
Run: TypeAlias = Callable[[SamplePoint, Mapping[Letter, float], Mapping[str, float]], float]
"""The value at a point, given the values of its letters and those of the indices of sums around it."""

MOST_TERMS = 50
"""How many terms of a sum are added."""
LARGEST = 1e12
"""No larger value is a line's."""


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


def _norm(x: float) -> float:
    """Not the absolute value, so that a norm over all coordinates is told from it."""
    return abs(x) + 0.123


FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "cos": math.cos,
    "sin": math.sin,
    "tanh": math.tanh,
    "abs": abs,
    "sign": _sign,
    "max": max,
    "min": min,
    "floor": math.floor,
    "ceil": math.ceil,
    "norm": _norm,
    "clip": lambda x, low, high: min(max(x, low), high),
}


class UndefinedError(ArithmeticError):
    """The term has no value here."""


def compile_term(term: Term) -> Run:  # noqa: PLR0912
    """A function that computes `term`; it raises ArithmeticError, ValueError or KeyError without a value."""
    match term:
        case Constant(value):
            return lambda point, letters, indices: value
        case Letter(name, _):
            return lambda point, letters, indices: indices[name] if name in indices else letters[term]
        case StepCount(shift):
            return lambda point, letters, indices: point.step + shift
        case Indexed(_, index, backwards):
            return lambda point, letters, indices: _past(point, indices[index], backwards)
        case Addition(found):
            terms = tuple(map(compile_term, found))
            return lambda point, letters, indices: sum([run(point, letters, indices) for run in terms])
        case Multiplication(found):
            factors = tuple(map(compile_term, found))
            return lambda point, letters, indices: math.prod(
                [run(point, letters, indices) for run in factors]
            )
        case Division(above, below):
            top, bottom = compile_term(above), compile_term(below)
            return lambda point, letters, indices: (
                top(point, letters, indices) / bottom(point, letters, indices)
            )
        case Exponentiation(under, over):
            base, exponent = compile_term(under), compile_term(over)
            return lambda point, letters, indices: _power(
                base(point, letters, indices), exponent(point, letters, indices)
            )
        case Application(function, found):
            apply, arguments = FUNCTIONS[function], tuple(map(compile_term, found))
            return lambda point, letters, indices: apply(*[run(point, letters, indices) for run in arguments])
        case Gradient(None):
            return lambda point, letters, indices: point.gradient(point.at("w", OLD))
        case Gradient(where):
            assert where is not None
            place = compile_term(where)
            return lambda point, letters, indices: point.gradient(place(point, letters, indices))
        case Series():
            return _series(term)
        case _:
            assert_never(term)


def _series(term: Series) -> Run:
    low, high, body = compile_term(term.low), compile_term(term.high), compile_term(term.body)

    def run(point: SamplePoint, letters: Mapping[Letter, float], indices: Mapping[str, float]) -> float:
        first, last = low(point, letters, indices), high(point, letters, indices)
        if last - first > MOST_TERMS or first != int(first) or last != int(last):
            raise UndefinedError
        steps = range(int(first), int(last) + 1)
        return sum(body(point, letters, {**indices, term.index: step}) for step in steps)

    return run


def _past(point: SamplePoint, index: float, backwards: bool) -> float:
    step = point.step - int(index) if backwards else int(index)
    return point.gradients[step] if 0 <= step < len(point.gradients) else 0.0


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > 100:
        raise UndefinedError
    value = base**exponent
    if isinstance(value, complex):
        raise UndefinedError
    return float(value)


def evaluate_at(run: Run, point: SamplePoint, letters: Mapping[Letter, float]) -> float | None:
    """The value, or None where there is none or it is too large."""
    try:
        value = run(point, letters, {})
    except (ArithmeticError, ValueError, KeyError, TypeError):
        return None
    return value if abs(value) < LARGEST else None
