"""Charts of the statistics as content in the roles' colours; without colour, signs carry what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from textual.content import Content

from flashcards.scheduling import date_of
from flashcards.text.dates import MONTHS, month_names
from flashcards.tui.blocks import EIGHTHS, heat_bounds, heat_shade

LEFT = 7
"""Columns of a chart's edge."""
WEEKS = 53
_HEAT = 4
"""The levels of the heat map above none."""
_TODAY, _MARK = "today", 10
"""The mark of the present day below a chart, and the cells from one mark to the next at least."""
_WEEK_SIGNS = "·▁▂▃▅"


def join_runs(cells: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cells with neighbours of one style together: a span for each cell takes long to draw."""
    runs = groupby(cells, key=itemgetter(1))
    return [("".join(text for text, _ in run), style) for style, run in runs]


def bar(value: float, largest: float, cells: int, role: str) -> Content:
    """A bar of `cells` for the largest value; of a value above zero at least one cell."""
    length = max(1, round(value / largest * cells)) if value and largest else 0
    return Content.styled("█" * length, f"$fc-{role}")


def columns_chart(
    values: Sequence[float], height: int, *, chosen: int | None = None, each: int = 1
) -> list[Content]:
    """A column a value, `each` cells wide, over an axis with its largest value at the left."""
    largest = max(values, default=0) or 1
    lines = []
    for line in reversed(range(height)):
        parts = [EIGHTHS[_eighths(value / largest * height, line)] * each for value in values]
        lines.append((parts, line))
    drawn = []
    for parts, line in lines:
        body = [(part, "$fc-accent" if at == chosen else "$fc-young") for at, part in enumerate(parts)]
        drawn.append(Content.assemble((_edge(largest, line, height), "$fc-muted"), *join_runs(body)))
    return [*drawn, _axis(len(values), chosen, each)]


def _eighths(filled: float, line: int) -> int:
    """The eighths of a cell in this line that are filled; at least one at the foot of what is not zero."""
    part = round((filled - line) * 8)
    return min(max(part, 1 if not line and filled > 0 else 0), 8)


def _edge(largest: float, line: int, height: int) -> str:
    return f"{largest:>5,.0f} ┤" if line == height - 1 else "      │"


def _axis(count: int, chosen: int | None, each: int) -> Content:
    line = "".join(("▴" if at == chosen else "─").ljust(each, "─") for at in range(count))
    return Content.styled(f"    0 └{line}", "$fc-muted")


def day_marks(days: Sequence[int], today: int, *, each: int = 1) -> Content:
    """The dates below the axis of columns that begin with these days, `each` cells wide: weeks apart."""
    room, step = max(len(days) * each, len(_TODAY)), 7 * -(-_MARK // (7 * each))
    now = max((at for at, day in enumerate(days) if day <= today), default=0)
    line = " " * room
    for at in (now, *range(now % step, len(days), step)):
        text = _TODAY if at == now else _mark(days[at], days)
        start = min(at * each, room - len(text)) if at == now else at * each
        fits = start + len(text) <= room and not line[max(0, start - 2) : start + len(text) + 2].strip()
        line = line[:start] + text + line[start + len(text) :] if fits else line
    return Content.styled(" " * LEFT + line, "$fc-muted")


def _mark(day: int, days: Sequence[int]) -> str:
    """A day below a chart; where the chart is of more than a year, its month and year."""
    date = date_of(day)
    is_long = days[-1] - days[0] > 365
    return f"{MONTHS[date.month - 1]} {date.year}" if is_long else f"{date.day} {MONTHS[date.month - 1]}"


Parts = Sequence[tuple[float, str, str]]
"""Amounts from below upward, each with its role and its sign without colour."""


def stacked_chart(
    values: Sequence[Parts], height: int, *, coloured: bool, chosen: int | None = None
) -> list[Content]:
    """A column a value, its parts on top of each other."""
    largest = max((sum(part for part, _, _ in parts) for parts in values), default=0) or 1
    drawn = []
    for line in reversed(range(height)):
        cells = [_stacked_cell(parts, largest / height, line, coloured) for parts in values]
        drawn.append(Content.assemble((_edge(largest, line, height), "$fc-muted"), *join_runs(cells)))
    return [*drawn, _axis(len(values), chosen, 1)]


def _stacked_cell(parts: Parts, unit: float, line: int, coloured: bool) -> tuple[str, str]:
    """The part that is in the middle of the cell; at the top a cell filled in eighths."""
    total = sum(part for part, _, _ in parts)
    filled = _eighths(total / unit, line)
    if not filled:
        return " ", ""
    middle, reached = (line + filled / 16) * unit, 0.0
    role, sign = parts[-1][1:]
    for part, its_role, its_sign in parts:
        reached += part
        if middle <= reached:
            role, sign = its_role, its_sign
            break
    is_sign = not coloured and filled >= 4
    return (sign if is_sign else EIGHTHS[filled]), f"$fc-{role}"  # a role has its colour among sixteen, too


def year_chart(by_day: Mapping[int, int], today: int, width: int, *, coloured: bool) -> list[Content]:
    """The last weeks, two days a cell; without colour a week a sign, by its sum."""
    monday = today - date_of(today).weekday()
    weeks = min(WEEKS, max(1, width - 4))
    first = monday - 7 * (weeks - 1)
    months = Content.styled("    " + month_names(date_of(first), weeks), "$fc-muted")
    if not coloured:
        return [months, _week_signs(by_day, first, weeks, today)]
    bounds = heat_bounds(by_day)
    rows = [months]
    for pair in range(4):
        name = ("Mon ", "    ", "    ", "Sun ")[pair]
        cells = [
            _heat_cell(*(_level(by_day, first + week * 7 + 2 * pair + day, today, bounds, 2 * pair + day)
                         for day in (0, 1)))
            for week in range(weeks)
        ]  # fmt: skip
        rows.append(Content.assemble((name, "$fc-muted"), *join_runs(cells)))
    return rows


def day_of_cell(today: int, width: int, x: int, y: int) -> int:
    """The day that the year's chart draws in the upper half of a cell, in a line below its title."""
    monday = today - date_of(today).weekday()
    weeks = min(WEEKS, max(1, width - 4))
    return monday - 7 * (weeks - 1 - (x - 4)) + 2 * (y - 1)


def _level(
    by_day: Mapping[int, int], day: int, today: int, bounds: tuple[int, int, int], weekday: int
) -> int | None:
    """The shade of a day, from 0 to 4; None for what is no day of the week, or to come."""
    return None if weekday > 6 or day > today else heat_shade(by_day.get(day, 0), bounds)


def _heat_cell(upper: int | None, lower: int | None) -> tuple[str, str]:
    if upper and lower:
        return (
            ("█", f"$fc-heat-{upper}") if upper == lower else ("▀", f"$fc-heat-{upper} on $fc-heat-{lower}")
        )
    if upper:
        return "▀", f"$fc-heat-{upper}"
    if lower:
        return "▄", f"$fc-heat-{lower}"
    return (" ", "") if upper is None else ("·", "$fc-unseen")


def _week_signs(by_day: Mapping[int, int], first: int, weeks: int, today: int) -> Content:
    sums = [sum(by_day.get(first + week * 7 + day, 0) for day in range(7)) for week in range(weeks)]
    largest = max(sums, default=0)
    levels = [min(_HEAT, 1 + int(number / largest * _HEAT)) if number else 0 for number in sums]
    return Content.assemble("    ", ("".join(_WEEK_SIGNS[level] for level in levels), "$fc-young"))


def share_line(was: float, said: float, cells: int) -> Content:
    """Two shares on one line from 0 to 1: ◆ what was, ● what was said or foretold."""
    at, other = (round(share * (cells - 1)) for share in (was, said))
    low, high = sorted((at, other))
    signs: list[tuple[str, str]] = []
    for cell in range(high + 1):
        if cell == at:
            signs.append(("◆", "bold $fc-accent"))
        elif cell == other:
            signs.append(("●", "$fc-learn"))
        else:
            signs.append(("━" if cell < low else "─", "$fc-line"))
    return Content.assemble(*join_runs(signs))


def gauge(share: float | None, asked: float, cells: int) -> Content:
    """A share between 60% and 100%, with a line at the share that is asked for."""
    low = 0.6
    mark = min(max(round((asked - low) / (1 - low) * (cells - 1)), 0), cells - 1)
    filled = round(((share or low) - low) / (1 - low) * cells)
    signs = [
        ("│", "bold $fc-key") if at == mark else ("━", "$fc-right") if at < filled else ("┈", "$fc-line")
        for at in range(cells)
    ]
    return Content.assemble(("60% ", "$fc-muted"), *join_runs(signs), (" 100%", "$fc-muted"))
