"""The figures of the statistics that are computed from counts: rates, streaks, calibration, mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence

from flashcards.study.statistics import (
    Calibration,
    Confusion,
    DaySums,
    Rate,
    Reliability,
    Retention,
    SlipSums,
    Streak,
)


def retention_since(days: Iterable[DaySums], first: int) -> Retention:
    """True retention on the days from `first` on."""
    young, mature = [0, 0], [0, 0]
    for day in days:
        if day.day >= first:
            young[0] += day.young_recalled
            young[1] += day.young_tests
            mature[0] += day.mature_recalled
            mature[1] += day.mature_tests
    return Retention(Rate(*young), Rate(*mature))


def find_streak(days: Collection[int], today: int) -> Streak:
    """The streaks of days with reviews; days after `today` count in none."""
    past = {day for day in days if day <= today}
    longest = run = 0
    for day in sorted(past):
        run = run + 1 if day - 1 in past else 1
        longest = max(longest, run)
    end = today if today in past else today - 1
    current = 0
    while end - current in past:
        current += 1
    return Streak(current, longest)


def calibrate(bins: Sequence[Reliability], loss: float) -> Calibration:
    """The calibration over bins of predictions whose log losses sum to `loss`."""
    tests = sum(each.answers for each in bins)
    if not tests:
        return Calibration(0, None, None, None, None, ())
    squares = math.fsum(each.answers * (each.foretold - each.right) ** 2 for each in bins)
    return Calibration(
        tests,
        math.fsum(each.answers * each.foretold for each in bins) / tests,
        math.fsum(each.answers * each.right for each in bins) / tests,
        loss / tests,
        math.sqrt(squares / tests),
        tuple(bins),
    )


CONFIDENCE = ((0, 65), (65, 90), (90, 101))
"""The ranges, in per cent, that count as unsure, likely and sure."""


def group_confidence(said: Iterable[tuple[int, int, int]]) -> tuple[Reliability, ...]:
    """What persons said in per cent, how often, and how often they were right then; by `CONFIDENCE`."""
    known = list(said)
    found = []
    for low, high in CONFIDENCE:
        inside = [each for each in known if low <= each[0] < high]
        answers = sum(times for _, times, _ in inside)
        if answers:
            foretold = sum(percent * times for percent, times, _ in inside) / answers / 100
            right = sum(right for *_, right in inside) / answers
            found.append(Reliability(low / 100, min(high, 100) / 100, answers, foretold, right))
    return tuple(found)


def pair_confusions(found: Iterable[tuple[str, str, int]]) -> tuple[Confusion, ...]:
    """Confusions as pairs, the most frequent first, of rows that say which card was answered with which."""
    pairs: dict[tuple[str, str], int] = {}
    for card, other, times in found:
        first, second = sorted((card, other))
        pairs[first, second] = pairs.get((first, second), 0) + times
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(*pair, times) for pair, times in ordered)


def sum_slips(
    found: Iterable[tuple[str, str, int, int]], optimizer_of: Callable[[str], str], week: int
) -> tuple[SlipSums, ...]:
    """The slips, the most frequent first, of rows of slip, card, day and times; `week` is its first day.

    `optimizer_of` names the optimizer that a card is about.
    """
    by_slip: dict[str, list[tuple[str, int, int]]] = {}
    for slip, card, day, times in found:
        by_slip.setdefault(slip, []).append((card, day, times))
    sums = [
        SlipSums(
            slip,
            sum(times for *_, times in rows),
            sum(times for _, day, times in rows if day >= week),
            _ranked((card, times) for card, _, times in rows),
            _ranked((optimizer_of(card), times) for card, _, times in rows),
        )
        for slip, rows in by_slip.items()
    ]
    return tuple(sorted(sums, key=lambda each: (-each.times, each.slip)))


def _ranked(found: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The sums by name, the largest first; without a name none."""
    sums: dict[str, int] = {}
    for name, times in found:
        if name:
            sums[name] = sums.get(name, 0) + times
    return tuple(sorted(sums.items(), key=lambda each: (-each[1], each[0])))
