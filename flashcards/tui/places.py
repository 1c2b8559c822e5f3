"""The places of the app, as the top line names them. A screen becomes one by its row in PLACES."""

from __future__ import annotations

from flashcards.value import Value


class Destination(Value, frozen=True):
    """A screen that the top line leads to."""

    name: str
    title: str
    opens: str
    """The method of the app that opens it over home."""


HOME_PLACE = "decks"
PLACES = (
    Destination(HOME_PLACE, "Decks", ""),
    Destination("browse", "Browse", "open_browse"),
    Destination("stats", "Stats", "open_stats"),
    Destination("lab", "Lab", "open_lab"),
    Destination("notes", "Notes", "open_import"),
)
"""In the order of the top line."""
