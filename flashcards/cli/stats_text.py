"""The statistics as text that fits 80 columns: charts of days, and tables with bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flashcards.cli.bars import draw_columns, draw_heat
from flashcards.cli.stats_tables import (
    draw_buttons,
    draw_calibration,
    draw_confusions,
    draw_decks,
    draw_distribution,
    draw_hours,
    draw_retention,
    draw_slips,
    heading,
)
from flashcards.errors import counted
from flashcards.scheduling import date_of
from flashcards.study.statistics import Statistics
from flashcards.text.dates import date_words, month_names
from flashcards.text.styled import StyledLine

_COLUMNS = 64
"""The most columns of a chart of days."""
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_WEEKS = 53


def draw_statistics(found: Statistics, *, ascii_only: bool) -> list[StyledLine]:
    """Every panel, with a blank line between two."""
    panels = [
        _summary(found),
        _reviews(found, ascii_only),
        _minutes(found, ascii_only),
        draw_retention(found),
        _forecast(found, ascii_only),
        _year(found, ascii_only),
        draw_distribution("Intervals", "days", found.intervals, ascii_only=ascii_only),
        draw_distribution("Stability", "days", found.stability, ascii_only=ascii_only),
        draw_distribution("Difficulty", "", found.difficulty, ascii_only=ascii_only),
        draw_calibration(found, ascii_only=ascii_only),
        draw_hours(found, ascii_only=ascii_only),
        draw_buttons(found),
        draw_slips(found, ascii_only=ascii_only),
        draw_confusions(found),
        draw_decks(found),
    ]
    lines: list[StyledLine] = []
    for panel in panels:
        lines += [(), *panel] if lines and panel else panel
    return lines


def _summary(found: Statistics) -> list[StyledLine]:
    reviews = sum(day.reviews for day in found.daily)
    studied = sum(day.reviews > 0 for day in found.daily)
    time = sum(day.milliseconds for day in found.daily)
    decks = ", ".join(found.decks) or "All decks"
    span = f"{counted(found.days, 'day')} to {_name(found.today)}"
    lines: list[StyledLine] = [
        ((f"{decks}, {span}", "bold"),),
        ((f"{counted(reviews, 'review')} on {counted(studied, 'day')}, {_duration(time)}", ""),),
    ]
    cram = sum(day.cram for day in found.daily)
    if cram:
        lasted = _duration(sum(day.cram_milliseconds for day in found.daily))
        lines.append(((f"and {counted(cram, 'answer')} outside the schedule, {lasted}", ""),))
    return lines


def _reviews(found: Statistics, ascii_only: bool) -> list[StyledLine]:
    by_day = {day.day: day.reviews for day in found.daily}
    return _days_chart("Reviews a day", by_day, found, ascii_only)


def _minutes(found: Statistics, ascii_only: bool) -> list[StyledLine]:
    by_day = {day.day: day.milliseconds / 60_000 for day in found.daily}
    return _days_chart("Minutes a day", by_day, found, ascii_only)


def _days_chart(
    title: str, by_day: Mapping[int, float], found: Statistics, ascii_only: bool
) -> list[StyledLine]:
    """A column for each day of the period, or for the mean of several where they are too many."""
    if not any(by_day.values()):
        return [heading(title), (("none in this period", "dim"),)]
    together = -(-found.days // _COLUMNS)
    last = found.today + 1
    ends = range(last, last - found.days, -together)
    spans = [(max(end - together, last - found.days), end) for end in ends][::-1]
    values = [sum(by_day.get(day, 0) for day in range(*span)) / (span[1] - span[0]) for span in spans]
    note = f"{together} days a column, " if together > 1 else ""
    chart = _chart(values, _name(last - found.days), _name(found.today), ascii_only)
    return [heading(title, f"{note}at most {_number(max(by_day.values()))}"), *chart]


def _chart(values: Sequence[float], first: str, last: str, ascii_only: bool) -> list[StyledLine]:
    top = _number(max(values))
    room = max(len(top), 3)
    lines: list[StyledLine] = [
        ((f"{top if not number else '':>{room}} ", "dim"), (row, "cyan"))
        for number, row in enumerate(draw_columns(values, 4, ascii_only=ascii_only))
    ]
    axis = ("-" if ascii_only else "─") * len(values)
    ends = f"{first} {last:>{len(values) - len(first) - 1}}" if len(values) > 26 else f"{first} to {last}"
    if len(values) == 1:
        ends = first
    return [*lines, ((f"{'0':>{room}} {axis}", "dim"),), ((f"{'':>{room}} {ends}", "dim"),)]


def _forecast(found: Statistics, ascii_only: bool) -> list[StyledLine]:
    title = "Due, next 30 days"
    ahead = {day.day: day.due for day in found.forecast}
    overdue = ahead.pop(-1, 0)
    if not ahead and not overdue:
        return [heading(title), (("nothing", "dim"),)]
    values = [ahead.get(day, 0) for day in range(30)]
    note = f"{_number(sum(values))}, at most {_number(max(values))}"
    note += f"; {_number(overdue)} overdue" if overdue else ""
    if not ahead:
        return [heading(title, note)]
    return [heading(title, note), *_chart(values, "today", _name(found.today + 29), ascii_only)]


def _year(found: Statistics, ascii_only: bool) -> list[StyledLine]:
    """A cell a day, a column a week; the last one ends with today."""
    by_day = dict(found.year)
    largest = max(by_day.values(), default=0)
    monday = found.today - (date_of(found.today).weekday())
    first = monday - 7 * (_WEEKS - 1)
    lines: list[StyledLine] = [((f"{'':5}{month_names(date_of(first), _WEEKS)}", "dim"),)]
    for weekday, name in enumerate(_WEEKDAYS):
        days = range(first + weekday, found.today + 1, 7)
        cells = "".join(draw_heat(by_day.get(day, 0), largest, ascii_only=ascii_only) for day in days)
        lines.append(((f"{name:<5}", "dim"), (cells, "green")))
    streak = f"streak {counted(found.streak.current, 'day')}, longest {found.streak.longest}"
    return [heading("Year", f"{_number(sum(by_day.values()))} reviews, {streak}"), *lines]


def _name(day: int) -> str:
    return date_words(date_of(day))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def _duration(milliseconds: int) -> str:
    minutes = milliseconds / 60_000
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:,.1f} h"
