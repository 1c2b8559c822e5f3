"""The equations of FSRS-6 on arrays of cards, for simulations; the engine steps one card at a time.

Equations: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm (FSRS-6). Tests hold each
step against the engine and against py-fsrs. `w` are the 21 parameters, `grade` an array of 1 to 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any
SHORTEST, LONGEST_STABILITY = 0.001, 36_500.0
_AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4


def forgetting_curve(elapsed: Array, stability: Array, w: Sequence[float]) -> Array:
    """The probability of recall after `elapsed` days."""
    return (1 + _factor(w) * elapsed / stability) ** -w[20]


def interval_at(retention: Array, stability: Array, w: Sequence[float]) -> Array:
    """The days after which recall has fallen to `retention`."""
    return stability / _factor(w) * (retention ** (-1 / w[20]) - 1)


def first_memory(grade: Array, w: Sequence[float]) -> tuple[Array, Array]:
    """Stability and difficulty after the first answer."""
    return np.asarray(w)[grade - 1], np.clip(_first_difficulty(grade, w), 1, 10)


def next_memory(
    stability: Array, difficulty: Array, elapsed: Array, grade: Array, w: Sequence[float]
) -> tuple[Array, Array]:
    """Stability and difficulty after one more answer, `elapsed` whole days after the one before."""
    recall = forgetting_curve(elapsed, stability, w)
    passed = np.where(
        grade > _AGAIN,
        _after_recall(stability, difficulty, recall, grade, w),
        _after_lapse(stability, difficulty, recall, w),
    )
    found = np.where(elapsed > 0, passed, _after_same_day(stability, grade, w))
    return np.clip(found, SHORTEST, LONGEST_STABILITY), _next_difficulty(difficulty, grade, w)


def _factor(w: Sequence[float]) -> float:
    return float(0.9 ** (-1 / w[20]) - 1)


def _after_recall(
    stability: Array, difficulty: Array, recall: Array, grade: Array, w: Sequence[float]
) -> Array:
    bonus = np.where(grade == _HARD, w[15], 1) * np.where(grade == _EASY, w[16], 1)
    growth = np.exp(w[8]) * (11 - difficulty) * stability ** -w[9] * np.expm1((1 - recall) * w[10])
    return stability * (1 + growth * bonus)


def _after_lapse(stability: Array, difficulty: Array, recall: Array, w: Sequence[float]) -> Array:
    left = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * np.exp((1 - recall) * w[14])
    return np.minimum(left, stability / np.exp(w[17] * w[18]))


def _after_same_day(stability: Array, grade: Array, w: Sequence[float]) -> Array:
    growth = np.exp(w[17] * (grade - _GOOD + w[18])) * stability ** -w[19]
    return stability * np.where(grade > _AGAIN, np.maximum(growth, 1), growth)


def _first_difficulty(grade: Array, w: Sequence[float]) -> Array:
    return w[4] - np.exp(w[5] * (grade - 1)) + 1


def _next_difficulty(difficulty: Array, grade: Array, w: Sequence[float]) -> Array:
    changed = difficulty - w[6] * (grade - _GOOD) * (10 - difficulty) / 9
    return np.clip(w[7] * _first_difficulty(_EASY, w) + (1 - w[7]) * changed, 1, 10)
