"""Controls that name a key and what it does: one filled, or a few quiet ones below each other."""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.widget import Widget


class Pill(NamedTuple):
    """A key, what it does, and the action of the screen that does it."""

    key: str
    does: str
    action: str
    filled: bool = False


class Pills(Widget):
    """A filled control, three rows high where there is room; or quiet ones, a row each."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._pills: tuple[Pill, ...] = ()

    def show(self, *pills: Pill) -> None:
        """Show these."""
        if pills != self._pills:
            self._pills = pills
            self.set_class(bool(pills and pills[0].filled), "filled")
            self.refresh()

    def render(self) -> Content:
        """The keys with what they do."""
        if not self._pills:
            return Content("")
        first = self._pills[0]
        if first.filled:
            width, height = self.size
            rows = [" " * width] * height  # without colour the rows are reversed, the blank ones too
            rows[(height - 1) // 2 : (height + 1) // 2] = [f"{f'{first.key}  {first.does}':^{width}}"]
            return Content("\n".join(rows))
        return Content("\n").join(
            Content.assemble(
                (f" {pill.key}", "bold $fc-key on $fc-panel"),
                (f"  {pill.does}".ljust(self.size.width - 2), "$fc-fg on $fc-panel"),
            )
            for pill in self._pills
        )

    async def on_click(self, event: events.Click) -> None:
        """Do what the control says."""
        at = event.get_content_offset(self)
        if at is not None and self._pills:
            filled = self._pills[0].filled
            row = 0 if filled else at.y
            if row < len(self._pills):
                await self.screen.run_action(f"screen.{self._pills[row].action}")
