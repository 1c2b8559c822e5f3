"""A log that is removed, replaced or overwritten under a running session keeps what was shown as kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.scheduling import Review, RowKind
from flashcards.storage import Store, backups, database, repair, sidecars
from flashcards.storage.erasure import drop_erased
from tests.logs import NOON, PAGE, as_earlier_versions_left_it, fill, ids, ids_of, row, zero

FILE = database.FILE


def _removed(path: Path, other: Path) -> None:
    path.unlink()


def _folder_removed(path: Path, other: Path) -> None:
    shutil.rmtree(path.parent)


def _renamed_over(path: Path, other: Path) -> None:
    shutil.copyfile(other, path.with_name("arriving"))
    path.with_name("arriving").replace(path)


def _overwritten(path: Path, other: Path) -> None:
    shutil.copyfile(other, path)


def _emptied(path: Path, other: Path) -> None:
    path.write_bytes(b"")


def _moved_and_replaced(path: Path, other: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    shutil.copyfile(other, path)


ACTS = [_removed, _folder_removed, _renamed_over, _overwritten, _emptied, _moved_and_replaced]
OTHER = range(100, 140)
"""The reviews in the file that takes the log's place."""


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return fill(tmp_path / "other", OTHER)


@pytest.mark.parametrize("last", [True, False], ids=["before the end", "before another review"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_what_was_shown_as_kept_is_in_the_file_that_is_there(
    tmp_path: Path, other: Path, act: Callable[[Path, Path], None], last: bool
) -> None:
    fill(tmp_path / "home", range(10))
    told: list[str] = []
    with Store.open(tmp_path / "home", told.append) as log:
        for number in range(10, 15):
            log.append(row(number))
        act(log.path, other)
        if not last:
            log.append(row(15))
            assert [text for text in told if "was re" in text or "was over" in text]
    session = range(10, 15 if last else 16)
    assert ids(log.path) >= ids_of(session)
    assert told
    if act in (_removed, _folder_removed):
        assert ids(log.path) == ids_of(range(session.stop))
    elif act is not _emptied:
        assert ids(log.path) == ids_of(OTHER) | ids_of(session)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_a_replacement_in_the_midst_of_a_commit_is_seen(
    tmp_path: Path, other: Path, act: Callable[[Path, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is exchanged after it was looked at and before the commit has ended."""
    real, looks = database.identity, 0

    def identity(path: Path, empty: bool = False) -> database.Identity | None:
        nonlocal looks
        looks += 1
        found = real(path, empty)
        if looks == 1:
            act(path, other)
        return found

    with Store.open(tmp_path / "home") as log:
        log.append(row(1))
        monkeypatch.setattr(database, "identity", identity)
        log.append(row(2))
    assert ids(log.path) >= {"row-1", "row-2"}


def test_a_log_that_is_removed_again_while_it_is_opened_is_opened_once_more(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, times = database.require_log, 0

    def require_log(connection: sqlite3.Connection, path: Path) -> None:
        nonlocal times
        times += 1
        real(connection, path)
        if times == 1:
            path.unlink()

    with Store.open(tmp_path / "home") as log:
        log.append(row(1))
        log.path.unlink()
        monkeypatch.setattr(database, "require_log", require_log)
        log.append(row(2))
    assert times > 1
    assert ids(log.path) == ids_of(range(1, 3))


@pytest.mark.parametrize("act", [_removed, _renamed_over], ids=lambda act: act.__name__.strip("_"))
@pytest.mark.parametrize("step", ["require_log", "require_tables"])
def test_a_log_that_is_taken_while_a_session_begins_is_opened_once_more(
    tmp_path: Path,
    other: Path,
    act: Callable[[Path, Path], None],
    step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, times = getattr(database, step), 0

    def taken(connection: sqlite3.Connection, path: Path) -> None:
        nonlocal times
        times += 1
        real(connection, path)
        if times == 1:
            act(path, other)

    fill(tmp_path / "home", range(10))
    monkeypatch.setattr(database, step, taken)
    with Store.open(tmp_path / "home") as log:
        log.append(row(1000))
    assert "row-1000" in ids(log.path)


def test_reading_is_of_the_file_that_is_there(tmp_path: Path, other: Path) -> None:
    with Store.open(tmp_path / "home") as log:
        log.append(row(1))
        _renamed_over(log.path, other)
        assert {review.id for review in log.reviews()} == ids_of(OTHER) | {"row-1"}


def test_a_file_that_already_holds_the_session_is_not_worth_a_word(tmp_path: Path) -> None:
    told: list[str] = []
    with Store.open(tmp_path, told.append) as log:
        log.append(row(1))
        shutil.copyfile(log.path, tmp_path / "same")
        (tmp_path / "same").replace(log.path)
        log.append(row(2))
    assert not told
    assert ids(log.path) == ids_of(range(1, 3))


def test_a_commit_that_failed_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file cannot be looked at right after the commit: the row may be in it, and it is said not to be."""
    real, looks = database.identity, 0

    def identity(path: Path, empty: bool = False) -> database.Identity | None:
        nonlocal looks
        looks += 1
        if looks == 2:
            raise PermissionError(13, "Permission denied")
        return real(path, empty)

    with Store.open(tmp_path) as log:
        with monkeypatch.context() as patched:
            patched.setattr(database, "identity", identity)
            with pytest.raises(Problem, match="Permission denied"):
                log.append(row(1))
        again = row(1)._replace(typed="at second thought")
        log.append(again)
        assert log.reviews() == [again]


@pytest.mark.parametrize("junk", [b"junk " * 2000, None], ids=["junk", "a database of others"])
def test_a_review_is_not_shown_as_kept_in_a_file_that_is_no_log(tmp_path: Path, junk: bytes | None) -> None:
    log = Store.open(tmp_path)
    log.path.unlink()
    if junk:
        log.path.write_bytes(junk)
    else:
        with closing(sqlite3.connect(log.path)) as foreign:
            foreign.execute("create table notes (id)")
    before = log.path.read_bytes()
    for call in (lambda: log.append(row(1)), log.close):
        with pytest.raises(Problem, match=r"damaged|not a review log"):
            call()
    assert log.path.read_bytes() == before


@pytest.mark.parametrize("overwrite", [True, False], ids=["overwritten", "replaced"])
def test_where_the_file_is_no_log_any_more_a_backup_has_the_session(tmp_path: Path, overwrite: bool) -> None:
    log = Store.open(tmp_path)
    for number in range(5):
        log.append(row(number))
    if not overwrite:
        log.path.unlink()
    log.path.write_bytes(b"junk " * 9000)
    with pytest.raises(Problem, match="damaged") as told:
        log.close()
    (copy,) = backups.copies(log.path)
    assert str(copy) in told.value.hint
    assert ids(copy) == ids_of(range(5))
    repair.repair(tmp_path, NOON)
    assert ids(log.path) == ids_of(range(5))
    assert sorted(file.name for file in copy.parent.iterdir()) == [copy.name]


# Journals


def test_a_log_of_an_earlier_version_is_taken_over_with_its_write_ahead_file(tmp_path: Path) -> None:
    path = as_earlier_versions_left_it(fill(tmp_path / "a", range(5)), range(5, 9), tmp_path / "home")
    told: list[str] = []
    with Store.open(path.parent, told.append) as log:
        assert {review.id for review in log.reviews()} == ids_of(range(9))
        log.append(row(9))
    assert not told
    assert not path.with_name(f"{FILE}-wal").exists()


@pytest.mark.parametrize("restored", [range(100, 900), range(3)], ids=["another log", "an older copy"])
def test_a_write_ahead_file_of_another_database_is_not_applied(tmp_path: Path, restored: range) -> None:
    path = as_earlier_versions_left_it(fill(tmp_path / "a", range(400)), range(400, 440), tmp_path / "home")
    shutil.copyfile(fill(tmp_path / "b", restored), path)
    told: list[str] = []
    with Store.open(path.parent, told.append) as log:
        found = {review.id for review in log.reviews()}
    assert found >= ids_of(restored)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    if restored.start:
        assert found == ids_of(restored)
        assert path.with_name(f"{FILE}-wal.stray-1").is_file()
        assert "another file" in told[0]


def test_a_write_ahead_file_without_its_database_is_kept(tmp_path: Path) -> None:
    path = as_earlier_versions_left_it(fill(tmp_path / "a", range(5)), range(5, 9), tmp_path / "home")
    written = path.with_name(f"{FILE}-wal").read_bytes()
    path.unlink()
    with Store.open(path.parent) as log:
        assert log.reviews() == []
    assert path.with_name(f"{FILE}-wal.stray-1").read_bytes() == written


def _killed_in_a_commit(path: Path) -> bytes:
    """The rollback journal of a change that had begun to reach the file at `path`, which then has it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma cache_size = 1")  # so that pages reach the file before the commit
        connection.execute("begin immediate")
        connection.execute("update reviews set typed = typed || 'x' || hex(randomblob(100))")
        journal, half = path.with_name(f"{FILE}-journal").read_bytes(), path.read_bytes()
        connection.execute("rollback")
    path.write_bytes(half)
    return journal


def test_a_commit_that_was_cut_off_is_rolled_back(tmp_path: Path) -> None:
    path = fill(tmp_path, range(400))
    before = ids(path)
    journal = _killed_in_a_commit(path)
    path.with_name(f"{FILE}-journal").write_bytes(journal)
    assert sidecars.set_foreign_aside(path) == []
    with Store.open(tmp_path) as log:
        assert {review.id for review in log.reviews()} == before
        assert {review.typed for review in log.reviews()} == {"m_t"}


def _journal_of_a_commit(path: Path, typed: str = "m_x") -> bytes:
    """The journal as it was just before the commit of a changed row ended: of its page and of page 1."""
    journal = path.with_name(f"{FILE}-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = persist")
        connection.execute("begin immediate")
        connection.execute("update reviews set typed = ? where number = 1", (typed,))
        begun = journal.read_bytes()
        connection.execute("commit")
    magic = bytes.fromhex("d9d505f920a163d7")  # written when the journal is on the disk
    return magic + (2).to_bytes(4, "big") + begun[12:512] + journal.read_bytes()[512:]


def test_a_commit_that_was_cut_off_at_its_very_end_is_rolled_back(tmp_path: Path) -> None:
    """Every page is in the file, and the journal has not ended: the change was not confirmed."""
    path = fill(tmp_path, range(400))
    path.with_name(f"{FILE}-journal").write_bytes(_journal_of_a_commit(path))
    assert sidecars.set_foreign_aside(path) == []
    with Store.open(tmp_path) as log:
        assert {review.typed for review in log.reviews()} == {"m_t"}


def test_an_erasure_that_was_cut_off_at_its_very_end_is_rolled_back(tmp_path: Path) -> None:
    """The journal has rows that the file lacks, and is its own all the same: they are to be forgotten."""
    path, at = fill(tmp_path, range(60)), datetime(2030, 1, 1, tzinfo=UTC)
    with Store.open(tmp_path) as log:
        log.append(Review("erase", log.device, "adam/7", at, 0, RowKind.ERASE))
    journal = path.with_name(f"{FILE}-journal")
    journal.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = persist")
        connection.execute("begin immediate")
        drop_erased(connection, at)
        connection.execute("pragma journal_size_limit = -1")
        begun = journal.read_bytes()[:512]
        connection.execute("commit")
    pages = journal.read_bytes()[512:]
    magic = bytes.fromhex("d9d505f920a163d7")
    count = len(pages) // (PAGE + 8)
    journal.write_bytes(magic + count.to_bytes(4, "big") + begun[12:] + pages)
    assert "row-7" not in ids_in_a_copy(path)
    assert sidecars.set_foreign_aside(path) == []
    assert "row-7" in ids(path)


def ids_in_a_copy(path: Path) -> set[str]:
    """The ids in the file without its journal."""
    return ids(Path(shutil.copyfile(path, path.with_name("copy.sqlite"))))


def test_a_journal_that_is_written_meanwhile_is_left_to_who_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a program that studies, too: its journal and the file are not read at one moment."""
    path = fill(tmp_path, range(60))
    journal = path.with_name(f"{FILE}-journal")
    foreign = _journal_of_a_commit(fill(tmp_path / "other", range(400)))
    for is_written in (True, False):
        journal.write_bytes(foreign)

        def is_none_of_ours(path: Path, side: Path, is_written: bool = is_written) -> bool:
            if is_written:
                side.write_bytes(side.read_bytes()[:12] + b"next" + side.read_bytes()[16:])
            return False

        monkeypatch.setattr(sidecars, "_journal_belongs", is_none_of_ours)
        assert bool(sidecars.set_foreign_aside(path)) is not is_written


def test_a_journal_from_before_later_commits_is_not_applied(tmp_path: Path) -> None:
    """It would leave the structure whole and the rows the same, and undo what was written since."""
    path = fill(tmp_path, range(400))
    journal = _journal_of_a_commit(path)
    for typed in ("m_a", "m_b", "m_c"):
        _journal_of_a_commit(path, typed)  # SQLite does not count a change to what is there already
    path.with_name(f"{FILE}-journal").write_bytes(journal)
    assert len(sidecars.set_foreign_aside(path)) == 1


def test_a_write_ahead_file_that_a_database_needs_is_applied(tmp_path: Path) -> None:
    """A kill in the midst of a checkpoint leaves a file that is damaged without it."""
    path = as_earlier_versions_left_it(fill(tmp_path / "a", range(5)), range(5, 9), tmp_path / "home")
    zero(path, 2)
    with Store.open(path.parent) as log:
        assert {review.id for review in log.reviews()} == ids_of(range(9))


@pytest.mark.parametrize("commits", [1, 2, 7], ids=["the same count", "one further", "another count"])
@pytest.mark.parametrize("rows", [range(1000, 1700), range(1000, 1400)], ids=["longer", "as long"])
def test_the_rollback_journal_of_another_file_is_not_applied(
    tmp_path: Path, rows: range, commits: int
) -> None:
    journal = _killed_in_a_commit(fill(tmp_path / "a", range(400)))
    path = fill(tmp_path / "home", rows[: 1 - commits or None])
    for number in rows[1 - commits or len(rows) :]:
        fill(path.parent, range(number, number + 1))
    path.with_name(f"{FILE}-journal").write_bytes(journal)
    told: list[str] = []
    with Store.open(path.parent, told.append) as log:
        assert {review.id for review in log.reviews()} == ids_of(rows)
    assert "another file" in told[0]


def test_between_two_commits_the_file_alone_is_the_log(tmp_path: Path) -> None:
    with Store.open(tmp_path) as log:
        for number in range(30):
            log.append(row(number))
            copy = tmp_path / f"copy-{os.getpid()}"
            shutil.copyfile(log.path, copy)
            assert ids(copy) == ids_of(range(number + 1))


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """With `normal`, power that fails right after a review takes it; no test can cut the power."""
    full = 2
    with Store.open(tmp_path) as log:
        assert log._log.connection.execute("pragma synchronous").fetchone() == (full,)
        assert log._log.connection.execute("pragma journal_mode").fetchone() == ("persist",)
