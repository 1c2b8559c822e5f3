"""The panels of detail: each deck, the hours of the day, and which grades were given to what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.content import Content

from flashcards.errors import counted, printable_line
from flashcards.study.statistics import DeckSums, HourSums, Rate, Statistics
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.stats_charts import LEFT, bar, columns_chart
from flashcards.tui.stats_memory import rate_text
from flashcards.tui.stats_panel import (
    StatPanel,
    StatPicture,
    StatRow,
    chart_rows,
    mark_line,
    quiet_line,
    row_of_line,
    window_lines,
)

HOURS = 24
_NAME, _NUMBERS = 27, 26
"""The columns of a deck's name, and of its numbers."""
NO_TITLES: Mapping[str, str] = MappingProxyType({})
_UNREVIEWED = "none in this period"


def decks_panel(found: Statistics, titles: Mapping[str, str] = NO_TITLES) -> StatPanel:
    """How much each deck was reviewed, and what was recalled of it; the most reviewed first."""
    decks = sorted(found.by_deck, key=lambda each: -each.reviews)
    rows = tuple(
        StatRow((printable_line(titles.get(each.deck, each.deck)), *_deck_numbers(each)), f"deck:{each.deck}")
        for each in decks
    )

    def draw(picture: StatPicture) -> list[Content]:
        if not rows:
            return [quiet_line(_UNREVIEWED)]
        name = min(_NAME, max(8, picture.width - _NUMBERS - 2))
        room = picture.width - name - _NUMBERS - 4
        lines = []
        for at, (row, each) in enumerate(zip(rows, decks, strict=True)):
            title, reviews, time, recalled = row.cells
            text = f"  {pad(ellipsize(title, name - 1), name)}{reviews:>7}{time:>7}{recalled:>12}  "
            drawn = bar(each.reviews, decks[0].reviews, room, "young") if room > 4 else Content("")
            lines.append(mark_line(Content.assemble(text, drawn), picture, at))
        head = quiet_line(f"  {'':<{name}}{'reviews':>7}{'time':>7}{'recalled':>12}")
        return [head, *window_lines(lines, picture)]

    columns = ("deck", "reviews", "time", "recalled")
    note = counted(len(rows), "deck") if rows else ""
    return StatPanel("Decks", note, columns, rows, draw, row_of_line(1))


def _deck_numbers(each: DeckSums) -> tuple[str, str, str]:
    minutes = round(each.milliseconds / 60_000)
    time = f"{minutes // 60}h{minutes % 60:02}" if minutes >= 60 else f"{minutes} min"
    return f"{each.reviews:,}", time, rate_text(Rate(each.recalled, each.tests))


def hours_panel(found: Statistics) -> StatPanel:
    """The reviews that began in each hour of the day, and what was recalled then."""
    by_hour = {each.hour: each for each in found.hours}
    hours = [by_hour.get(hour, HourSums(hour, 0, 0, 0)) for hour in range(HOURS)]
    rows = tuple(
        StatRow((f"{each.hour}:00", f"{each.reviews:,}", rate_text(Rate(each.recalled, each.tests))))
        for each in hours
    )

    def draw(picture: StatPicture) -> list[Content]:
        if not found.hours:
            return [quiet_line(_UNREVIEWED)]
        each, height = _each(picture), chart_rows(picture, beside=2)
        chart = columns_chart([hour.reviews for hour in hours], height, chosen=picture.chosen, each=each)
        marks = "".join(f"{hour:<{6 * each}}" for hour in range(0, HOURS, 6))
        return [*chart, quiet_line(" " * LEFT + marks)]

    def row_at(picture: StatPicture, x: int, y: int) -> int:
        return (x - LEFT) // _each(picture)

    note = ""
    if found.hours:
        busiest = max(found.hours, key=lambda each: each.reviews)
        note = f"most at {busiest.hour}:00"
    return StatPanel("Hours of the day", note, ("hour", "reviews", "recalled"), rows, draw, row_at)


def _each(picture: StatPicture) -> int:
    """The cells of an hour."""
    return 2 if picture.width >= 2 * HOURS + LEFT else 1


def given_grades_panel(found: Statistics) -> StatPanel:
    """Which grades were given, by what the cards were before."""
    rows = tuple(
        StatRow((each.stage, *(f"{times:,}" for times in each[1:])))
        for each in found.buttons
        if any(each[1:])
    )
    total = sum(sum(each[1:]) for each in found.buttons)

    def draw(picture: StatPicture) -> list[Content]:
        if not rows:
            return [quiet_line(_UNREVIEWED)]
        room = min(10, max(6, (picture.width - 12) // 4))
        head = "".join(f"{grade:>{room}}" for grade in ("again", "hard", "good", "easy"))
        lines = [quiet_line(f"  {'':<10}{head}")]
        for at, row in enumerate(rows):
            numbers = "".join(f"{times:>{room}}" for times in row.cells[1:])
            lines.append(mark_line(Content(f"  {row.cells[0]:<10}{numbers}"), picture, at))
        return lines

    note = counted(total, "grade") if total else ""
    columns = ("", "again", "hard", "good", "easy")
    return StatPanel("Grades given", note, columns, rows, draw, row_of_line(1))
