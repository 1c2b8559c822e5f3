"""FSRS parameters fitted to a person's own reviews, and whether they predict better than the present ones.

Both are judged on reviews that neither was fitted to: the last fifth, in time. The fitted ones win by a lower
log loss, which an honest probability minimizes, unless their RMSE(bins) is higher: they would tell better
which card is known, but worse how many are, and intervals are made of that. The engine's own evaluation is
not used: it gives later reviews more weight, as its trainer does. Reviews on the day of the one before shape
the memory and are not predicted, as in the field's benchmark
(https://github.com/open-spaced-repetition/srs-benchmark).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from flashcards.scheduling import engine
from flashcards.scheduling.engine import History
from flashcards.scheduling.histories import AnswerHistory
from flashcards.scheduling.metrics import log_losses, rmse_bins
from flashcards.scheduling.model import Grade
from flashcards.scheduling.settings import Settings

FEWEST = 400
"""Fewer reviews than these say too little about a person; Anki asked for as many."""
FEWEST_HELD_OUT = FEWEST // 5
HELD_OUT = 0.2
"""The share of the reviews, the last in time, that decide."""


class Example(NamedTuple):
    """A review to be predicted, with all reviews of the prompt up to it."""

    at: datetime
    history: History


class Score(NamedTuple):
    """How well some parameters predicted the held-out reviews; less is better."""

    parameters: tuple[float, ...]
    log_loss: float
    rmse_bins: float


class Ruling(StrEnum):
    """What decides between two sets of parameters."""

    WON = "won"
    """A log loss lower by more than chance explains, and an RMSE(bins) that is no higher."""
    NO_GAIN = "no-gain"
    """A log loss that is no lower."""
    CHANCE = "chance"
    """A log loss lower by no more than chance explains."""
    WORSE_BINS = "worse-bins"
    """A higher RMSE(bins), whatever the log loss."""
    NOTHING_FORGOTTEN = "nothing-forgotten"
    """No answer that was wrong: whoever promises the longest intervals wins, and nothing says how long."""


class Contest(NamedTuple):
    """The present parameters against those fitted to the reviews before the held-out ones."""

    fitted_to: int
    held_out: int
    since: datetime
    """The first held-out review."""
    present: Score
    fitted: Score
    gain: float
    """By how much the log loss of the fitted ones is lower."""
    error: float
    """The standard error of `gain`."""
    forgotten: int
    """How many of the held-out reviews were not recalled."""

    @property
    def verdict(self) -> Ruling:
        """What decides."""
        if not self.forgotten:
            return Ruling.NOTHING_FORGOTTEN
        if self.gain <= 0:
            return Ruling.NO_GAIN
        if self.gain <= self.error:
            return Ruling.CHANCE
        return Ruling.WORSE_BINS if self.fitted.rmse_bins > self.present.rmse_bins else Ruling.WON

    @property
    def won(self) -> bool:
        """True if the fitted ones predict better by more than chance explains, and no measure is against."""
        return self.verdict is Ruling.WON


class Training(NamedTuple):
    """The outcome of a training."""

    reviews: int
    """How many reviews there are to learn from."""
    needed: int
    """How many more it would take; 0 if there were enough."""
    contest: Contest | None = None
    parameters: tuple[float, ...] = ()
    """The parameters fitted to all reviews, if those of the contest won; otherwise empty."""
    until: datetime | None = None
    """The last review that they were fitted to."""
    new: int = 0
    """How many of the reviews the present parameters were not fitted to."""


def examples(histories: Iterable[AnswerHistory]) -> list[Example]:
    """Every review that can be predicted, in order of time."""
    found = []
    for answers in histories:
        pairs = [(answer.grade, answer.elapsed) for answer in answers]  # shared by all that grow from them
        found += [
            Example(answer.at, pairs[: place + 1]) for place, answer in enumerate(answers) if answer.elapsed
        ]
    return sorted(found, key=lambda example: example.at)


def train(known: Sequence[Example], settings: Settings, fitted_until: datetime | None = None) -> Training:
    """Fit parameters to `known` and hold them against those of `settings`; both in order of time.

    `fitted_until` is the last review that the present parameters were fitted to: reviews up to there are no
    fair test of them and are not held out.
    """
    held_out = _held_out(known, fitted_until)
    new = sum(fitted_until is None or example.at > fitted_until for example in known)
    missing = max(FEWEST - len(known), FEWEST_HELD_OUT - len(held_out), 0)
    if missing:
        return Training(len(known), missing, new=new)
    contest = _contest(known[: -len(held_out)], held_out, settings)
    if not contest.won:
        return Training(len(known), 0, contest, new=new)
    return Training(len(known), 0, contest, _fit(known, settings), known[-1].at, new)


def _held_out(known: Sequence[Example], fitted_until: datetime | None) -> Sequence[Example]:
    last = known[len(known) - int(len(known) * HELD_OUT) :]
    return last if fitted_until is None else [example for example in last if example.at > fitted_until]


def _contest(before: Sequence[Example], held_out: Sequence[Example], settings: Settings) -> Contest:
    values = settings.parameters or engine.DEFAULT_PARAMETERS
    (present, old), (fitted, new) = (_score(held_out, each) for each in (values, _fit(before, settings)))
    gains = [before - after for before, after in zip(old, new, strict=True)]
    gain = math.fsum(gains) / len(gains)
    spread = math.fsum((each - gain) ** 2 for each in gains) / (len(gains) - 1)
    return Contest(
        fitted_to=len(before),
        held_out=len(held_out),
        since=held_out[0].at,
        present=present,
        fitted=fitted,
        gain=gain,
        error=math.sqrt(spread / len(gains)),
        forgotten=sum(example.history[-1][0] == Grade.AGAIN for example in held_out),
    )


def _fit(known: Sequence[Example], settings: Settings) -> tuple[float, ...]:
    return engine.fit_parameters([example.history for example in known], len(settings.relearning_steps))


def _score(known: Sequence[Example], parameters: tuple[float, ...]) -> tuple[Score, list[float]]:
    """How well the parameters predict, in all and for each example."""
    histories = [example.history for example in known]
    predicted = engine.predict_recall(histories, parameters)
    losses = log_losses(histories, predicted)
    mean = math.fsum(losses) / len(losses)
    return Score(parameters, mean, rmse_bins(histories, predicted)), losses
