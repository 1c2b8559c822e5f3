"""The sync of a log with a folder: what comes and goes, what is told, and whose folder it is."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.exchange import segments
from flashcards.scheduling import Settings
from flashcards.storage import Store
from flashcards.storage.database import FILE, ROOM
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import OWNER, SyncFolder
from flashcards.storage.sync_owner import OtherOwner
from tests.logs import fill, ids, ids_of, row
from tests.sync_folders import HEADER, device_of, line, made_folder, put, sync


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_folder(tmp_path)


def test_a_sync_gives_its_large_cache_back(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as store:
        said: list[str] = []
        usual = store._log.connection.execute("pragma cache_size").fetchone()
        store._log.connection.set_trace_callback(said.append)
        synchronize(store, SyncFolder(tmp_path / "shared"))
        assert any(str(ROOM) in each for each in said)
        assert store._log.connection.execute("pragma cache_size").fetchone() == usual


def test_two_devices_share_their_rows(tmp_path: Path) -> None:
    first, second, folder = tmp_path / "1", tmp_path / "2", tmp_path / "folder"
    fill(first, range(1, 31))
    fill(second, range(31, 41))
    assert sync(first, folder).given == 30
    outcome = sync(second, folder)
    assert (outcome.new, outcome.given, outcome.devices, outcome.read) == (30, 10, 1, 1)
    assert sync(first, folder).new == 10
    assert ids(first / FILE) == ids(second / FILE) == ids_of(range(1, 41))
    again = sync(second, folder)
    assert (again.new, again.given, again.read) == (0, 0, 0)
    assert not again.problems


def test_closed_segments_stay_and_the_tail_has_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "MOST_ROWS", 10)
    home, folder = tmp_path / "home", tmp_path / "folder"
    fill(home, range(25))
    sync(home, folder)
    own = folder / "devices" / device_of(home)
    closed = {path.name: path.read_bytes() for path in own.glob("*.jsonl.gz")}
    assert len(closed) == 2
    for name, data in closed.items():
        rows = gzip.decompress(data)
        assert name == segments.name_segment(rows)
        assert data[4:8] == bytes(4)  # no time of writing
    tail = (own / "tail.jsonl").read_text(encoding="utf-8").splitlines()
    assert tail[0] == HEADER
    assert [json.loads(each)[0] for each in tail[1:-1]] == [f"row-{number}" for number in range(20, 25)]
    assert json.loads(tail[-1])["end"] == 5
    fill(home, range(25, 31))
    sync(home, folder)
    assert {name: (own / name).read_bytes() for name in closed} == closed
    assert len(list(own.glob("*.jsonl.gz"))) == 3


def test_what_is_known_of_the_folder_may_be_dropped(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "maker"
    with closing(sqlite3.connect(home / FILE)) as connection, connection:
        for table in ("given", "seen", "sharing"):
            connection.execute(f"drop table {table}")
    before = sorted(path.read_bytes() for path in folder.rglob("*.jsonl*"))
    assert sync(home, folder).new == 0
    assert sorted(path.read_bytes() for path in folder.rglob("*.jsonl*")) == before


def test_files_that_vanish_from_the_folder_are_given_again(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other", range(5, 9))
    sync(tmp_path / "other", folder)
    sync(tmp_path / "maker", folder)
    shutil.rmtree(folder / "devices")
    sync(tmp_path / "maker", folder)
    sync(tmp_path / "new", folder)
    assert ids(tmp_path / "new" / FILE) == ids_of(range(1, 9))


def test_a_second_folder_gets_everything(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other", range(5, 9))
    sync(tmp_path / "other", folder)
    sync(tmp_path / "maker", folder)
    sync(tmp_path / "maker", tmp_path / "stick")
    sync(tmp_path / "new", tmp_path / "stick")
    assert ids(tmp_path / "new" / FILE) == ids_of(range(1, 9))


def test_a_restored_log_takes_a_new_device_id(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "folder"
    fill(home, range(1, 5))
    sync(home, folder)
    shutil.copytree(home, tmp_path / "backup")
    fill(home, range(5, 9))
    sync(home, folder)
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "backup", home)
    fill(home, range(20, 24))
    before = device_of(home)
    with Store.open(home) as store:
        assert synchronize(store, SyncFolder(folder)).new == 4
        assert store.device != before
        store.append(row(30)._replace(device=before))
        assert store.reviews()[-1].device == store.device
    assert ids(home / FILE) == ids_of(range(1, 9)) | ids_of(range(20, 24)) | {"row-30"}


def test_a_tail_of_the_same_size_and_moment_is_read(folder: Path, tmp_path: Path) -> None:
    path = put(folder, "x/tail.jsonl", HEADER, line(50))
    sync(tmp_path / "maker", folder)
    found = path.stat()
    put(folder, "x/tail.jsonl", HEADER, line(51))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    sync(tmp_path / "maker", folder)
    assert ids_of(range(50, 52)) <= ids(tmp_path / "maker" / FILE)


def test_typed_answers_stay_at_home_and_starts_do_not(tmp_path: Path) -> None:
    from flashcards.scheduling import RowKind, StartingMemory, write_start

    home, folder = tmp_path / "home", tmp_path / "folder"
    start = write_start(StartingMemory(20_600, 20_500, 9.5, 5.0, 3))
    with Store.open(home) as store:
        store.append(row(1)._replace(typed="a secret"))
        store.append(row(2, "adam/v")._replace(kind=RowKind.START, grade=None, typed=start))
    sync(home, folder, typed=False)
    fill(home, range(3, 4))
    sync(home, folder)  # remembered
    text = next(folder.rglob("tail.jsonl")).read_text(encoding="utf-8")
    assert "secret" not in text
    assert "m_t" not in text
    assert sync(tmp_path / "other", folder).new == 3
    with Store.open(home) as one, Store.open(tmp_path / "other") as other:
        assert one.memories(Settings()) == other.memories(Settings())
    assert not sync(home, folder, typed=False).problems
    sync(home, folder, typed=True)
    assert "secret" in next(folder.rglob("tail.jsonl")).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param('{"format": 2, "owner": "x"}', "newer", id="a newer format"),
        pytest.param('{"format": 1}', "does not say", id="no owner"),
        pytest.param('{"format": 1, "owner": "../x"}', "does not say", id="an owner that is no id"),
        pytest.param("<<<<<<<", "does not say", id="no JSON"),
        pytest.param("[" * 9_000, "does not say", id="nested too deeply"),
    ],
)
def test_an_owner_that_cannot_be_read(folder: Path, tmp_path: Path, text: str, told: str) -> None:
    (folder / OWNER).write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=told):
        sync(tmp_path / "maker", folder)


def test_the_folder_of_another_owner_is_joined_only_when_told_to(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other", range(20, 22))
    sync(tmp_path / "other", tmp_path / "others")
    with pytest.raises(OtherOwner, match="another history") as raised:
        sync(tmp_path / "other", folder)
    assert "--join" in raised.value.hint
    assert str(raised.value.place) == str(folder), "a folder has no lines"
    assert sync(tmp_path / "other", folder, join=True).new == 4
    assert sync(tmp_path / "other", folder).new == 0


def test_a_folder_that_has_not_arrived_waits(folder: Path, tmp_path: Path) -> None:
    (folder / OWNER).unlink()
    with pytest.raises(Problem, match="has devices"):
        sync(tmp_path / "new", folder)
    sync(tmp_path / "maker", folder)  # knows whose it is, and says so again
    assert sync(tmp_path / "new", folder).new == 4


def test_a_row_with_another_content_is_told_and_mine_kept(folder: Path, tmp_path: Path) -> None:
    mine = {"card": "adam/2", "seed": "adam/2:2", "grade": 3, "device": "elsewhere", "seq": 77}
    put(folder, "x/tail.jsonl", HEADER, line(1, card="adam/1", grade=1), line(2, **mine))
    outcome = sync(tmp_path / "maker", folder)
    assert [problem.message for problem in outcome.problems] == [
        "1 row of this log are there with another content"
    ]
    with Store.open(tmp_path / "maker") as store:
        assert store.reviews()[0].grade == 2


def test_further_fields_of_a_newer_version_are_kept(folder: Path, tmp_path: Path) -> None:
    newer = [*json.loads(line(70, kind="dream")), "mood", {"a": 1}]
    put(folder, "x/tail.jsonl", HEADER, json.dumps(newer))
    sync(tmp_path / "maker", folder)
    shutil.rmtree(folder / "devices" / "x")
    sync(tmp_path / "maker", folder)
    text = next(folder.rglob("tail.jsonl")).read_text(encoding="utf-8").splitlines()
    assert newer in [json.loads(each) for each in text[1:-1]]


def test_the_folder_is_private_and_what_a_death_left_is_removed(folder: Path, tmp_path: Path) -> None:
    own = folder / "devices" / device_of(tmp_path / "maker")
    (own / "~tail.jsonl.tmp").write_bytes(b"torn")
    sync(tmp_path / "maker", folder)
    assert [path.name for path in own.iterdir()] == ["tail.jsonl"]
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    assert (folder / ".gitattributes").read_text(encoding="utf-8") == "*.jsonl* -text\n"


def test_carriers_may_change_the_ends_of_lines(folder: Path, tmp_path: Path) -> None:
    path = next(folder.rglob("tail.jsonl"))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    outcome = sync(tmp_path / "new", folder)
    assert (outcome.new, outcome.unfinished) == (4, 0)
