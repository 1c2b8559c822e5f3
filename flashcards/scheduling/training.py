"""FSRS parameters fitted to a person's own reviews, and whether they predict better than the present ones.

Both are judged on reviews that neither was fitted to: the reviews, in order of time, are divided into fifths,
and each fifth but the first is predicted by parameters fitted to all before it, as the field's benchmark
does. The last fifth alone says too little: of simulated people unlike most it told half that there is nothing
to gain, and of those like most it gave one in ten parameters that were worse.

The fitted ones win by a lower log loss, which an honest probability minimizes, unless their RMSE(bins) is
higher: they would tell better which card is known, but worse how many are, and intervals are made of that.
The engine's own evaluation is not used: it gives later reviews more weight, as its trainer does. Reviews on
the day of the one before shape the memory and are not predicted, as in the benchmark
(https://github.com/open-spaced-repetition/srs-benchmark).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
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
PARTS = 5
"""The reviews are divided into so many parts, of which all but the first decide."""


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
    """The present parameters against those fitted to the reviews before each part of the held-out ones."""

    held_out: int
    since: datetime
    """The first held-out review."""
    present: Score
    fitted: Score
    """With the parameters that predicted the last part."""
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
    begins = len(known) // PARTS
    new = len(known)
    if fitted_until is not None:
        new -= bisect_right(known, fitted_until, key=lambda example: example.at)
        begins = max(begins, len(known) - new)
    missing = max(FEWEST - len(known), FEWEST_HELD_OUT - (len(known) - begins), 0)
    if missing:
        return Training(len(known), missing, new=new)
    contest = _contest(known, begins, settings)
    if not contest.won:
        return Training(len(known), 0, contest, new=new)
    return Training(len(known), 0, contest, _fit(known, settings), known[-1].at, new)


def _contest(known: Sequence[Example], begins: int, settings: Settings) -> Contest:
    """The contest on the reviews from the place `begins` on."""
    values = settings.parameters or engine.DEFAULT_PARAMETERS
    held_out = known[begins:]
    histories = [example.history for example in held_out]
    cuts = [begins + len(held_out) * part // (PARTS - 1) for part in range(PARTS)]
    predicted: list[float] = []
    for start, end in pairwise(cuts):
        fitted = _fit(known[:start], settings)
        predicted += engine.predict_recall(histories[start - begins : end - begins], fitted)
    present, old = _score(values, histories, engine.predict_recall(histories, values))
    challenger, new = _score(fitted, histories, predicted)
    gains = [before - after for before, after in zip(old, new, strict=True)]
    gain = math.fsum(gains) / len(gains)
    spread = math.fsum((each - gain) ** 2 for each in gains) / (len(gains) - 1)
    return Contest(
        held_out=len(held_out),
        since=held_out[0].at,
        present=present,
        fitted=challenger,
        gain=gain,
        error=math.sqrt(spread / len(gains)),
        forgotten=sum(history[-1][0] == Grade.AGAIN for history in histories),
    )


def _fit(known: Sequence[Example], settings: Settings) -> tuple[float, ...]:
    return engine.fit_parameters([example.history for example in known], len(settings.relearning_steps))


def _score(
    parameters: tuple[float, ...], histories: Sequence[History], predicted: Sequence[float]
) -> tuple[Score, list[float]]:
    """How well the recall was predicted, in all and for each review."""
    losses = log_losses(histories, predicted)
    mean = math.fsum(losses) / len(losses)
    return Score(parameters, mean, rmse_bins(histories, predicted)), losses
