"""Reviews that are to be forgotten go from the logs and files of all devices, and no others do."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from flashcards.cli import main
from flashcards.exchange import segments
from flashcards.scheduling import Review, RowKind, Settings
from flashcards.storage import Store, backups, erasure
from flashcards.storage.anki_exports import NoteInAnki, all_exported, save_exported
from flashcards.storage.database import FILE
from flashcards.storage.erasure import drop_erased, write_compactly
from flashcards.storage.log_files import export_log
from flashcards.storage.repair import check_log, repair
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from tests.logs import fill, ids, ids_of, row

LATER = datetime(2030, 1, 1, tzinfo=UTC)
CARD = "adam/7"
"""The card of the rows 7, 57, 107, …"""
OTHERS = ids_of(range(110)) - {"row-7", "row-57", "row-107"}


def sync(*homes: Path, folder: Path) -> None:
    for home in homes:
        with Store.open(home) as store:
            synchronize(store, SyncFolder(folder), now=LATER)


def erase(home: Path, name: str = "erase-1", at: datetime = LATER) -> None:
    """Writes the row that asks for it, as one of the device."""
    with Store.open(home) as store:
        store.append(Review(name, store.device, CARD, at, 0, RowKind.ERASE))


def texts(folder: Path) -> str:
    """All that the files of the folder hold."""
    packed = [gzip.decompress(path.read_bytes()).decode() for path in folder.rglob("*.jsonl.gz")]
    return "".join([*packed, *(path.read_text(encoding="utf-8") for path in folder.rglob("*.jsonl"))])


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    """Two devices with the same 110 rows, most of them in closed segments of the first, and their folder."""
    monkeypatch.setattr(segments, "MOST_ROWS", 20)
    one, two, folder = tmp_path / "one", tmp_path / "two", tmp_path / "folder"
    fill(one, range(110))
    sync(one, two, folder=folder)
    return one, two, folder


def test_erased_rows_go_everywhere_and_no_others(devices: tuple[Path, Path, Path]) -> None:
    one, two, folder = devices
    erase(one)
    sync(one, two, folder=folder)
    assert ids(one / FILE) == ids(two / FILE) == OTHERS | {"erase-1"}
    assert f'"{CARD}"' in texts(folder)  # the row that asks for it
    assert not {"row-7", "row-57", "row-107"} & {
        json.loads(line)[0] for line in texts(folder).splitlines() if line.startswith("[")
    }
    fresh = folder.parent / "three"
    sync(fresh, folder=folder)
    assert ids(fresh / FILE) == OTHERS | {"erase-1"}


def test_a_device_that_did_not_write_the_segments_asks_for_it(devices: tuple[Path, Path, Path]) -> None:
    one, two, folder = devices
    erase(two)
    sync(two, one, two, folder=folder)
    assert ids(one / FILE) == ids(two / FILE) == OTHERS | {"erase-1"}
    assert "row-57" not in texts(folder)
    before = {path.name for path in folder.rglob("*.jsonl*")}
    sync(one, two, folder=folder)
    assert {path.name for path in folder.rglob("*.jsonl*")} == before


def test_segments_without_erased_rows_stay(devices: tuple[Path, Path, Path]) -> None:
    one, _, folder = devices
    before = {path.name: path.read_bytes() for path in folder.rglob("*.jsonl.gz")}
    erase(one)
    sync(one, folder=folder)
    after = {path.name: path.read_bytes() for path in folder.rglob("*.jsonl.gz")}
    kept = before.keys() & after.keys()
    assert len(kept) == 3  # rows 7, 57 and 107 were in the first and third of five, and in the tail
    assert all(before[name] == after[name] for name in kept)


def test_numbers_of_erased_rows_are_not_given(devices: tuple[Path, Path, Path]) -> None:
    one, two, folder = devices
    erase(one)
    sync(one, two, one, folder=folder)
    for home in (one, two):
        with Store.open(home) as store:
            outcome = synchronize(store, SyncFolder(folder), now=LATER)
        assert (outcome.new, outcome.given) == (0, 0)


def test_a_crash_before_the_old_segments_go_is_made_good(
    devices: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, folder = devices
    erase(one)
    with monkeypatch.context() as patch:
        patch.setattr(SyncFolder, "remove", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sync(one, folder=folder)
    assert "row-57" in texts(folder)
    sync(one, two, folder=folder)
    assert "row-57" not in texts(folder)
    assert ids(two / FILE) == OTHERS | {"erase-1"}


def test_what_was_reviewed_since_stays(devices: tuple[Path, Path, Path]) -> None:
    one, two, folder = devices
    erase(one, at=datetime(2020, 1, 1, tzinfo=UTC))
    sync(one, two, folder=folder)
    assert ids(two / FILE) == ids_of(range(110)) | {"erase-1"}


def test_a_row_of_a_clock_far_ahead_waits(devices: tuple[Path, Path, Path]) -> None:
    one, two, folder = devices
    erase(one, at=datetime(2090, 1, 1, tzinfo=UTC))
    sync(one, two, folder=folder)
    assert ids(one / FILE) == ids_of(range(110)) | {"erase-1"}


def test_numbers_are_never_given_twice_and_the_states_follow(tmp_path: Path) -> None:
    path = fill(tmp_path, range(110))
    with Store.open(tmp_path) as store:
        memories = store.memories(Settings())
        store.append(Review("erase-1", store.device, CARD, LATER, 0, RowKind.ERASE))
        erased = store.write(lambda log: drop_erased(log, LATER))
        assert len(erased) == 3
        newest = store.read(lambda log: log.execute("select max(number) from reviews").fetchone()[0])
        assert newest > 111
        after = store.memories(Settings())
        assert after == {card: memory for card, memory in memories.items() if card != CARD}
        assert store.write(lambda log: drop_erased(log, LATER)) == []
    assert ids(path) == OTHERS | {"erase-1"}


def test_the_command_erases_when_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    fill(tmp_path, range(3))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "own.yaml").write_text("deck: own\ncards:\n  - {id: a, ask: A, answer: B}\n")
    row = {"id": "r1", "card": "own/a", "at": "2026-01-01T12:00:00Z", "kind": "study", "grade": 3}
    (tmp_path / "laid.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main(["log", "import", str(tmp_path / "laid.jsonl")]) == 0
    assert main(["forget", "--erase", "deck:own"]) == 2
    assert "no undo brings them back" in capsys.readouterr().err
    assert "r1" in ids(tmp_path / FILE)
    assert main(["forget", "--erase", "--yes", "deck:own"]) == 0
    assert "r1" not in ids(tmp_path / FILE)


def test_a_backup_brings_no_erased_rows_back(tmp_path: Path) -> None:
    path = fill(tmp_path, range(110))
    note = NoteInAnki("flashcards:d/a", "h", 1, "D", {"b": 1}, 2)
    with Store.open(tmp_path) as store:
        store.write(lambda log: save_exported(log, [note]))
        store.read(lambda log: backups.create(log, path))
        store.append(Review("erase-1", store.device, CARD, LATER, 0, RowKind.ERASE))
        store.write(lambda log: drop_erased(log, LATER))
    health, _ = check_log(tmp_path, LATER)
    assert health
    assert health.faults == ()
    with sqlite3.connect(path) as log:
        log.execute("delete from reviews where id = 'row-9'")
    log.close()
    health, _ = check_log(tmp_path, LATER)
    assert health
    assert health.faults == ("reviews that a backup has are missing or differ: 1",)
    repair(tmp_path, LATER)
    assert ids(path) == OTHERS | {"erase-1"}
    with Store.open(tmp_path) as store:
        assert store.read(lambda log: list(all_exported(log))) == [note]


@pytest.mark.parametrize(
    ("ahead", "keeps"),
    [
        pytest.param(timedelta(hours=20), False, id="up to a day ahead it counts"),
        pytest.param(timedelta(days=2), True, id="later it waits"),
    ],
)
def test_what_a_clock_ahead_erases_waits_in_a_repair_too(
    tmp_path: Path, ahead: timedelta, keeps: bool
) -> None:
    path = fill(tmp_path, range(110))
    with Store.open(tmp_path) as store:
        store.read(lambda log: backups.create(log, path))
        store.append(Review("erase-1", "other", CARD, LATER + ahead, 0, RowKind.ERASE))
        assert bool(store.write(lambda log: drop_erased(log, LATER))) is not keeps
    with sqlite3.connect(path) as log:  # something happens to the file
        log.execute("delete from reviews where id in ('row-7', 'row-9')")
    log.close()
    health, _ = check_log(tmp_path, LATER)
    assert health
    assert health.faults == (f"reviews that a backup has are missing or differ: {1 + keeps}",)
    repair(tmp_path, LATER)
    assert ids(path) == (ids_of(range(110)) if keeps else OTHERS) | {"erase-1"}


def test_a_session_that_is_open_brings_no_erased_rows_back(tmp_path: Path) -> None:
    """Another program, as the sync behind the app, may erase what the session wrote last."""
    said: list[str] = []
    with Store.open(tmp_path, said.append) as store:
        store.append(row(1, CARD), row(2, "adam/m"), row(3, CARD))
        erase(tmp_path)
        with Store.open(tmp_path) as other:
            other.write(lambda log: drop_erased(log, LATER))
        store.append(row(4, "adam/m"))
    assert ids(tmp_path / FILE) == ids_of(range(2, 5, 2)) | {"erase-1"}
    assert said == []


def test_a_replaced_log_gets_no_erased_rows_back(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    with Store.open(home) as store:
        store.append(row(1, CARD), row(2, "adam/m"))
        erase(other)
        (other / FILE).replace(home / FILE)
        store.append(row(3, "adam/m"))
    assert ids(home / FILE) == ids_of(range(2, 4)) | {"erase-1"}


@pytest.mark.parametrize(("undos", "stands"), [(1, False), (2, True), (3, False)])
def test_an_erasure_brings_nothing_undone_back_to_life(tmp_path: Path, undos: int, stands: bool) -> None:
    """A grade given with a clock hours ahead, undone by the right one, is after the erasure by its moment."""
    with Store.open(tmp_path) as store:
        store.append(row(1, CARD)._replace(at=LATER + timedelta(hours=5)))
        for number in range(undos):
            target = f"back-{number - 1}" if number else "row-1"
            back = Review(f"back-{number}", store.device, CARD, LATER, 0, RowKind.TAKE_BACK)
            store.append(back._replace(takes_back=target))
        erase(tmp_path, at=LATER + timedelta(hours=1))
        before = store.memories(Settings(), now=LATER)
        assert (CARD in before) == stands
        store.write(lambda log: drop_erased(log, LATER))
        assert (CARD in store.memories(Settings(), now=LATER)) == stands


@pytest.mark.parametrize("is_told_by_the_file", [False, True], ids=["erased here", "erased in the file"])
def test_a_file_of_rows_brings_nothing_back(
    devices: tuple[Path, Path, Path],
    is_told_by_the_file: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nor do its texts lie in the log until the next sync."""
    one, two, folder = devices
    rows = folder.parent / "rows.jsonl"
    for home, is_erasing in ((one, is_told_by_the_file), (two, not is_told_by_the_file)):
        if is_erasing:
            erase(home, at=datetime.now(UTC))
            with Store.open(home) as store:
                store.write(lambda log: drop_erased(log, LATER))
    with Store.open(one) as store:
        export_log(store, rows)
    monkeypatch.setenv("FLASHCARDS_HOME", str(two))
    assert main(["log", "import", str(rows)]) == 0
    assert ids(two / FILE) == OTHERS | {"erase-1"}
    said = capsys.readouterr().out
    if is_told_by_the_file:
        assert said.startswith("+1 row, 107 known already\n")
    else:
        assert said.startswith("+0 rows, 107 known already, 3 erased before: they stay so\n")
    with Store.open(two) as store:
        assert store.memories(Settings()).get(CARD) is None


def fill_to_leave_traces(store: Store) -> None:
    """Answers of many lengths: where pages are divided, SQLite leaves copies of rows in what is unused.

    Many builds of it do so unless they are asked for more; others are asked for less here.
    """
    store.read(lambda log: log.execute("pragma secure_delete = off").fetchall())
    chance = Random(1)
    for number in range(300):
        text = f"SECRET {number} " * chance.randrange(1, 60)
        answer = row(number)._replace(id=f"{chance.random()}", card=f"adam/{chance.randrange(9)}", typed=text)
        store.append(answer, answer._replace(id=f"{chance.random()}", card="sgd/step", typed="plain"))


def test_nothing_of_what_was_erased_is_left_in_unused_parts_of_the_file(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        fill_to_leave_traces(store)
        erasures = [Review(f"e{n}", store.device, f"adam/{n}", LATER, 0, RowKind.ERASE) for n in range(9)]
        store.append(*erasures, then=lambda log: drop_erased(log, LATER))
        assert b"SECRET" in (tmp_path / FILE).read_bytes(), "the case tests nothing"
        store.read(write_compactly)
        assert b"SECRET" not in (tmp_path / FILE).read_bytes()
        assert len(store.reviews()) == 300 + len(erasures)


def test_an_erasure_that_fails_erases_nothing_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The row that asks for it is no promise: the person was told that it failed."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "adam.yaml").write_text("deck: adam\ncards: [{id: '7', ask: A, answer: B}]\n")
    fill(tmp_path, range(60))
    before = ids(tmp_path / FILE)

    def fill_the_disk(log: sqlite3.Connection, now: datetime) -> None:
        with closing(sqlite3.connect(":memory:")) as small:
            small.execute("pragma max_page_count = 1")
            small.execute("create table t (x)")

    monkeypatch.setattr(erasure, "drop_erased", fill_the_disk)
    assert main(["forget", "--erase", "--yes", CARD]) == 2
    assert "no room left for the review log" in capsys.readouterr().err
    assert ids(tmp_path / FILE) == before
