"""What the home screen says besides counts: how far each deck is, what comes, what was done, what is weak.

Pure: values, and the arithmetic over them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from flashcards.study.tally import Counts

SECONDS_NEW, SECONDS_REVIEW = 20.0, 10.0
"""What a card takes before it is known what it takes this person."""
FEWEST_ANSWERS = 20
"""From so many answers on, a person's own seconds are used."""


class Stages(NamedTuple):
    """The prompts of a deck by how well they are known."""

    unseen: int = 0
    learning: int = 0
    young: int = 0
    """In review, with an interval of less than 21 days."""
    mature: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)


def sum_stages(stages: Iterable[Stages]) -> Stages:
    """The prompts of several decks together."""
    return Stages(*map(sum, zip(*stages, strict=True)))


class Pace(NamedTuple):
    """The seconds that a new card and a review take."""

    new: float = SECONDS_NEW
    review: float = SECONDS_REVIEW

    def minutes(self, counts: Counts) -> int:
        """About how many minutes the cards take; 0 only for none."""
        seconds = counts.new * self.new + (counts.learning + counts.review) * self.review
        return max(1, round(seconds / 60)) if sum(counts) else 0


class WeakCard(NamedTuple):
    """A card that is likely to be forgotten by now."""

    card: str
    recall: float
    lapses: int


class DoneToday(NamedTuple):
    """What was answered on the present day."""

    cards: int = 0
    answers: int = 0
    right: int = 0
    milliseconds: int = 0


class HomeFigures(NamedTuple):
    """What takes longer than the counts of the day, and is shown after them."""

    today: int
    stages: Mapping[str, Stages]
    """By deck."""
    pace: Pace
    done: DoneToday
    forecast: tuple[int, ...]
    """The reviews that fall due today and on the days after it."""
    heat: Mapping[int, int]
    """The answers by local day."""
    weakest: tuple[WeakCard, ...]
    slips: tuple[tuple[str, int], ...]
    """Those of the last week, with how often each was made."""

    @property
    def has_begun(self) -> bool:
        """True once something was studied."""
        return any(each.total > each.unseen for each in self.stages.values())


def own_pace(new: Sequence[float], reviews: Sequence[float]) -> Pace:
    """The pace of a person by the milliseconds that their last answers took."""
    usual = Pace()
    if len(new) + len(reviews) < FEWEST_ANSWERS:
        return usual
    own = (_middle(new, usual.new), _middle(reviews, usual.review))
    return Pace(*own)


def _middle(milliseconds: Sequence[float], otherwise: float) -> float:
    ordered = sorted(milliseconds)
    return ordered[len(ordered) // 2] / 1000 if ordered else otherwise


def unmet_need(needs: Sequence[str], unseen: Collection[str]) -> str:
    """The deck that should come before one that `needs` these; empty if all that was to learn is seen."""
    return next((need for need in reversed(needs) if need in unseen), "")
