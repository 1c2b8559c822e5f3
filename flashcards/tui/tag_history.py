"""What was tagged since the program started: the deck files hold it, not the log, and so does its undo."""

from __future__ import annotations

from flashcards.tui.services import Services, TagChange


class TagHistory:
    """The changes of tags that can be taken back, as long as nothing was written to the log since."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: list[tuple[TagChange, str]] = []
        """Each change with the id of the row that was the last one then."""

    def keep(self, change: TagChange) -> None:
        """Keep a change that was just made."""
        self._kept.append((change, self._last_row()))

    @property
    def last(self) -> TagChange | None:
        """The change that was made last of all; None if that was something else."""
        if self._kept and self._kept[-1][1] == self._last_row():
            return self._kept[-1][0]
        return None

    def describe(self, change: TagChange) -> str:
        """What was done, as in "Undone: tagged 3 cards."."""
        return f"tagged {self._services.card_names(change.cards)}"

    def take_back(self) -> str:
        """Take the last change back, and return what to say. Raises Problem if a file was changed since."""
        change, _ = self._kept.pop()
        change.take_back()
        return f"Undone: {self.describe(change)}."

    def _last_row(self) -> str:
        rows = self._services.last_undoable()
        return rows[-1].id if rows else ""
