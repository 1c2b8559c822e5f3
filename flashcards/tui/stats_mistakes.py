"""The panels of mistakes: slips that recur, and cards that are mistaken for each other."""

from __future__ import annotations

from textual.content import Content

from flashcards.errors import counted, printable_line
from flashcards.study.events import card_path
from flashcards.study.statistics import Statistics
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.stats_charts import bar
from flashcards.tui.stats_panel import (
    StatPanel,
    StatPicture,
    StatRow,
    mark_line,
    quiet_line,
    row_of_line,
    scope_query,
    window_lines,
)

NOTHING_TYPED = "counted from the first typed answer on"


def recurring_slips_panel(found: Statistics) -> StatPanel:
    """Which slips recur in typed answers."""
    rows = tuple(
        StatRow(
            (printable_line(slip.slip), f"{slip.times:,}", f"{slip.week:,}"),
            scope_query(found, f"slip:{slip.slip}"),
        )
        for slip in found.slips
    )
    typed = found.judged
    note = f"{counted(typed.tests, 'typed answer')}, {typed.recalled:,} right" if typed.tests else ""

    def draw(picture: StatPicture) -> list[Content]:
        if not rows:
            told = "no slip in this period" if typed.tests else NOTHING_TYPED
            return [quiet_line(told)]
        largest = found.slips[0].times
        room = max(4, picture.width - 44)
        lines = [quiet_line(f"  {'':<24}{'':<{room + 8}}{'week':>6}")]
        for at, slip in enumerate(found.slips):
            name = ellipsize(printable_line(slip.slip), 23)
            drawn = bar(slip.times, largest, room, "wrong")
            gap = " " * (room + 8 - drawn.cell_length - len(f" {slip.times:,}"))
            line = Content.assemble(f"  {name:<24}", drawn, f" {slip.times:,}{gap}", f"{slip.week:>6,}")
            lines.append(mark_line(line, picture, at))
        return [lines[0], *window_lines(lines[1:], picture)]

    return StatPanel("Slips", note, ("slip", "times", "this week"), rows, draw, row_of_line(1))


def confusions_panel(found: Statistics) -> StatPanel:
    """Which cards are answered with what is right for another."""
    rows = tuple(
        StatRow(
            (f"{card_path(each.card)} ↔ {card_path(each.other)}", f"{each.times:,}"),
            f"{each.card} or {each.other}",
        )
        for each in found.confusions
    )

    def draw(picture: StatPicture) -> list[Content]:
        if not rows:
            none = "no two cards are mistaken for each other"
            return [quiet_line(none if found.judged.tests else NOTHING_TYPED)]
        room = max(10, picture.width - 10)
        lines = [
            mark_line(Content(f"  {pad(ellipsize(row.cells[0], room), room)}{row.cells[1]:>6}"), picture, at)
            for at, row in enumerate(rows)
        ]
        return [*window_lines(lines, picture)]

    note = "times" if rows else ""
    return StatPanel("Confused", note, ("cards", "times"), rows, draw, row_of_line())
