"""Rows in one test: each is run, and one that fails is told by its name."""

from __future__ import annotations

import pytest

from tests import rows
from tests.rows import in_rows

TABLES = [
    pytest.param("x", [1, 2, 3], None, ["1", "2", "3"], id="single values"),
    pytest.param("x", [1, 2], ["one", "two"], ["one", "two"], id="names apart"),
    pytest.param("x", [1, 2], lambda x: f"n{x}", ["n1", "n2"], id="names made of values"),
    pytest.param(("x", "y"), {(1, "a"): 0, (2, "b"): 0}, None, ["1-a", "2-b"], id="several arguments"),
    pytest.param(
        ("x", "y"), [pytest.param(1, "a", id="first"), (2, "b")], str, ["first", "2-b"], id="rows of pytest"
    ),
]


@pytest.mark.parametrize(("arguments", "values", "ids", "names"), TABLES)
def test_each_row_runs_and_those_that_fail_are_named(arguments, values, ids, names) -> None:
    ran = []

    @in_rows(arguments, values, ids)
    def fails_at_odd_ones(x, y=None):
        ran.append(x)
        assert x % 2 == 0

    with pytest.raises(ExceptionGroup) as caught:
        fails_at_odd_ones()
    assert ran == list(range(1, len(names) + 1))
    notes = [note for error in caught.value.exceptions for note in error.__notes__]
    assert notes == [f"in the row {name!r}" for name in names[::2]]


def test_rows_are_chosen_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "chosen", "am")
    ran = []

    @in_rows("name", ["adam", "sgd", "adamw"])
    def notes_it(name):
        ran.append(name)

    notes_it()
    assert ran == ["adam", "adamw"]


def test_a_row_with_a_mark_is_refused() -> None:
    with pytest.raises(TypeError, match="a test of its own"):
        in_rows("x", [pytest.param(1, marks=pytest.mark.slow)])


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="tests nothing"):
        in_rows("x", [])
