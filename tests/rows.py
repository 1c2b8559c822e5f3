"""Rows of a table that share a running app, which takes as long to start as dozens of keys to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager


@contextmanager
def rows() -> Iterator[Callable[[str], AbstractContextManager[None]]]:
    """Gives a guard for each row: what fails in one is told by its name at the end and hides no other.

    with rows() as row:
        for case in CASES:
            with row(case.id):
                …
    """
    found: list[Exception] = []

    @contextmanager
    def row(name: str | None) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001  told below
            error.add_note(f"in the row {name!r}")
            found.append(error)

    yield row
    if found:
        raise ExceptionGroup("rows that fail", found)
