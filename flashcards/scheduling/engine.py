"""FSRS-6 in the Rust engine that Anki uses: stability, difficulty, the forgetting curve.

The only module that imports the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
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
    decay = -(settings.parameters or fsrs.DEFAULT_PARAMETERS)[20]
    return _curve(max(0.0, (now - memory.last).total_seconds() / 86_400), memory.stability, decay)


def memories_along(histories: Sequence[History], settings: Settings) -> list[list[tuple[float, float]]]:
    """Stability and difficulty after each review of each history."""
    items = [fsrs.FSRSItem([_review(*review) for review in history]) for history in histories]
    found = _engine(settings.parameters).historical_memory_state_batch(items) if items else ()
    return [[(memory.stability, memory.difficulty) for memory in along] for along in found]


def recall_after(days: float, stability: float, settings: Settings) -> float:
    """The probability of recall `days` after a review that left this stability."""
    return _curve(days, stability, -(settings.parameters or fsrs.DEFAULT_PARAMETERS)[20])


@lru_cache(maxsize=8)
def _engine(parameters: tuple[float, ...]) -> fsrs.FSRS:
    return fsrs.FSRS(list(parameters or fsrs.DEFAULT_PARAMETERS))


@lru_cache(maxsize=4096)
def _review(grade: int, elapsed: int) -> fsrs.FSRSReview:
    """The engine's review, one for all that are equal: they are many, and each is never changed."""
    return fsrs.FSRSReview(grade, elapsed)


def _curve(elapsed: float, stability: float, decay: float) -> float:
    """The power forgetting curve of FSRS-6, which is 0.9 after `stability` days."""
    return float((1 + (0.9 ** (1 / decay) - 1) * elapsed / stability) ** decay)
