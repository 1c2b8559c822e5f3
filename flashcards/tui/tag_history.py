"""What was tagged since the program started: the deck files hold it, not the log, and so does its undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flashcards.tui.services import Services, TagChange

if TYPE_CHECKING:
    from flashcards.tui.bulk_writer import BulkWriter


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

    def take_back(self, writer: BulkWriter, then: Callable[[Callable[[], str]], None]) -> None:
        """Take the last change back, and hand `then` what returns what to say, or raises a Problem."""
        change, _ = self._kept.pop()

        def take_over(took_back: Callable[[], None]) -> str:
            took_back()
            change.take_over()
            return f"Undone: {self.describe(change)}."

        writer.take_tags_back(self._services, change, lambda took_back: then(lambda: take_over(took_back)))

    def _last_row(self) -> str:
        rows = self._services.last_undoable()
        return rows[-1].id if rows else ""
