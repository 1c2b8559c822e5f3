"""FSRS-6 in the Rust engine that Anki uses: stability, difficulty, the forgetting curve.

The only module that imports the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from math import inf
from typing import Any, Protocol

import fsrs_rs_python as fsrs

from flashcards.scheduling.model import Memory
from flashcards.scheduling.settings import Settings


class Outcome(Protocol):
    """The engine's outcome for one grade."""

    memory: fsrs.MemoryState
    """With `stability` and `difficulty`."""
    interval: float
    """Days until recall falls to the desired retention, not rounded."""


def outcomes(memory: Memory, elapsed: int, settings: Settings) -> tuple[Outcome, ...]:
    """The memory that each grade leads to, `elapsed` whole days after the last review; worst grade first."""
    known = None if memory.is_new else fsrs.MemoryState(memory.stability, memory.difficulty)
    states = _engine(settings.parameters).next_states(known, settings.retention, elapsed)
    return states.again, states.hard, states.good, states.easy


def memory_from_sm2(ease: float, interval: float, settings: Settings) -> tuple[float, float]:
    """Stability and difficulty of a prompt that SM-2 asks again after `interval` days, with that `ease`."""
    made = _engine(settings.parameters).memory_state_from_sm2(ease, interval, 0.9)
    return made.stability, made.difficulty


History = Sequence[tuple[int, int]]
"""The reviews of one prompt: grade, and the whole days since the one before (0 for the first)."""


def memories(histories: Iterable[History], settings: Settings) -> list[tuple[float, float]]:
    """Stability and difficulty after each history, as `outcomes` would give step by step, in one call."""
    items = _items(histories)
    found = _engine(settings.parameters).memory_state_batch(items) if items else ()
    return [(memory.stability, memory.difficulty) for memory in found]


def retrievability(memory: Memory, now: datetime, settings: Settings) -> float:
    """The probability of recall at `now`: the power forgetting curve of FSRS-6; 0 for a new prompt."""
    if memory.is_new:
        return 0.0
    elapsed = max(0.0, (now - memory.last).total_seconds() / 86_400)
    return _recall(elapsed, memory.stability, *_curve(_decay(settings.parameters)))


def stabilities_along(histories: Sequence[History], settings: Settings) -> list[list[float]]:
    """The stability after each review of each history."""
    items = _items(histories)
    found = _engine(settings.parameters).historical_memory_state_batch(items) if items else ()
    return [[memory.stability for memory in along] for along in found]


def recall_after(days: float, stability: float, settings: Settings) -> float:
    """The probability of recall `days` after a review that left this stability."""
    return _recall(days, stability, *curve_of(settings))


def curve_of(settings: Settings) -> tuple[float, float]:
    """Factor and decay of the forgetting curve: recall is `(1 + factor * days / stability) ** decay`.

    For who asks so often that a call of `recall_after` costs more than the power.
    """
    return _curve(_decay(settings.parameters))


def stabilities_until(recall: float, settings: Settings) -> float:
    """How many times its stability passes until a prompt is recalled with this probability: 1 for 0.9.

    The forgetting curve turned round: who searches for a recall compares times, without a power for each
    prompt. Infinite for 0, which recall never reaches, and near it.
    """
    factor, decay = _curve(_decay(settings.parameters))
    return inf if recall < 1e-9 else float((recall ** (1 / decay) - 1) / factor)


def _decay(parameters: Sequence[float]) -> float:
    return -float((parameters or fsrs.DEFAULT_PARAMETERS)[20])


def _curve(decay: float) -> tuple[float, float]:
    """Factor and decay of the power forgetting curve of FSRS-6, which is 0.9 after `stability` days."""
    return 0.9 ** (1 / decay) - 1, decay


def _recall(elapsed: float, stability: float, factor: float, decay: float) -> float:
    return float((1 + factor * elapsed / stability) ** decay)


@lru_cache(maxsize=8)
def _engine(parameters: tuple[float, ...]) -> fsrs.FSRS:
    return fsrs.FSRS(list(parameters or fsrs.DEFAULT_PARAMETERS))


class _Reviews(dict[tuple[int, int], fsrs.FSRSReview]):
    """The engine's review of a grade and the days before it: one for all that are equal; never changed."""

    def __missing__(self, key: tuple[int, int]) -> fsrs.FSRSReview:
        made = self[key] = fsrs.FSRSReview(*key)
        return made


DEFAULT_PARAMETERS: tuple[float, ...] = tuple(round(value, 4) for value in fsrs.DEFAULT_PARAMETERS)
"""The weights of FSRS-6 that fit most people."""


PARAMETER_BOUNDS: tuple[tuple[float, float], ...] = (
    *((0.001, 100.0),) * 4,
    *((1.0, 10.0), (0.001, 4.0), (0.001, 4.0), (0.001, 0.75)),
    *((0.0, 4.5), (0.0, 0.8), (0.001, 3.5)),
    *((0.001, 5.0), (0.001, 0.25), (0.001, 0.9), (0.0, 4.0)),
    *((0.0, 1.0), (1.0, 6.0), (0.0, 2.0), (0.0, 2.0), (0.0, 0.8), (0.1, 0.8)),
)
"""The range of each weight, beyond which the engine takes the nearest that is within; as in py-fsrs."""


def fit_parameters(histories: Sequence[History], relearning_steps: int) -> tuple[float, ...]:
    """The 21 weights that the engine's trainer finds; each history ends with the review to be predicted.

    `histories` in the order of that review, since the trainer gives later ones more weight.
    """
    found = fsrs.FSRS(list(fsrs.DEFAULT_PARAMETERS)).compute_parameters(
        _items(histories), num_relearning_steps=relearning_steps
    )
    return tuple(
        min(max(round(value, 4), low), high)
        for value, (low, high) in zip(found, PARAMETER_BOUNDS, strict=True)
    )


def predict_recall(histories: Sequence[History], parameters: Sequence[float]) -> list[float]:
    """The probability of recall at the last review of each history, from the reviews before it."""
    engine = fsrs.FSRS(list(parameters or fsrs.DEFAULT_PARAMETERS))
    before = engine.memory_state_batch(_items([history[:-1] for history in histories]))
    curve = _curve(_decay(parameters))
    return [
        _recall(history[-1][1], state.stability, *curve)
        for history, state in zip(histories, before, strict=True)
    ]


def usual_answers() -> dict[str, tuple[Any, ...]]:
    """What most people answer and how long it takes them, as the engine's simulator has it; see `Habits`."""
    usual = fsrs.default_simulator_config()
    return {
        "first": _normal(usual.first_rating_prob),
        "recalled": _normal(usual.review_rating_prob),
        "learning": tuple(map(_normal, usual.learning_step_transitions)),
        "relearning": tuple(map(_normal, usual.relearning_step_transitions)),
        "seconds": tuple(map(tuple, usual.state_rating_costs)),
    }


def _normal(shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(share / sum(shares) for share in shares)


def _items(histories: Iterable[History]) -> list[fsrs.FSRSItem]:
    review = _Reviews().__getitem__
    return [fsrs.FSRSItem(list(map(review, history))) for history in histories]
