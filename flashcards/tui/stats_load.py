"""The panels of load: what falls due, the reviews of each day, and the year."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from flashcards.errors import counted
from flashcards.scheduling import date_of
from flashcards.study.statistics import DaySums, Statistics
from flashcards.text.dates import date_words
from flashcards.tui.stats_charts import LEFT, columns_chart, day_marks, day_of_cell, stacked_chart, year_chart
from flashcards.tui.stats_panel import StatPanel, StatPicture, StatRow, chart_rows, quiet_line, scope_query

FORECAST = 30
_REVIEWS = "Reviews a day"
_GRADES = Content.assemble(
    ("█", "$fc-young"), " good ", ("▓", "$fc-learn"), " hard ", ("▒", "$fc-wrong"), " again"
)
"""How the grades are drawn."""


def due_panel(found: Statistics) -> StatPanel:
    """What falls due on each of the next days; what was due before is to be done today."""
    ahead = {day.day: day for day in found.forecast}
    values = [ahead[day].due if day in ahead else 0 for day in range(FORECAST)]
    overdue = ahead[-1].due if -1 in ahead else 0
    values[0] += overdue
    rows = [
        StatRow(
            (_ahead(found, day), str(value)),
            scope_query(found, "due<=0" if not day else f"due={day}"),
        )
        for day, value in enumerate(values)
    ]
    note = f"{sum(values):,}, at most {max(values):,}" if any(values) else ""
    note += f"; {overdue:,} of them overdue" if overdue else ""

    def draw(picture: StatPicture) -> list[Content]:
        if not any(values):
            begun = found.stability.prompts > 0
            return [quiet_line("nothing" if begun else "the forecast begins with the first session")]
        each = _each(picture)
        shown = values[: max(1, (picture.width - LEFT - 1) // each)]
        days = range(found.today, found.today + len(shown))
        chart = columns_chart(shown, chart_rows(picture, beside=2), chosen=picture.chosen, each=each)
        return [*chart, day_marks(days, found.today, each=each)]

    def row_at(picture: StatPicture, x: int, y: int) -> int:
        return (x - LEFT) // _each(picture)

    return StatPanel("Due, next 30 days", note, ("day", "due"), tuple(rows), draw, row_at)


def _each(picture: StatPicture) -> int:
    """The cells of a day of the forecast."""
    return 2 if picture.width >= 2 * FORECAST + LEFT + 2 else 1


def _ahead(found: Statistics, day: int) -> str:
    return "today" if not day else _day_text(found.today + day)


def reviews_panel(found: Statistics) -> StatPanel:
    """The reviews of each day of the period, by grade."""
    by_day = {day.day: day for day in found.daily}
    first = found.today - found.days + 1
    since = max(first, min(by_day, default=found.today))
    days = range(since, found.today + 1)
    rows = tuple(
        StatRow(
            (_day_text(day), *_grades(by_day.get(day, DaySums(day)))),
            scope_query(found, f"rated={found.today - day + 1}d"),
        )
        for day in reversed(days)
    )

    def draw(picture: StatPicture) -> list[Content]:
        if not by_day:
            return [quiet_line("none in this period")]
        together = _together(len(days), picture)
        spans = [days[max(0, end - together) : end] for end in range(len(days), 0, -together)][::-1]
        values = [_parts([by_day[day] for day in span if day in by_day], len(span)) for span in spans]
        chosen = None if picture.chosen is None else len(spans) - 1 - picture.chosen // together
        below = [day_marks([span[0] for span in spans], found.today)]
        if together > 1 and not _fits_beside(picture, together):
            below.append(quiet_line(" " * LEFT + _days_a_column(together)))
        height = chart_rows(picture, beside=1 + len(below))
        chart = stacked_chart(values, height, coloured=picture.coloured, chosen=chosen)
        return [*chart, *below]

    def row_at(picture: StatPicture, x: int, y: int) -> int:
        together = _together(len(days), picture)
        columns = -(-len(days) // together)
        return (columns - 1 - (x - LEFT)) * together

    def note(picture: StatPicture) -> Content:
        together = _together(len(days), picture)
        is_told = by_day and together > 1 and _fits_beside(picture, together)
        return Content.assemble(f"{_days_a_column(together)}   " if is_told else "", _GRADES)

    columns = ("day", "reviews", "again", "hard", "good", "easy")
    return StatPanel(_REVIEWS, note, columns, rows, draw, row_at)


def _together(days: int, picture: StatPicture) -> int:
    """So many days share a column."""
    return -(-days // max(1, picture.width - LEFT - 1))


def _days_a_column(together: int) -> str:
    return f"{together} days a column"


def _fits_beside(picture: StatPicture, together: int) -> bool:
    """True if the title's line has room for how many days share a column."""
    words = f"{_REVIEWS} {_days_a_column(together)}   "
    return len(words) + _GRADES.cell_length <= picture.width


def _grades(day: DaySums) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in (day.reviews, day.again, day.hard, day.good, day.easy))


def _parts(days: Sequence[DaySums], length: int) -> list[tuple[float, str, str]]:
    """The mean of several days: again at the foot, then hard, then the rest."""
    again, hard = sum(day.again for day in days), sum(day.hard for day in days)
    good = sum(day.good + day.easy for day in days)
    return [(again / length, "wrong", "▒"), (hard / length, "learn", "▓"), (good / length, "young", "█")]


def year_panel(found: Statistics) -> StatPanel:
    """The days of a year with reviews."""
    by_day = dict(found.year)
    rows = tuple(
        StatRow((_day_text(day), f"{number:,}"), scope_query(found, f"rated={found.today - day + 1}d"))
        for day, number in reversed(found.year)
    )
    streak = f"streak {counted(found.streak.current, 'day')}, longest {found.streak.longest}"

    def draw(picture: StatPicture) -> list[Content]:
        lines = year_chart(by_day, found.today, picture.width, coloured=picture.coloured)
        if picture.chosen is not None and rows:
            day, number = rows[picture.chosen].cells
            lines.append(Content.assemble((f"    ▸ {day}: ", "bold $fc-key"), f"{number} reviews"))
        return lines

    def row_at(picture: StatPicture, x: int, y: int) -> int | None:
        day = day_of_cell(found.today, picture.width, x, y)
        days = [each for each, _ in reversed(found.year)]
        return next((days.index(each) for each in (day, day + 1) if each in days), None)

    return StatPanel("Year", streak, ("day", "reviews"), rows, draw, row_at)


def _day_text(day: int) -> str:
    return date_words(date_of(day))
