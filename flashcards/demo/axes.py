"""Chooses the axes of a picture by its numbers: linear, logarithmic, or a panel for each quantity.

A line that varies and yet spans hardly any of the height is a line that nobody sees.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from flashcards.demo.result import Curves, Series

ENOUGH = 0.15
"""A linear axis is kept if every line that varies spans this share of its height."""
MOST_PANELS = 3
SEEN = 0.05
"""A line that spans less than this share of the height is as good as not drawn."""
_MOVES = 0.5
_CONSTANT = 1e-6
"""The relative variation below which a line counts as level."""
_GAIN = 1.5
"""Panels must show the flattest line this many times better than one picture does."""
_FACTOR, _STRIP = 100, 0.05
"""A line that spans this factor and is mostly within this share of the height asks for a logarithm."""
_FEW = 0.1
"""The share of zeros, which a logarithmic axis cannot show, that a line may have."""


def choose_axes(lines: Mapping[str, Series], x_label: str = "t") -> Curves:
    """The picture of `lines` in which the flattest of them spans most of the height."""
    names = tuple(lines)
    one = _better(names, lines)
    if _least(one, lines) >= ENOUGH or len(names) < 2:
        return Curves(one.lines, x_label, one.logarithmic)
    groups = _by_quantity(names)  # the runs of a comparison stay in one picture
    if 1 < len(groups) <= MOST_PANELS:
        several = Curves(names, x_label, _share_log(groups, lines), groups)
        if _least(several, lines) > _GAIN * _least(one, lines):
            return several
    if len(groups) == 1 and len(names) <= MOST_PANELS and _are_apart(one, lines):
        return Curves(names, x_label, panels=tuple((name,) for name in names))
    return Curves(one.lines, x_label, one.logarithmic)


def _are_apart(figure: Curves, lines: Mapping[str, Series]) -> bool:
    """True if every line moves by much of its own size, and yet one of them is not seen beside the others."""
    finite = [[value for value in line if math.isfinite(value)] for line in lines.values()]
    moves = all(line and max(line) - min(line) >= _MOVES * max(map(abs, line)) for line in finite)
    return moves and min(height_shares(figure, lines).values(), default=1.0) < SEEN


def late_axes(lines: Mapping[str, Series], t: Sequence[int], at: Sequence[int], x_label: str = "t") -> Curves:
    """`choose_axes`, from the first of the rows `at` on if all of them lie in the second half of a run."""
    since = min(at, default=0)
    if since not in t or since * 2 <= t[-1]:
        return choose_axes(lines, x_label)
    first = t.index(since)
    return replace(choose_axes({name: line[first:] for name, line in lines.items()}, x_label), since=since)


def height_shares(figure: Curves, series: Mapping[str, Series]) -> dict[str, float]:
    """For each line that varies, the share of the height of its panel that it spans."""
    found = {}
    for panel in figure.panels or (figure.lines,):
        drawn = {name: _heights(series[name], figure.logarithmic) for name in panel if name in series}
        values = [value for line in drawn.values() for value in line]
        extent = max(values) - min(values) if values else 0.0
        for name, line in drawn.items():
            if line and extent and not _is_level(series[name]):
                found[name] = (max(line) - min(line)) / extent
    return found


def takes_logarithm(lines: Iterable[Series]) -> bool:
    """True if the numbers are all of one sign, save for a few zeros."""
    for line in lines:
        finite = [value for value in line if math.isfinite(value)]
        zeros = sum(value == 0 for value in finite)
        if not finite or zeros > _FEW * len(finite) or min(finite) < 0:
            return False
    return True


def shows_better_on_logarithm(lines: Iterable[Series]) -> bool:
    """True if one picture of the lines shows the flattest of them better on a logarithmic axis."""
    named = {str(number): line for number, line in enumerate(lines)}
    return _better(tuple(named), named).logarithmic


def _better(names: Sequence[str], lines: Mapping[str, Series]) -> Curves:
    """Linear if that shows every line, otherwise the scale that shows the flattest one better."""
    linear = Curves(tuple(names))
    if _least(linear, lines) >= ENOUGH or not takes_logarithm(lines[name] for name in names):
        return linear
    logarithmic = Curves(tuple(names), logarithmic=True)
    return max(linear, logarithmic, key=lambda figure: _least(figure, lines))


def _least(figure: Curves, lines: Mapping[str, Series]) -> float:
    """The share of the height that the flattest line spans, nothing if it is crowded at an edge."""
    shares = height_shares(figure, lines)
    if not figure.logarithmic and takes_logarithm(lines[name] for name in figure.lines):
        shares |= {name: 0.0 for name in shares if _is_crowded(lines[name])}
    return min(shares.values(), default=1.0)


def _is_crowded(line: Series) -> bool:
    """True if most of a line that falls or rises by a large factor lies in a thin strip at the bottom."""
    finite = [value for value in line if math.isfinite(value) and value > 0]
    if max(finite, default=0) < _FACTOR * min(finite, default=1):
        return False
    strip = _STRIP * max(finite)
    low = sum(value < strip for value in finite)
    return low > len(finite) / 2


def _share_log(groups: Sequence[Sequence[str]], lines: Mapping[str, Series]) -> bool:
    """True if logarithmic axes suit the panels better than linear ones; they all have the same kind."""
    names = tuple(name for group in groups for name in group)
    if not takes_logarithm(lines.values()):
        return False
    linear, logarithmic = (Curves(names, "t", log, tuple(map(tuple, groups))) for log in (False, True))
    return _least(linear, lines) < ENOUGH and _least(logarithmic, lines) > _least(linear, lines)


def _by_quantity(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The names grouped by their first word: `m adam`, `m sgd` | `v adam`, `v sgd`."""

    def quantity(name: str) -> str:
        return name.partition(" ")[0].partition("[")[0]

    ordered = sorted(names, key=lambda name: [quantity(each) for each in names].index(quantity(name)))
    return tuple(tuple(group) for _, group in groupby(ordered, key=quantity))


def _heights(line: Series, logarithmic: bool) -> list[float]:
    finite = [value for value in line if math.isfinite(value)]
    return [math.log10(value) for value in finite if value > 0] if logarithmic else finite


def _is_level(line: Series) -> bool:
    finite = [value for value in line if math.isfinite(value)]
    return not finite or max(finite) - min(finite) <= _CONSTANT * max(map(abs, finite))
