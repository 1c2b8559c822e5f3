"""The line at the top of the app: its name, the places that can be gone to, and the day."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

from flashcards.tui.places import PLACES

NAME = "flashcards"
_BEFORE, _BETWEEN = " " * 4, " " * 3


def place_spans() -> list[tuple[str, int, int]]:
    """Each place with its first cell in the line and the one after its last."""
    spans, at = [], len(NAME) + len(_BEFORE)
    for place in PLACES:
        spans.append((place.name, at, at + len(place.title)))
        at += len(place.title) + len(_BETWEEN)
    return spans


class TopLine(Widget):
    """The places, the present one underlined; a click goes to another, and on the name to all commands."""

    def __init__(self, place: str, day: str = "") -> None:
        super().__init__()
        self._place, self._day = place, day

    def show_day(self, day: str) -> None:
        """Show another day at the right."""
        if day != self._day:
            self._day = day
            self.refresh()

    def render(self) -> Content:
        """The line, without the day where there is no room for it."""
        titles: list[tuple[str, str]] = [(NAME, "bold $fc-accent"), (_BEFORE, "")]
        for place in PLACES:
            present = place.name == self._place
            titles += [(place.title, "bold underline $fc-fg" if present else "$fc-muted"), (_BETWEEN, "")]
        used = sum(len(text) for text, _ in titles)
        room = self.size.width - used
        day = self._day if room >= len(self._day) else ""
        return Content.assemble(*titles, (f"{day:>{max(room, 0)}}", "$fc-muted"))

    async def on_click(self, event: events.Click) -> None:
        """Go to the place that was clicked; behind the name is the palette, with all that has no place."""
        at = event.get_content_offset(self)
        if at is not None and at.x < len(NAME):
            await self.run_action("app.command_palette")
        found = [name for name, first, end in place_spans() if at is not None and first <= at.x < end]
        if found:
            await self.run_action(f"app.show({found[0]!r})")
