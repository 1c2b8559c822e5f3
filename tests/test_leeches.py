"""Leeches are told when they appear, and what they build on is asked next where it has faded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flashcards.deck.model import Card
from flashcards.deck.prompts import prompts
from flashcards.scheduling import Grade, LearningState, Memory
from flashcards.study import Counts, Session, Turn
from flashcards.study.leeches import LeechNotice, is_fresh, tells_leech
from flashcards.study.summary import closing_summary
from tests.test_session import AGAIN, EASY, GOOD, NOW, PLAIN, begin, card, graded, known

SETTINGS = replace(PLAIN, leech_after=4)


@pytest.mark.parametrize(
    ("leech_after", "told"),
    [
        pytest.param(8, [8, 12, 16, 20], id="eight"),
        pytest.param(3, [3, 5, 7, 9, 11, 13, 15, 17, 19], id="odd, as in Anki"),
        pytest.param(1, list(range(1, 21)), id="one"),
    ],
)
def test_a_leech_is_told_at_each_half_of_the_limit(leech_after: int, told: list[int]) -> None:
    assert [lapses for lapses in range(21) if tells_leech(lapses, leech_after)] == told


@pytest.mark.parametrize(
    ("recall", "asked_today", "fresh"),
    [
        pytest.param(0.99, False, True, id="well known"),
        pytest.param(0.9, False, False, id="due"),
        pytest.param(0.9, True, True, id="asked today"),
    ],
)
def test_what_is_fresh(recall: float, asked_today: bool, fresh: bool) -> None:
    assert is_fresh(recall, asked_today=asked_today) is fresh


@pytest.mark.parametrize(
    ("notice", "text"),
    [
        pytest.param(LeechNotice("a/x", 8), "a/x was forgotten 8 times: mend or split it.", id="alone"),
        pytest.param(
            LeechNotice("a/x", 1, "a/y"),
            "a/x was forgotten 1 time: mend or split it. It builds on a/y, which is asked next.",
            id="with what it needs",
        ),
    ],
)
def test_a_notice_is_a_sentence(notice: LeechNotice, text: str) -> None:
    assert str(notice) == text


def weak(name: str, lapses: int = 3) -> dict[str, Memory]:
    """A review that is due and was forgotten some times."""
    return {name: known(40, name)[name]._replace(lapses=lapses)}


def studying(memories: dict[str, Memory], *deck: Card, asked: tuple[Card, ...] = ()) -> Session:
    sides = [prompt for one in asked or deck for prompt in prompts(one)]
    others = [prompt for one in deck if asked and one not in asked for prompt in prompts(one)]
    return begin(sides, memories, settings=SETTINGS, others=others)


X, Y, Z = card("a/x", "y"), card("a/y"), card("a/z")


def test_what_a_leech_needs_is_asked_next() -> None:
    """y is not due, its recall has fallen below 0.95 all the same."""
    memories = weak("a/x") | known(6, "a/y") | known(9, "a/z")
    session = studying(memories, X, Y, Z)
    assert session.counts == Counts(review=2)
    told = graded(session, AGAIN)
    assert str(told.leech) == (
        "a/x was forgotten 4 times: mend or split it. It builds on a/y, which is asked next."
    )
    assert (told.prompt and told.prompt.id, told.turn) == ("a/y", Turn.REVIEW)
    assert told.counts == Counts(review=2, learning=1)
    after = graded(told, GOOD)
    assert after.leech is None
    assert after.prompt
    assert after.prompt.id == "a/z"
    assert after.changes()["a/y"].reviews == 2


def test_what_is_to_be_asked_later_today_comes_forward_and_only_once() -> None:
    memories = weak("a/x") | known(10, "a/z") | known(9, "a/y")
    session = graded(studying(memories, X, Y, Z), AGAIN)
    asked = []
    while session.prompt:
        asked.append(session.prompt.id)
        session = graded(session, EASY)
    assert asked == ["a/y", "a/z", "a/x"]


@pytest.mark.parametrize(
    ("needed", "deck"),
    [
        pytest.param(known(1, "a/y"), X, id="fresh"),
        pytest.param({}, X, id="never asked"),
        pytest.param({"a/y": known(6, "a/y")["a/y"]._replace(suspended=True)}, X, id="suspended"),
        pytest.param(known(6, "a/y"), card("a/x"), id="not needed"),
        pytest.param(known(6, "a/y"), card("a/x", "x"), id="a card that needs itself"),
    ],
)
def test_a_leech_alone(needed: dict[str, Memory], deck: Card) -> None:
    told = graded(studying(weak("a/x") | needed | known(9, "a/z"), deck, Y, Z, asked=(deck, Z)), AGAIN)
    assert told.leech == LeechNotice("a/x", 4)
    assert told.prompt
    assert told.prompt.id == "a/z"


def test_a_needed_card_of_another_deck_is_asked_too() -> None:
    other = card("b/y")
    leech = card("a/x", "b/y")
    told = graded(studying(weak("a/x") | known(6, "b/y"), leech, other, asked=(leech,)), AGAIN)
    assert told.prompt
    assert told.prompt.id == "b/y"
    assert told.counts == Counts(learning=1, review=1)


def test_undo_takes_the_notice_and_the_card_back() -> None:
    session = studying(weak("a/x") | known(6, "a/y"), X, Y)
    undone, _ = graded(session, AGAIN).undo()
    assert undone == session
    assert (undone.leech, undone.leeches) == (None, ())


def test_the_summary_names_the_leeches() -> None:
    session = graded(studying(weak("a/x"), X), AGAIN)
    session = graded(session, EASY)
    assert session.prompt is None
    assert "Forgotten again and again: a › x; mend or split it." in closing_summary(session, NOW)


@pytest.mark.parametrize("lapses", [0, 2, 4])
def test_no_notice_at_other_counts(lapses: int) -> None:
    assert graded(studying(weak("a/x", lapses), X), AGAIN).leech is None


def test_a_failed_step_is_no_lapse() -> None:
    memory = weak("a/x", 4)["a/x"]._replace(
        state=LearningState.RELEARNING, due_at=int((NOW - timedelta(minutes=1)).timestamp() * 1000)
    )
    session = studying({"a/x": memory}, X)
    assert session.turn is Turn.LEARNING
    assert graded(session, Grade.AGAIN).leech is None
