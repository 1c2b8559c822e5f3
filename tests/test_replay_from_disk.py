"""A log replayed from its file, answers first and in parts, leads to the memories of a plain replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import NO_FORMER_IDS, Grade, Memory, Review, RowKind, Settings
from flashcards.scheduling.histories import answer_histories
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.scheduling.replay import replay
from flashcards.storage import Store, log_rows, states_refresh
from flashcards.storage.rows import INSERT, to_row
from flashcards.storage.whole_log import read_histories
from tests.changed_settings import changed_settings
from tests.logs import row
from tests.machine_model import hold_equal
from tests.test_events import event, logs

SETTINGS = Settings(fuzz=False)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("log")) as store:
        yield store


def replayed(
    log: Store, rows: list[Review], settings: Settings = SETTINGS, former: Mapping[str, str] = NO_FORMER_IDS
) -> dict[str, Memory]:
    """The memories that a replay of these rows, the only ones in the file, yields."""
    with log._log.connection as connection:
        connection.execute("begin")
        connection.execute("delete from reviews")
        connection.executemany(f"insert {INSERT}", map(to_row, rows))
        found = list(states_refresh.replay_all(connection, settings, former, None))
    memories = {memory.card: memory for memory in found}
    assert len(found) == len(memories), "each prompt has one memory"
    return memories


def by_time(rows: list[Review]) -> list[Review]:
    return sorted(rows, key=lambda each: (each.at, each.id))


def in_order(rows: list[Review]) -> list[Review]:
    """The same rows at other moments: each later than those that were written before it."""
    moments = sorted(each.at for each in rows)
    return [each._replace(at=at) for each, at in zip(rows, moments, strict=True)]


@given(
    rows=logs() | logs().map(in_order),
    settings=changed_settings,
    part=st.sampled_from([1, 3, 60_000]),
    former=st.sampled_from([{}, {"adam/v": "adam/w"}, {"adam/v": "adam/m"}]),
)
def test_the_memories_are_those_of_a_plain_replay(
    log: Store, rows: list[Review], settings: Settings, part: int, former: dict[str, str]
) -> None:
    with patch.object(log_rows, "PART", part):
        found = replayed(log, rows, settings, former)
    hold_equal(found, replay(by_time(rows), settings, former))


@given(rows=logs(), settings=changed_settings, few=st.sampled_from([0, 1000]))
def test_the_states_of_touched_prompts_may_be_replayed_in_parts(
    log: Store, rows: list[Review], settings: Settings, few: int
) -> None:
    with patch.multiple(log_rows, FEW=few, PART=3):
        replayed(log, rows[: len(rows) * 3 // 4])
        log.refresh(settings)
        with log._log.connection as connection:
            connection.executemany(f"insert or ignore {INSERT}", map(to_row, rows))
        hold_equal(log.memories(settings), replay(by_time(rows), settings))


@given(
    rows=logs(),
    part=st.sampled_from([1, 3, 60_000]),
    former=st.sampled_from([{}, {"adam/v": "adam/w"}, {"adam/v": "adam/m"}]),
)
def test_the_answers_in_pieces_are_those_of_the_whole_log(
    log: Store, rows: list[Review], part: int, former: dict[str, str]
) -> None:
    with patch.object(log_rows, "PART", part):
        replayed(log, rows)
        found = list(read_histories(log, SETTINGS, former, None))
    assert sorted(found) == sorted(answer_histories(by_time(rows), SETTINGS, former))


def test_the_answers_to_a_renamed_card_are_one_history(log: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_rows, "PART", 1)
    replayed(log, [FIRST._replace(card="adam/old"), row(3, "adam/plain"), SECOND._replace(card="adam/new")])
    found = read_histories(log, SETTINGS, {"adam/old": "adam/new"}, None)
    assert sorted(len(history) for history in found) == [1, 2]


def test_answers_of_a_clock_ahead_are_not_learned_from(log: Store) -> None:
    replayed(log, [FIRST, SECOND._replace(at=FIRST.at + timedelta(days=30))])
    (history,) = read_histories(log, SETTINGS, {}, FIRST.at)
    assert [answer.at for answer in history] == [FIRST.at]


FIRST, SECOND = row(1), row(2, grade=Grade.AGAIN)
UNUSUAL = {
    "two at one moment": [SECOND._replace(at=FIRST.at, id="a"), FIRST._replace(due=21_000)],
    "a clock set back": [FIRST._replace(seq=2), SECOND._replace(seq=1)],
    "an undone answer": [FIRST, SECOND, event(RowKind.TAKE_BACK, "back", takes_back=SECOND.id)],
    "an answer that takes another back": [FIRST, SECOND._replace(takes_back=FIRST.id)],
    "an answer without a grade": [FIRST, SECOND._replace(grade=None)],
    "a cram": [FIRST, SECOND._replace(kind=RowKind.CRAM)],
    "a reset": [FIRST, event(RowKind.RESET)._replace(at=FIRST.at + (SECOND.at - FIRST.at) / 2), SECOND],
    "an answer before 1970": [FIRST._replace(at=datetime(1, 1, 1, tzinfo=UTC)), SECOND],
}


@pytest.mark.parametrize("rows", [pytest.param(rows, id=name) for name, rows in UNUSUAL.items()])
def test_a_prompt_with_an_unusual_row(log: Store, rows: list[Review]) -> None:
    plain = [row(number, "adam/plain") for number in range(3, 6)]
    found = replayed(log, [*rows, *plain])
    hold_equal(found, replay(log.reviews(), SETTINGS))
    assert found["adam/plain"].reviews == 3


def test_answers_beyond_the_calendar_have_one_order_whatever_is_read(log: Store) -> None:
    moments = datetime(1, 1, 2, tzinfo=UTC), datetime(1, 1, 3, tzinfo=UTC)
    rows = [FIRST._replace(at=moments[0], id="b"), SECOND._replace(at=moments[1], id="a")]
    found = replayed(log, rows)
    hold_equal(found, log.read(lambda connection: replay(log_rows.rows_to_replay(connection), SETTINGS)))


def after(number: int, kind: RowKind, **fields: object) -> Review:
    return event(kind, f"event-{number}", at=row(number).at + timedelta(minutes=1), **fields)


THIRD = row(3)._replace(due=21_000)
DAILY = {
    "suspended": [after(2, RowKind.SUSPEND)],
    "suspended and resumed": [after(2, RowKind.SUSPEND), THIRD, after(3, RowKind.RESUME)],
    "buried": [after(1, RowKind.BURY, until=21_000), THIRD],
    "marked before the first answer": [after(0, RowKind.MARK)],
    "a day set": [after(2, RowKind.SET_DUE, due=21_000)],
    "a day set, and answered": [after(2, RowKind.SET_DUE, due=21_000), THIRD, row(4, grade=Grade.AGAIN)],
    "a day set twice, and none": [
        after(1, RowKind.SET_DUE, due=21_000),
        after(2, RowKind.SET_DUE, due=20_900),
        after(3, RowKind.SET_DUE),
    ],
    "an answer undone": [after(2, RowKind.TAKE_BACK, takes_back=SECOND.id), THIRD],
    "an answer undone, and that too": [
        after(2, RowKind.TAKE_BACK, takes_back=SECOND.id),
        after(3, RowKind.TAKE_BACK, takes_back="event-2"),
    ],
    "an event undone": [after(2, RowKind.SUSPEND), after(3, RowKind.TAKE_BACK, takes_back="event-2")],
    "reset and begun anew": [after(0, RowKind.MARK), after(2, RowKind.RESET), THIRD],
    "erased and begun anew": [after(0, RowKind.MARK), after(2, RowKind.ERASE), THIRD],
    "crammed": [after(1, RowKind.CRAM, grade=Grade.AGAIN)],
}


@pytest.mark.parametrize("rows", [pytest.param(rows, id=name) for name, rows in DAILY.items()])
def test_what_people_do_to_cards_needs_no_second_reading(
    log: Store, rows: list[Review], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a log in which every card was once suspended, say, takes three times as long."""
    written = in_order(by_time([FIRST, SECOND, *rows]))
    expected = replay(written, SETTINGS)
    monkeypatch.setattr(log_rows, "rows_to_replay", None)
    hold_equal(replayed(log, written), expected)


def test_the_rows_of_a_renamed_card_alone_are_read_whole(log: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one such card lets a million rows fill the memory."""
    asked: list[set[str]] = []
    read = log_rows.rows_to_replay

    def watched(connection: Connection, now: datetime | None, prompts: Iterable[str]) -> Iterator[PlainRow]:
        asked.append(set(prompts))
        return read(connection, now, prompts)

    monkeypatch.setattr(log_rows, "rows_to_replay", watched)
    rows = [FIRST, SECOND, row(3, "adam/old"), row(4, "adam/new"), row(5, "adam/plain")]
    former = {"adam/old": "adam/new"}
    hold_equal(replayed(log, rows, SETTINGS, former), replay(rows, SETTINGS, former))
    assert asked == [{"adam/old", "adam/new"}]


def test_a_row_ahead_of_its_time_waits_in_a_replay_of_answers(log: Store) -> None:
    ahead = SECOND._replace(at=FIRST.at + timedelta(days=30))
    replayed(log, [FIRST, ahead])
    (memory,) = log.read(lambda connection: states_refresh.replay_all(connection, SETTINGS, {}, FIRST.at))
    hold_equal({memory.card: memory}, replay([FIRST], SETTINGS))
