"""The columns of a demo: quantities of a run by name, their coordinates, and expressions over them.

`show` holds names (`m_hat`), one coordinate of a vector (`m_hat[1]`, counted from 0), or a derived
quantity (`factor = 1/(1-beta1**t)`). A whole vector becomes a column for each coordinate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from flashcards.demo.course import Course
from flashcards.demo.lookup import unknown_name
from flashcards.demo.shown import split_quantity
from flashcards.errors import Problem

QuantityTable: TypeAlias = "dict[str, np.ndarray[Any, Any]]"
"""Name → its numbers, one a step."""

MOST_CHARACTERS = 300
MOST_COORDINATES = 8
NAMED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "in_eta": ("abs(delta)/eta",),
        "root": ("sqrt(v_hat)", "sqrt(v)"),
        "square": ("g**2",),
        "rate": ("eta/sqrt(v_hat)", "eta/sqrt(v)"),
        "divisor": ("abs(eta*g/delta)",),
        "share": ("delta/(theta-delta)",),
        "factor_m": ("1/(1-beta1**t)", "1/(1-beta**t)"),
        "factor_v": ("1/(1-beta2**t)",),
        "fill_m": ("1-beta1**t", "1-beta**t"),
        "fill_v": ("1-beta2**t",),
        "left_m": ("beta1**t", "beta**t"),
        "left_v": ("beta2**t",),
    }
)
"""Columns with a meaning of their own, and what computes them; the first whose names a run has.

The step in η, the root of the second moment, the rate of a coordinate, what its gradient was divided by, the
share of θ that a step takes; the factor of a correction, the weight handed out, the weight left on the start.
"""
RUNNING: Mapping[str, Callable[[QuantityTable], np.ndarray[Any, Any]]] = MappingProxyType(
    {
        "sum": lambda names: np.cumsum(names["g"], 0),
        "mean": lambda names: np.cumsum(names["g"], 0) / np.maximum(names["t"], 1),
        "before": lambda names: names["theta"] - names["delta"],
    }
)
"""Columns over the steps so far: the sum and the mean of the gradients, and θ as it was before the step."""
_COORDINATE = re.compile(r"(\w+)\[(\d{1,6})\]")
_WORD = re.compile(r"[A-Za-z_]\w*")


def quantity_table(course: Course) -> QuantityTable:
    """Every number that an expression may use, by name; vectors have shape (T, n), the rest (T, 1)."""
    found: QuantityTable = {name: np.full((1, 1), value) for name, value in course.settings.items()}
    found |= {name: course.values[name] for name in course.fields}
    found["t"] = np.arange(float(course.length)).reshape(-1, 1)
    if course.losses is not None:
        found["loss"] = course.losses.reshape(-1, 1)
    return found


def columns(course: Course, show: Sequence[str]) -> QuantityTable:
    """The shown quantities, each with a value for every state of the run, t = 0 included."""
    names = quantity_table(course)
    found: QuantityTable = {}
    for text in show:
        found |= _column(text, names, course.length)
    return found


def _column(text: str, names: QuantityTable, steps: int) -> QuantityTable:
    if len(text) > MOST_CHARACTERS:
        raise Problem(f"an expression in 'show' is longer than {MOST_CHARACTERS} characters")
    if coordinate := _COORDINATE.fullmatch(text.strip()):
        return {text.strip(): _coordinate(names, coordinate.group(1), int(coordinate.group(2)))}
    name, expression = split_quantity(text)
    if not expression:
        expression = name if name in names else _named_expression(name, names)
    if expression in RUNNING and expression not in names:
        names = {**names, expression: RUNNING[expression](names)}
    values = names[expression] if expression in names else _evaluated(expression, names)
    values = np.broadcast_to(values, (steps, values.shape[1]))
    if values.shape[1] == 1:
        return {name: values[:, 0]}
    if values.shape[1] > MOST_COORDINATES:
        raise Problem(
            f"{name} has {values.shape[1]} coordinates, too many to show",
            hint=f"choose some, as in {name}[0]",
        )
    return {f"{name}[{i}]": values[:, i] for i in range(values.shape[1])}


def _named_expression(name: str, names: QuantityTable) -> str:
    """What computes a column of `NAMED` in a run that has these names; `name` itself for any other."""
    forms = NAMED.get(name, ())
    return next((form for form in forms if set(_WORD.findall(form)) - {"abs", "sqrt"} <= names.keys()), name)


def _coordinate(names: QuantityTable, name: str, index: int) -> np.ndarray[Any, Any]:
    if name not in names:
        raise unknown_name("quantity", name, names)
    if index >= names[name].shape[1]:
        raise Problem(
            f"{name} has {names[name].shape[1]} coordinates, numbered from 0; there is no {name}[{index}]"
        )
    return names[name][:, index]


def _evaluated(expression: str, names: QuantityTable) -> np.ndarray[Any, Any]:
    from flashcards.formula.evaluate import evaluate
    from flashcards.formula.parse import Unreadable

    try:
        with np.errstate(all="ignore"):
            found = np.asarray(evaluate(_tree(expression), names), dtype=float)
    except Unreadable as error:
        if re.fullmatch(r"\w+", expression):
            raise unknown_name("quantity", expression, names) from None
        raise Problem(f"cannot compute {expression!r}: {error.message}", hint=_names(names)) from None
    except ArithmeticError as error:
        raise Problem(f"cannot compute {expression!r}: {error}") from None
    return found.reshape(-1, 1) if found.ndim < 2 else found


@lru_cache(maxsize=256)
def _tree(expression: str) -> Any:
    from flashcards.formula import parse

    return parse.parse_typed(expression).tree


def _names(names: Mapping[str, object]) -> str:
    return "it may use " + ", ".join(names)
