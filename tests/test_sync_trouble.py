"""What the sync behind studying could not do is told at the next start, until a sync works."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.cli import background_sync
from flashcards.storage import files
from flashcards.storage.sync import LOCK
from flashcards.storage.sync_trouble import FILE
from flashcards.tui.app import FlashcardsApp
from tests.logs import fill
from tests.read_once import furnish
from tests.sync_folders import made_folder, put, sync

BEHIND = ("sync", "--json", "--behind-app", "0")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path / "home")))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """What a session line by line says on standard error; it syncs not."""

    def lines() -> list[str]:
        monkeypatch.setattr(background_sync, "sync_behind", lambda waits: None)
        monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
        capsys.readouterr()
        assert cli.main(["study", "--plain", "sgd"]) == 0
        return capsys.readouterr().err.splitlines()

    return lines


def missing_parent(place: Path) -> Path:
    return place / "stick" / "x"


def other_owner(place: Path) -> Path:
    fill(place / "home", range(10, 12))
    sync(place / "home", place / "first")
    return made_folder(place)


def newer_format(place: Path) -> Path:
    (made_folder(place) / "flashcards-sync.json").write_text('{"format": 9, "owner": "x"}')
    return place / "folder"


def unreadable_file(place: Path) -> Path:
    put(made_folder(place), "x/tail.jsonl", "nonsense")
    return place / "folder"


def a_file(place: Path) -> Path:
    (place / "file").write_text("")
    return place / "file"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(missing_parent, ["Nothing was synced since", "would hold it", "mount"], id="no parent"),
        pytest.param(other_owner, ["of another history", "folder --join"], id="another owner"),
        pytest.param(newer_format, ["newer flashcards", "upgrade flashcards"], id="a newer version"),
        pytest.param(
            unreadable_file,
            ["Not all could be synced with ", ": devices/x/tail.jsonl: "],
            id="a file that is none",
        ),
        pytest.param(a_file, ["is not a folder"], id="no folder"),
    ],
)
def test_it_is_told_in_one_line_until_a_sync_works(
    tmp_path: Path,
    home: Path,
    start: Callable[..., list[str]],
    make: Callable[[Path], Path],
    says: list[str],
) -> None:
    folder = make(tmp_path)
    assert cli.main(["config", "sync_folder", str(folder)]) == 0
    assert start() == []
    assert cli.main(BEHIND) > 0
    told = start()
    assert len(told) == 1
    assert all(each in told[0] for each in says)
    kept = json.loads((home / FILE).read_text()) | {"since": "2026-01-31"}
    (home / FILE).write_text(json.dumps(kept))
    assert cli.main(BEHIND) > 0
    assert " since 2026-01-31: " in start()[0]  # the first of them
    assert cli.main(["sync", str(tmp_path / "another")]) in (0, 2)  # nothing about this folder
    assert len(start()) == 1
    good = tmp_path / "good"
    assert cli.main(["config", "sync_folder", str(good)]) == 0
    assert start() == []  # it was about another folder
    assert cli.main(BEHIND if make is a_file else ["sync", "--join"]) == 0
    assert not (home / FILE).exists()


def test_the_app_tells_it(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, start: Callable[..., list[str]]
) -> None:
    cli.main(["config", "sync_folder", str(tmp_path / "stick" / "x")])
    assert cli.main(BEHIND) == 2
    said: list[str] = []
    monkeypatch.setattr("flashcards.cli.study._has_screen", lambda: True)
    monkeypatch.setattr(background_sync, "sync_behind", lambda waits: None)
    monkeypatch.setattr(FlashcardsApp, "run", lambda app: said.append(app._services.log_notice()))
    assert cli.main([]) == 0
    assert said[0].startswith("Nothing was synced since ")
    monkeypatch.setattr("flashcards.cli.study._has_screen", lambda: False)
    assert "Nothing was synced" in start()[0]


def test_a_fault_of_the_program_is_told_too(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, start: Callable[..., list[str]]
) -> None:
    cli.main(["config", "sync_folder", str(tmp_path / "folder")])
    with monkeypatch.context() as patch:
        patch.setattr("flashcards.storage.sync.synchronize", lambda *_, **__: 1 / 0)
        assert cli.main(BEHIND) == 2
    assert "internal error, ZeroDivisionError" in start()[0]
    assert cli.main(BEHIND) == 0
    assert start() == []


def test_a_sync_that_another_one_keeps_out_says_nothing(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, start: Callable[..., list[str]]
) -> None:
    cli.main(["config", "sync_folder", str(tmp_path / "folder")])
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with files.lock(home, name=LOCK):
        assert cli.main(["sync", "--json", "--behind-app", "1"]) == 2
    assert start() == []


@pytest.mark.parametrize("content", ["", "[]", '{"folder": 1}', "\x00", '{"since": 3}'])
def test_a_damaged_file_stops_nothing(
    tmp_path: Path, home: Path, start: Callable[..., list[str]], content: str
) -> None:
    cli.main(["config", "sync_folder", str(tmp_path / "folder")])
    (home / FILE).parent.mkdir(exist_ok=True)
    (home / FILE).write_text(content)
    assert start() == []
    assert cli.main(BEHIND) == 0
    assert not (home / FILE).exists()
