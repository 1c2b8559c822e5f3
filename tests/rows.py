"""Rows of a table in one test: where they share a running app, or are so many that pytest is the most work.

An app takes as long to start as dozens of keys to be read, and pytest takes 3 ms a test, more than most rows
that look at a text. `--row slip` runs those rows whose name contains a text.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from _pytest.mark import ParameterSet

chosen = ""
"""What the names of the rows contain that are to run."""


def most_telling(first: object, *others: object) -> list[Any]:
    """The values of a sweep: the first for every run of the tests, the others for what `.ci/run` adds."""
    rows = [other if isinstance(other, ParameterSet) else pytest.param(other) for other in others]
    return [first, *(row._replace(marks=[*row.marks, pytest.mark.sweep]) for row in rows)]


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
    names: str | Sequence[str],
    values: Iterable[object],
    ids: Callable[[Any], object] | Iterable[object] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `pytest.mark.parametrize`, with all rows in one test: for those without fixtures of their own."""
    arguments = (names,) if isinstance(names, str) else tuple(names)
    table = list(_named(arguments, list(values), ids))
    if not table:
        raise ValueError("a table without rows tests nothing")

    def of_all(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def each(**others: object) -> None:
            with rows() as row:
                for name, given in table:
                    if chosen in name:
                        with row(name):
                            test(**others, **given)

        signature = inspect.signature(test)
        rest = [given for given in signature.parameters.values() if given.name not in arguments]
        each.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return each

    return of_all


def _named(
    arguments: tuple[str, ...], values: list[Any], ids: Callable[[Any], object] | Iterable[object] | None
) -> Iterator[tuple[str, dict[str, object]]]:
    """Each row by the name that pytest would give it, with its arguments."""
    names: list[object] = [None] * len(values) if ids is None or callable(ids) else list(ids)
    for value, name in zip(values, names, strict=True):
        row = pytest.param(value) if len(arguments) == 1 else pytest.param(*value)
        if isinstance(value, type(row)):
            row = value
        if row.marks:
            raise TypeError(f"a row with marks is a test of its own: {row}")
        words = (str(ids(each) if callable(ids) else each) for each in row.values)
        yield str(row.id or name or "-".join(words)), dict(zip(arguments, row.values, strict=True))
