"""FSRS-6 in the Rust engine that Anki uses: stability, difficulty, the forgetting curve.

The only module that imports the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from math import inf
from typing import Protocol

import fsrs_rs_python as fsrs

from flashcards.scheduling.model import LearningState, Memory
from flashcards.scheduling.settings import Settings


class Outcome(Protocol):
    """The engine's outcome for one grade."""

    memory: fsrs.MemoryState
    """With `stability` and `difficulty`."""
    interval: float
    """Days until recall falls to the desired retention, not rounded."""


def outcomes(memory: Memory, elapsed: int, settings: Settings) -> tuple[Outcome, ...]:
    """The memory that each grade leads to, `elapsed` whole days after the last review; worst grade first."""
    known = fsrs.MemoryState(memory.stability, memory.difficulty) if memory.reviews else None
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
    items = [fsrs.FSRSItem([fsrs.FSRSReview(*review) for review in history]) for history in histories]
    found = _engine(settings.parameters).memory_state_batch(items) if items else ()
    return [(memory.stability, memory.difficulty) for memory in found]


def retrievability(memory: Memory, now: datetime, settings: Settings) -> float:
    """The probability of recall at `now`: the power forgetting curve of FSRS-6; 0 for a new prompt."""
    if memory.state is LearningState.NEW:
        return 0.0
    factor, decay = _curve(settings)
    elapsed = max(0.0, (now - memory.last).total_seconds() / 86_400)
    return float((1 + factor * elapsed / memory.stability) ** decay)


def stabilities_until(recall: float, settings: Settings) -> float:
    """How many times its stability passes until a prompt is recalled with this probability: 1 for 0.9.

    The forgetting curve turned round: who searches for a recall compares times, without a power for each
    prompt. Infinite for 0, which recall never reaches, and near it.
    """
    factor, decay = _curve(settings)
    return inf if recall < 1e-9 else float((recall ** (1 / decay) - 1) / factor)


def _curve(settings: Settings) -> tuple[float, float]:
    """Factor and decay of the forgetting curve, (1 + factor * elapsed / stability) ** decay."""
    decay = -(settings.parameters or fsrs.DEFAULT_PARAMETERS)[20]
    return 0.9 ** (1 / decay) - 1, decay


@lru_cache(maxsize=8)
def _engine(parameters: tuple[float, ...]) -> fsrs.FSRS:
    return fsrs.FSRS(list(parameters or fsrs.DEFAULT_PARAMETERS))
