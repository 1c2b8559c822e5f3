"""Rows of Anki's review log as rows of ours: each kind of row, and histories that were cut off."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.exchange.anki_notes_types import AnkiCard
from flashcards.exchange.anki_rows import DEVICE, KnownRow, RevlogRow, RowReading
from flashcards.exchange.row_fields import NAMES, FileRow, file_fields, row_from_fields
from flashcards.scheduling import LearningState, Settings, memory_from_sm2
from flashcards.scheduling.replay import replay
from flashcards.storage.rows import to_reviews
from tests.rows import in_rows

DAY = 86_400_000
T = 1_700_000_000_000
"""The moment of the first row."""
NOW = T + 1000 * DAY
NEW = AnkiCard(1, 0, 1, 0, 0, 0, 0, 0, 0, "", 1_700_000_000)
KEY = "anki:guid:0"


def row(days: float, ease: int, interval: int, kind: int, factor: int = 2500) -> RevlogRow:
    """A row so many days after the first."""
    return RevlogRow(T + round(days * DAY), ease, interval, factor, 4000, kind)


def reading(now: int = NOW) -> RowReading:
    return RowReading(now, 330, Settings(), 1_600_000_000)


def read(*log: RevlogRow, card: AnkiCard = NEW, known: tuple[KnownRow, ...] = ()) -> list[dict[str, Any]]:
    """The rows as tables, after what every row of a stranger must pass."""
    found = reading().rows(KEY, "d/c", log, card, known)
    fit = [row_from_fields(file_fields(values)).values for values in found]
    assert fit == found
    return [dict(zip(NAMES, values, strict=True)) for values in fit]


def said(rows: list[dict[str, Any]]) -> list[str]:
    """What each row says: its kind, its grade and its days after the first."""
    return [
        f"{each['kind']} {each['grade'] or ''}".strip() + f" {round((each['at'] - T) / DAY, 3):g}"
        for each in rows
    ]


LEARNED = (row(0, 3, -600, 0), row(0.01, 3, 1, 0))
ROWS = [
    pytest.param(LEARNED, ["study 3 0", "study 3 0.01"], id="learned"),
    pytest.param((*LEARNED, row(1, 1, -600, 1)), ["study 3 0", "study 3 0.01", "study 1 1"], id="reviewed"),
    pytest.param(
        (*LEARNED, row(1, 1, -600, 1), row(1.01, 3, 1, 2)),
        ["study 3 0", "study 3 0.01", "study 1 1", "study 3 1.01"],
        id="relearned",
    ),
    pytest.param(
        (*LEARNED, row(1, 3, 3, 3)), ["study 3 0", "study 3 0.01", "study 3 1"], id="filtered-counts"
    ),
    pytest.param((*LEARNED, row(1, 3, 3, 3, 0)), ["study 3 0", "study 3 0.01", "cram 3 1"], id="crammed"),
    pytest.param((*LEARNED, row(1, 0, 0, 4, 0)), ["study 3 0", "study 3 0.01", "reset 1"], id="forgotten"),
    pytest.param((*LEARNED, row(1, 0, 5, 4, 2500)), ["study 3 0", "study 3 0.01"], id="due-date-set"),
    pytest.param((*LEARNED, row(1, 0, 5, 5, 2500)), ["study 3 0", "study 3 0.01"], id="rescheduled"),
    pytest.param((*LEARNED, row(1, 0, 5, 1)), ["study 3 0", "study 3 0.01"], id="ungraded"),
    pytest.param((*LEARNED, row(1, 5, 5, 1)), ["study 3 0", "study 3 0.01"], id="fifth-button"),
    pytest.param((*LEARNED, row(1, 3, 5, 9)), ["study 3 0", "study 3 0.01"], id="unknown-kind"),
    pytest.param((*LEARNED, row(1001, 3, 5, 1)), ["study 3 0", "study 3 0.01"], id="future"),
    pytest.param(
        (*LEARNED, row(1, 3, 4, 1), row(9, 3, -600, 0)),
        ["study 3 0", "study 3 0.01", "study 3 1", "reset 9", "study 3 9"],
        id="learned-anew-without-a-row",
    ),
    pytest.param(
        (*LEARNED, row(1, 3, 4, 1), row(5, 0, 0, 4, 0), row(9, 3, -600, 0)),
        ["study 3 0", "study 3 0.01", "study 3 1", "reset 5", "study 3 9"],
        id="learned-anew-with-a-row",
    ),
    pytest.param(
        (LEARNED[0], row(0.005, 3, 0, 3, 0), LEARNED[1]),
        ["study 3 0", "cram 3 0.005", "study 3 0.01"],
        id="crammed-between-steps",
    ),
    pytest.param(
        (row(0, 3, 4, 1), row(4, 3, 9, 1)), ["study 3 0", "reset 0", "start 0", "study 3 4"], id="cut-off"
    ),
    pytest.param(
        (row(0, 3, -600, 2), row(1, 3, 9, 1), row(10, 3, 20, 1)),
        ["study 3 0", "study 3 1", "reset 1", "start 1", "study 3 10"],
        id="cut-off-within-steps",
    ),
    pytest.param((row(0, 3, -600, 2),), ["study 3 0", "reset 0"], id="cut-off-without-days"),
    pytest.param(
        (row(0, 3, -86_400, 2), row(1, 3, 3, 1)),
        ["study 3 0", "reset 0", "start 0", "study 3 1"],
        id="a-day-in-seconds",
    ),
    pytest.param((), [], id="nothing"),
    pytest.param((row(0, 0, 0, 4, 0),), ["reset 0"], id="reset-alone"),
]


@in_rows(("log", "wanted"), ROWS)
def test_each_row_of_anki_has_one_meaning(log: tuple[RevlogRow, ...], wanted: list[str]) -> None:
    found = read(*log)
    assert said(found) == wanted
    assert len({each["id"] for each in found}) == len(found)
    assert {each["device"] for each in found} <= {DEVICE}
    assert {each["offset_minutes"] for each in found} <= {330}


def _known(row: dict[str, Any]) -> KnownRow:
    return KnownRow(row["id"], row["at"], row["kind"], row["grade"])


@in_rows(("log", "wanted"), ROWS)
def test_again_makes_the_same_rows(log: tuple[RevlogRow, ...], wanted: list[str]) -> None:
    first = read(*log)
    known = tuple(_known(each) for each in first)
    assert read(*log, known=known) == first


def test_what_is_left_out_is_counted() -> None:
    counting = reading()
    log = [row(0, 5, 1, 1), row(1, 3, 1, 9), row(1, 0, 5, 5), row(1001, 3, 5, 1)]
    assert counting.rows(KEY, "d/c", log, NEW) == []
    assert counting.left_out == {"of an unknown kind": 2, "no grade": 1, "in the future": 1}


@pytest.mark.parametrize(
    ("factor", "interval", "difficulty"),
    [
        pytest.param(2500, 30, None, id="sm2"),
        pytest.param(0, 30, None, id="no-ease"),
        pytest.param(550, 30, 5.05, id="fsrs"),
        pytest.param(1100, 30, 10.0, id="hardest"),
    ],
)
def test_a_cut_history_begins_with_the_memory_of_its_first_interval(
    factor: int, interval: int, difficulty: float | None
) -> None:
    start = next(each for each in read(row(0, 3, interval, 1, factor)) if each["kind"] == "start")
    memory = json.loads(str(start["typed"]))
    stability, usual = memory_from_sm2((factor or 2500) / 1000, interval, Settings())
    assert memory["stability"] == pytest.approx(stability)
    assert memory["difficulty"] == pytest.approx(difficulty or usual)
    assert memory["due"] - memory["last"] == interval


BARE = [
    pytest.param('{"s":12.5,"d":4.2,"lrt":1700000000}', 2, 30, (12.5, 4.2, 1_700_000_000_000), id="fsrs"),
    pytest.param("", 2, 30, (None, None, (1_600_000_000 + 1970 * 86_400) * 1000), id="sm2"),
    pytest.param("{broken", 2, 30, (None, None, (1_600_000_000 + 1970 * 86_400) * 1000), id="broken"),
    pytest.param('{"s":-1,"d":4}', 2, 30, (None, None, (1_600_000_000 + 1970 * 86_400) * 1000), id="bounds"),
]


@pytest.mark.parametrize(("data", "kind", "interval", "wanted"), BARE)
def test_a_card_without_rows_begins_with_what_it_keeps(
    data: str, kind: int, interval: int, wanted: tuple[float | None, float | None, int]
) -> None:
    card = NEW._replace(data=data, type=kind, interval=interval, due=2000, ease=2500)
    (found,) = read(card=card)
    memory = json.loads(str(found["typed"]))
    usual = memory_from_sm2(2.5, interval, Settings())
    assert (memory["stability"], memory["difficulty"]) == pytest.approx(
        (wanted[0] or usual[0], wanted[1] or usual[1])
    )
    assert found["at"] == wanted[2]


@pytest.mark.parametrize("kind", [0, 1, 3])
def test_a_card_that_was_never_in_review_begins_new(kind: int) -> None:
    assert read(card=NEW._replace(type=kind, interval=30)) == []


def test_a_prompt_with_a_history_here_begins_with_that() -> None:
    known = (KnownRow("mine-1", T - 9 * DAY, "study", 3),)
    assert said(read(row(0, 3, 4, 1), row(4, 3, 9, 1), known=known)) == ["study 3 0", "study 3 4"]
    assert read(card=NEW._replace(type=2, interval=9), known=known) == []


@pytest.mark.parametrize("apart", [-5, 0, 5])
def test_a_row_that_was_ours_is_not_counted_again(apart: int) -> None:
    known = (KnownRow("mine-1", T + apart, "study", 3), KnownRow("mine-2", T + DAY, "reset", None))
    log = (row(0, 3, -600, 0), row(1, 0, 0, 4, 0), row(2, 3, -600, 0))
    assert said(read(*log, known=known)) == ["study 3 2"]


@pytest.mark.parametrize(("apart", "grade"), [(-6, 3), (6, 3), (0, 4)])
def test_a_row_that_only_resembles_ours_counts(apart: int, grade: int) -> None:
    known = (KnownRow("mine-1", T + apart, "study", grade),)
    assert said(read(row(0, 3, -600, 0), known=known)) == ["study 3 0"]


def test_a_cut_history_is_replayed_from_its_start_whatever_was_before() -> None:
    log = (row(0, 1, -600, 2), row(1, 3, 9, 1, 550), row(10, 3, 20, 1))
    memories = replay(to_reviews(reading().rows(KEY, "d/c", log, NEW)), Settings())
    alone = replay(to_reviews(reading().rows(KEY, "d/c", log[1:], NEW)), Settings())
    assert memories["d/c"].stability == pytest.approx(alone["d/c"].stability)
    assert memories["d/c"].state is LearningState.REVIEW
    assert memories["d/c"].days == 20


LOG = st.lists(
    st.builds(
        RevlogRow,
        st.integers(T - 5000 * DAY, NOW + DAY),
        st.integers(-1, 6),
        st.integers(-90_000, 40_000),
        st.integers(-1, 5000),
        st.integers(-5, 10**7),
        st.integers(-1, 7),
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(LOG, st.integers(0, 3), st.integers(-5, 5000))
def test_any_log_makes_rows_that_can_be_replayed(log: list[RevlogRow], kind: int, interval: int) -> None:
    ordered = sorted(log, key=lambda each: each.id)
    found = reading().rows(KEY, "d/c", ordered, NEW._replace(type=kind, interval=interval))
    assert all(isinstance(row_from_fields(file_fields(values)), FileRow) for values in found)
    replay(to_reviews(found), Settings())


STATES = [
    pytest.param(-1, (), ["suspended:1700000000"], id="suspended"),
    pytest.param(-1, (("suspended:1700000000", T + 999, "suspend"),), ["suspended:1700000000"], id="known"),
    pytest.param(0, (), [], id="neither"),
    pytest.param(
        0, (("suspended:1600000000", T - 9, "suspend"),), ["resumed:1700000000"], id="resumed-there"
    ),
    pytest.param(0, (("suspended:1800000000", T + DAY, "suspend"),), [], id="an-older-package"),
    pytest.param(
        0,
        (("suspended:1600000000", T - 9, "suspend"), ("resumed:1", T - 8, "resume")),
        [],
        id="resumed-before",
    ),
    pytest.param(-2, (("suspended:1600000000", T - 9, "suspend"),), ["resumed:1700000000"], id="buried"),
]


@pytest.mark.parametrize(("queue", "known", "wanted"), STATES)
def test_a_prompt_is_suspended_as_its_card_is(
    queue: int, known: tuple[tuple[str, int, str], ...], wanted: list[str]
) -> None:
    card = NEW._replace(queue=queue)
    rows = [KnownRow(f"{KEY}:{name}", at, kind, None) for name, at, kind in known]
    states = reading().state_rows(KEY, "d/c", card, (), rows, marked=False)
    assert [each[0].removeprefix(f"{KEY}:") for each in states] == wanted


def test_a_card_suspended_by_the_person_stays_so() -> None:
    known = [KnownRow("mine-1", T - 9, "suspend", None)]
    assert reading().state_rows(KEY, "d/c", NEW, (), known, marked=False) == []


def test_a_suspended_card_stays_so_after_its_rows() -> None:
    card = NEW._replace(queue=-1, changed=1)
    rows = reading().rows(KEY, "d/c", [row(0, 3, 4, 1), row(4, 3, 9, 1)], card)
    states = reading().state_rows(KEY, "d/c", card, rows, marked=True)
    memory = replay(to_reviews([*rows, *states]), Settings())["d/c"]
    assert (memory.suspended, memory.marked) == (True, True)
