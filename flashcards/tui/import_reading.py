"""The reading of notes behind the import screen: in a thread, with progress, and stopped by leaving."""

from __future__ import annotations

from textual import work
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from flashcards.errors import Problem, printable
from flashcards.tui.proposal_titles import proposal_titles
from flashcards.tui.services import ImportProposals, ImportServices
from flashcards.value import Value

PROGRESS_EVERY = 0.1
"""Seconds between two looks at the progress of the thread."""


class ReadingStopped(Exception):  # noqa: N818 - no error: the person left
    """Raised in the thread when the screen is left."""


class ImportEnd(Value, frozen=True):
    """How the import screen was left."""

    written: str = ""
    """What was written; empty if nothing was."""
    deck: str = ""
    """The deck that it was written to."""
    failure: Problem | None = None
    """Why the notes could not be read."""
    study: bool = False
    """True if the deck is to be studied at once."""


class NotesReadingScreen(Screen[ImportEnd]):
    """A screen that begins when the notes at a path have been read; `#reading` shows the progress."""

    def __init__(self, imports: ImportServices, path: str) -> None:
        super().__init__()
        self._imports = imports
        self._path = path
        self._progress = "Reading notes …"
        self.failure: Problem | None = None
        """Why the notes could not be read."""

    def begin(self, found: ImportProposals, titles: list[str]) -> None:
        """Called with the proposals and a line for each."""
        raise NotImplementedError

    def start_reading(self) -> None:
        """Read the notes in a thread and show the progress."""
        self.show_reading(self._progress)
        self._ticks = self.set_interval(PROGRESS_EVERY, lambda: self.show_reading(self._progress))
        self._read()

    def stop_reading(self) -> None:
        """Stop at the next note."""
        self.workers.cancel_node(self)

    def show_reading(self, text: str) -> None:
        """Show a text in place of the proposals."""
        self.query_one("#reading", Static).update(Content(printable(text)))

    @work(thread=True)
    def _read(self) -> None:
        worker = get_current_worker()

        def progress(text: str) -> None:
            if worker.is_cancelled:
                raise ReadingStopped
            self._progress = text

        try:
            found = self._imports.propose(self._path, progress)
            titles = proposal_titles([each.card for each in found.proposals])
        except ReadingStopped:
            return
        except Problem as problem:
            self.call_later(self._fail, problem)
            return
        self.call_later(self._succeed, found, titles)

    def _succeed(self, found: ImportProposals, titles: list[str]) -> None:
        if self.is_attached:
            self._ticks.stop()
            self.begin(found, titles)

    def _fail(self, problem: Problem) -> None:
        """Go back; below another screen, say why and wait."""
        if not self.is_attached:
            return
        self._ticks.stop()
        self.failure = problem
        if self.is_current:
            self.dismiss(ImportEnd(failure=problem))
        else:
            self.show_reading(str(problem))
