"""What stands beside and below the decks of the home screen, drawn from its figures after the first frame."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from flashcards.errors import counted, printable_line
from flashcards.scheduling import card_of
from flashcards.study.events import card_path
from flashcards.study.overview import HomeFigures, WeakCard
from flashcards.text.styled import pad
from flashcards.tui.blocks import day_columns, day_sparkline, heat_legend, heat_strip
from flashcards.tui.deck_list import cut_cells
from flashcards.tui.slip_words import SLIP_WORDS, slip_name

FORECAST = 7
"""The days that the forecast shows."""
YEAR = 53
"""The weeks of a year, begun ones too."""
_FAINT = 0.75
"""Below this recall a card is drawn as wrong."""


def justify(left: str, right: str, width: int) -> str:
    """Two texts at the ends of a row."""
    return f"{left}{' ' * max(1, width - cell_len(left) - cell_len(right))}{right}"


def forecast_panel(figures: HomeFigures, width: int, height: int = 5) -> Content:
    """What falls due in the next days, as columns."""
    days = figures.forecast[:FORECAST]
    if not figures.has_begun:
        return Content.styled("Next 7 days\nthe forecast begins with the first session", "$fc-muted")
    title = justify(f"Next {len(days)} days", counted(sum(days), "review"), width)
    columns = day_columns(days, figures.today, width, height)
    return Content("\n").join([Content.styled(title, "$fc-muted"), columns])


def heat_panel(figures: HomeFigures, width: int, *, plain: bool) -> Content:
    """How many answers there were on each day of the last weeks: of a year, where each fits into a cell."""
    step = 1 if YEAR + 4 <= width < 2 * YEAR + 4 else 2
    weeks = max(4, min(YEAR, (width - 4) // step))
    title = "Last year" if weeks == YEAR else f"Last {weeks} weeks"
    return Content("\n").join(
        [
            heat_legend(title, min(width, max(42, weeks * step + 4)), plain=plain),
            heat_strip(figures.heat, figures.today, weeks, plain=plain, step=step),
        ]
    )


def _fitting_path(card: str, width: int) -> str:
    """A card in exactly so many cells, without its deck where both have no room: what tells it apart is
    at its end.
    """
    path = card_path(card)
    return cut_cells(path if cell_len(path) <= width else path.partition(" › ")[2], width)


def weak_row(card: WeakCard, width: int) -> Content:
    """A card with its recall and its lapses."""
    recall = f"{card.recall:.2f}".removeprefix("0")
    return Content.assemble(
        (_fitting_path(card.card, width - 14), "$fc-fg"),
        (f"{recall:>6}", "$fc-wrong" if card.recall < _FAINT else "$fc-learn"),
        (f"{card.lapses:>8}", "$fc-muted"),
    )


def weak_title(width: int, *, any_card: bool) -> Content:
    """The titles over the weakest cards."""
    text = justify("Weakest", "recall  lapses", width) if any_card else "Weakest\nnone yet"
    return Content.styled(text, "$fc-muted")


def next_title(*, any_card: bool) -> Content:
    """The title over what the next session asks first."""
    none = "" if any_card else "\nnothing is left for today"
    return Content.styled(f"Next session{none}", "$fc-muted")


def next_row(prompt: str, width: int) -> Content:
    """A card of the next session."""
    return Content.styled(_fitting_path(card_of(prompt), width), "$fc-fg")


def slips_panel(slips: Sequence[tuple[str, int]], width: int) -> Content:
    """The mistakes of the week."""
    if not slips:
        return Content.styled("Slips this week\nnone", "$fc-muted")
    rows = [
        Content.assemble(
            (cut_cells(printable_line(slip_name(slip)), 20), "$fc-fg"),
            (cut_cells(SLIP_WORDS.get(slip, ""), width - 26), "$fc-muted"),
            (f"{times:>5}×", "$fc-wrong"),
        )
        for slip, times in slips
    ]
    return Content("\n").join([Content.styled("Slips this week", "$fc-muted"), *rows])


def coming_line(figures: HomeFigures, width: int) -> Content:
    """The forecast and the weakest card in one row."""
    if not figures.has_begun:
        return Content.styled("Next 7 days  the forecast begins with the first session", "$fc-muted")
    days = figures.forecast[:FORECAST]
    begun = f"Next {len(days)} days  "
    blocks = day_sparkline(days)
    numbers = "  " + " ".join(map(str, days))
    room = width - cell_len(begun + blocks + numbers) - 3
    told = _weakest_told(figures.weakest[0], room) if figures.weakest and room > 20 else ""
    return Content.assemble(
        (begun, "$fc-muted"),
        (blocks[:1], "$fc-accent"),
        (blocks[1:], "$fc-young"),
        (numbers, "$fc-muted"),
        (f"   {pad(told, room, right=True)}" if told else "", "$fc-muted"),
    )


def _weakest_told(weak: WeakCard, width: int) -> str:
    """The weakest card and its recall."""
    recall = f" {weak.recall:.2f}".replace(" 0.", " .")
    name = _fitting_path(weak.card, width - cell_len(f"weakest: {recall}"))
    return f"weakest: {name.rstrip()}{recall}"
