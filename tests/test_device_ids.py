"""The id of a device whose log was restored or copied: it is renewed at a sync, and undo goes on."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from flashcards.storage import Store, backups
from flashcards.storage.database import FILE
from flashcards.storage.log_files import export_log, import_log
from flashcards.storage.repair import repair
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from tests.logs import NOON, page_of_rows, row, zero


class Desk:
    """A device that writes rows, syncs and undoes."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def write(self, *numbers: int, batch: str = "") -> None:
        with Store.open(self.home) as store:
            store.append(*(row(number)._replace(device=store.device, batch=batch) for number in numbers))

    def sync(self, folder: Path) -> None:
        with Store.open(self.home) as store:
            synchronize(store, SyncFolder(folder))

    def undo(self) -> list[str]:
        """Take back what an undo means, and return its rows."""
        with Store.open(self.home) as store:
            rows = store.last_undoable()
            store.take_back_all(rows, NOON + timedelta(days=900))
            return [each.id for each in rows]

    def device(self) -> str:
        with Store.open(self.home) as store:
            return store.device

    def copy(self, home: Path) -> Desk:
        shutil.copytree(self.home, home)
        return Desk(home)

    def restore(self, copy: Desk) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(copy.home, self.home)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A device with row 1, synced."""
    made = Desk(tmp_path / "home")
    made.write(1)
    made.sync(tmp_path / "shared")
    return made


def test_undo_after_a_restored_backup(desk: Desk, tmp_path: Path) -> None:
    backup = desk.copy(tmp_path / "backup")
    desk.write(2)
    desk.sync(tmp_path / "shared")
    desk.restore(backup)
    desk.write(3)
    before = desk.device()
    desk.sync(tmp_path / "shared")
    assert desk.device() != before
    desk.write(4)
    assert [desk.undo() for _ in range(4)] == [["row-4"], ["row-3"], ["row-1"], []]


def test_undo_on_both_of_two_copies(desk: Desk, tmp_path: Path) -> None:
    """Each takes back what it wrote and what it was copied with, never what the other one wrote since."""
    other = desk.copy(tmp_path / "other")
    desk.write(2)
    other.write(3, 4, batch="b")
    for each in (desk, other, desk, other):
        each.sync(tmp_path / "shared")
    assert len({desk.device(), other.device()}) == 2
    assert [desk.undo() for _ in range(3)] == [["row-2"], ["row-1"], []]
    assert [other.undo() for _ in range(2)] == [["row-3", "row-4"], ["row-1"]]


def test_undo_after_the_id_was_renewed_twice(desk: Desk, tmp_path: Path) -> None:
    for number in (2, 3):
        copy = desk.copy(tmp_path / f"copy{number}")
        copy.write(number * 10)
        copy.sync(tmp_path / "shared")
        desk.write(number)
        desk.sync(tmp_path / "shared")
    assert [desk.undo() for _ in range(4)] == [["row-3"], ["row-2"], ["row-1"], []]


def test_undo_after_the_rows_of_a_copy_came_in_a_file(desk: Desk, tmp_path: Path) -> None:
    copy = desk.copy(tmp_path / "copy")
    copy.write(2)
    with Store.open(copy.home) as store:
        export_log(store, tmp_path / "rows.jsonl")
    desk.write(3)
    before = desk.device()
    with Store.open(desk.home) as store:
        import_log(store, tmp_path / "rows.jsonl")
    assert desk.device() != before
    assert [desk.undo() for _ in range(3)] == [["row-3"], ["row-1"], []]


def test_a_repaired_log_knows_the_ids_that_its_device_had(desk: Desk, tmp_path: Path) -> None:
    copy = desk.copy(tmp_path / "copy")
    copy.write(2)
    copy.sync(tmp_path / "shared")
    desk.write(3)
    desk.sync(tmp_path / "shared")
    with Store.open(desk.home) as store:
        backups.create(store._log.connection, store.path)
    zero(desk.home / FILE, page_of_rows(desk.home / FILE)[0])
    assert repair(desk.home, NOON).damaged
    assert [desk.undo() for _ in range(3)] == [["row-3"], ["row-1"], []]
