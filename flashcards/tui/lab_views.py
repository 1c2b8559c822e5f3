"""What the laboratory writes and draws besides map and curves: a step with its numbers, a table, weights."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textual.content import Content

from flashcards.demo import lookup
from flashcards.demo.kinds.step import rule_lines
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_kernel import Kernel, averaging_kernel
from flashcards.demo.lab_race import (
    Race,
    number_rows,
    run_entrant,
)
from flashcards.demo.plot.marked_curves import Plot, plot_lines
from flashcards.demo.plot.picture import workings
from flashcards.demo.result import Working
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.lab_pages import hidden_phrase, split_pages
from flashcards.tui.lines import RoleLine, role_lines
from flashcards.tui.styles import content

_LONGEST_KERNEL = 400
_SHORTEST_KERNEL = 10
_NEAREST = 0.999
"""A factor nearer to 1 than this has weights that no picture has room for."""
_STEP_CELLS = 7
"""The cells of the steps in the table."""
_LEAST_CELLS, _MOST_CELLS = 10, 14
"""The cells of a column of the table; −1.2346e-5 takes ten."""


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


def table_pages(bench: Bench, race: Race, width: int) -> list[list[int]]:
    """The places of the runs on each page of the table: first that under the cursor, and the lowest."""
    labels = [course.label for course in race.courses]
    _, room = _table_columns(len(labels), width)
    finals = [race.score(course, race.last) for course in race.courses] if race.has_losses else []
    lowest = sorted((at for at, loss in enumerate(finals) if math.isfinite(loss)), key=finals.__getitem__)
    chosen = [at for at, label in enumerate(labels) if label == bench.label]
    return split_pages(len(labels), room, [*chosen, *lowest[:1]] if room < len(labels) else [])


def table_view(bench: Bench, race: Race, width: int, height: int) -> list[RoleLine]:
    """The loss, or θ, of each run at the steps around the present one; runs without room are named below."""
    labels = [printable_line(course.label) for course in race.courses]
    pages = table_pages(bench, race, width)
    page = min(bench.page, len(pages) - 1)
    size, _ = _table_columns(len(labels), width)
    room = max(1, height - 2 - (len(pages) > 1))
    first = min(max(0, bench.now - room // 2), max(0, race.last - room + 1))
    head = "".join(f" {pad(ellipsize(labels[at], size), size, right=True)}" for at in pages[page])
    what = "loss" if race.has_losses else "θ"
    lines: list[RoleLine] = [((f"{what:>6} {head}", "$fc-muted"),), ((f"{'t':>6}", "$fc-muted"),)]
    for t, values in number_rows(race, range(first, min(first + room, race.last + 1))):
        numbers = "".join(f" {_number(values[at], size):>{size}}" for at in pages[page])
        lines.append(((f"{t:>6} {numbers}", "bold on $fc-sel" if t == bench.now else ""),))
    if left_out := hidden_phrase(labels, pages, page):
        lines.append(((ellipsize(left_out, width), "$fc-muted"),))
    return lines


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
    title = f"weights of past gradients in {pretty(kernel.quantity)}"
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
