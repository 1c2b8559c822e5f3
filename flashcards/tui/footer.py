"""The keys at the foot of a screen, as one line that is drawn at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from flashcards.value import Value

GAPS = (3, 2, 1)
"""How many cells the keys may stand apart, the most that leave room for all of them."""
KEY_NAMES = {"enter": "Enter", "space": "Space", "escape": "Esc", "tab": "Tab"}
"""What keys are called where Textual has a sign or a word in small letters."""
_LAST = ("Help", "Back", "Quit")
"""What stays when there is no room for all, at the end of the line."""


class KeyHint(Value, frozen=True):
    """A key, what it does, and the action that a click on it takes."""

    key: str
    does: str
    action: str = ""

    @property
    def width(self) -> int:
        """Its cells."""
        return len(self.key) + 1 + len(self.does)


def fit_hints(hints: Sequence[KeyHint], width: int, gap: int) -> list[KeyHint]:
    """The hints for which there is room: the first ones, and those of help and leaving."""
    last = [hint for hint in hints if hint.does.capitalize() in _LAST]
    kept, room = [], width - sum(hint.width + gap for hint in last) + gap
    for hint in hints:
        if hint not in last:
            room -= hint.width + gap
            if room < 0:
                break
            kept.append(hint)
    return [*kept, *last]


def widest_gap(hints: Sequence[KeyHint], width: int) -> int:
    """How many cells the keys stand apart in a line of so many."""
    used = sum(hint.width for hint in hints)
    return next((gap for gap in GAPS if used + gap * (len(hints) - 1) <= width), GAPS[-1])


def key_line(hints: Iterable[KeyHint], gap: int) -> Content:
    """The keys in their colour, each with what it does."""
    parts: list[tuple[str, str]] = []
    for hint in hints:
        parts += [(" " * gap, "")] if parts else []
        parts += [(hint.key, "bold $fc-key"), (f" {hint.does}", "$fc-muted")]
    return Content.assemble(*parts)


class KeyFooter(Widget):
    """The keys that apply, drawn anew only when they are not those that are shown; a click presses one.

    What an action does now, if that is not what its binding says, is in the `does_now` of a screen.

    Textual's own footer has a widget for each key: with a dozen of them that takes longer than the rest of
    many a screen.
    """

    def __init__(self, *, least_gap: int = 1) -> None:
        """`least_gap` is how many cells the keys stand apart at least; what does not fit then is left out."""
        super().__init__()
        self._least_gap = least_gap
        self._hints: list[KeyHint] = []

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        hints = self._read()
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def _read(self) -> list[KeyHint]:
        found: dict[str, KeyHint] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show and active.enabled:
                found.setdefault(active.binding.action, self._hint(active))
        return list(found.values())

    def _hint(self, active: ActiveBinding) -> KeyHint:
        binding = active.binding
        key = KEY_NAMES.get(binding.key) if not binding.key_display else None
        key = key or self.app.get_key_display(binding)
        now: Mapping[str, str] = getattr(self.screen, "does_now", {})
        return KeyHint(key, now.get(binding.action, binding.description.lower()), binding.action)

    @property
    def _gap(self) -> int:
        return max(self._least_gap, widest_gap(self._hints, self.size.width))

    def render(self) -> Content:
        """The line of keys."""
        gap = self._gap
        return key_line(fit_hints(self._hints, self.size.width, gap), gap)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        at, first = event.get_content_offset(self), 0
        gap = self._gap
        for hint in fit_hints(self._hints, self.size.width, gap):
            if at is not None and first <= at.x < first + hint.width:
                await self.screen.run_action(hint.action)
                return
            first += hint.width + gap
