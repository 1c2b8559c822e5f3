"""What the laboratory draws besides the map: curves, a step with its numbers, a table, weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from textual.content import Content

from flashcards.demo import lookup
from flashcards.demo.axes import shows_better_on_logarithm
from flashcards.demo.kinds.step import rule_lines
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_kernel import Kernel, averaging_kernel
from flashcards.demo.lab_race import (
    Race,
    ends,
    number_rows,
    quantity_lines,
    run_entrant,
    step_lines,
)
from flashcards.demo.plot.marked_curves import Plot, plot_lines
from flashcards.demo.plot.picture import workings
from flashcards.demo.result import Series, Working
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.lines import RoleLine, role_lines
from flashcards.tui.styles import content

_APART = 30.0
"""Curves whose largest numbers differ by this factor have no axis in common."""
_LONGEST_KERNEL = 400
_SHORTEST_KERNEL = 10
_NEAREST = 0.999
"""A factor nearer to 1 than this has weights that no picture has room for."""
_STEP_CELLS = 7
"""The cells of the steps in the table."""
_LEAST_CELLS, _MOST_CELLS = 10, 14
"""The cells of a column of the table; −1.2346e-5 takes ten."""
_SMALL = 5
"""The fewest rows of one of several plots."""


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
    return plot_lines(lines, ends(race), width=width, height=height, logarithmic=logarithmic)


def size_plot(race: Race, width: int, height: int) -> Plot:
    """The length of each run's step over t."""
    lines = step_lines(race)
    logarithmic = shows_better_on_logarithm([line[1:] for line in lines.values()])
    return plot_lines(lines, ends(race), width=width, height=height, logarithmic=logarithmic)


def quantity_plots(bench: Bench, width: int, height: int) -> list[tuple[str, Plot]]:
    """The quantities of the rule under the cursor: in one plot, or one each where their scales differ."""
    course = run_entrant(bench.experiment, bench.experiment.entrant(bench.label))
    lines = quantity_lines(course, bench.experiment.steps)
    ended = dict.fromkeys(lines, course.trajectory.diverged_at) if course.trajectory.diverged_at else {}
    groups = _groups(lines)
    room = max(_SMALL, height // max(1, len(groups)))
    found = []
    for group in groups[: max(1, height // _SMALL)]:
        title = ", ".join(pretty(name) for name in group)
        plot = plot_lines({name: lines[name] for name in group}, {}, width=width, height=room - 1)
        found.append((f"{title} of {printable_line(course.label)}{' ✗' if ended else ''}", plot))
    return found


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


def step_view(bench: Bench, width: int) -> list[RoleLine]:
    """The equations of the rule under the cursor with the numbers of the present step."""
    experiment = bench.experiment
    course = run_entrant(experiment, experiment.entrant(bench.label))
    t = min(max(bench.now, 1), course.length - 1)
    if t < 1:
        return [((f"{printable_line(bench.label)} has no finite step to show.", ""),)]
    rows = workings(Working(t, tuple(rule_lines(course, t))), width=width)
    first = " (first coordinate)" if course.values["theta"].shape[1] > 1 else ""
    ended = f"  {printable_line(course.diverged)}" if course.trajectory.why and bench.now >= t + 1 else ""
    title: RoleLine = ((f"{course.rule.title}, step {t}", "bold"), (f"{first}{ended}", "$fc-muted"))
    return [title, (), *role_lines(rows)]


def table_view(bench: Bench, race: Race, width: int, height: int) -> list[RoleLine]:
    """The loss, or θ, of each run at the steps around the present one; runs without room are named below."""
    labels = [printable_line(course.label) for course in race.courses]
    size, count = _table_columns(len(labels), width)
    shown = _first_columns(bench, race, count)
    room = max(1, height - 2 - (len(shown) < len(labels)))
    first = min(max(0, bench.now - room // 2), max(0, race.last - room + 1))
    head = "".join(f" {pad(ellipsize(labels[at], size), size, right=True)}" for at in shown)
    what = "loss" if race.has_losses else "θ"
    lines: list[RoleLine] = [((f"{what:>6} {head}", "$fc-muted"),), ((f"{'t':>6}", "$fc-muted"),)]
    for t, values in number_rows(race, range(first, min(first + room, race.last + 1))):
        numbers = "".join(f" {_number(values[at], size):>{size}}" for at in shown)
        lines.append(((f"{t:>6} {numbers}", "bold on $fc-sel" if t == bench.now else ""),))
    if left_out := [label for at, label in enumerate(labels) if at not in shown]:
        lines.append(((ellipsize(f"+ {', '.join(left_out)}", width), "$fc-muted"),))
    return lines


def _first_columns(bench: Bench, race: Race, count: int) -> list[int]:
    """The places of so many runs: that of the rule under the cursor and the lowest at the end go first."""
    places = range(len(race.courses))
    scores = [race.score(course, race.last) for course in race.courses]
    lowest = min(places, key=lambda at: scores[at] if math.isfinite(scores[at]) else math.inf)
    chosen = [at for at in places if race.courses[at].label == bench.label]
    return sorted(list(dict.fromkeys((*chosen, lowest, *places)))[:count])


def _table_columns(count: int, width: int) -> tuple[int, int]:
    """The cells of each of `count` columns beside the steps, and how many of them fit whole."""
    room = width - _STEP_CELLS
    size = max(_LEAST_CELLS, min(_MOST_CELLS, room // count - 1))
    return size, max(1, min(count, room // (size + 1)))


def _number(value: float, size: int) -> str:
    """The number in at most so many cells: with fewer digits rather than cut."""
    if math.isnan(value):
        return "✗"
    text = format_number(value, 5)
    return text if cells(text) <= size else format_number(value, 2)


def kernel_of(bench: Bench) -> Kernel | None:
    """The weights of the average that the chosen knob forms; None if it forms none."""
    knob = bench.knob
    if not knob.of:
        return None
    run = bench.experiment.entrant(knob.of)
    rule = lookup.rule(run.optimizer)
    value = float(knob.value)
    length = min(max(_SHORTEST_KERNEL, math.ceil(3 / (1 - min(value, _NEAREST)))), _LONGEST_KERNEL)
    return averaging_kernel(rule, run.settings, knob.name, length)


def kernel_view(kernel: Kernel, width: int, height: int) -> Content:
    """The weights as a curve over the steps back, and what they mean."""
    title = f"weight of earlier gradients in {pretty(kernel.quantity)}"
    weights = tuple(abs(weight) for weight in kernel.weights)
    plot = plot_lines({"weight": weights}, {}, width=width, height=max(4, height - 2), x_label="back")
    rows = [Content.styled(title, "$fc-muted"), content(_unnamed(plot)), Content(kernel.phrase)]
    return Content("\n").join(rows)


def _unnamed(plot: Plot) -> Sequence[tuple[tuple[str, str], ...]]:
    """The rows without the name at the curve's end; there is only one curve."""
    end = plot.left + plot.width
    kept = []
    for row in plot.rows[:-1]:
        spans, place = [], 0
        for text, style in row:
            if place < end:
                spans.append((text[: max(0, end - place)], style))
            place += len(text)
        kept.append(tuple(spans))
    return [*kept, plot.rows[-1]]
