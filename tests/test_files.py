"""Files that are no plain readable text: each is one problem, none hangs, and the others are read."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.errors import Problem
from flashcards.storage import deck_files, files, note_files

DECK = "deck: good\ncards:\n- {id: a, ask: q, answer: r}\n"
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def socket_at(path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.close()


def fifo_at(path: Path) -> None:
    os.mkfifo(path)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


STRANGE: list[tuple[str, Callable[[Path], object], str]] = [
    ("a named pipe", fifo_at, "this is a named pipe"),
    ("a device", lambda path: path.symlink_to("/dev/zero"), "points outside the folder"),
    ("a link to itself", lambda path: path.symlink_to(path.name), "cannot be read"),
    ("a link to nothing", lambda path: path.symlink_to("gone"), "cannot be read"),
    ("a socket", socket_at, "this is a socket"),
    ("a folder", lambda path: path.mkdir(), "a folder with the name of a file"),
    ("a link to a folder", lambda path: path.symlink_to("sub"), "a folder with the name of a file"),
    ("a terabyte", sparse, "is larger than"),
    ("not UTF-8", lambda path: path.write_bytes(b"\xff"), "UTF-8"),
]
CASES = [pytest.param(make, message, id=name, marks=UNIX) for name, make, message in STRANGE]


@pytest.mark.parametrize(("make", "message"), CASES)
def test_a_strange_deck_file_is_one_problem(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.yaml").write_text(DECK)
    make(tmp_path / "strange.yaml")
    found = deck_files.load_decks([tmp_path])
    assert [deck.name for deck in found.decks] == ["good"]
    assert len(found.problems) == 1
    assert "strange.yaml" in str(found.problems[0])
    assert message in str(found.problems[0])


@pytest.mark.parametrize(("make", "message"), CASES)
def test_a_strange_note_is_one_problem(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    if message == "UTF-8":
        pytest.skip("a note is decoded later")
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.md").write_text("text")
    make(tmp_path / "strange.md")
    problems: list[Problem] = []
    assert [source.name for source in note_files.read_notes([tmp_path], problems)] == ["a.md"]
    assert [message in str(problem) and "strange.md" in str(problem) for problem in problems] == [True]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param(Path("/dev/zero"), "this is a device", id="endless", marks=UNIX),
        pytest.param(
            Path("/dev/stdin"), "not a file that can be read|cannot be read", id="input", marks=UNIX
        ),
        pytest.param(Path("x" * 5000), "cannot be read", id="an over-long path"),
        pytest.param(Path("a\0b"), "cannot be read", id="a NUL in the path"),
        pytest.param(Path("nowhere/a.yaml"), "cannot be read", id="no such folder"),
        pytest.param(Path(), "this is a folder", id="a folder"),
    ],
)
def test_what_is_no_plain_file_is_not_read(path: Path, message: str) -> None:
    with pytest.raises(Problem, match=message):
        files.read_bytes(path, 1000, too_large="split it")
    assert not files.is_folder(path) or path == Path()


def test_a_file_without_permission_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "a.yaml").write_text(DECK)
    monkeypatch.setattr(os, "open", refuse)
    (problem,) = deck_files.load_decks([tmp_path]).problems
    assert "cannot be read: Permission denied\n    give yourself permission" in str(problem)


@pytest.mark.parametrize("closed", ["", "sub"], ids=["the folder itself", "a folder below"])
def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    real = os.scandir

    def refuse(folder: str) -> object:
        if Path(folder) == tmp_path / closed:
            raise PermissionError(errno.EACCES, "Permission denied", folder)
        return real(folder)

    (tmp_path / "sub").mkdir()
    (tmp_path / "a.yaml").write_text(DECK)
    monkeypatch.setattr(os, "scandir", refuse)
    found = deck_files.load_decks([tmp_path])
    assert len(found.decks) == bool(closed)
    assert ["the folder cannot be read" in problem.message for problem in found.problems] == [True]


@UNIX
def test_a_file_that_becomes_a_pipe_while_it_is_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, plain = tmp_path / "a.yaml", tmp_path / "plain"
    os.mkfifo(path)
    plain.touch()
    before = plain.stat()
    monkeypatch.setattr(Path, "stat", lambda self, **_: before)
    with pytest.raises(Problem, match="this is a named pipe"):
        files.read_bytes(path, 1000, too_large="")


@UNIX
def test_a_name_that_is_not_utf_8_can_be_printed_and_saved(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))
    path.write_text("text")
    (source,) = note_files.read_notes([tmp_path], [])
    assert source.name == r"caf\udce9.md"
    assert source.shown.encode().endswith(rb"caf\udce9.md")


def test_a_file_may_have_as_many_bytes_as_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"12345")
    assert files.read_bytes(path, 5, too_large="") == b"12345"
    with pytest.raises(Problem, match="larger than 4 bytes"):
        files.read_bytes(path, 4, too_large="")


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    deck_files.save_deck(path, "one", new=True)
    with pytest.raises(Problem, match="the file exists"):
        deck_files.save_deck(path, "two", new=True)
    assert path.read_text() == "one"


def test_no_edit_is_lost_where_many_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"

    def add(line: str) -> None:
        deck_files.edit_deck(path, lambda before: f"{before or ''}{line}\n")

    threads = [threading.Thread(target=add, args=(str(at),)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_text().split()) == [str(at) for at in range(8)]


def test_a_lock_that_another_process_keeps_is_told(tmp_path: Path) -> None:
    code = (
        f"import time; from pathlib import Path; from flashcards.storage import files\n"
        f"with files.lock(Path({str(tmp_path)!r})): print('locked', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(Problem, match="another process"), files.lock(tmp_path, patience=0.05):
            pass
        other.kill()
    with files.lock(tmp_path, patience=5):
        pass


@pytest.mark.parametrize(
    "arguments",
    [["decks"], ["check"], ["import", "a.md"], ["new", "mine"], ["show", "sgd/update"]],
    ids=lambda arguments: arguments[0],
)
def test_an_over_long_data_folder_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / ("x" * 300)))
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: tmp_path)
    (tmp_path / "a.md").write_text("**Decay**: how much stays")
    (tmp_path / "a.yaml").write_text(DECK.replace("good", "sgd").replace("id: a", "id: update"))
    assert cli.main(arguments) in {0, 1, 2}
    assert "Traceback" not in capsys.readouterr().err


def test_an_over_long_name_of_a_new_deck_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    assert cli.main(["new", "x" * 300]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(os, "fsync", lambda _: done.append("synced"))
    monkeypatch.setattr(Path, "replace", lambda *paths: (done.append("replaced"), replace(*paths)))
    deck_files.save_deck(tmp_path / "a.yaml", "text")
    assert done == ["synced", "replaced"]


@pytest.mark.parametrize("arguments", [["new", "mine"], ["convert", "a.yaml", "-o", "decks/mine.yaml"]])
def test_a_file_that_appears_while_another_is_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    (tmp_path / "decks").mkdir()
    (tmp_path / "a.yaml").write_text(DECK)
    mine = tmp_path / "decks/mine.yaml"
    mine.write_text("written by another process")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    assert cli.main(arguments) == 2
    assert mine.read_text() == "written by another process"
