"""Faults of our own: the terminal is restored; one sentence, a bounded log without values, status 2."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flashcards.cli import fault, main
from flashcards.errors import Problem
from flashcards.storage import Store
from tests.terminal import PYTHON, Terminal, environment

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "what the person typed"

RUN = """
import sys
from flashcards.cli import main
from flashcards.errors import Problem
{patch}
sys.exit(main({arguments}))
"""

HOME = """
from flashcards.tui import home
def fail(*_):
    secret = "{secret}"
    raise {error}
home.hero_text = fail
"""

STUDY = """
from flashcards.tui import study
def fail(*_):
    secret = "{secret}"
    raise {error}
study.StudyScreen.action_undo = fail
"""

THREAD = """
from textual import work
from flashcards.tui import home
@work(thread=True)
def fail(self):
    secret = "{secret}"
    raise {error}
home.HomeScreen.action_help = fail
"""

RICH = """
class Drawn(Exception):
    def __rich__(self):
        return "drawn by Rich"
"""

FAULTS = [
    pytest.param(STUDY, "KeyError('m')", "KeyError: 'm'", id="a key"),
    pytest.param(THREAD, "ImportError('no sympy')", "ImportError: no sympy", id="a thread"),
    pytest.param(RICH + HOME, "Drawn('it\\nself')", "Drawn: it", id="a screen, and it draws itself"),
    pytest.param(HOME, "Problem('the disk is gone')", None, id="a Problem"),
]


@pytest.mark.parametrize(("patch", "error", "named"), FAULTS)
def test_a_fault_in_the_app(patch: str, error: str, named: str | None, tmp_path: Path) -> None:
    patch = patch.format(secret=SECRET, error=error)
    arguments = ["study", "sgd"] if "study" in patch else []
    command = [PYTHON, "-c", RUN.format(patch=patch, arguments=arguments)]
    with Terminal(command, environment(tmp_path)) as terminal:
        if arguments:
            terminal.wait_for("SGD|Gradient descent")
            terminal.send(" 1")
            terminal.wait_for("L 1")
            terminal.send("\x1a")  # Ctrl+Z
        elif "action_help" in patch:
            terminal.wait_for("Begin with|cards? today")
            terminal.send("?")
        status, written = terminal.end()
    assert status == 2
    said = written.rpartition("\x1b[?1049l")[2]
    assert "Traceback" not in said
    assert "drawn by Rich" not in said
    assert len(said) < 1000
    log = tmp_path / "errors.log"
    if named is None:
        assert "the disk is gone" in said
        assert not log.exists()
        return
    assert f"flashcards stopped because of an internal error: {named}. Every review shown" in said
    assert "shown as saved is safe." in said
    assert str(log) in said.replace("\r\n", "")
    assert "in fail" in log.read_text()
    assert f'secret = "{SECRET}"' not in log.read_text()
    if arguments:
        with Store.open(tmp_path) as store:
            assert [(review.card, review.grade) for review in store.reviews()] == [("sgd/step", 1)]


COMMANDS = [
    pytest.param(
        ZeroDivisionError("division by zero"), 2, "ZeroDivisionError: division by zero", id="a fault"
    ),
    pytest.param(RecursionError("too deep"), 2, "RecursionError: too deep", id="recursion"),
    pytest.param(MemoryError(), 2, "MemoryError", id="no message"),
    pytest.param(ValueError("\x1b[2Jgone\nsecond line"), 2, "ValueError: ␛[2Jgone", id="an escape sequence"),
    pytest.param(FileNotFoundError(2, "No such file", "x.yaml"), 2, "FileNotFoundError", id="a file"),
    pytest.param(Problem("no such deck"), 2, "", id="a Problem"),
    pytest.param(KeyboardInterrupt(), 130, None, id="Ctrl+C"),
    pytest.param(BrokenPipeError(), 0, None, id="a reader that left"),
]


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize(("error", "status", "named"), COMMANDS)
def test_a_fault_in_a_command(
    error: BaseException,
    status: int,
    named: str | None,
    as_json: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setattr("flashcards.storage.catalogue.Catalogue.refresh", fail)
    monkeypatch.setattr("flashcards.cli.streams.discard", lambda stream: None)
    assert main(["decks", *(["--json"] if as_json else [])]) == status
    printed = capsys.readouterr()
    if named is None:
        assert (printed.out, printed.err) == ("", "")
        return
    assert len(printed.err.splitlines()) <= 2
    assert named in printed.err
    assert (tmp_path / "errors.log").exists() == bool(named)
    assert not as_json or len(json.loads(printed.out)["problems"]) == 1


def test_the_log_is_bounded_and_begins_with_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    for number in range(30):
        fault.report_fault(ValueError(f"number {number} " + "x" * 10_000), NOW)
    log = (tmp_path / "errors.log").read_text()
    assert "number 29" in log[:500]
    assert len(log) == fault.LARGEST_LOG


def test_one_entry_never_fills_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    fault.report_fault(ValueError("older"), NOW)
    fault.report_fault(ValueError("x" * 1_000_000), NOW)
    assert "ValueError: older" in (tmp_path / "errors.log").read_text()


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "file" / "home"))
    problem = fault.report_fault(ValueError("x"), NOW)
    assert problem.hint.startswith("it could not be logged: ")


def test_the_log_names_no_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(Path(__file__).parent.parent.parent))
    try:
        raise ValueError("x")  # it needs a traceback
    except ValueError as error:
        fault.report_fault(error, NOW)
    log = (tmp_path / "errors.log").read_text()
    assert "~" in log
    assert str(Path.home()) not in log
