"""An empty argument, as a variable that is not set leaves, is refused by every command: it says nothing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashcards import cli


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        pytest.param(["sync", ""], "FOLDER is empty\n    FOLDER: the folder that", id="the current folder"),
        pytest.param(["sync", " "], "FOLDER is empty", id="a space"),
        pytest.param(["config", "", "3"], "KEY is empty", id="the value's own setting"),
        pytest.param(["config", "sync_folder", ""], "VALUE is empty", id="no folder"),
        pytest.param(["config", "new_per_day", "3", "--deck="], "--deck is empty", id="all decks"),
        pytest.param(["set-due", "", "deck:adam"], "DAY is empty", id="today"),
        pytest.param(["set-due", "1d", ""], "deck:* for all", id="no card"),
        pytest.param(["bury", "--until", "", "deck:adam"], "--until is empty", id="no day"),
        pytest.param(["cards", "adam", ""], "QUERY is empty", id="behind another"),
        pytest.param(["export", "--json", "x.json", ""], "QUERY is empty", id="every card"),
        pytest.param(["log", "export", ""], "FILE is empty", id="of an action"),
        pytest.param(["demo", "-s", "", "adam"], "is empty", id="a setting"),
        pytest.param(["demo", "adam", "-s", "x="], "cannot read the setting 'x='", id="half a setting"),
    ],
)
def test_it_is_said_what_is_empty(
    capsys: pytest.CaptureFixture[str], place: Path, argv: list[str], says: str
) -> None:
    assert cli.main(argv) == 2
    assert says in capsys.readouterr().err
    assert not list((place / "here").iterdir())
    assert not (place / "home" / "reviews.sqlite").exists()


def calls() -> Iterator[list[str]]:
    """Each argument of each command, empty."""
    parsers = [cli._parser()]
    while parsers:
        parser = parsers.pop()
        before = parser.prog.split()[1:]
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
            elif action.nargs == 0:
                continue
            elif action.option_strings:
                yield from ([*before, option, ""] for option in action.option_strings)
                yield [*before, f"{action.option_strings[-1]}="]
            else:
                yield [*before, ""]
                before = [*before, *(action.choices or ["1"])][: len(before) + 1]


def test_no_command_takes_one(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    tried = list(calls())
    assert len(tried) > 100
    taken = [argv for argv in tried if cli.main(argv) != 2 or " is empty\n" not in capsys.readouterr().err]
    assert taken == []
    assert not (place / "home").exists()
