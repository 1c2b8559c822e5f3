"""Starting memories in the log: which prompts take one, that nothing is written twice, and damaged ones."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.errors import Problem
from flashcards.scheduling import Grade, Review, RowKind, Settings, StartingMemory, write_start
from flashcards.scheduling.replay import replay
from flashcards.storage import Store, backups, repair, states_refresh
from flashcards.storage.database import FILE
from flashcards.storage.rows import INSERT, to_row
from flashcards.storage.start_rows import StartOutcome, preview_starts
from tests.logs import NOON, row

PLAIN = Settings(fuzz=False)
MEMORY = StartingMemory(20_600, 20_500, 100.0, 5.0, 4)


def begun(card: str, memory: StartingMemory = MEMORY) -> Review:
    at = NOON.replace(month=9)
    return Review(f"start-{card}", "here", card, at, 60, RowKind.START, typed=write_start(memory))


def spoil(path: Path, typed: str, card: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update reviews set typed = ? where card = ?", (typed, card))


@pytest.mark.parametrize(
    ("rows", "former", "expected"),
    [
        pytest.param([], {}, StartOutcome(("d/a", "d/b")), id="an empty log"),
        pytest.param([row(0, "d/a")], {}, StartOutcome(("d/b",), ("d/a",)), id="one was reviewed"),
        pytest.param(
            [row(0, "d/a")._replace(kind=RowKind.RESET, grade=None)],
            {},
            StartOutcome(("d/b",), ("d/a",)),
            id="one was reset",
        ),
        pytest.param([row(0, "d/x:1")], {"d/x:1": "d/a"}, StartOutcome(("d/b",), ("d/a",)), id="a former id"),
        pytest.param([row(0, "d/x:1")], {"d/x:1": "d/c"}, StartOutcome(("d/a", "d/b")), id="another's id"),
        pytest.param([begun("d/a")], {}, StartOutcome(("d/b",)), id="one has a start"),
        pytest.param([begun("d/a"), row(0, "d/a")], {}, StartOutcome(("d/b",)), id="a start and a review"),
    ],
)
def test_only_a_prompt_without_rows_takes_a_start(
    tmp_path: Path, rows: list[Review], former: dict[str, str], expected: StartOutcome
) -> None:
    with Store.open(tmp_path) as log:
        for each in rows:
            log.append(each)
    told = preview_starts(tmp_path, [begun("d/a"), begun("d/b")], former)
    with Store.open(tmp_path) as log:
        before = log.reviews()
        assert log.append_starts([begun("d/a"), begun("d/b")], former) == told == expected
        added = [each for each in log.reviews() if each not in before]
        assert [each.card for each in added] == list(expected.taken)
        again = log.append_starts([begun("d/a"), begun("d/b")], former)
        assert again.taken == ()
        assert again.reviewed == expected.reviewed


LATER = replace(MEMORY, last=20_550, due=20_700)


def moved(card: str, memory: StartingMemory = LATER) -> Review:
    """A start that the notes tell a month after the first."""
    return begun(card, memory)._replace(id=f"later-{card}", at=NOON.replace(month=10))


def of_kind(kind: RowKind) -> Review:
    return row(0, "d/a")._replace(kind=kind, grade=None)


@pytest.mark.parametrize(
    ("rows", "memory", "fate"),
    [
        pytest.param([], LATER, "renewed", id="reviewed elsewhere"),
        pytest.param([], MEMORY, "", id="the same"),
        pytest.param([], replace(MEMORY, due=20_800), "", id="another day, but no review"),
        pytest.param([], replace(MEMORY, last=20_400), "", id="an older note"),
        pytest.param([row(0, "d/a")], LATER, "reviewed", id="graded here"),
        pytest.param(
            [row(0, "d/a"), of_kind(RowKind.TAKE_BACK)._replace(id="back", takes_back="row-0")],
            LATER,
            "renewed",
            id="graded here and undone",
        ),
        pytest.param([of_kind(RowKind.RESET)], LATER, "reviewed", id="reset here"),
        pytest.param([of_kind(RowKind.MARK)], LATER, "renewed", id="marked here"),
        pytest.param([of_kind(RowKind.SUSPEND)], LATER, "renewed", id="suspended here"),
        pytest.param([row(0, "d/x:1")], LATER, "reviewed", id="graded under a former id"),
    ],
)
def test_a_start_that_tells_of_a_later_review_is_followed_unless_graded_here(
    tmp_path: Path, rows: list[Review], memory: StartingMemory, fate: str
) -> None:
    former = {"d/x:1": "d/a"}
    brought = [moved("d/a", memory)]
    with Store.open(tmp_path) as log:
        log.append_starts([begun("d/a")])
        for each in rows:
            log.append(each)
        told = log.append_starts(brought, former)
        assert {name: ids for name, ids in told._asdict().items() if ids} == (
            {fate: ("d/a",)} if fate else {}
        )
        found = log.memories(PLAIN, former)
        assert found == replay(log.reviews(), PLAIN, former)
        assert (found["d/a"].day == LATER.last) == (fate == "renewed")
        assert log.append_starts(brought, former).renewed == ()


def test_the_latest_of_two_starts_counts_in_whatever_order_they_are_read(tmp_path: Path) -> None:
    late, early = moved("d/a"), begun("d/a")._replace(at=NOON.replace(month=11))
    assert replay([late, early], PLAIN)["d/a"].day == LATER.last
    assert replay([begun("d/a"), late], PLAIN)["d/a"].day == LATER.last


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    assert preview_starts(tmp_path / "none", [begun("d/a")], {}) == StartOutcome(("d/a",))
    assert not (tmp_path / "none").exists()
    with Store.open(tmp_path) as log:
        log.append(row(0, "d/a"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    preview_starts(tmp_path, [begun("d/a")], {})
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_either_all_starts_are_written_or_none(tmp_path: Path) -> None:
    bad = begun("d/b")._replace(milliseconds=-1)
    with Store.open(tmp_path) as log:
        log.read(
            lambda connection: connection.execute(
                "create trigger full before insert on reviews when new.card = 'd/b'"
                " begin select raise(abort, 'no room'); end"
            )
        )
        with pytest.raises((sqlite3.DatabaseError, Problem)):
            log.append_starts([begun("d/a"), bad])
        assert log.reviews() == []


def test_a_log_that_is_replaced_meanwhile_gets_the_starts(tmp_path: Path) -> None:
    other = tmp_path / "other"
    with Store.open(other) as log:
        log.append(row(0, "d/z"))
    with Store.open(tmp_path) as log:
        log.append_starts([begun("d/a")])
        (other / FILE).replace(tmp_path / FILE)
        log.append(row(1, "d/y"))
        assert {each.card for each in log.reviews()} == {"d/a", "d/y", "d/z"}


def test_memories_come_from_starts_and_the_reviews_after_them(tmp_path: Path) -> None:
    later = row(0, "d/a")._replace(id="later", at=NOON.replace(year=2028))
    with Store.open(tmp_path) as log:
        log.append_starts([begun("d/a"), begun("d/b")])
        log.append(later)
        found = log.memories(PLAIN)
        assert found == replay([begun("d/a"), begun("d/b"), later], PLAIN)
        assert (found["d/a"].reviews, found["d/b"].reviews) == (5, 4)


def test_states_of_another_version_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would hold the memories as if the rows of kind start were not there."""
    with Store.open(tmp_path) as log:
        log.append_starts([begun("d/a")])
        with monkeypatch.context() as older:
            older.setattr(states_refresh, "_VERSION", states_refresh._VERSION - 1)
            older.setattr("flashcards.scheduling.replay.replay", lambda *_: {})
            assert log.memories(PLAIN) == {}
        assert log.memories(PLAIN) == replay([begun("d/a")], PLAIN)


# check, backups and repair


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A log of a review and two starts, with a backup."""
    with Store.open(tmp_path) as log:
        log.append(row(0, "d/z"))
        log.append_starts([begun("d/a"), begun("d/b")])
        log.read(lambda connection: backups.create(connection, log.path))
    return tmp_path


def test_check_accepts_starts_and_counts_them_apart(
    mixed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(mixed))
    assert main(["log", "check"]) == 0
    assert "intact: 3 rows, of them 2 starting memories, until" in capsys.readouterr().out
    found, copies = repair.check_log(mixed, NOON)
    assert found
    assert [(each.rows, each.starts, each.faults) for each in (found, *copies)] == [(3, 2, ())] * (
        1 + len(copies)
    )


def test_check_tells_a_damaged_start_and_repair_takes_it_from_the_backup(mixed: Path) -> None:
    spoil(mixed / FILE, '{"stability":NaN}', "d/a")
    found, _ = repair.check_log(mixed, NOON)
    assert found
    assert "starting memories that cannot be read: 1" in found.faults
    with Store.open(mixed) as log:
        assert {*log.memories(PLAIN)} == {"d/z", "d/b"}
    done = repair.repair(mixed, NOON)
    assert (done.from_backups + done.salvaged, done.lost) == (3, 0)
    healed, copies = repair.check_log(mixed, NOON)
    assert healed
    assert not any(each.faults for each in (healed, *copies))
    with Store.open(mixed) as log:
        assert {*log.memories(PLAIN)} == {"d/z", "d/a", "d/b"}


def test_repair_leaves_out_a_damaged_start_that_no_backup_has(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        path = log.path
    damaged = begun("d/a")._replace(typed="{}")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(f"insert {INSERT}", map(to_row, (row(0, "d/z"), damaged)))
    for copy in backups.all_copies(path):
        copy.unlink()
    assert repair.repair(tmp_path, NOON).lost == 1
    healed, _ = repair.check_log(tmp_path, NOON)
    assert healed
    assert (healed.rows, healed.faults) == (1, ())


def test_a_start_can_be_reset_and_learned_anew(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2028-01-01T12:00:00Z")
    reset = row(0, "d/a")._replace(id="r", kind=RowKind.RESET, grade=None, at=at)
    learned = row(0, "d/a", Grade.EASY)._replace(id="l", at=at.replace(day=2))
    with Store.open(tmp_path) as log:
        log.append_starts([begun("d/a")])
        log.append(reset)
        assert log.memories(PLAIN) == {}
        log.append(learned)
        assert log.memories(PLAIN) == replay([learned], PLAIN)
