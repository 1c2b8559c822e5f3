"""When a review would be asked again: what a forecast of the days after a backlog needs of the engine."""

from __future__ import annotations

from typing import NamedTuple

from flashcards.scheduling import engine
from flashcards.scheduling.model import LearningState, Memory
from flashcards.scheduling.settings import Settings


class ComingBack(NamedTuple):
    """The chance that a review is recalled, and the days until it is asked again."""

    recall: float
    recalled: int
    """After Good."""
    forgotten: int
    """After Again; what follows on the same day makes hardly a difference."""


def coming_back(stability: float, difficulty: float, elapsed: float, settings: Settings) -> ComingBack:
    """Of a prompt whose last review is `elapsed` days ago."""
    memory = Memory("", LearningState.REVIEW, stability=stability, difficulty=difficulty)
    again, _, good, _ = engine.outcomes(memory, max(1, round(elapsed)), settings)
    recalled, forgotten = (
        round(min(max(each.interval, 1), settings.longest_interval)) for each in (good, again)
    )
    return ComingBack(engine.recall_after(elapsed, stability, settings), recalled, forgotten)


def when_due(settings: Settings) -> float:
    """How many times its stability a prompt has waited when it is due."""
    return engine.stabilities_until(settings.retention, settings)
