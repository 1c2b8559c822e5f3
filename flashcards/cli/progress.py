"""One line on standard error that tells how far a long piece of work is, and how long it will still take."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from types import TracebackType

from flashcards.cli import output
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells

_PAUSE = 0.1
"""Seconds between two drawings of the line."""
_FIRST_GUESS = 2.0
"""Seconds of work after which the time left is told."""


class Progress:
    """The line `note 12 of 200, 1:05 left: name`, removed at the end; nothing if that is no terminal."""

    def __init__(
        self,
        noun: str,
        total: int,
        clock: Callable[[], float],
        show: Callable[[str], None] | None = None,
    ) -> None:
        self._noun = noun
        self._show = show or output.progress
        self._total = total
        self._clock = clock
        self._begun = clock()
        self._drawn = float("-inf")
        self._count = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or self._show is output.progress:  # another one may have raised the error
            self._show("")

    def begin(self, name: str) -> None:
        """Tells that work on the next one begins, which is called `name`."""
        self._count += 1
        now = self._clock()
        if now - self._drawn >= _PAUSE:
            self._drawn = now
            width = shutil.get_terminal_size().columns - 1  # in the last column some terminals wrap
            self._show(_cut(printable_line(self.line(name, now)), width))

    def line(self, name: str, now: float) -> str:
        """What is told at the time `now`."""
        done, passed = self._count - 1, now - self._begun
        left = passed / done * (self._total - done) if done and passed >= _FIRST_GUESS else None
        ready = f", {_minutes(left)} left" if left is not None else ""
        return f"{self._noun} {self._count:,} of {self._total:,}{ready}: {name}"


def _cut(text: str, room: int) -> str:
    """The beginning of `text` that is at most `room` cells wide."""
    text = text[: max(0, room)]
    while text and cells(text) > room:
        text = text[:-1]
    return text


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
