"""The counted steps that tests of growth rest on."""

from __future__ import annotations

import pytest

from tests.steps import TooManySteps, at_most, growth, steps


def once(size: int) -> None:
    for _ in range(size):
        pass


def squared(size: int) -> None:
    for _ in range(size):
        once(size)


def stubborn() -> None:
    for _ in range(3):
        try:
            squared(100)
        except BaseException:  # noqa: BLE001 - as code does that shall not fail
            continue


def test_steps_are_the_same_each_time() -> None:
    assert steps(lambda: squared(50)) == steps(lambda: squared(50)) > 2500


def test_growth() -> None:
    assert growth(once, 1000) == pytest.approx(4, rel=0.01)
    assert growth(squared, 50) > 12


@pytest.mark.parametrize("lines", [True, False])
def test_too_many_steps_are_told_even_if_the_exception_is_caught(lines: bool) -> None:
    with pytest.raises(TooManySteps), at_most(90, lines=lines):
        squared(100)
    with pytest.raises(TooManySteps), at_most(2, lines=lines):
        stubborn()


def test_calls_alone() -> None:
    with at_most(200, lines=False):
        squared(100)
