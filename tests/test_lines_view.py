"""Views of rows: as high as their rows, whatever was laid out in between."""

from __future__ import annotations

from textual.app import App, ComposeResult

from flashcards.tui.lines_view import LinesView, Rows


class Counting(LinesView):
    """As many rows as it is shown."""

    def rows(self, width: int) -> Rows:
        shown = self._shows
        return [[("row", "")]] * (shown if isinstance(shown, int) else 0)


class Desk(App[None]):
    """A view that is hidden at first."""

    def compose(self) -> ComposeResult:
        yield Counting()

    def on_mount(self) -> None:
        self.query_one(Counting).display = False


async def test_a_view_that_was_measured_before_it_was_filled_has_its_height() -> None:
    """The end of a session stayed empty on a small terminal."""
    app = Desk()
    async with app.run_test(size=(40, 12)) as pilot:
        view = app.query_one(Counting)
        view.display = True
        app.screen._refresh_layout()  # as when another widget is hidden with it
        view.show_anew(5)
        await pilot.pause()
        assert view.size.height == 5
        view.show_anew(7)
        app.screen._refresh_layout()
        view.show_anew(3)
        await pilot.pause()
        assert view.size.height == 3
