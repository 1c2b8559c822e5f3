"""The terminal given to another program, such as an editor, and taken back after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App, SuspendNotSupported

from flashcards.errors import Problem


@contextmanager
def suspension(app: App[Any]) -> Iterator[None]:
    """Leaves the terminal to another program. Raises Problem where that is not possible."""
    try:
        with app.suspend():
            yield
    except SuspendNotSupported:
        hint = "set EDITOR to a program with a window of its own, such as  EDITOR=code"
        raise Problem("the terminal cannot be given to an editor here", hint=hint) from None
