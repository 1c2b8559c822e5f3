"""How many days it takes to be even when more is due than a day takes: the reviews of each day and what of
them comes back meanwhile.

The reviews are told apart by how long ago the last one was, in powers of two, and each part follows the
engine as its mean does. That comes within some days of what sessions come to; a rate of return that stays
the same does not, as intervals grow: of a backlog of young cards it said that it never ends.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from flashcards.scheduling import Settings
from flashcards.scheduling.coming_back import ComingBack, coming_back, when_due
from flashcards.scheduling.worth import difficulty_of
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
    by_part: defaultdict[int, list[DueAge]] = defaultdict(list)
    for age in ages:
        by_part[_part_of(age.days)].append(age)
    total = sum(age.prompts for age in ages)
    known = [(sum(age.prompts for age in some) / total, _typical(some)) for some in by_part.values()]
    if not known:  # all were answered since they were counted
        known = [(1.0, _USUAL)]
    difficulty = sum(share * typical[1] for share, typical in known)
    parts = []
    for part in range(_PARTS):
        days = 1.5 * 2**part
        parts.append((0.0, coming_back(days / when_due(settings), difficulty, days, settings)))
    return parts + [(waiting * share, coming_back(*typical, settings)) for share, typical in known]


_USUAL = 30.0, 5.0, 30.0
_LEAST = 0.01
"""Of days, and of stabilities: a clock that was set back says less."""


def _typical(ages: Sequence[DueAge]) -> tuple[float, float, float]:
    """The stability, difficulty and days since the last review of what is like the mean of these."""
    total = sum(age.prompts for age in ages)
    days = max(sum(age.prompts * age.days for age in ages) / total, _LEAST)
    stability = days / max(sum(age.prompts * age.late for age in ages) / total, _LEAST)
    gain = sum(age.prompts * age.gain for age in ages) / total
    return stability, difficulty_of(gain, stability), days


def _part_of(days: float) -> int:
    return min(max(int(days), 1).bit_length(), _PARTS) - 1


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
