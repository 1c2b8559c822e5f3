r"""Forgetting as a training problem: a power curve for each first grade, fitted to first retests.

A card first graded $g$ and asked again after $t$ days is recalled with probability

$$ R(t) = (1 + f t / S_g)^{-d}, \qquad f = 0.9^{-1/d} - 1 $$

so that $S_g$ are the days after which it is 0.9; the curve of FSRS-6. The parameters are logarithms, which
keeps all positive without a bound: $\theta = (\ln S_1, \ln S_2, \ln S_3, \ln S_4, \ln d)$. The loss is the
mean log loss of the retests and, as in the engine's trainer, a pull towards what fits most people, so that a
grade that was never given has a best value too:

$$ L(\theta) = -\frac{1}{n} \sum_i \left[ y_i \ln R_i + (1 - y_i) \ln (1 - R_i) \right]
   + \frac{1}{2n} \sum_k ((\theta_k - \bar\theta_k) / \sigma_k)^2 $$
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from flashcards.scheduling.engine import DEFAULT_PARAMETERS
from flashcards.scheduling.retests import Retest
from optimizers.problems import Objective

Array = Any

NAMES = ("again", "hard", "good", "easy", "decay")
"""What the parameters say: days for each first grade, and the decay."""
USUAL = np.log([*DEFAULT_PARAMETERS[:4], DEFAULT_PARAMETERS[20]])
"""Where training starts: what fits most people."""
SPREAD = np.array([1.5, 1.5, 1.5, 1.5, 1.0])
r"""$\sigma$: how far people differ from that, in logarithms."""


def forgetting_problem(retests: Sequence[Retest]) -> Objective:
    """The loss of the retests, as a problem that every optimizer can minimize."""
    data = _grouped(retests)
    return Objective(
        "memory",
        "Your forgetting curve: 5 parameters",
        lambda theta: _loss(theta, *data) + _pull(theta, len(retests)),
        lambda theta: _slope(theta, *data) + _pull_slope(theta, len(retests)),
        USUAL,
    )


def mean_log_loss(retests: Sequence[Retest], theta: Array) -> float:
    """The loss without the pull."""
    return float(_loss(theta, *_grouped(retests)))


def _grouped(retests: Sequence[Retest]) -> tuple[Array, Array, Array, Array]:
    """Grade index, days, and the shares of all retests that were recalled and forgotten, equal ones once."""
    counts = Counter((retest.first - 1, retest.days) for retest in retests)
    right = Counter((retest.first - 1, retest.days) for retest in retests if retest.recalled)
    grade, days = (np.array(column) for column in zip(*counts, strict=True))
    recalled = np.array([right[key] for key in counts]) / len(retests)
    return grade, days.astype(float), recalled, np.array(list(counts.values())) / len(retests) - recalled


def _curve(theta: Array, grade: Array, days: Array) -> tuple[Array, Array, Array]:
    r"""$\ln R$ of each group, and its slopes along $\ln S_g$ and $\ln d$; further axes of `theta` stay."""
    d = np.exp(theta[4])
    f = np.expm1(-math.log(0.9) / d)
    u = _along(days, theta) * np.exp(-theta[grade])
    inner = 1 + f * u
    slope_s = d * f * u / inner
    slope_d = -d * np.log(inner) - (f + 1) * math.log(0.9) * u / inner
    return -d * np.log(inner), slope_s, slope_d


def _loss(theta: Array, grade: Array, days: Array, recalled: Array, forgotten: Array) -> Array:
    log_r, _, _ = _curve(theta, grade, days)
    lost = np.log(-np.expm1(log_r))
    return -(_along(recalled, theta) * log_r + _along(forgotten, theta) * lost).sum(0)


def _slope(theta: Array, grade: Array, days: Array, recalled: Array, forgotten: Array) -> Array:
    log_r, slope_s, slope_d = _curve(theta, grade, days)
    odds = np.exp(log_r) / -np.expm1(log_r)
    outer = _along(forgotten, theta) * odds - _along(recalled, theta)  # the loss along ln R
    by_grade = [(outer * slope_s * _along(grade == each, theta)).sum(0) for each in range(4)]
    return np.stack([*by_grade, (outer * slope_d).sum(0)])


def _pull(theta: Array, retests: int) -> Array:
    return (((theta - _along(USUAL, theta)) / _along(SPREAD, theta)) ** 2).sum(0) / (2 * retests)


def _pull_slope(theta: Array, retests: int) -> Array:
    return (theta - _along(USUAL, theta)) / _along(SPREAD, theta) ** 2 / retests


def _along(column: Array, theta: Array) -> Array:
    """A column with as many further axes as `theta` has."""
    return np.reshape(column, np.shape(column) + (1,) * (np.ndim(theta) - 1))
