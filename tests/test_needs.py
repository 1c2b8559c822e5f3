"""The order of names by their needs, and the circles among them."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck import needs


def test_the_example_holds() -> None:
    assert doctest.testmod(needs).failed == 0


@pytest.mark.parametrize(
    ("given_needs", "order"),
    [
        pytest.param("c b a", "c b a", id="none: the order given"),
        pytest.param("c:a b a", "b a c", id="a need further down comes first"),
        pytest.param("d:c c:b b:a a", "a b c d", id="a chain"),
        pytest.param("a:gone b", "a b", id="a need that is nowhere holds nothing back"),
        pytest.param("a:a b", "a b", id="itself"),
        pytest.param("a:b b:a c", "a b c", id="a circle is cut once"),
    ],
)
def test_the_order(given_needs: str, order: str) -> None:
    table = dict((*pair.split(":"), "")[:2] for pair in given_needs.split())
    found = list(needs.in_order({name: need.split(",") for name, need in table.items()}))
    assert found == order.split()


def test_a_long_chain_is_no_circle_and_no_recursion() -> None:
    chain = {str(n): (str(n + 1),) for n in range(20_000)}
    assert list(needs.circles(chain)) == []
    assert next(needs.in_order(chain)) == "19999"


def test_more_circles_than_anyone_means_are_passed_over() -> None:
    """Each of 2,000 pairs is a circle; to look for every one would take the square of their number."""
    pairs = {f"{n}{side}": (f"{n}{other}",) for n in range(2_000) for side, other in ("ab", "ba")}
    assert len(list(needs.circles(pairs))) == needs.MOST_CIRCLES
    assert sorted(needs.in_order(pairs)) == sorted(pairs)


@given(st.lists(st.sets(st.integers(0, 19), max_size=4), min_size=20, max_size=20))
def test_every_name_comes_once_and_after_its_needs(drawn: list[set[int]]) -> None:
    acyclic = {str(n): [str(m) for m in drawn[n] if m < n] for n in reversed(range(20))}
    found = list(needs.in_order(acyclic))
    assert sorted(found) == sorted(acyclic)
    assert all(found.index(need) < found.index(name) for name in acyclic for need in acyclic[name])
