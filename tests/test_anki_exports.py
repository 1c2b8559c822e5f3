"""What Anki was given, kept beside the log and shared by devices."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from flashcards.storage import Store
from flashcards.storage.anki_exports import NoteInAnki, all_exported, load_exported, save_exported
from flashcards.storage.anki_exports_sync import NAME, merge_exported, share_exports
from flashcards.storage.sync_folder import SyncFolder

NOTE = NoteInAnki("flashcards:d/a", "h1", 100, "Flashcards::D", {"b": 1}, 50)


def keep(home: Path, *notes: NoteInAnki) -> None:
    with Store.open(home) as store:
        store.write(lambda log: save_exported(log, notes))


def kept(home: Path) -> list[NoteInAnki]:
    with Store.open(home) as store:
        return store.read(lambda log: list(all_exported(log)))


def share(home: Path, folder: Path) -> int:
    with Store.open(home) as store:
        return share_exports(store, SyncFolder(folder))


def test_notes_are_kept_by_guid(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert store.read(lambda log: load_exported(log, ["flashcards:d/a"])) == {}
        assert store.read(lambda log: list(all_exported(log))) == []
    keep(tmp_path, NOTE)
    with Store.open(tmp_path) as store:
        found = store.read(lambda log: load_exported(log, ["flashcards:d/a", "other"]))
    assert found == {"flashcards:d/a": NOTE}


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        pytest.param(None, NOTE, NOTE, id="new to me"),
        pytest.param(
            NOTE,
            NoteInAnki(NOTE.guid, "h2", 200, "Flashcards::D", {"b": 1, "c": 2}, 60),
            NoteInAnki(NOTE.guid, "h2", 200, "Flashcards::D", {"b": 1, "c": 2}, 60),
            id="written later there",
        ),
        pytest.param(
            NOTE,
            NoteInAnki(NOTE.guid, "h0", 50, "Flashcards::Old", {"a": 2}, 70),
            NoteInAnki(NOTE.guid, "h1", 100, "Flashcards::D", {"b": 1, "a": 2}, 70),
            id="a gap that they had",
        ),
        pytest.param(
            NOTE,
            NoteInAnki(NOTE.guid, "h0", 50, "Flashcards::D", {"a": 1}, 0),
            NOTE,
            id="one number for two gaps",
        ),
    ],
)
def test_what_two_devices_know_of_a_note(
    mine: NoteInAnki | None, theirs: NoteInAnki, merged: NoteInAnki
) -> None:
    assert merge_exported(mine, theirs) == merged
    if mine:
        assert merge_exported(theirs, mine) == merged


def test_devices_share_it_through_their_folder(tmp_path: Path) -> None:
    one, two, folder = tmp_path / "one", tmp_path / "two", tmp_path / "folder"
    keep(one, NOTE)
    assert share(one, folder) == 0
    assert share(two, folder) == 1
    assert kept(two) == [NOTE]
    assert [share(home, folder) for home in (one, two, one)] == [0, 0, 0]
    later = NoteInAnki(NOTE.guid, "h2", 200, NOTE.deck, {"b": 1, "c": 2}, 60)
    keep(two, later)
    assert [share(home, folder) for home in (two, one)] == [0, 1]
    assert kept(one) == [later]


def test_a_file_that_is_as_it_was_is_neither_read_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, folder = tmp_path / "one", tmp_path / "two", tmp_path / "folder"
    keep(one, NOTE)
    for home in (one, two, one):
        share(home, folder)
    for name in ("blocks", "write"):
        monkeypatch.setattr(SyncFolder, name, lambda *_: pytest.fail("a file was opened"))
    assert [share(home, folder) for home in (one, two)] == [0, 0]


def test_lines_that_are_no_notes_are_passed_by(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "devices" / "other" / NAME
    path.parent.mkdir(parents=True)
    good = b'["flashcards:d/a","h1",100,"Flashcards::D",{"b":1},50]\n'
    bad = [b"{}", b"[]", b'["a","h",-1,"D",{},0]', b'["a",1,1,"D",{},0]', b'["a","h",1,"D",[],0]', b"\xff"]
    path.write_bytes(gzip.compress(b"\n".join(bad) + b"\n" + good))
    assert share(tmp_path / "home", tmp_path / "folder") == 1
    assert kept(tmp_path / "home") == [NOTE]
    path.write_bytes(gzip.compress(good)[:-9])
    assert share(tmp_path / "home", tmp_path / "folder") == 0
