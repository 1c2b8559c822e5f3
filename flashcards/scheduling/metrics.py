"""How well probabilities of recall predicted what happened: log loss and RMSE(bins).

RMSE(bins) as the field's open benchmark defines it: reviews are binned by interval, number of reviews and
number of lapses, and the mean prediction of each bin is compared with the share recalled, weighted by the
size of the bin. Bins and formula: https://github.com/open-spaced-repetition/srs-benchmark (Metrics) and
https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Metric
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from flashcards.scheduling.engine import History
from flashcards.scheduling.model import Grade

_NEVER = 1e-6
"""No prediction counts as more certain than this."""


def log_losses(histories: Sequence[History], predicted: Sequence[float]) -> list[float]:
    """The log loss of each prediction for the last review of a history."""
    return [
        -math.log(max(_NEVER, chance if history[-1][0] > Grade.AGAIN else 1 - chance))
        for history, chance in zip(histories, predicted, strict=True)
    ]


def rmse_bins(histories: Sequence[History], predicted: Sequence[float]) -> float:
    """RMSE(bins) of predictions for the last review of each history; from 0 to 1, less is better."""
    bins: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for history, chance in zip(histories, predicted, strict=True):
        bins[_bin(history)].append(chance - (history[-1][0] > Grade.AGAIN))
    squares = math.fsum(math.fsum(errors) ** 2 / len(errors) for errors in bins.values())
    return math.sqrt(squares / len(predicted))


def _bin(history: History) -> tuple[int, int, int]:
    """The bins of interval, reviews and lapses; reviews on the day of the one before count in none."""
    later = [(grade, days) for grade, days in history if days]
    lapses = sum(grade == Grade.AGAIN for grade, _ in later[:-1])
    return (
        _power(later[-1][1], 3.62),
        _power(len(later) + 1, 1.89),
        _power(lapses, 1.73) if lapses else -1,
    )


def _power(number: int, base: float) -> int:
    return math.floor(math.log(number) / math.log(base))
