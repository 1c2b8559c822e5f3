"""The first forgetting of each prompt: its first grade, the days until it was asked again, the outcome."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flashcards.scheduling import engine
from flashcards.scheduling.histories import AnswerHistory
from flashcards.scheduling.metrics import log_losses
from flashcards.scheduling.model import Grade


class Retest(NamedTuple):
    """The first review of a prompt on a later day; the steps of the first day are left out."""

    first: Grade
    """The first grade of the first day."""
    days: int
    recalled: bool


def first_retests(histories: Iterable[AnswerHistory]) -> list[Retest]:
    """The first retest of every prompt that had one, in order of time."""
    found = []
    for history in histories:
        later = next((answer for answer in history if answer.elapsed), None)
        if later:
            retest = Retest(history[0].grade, later.elapsed, later.grade > Grade.AGAIN)
            found.append((later.at, retest))
    return [retest for _, retest in sorted(found, key=lambda pair: pair[0])]


def fit_retests(retests: Sequence[Retest]) -> tuple[float, ...]:
    """The 21 parameters that the engine's trainer finds; from retests alone it fits the first four."""
    return engine.fit_parameters(_histories(retests), relearning_steps=1)


def retest_loss(retests: Sequence[Retest], parameters: Sequence[float]) -> float:
    """The mean log loss of the engine's predictions."""
    counts = Counter(retests)  # many are alike
    histories = _histories(list(counts))
    losses = log_losses(histories, engine.predict_recall(histories, parameters))
    total = math.fsum(loss * count for loss, count in zip(losses, counts.values(), strict=True))
    return total / len(retests)


def _histories(retests: Sequence[Retest]) -> list[engine.History]:
    return [
        [(retest.first, 0), (Grade.GOOD if retest.recalled else Grade.AGAIN, retest.days)]
        for retest in retests
    ]
