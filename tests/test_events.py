"""Rows other than grades: what each does, in what order rows count, and that the states follow the log."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    day_of,
    memory_after_row,
    new_memory,
)
from flashcards.scheduling.plain_rows import plain_row, to_review
from flashcards.scheduling.replay import replay
from flashcards.scheduling.row_order import rows_in_order, standing
from flashcards.storage import Store
from tests.changed_settings import changed_settings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = day_of(NOON, 0, 4)
PLAIN = Settings(fuzz=False)
CARD = "adam/m"


def event(kind: RowKind, name: str = "event", **fields: object) -> Review:
    return Review(name, "here", CARD, NOON, 0, kind)._replace(**fields)  # type: ignore[arg-type]


def graded(grade: Grade = Grade.EASY, days: int = -10, **fields: object) -> Review:
    name = f"graded{days}"
    return event(RowKind.STUDY, name, grade=grade, at=NOON + timedelta(days=days), **fields)


def known(*rows: Review) -> Memory:
    return reduce(lambda memory, row: memory_after_row(memory, row, PLAIN), rows, new_memory(CARD))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([event(RowKind.SUSPEND)], {"suspended": True}, id="suspend"),
        pytest.param([event(RowKind.SUSPEND), event(RowKind.RESUME)], {"suspended": False}, id="resume"),
        pytest.param([event(RowKind.BURY, until=TODAY + 1)], {"buried_until": TODAY + 1}, id="bury"),
        pytest.param(
            [event(RowKind.BURY, until=TODAY + 1), event(RowKind.UNBURY)], {"buried_until": 0}, id="unbury"
        ),
        pytest.param([event(RowKind.MARK)], {"marked": True}, id="mark"),
        pytest.param([event(RowKind.MARK), event(RowKind.UNMARK)], {"marked": False}, id="unmark"),
        pytest.param(
            [event(RowKind.MARK), event(RowKind.SUSPEND), event(RowKind.RESET)],
            {"marked": True, "suspended": False, "reviews": 0, "state": LearningState.NEW},
            id="a reset keeps the mark alone",
        ),
        pytest.param(
            [event(RowKind.SET_DUE, due=TODAY + 3)], {"due_day": TODAY + 3, "day": TODAY - 10}, id="set due"
        ),
        pytest.param(
            [event(RowKind.SET_DUE, due=TODAY - 99)], {"due_day": TODAY - 10}, id="never before its review"
        ),
        pytest.param([event(RowKind.SET_DUE)], {}, id="set due without a day"),
        pytest.param([event("dance")], {}, id="a kind of a newer version"),  # type: ignore[arg-type]
        pytest.param([event(RowKind.CRAM, grade=Grade.AGAIN)], {}, id="cram"),
    ],
)
def test_what_an_event_does(rows: list[Review], expected: dict[str, object]) -> None:
    before = known(graded())
    after = known(graded(), *rows)
    seen = {name: getattr(after, name) for name in expected}
    assert seen == expected
    if "reviews" not in expected:
        assert (after.stability, after.difficulty) == (before.stability, before.difficulty)
    assert replay([graded(), *rows], PLAIN)[CARD] == after


def test_a_new_prompt_that_is_given_a_day_remembers_until_then() -> None:
    after = known(event(RowKind.SET_DUE, due=TODAY + 12))
    assert (after.reviews, after.is_new) == (0, False), "nobody answered it"
    assert known(event(RowKind.SET_DUE, due=TODAY + 12), graded(Grade.GOOD, 12)).reviews == 1
    assert (after.state, after.due_day) == (LearningState.REVIEW, TODAY + 12)
    assert after.stability == pytest.approx(12, rel=1e-6)
    assert 1 <= after.difficulty <= 10
    assert known(event(RowKind.SET_DUE, due=TODAY + 12), graded(Grade.GOOD, 12)).stability > 12


def test_a_day_that_is_set_ends_the_steps() -> None:
    chosen = event(RowKind.SET_DUE, at=NOON - timedelta(days=9), due=TODAY - 8)
    rows = [graded(Grade.AGAIN, -10), chosen, graded(Grade.AGAIN, -5)]
    (memory,) = replay(rows, PLAIN).values()
    assert (memory.state, memory.lapses) == (LearningState.RELEARNING, 1)
    expected = known(*rows)
    assert memory._replace(stability=0, difficulty=0) == expected._replace(stability=0, difficulty=0)


def test_an_erasure_leaves_nothing() -> None:
    assert replay([graded(), event(RowKind.MARK), event(RowKind.ERASE)], PLAIN) == {}
    assert (
        replay([event(RowKind.MARK, "m"), event(RowKind.ERASE, "e"), event(RowKind.RESET, "r")], PLAIN) == {}
    )


def test_the_day_stands_in_the_row() -> None:
    """The day may depend on other cards, so replay takes it from the row and the memory from the engine."""
    chosen = known(graded())
    balanced = graded(due=chosen.due_day + 1)
    assert replay([balanced], PLAIN)[CARD].due_day == chosen.due_day + 1
    strict = Settings(fuzz=False, retention=0.97)
    assert replay([balanced], strict)[CARD].due_day == chosen.due_day + 1
    assert replay([balanced], PLAIN)[CARD].stability == chosen.stability


AGAIN, GOOD, EASY = Grade.AGAIN, Grade.GOOD, Grade.EASY
FAR = (date(9990, 1, 1) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("rows", "changed"),
    [
        pytest.param([graded(due=TODAY + 5)], {"longest_interval": 3}, id="a shorter longest interval"),
        pytest.param([graded(GOOD, due=TODAY + 5)], {"learning_steps": (1.0, 10.0, 60.0)}, id="more steps"),
        pytest.param([graded(due=TODAY), graded(AGAIN, -5, due=TODAY + 5)], {}, id="a step after a lapse"),
        pytest.param(
            [graded(due=TODAY), graded(AGAIN, -5), graded(GOOD, -4, due=TODAY + 5)],
            {"relearning_steps": (10.0, 60.0)},
            id="more steps after a lapse",
        ),
        pytest.param(
            [graded(), event(RowKind.SET_DUE, due=TODAY + 5)],
            {"longest_interval": 1},
            id="a day that was set",
        ),
        pytest.param(
            [event(RowKind.SET_DUE, due=TODAY + 5)], {"longest_interval": 1}, id="the day of a new prompt"
        ),
        pytest.param(
            [graded(), event(RowKind.SET_DUE, due=FAR)], {"longest_interval": 1}, id="the farthest day"
        ),
    ],
)
def test_no_change_of_settings_moves_a_day_in_a_row(rows: list[Review], changed: dict[str, Any]) -> None:
    settings = Settings(fuzz=False, **changed)
    found = replay(rows, settings)[CARD]
    assert (found.state, found.due_day) == (LearningState.REVIEW, rows[-1].due)
    one_by_one = reduce(lambda memory, row: memory_after_row(memory, row, settings), rows, new_memory(CARD))
    assert one_by_one._replace(stability=0, difficulty=0) == found._replace(stability=0, difficulty=0)
    assert one_by_one.stability == known(*rows).stability


def test_a_lapse_after_the_clock_was_set_back_counts_once_and_last() -> None:
    good, lapse = graded(Grade.GOOD, 0, seq=7), graded(Grade.AGAIN, 0, seq=8)._replace(id="lapse")
    lapse = lapse._replace(at=lapse.at - timedelta(hours=3))
    first = graded(seq=6)
    for rows in ([first, lapse, good], [good, lapse, first]):
        assert replay(sorted(rows, key=lambda row: (row.at, row.id)), PLAIN)[CARD] == known(
            first, good, lapse
        )


def in_order(rows: list[Review]) -> list[Review]:
    return [to_review(row) for row in rows_in_order(map(plain_row, rows))]


def test_a_clock_that_ran_far_ahead_once_moves_no_other_row() -> None:
    mistake = graded(Grade.AGAIN, 60, seq=1)
    after = [graded(Grade.GOOD, 0, seq=2), graded(Grade.GOOD, 3, seq=3)]
    assert in_order([*after, mistake]) == [*after, mistake]


def test_what_took_something_back_can_be_taken_back() -> None:
    row, back = graded(), event(RowKind.TAKE_BACK, "back", takes_back="graded-10")
    again = event(RowKind.TAKE_BACK, "again", takes_back="back")
    assert standing([row, back]) == []
    assert standing([row, back, again]) == [row]


@pytest.mark.parametrize("clock", list(itertools.permutations(range(3))), ids=str)
def test_a_take_back_counts_whatever_the_clocks_said(clock: tuple[int, ...]) -> None:
    row, *backs = graded(), *(event(RowKind.TAKE_BACK, f"back-{n}") for n in range(3))
    chain = ["graded-10", "back-0", "back-1"]
    backs = [
        back._replace(takes_back=name, at=NOON + timedelta(hours=hour))
        for back, name, hour in zip(backs, chain, clock, strict=True)
    ]
    assert standing(sorted([row, *backs], key=lambda each: each.at)) == []
    assert standing(sorted([row, *backs[:2]], key=lambda each: each.at)) == [row]


def test_take_backs_in_a_circle_end() -> None:
    names = ("a", "b", "c")
    circle = [event(RowKind.TAKE_BACK, one, takes_back=two) for one, two in zip(names, "bca", strict=True)]
    assert standing([graded(), *circle]) == [graded()]


KINDS = [kind for kind in RowKind if kind not in (RowKind.START, RowKind.ERASE)]


@st.composite
def logs(draw: st.DrawFn) -> list[Review]:
    """Rows of two devices whose clocks are set back and forth, each numbered in the order of writing."""
    rows: list[Review] = []
    for number in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from([RowKind.STUDY, RowKind.STUDY, *KINDS]))
        device = draw(st.sampled_from(["here", "there"]))
        at = NOON + timedelta(hours=draw(st.integers(0, 2000)), minutes=number)
        day = day_of(at, 0, 4) + draw(st.integers(0, 40))
        backs = draw(st.sampled_from(rows)).id if rows and kind is RowKind.TAKE_BACK else ""
        if kind is RowKind.TAKE_BACK and not backs:
            continue
        rows.append(
            Review(
                *(f"{number:02}", device, draw(st.sampled_from([CARD, "adam/v"])), at, 0, kind),
                grade=draw(st.sampled_from(Grade)) if kind in (RowKind.STUDY, RowKind.CRAM) else None,
                due=day if kind is RowKind.SET_DUE or draw(st.booleans()) else None,
                until=day if kind is RowKind.BURY else None,
                takes_back=backs,
                seq=number + 1,
            )
        )
    return rows


@given(rows=logs(), settings=changed_settings)
def test_a_replay_is_the_fold_of_its_rows(rows: list[Review], settings: Settings) -> None:
    ordered = sorted(rows, key=lambda row: (row.at, row.id))
    expected = {}
    for card in {row.card for row in rows}:
        memory = new_memory(card)
        for row in in_order([row for row in standing(ordered) if row.card == card]):
            memory = memory_after_row(memory, row, settings)
        if memory != new_memory(card):
            expected[card] = memory
    found = replay(ordered, settings)
    assert found.keys() == expected.keys()
    for card, memory in expected.items():
        assert found[card]._replace(stability=0, difficulty=0) == memory._replace(stability=0, difficulty=0)
        assert found[card].stability == pytest.approx(memory.stability, rel=1e-4)
        assert found[card].difficulty == pytest.approx(memory.difficulty, rel=1e-4)


@given(rows=logs())
def test_within_a_device_no_row_comes_before_an_earlier_one(rows: list[Review]) -> None:
    """… as long as its clock is not set by more than a day."""
    rows = [row._replace(at=NOON + (row.at - NOON) / 100) for row in rows]
    for device in ("here", "there"):
        numbers = [row.seq for row in in_order(rows) if row.device == device]
        assert numbers == sorted(numbers)


@given(rows=logs())
@hypothesis_settings(max_examples=25, deadline=None)
def test_the_states_follow_every_row(rows: list[Review], tmp_path_factory: pytest.TempPathFactory) -> None:
    with Store.open(tmp_path_factory.mktemp("home")) as log:
        log.refresh(PLAIN)
        for row in rows:
            log.append(row)
        followed = log.memories(PLAIN)
        log._log.connection.execute("delete from states_of")
        assert _rounded(followed) == _rounded(log.memories(PLAIN))


def _rounded(memories: dict[str, Memory]) -> dict[str, Memory]:
    """Stability and difficulty to four digits: the engine computes in single precision, in a batch or not."""
    return {
        card: memory._replace(
            stability=float(f"{memory.stability:.4g}"), difficulty=float(f"{memory.difficulty:.4g}")
        )
        for card, memory in memories.items()
    }


@pytest.mark.parametrize("restart", [False, True], ids=["at once", "after a restart"])
def test_undo_goes_back_row_by_row_and_by_batches(tmp_path: Path, restart: bool) -> None:
    log = Store.open(tmp_path)
    log.refresh(PLAIN)
    device = log.device
    own = [row._replace(device=device) for row in (graded(), graded(days=-5))]
    batch = [
        event(RowKind.SUSPEND, f"s{n}", device=device, card=f"adam/{n}", batch="together") for n in range(3)
    ]
    seen = [log.memories(PLAIN)]
    for rows in ([own[0]], batch, [own[1]]):
        log.append(*rows)
        seen.append(log.memories(PLAIN))
    for before in (2, 1, 0):
        if restart:
            log.close()
            log = Store.open(tmp_path)
            log.refresh(PLAIN)
        log.take_back_all(log.last_undoable(), NOON)
        assert log.memories(PLAIN) == seen[before]
    assert log.last_undoable() == []
    log.close()


def test_rows_of_this_device_are_numbered(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        log.append(graded()._replace(device=log.device), graded(days=-3)._replace(device=log.device))
        log.append(graded(days=-2))
        log.append(graded(days=-1)._replace(device=log.device))
        assert [row.seq for row in log.reviews()] == [1, 2, 0, 4]


def test_a_batch_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        log.append(graded())
        with pytest.raises(Exception, match="UNIQUE"):
            log.append(graded(days=-3), graded())
        assert [row.id for row in log.reviews()] == ["graded-10"]
