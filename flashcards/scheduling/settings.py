"""Scheduling settings, with limits that keep the scheduler sane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flashcards.config.declarations import MOST_A_DAY, SETTING_OF, check_value, default_of
from flashcards.errors import Problem
from flashcards.scheduling.model import deck_of
from flashcards.value import Value, field

_OF_SESSIONS = (
    "new_per_day",
    "reviews_per_day",
    "new_order",
    "new_wait_for_backlog",
    "siblings",
    "leech_after",
    "easy_days",
)
"""The settings without influence on a replay: which cards are asked, and the days that rows say."""


class Settings(Value, frozen=True):
    """Scheduling settings, explained where they are declared. Raises Problem if a value is out of range."""

    learning_steps: tuple[float, ...] = default_of("learning_steps")
    """Minutes."""
    relearning_steps: tuple[float, ...] = default_of("relearning_steps")
    """Minutes."""
    retention: float = default_of("retention")
    """The probability of recall at which a prompt is due."""
    longest_interval: int = default_of("longest_interval")
    """In days."""
    new_per_day: int = default_of("new_per_day")
    reviews_per_day: int = default_of("reviews_per_day")
    day_starts_at: int = default_of("day_starts_at")
    """The local hour at which a new day begins."""
    leech_after: int = default_of("leech_after")
    """Lapses after which a prompt is a leech."""
    new_order: str = default_of("new_order")
    """The order of new cards: `deck` as their decks have them, or `random`."""
    new_wait_for_backlog: bool = default_of("new_wait_for_backlog")
    """Begin no new cards while more reviews are due than a day takes."""
    siblings: str = default_of("siblings")
    """`apart`: of the prompts of a card one is asked a day; `together`: all that are due."""
    easy_days: tuple[float, ...] = default_of("easy_days")
    """The share of a usual day's reviews, 0 to 1, by `date.weekday()`: Monday first."""
    fuzz: bool = True
    """Spread the intervals a little, so that cards learned together do not stay together."""
    parameters: tuple[float, ...] = ()
    """The 21 weights of FSRS-6; none for those that fit most people."""
    decks: Mapping[str, Settings] = field(default_factory=dict)
    """The settings of decks with some of their own, by the deck's name."""
    own: frozenset[str] = frozenset()
    """Of a deck's settings, the names of those that it has set for itself."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if name in SETTING_OF and getattr(self, name) is not default_of(name):
                check_value(name, getattr(self, name))
        if len(self.parameters) not in (0, 21):
            raise Problem("FSRS-6 needs 21 parameters")

    def of_memories(self) -> Settings:
        """These settings with the usual value for each that has no influence on what is remembered."""
        decks = {name: deck.of_memories() for name, deck in sorted(self.decks.items())}
        usual = {name: default_of(name) for name in _OF_SESSIONS}
        return replace(self, **usual, decks=decks, own=frozenset())

    def with_limits(self, **limits: Any) -> Settings:
        """These settings with other limits of the day, which hold for every deck."""
        decks = {
            name: replace(deck, **limits, own=deck.own.difference(limits))
            for name, deck in self.decks.items()
        }
        return replace(self, **limits, decks=decks)

    def with_more_new(self, more: Mapping[str, int]) -> Settings:
        """These settings with so many more new cards a day, by the deck whose own limit it is, "" for that
        which decks share; no more than a setting can say."""
        decks = {name: own._with_more(more.get(name, 0)) for name, own in self.decks.items()}
        return replace(self._with_more(more.get("", 0)), decks=decks)

    def _with_more(self, cards: int) -> Settings:
        return replace(self, new_per_day=min(self.new_per_day + cards, MOST_A_DAY)) if cards else self

    def with_parameters(self, parameters: tuple[float, ...]) -> Settings:
        """These settings with the weights of the scheduler, which are the same for every deck."""
        if parameters == self.parameters:
            return self
        decks = {name: replace(own, parameters=parameters) for name, own in self.decks.items()}
        return replace(self, parameters=parameters, decks=decks)

    def for_deck(self, name: str) -> Settings:
        """The settings that hold for the cards of a deck."""
        return self.decks.get(name, self)

    def for_prompt(self, prompt: str) -> Settings:
        """The settings that hold for a prompt, by its id `deck/id`."""
        return self.for_deck(deck_of(prompt)) if self.decks else self
