"""Short notices over the screen, each in place of the one before it."""

from __future__ import annotations

from typing import Any, Literal

from textual.screen import Screen

from flashcards.errors import printable

Severity = Literal["information", "warning", "error"]


def show_notice(
    screen: Screen[Any], text: str, *, severity: Severity = "information", timeout: float = 4
) -> None:
    """Show a text for so many seconds, as it is, in place of earlier notices."""
    screen.app.clear_notifications()
    screen.notify(printable(text), severity=severity, timeout=timeout, markup=False)
