"""Every optimizer in the dialects of those who write about it: systems of lines that belong together."""

from __future__ import annotations

from functools import cache

from flashcards.judging.systems.dialects.adaptive import ADADELTA, ADAGRAD, ADAM, ADAMW, RMSPROP, SUCCESSORS
from flashcards.judging.systems.dialects.descent import DESCENT, MOMENTUM, NESTEROV
from flashcards.judging.systems.dialects.dialect import Dialect, Form, with_step_named
from flashcards.judging.systems.dialects.schedules import SCHEDULES

__all__ = ["Dialect", "Form", "dialects_of", "optimizers_with_dialects"]

_WRITTEN = (
    *DESCENT,
    *MOMENTUM,
    *NESTEROV,
    *ADAGRAD,
    *RMSPROP,
    *ADADELTA,
    *ADAM,
    *ADAMW,
    *SUCCESSORS,
    *SCHEDULES,
)


@cache
def dialects_of(optimizer: str) -> tuple[Dialect, ...]:
    """The dialects of an optimizer, those that name the step included; none if it is unknown."""
    return tuple(
        each for written in _WRITTEN if written.optimizer == optimizer for each in with_step_named(written)
    )


@cache
def optimizers_with_dialects() -> tuple[str, ...]:
    """The optimizers that have dialects, in the order of the table; `l2` and `schedule` count as such."""
    return tuple(dict.fromkeys(written.optimizer for written in _WRITTEN))
