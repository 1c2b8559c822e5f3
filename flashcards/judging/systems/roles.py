"""The roles that letters play, with fixed random values at two points.

A line is compared with the reference as a number: once each letter has a role, its right side has a value at
both points, and so has each line of each dialect. Lines of one value are one line, however they are written.

Of a quantity that changes from step to step there are four values: new, old, the one before, the next.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from types import MappingProxyType

from flashcards.value import Value, field

STATES = MappingProxyType(
    {
        "w": "parameters",
        "m": "first moment or velocity",
        "v": "second moment, or sum of squares",
        "mh": "corrected first moment",
        "vh": "corrected second moment",
        "vm": "AMSGrad's maximum",
        "u": "AdaMax's infinity norm",
        "s": "Adadelta's average of squared steps",
        "mg": "mean of the gradients, for centring",
        "vc": "centred second moment",
        "c": "Lion's interpolation",
        "mb": "NAdam's mixture",
        "d": "step",
        "e": "step, scaled",
        "q": "look-ahead point",
        "y": "second sequence",
        "p": "copy of the old velocity",
        "gl": "gradient with the L2 term",
        "wd": "decayed parameters",
    }
)
"""Quantities that change from step to step, by role."""
SETTINGS = MappingProxyType(
    {
        "lr": "learning rate",
        "lrt": "learning rate at step t",
        "b": "decay",
        "b1": "decay of the first moment",
        "b2": "decay of the second moment",
        "mu": "momentum beside another decay",
        "tau": "dampening",
        "eps": "epsilon",
        "eta": "schedule multiplier",
        "lam": "weight decay",
        "nn": "number of examples",
        "T": "number of steps",
        "a0": "first rate",
        "amin": "lowest rate",
        "amax": "highest rate",
        "gam": "factor of decay",
        "kap": "speed of decay",
        "tw": "steps of warm-up",
        "pw": "power",
        "dm": "width of the model",
    }
)
"""What stays from step to step, by role; the rate of a step counts here, as nothing uses its old value."""
ROLES = (*STATES, *SETTINGS)

NEW, OLD, BEFORE, NEXT = 0, -1, -2, 1
TIMES = (NEW, OLD, BEFORE, NEXT)
STEPS = (3, 4)
"""The number of the step at each point; whole, for sums run up to it."""


class SamplePoint(Value, frozen=True):
    """A value for every role, and a gradient."""

    step: int
    values: dict[tuple[str, int], float]
    gradient: Callable[[float], float]
    gradients: tuple[float, ...]
    """Those of the steps 0, 1, 2, …; that of the present step is the gradient at the old parameters."""
    norm_shift: float = field(default=0.123)

    def at(self, role: str, time: int) -> float:
        """The value of a role; a setting has the same at every time."""
        return self.values[role, time if role in STATES else NEW]


_SIGNED = frozenset({"w", "d", "e", "mg", "q", "y", "c", "mb", "p", "gl", "wd"})
_FRACTIONS = frozenset({"b", "b1", "b2", "mu", "tau", "gam"})


def _point(chance: random.Random, number: int) -> SamplePoint:
    values: dict[tuple[str, int], float] = {}
    for role in ROLES:
        low, high = (0.25, 0.9) if role in _FRACTIONS else (0.35, 1.9)
        for time in TIMES:
            sign = chance.choice((1, -1)) if role in _SIGNED else 1
            values[role, time] = sign * chance.uniform(low, high)
    shift = chance.uniform(0.5, 1.5)

    def gradient(x: float) -> float:
        return math.sin(1.7 * x + shift) + 0.4 * x

    _keep_apart(values, number)
    step = STEPS[number]
    gradients = [chance.uniform(0.3, 1.5) * chance.choice((1, -1)) for _ in range(step + 2)]
    gradients[0] = 0.0  # who counts from zero sums the same gradients
    gradients[step] = gradient(values["w", OLD])
    return SamplePoint(step, values, gradient, tuple(gradients))


def _keep_apart(values: dict[tuple[str, int], float], number: int) -> None:
    """Set what must not be left to chance: each value here once hid a slip, or made one of a right line."""
    values["T", NEW] = (6.5, 7.5)[number]  # not whole, so that a floor shows
    values["tw", NEW] = (5.5, 2.5)[number]  # the step lies before the end of the warm-up, and after it
    values["c", NEW] = (-0.83, 0.61)[number]  # Lion's sign is -1 and 1
    values["m", OLD] = abs(values["m", OLD]) * (1, -1)[number]
    for time in TIMES:  # the variance under a root is positive
        values["v", time] += 0.4
        values["mg", time] *= 0.3
        values["vc", time] = abs(values["vc", time])


_CHANCE = random.Random(5)
POINTS = (_point(_CHANCE, 0), _point(_CHANCE, 1))
