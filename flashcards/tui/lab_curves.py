"""The curves of the laboratory: losses, lengths of steps, and the quantities of a rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from flashcards.demo.axes import shows_better_on_logarithm
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_race import Race, ends, quantity_lines, run_entrant, step_lines
from flashcards.demo.plot.marked_curves import Plot, plot_lines
from flashcards.demo.result import Series
from flashcards.errors import printable_line
from flashcards.text.names import pretty
from flashcards.tui.lab_pages import hidden_phrase, split_pages
from flashcards.tui.lab_plots import PlotPage

_APART = 30.0
"""Curves whose largest numbers differ by this factor have no axis in common."""
_SMALL = 6
"""The fewest rows of one of several plots, its title among them."""


class TitledPlot(NamedTuple):
    """A plot to be drawn at a height."""

    title: str
    draw: Callable[[int], Plot]
    weight: int = 1
    """Its share of the height next to others."""


def is_logarithmic(bench: Bench, race: Race) -> bool:
    """Whether the losses are drawn on a logarithmic axis: as the person wants, else as suits them."""
    suits = race.suits_logarithm
    return suits is not None and (suits if bench.logarithmic is None else bench.logarithmic)


def loss_title(bench: Bench, race: Race) -> str:
    """What the curves show."""
    if not race.has_losses:
        return "step δ of each rule"
    return "loss, log axis" if is_logarithmic(bench, race) else "loss"


def loss_plot(bench: Bench, race: Race, width: int, height: int) -> Plot:
    """The loss of each run over t, or its steps where there is no loss."""
    logarithmic = is_logarithmic(bench, race)
    lines = race.losses if race.has_losses else step_lines(race)
    return plot_lines(
        lines, ends(race), width=width, height=height, logarithmic=logarithmic, marks=race.marks
    )


def size_plot(race: Race, width: int, height: int) -> Plot:
    """The length of each run's step over t."""
    lines = step_lines(race)
    logarithmic = shows_better_on_logarithm([line[1:] for line in lines.values()])
    return plot_lines(
        lines, ends(race), width=width, height=height, logarithmic=logarithmic, marks=race.marks
    )


def curve_page(bench: Bench, race: Race, width: int, height: int) -> PlotPage:
    """The curves of a view that has curves, as many to a page as there is room for."""
    every = _titled_plots(bench, race, width)
    room = height // _SMALL
    room = room if len(every) <= room else (height - 1) // _SMALL  # a row says what is on the other pages
    pages = split_pages(len(every), room, ())
    page = min(bench.page, len(pages) - 1)
    shown = [every[at] for at in pages[page]] if every else []
    rows, weights = height - (len(pages) > 1), sum(each.weight for each in shown)
    drawn = [(each.title, each.draw(rows * each.weight // weights - 1)) for each in shown]
    if hidden := hidden_phrase([each.title for each in every], pages, page):
        drawn.append((hidden, Plot((), 0, 0)))
    return PlotPage(drawn, len(pages))


def _titled_plots(bench: Bench, race: Race, width: int) -> list[TitledPlot]:
    """Every plot of a view that has curves."""
    losses = TitledPlot(
        loss_title(bench, race),
        lambda height: loss_plot(bench, race, width, height),
        weight=2 if bench.view == "map" else 1,
    )
    sizes = TitledPlot("length of the step δ", lambda height: size_plot(race, width, height))
    if bench.view == "curves":
        return [losses, sizes] if race.has_losses else [losses]
    if bench.view != "map" or race.regions:
        return []
    return [losses, sizes] if race.has_losses else _quantity_plots(bench, width)


def _quantity_plots(bench: Bench, width: int) -> list[TitledPlot]:
    """The quantities of the rule under the cursor: in one plot, or one each where their scales differ."""
    course = run_entrant(bench.experiment, bench.experiment.entrant(bench.label))
    lines = quantity_lines(course, bench.experiment.steps)
    ended = " ✗" if course.trajectory.diverged_at else ""

    def titled(group: list[str]) -> TitledPlot:
        title = f"{', '.join(map(pretty, group))} of {printable_line(course.label)}{ended}"
        named = {name: lines[name] for name in group}
        return TitledPlot(title, lambda height: plot_lines(named, {}, width=width, height=height))

    return [titled(group) for group in _groups(lines)]


def _groups(lines: Mapping[str, Series]) -> list[list[str]]:
    """Names of series that can share an axis: of about the same size, and at most four."""
    sizes = {
        name: max((abs(v) for v in line if math.isfinite(v)), default=0.0) for name, line in lines.items()
    }
    found: list[list[str]] = []
    for name, size in sizes.items():
        for group in found:
            others = [sizes[other] for other in group]
            if len(group) < 4 and _near(size, max(others)) and _near(size, min(others)):
                group.append(name)
                break
        else:
            found.append([name])
    return found


def _near(one: float, other: float) -> bool:
    low, high = sorted((one, other))
    return high == 0 or (low > 0 and high / low <= _APART)
