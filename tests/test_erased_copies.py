"""Conflict copies in the sync folder and backups keep no erased rows, and lose no others."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.storage import Store, backups
from flashcards.storage.database import FILE
from flashcards.storage.erasure import drop_erased
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from flashcards.storage.sync_outcome import SyncOutcome
from tests.logs import fill, ids
from tests.rows import most_telling
from tests.sync_folders import device_of
from tests.test_erasure import LATER, OTHERS, devices, erase, sync, texts

__all__ = ["devices"]
COPIES = {
    "tail.jsonl": "tail (conflicted copy 2026-03-02).jsonl",
    "segment": "0123456789abcdef.sync-conflict-20260302-120000-ABCDEFG.jsonl.gz",
}


def own_folder(home: Path, folder: Path) -> Path:
    return folder / "devices" / device_of(home)


def copy(home: Path, folder: Path, what: str) -> Path:
    """A conflict copy of the tail, or of the closed segment that has row 7."""
    own = own_folder(home, folder)
    found = {path.name: path for path in own.iterdir()}
    named = next(name for name in found if name != "tail.jsonl" and b'"row-7"' in _content(found[name]))
    return Path(shutil.copy2(found.get(what, found[named]), own / COPIES[what]))


def _content(path: Path) -> bytes:
    return b"".join(SyncFolder(path.parent).blocks(path.name))


def run(home: Path, folder: Path, hours: int = 0) -> SyncOutcome:
    with Store.open(home) as store:
        return synchronize(store, SyncFolder(folder), now=LATER + timedelta(hours=hours))


@pytest.mark.parametrize("eraser", most_telling(1, 0), ids=["another one does", "its own device erases"])
@pytest.mark.parametrize("order", ["read before", "read after", "comes when all is gone"])
@pytest.mark.parametrize("what", list(COPIES))
def test_a_copy_goes_when_all_else_in_it_is_given_anew(
    devices: tuple[Path, Path, Path], what: str, order: str, eraser: int
) -> None:
    one, two, folder = devices
    before = device_of(one)
    made = copy(one, folder, what)
    if order == "read before":
        sync(one, two, folder=folder)
    if order == "comes when all is gone":
        kept = made.rename(folder.parent / made.name)
    erase((one, two)[eraser])
    sync(two, one, two, folder=folder)
    if order == "comes when all is gone":
        kept.rename(made)
        sync(one, folder=folder)
    assert not made.exists()
    assert not {"row-7", "row-57", "row-107"} & set(texts(folder).replace('"', " ").split())
    assert device_of(one) == before
    fresh = folder.parent / "three"
    sync(fresh, folder=folder)
    assert ids(one / FILE) == ids(two / FILE) == ids(fresh / FILE) == OTHERS | {"erase-1"}
    assert run(one, folder).given == run(one, folder).new == 0


def test_copies_without_erased_rows_stay(devices: tuple[Path, Path, Path]) -> None:
    one, _, folder = devices
    own = own_folder(one, folder)
    plain = next(
        path
        for path in own.glob("*.gz")
        if not any(name in _content(path) for name in (b'"row-7"', b"row-57", b"row-107"))
    )
    kept = Path(shutil.copy2(plain, own / COPIES["segment"]))
    erase(one)
    sync(one, one, folder=folder)
    assert kept.read_bytes() == plain.read_bytes()


def test_a_copy_that_cannot_be_read_whole_stays_and_is_told(devices: tuple[Path, Path, Path]) -> None:
    one, _, folder = devices
    made = copy(one, folder, "tail.jsonl")
    made.write_bytes(made.read_bytes()[:-150])
    erase(one)
    said = [str(problem) for problem in run(one, folder).problems]
    assert made.exists()
    assert any(made.name in text and "erased rows cannot be taken out" in text for text in said)


@pytest.mark.parametrize("what", list(COPIES))
def test_a_crash_before_the_copy_goes_is_made_good(
    devices: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    one, two, folder = devices
    made = copy(one, folder, what)
    sync(one, folder=folder)
    erase(one)
    with monkeypatch.context() as patch:
        patch.setattr(SyncFolder, "remove", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sync(one, folder=folder)
    assert made.exists()
    sync(one, two, folder=folder)
    assert not made.exists()
    assert ids(one / FILE) == ids(two / FILE) == OTHERS | {"erase-1"}


def test_a_clock_set_back_brings_nothing_back_from_a_file(devices: tuple[Path, Path, Path]) -> None:
    """The erasure waits then, but what it took is gone."""
    one, _, folder = devices
    made = copy(one, folder, "segment")
    sync(one, folder=folder)
    erase(one)
    with Store.open(one) as store:
        assert store.write(lambda log: drop_erased(log, LATER))
    run(one, folder, hours=-48)
    assert ids(one / FILE) == OTHERS | {"erase-1"}
    assert not made.exists()


def test_a_row_that_only_the_copy_has_is_kept(devices: tuple[Path, Path, Path]) -> None:
    one, two, folder = devices
    made = copy(one, folder, "tail.jsonl")
    lost = "row-109"
    with Store.open(one) as store:
        store.write(lambda log: log.execute("delete from reviews where id = ?", (lost,)))
    (own_folder(one, folder) / "tail.jsonl").unlink()
    erase(one)
    sync(one, two, folder=folder)
    assert ids(one / FILE) == ids(two / FILE) == OTHERS | {"erase-1"}
    fresh = folder.parent / "three"
    made.unlink(missing_ok=True)
    sync(fresh, folder=folder)
    assert lost in ids(fresh / FILE)


@pytest.fixture
def erase_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], list[str]]:
    """Erase the card of rows 7, 57 and 107 by the command; what it says on standard error."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    (tmp_path / "decks").mkdir()
    deck = "deck: own\ncards:\n  - {id: a, was: [adam/7], ask: A, answer: B}\n"
    (tmp_path / "decks" / "own.yaml").write_text(deck)
    fill(tmp_path, range(110))
    with Store.open(tmp_path) as store:
        store.read(lambda log: backups.create(log, store.path))

    def lines() -> list[str]:
        assert main(["forget", "--erase", "--yes", "deck:own"]) == 0
        return capsys.readouterr().err.splitlines()

    return lines


def test_backups_keep_no_erased_rows(tmp_path: Path, erase_all: Callable[[], list[str]]) -> None:
    assert erase_all() == []
    [made] = backups.all_copies(tmp_path / FILE)
    assert ids(made) == ids(tmp_path / FILE)
    assert {name for name in ids(made) if name.startswith("row-")} == OTHERS


def test_as_many_backups_as_are_kept_are_renewed(tmp_path: Path, erase_all: Callable[[], list[str]]) -> None:
    """The new one pushes the oldest out, which then need not be looked into."""
    with Store.open(tmp_path) as store:
        for _ in range(backups.KEPT - 1):
            store.read(lambda log: backups.create(log, store.path))
    assert len(backups.all_copies(tmp_path / FILE)) == backups.KEPT
    assert erase_all() == []
    [made] = backups.all_copies(tmp_path / FILE)
    assert ids(made) == ids(tmp_path / FILE)


@pytest.mark.parametrize(
    "kind",
    ["has more", "of an earlier version", "damaged aside", "its journal", "a stray journal", "no database"],
)
def test_copies_that_stay_are_named(tmp_path: Path, erase_all: Callable[[], list[str]], kind: str) -> None:
    """One that has a row which the log lost is not ours to remove."""
    [copy] = backups.all_copies(tmp_path / FILE)
    if kind == "has more":
        with closing(sqlite3.connect(tmp_path / FILE)) as log, log:
            log.execute("delete from reviews where id = 'row-9'")
    elif kind == "of an earlier version":
        copy = copy.rename(copy.with_name("version-1.sqlite"))
    elif kind == "damaged aside":
        copy = copy.rename(tmp_path / "reviews.damaged-2026.sqlite")
    elif kind.endswith("journal"):
        name = "reviews.damaged-2026.sqlite-journal" if kind == "its journal" else f"{FILE}-journal.stray-1"
        copy.unlink()
        copy = tmp_path / name
        copy.write_bytes(b"pages" * 100)
    else:
        copy = copy.with_name("version-2.sqlite")
        copy.write_bytes(b"nonsense" * 100)
    said = erase_all()
    assert said[0].startswith("what was erased may still be in 1 copy of the log; remove it if")
    assert said[1:] == [f"    {copy}"]
    assert copy.exists()


def test_a_sync_that_erases_renews_the_backups_too(
    devices: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, folder = devices
    with Store.open(two) as store:
        store.read(lambda log: backups.create(log, store.path))
    erase(one, at=datetime.now(UTC))
    for home in (one, two):
        monkeypatch.setenv("FLASHCARDS_HOME", str(home))
        assert main(["sync", str(folder)]) == 0
    assert all(ids(path) == OTHERS | {"erase-1"} for path in backups.all_copies(two / FILE))
