"""The laboratory's plots, kept while their race is looked at: neither a step nor a view draws one twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from flashcards.demo.lab_race import Race
from flashcards.demo.plot.marked_curves import Plot


class PlotPage(NamedTuple):
    """Plots below each other, each with its title, and on how many pages all of them have room."""

    plots: Sequence[tuple[str, Plot]]
    pages: int = 1


class PlotMemory:
    """The plots of one race, by what they show at which size."""

    def __init__(self) -> None:
        self._race: Race | None = None
        self._kept: dict[Hashable, PlotPage] = {}
        self.drawn = 0
        """How many were drawn; counted for the tests."""

    def recall(self, race: Race, shows: Hashable, draw: Callable[[], PlotPage]) -> PlotPage:
        """The plots of a race that show something, drawn by `draw` where they are not kept."""
        if race is not self._race:
            self._race, self._kept = race, {}
        if shows not in self._kept:
            self._kept[shows] = draw()
            self.drawn += len(self._kept[shows].plots)
        return self._kept[shows]
