"""A session over a query that asks nothing says why: what is suspended, buried, or due later."""

from __future__ import annotations

import pytest

from flashcards.scheduling import RowKind, new_memory
from flashcards.study import Session, start_session
from flashcards.study.narrowed import NarrowedPool
from flashcards.study.summary import closing_summary
from tests.pools import ListPool
from tests.test_session import EASY, NOW, PLAIN, cards, graded, known

SOME = {
    **{name: new_memory(name)._replace(suspended=True) for name in ("a/0", "a/1")},
    "a/2": known(1, "a/2")["a/2"]._replace(buried_until=10**6),
    **known(1, "a/3", "a/4"),  # due in a week
    **known(20, "b/0"),
}
"""b/0 is due, b/1 is new."""


def over(meant: str, **options: object) -> Session:
    pool = ListPool(cards("a/0 a/1 a/2 a/3 a/4 b/0 b/1"), SOME)
    chosen = {"device": "here", "seed": "s", **options}
    return start_session(NarrowedPool(pool, set(meant.split())), ["a", "b"], NOW, PLAIN, **chosen)


@pytest.mark.parametrize(
    ("meant", "why"),
    [
        pytest.param("a/0", "1 question is suspended; --cram asks it now", id="one"),
        pytest.param("a/2", "1 question is buried; --cram asks it now", id="one that is buried"),
        pytest.param("a/3 a/4", "2 questions are due later; --cram asks them now", id="later"),
        pytest.param(
            "a/0 a/1 a/2 a/3 a/4",
            "2 questions are suspended, 1 is buried and 2 are due later; --cram asks them now",
            id="all of them",
        ),
    ],
)
def test_a_query_of_which_nothing_is_asked_says_why(meant: str, why: str) -> None:
    told = closing_summary(over(meant), NOW)
    assert told == f"Nothing is due now. Of what the query means, {why}."


def test_nothing_is_said_where_something_is_asked() -> None:
    session = graded(over("a/0 b/0"), EASY)
    assert "query" not in closing_summary(session, NOW)
    assert "query" not in closing_summary(over("a/0", kind=RowKind.CRAM), NOW)
    assert "query" not in closing_summary(over(""), NOW)
