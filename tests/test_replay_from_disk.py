"""A log replayed from its file, answers first and in parts, leads to the memories of a plain replay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings, replay
from flashcards.storage import Store, log_rows, states
from flashcards.storage.rows import INSERT, to_row
from tests.changed_settings import changed_settings
from tests.logs import row
from tests.machine_model import hold_equal
from tests.test_events import event, logs

SETTINGS = Settings(fuzz=False)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("log")) as store:
        yield store


def replayed(log: Store, rows: list[Review], settings: Settings = SETTINGS) -> dict[str, Memory]:
    """The memories that a replay of these rows, the only ones in the file, yields."""
    with log._log.connection as connection:
        connection.execute("begin")
        connection.execute("delete from reviews")
        connection.executemany(f"insert {INSERT}", map(to_row, rows))
        found = list(states.replay_all(connection, settings, {}, None))
    memories = {memory.card: memory for memory in found}
    assert len(found) == len(memories), "each prompt has one memory"
    return memories


def by_time(rows: list[Review]) -> list[Review]:
    return sorted(rows, key=lambda each: (each.at, each.id))


@given(rows=logs(), settings=changed_settings, part=st.sampled_from([1, 3, 60_000]))
def test_the_memories_are_those_of_a_plain_replay(
    log: Store, rows: list[Review], settings: Settings, part: int
) -> None:
    with patch.object(log_rows, "PART", part):
        hold_equal(replayed(log, rows, settings), replay(by_time(rows), settings))


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
def test_a_prompt_with_an_unusual_row_is_replayed_from_whole_rows(log: Store, rows: list[Review]) -> None:
    plain = [row(number, "adam/plain") for number in range(3, 6)]
    found = replayed(log, [*rows, *plain])
    hold_equal(found, replay(log.reviews(), SETTINGS))
    assert found["adam/plain"].reviews == 3


def test_a_row_ahead_of_its_time_waits_in_a_replay_of_answers(log: Store) -> None:
    ahead = SECOND._replace(at=FIRST.at + timedelta(days=30))
    replayed(log, [FIRST, ahead])
    (memory,) = log.read(lambda connection: states.replay_all(connection, SETTINGS, {}, FIRST.at))
    hold_equal({memory.card: memory}, replay([FIRST], SETTINGS))
