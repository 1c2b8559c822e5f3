from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.scheduling import Grade, RowKind, Settings
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.scheduling.replay import replay
from flashcards.storage import (
    Store,
    backups,
    database,
    log_rows,
    log_states,
    migrations,
    states,
    states_refresh,
)
from flashcards.storage.foreign_writes import ForeignWrites
from flashcards.storage.rows import INSERT, to_row
from tests.logs import NOON, fill, row


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


# What is written is read


def test_a_row_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [
        row(0),
        row(1)._replace(typed="β₁·m\n\x00'; drop table reviews --", confidence=None),
        row(2)._replace(kind=RowKind.RESET, grade=None, offset_minutes=-330),
        row(3)._replace(kind=RowKind.CRAM, at=NOON + timedelta(days=1, milliseconds=7)),
    ]
    with Store.open(tmp_path) as log:
        for one in rows:
            log.append(one)
    with Store.open(tmp_path) as log:
        assert log.reviews() == rows


def test_rows_come_in_the_order_in_which_they_happened(log: Store) -> None:
    for number in (2, 0, 1):
        log.append(row(number))
    assert log.reviews() == [row(0), row(1), row(2)]


def test_a_row_is_never_written_twice(log: Store) -> None:
    log.append(row(0))
    with pytest.raises(sqlite3.IntegrityError):
        log.append(row(0))
    assert log.reviews() == [row(0)]


@pytest.mark.parametrize(
    "wrong", [{"grade": 5}, {"grade": 0}, {"milliseconds": 60_001}, {"confidence": 101}], ids=str
)
def test_a_row_that_makes_no_sense_is_refused(log: Store, wrong: dict[str, int]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        log.append(row(0)._replace(**wrong))


@pytest.mark.parametrize(("rows", "larger"), [(1, 0), (log_states.MANY, 0), (log_states.MANY + 1, 1)])
def test_only_bulk_work_has_a_large_cache_and_gives_it_back(log: Store, rows: int, larger: int) -> None:
    usual, said = log._log.connection.execute("pragma cache_size").fetchone(), list[str]()
    log._log.connection.set_trace_callback(said.append)
    log.append(*(row(number) for number in range(rows)))
    assert sum(str(database.ROOM) in each for each in said) == larger
    assert log._log.connection.execute("pragma cache_size").fetchone() == usual


def test_undo_is_a_row(log: Store) -> None:
    log.append(row(0))
    log.append(row(1))
    log.take_back_all([row(1)], datetime(2026, 3, 3, 1, 30, tzinfo=timezone(timedelta(hours=2))))
    back = log.reviews()[-1]
    assert (back.kind, back.card, back.takes_back) == (RowKind.TAKE_BACK, "adam/m", "row-1")
    assert (back.at, back.offset_minutes) == (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), 120)
    assert log.memories(Settings()) == replay([row(0)], Settings())


def test_the_device_keeps_its_id(tmp_path: Path) -> None:
    with Store.open(tmp_path) as first, Store.open(tmp_path) as second:
        assert first.device == second.device
        assert len(first.device) == 32
    with Store.open(tmp_path / "other") as other:
        assert other.device != first.device


# The states


def test_memories_are_those_of_the_whole_log_at_every_row(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(12):
        with Store.open(tmp_path) as log:
            log.append(row(number, f"adam/{number % 4}", Grade(number % 4 + 1)))
            if number % 5 == 4:
                log.take_back_all([row(number, f"adam/{number % 4}")], NOON + timedelta(days=number))
            assert log.memories(settings) == replay(log.reviews(), settings)
            assert log.memories(settings) == replay(log.reviews(), settings)


def test_a_row_from_another_device_may_come_late(log: Store) -> None:
    for number in (0, 2, 3, 4):
        log.append(row(number))
    log.memories(Settings())
    with closing(sqlite3.connect(log.path)) as other, other:
        other.execute(f"insert {INSERT}", to_row(row(1, grade=Grade.AGAIN)))
    assert log.memories(Settings()) == replay(
        [row(0), row(1, grade=Grade.AGAIN), *map(row, (2, 3, 4))], Settings()
    )


def test_the_states_are_those_of_their_settings_and_may_be_dropped(log: Store) -> None:
    for number in range(6):
        log.append(row(number))
    before = log.memories(Settings())
    strict = Settings(retention=0.97)
    assert log.memories(strict) == replay(log.reviews(), strict) != before
    for loss in ("drop table states", "drop table states_of", "delete from states", "delete from states_of"):
        with closing(sqlite3.connect(log.path)) as other, other:
            other.execute(loss)
        with Store.open(log.path.parent) as again:
            assert again.memories(Settings()) == before


@pytest.mark.parametrize("table", ["states", "states_of", "states_before", "orphans"])
def test_the_states_may_be_dropped_while_the_log_is_open(log: Store, table: str) -> None:
    log.append(row(0), row(1, "adam/1"))
    log.memories(Settings())
    with closing(sqlite3.connect(log.path)) as other, other:
        other.execute(f"drop table {table}")
    log.append(row(2), row(3))
    assert [known.id for known in log.reviews()] == [row(number).id for number in range(4)]
    assert log.memories(Settings()) == replay(log.reviews(), Settings())


def test_a_first_review_taken_back_leaves_no_state(log: Store) -> None:
    for number in range(4):
        log.append(row(number, f"adam/{number}"))
    log.memories(Settings())
    log.take_back_all([row(3, "adam/3")], NOON + timedelta(days=2))
    assert set(log.memories(Settings())) == {"adam/0", "adam/1", "adam/2"}


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The prompts of the rows that are replayed from here on."""
    seen: list[str] = []

    def watched(rows: Iterable[PlainRow], settings: Settings, former: dict[str, str]) -> dict[str, object]:
        known = list(rows)
        seen.extend(row.card for row in known)
        return dict(replay(known, settings, former))

    monkeypatch.setattr("flashcards.scheduling.replay.replay", watched)
    return seen


def test_a_state_is_written_with_its_row(log: Store, replayed: list[str]) -> None:
    log.refresh(Settings())
    rows = [row(number, f"adam/{number % 3}", Grade.EASY) for number in range(6)]
    for one in rows:
        log.append(one)
    assert log.memories(Settings(new_per_day=1)) == replay(rows, Settings())
    assert replayed == []


def test_a_log_of_which_nothing_stands_is_replayed_once(log: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(row(0), row(1))
    log.take_back_all([row(0), row(1)], NOON + timedelta(days=2))
    log._log.connection.execute("delete from states_of")
    assert log.memories(Settings()) == {}
    monkeypatch.setattr(states_refresh, "replay_all", None)
    assert log.memories(Settings()) == {}
    log.append(row(2))
    assert log.read(states.load_states) == replay(log.reviews(), Settings())
    assert log.memories(Settings()) == replay(log.reviews(), Settings())


def test_the_rows_of_another_program_are_taken_in(log: Store, replayed: list[str]) -> None:
    for number in range(6):
        log.append(row(number, f"adam/{number}"))
    log.memories(Settings())
    replayed.clear()
    with closing(sqlite3.connect(log.path)) as other, other:
        other.execute(f"insert {INSERT}", to_row(row(6, "adam/6")))
    log.append(row(7, "adam/7"))
    assert set(log.memories(Settings())) == {f"adam/{number}" for number in range(8)}
    assert replayed == ["adam/6", "adam/7"]


def test_a_row_far_ahead_waits_for_its_time(log: Store) -> None:
    log.append(row(0))
    log.append(row(1)._replace(at=NOON + timedelta(days=90), grade=Grade.AGAIN))
    log.append(row(2, "adam/v"))
    now = NOON + timedelta(days=2)
    assert log.memories(Settings(), now=now) == replay([row(0), row(2, "adam/v")], Settings())
    assert len(log.waiting(now)) == 1
    later = NOON + timedelta(days=90)
    assert log.memories(Settings(), now=later) == replay(log.reviews(), Settings())
    assert log.waiting(later) == []


def test_a_row_far_ahead_waits_also_when_its_prompt_is_answered_again(log: Store) -> None:
    now = NOON + timedelta(days=2)
    ahead = row(1)._replace(at=NOON + timedelta(days=90), grade=Grade.AGAIN)
    log.append(row(0), ahead)
    log.refresh(Settings(), now=now)
    log.append(row(2))
    assert log.memories_of(["adam/m"]) == replay([row(0), row(2)], Settings())
    assert log.memories(Settings(), now=now) == replay([row(0), row(2)], Settings())


@pytest.mark.parametrize(
    ("device", "counts"),
    [
        pytest.param("", True, id="the time of this device has come nearer"),
        pytest.param("other", False, id="what another device wrote says nothing of the time here"),
    ],
)
def test_a_row_far_ahead_counts_once_an_answer_is_less_than_a_day_before_it(
    log: Store, device: str, counts: bool
) -> None:
    ahead = row(1)._replace(at=NOON + timedelta(hours=30), grade=Grade.AGAIN)
    answer = row(2, "adam/v")._replace(at=NOON + timedelta(hours=9), device=device or log.device)
    log.append(row(0), ahead)
    log.refresh(Settings(), now=NOON)
    log.append(answer)
    rows = [row(0), ahead, answer] if counts else [row(0), answer]
    assert log.memories_of(["adam/m", "adam/v"]) == replay(rows, Settings())


def test_a_row_counts_no_longer_when_the_clock_is_put_right(log: Store) -> None:
    now = NOON + timedelta(days=90)
    ahead = row(1)._replace(at=now, device=log.device)
    log.append(row(0))
    log.refresh(Settings(), now=NOON)
    log.append(ahead)
    assert log.memories_of(["adam/m"]) == replay([row(0), ahead], Settings()), "the clock was set forward"
    assert log.memories(Settings(), now=now) == replay([row(0), ahead], Settings())
    assert log.memories(Settings(), now=NOON) == replay([row(0)], Settings())
    assert log.waiting(NOON) == [ahead._replace(seq=2)]


def test_what_was_undone_with_the_clock_ahead_stays_undone(log: Store) -> None:
    log.append(row(0))
    log.take_back_all([row(0)], NOON + timedelta(days=90))
    assert log.memories(Settings(), now=NOON + timedelta(days=1)) == {}
    assert log.waiting(NOON) == []


def test_what_was_undone_is_not_undone_twice(log: Store) -> None:
    log.append(row(0), row(1))
    log.take_back_all([row(0)], NOON)
    log.take_back_all([row(0), row(1)], NOON)
    assert [each.takes_back for each in log.reviews() if each.takes_back] == ["row-0", "row-1"]
    log.take_back_all([], NOON)


def test_a_full_disk_does_not_keep_the_memories_back(tmp_path: Path) -> None:
    fill(tmp_path, range(300))
    with Store.open(tmp_path) as log:
        pages = log._log.connection.execute("pragma page_count").fetchone()[0]
        log._log.connection.execute(f"pragma max_page_count = {pages}")
        before = replay(log.reviews(), Settings())
        for settings in (Settings(), Settings(new_per_day=1)):
            assert log.memories(settings) == before
        log._log.connection.execute(f"pragma max_page_count = {pages + 1000}")
        log.append(row(300, "adam/0"))
        assert log.memories(Settings()) == replay(log.reviews(), Settings())


def test_a_log_that_another_program_writes_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    path = fill(tmp_path, range(30))
    with Store.open(tmp_path) as log:
        before = log.memories(Settings(), now=NOON)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Store.open(tmp_path) as log:
        other.execute("begin immediate")
        assert log.memories(Settings(), now=NOON) == before


@pytest.mark.parametrize("year", [1969, 2262, 2263, 9990, 9999, 292_000_000, -292_000_000])
def test_a_row_of_any_year_is_read_and_replayed(log: Store, year: int) -> None:
    log.append(row(0))
    log.append(row(1, "adam/v"))
    at = (year - 1970) * 31_556_952_000
    with closing(sqlite3.connect(log.path, isolation_level=None)) as other:
        other.execute("update reviews set at = ? where id = 'row-1'", (at,))
    log.append(row(2, "adam/v"))
    memory = log.memories(Settings())["adam/v"]
    assert memory.reviews == 2
    assert memory.due > NOON
    assert log.memories(Settings())["adam/m"] == replay([row(0)], Settings())["adam/m"]


def test_half_a_character_is_stored_as_a_question_mark(log: Store) -> None:
    log.append(row(0)._replace(typed="m\udc80"))
    assert log.reviews()[0].typed == "m?"


def test_a_full_disk_is_told_and_what_was_kept_stays(log: Store) -> None:
    log.append(row(0))
    [(pages,)] = log._log.connection.execute("pragma page_count").fetchall()
    log._log.connection.execute(f"pragma max_page_count = {pages}")
    kept = [row(0)]

    def go_on() -> None:
        for number in range(1, 500):
            log.append(row(number))
            kept.append(row(number))

    with pytest.raises(Problem, match="no room left for the review log"):
        go_on()
    assert log.reviews() == kept
    log._log.connection.execute("pragma max_page_count = 100000")
    log.append(row(len(kept)))


# Sudden ends, and two at once

STUDY = """
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from flashcards.deck.model import BasicAnswer, Card
from flashcards.errors import Place
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Grade, Settings
from tests.pools import start
from flashcards.storage import Store, backups, review_log as store, migrations

log = Store.open(Path(sys.argv[1]))
now = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))
seed, grades, settings = sys.argv[2], int(sys.argv[3]), Settings(new_per_day=1000)
prompts = [Prompt(Card("adam", f"{n}", "?", BasicAnswer("!"), Place("adam.yaml"))) for n in range(grades)]
session = start(prompts, log.memories(settings), now, settings, device=log.device, seed=seed)
for count in range(grades):
    session, review = session.show().grade(Grade.GOOD, now + timedelta(seconds=count), 2000)
    log.append(review)
print("recorded", flush=True)
sys.stdin.read()
"""


def studying(folder: Path, seed: str, grades: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", STUDY, str(folder), seed, str(grades)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_session_killed_after_a_grade_has_kept_it_and_nothing_else(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        log.append(row(0, "sgd/x"))
        before = log.memories(Settings())
    with studying(tmp_path, "killed", 1) as process:
        assert told(process) == "recorded"
        os.kill(process.pid, signal.SIGKILL)
    with Store.open(tmp_path) as log:
        kept, killed = log.reviews()
        assert kept == row(0, "sgd/x")
        assert (killed.id, killed.card, killed.grade) == ("killed-0", "adam/0", Grade.GOOD)
        memories = log.memories(Settings())
    assert memories.pop("adam/0").reviews == 1
    assert memories == before


def test_two_sessions_write_at_once(tmp_path: Path) -> None:
    """Both also make the file at once, since there is none yet."""
    with studying(tmp_path, "one", 40) as one, studying(tmp_path, "two", 40) as two:
        assert [told(one), told(two)] == ["recorded", "recorded"]
        for process in (one, two):
            process.communicate()
    with Store.open(tmp_path) as log:
        ids = [review.id for review in log.reviews()]
        assert len(ids) == len(set(ids))
        assert sorted(name.partition("-")[0] for name in ids) == ["one"] * 40 + ["two"] * 40
        assert len({review.device for review in log.reviews()}) == 1


def test_a_log_that_is_held_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with Store.open(tmp_path) as log:
        other = sqlite3.connect(log.path, isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(Problem, match="another program is writing") as told_of:
            log.append(row(0))
        assert "try again" in told_of.value.hint
        other.execute("rollback")
        other.close()
        log.append(row(0))
        assert log.reviews() == [row(0)]


RACING = """
import sys
from pathlib import Path
from flashcards.storage import Store
from tests.logs import row

print("ready", flush=True)
sys.stdin.readline()
with Store.open(Path(sys.argv[1])) as log:
    for number in range(10):
        log.append(row(number)._replace(id=f"{sys.argv[2]}-{number}"))
print("recorded", flush=True)
"""


def test_new_processes_race_to_make_the_log(tmp_path: Path) -> None:
    """Each opens the same empty folder at the same moment; nobody is told that it is locked."""
    for attempt in range(2):
        folder = tmp_path / f"{attempt}"
        racers = [
            subprocess.Popen(
                [sys.executable, "-c", RACING, str(folder), name],
                **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True},
            )
            for name in ("one", "two", "three")
        ]
        assert [told(racer) for racer in racers] == ["ready"] * 3
        for racer in racers:
            assert racer.stdin
            racer.stdin.write("go\n")
            racer.stdin.flush()
        for racer in racers:
            assert racer.communicate()[0] == "recorded\n"
        with Store.open(folder) as log:
            assert len(log.reviews()) == 30
            assert len({review.device for review in log.reviews()}) == 1


def test_a_log_that_is_being_made_is_not_taken_for_a_foreign_one(tmp_path: Path) -> None:
    """Another process makes it between two looks at the file."""

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:  # type: ignore[override]
            if "sqlite_schema" in sql:
                other = sqlite3.connect(path, timeout=0, isolation_level=None)
                with closing(other), suppress(sqlite3.OperationalError):
                    migrations.migrate(other)
            return super().execute(sql, *parameters)

    path = tmp_path / "log"
    with closing(sqlite3.connect(path, factory=Watched, isolation_level=None)) as connection:
        database.require_log(connection, path)


def test_an_earlier_version_that_has_the_log_open_is_waited_out(tmp_path: Path) -> None:
    """Its write-ahead file cannot be ended meanwhile; both write all the same."""
    path = fill(tmp_path, range(2))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("pragma journal_mode = wal")
    other.execute("select * from reviews").fetchall()
    with Store.open(tmp_path) as log:
        log.append(row(2))
        assert other.execute("select count(*) from reviews").fetchone() == (3,)
    other.close()
    with Store.open(tmp_path) as log:
        assert log._log.connection.execute("pragma journal_mode").fetchone() == ("persist",)


# What can be wrong with the folder or the file


def _file_in_the_way(folder: Path) -> None:
    folder.write_text("not a folder")


def _folder_in_the_way(folder: Path) -> None:
    (folder / database.FILE).mkdir(parents=True)


def _unwritable(folder: Path) -> None:
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write everywhere")


def _pipe_in_the_way(folder: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes in folders on this system")
    folder.mkdir()
    os.mkfifo(folder / database.FILE)


def _device_in_the_way(folder: Path) -> None:
    folder.mkdir()
    (folder / database.FILE).symlink_to(os.devnull)


def _link_to_itself(folder: Path) -> None:
    folder.mkdir()
    (folder / database.FILE).symlink_to(folder / database.FILE)


def _folder_link_to_itself(folder: Path) -> None:
    folder.symlink_to(folder)


def _no_tables(folder: Path) -> None:
    with closing(sqlite3.connect(fill(folder, range(2)), isolation_level=None)) as other:
        other.execute("drop table reviews")


def _no_text(folder: Path) -> None:
    with closing(sqlite3.connect(fill(folder, range(2)), isolation_level=None)) as other:
        other.execute("update reviews set typed = cast(x'ff' as text)")


def _damaged(folder: Path) -> None:
    folder.mkdir()
    (folder / database.FILE).write_bytes(b"not a database at all " * 400)


def _foreign(folder: Path) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / database.FILE) as other:
        other.execute("create table notes (id)")
    other.close()


def _newer(folder: Path) -> None:
    with Store.open(folder) as log:
        path = log.path
    with sqlite3.connect(path) as other:
        other.execute("pragma user_version = 99")
    other.close()


@pytest.mark.parametrize(
    ("spoil", "message", "hint"),
    [
        pytest.param(
            _file_in_the_way, "is not a folder", "FLASHCARDS_HOME", id="a file in the folder's place"
        ),
        pytest.param(_folder_in_the_way, "cannot open", "FLASHCARDS_HOME", id="a folder in the file's place"),
        pytest.param(_unwritable, "cannot", "FLASHCARDS_HOME", id="a folder that may not be written"),
        pytest.param(_pipe_in_the_way, "is not a file", "FLASHCARDS_HOME", id="a pipe"),
        pytest.param(_device_in_the_way, "is not a file", "FLASHCARDS_HOME", id="a device"),
        pytest.param(_link_to_itself, "cannot use", "FLASHCARDS_HOME", id="a link to itself"),
        pytest.param(
            _folder_link_to_itself, "not a folder", "FLASHCARDS_HOME", id="a folder that is a circle"
        ),
        pytest.param(_no_tables, "is damaged", "log repair", id="no tables"),
        pytest.param(_no_text, "is damaged", "log repair", id="text that is none"),
        pytest.param(_damaged, "is damaged", "flashcards log repair", id="no database"),
        pytest.param(_foreign, "is not a review log", "FLASHCARDS_HOME", id="another program's database"),
        pytest.param(_newer, "newer flashcards", "upgrade", id="a newer schema"),
    ],
)
def test_a_log_that_cannot_be_used_is_told(
    tmp_path: Path, spoil: Callable[[Path], None], message: str, hint: str
) -> None:
    folder = tmp_path / "home"
    spoil(folder)
    with pytest.raises(Problem, match=message) as told_of, Store.open(folder) as log:
        log.reviews()
    assert hint in told_of.value.hint
    assert str(folder) in told_of.value.message


# Migrations


def test_an_older_log_is_migrated_after_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path) as log:
        log.append(row(0))

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("create table marks (card text) strict")

    both = (*migrations.MIGRATIONS, second)
    monkeypatch.setattr(migrations, "MIGRATIONS", both)
    with Store.open(tmp_path) as log:
        assert log.reviews() == [row(0)]
    assert _tables(log.path) >= {"reviews", "marks"}
    (copy,) = backups.copies(log.path)
    assert "marks" not in _tables(copy)


def test_a_migration_that_fails_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path) as log:
        log.append(row(0))

    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("drop table reviews")
        connection.execute("create table nonsense (")

    with monkeypatch.context() as patched:
        both = (*migrations.MIGRATIONS, fails)
        patched.setattr(migrations, "MIGRATIONS", both)
        with pytest.raises(sqlite3.OperationalError):
            Store.open(tmp_path)
    with Store.open(tmp_path) as log:
        assert log.reviews() == [row(0)]


def _tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("select name from sqlite_schema")}
    connection.close()
    return names


FORMER = {"d/c:1": "d/c:sgd", "d/c:2": "d/c:adam", "d/e:1": "d/e:x"}


def test_reviews_under_a_former_id_belong_to_the_prompt_as_it_is_called_now(log: Store) -> None:
    for number, name in enumerate(("d/c:1", "d/c:2", "d/c:1", "d/c:sgd", "d/other")):
        log.append(row(number, name))
    named = [review._replace(card=FORMER.get(review.card, review.card)) for review in log.reviews()]
    assert log.memories(Settings(), FORMER) == replay(named, Settings())
    assert log.memories(Settings(), FORMER)["d/c:sgd"].reviews == 3
    assert [review.card for review in log.reviews()][:2] == ["d/c:1", "d/c:2"], "rows are never changed"


def test_the_states_and_former_ids_agree(log: Store) -> None:
    for number, name in enumerate(("d/c:1", "d/c:2", "d/c:1", "d/e")):
        log.append(row(number, name))
    log.memories(Settings(), FORMER)
    for number, name in enumerate(("d/c:sgd", "d/e", "d/c:2"), 4):
        log.append(row(number, name))
        named = [review._replace(card=FORMER.get(review.card, review.card)) for review in log.reviews()]
        assert log.memories(Settings(), FORMER) == replay(named, Settings())
    assert log.memories(Settings()) == replay(log.reviews(), Settings())


@pytest.mark.parametrize("part", [1, 2, 3, 4, 7, 100])
def test_a_large_log_is_replayed_in_parts_with_the_same_memories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(log_rows, "PART", part)
    rows = [
        row(number, card) for number, card in enumerate(["d/b", "d/a", "d/a:x", "d/b", "d/é", "d/a", "d/Z"])
    ]
    with Store.open(tmp_path) as store:
        store.append(*rows)
        ranges = store.read(log_rows.ranges_of_cards)
        assert (ranges == [None]) == (part >= len(rows))
        assert len(ranges) <= max(1, len(rows) // part + 1)
        store.read(states.make_anew)
        assert store.memories(Settings()) == replay(rows, Settings())


# what other programs write


def test_what_this_program_writes_counts_as_no_others_and_asks_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log, Store.open(tmp_path) as other:
        writes = ForeignWrites(log)
        begun = writes.count()
        with pytest.MonkeyPatch.context() as patch:
            log.append(row(0))
            patch.setattr(log, "read", None)
            assert writes.count() == begun
        other.append(row(1))
        assert writes.count() == begun + 1
        log.append(row(2))
        other.append(row(3))
        assert writes.count() == begun + 2
        other.append(row(4))
        log.append(row(5))
        assert writes.count() == begun + 3
