"""Keeps the home screen up to date with what other programs write while it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from flashcards.errors import Problem
from flashcards.tui.services import ElsewhereServices

EVERY = 2.0
"""Seconds between two looks at the files."""
LOOKS_IN = 10
"""At each so many looks the deck files are gone through: an editor may write where no folder tells of it."""
MOST = 10_000
"""More rows than that are left to the program that writes them, which brings the states up to them itself."""
PATIENCE = 15
"""After so many looks in which it wrote nothing it is taken to have been stopped before."""


class HomeWatch:
    """Looks for changes while a screen is in front, reads them behind it, and has them shown."""

    def __init__(self, screen: Screen[Any], files: ElsewhereServices, show: Callable[[], None]) -> None:
        """`show` is called when there is something else to show."""
        self._screen, self._files, self._show = screen, files, show
        self._stamp = self._counted_from = files.stamp()
        self._looks = self._left_out = 0
        self._left_at: object = None
        """What the files were when rows were left out last."""
        self._is_reading = False
        screen.set_interval(EVERY, self.look)

    def begin_count(self) -> None:
        """What is in the files now will be counted; what is written while that goes on may not be."""
        self._counted_from = self._files.stamp()

    def is_counted(self) -> None:
        """What was counted is shown; a person who was elsewhere in the app may have changed decks."""
        self._stamp = self._counted_from
        self._looks = LOOKS_IN - 1

    def look(self) -> None:
        """Take in what changed, if anything did."""
        if self._is_reading or not self._screen.is_active:
            return
        self._looks += 1
        stamp = self._files.stamp()
        if stamp != self._stamp or self._looks >= LOOKS_IN:
            self._is_reading = True
            self._screen.run_worker(self._take_in(stamp))

    async def _take_in(self, stamp: object) -> None:
        from asyncio import to_thread

        self._left_out = self._left_out + 1 if stamp == self._left_at else 0
        try:
            is_all = await to_thread(self._files.take_in, MOST if self._left_out < PATIENCE else 2**63)
        except Problem:  # such as a log that is being written: the next look tries again
            is_all = False
        finally:
            self._is_reading = False
        self._left_at = None if is_all else stamp
        if is_all:
            self._looks = 0
            is_other = self._files.adopt()
            if is_other or stamp != self._stamp:
                self._show()
