"""The result of a demo: numbers in columns and series, and the data of its picture. No library."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from flashcards.value import Value, field

Series: TypeAlias = tuple[float, ...]


MOST_RUNS = 6
"""One for each colour and mark of a picture."""


class Curves(Value, frozen=True):
    """Series to draw as curves over t."""

    lines: tuple[str, ...]
    """Names of series, in the order of their marks."""
    x_label: str = "t"
    logarithmic: bool = False
    panels: tuple[tuple[str, ...], ...] = ()
    """The lines of each of several small pictures, if one axis cannot show them all."""
    since: int = 0
    """The first step that is drawn; 0 for the start of the run."""
    marks: tuple[int, ...] = ()
    """Of each line, which mark and colour it has; none for those of its place."""


class Trail(Value, frozen=True):
    """The path of one run over a surface."""

    label: str
    x: Series
    y: Series


class Landscape(Value, frozen=True):
    """A contour map of a surface, with the trails of the runs."""

    surface: str
    xs: Series
    ys: Series
    heights: tuple[Series, ...]
    """`heights[row][column]`: rows go up with `ys`, columns right with `xs`."""
    levels: Series
    """The levels of its contour lines."""
    trails: tuple[Trail, ...]
    lowest: tuple[tuple[float, float], ...] = ()


class Heat(Value, frozen=True):
    """A number for every combination of two settings, or for every value of one (then one row)."""

    x_name: str
    xs: Series
    y_name: str
    ys: Series
    values: tuple[Series, ...]
    """`values[row][column]`, rows as `ys`."""
    of: str


class Regions(Value, frozen=True):
    """The plane as networks part it, after every step, and the points that they learn from."""

    problem: str
    x: Series
    y: Series
    classes: tuple[bool, ...]
    """For each point whether it is of the first class."""
    runs: tuple[tuple[str, tuple[Series, ...]], ...]
    """For each run its label, and its weights after every step."""
    losses: tuple[Series, ...]
    """For each run its loss after every step."""
    curves: Curves = Curves(())
    """The losses as curves, for where there is room below."""


class RuleLine(Value, frozen=True):
    """One equation of a rule, and the same with numbers substituted."""

    quantity: str
    equation: str
    numbers: str
    """The right side with its numbers put in; empty for what is given."""
    plain: str
    """The equation in ASCII."""
    plain_numbers: str
    value: float


class Working(Value, frozen=True):
    """One step of a rule, line by line."""

    t: int
    lines: tuple[RuleLine, ...]


Figure: TypeAlias = Curves | Landscape | Heat | Regions | Working | None


class Result(Value, frozen=True):
    """The outcome of a demo; the same demo with the same settings always gives the same result."""

    kind: str
    title: str
    optimizer: str
    settings: Mapping[str, float]
    """Every setting in force, defaults included."""
    columns: tuple[str, ...]
    """The first is `t` (in a sweep: the settings that it varies)."""
    rows: tuple[Series, ...]
    series: Mapping[str, Series] = field(default_factory=dict)
    t: tuple[int, ...] = ()
    """The step of each number in a series."""
    figure: Figure = None
    diverged: str = ""
    """A warning if a run diverged or climbed; otherwise empty."""
    notes: tuple[str, ...] = ()
    about: str = ""
    telling: int | None = None
    """The step that the sentence is about: of few rows, its row is one."""

    def as_json(self) -> dict[str, object]:
        """The shape that `--json` prints. NaN and infinities are null, since JSON has neither."""
        found: dict[str, object] = {
            "kind": self.kind,
            "optimizer": self.optimizer,
            "settings": {name: _finite(value) for name, value in self.settings.items()},
            "columns": list(self.columns),
            "rows": [[_finite(value) for value in row] for row in self.rows],
            "t": list(self.t),
            "series": {name: [_finite(value) for value in line] for name, line in self.series.items()},
            "diverged": self.diverged or None,
            "notes": list(self.notes),
        }
        match self.figure:
            case Heat() as heat:
                found["heat"] = {
                    "x": heat.x_name,
                    "xs": list(heat.xs),
                    "y": heat.y_name,
                    "ys": list(heat.ys),
                    "of": heat.of,
                    "values": [[_finite(value) for value in row] for row in heat.values],
                }
            case Landscape(trails=trails):
                found["paths"] = [
                    {
                        "label": trail.label,
                        "x": [_finite(v) for v in trail.x],
                        "y": [_finite(v) for v in trail.y],
                    }
                    for trail in trails
                ]
            case Working(t=t, lines=lines):
                found["working"] = {
                    "t": t,
                    "lines": [
                        {
                            "quantity": line.quantity,
                            "equation": line.equation,
                            "numbers": line.numbers,
                            "value": _finite(line.value),
                        }
                        for line in lines
                    ],
                }
        return found


def _finite(value: float) -> float | int | None:
    """A number for JSON: whole ones as int, so that `t` reads as a count; None for NaN and infinity."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else float(value)
