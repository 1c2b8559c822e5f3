"""The panels of the statistics: what each says, its rows with the cards behind them, and its drawing.

A panel never vanishes: with few data it says what it waits for, and draws no rate from a handful of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from flashcards.errors import counted, printable_line
from flashcards.formula.render.box import cells
from flashcards.scheduling import date_of
from flashcards.study.statistics import (
    FEWEST_SAID,
    FEWEST_TESTS,
    Bin,
    DaySums,
    Distribution,
    Rate,
    Reliability,
    Statistics,
)
from flashcards.text.dates import date_words
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.stats_charts import (
    bar,
    columns_chart,
    gauge,
    share_line,
    stacked_chart,
    year_chart,
)

SPANS = {"week": "week", "month": "month", "all": "all"}
CONFIDENCE = {0.9: "sure", 0.65: "likely", 0.0: "unsure"}
FORECAST = 30
_LEFT = 7
_HIGHEST = 12
"""Columns of a chart's edge."""


class StatRow(NamedTuple):
    """A row of a panel: its cells, and the query for the cards behind it; empty if it has none."""

    cells: tuple[str, ...]
    query: str = ""


class StatPicture(NamedTuple):
    """How a panel is to be drawn."""

    width: int
    height: int
    chosen: int | None
    """The row under the cursor, while the panel has the focus."""
    coloured: bool


class StatPanel(NamedTuple):
    """What a panel says at present."""

    title: str
    note: str | Content
    columns: tuple[str, ...]
    rows: tuple[StatRow, ...]
    draw: Callable[[StatPicture], Sequence[Content]]


def _scoped(found: Statistics, query: str) -> str:
    """The query within the decks that the statistics are of."""
    return " ".join([*(f"deck:{name}" for name in found.decks[:1]), query])


def _quiet(text: str) -> Content:
    return Content.styled(text, "$fc-muted")


def table_lines(panel: StatPanel, picture: StatPicture) -> list[Content]:
    """The rows as a table, those around the chosen one where there is not room for all."""
    sizes = [
        max([cells(column), *(cells(row.cells[at]) for row in panel.rows)])
        for at, column in enumerate(panel.columns)
    ]
    lines = [_quiet("  " + _row(panel.columns, sizes))]
    room = max(1, picture.height - 1)
    first = max(0, min((picture.chosen or 0) - room + 1, len(panel.rows) - room))
    for at in range(first, min(first + room, len(panel.rows))):
        lines.append(_marked(Content("  " + _row(panel.rows[at].cells, sizes)), picture, at))
    return lines if panel.rows else [*panel.draw(picture)]


def _row(texts: Sequence[str], sizes: Sequence[int]) -> str:
    first, *rest = texts
    padded = [first + " " * (sizes[0] - cells(first))]
    padded += [" " * (size - cells(text)) + text for text, size in zip(rest, sizes[1:], strict=True)]
    return "   ".join(padded)


def _marked(line: Content, picture: StatPicture, at: int) -> Content:
    """The line, marked if it is the chosen one."""
    if at != picture.chosen:
        return line
    cursor = Content.assemble(("▸ ", "bold $fc-key"), line[2:])
    return cursor.pad_right(max(0, picture.width - cursor.cell_length)).stylize("on $fc-sel")


# Load


def due_panel(found: Statistics) -> StatPanel:
    """What falls due on each of the next days."""
    ahead = {day.day: day for day in found.forecast}
    values = [ahead[day].due if day in ahead else 0 for day in range(FORECAST)]
    overdue = ahead[-1].due if -1 in ahead else 0
    rows = [
        StatRow(
            (_ahead(found, day), str(value)),
            _scoped(found, "due<=0" if not day else f"due={day}"),
        )
        for day, value in enumerate(values)
    ]
    note = f"{sum(values):,}, at most {max(values):,}" if any(values) else ""
    note += f"; {overdue:,} overdue" if overdue else ""

    def draw(picture: StatPicture) -> list[Content]:
        if not any(values):
            begun = found.stability.prompts > 0
            return [_quiet("nothing" if begun else "the forecast begins with the first session")]
        each = 2 if picture.width >= 2 * FORECAST + _LEFT + 2 else 1
        shown = values[: max(1, (picture.width - _LEFT - 1) // each)]
        return columns_chart(shown, _high(picture), chosen=picture.chosen, each=each)

    return StatPanel("Due, next 30 days", note, ("day", "due"), tuple(rows), draw)


def _high(picture: StatPicture) -> int:
    """The rows of a chart without its axis: what there is room for, and no more than it needs."""
    return min(_HIGHEST, max(2, picture.height - 1))


def _ahead(found: Statistics, day: int) -> str:
    return "today" if not day else _day_words(found.today + day)


def reviews_panel(found: Statistics) -> StatPanel:
    """The reviews of each day of the period, by grade."""
    by_day = {day.day: day for day in found.daily}
    first = found.today - found.days + 1
    since = max(first, min(by_day, default=found.today))
    days = range(since, found.today + 1)
    rows = tuple(
        StatRow(
            (_day_words(day), *_grades(by_day.get(day, DaySums(day)))),
            _scoped(found, f"rated={found.today - day + 1}d"),
        )
        for day in reversed(days)
    )

    def draw(picture: StatPicture) -> list[Content]:
        if not by_day:
            return [_quiet("none in this period")]
        room = max(1, picture.width - _LEFT - 1)
        together = -(-len(days) // room)
        spans = [days[max(0, end - together) : end] for end in range(len(days), 0, -together)][::-1]
        values = [_parts([by_day[day] for day in span if day in by_day], len(span)) for span in spans]
        chosen = None if picture.chosen is None else len(spans) - 1 - picture.chosen // together
        return stacked_chart(values, _high(picture), coloured=picture.coloured, chosen=chosen)

    note = Content.assemble(
        ("█", "$fc-young"), " good ", ("▓", "$fc-learn"), " hard ", ("▒", "$fc-wrong"), " again"
    )
    return StatPanel("Reviews a day", note, ("day", "reviews", "again", "hard", "good", "easy"), rows, draw)


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
        StatRow((_day_words(day), f"{number:,}"), _scoped(found, f"rated={found.today - day + 1}d"))
        for day, number in reversed(found.year)
    )
    streak = f"streak {counted(found.streak.current, 'day')}, longest {found.streak.longest}"

    def draw(picture: StatPicture) -> list[Content]:
        lines = year_chart(by_day, found.today, picture.width, coloured=picture.coloured)
        if picture.chosen is not None and rows:
            day, number = rows[picture.chosen].cells
            lines.append(Content.assemble((f"    ▸ {day}: ", "bold $fc-key"), f"{number} reviews"))
        return lines

    return StatPanel("Year", streak, ("day", "reviews"), rows, draw)


# Memory


def retention_panel(found: Statistics, asked: float) -> StatPanel:
    """True retention over several spans, by maturity."""
    names = {**SPANS, **({"period": f"{found.days} days"} if found.days not in (7, 30) else {})}
    order = [name for name in ("week", "month", "period", "all") if name in names]
    spans = {"week": 7, "month": 30, "period": found.days, "all": 36500}
    rows = tuple(
        StatRow(
            (names[name], *(_rate(rate) for rate in _rates(found, name))),
            _scoped(found, f"rated:{spans[name]}d"),
        )
        for name in order
    )
    tests = found.retention["all"].all
    columns = ("", "young", "mature", "all")

    def draw(picture: StatPicture) -> list[Content]:
        room = min(14, (picture.width - 10) // 3)
        lines = [_quiet(_columns(columns, room))]
        lines += [_marked(Content(_columns(row.cells, room)), picture, at) for at, row in enumerate(rows)]
        if tests.tests < FEWEST_TESTS:
            lines.append(_quiet(f"{tests.tests} of {FEWEST_TESTS} reviews so far; a rate is told from 30 on"))
        else:
            lines.append(gauge(tests.share, asked, min(44, max(10, picture.width - 12))))
        return lines

    return StatPanel("True retention", f"asked for {asked:.0%}", columns, rows, draw)


def _rates(found: Statistics, name: str) -> tuple[Rate, Rate, Rate]:
    each = found.retention[name]
    return each.young, each.mature, each.all


def _columns(texts: Sequence[str], room: int) -> str:
    """The texts in columns; where these are narrow, rates without what they are of."""
    first, *rest = texts
    short = [text.split(" of ")[0] if "%" in text and len(text) >= room else text for text in rest]
    return f"  {first:<8}" + "".join(f" {text:>{room - 1}}" for text in short)


def _rate(rate: Rate) -> str:
    if rate.tests < FEWEST_TESTS:
        return f"{rate.recalled} of {rate.tests}" if rate.tests else "·"
    return f"{rate.recalled / rate.tests:.0%} of {rate.tests:,}"


def calibration_panel(found: Statistics) -> StatPanel:
    """What the person said beside what was right, and what the model foretold beside what was recalled."""
    said = sum(each.answers for each in found.confidence)
    model = found.calibration
    entries: list[tuple[str, float, float, int]] = []
    if said >= FEWEST_SAID:
        entries += [
            (CONFIDENCE[each.low], each.foretold, each.right, each.answers)
            for each in reversed(found.confidence)
        ]
    if model.tests >= FEWEST_TESTS and model.predicted is not None and model.recalled is not None:
        entries.append(("model", model.predicted, model.recalled, model.tests))
    rows = tuple(
        StatRow((name, f"{foretold:.0%}", f"{right:.0%}", f"{answers:,}"), "")
        for name, foretold, right, answers in entries
    )
    rows += _model_rows(model.bins)
    note = f"said / was, {counted(said, 'answer')}" if said >= FEWEST_SAID else "foretold / was"

    def draw(picture: StatPicture) -> list[Content]:
        room = max(10, min(40, picture.width - 24))
        lines = [
            _marked(
                Content.assemble(
                    f"  {name:<8}{foretold:>4.0%} / {right:<6.0%}", share_line(right, foretold, room)
                ),
                picture,
                at,
            )
            for at, (name, foretold, right, _) in enumerate(entries)
        ]
        if said < FEWEST_SAID:
            lines.append(_quiet(f"said with {said} answers so far; drawn from {FEWEST_SAID} on (F9 says it)"))
        if model.tests < FEWEST_TESTS:
            lines.append(_quiet(f"model: {model.tests} of {FEWEST_TESTS} reviews so far"))
        if entries:
            lines.append(_quiet("  ◆ was  ● said or foretold"))
        return lines

    return StatPanel("Calibration", note, ("", "said", "was", "answers"), rows, draw)


def _model_rows(bins: Sequence[Reliability]) -> tuple[StatRow, ...]:
    """The model's calibration by what it foretold, for the table of numbers."""
    return tuple(
        StatRow(
            (
                f"{each.low:.0%}–{each.high:.0%}",
                f"{each.foretold:.0%}",
                f"{each.right:.0%}",
                f"{each.answers:,}",
            )
        )
        for each in bins
    )


def stability_panel(found: Statistics) -> StatPanel:
    """How stable the memories of the cards are."""
    values = found.stability
    rows = tuple(
        StatRow((_span(each), f"{each.prompts:,}"), _scoped(found, _within("stability", each)))
        for each in values.bins
    )
    note = ""
    if values.prompts and values.median is not None:
        note = f"{counted(values.prompts, 'card')}, median {_days(values.median)}"

    def draw(picture: StatPicture) -> list[Content]:
        if not values.prompts:
            return [_quiet("no card was reviewed yet")]
        return _bars(rows, values, picture)

    return StatPanel("Stability", note, ("", "cards"), rows, draw)


def _bars(rows: Sequence[StatRow], values: Distribution, picture: StatPicture) -> list[Content]:
    largest = max(each.prompts for each in values.bins)
    room = max(5, picture.width - 20)
    return [
        _marked(
            Content.assemble(
                f"  {row.cells[0]:<10}", bar(each.prompts, largest, room, "young"), f" {each.prompts:,}"
            ),
            picture,
            at,
        )
        for at, (row, each) in enumerate(zip(rows, values.bins, strict=True))
    ]


def _days(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") + " days"


def _span(each: Bin) -> str:
    if each.high is None:
        return f">{each.low:g} d"
    return f"<{each.high:g} d" if not each.low else f"{each.low:g}–{each.high:g} d"


def _within(name: str, each: Bin) -> str:
    """The query for the cards of a bin."""
    parts = [f"{name}>={each.low:g}"] if each.low else ["-is:new"]
    return " ".join([*parts, *([f"{name}<{each.high:g}"] if each.high is not None else [])])


# Mistakes


def recurring_slips_panel(found: Statistics) -> StatPanel:
    """Which slips recur in typed answers."""
    rows = tuple(
        StatRow(
            (printable_line(slip.slip), f"{slip.times:,}", f"{slip.week:,}"),
            _scoped(found, f"slip:{slip.slip}"),
        )
        for slip in found.slips
    )
    typed = found.judged
    note = f"{counted(typed.tests, 'typed answer')}, {typed.recalled:,} right" if typed.tests else ""

    def draw(picture: StatPicture) -> list[Content]:
        if not rows:
            told = "no slip in this period" if typed.tests else "counted from the first typed answer on"
            return [_quiet(told)]
        largest = found.slips[0].times
        room = max(4, picture.width - 44)
        lines = [_quiet(f"  {'':<24}{'':<{room + 8}}{'week':>6}")]
        for at, slip in enumerate(found.slips):
            name = ellipsize(printable_line(slip.slip), 23)
            drawn = bar(slip.times, largest, room, "wrong")
            gap = " " * (room + 8 - drawn.cell_length - len(f" {slip.times:,}"))
            line = Content.assemble(f"  {name:<24}", drawn, f" {slip.times:,}{gap}", f"{slip.week:>6,}")
            lines.append(_marked(line, picture, at))
        return [lines[0], *_window(lines[1:], picture)]

    return StatPanel("Slips", note, ("slip", "times", "this week"), rows, draw)


def _window(lines: Sequence[Content], picture: StatPicture) -> Sequence[Content]:
    """The lines around the chosen one that there is room for."""
    room = max(1, picture.height - 1)
    first = max(0, min((picture.chosen or 0) - room + 1, len(lines) - room))
    return lines[first : first + room]


def confusions_panel(found: Statistics) -> StatPanel:
    """Which cards are answered with what is right for another."""
    rows = tuple(
        StatRow(
            (f"{_name(each.card)} ↔ {_name(each.other)}", f"{each.times:,}"),
            f"{each.card} or {each.other}",
        )
        for each in found.confusions
    )

    def draw(picture: StatPicture) -> list[Content]:
        if not rows:
            return [_quiet("no two cards are mistaken for each other")]
        room = max(10, picture.width - 10)
        lines = [
            _marked(Content(f"  {pad(ellipsize(row.cells[0], room), room)}{row.cells[1]:>6}"), picture, at)
            for at, row in enumerate(rows)
        ]
        return [*_window(lines, picture)]

    note = "times" if rows else ""
    return StatPanel("Confused", note, ("cards", "times"), rows, draw)


def _day_words(day: int) -> str:
    return date_words(date_of(day))


def _name(card: str) -> str:
    return printable_line(card).replace("/", " › ")


def all_panels(found: Statistics, asked: float) -> dict[str, StatPanel]:
    """Every panel by its name."""
    return {
        "due": due_panel(found),
        "reviews": reviews_panel(found),
        "year": year_panel(found),
        "retention": retention_panel(found, asked),
        "calibration": calibration_panel(found),
        "stability": stability_panel(found),
        "slips": recurring_slips_panel(found),
        "confusions": confusions_panel(found),
    }


PAGES = {
    "Load": ("due", "reviews", "year"),
    "Memory": ("retention", "calibration", "stability"),
    "Mistakes": ("slips", "confusions"),
}
"""The pages and their panels."""
