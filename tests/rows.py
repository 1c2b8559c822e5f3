"""Rows of a table in one test: where they share a running app, or are so many that pytest is the most work.

An app takes as long to start as dozens of keys to be read, and pytest takes 2 ms for each test.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager


@contextmanager
def rows() -> Iterator[Callable[[object], AbstractContextManager[None]]]:
    """Gives a guard for each row: what fails in one is told by its name at the end and hides no other.

    with rows() as row:
        for case in CASES:
            with row(case.id):
                …
    """
    found: list[Exception] = []

    @contextmanager
    def row(name: object) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001  told below
            error.add_note(f"in the row {name!r}")
            found.append(error)

    yield row
    if found:
        raise ExceptionGroup("rows that fail", found)


def in_rows(
    name: str, values: Iterable[object], ids: Callable[..., object] = str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `pytest.mark.parametrize` of one argument, with all rows in one test: for those without fixtures."""

    def of_all(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def each(**others: object) -> None:
            with rows() as row:
                for value in values:
                    with row(ids(value)):
                        test(**others, **{name: value})

        signature = inspect.signature(test)
        rest = [given for given in signature.parameters.values() if given.name != name]
        each.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return each

    return of_all
