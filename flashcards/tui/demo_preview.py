"""A card's demo as a picture, run with the card's own settings; nothing of it can be turned here."""

from __future__ import annotations

from dataclasses import replace

from textual import work
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from flashcards import demo as demos
from flashcards.deck.model import Card
from flashcards.demo.plot import picture
from flashcards.demo.result import Result
from flashcards.errors import Problem, printable
from flashcards.study.drawn_values import draw_values
from flashcards.tui.lines_view import LaidOnce
from flashcards.tui.styles import content

ROWS = 12
"""The rows of the picture."""
_NARROWEST = 24
MOST_KEPT = 64
"""So many pictures are kept: the cursor comes back to a card."""


class DemoPreview(LaidOnce, Static):
    """The curve of a demo and what it shows, run in a thread so that the list above stays quick."""

    def __init__(self, *, id: str | None = None, markup: bool = True) -> None:  # noqa: A002
        super().__init__(id=id, markup=markup)
        self._kept: dict[tuple[str, int], tuple[Card, Content]] = {}
        """The pictures by the card's key and their width, each with the card that it is of."""
        self._wanted: Card | None = None

    def show(self, card: Card | None, width: int) -> None:
        """Run the demo of a card and show it in so many cells; of a card without one, nothing."""
        self._wanted = card
        self.workers.cancel_group(self, "demo")
        wide = max(_NARROWEST, width)
        kept = self._kept.get((card.key, wide)) if card else None
        if kept and kept[0] == card:
            self._draw(kept[1])
            return
        self.display = False
        if card and card.demo:
            self._run(card, wide)

    @work(thread=True, exclusive=True, group="demo")
    def _run(self, card: Card, width: int) -> None:
        if get_current_worker().is_cancelled:  # overtaken before it began
            return
        try:
            drawn = draw_demo(run_demo(card), width)
        except Problem as problem:
            drawn = Content.styled(printable(problem.message), "$fc-muted")
        self.call_later(self._keep, card, width, drawn)

    def _keep(self, card: Card, width: int, drawn: Content) -> None:
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[card.key, width] = (card, drawn)
        if card is self._wanted:  # and no other row was reached meanwhile
            self._draw(drawn)

    def _draw(self, drawn: Content) -> None:
        self.update(drawn)
        self.display = True


def run_demo(card: Card) -> Result:
    """The result of a card's demo, with what the card draws as settings. Raises Problem if it cannot run."""
    assert card.demo
    shown = replace(card.demo, predict=None)
    result = demos.run(shown, optimizer=card.optimizer)
    drawn = {name: value for name, value in draw_values(card, "").items() if name in result.settings}
    return demos.run(shown, optimizer=card.optimizer, settings=drawn) if drawn else result


def draw_demo(result: Result, width: int) -> Content:
    """The title, the picture and the sentence of a result in so many cells."""
    rows = content(picture.pane(result, width=width, height=ROWS, now=None))
    title = Content.styled(printable(result.title), "bold $fc-muted")
    said = [Content.styled(printable(text), "$fc-muted") for text in (*result.notes, result.about) if text]
    return Content("\n").join([title, rows, *said])
