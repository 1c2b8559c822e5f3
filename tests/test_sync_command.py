"""`flashcards sync`: which folder it means, what it says, and the sync behind the app."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.storage.database import FILE
from tests.logs import fill, ids, ids_of
from tests.sync_folders import HEADER, line, made_folder, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_folder(tmp_path)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the data folder of that name."""

    def command(home: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / home))
        status = cli.main(list(arguments))
        return status, *capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    return command


def test_the_command_says_what_came_and_went(folder: Path, run: Run, tmp_path: Path) -> None:
    fill(tmp_path / "other", range(5, 8))
    assert run("other", "sync", "folder") == (0, "+4 rows from 1 device, 3 given\n", "")
    status, out, _ = run("other", "sync", "folder", "--json")
    assert status == 0
    files = {"read": 0, "unfinished": 0}
    assert json.loads(out) == {
        "devices": 1,
        "new": 0,
        "given": 0,
        "files": files,
        "waiting": 0,
        "problems": [],
    }


def test_the_command_tells_what_it_could_not_read(folder: Path, run: Run) -> None:
    put(folder, "x/tail.jsonl", "nonsense")
    status, out, err = run("maker", "sync", "folder")
    assert status == 1
    assert "1 file not whole yet" in out
    assert "no row" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["sync"], "no folder to sync with is named", id="no folder"),
        pytest.param(["sync", "config.toml"], "is not a folder", id="a file"),
    ],
)
def test_no_folder(run: Run, tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    status, _, err = run("home", *arguments)
    assert status == 2
    assert told in err


def test_the_folder_of_the_settings(folder: Path, run: Run, tmp_path: Path) -> None:
    run("new", "config", "sync_folder", str(folder))
    assert run("new", "sync")[:2] == (0, "+4 rows from 1 device, 0 given\n")


@pytest.mark.parametrize("typed", ["folder", "./folder", "../{}/folder"], ids=["name", "here", "up"])
def test_a_folder_that_is_set_is_the_same_one_from_everywhere(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    assert str(folder) in run("new", "config", "sync_folder", typed.format(tmp_path.name))[1]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run("new", "sync")[:2] == (0, "+4 rows from 1 device, 0 given\n")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_part_of_a_path_in_the_file_is_refused(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "config.toml").write_text('sync_folder = "Sync/x"\n', encoding="utf-8")
    status, _, err = run("new", "sync")
    assert status == 2
    assert 'write  sync_folder = "~/Sync/x"' in err
    assert not (tmp_path / "Sync").exists()


@pytest.mark.parametrize("way", ["named", "set"])
def test_a_folder_whose_parent_is_missing_is_not_made(run: Run, tmp_path: Path, way: str) -> None:
    stick = tmp_path / "stick" / "flashcards"
    if way == "set":
        run("home", "config", "sync_folder", str(stick))
    status, _, err = run("home", "sync", *([str(stick)] if way == "named" else []))
    assert status == 2
    assert f"nor is {stick.parent}" in err
    assert not stick.parent.exists()


def test_rows_ahead_are_told_with_the_remedy(folder: Path, run: Run) -> None:
    put(folder, "x/tail.jsonl", HEADER, line(1, id="ahead", at="2990-01-01T00:00:00Z"))
    _, out, err = run("maker", "sync", "folder")
    assert out.splitlines()[0] == "+1 row from 1 device, 0 given; 1 row waits for its time"
    assert json.loads(run("maker", "sync", "folder", "--json")[1])["waiting"] == 1
    assert "1 row of the review log says a time after today" in err
    assert "flashcards log check" in err


@pytest.mark.parametrize("chosen", [True, False], ids=["a folder is set", "none is"])
def test_studying_syncs_before_and_after_if_a_folder_is_set(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: bool
) -> None:
    from flashcards.cli import background_sync

    waits: list[float] = []
    monkeypatch.setattr(background_sync, "sync_behind", waits.append)
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    if chosen:
        run("home", "config", "sync_folder", str(tmp_path / "folder"))
    assert run("home", "study", "sgd", "--plain")[0] == 0
    assert waits == ([background_sync.WAITS, 0] if chosen else [])


def test_the_sync_behind_the_app_is_a_process_of_its_own(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flashcards.cli.background_sync import sync_behind

    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "new"))
    run("new", "config", "sync_folder", str(folder))
    monkeypatch.chdir("/")
    sync_behind(0)
    found: set[str] = set()
    for _ in range(600):
        with contextlib.suppress(sqlite3.Error):  # there is no log yet, or one without its tables
            found = ids(tmp_path / "new" / FILE)
        if found:
            break
        time.sleep(0.1)
    assert found == ids_of(range(1, 5))
