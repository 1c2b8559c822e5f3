"""The keys at the foot of a screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer


class KeyFooter(Footer):
    """The keys that apply, laid out anew only when they are not those that are shown.

    Textual's own footer lays them out at every move of the focus and every change of the bindings, even if it
    shows the same keys after it: with a dozen keys that takes longer than much of the rest.
    """

    _shown: list[tuple[str, str, bool]] | None = None
    """The keys as last laid out, each with its description and whether it can be used."""

    def _keys(self) -> list[tuple[str, str, bool]]:
        active = self.screen.active_bindings.values()
        shown = [(each.binding, each.enabled) for each in active if each.binding.show]
        return [(binding.key, binding.description, enabled) for binding, enabled in shown]

    def compose(self) -> ComposeResult:
        """The keys that apply now; none before the screen has said that it knows them."""
        self._shown = self._keys() if self._bindings_ready else None
        yield from super().compose()

    async def recompose(self) -> None:
        """Lay the keys out anew if they have changed."""
        if self.is_attached and self._keys() != self._shown:
            await super().recompose()
