"""Copies of the review log: when one is made, which go, and what is never touched."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.storage import Store, backups, checks
from tests.logs import fill, ids, ids_of, page_of_rows, row, zero


def study(folder: Path, numbers: range) -> Path:
    """Write these rows, of which only the last is worth the wait for the disk."""
    if len(numbers) > 1:
        fill(folder, numbers[:-1])
    numbers = numbers[-1:]
    with Store.open(folder) as log:
        for number in numbers:
            log.append(row(number))
    return log.path


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "AFTER", 2)
    monkeypatch.setattr(backups, "FIRST", 2)


@pytest.mark.parametrize(
    ("sittings", "copied"),
    [
        pytest.param([19], [], id="too few yet"),
        pytest.param([20], [20], id="the first"),
        pytest.param([20, 199], [20], id="not again so soon"),
        pytest.param([20, 200], [20, 220], id="the second"),
        pytest.param([20, 100, 100], [20, 220], id="two sittings together"),
    ],
)
def test_a_copy_is_made_when_there_is_enough_to_lose(
    tmp_path: Path, sittings: list[int], copied: list[int]
) -> None:
    done = 0
    for count in sittings:
        fill(tmp_path, range(done, done + count - 1))
        path = study(tmp_path, range(done + count - 1, done + count))
        done += count
    assert [len(ids(copy)) for copy in backups.copies(path)] == copied


@pytest.mark.usefixtures("often")
def test_the_newest_three_copies_are_kept(tmp_path: Path) -> None:
    for number in range(12):
        path = study(tmp_path, range(number, number + 1))
    assert [len(ids(copy)) for copy in backups.copies(path)] == [8, 10, 12]
    assert len(list((tmp_path / backups.FOLDER).iterdir())) == 3


@pytest.mark.usefixtures("often")
def test_a_log_begun_anew_is_backed_up_and_the_old_ones_copies_stay(tmp_path: Path) -> None:
    path = study(tmp_path, range(10))
    path.unlink()
    for number in range(100, 110):
        study(tmp_path, range(number, number + 1))
    kept = [ids(copy) for copy in backups.copies(path)]
    assert kept[0] == ids_of(range(10))
    assert kept[-1] == ids_of(range(100, 110))


FOREIGN = [
    "mine.sqlite",
    "²².sqlite",
    "000000008.sqlite",
    "reviews.sqlite",
    "reviews-2026-03-02.sqlite",
    "reviews-２０２６-03-02T12-00-00-000000Z.sqlite",
    "reviews-2026-03-02T12-00-00-000000Z.sqlite.txt",
    "reviews-²².unfinished",
]


@pytest.mark.usefixtures("often")
def test_no_other_file_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / backups.FOLDER
    folder.mkdir()
    for name in FOREIGN:
        (folder / name).write_bytes(b"a person's own")
        os.utime(folder / name, (1, 1))
    (folder / "reviews-2026-01-01T12-00-00-000000Z.sqlite").mkdir()
    for number in range(12):
        path = study(tmp_path, range(number, number + 1))
    assert len(backups.copies(path)) == 3
    assert not {copy.name for copy in backups.copies(path)} & set(FOREIGN)
    assert all((folder / name).read_bytes() == b"a person's own" for name in FOREIGN)


@pytest.mark.usefixtures("often")
def test_no_review_leaves_the_backups_when_the_log_goes_back_to_an_older_state(tmp_path: Path) -> None:
    older = study(tmp_path, range(10)).read_bytes()
    path = study(tmp_path, range(10, 20))
    path.write_bytes(older)
    for number in range(100, 112):
        study(tmp_path, range(number, number + 1))
    assert set().union(*map(ids, backups.copies(path))) >= ids_of(range(20)) | ids_of(range(100, 112))


@pytest.mark.usefixtures("often")
def test_a_damaged_copy_stands_for_no_other(tmp_path: Path) -> None:
    path = study(tmp_path, range(300))
    (good,) = backups.copies(path)
    study(tmp_path, range(300, 310))
    newer = backups.copies(path)[-1]
    assert backups._holds_all(newer, good)
    zero(newer, page_of_rows(newer)[0])
    assert not backups._holds_all(newer, good)
    assert not backups._holds_all(good, newer)


def test_a_copy_that_fails_its_check_is_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path, range(300))
    with closing(sqlite3.connect(path)) as connection:
        good = backups.create(connection, path)
        real = checks.structural_faults

        def faults(of: sqlite3.Connection) -> list[str]:
            return real(of) if of is connection else ["a bad sector"]

        monkeypatch.setattr(checks, "structural_faults", faults)
        with pytest.raises(Problem, match="the backup of the review log is damaged"):
            backups.create(connection, path)
    assert list((tmp_path / backups.FOLDER).iterdir()) == [good]


def test_the_debris_of_a_killed_backup_goes(tmp_path: Path) -> None:
    folder = tmp_path / backups.FOLDER
    folder.mkdir()
    old = ("reviews-1.unfinished", "reviews-1.unfinished-journal")
    for name, age in (*((name, 7200) for name in old), ("reviews-2.unfinished", 0)):
        (folder / name).touch()
        if age:
            os.utime(folder / name, (1, 1))
    path = study(tmp_path, range(30))
    assert sorted(folder.iterdir()) == sorted([*backups.copies(path), folder / "reviews-2.unfinished"])


def test_a_backup_that_cannot_be_made_is_told_and_the_reviews_are_kept(tmp_path: Path) -> None:
    fill(tmp_path, range(30))
    (tmp_path / backups.FOLDER).write_text("a file in the folder's place")
    said: list[str] = []
    with Store.open(tmp_path, said.append) as log:
        log.append(row(30))
    [text] = said
    assert text.startswith("Cannot use the backup of the review log: ")
    assert "All that was done is in the log itself; set FLASHCARDS_HOME" in text
    assert ids(log.path) == ids_of(range(31))


def test_what_a_full_disk_leaves_of_a_backup_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path, range(300))

    def require(connection: sqlite3.Connection, file: Path, what: str = "") -> None:
        if what:
            file.with_name(f"{file.name}-journal").touch()  # as SQLite does that could not roll it back
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backups, "require_whole", require)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.OperationalError):
        backups.create(connection, path)
    assert list((tmp_path / backups.FOLDER).iterdir()) == []


def test_a_copy_that_cannot_be_read_calls_for_another(tmp_path: Path) -> None:
    path = study(tmp_path, range(30))
    (copy,) = backups.copies(path)
    copy.write_bytes(b"junk " * 3000)
    study(tmp_path, range(30, 31))
    assert [len(ids(other)) for other in backups.copies(path) if other != copy] == [31]
    assert copy.exists()


def test_a_copy_that_another_program_finishes_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / backups.FOLDER
    folder.mkdir()
    finished, other = folder / "reviews-done.sqlite", folder / "reviews-7.unfinished"
    finished.touch()
    other.touch()
    stat = Path.stat

    def finishing(path: Path, **more: bool) -> os.stat_result:
        if path == other:
            other.unlink()
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", finishing)
    backups._sweep(finished)
    assert list(folder.iterdir()) == [finished]
