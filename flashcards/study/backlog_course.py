"""How many days it takes to be even when more is due than a day takes: the reviews of each day and what of
them comes back meanwhile.

The reviews are told apart by how long ago the last one was, in powers of two, and each part follows the
engine as its mean does. That comes within some days of what sessions come to; a rate of return that stays
the same does not, as intervals grow: of a backlog of young cards it said that it never ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flashcards.scheduling import Settings
from flashcards.scheduling.coming_back import ComingBack, coming_back, when_due
from flashcards.study.plan import FARTHEST, BacklogPlan
from flashcards.study.pool import DueAge

_PARTS = 12
"""Intervals of a day, up to 3, up to 7 days, …, and of 2,048 days and more."""


def backlog_plan(
    waiting: int,
    left: int,
    ages: Sequence[DueAge],
    due: Mapping[int, int],
    today: int,
    settings: Settings,
) -> BacklogPlan | None:
    """The plan for `waiting` reviews of which `left` more may be asked today; None if a day takes them all.

    `ages` are theirs, `due` says how many fall due on later days, by local day.
    """
    if waiting <= left:
        return None
    per_day, new_wait = settings.reviews_per_day, settings.new_wait_for_backlog
    days = _days_until_even(_begin(waiting, ages, settings), due, today, left, per_day) if per_day else None
    return BacklogPlan(waiting, per_day, days, new_wait)


_Part = tuple[float, ComingBack]
"""How many reviews there are of a kind, and when they come back."""


def _begin(waiting: int, ages: Sequence[DueAge], settings: Settings) -> list[_Part]:
    """The parts of what comes back, still empty, and then those of what waits."""
    late = when_due(settings)
    ages = ages or [DueAge(waiting, 30.0, late, 5.0)]  # answered since they were counted
    total, difficulty = sum(age.prompts for age in ages), _mean(ages, "difficulty")
    by_part: defaultdict[int, list[DueAge]] = defaultdict(list)
    for age in ages:
        by_part[_part_of(age.days)].append(age)
    parts = [(0.0, coming_back(late, difficulty, 1.5 * 2**part, settings)) for part in range(_PARTS)]
    for some in by_part.values():
        late, difficulty, days = (_mean(some, name) for name in ("late", "difficulty", "days"))
        kind = coming_back(max(late, _LEAST), difficulty, max(days, _LEAST), settings)
        parts.append((waiting * sum(age.prompts for age in some) / total, kind))
    return parts


_LEAST = 0.01
"""Of days, and of stabilities: a clock that was set back says less."""


def _part_of(days: float) -> int:
    return min(max(int(days), 1).bit_length(), _PARTS) - 1


def _mean(ages: Iterable[DueAge], name: str) -> float:
    weighted = [(age.prompts, age.prompts * getattr(age, name)) for age in ages]
    return float(sum(value for _, value in weighted) / sum(number for number, _ in weighted))


def _days_until_even(
    parts: list[_Part], due: Mapping[int, int], today: int, left: int, per_day: int
) -> int | None:
    """The days of study until no more waits than a day takes, of each part as many as of the others."""
    waiting, kinds = map(list, zip(*parts, strict=True))
    later: defaultdict[int, Counter[int]] = defaultdict(Counter)
    asked = left
    for day in range(1, FARTHEST):
        share = min(1.0, asked / sum(waiting))
        for place, kind in enumerate(kinds):
            taken = waiting[place] * share
            waiting[place] -= taken
            for days, chance in ((kind.recalled, kind.recall), (kind.forgotten, 1 - kind.recall)):
                later[day - 1 + days][_part_of(days)] += taken * chance
        for place, number in later.pop(day, {}).items():
            waiting[place] += number
        waiting[_part_of(2 * day)] += due.get(today + day, 0)  # halfway through its interval, as a rule
        if sum(waiting) <= per_day:
            return day + 1
        asked = per_day
    return None
