"""`flashcards config`: lists, shows, sets and unsets, for all decks and for one."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import main
from flashcards.config.declarations import GROUPS, SETTINGS
from tests.read_once import furnish

FILE = "config.toml"
DECK = "deck: mine\ncards:\n- {id: a, ask: A?, answer: A}\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "mine.yaml").write_text(DECK)
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> dict[str, Any]:
    assert main(["config", *arguments, "--json"]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_list_has_each_setting_with_its_default_and_what_it_does(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / FILE).write_text("# mine\nretention = 0.85\n\n[decks.mine]\nnew_per_day = 3\n")
    found = listed(capsys)
    rows = {(row["name"], row["deck"]): row for row in found["settings"]}
    assert [name for name, deck in rows if deck is None] == [setting.name for setting in SETTINGS]
    retention = rows["retention", None]
    assert (retention["value"], retention["default"], retention["set"]) == (0.85, 0.9, True)
    assert retention["place"]["line"] == 2
    assert all(row["about"] and row["allowed"] for row in rows.values())
    own = rows["new_per_day", "mine"]
    assert (own["value"], own["default"], own["place"]["line"]) == (3, 20, 5)
    assert (rows["new_per_day", None]["value"], rows["new_per_day", None]["set"]) == (20, False)
    assert main(["config"]) == 0
    printed = capsys.readouterr().out
    assert all(f"  {setting.name} " in printed and setting.about in printed for setting in SETTINGS)
    assert f"{FILE}:2:1 (default 90%)" in printed
    assert "Deck mine\n  new_per_day           3 " in printed


SETS = [
    pytest.param(["new_per_day", "5"], {"new_per_day": 5}, id="a number"),
    pytest.param(["retention", "85%"], {"retention": 0.85}, id="per cent"),
    pytest.param(["retention", "0,85"], {"retention": 0.85}, id="a decimal comma"),
    pytest.param(["learning_steps", "1m 10m"], {"learning_steps": "1m 10m"}, id="steps in quotes"),
    pytest.param(["learning_steps", "1m", "1h"], {"learning_steps": "1m 1h"}, id="steps without"),
    pytest.param(["relearning_steps", "none"], {"relearning_steps": ""}, id="no steps"),
    pytest.param(["day_starts_at", "05:00"], {"day_starts_at": 5}, id="an hour"),
    pytest.param(["new_wait_for_backlog", "off"], {"new_wait_for_backlog": False}, id="a flag"),
    pytest.param(["easy_days", "sat=0.5", "sun=0"], {"easy_days": {"sat": 0.5, "sun": 0}}, id="easy days"),
    pytest.param(["easy_days", "sat=50%"], {"easy_days": {"sat": 0.5}}, id="an easy day in per cent"),
    pytest.param(["keys", "undo=z", "hint=x,f10"], {"keys": {"undo": "z", "hint": ["x", "f10"]}}, id="keys"),
    pytest.param(["editor", "code", "--wait"], {"editor": "code --wait"}, id="an editor with an option"),
    pytest.param(["theme", "Nord"], {"theme": "nord"}, id="a theme"),
    pytest.param(
        ["retention", "0.8", "--deck", "mine"], {"decks": {"mine": {"retention": 0.8}}}, id="a deck"
    ),
]


@pytest.mark.parametrize(("arguments", "written"), SETS)
def test_a_setting_is_set_and_unset(
    home: Path, arguments: list[str], written: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    (home / FILE).write_text("# kept\n")
    arguments = ["--", *arguments] if "--wait" in arguments else arguments
    assert main(["config", *arguments]) == 0
    assert "set in " in capsys.readouterr().out
    text = (home / FILE).read_text()
    assert tomllib.loads(text) == written
    assert text.startswith("# kept\n")
    name = arguments[1] if arguments[0] == "--" else arguments[0]
    deck = arguments[arguments.index("--deck") :] if "--deck" in arguments else []
    (row,) = listed(capsys, name, *deck)["settings"]
    assert row["set"] is True
    assert main(["config", name, "--unset", *deck]) == 0
    left = tomllib.loads((home / FILE).read_text())
    assert {key: value for key, value in left.items() if value not in ({}, {"mine": {}})} == {}
    capsys.readouterr()
    (row,) = listed(capsys, name, *deck)["settings"]
    assert (row["set"], row["value"]) == (False, row["default"])


def test_each_heading_stands_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    headings = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert headings == list(GROUPS)


def test_what_is_unset_says_what_holds_then(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "new_per_day", "9"]) == 0
    assert main(["config", "new_per_day", "3", "--deck", "mine"]) == 0
    for said in ("is no longer set for the deck mine in", "was not set for the deck mine in"):
        capsys.readouterr()
        assert main(["config", "new_per_day", "--unset", "--deck", "mine"]) == 0
        told = capsys.readouterr().out
        assert told.startswith(f"new_per_day {said}")
        assert told.endswith("what holds is 9\n")


REFUSED = [
    pytest.param(["retenton"], "unknown setting 'retenton'", "did you mean retention?", id="misspelt"),
    pytest.param(["retention", "2"], "0.7 to 0.99, not '2'", "retention = 0.99", id="beyond the range"),
    pytest.param(["new_per_day", "-5"], "0 to 9999, not '-5'", "new_per_day = 0", id="below zero"),
    pytest.param(["new_per_day", "many"], "not 'many'", "new_per_day = 20", id="no number"),
    pytest.param(["learning_steps", "1m", "1d"], "shorter than a day", '"1m"', id="a step of a day"),
    pytest.param(["easy_days", "sat"], "weekdays with their shares", "sat=0.5", id="no share"),
    pytest.param(["easy_days", "sta=0"], "is no weekday", "did you mean sat", id="no weekday"),
    pytest.param(["easy_days", "sat=2"], "easy_days.sat must", "write  sat = 1\n", id="a share too large"),
    pytest.param(["easy_days", "sat=x"], "easy_days.sat must", "write  sat = 0.5\n", id="no share at all"),
    pytest.param(["keys", "undoo=z"], "keys.undoo is no command", "mean undo?", id="no command"),
    pytest.param(
        ["keys", "undo=h"],
        "keys.undo cannot be h, which is hint",
        "another key",
        id="a clash",
    ),
    pytest.param(["keys", "undo"], "such as undo=z", "", id="no key"),
    pytest.param(["theme", "nrd"], "the name of a theme", "did you mean nord?", id="no theme"),
    pytest.param(["theme", "nord", "--deck", "mine"], "for all decks", "without --deck", id="no deck's"),
    pytest.param(["retention", "0.8", "--deck", "mnie"], "no deck is", "did you mean mine?", id="no deck"),
    pytest.param(["--unset"], "--unset needs", "config KEY --unset", id="unset without a key"),
    pytest.param(["retention", "0.8", "--unset"], "takes no value", "", id="unset with a value"),
]


@pytest.mark.parametrize(("arguments", "says", "hint"), REFUSED)
def test_what_cannot_be_set_is_refused_and_nothing_written(
    home: Path, arguments: list[str], says: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", *arguments]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert hint in told
    assert not (home / FILE).exists()


BROKEN = [
    pytest.param("retention = 2\n", 1, "config.toml:1:13: retention must be", id="a bad value"),
    pytest.param("retenton = 0.8\n", 1, "config.toml:1:1: unknown setting", id="an unknown key"),
    pytest.param("[decks.mnie]\nretention = 0.8\n", 1, "config.toml:1:1: there is no deck", id="no deck"),
    pytest.param("retention 0.8\n", 1, "config.toml:1:11: retention is not", id="no TOML"),
]


@pytest.mark.parametrize(("text", "status", "says"), BROKEN)
def test_a_file_with_mistakes_is_listed_with_its_problems(
    home: Path, text: str, status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / FILE).write_text(text)
    assert main(["config"]) == status
    printed = capsys.readouterr()
    assert says in printed.err
    assert "retention             90%" in printed.out
    (problem,) = listed(capsys, status=status)["problems"]
    assert problem["line"] == 1


def test_a_line_that_is_no_toml_stays_beside_a_change_and_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / FILE).write_text("theme = paper # mine\nretention = 0.8\n")
    assert main(["config", "retention", "0.9"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("retention = 90%, set in")
    assert printed.err == "1 problem elsewhere in the file: see  flashcards config\n"
    assert main(["config", "theme"]) == 1
    told = capsys.readouterr().err
    assert 'config.toml:1:9: theme is not written as TOML: paper\n    write  theme = "paper"' in told
    assert (home / FILE).read_text() == "theme = paper # mine\nretention = 0.9\n"
    assert main(["config", "theme", "nord"]) == 0
    assert (home / FILE).read_text() == 'theme = "nord" # mine\nretention = 0.9\n'


@pytest.mark.parametrize("text", ["theme = paper\n", "theme = 3\n"], ids=["no TOML", "a bad value"])
def test_what_cannot_be_used_was_set_when_it_is_unset(
    home: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / FILE).write_text(text)
    assert main(["config", "theme", "--unset"]) == 0
    assert capsys.readouterr().out.startswith("theme is no longer set")
    assert (home / FILE).read_text() == ""


def test_a_file_that_is_not_toml_is_not_overwritten(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / FILE).write_text("retention 0.8\n" * 200)
    assert main(["config"]) == 2
    assert main(["config", "retention", "0.9"]) == 2
    assert "nothing was changed: mend it by hand" in capsys.readouterr().err
    assert (home / FILE).read_text() == "retention 0.8\n" * 200


def test_a_bad_value_is_replaced_by_a_good_one(home: Path) -> None:
    (home / FILE).write_text("retention = 2 # mine\nx = 1\n")
    assert main(["config", "retention", "0.9"]) == 0, "the problem that is left is another's"
    assert (home / FILE).read_text() == "retention = 0.9 # mine\nx = 1\n"


@pytest.mark.parametrize(
    ("arguments", "told", "elsewhere"),
    [
        pytest.param(["retention"], ["retention must", "retention of the deck 'mine' must"], 2, id="a key"),
        pytest.param(["retention", "--deck", "mine"], ["of the deck 'mine'"], 3, id="of one deck"),
        pytest.param(["retention", "0.8"], ["of the deck 'mine'"], 2, id="set in general"),
        pytest.param(["new_per_day", "7"], [], 4, id="one without problems"),
        pytest.param(
            [], ["retention must", "unknown setting", "motion must", "of the deck 'mine'"], 0, id="all"
        ),
    ],
)
def test_a_key_that_is_named_tells_its_own_problems(
    home: Path, arguments: list[str], told: list[str], elsewhere: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "decks" / "mine.yaml").write_text("deck: mine\ncards: [{id: a, ask: A, answer: B}]\n")
    (home / FILE).write_text("retention = 9\nretenton = 0.8\nmotion = 3\n[decks.mine]\nretention = 7\n")
    assert main(["config", *arguments]) == bool(told)
    printed = capsys.readouterr().err
    assert printed.count("config.toml:") == len(told)
    assert all(text in printed for text in told)
    other = f"{elsewhere} problems elsewhere in the file: see  flashcards config"
    assert (other in printed) == bool(elsewhere)


def test_the_help_lists_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["config", "--help"])
    printed = capsys.readouterr().out
    assert all(f"  {setting.name} " in printed and setting.kind.allowed in printed for setting in SETTINGS)


@pytest.mark.parametrize(
    ("text", "arguments", "new"),
    [
        pytest.param("new_per_day = 1\n", [], 1, id="the setting"),
        pytest.param("new_per_day = 1\n", ["--new", "2"], 2, id="the option of a run"),
        pytest.param("new_per_day = 0\n[decks.mine]\nnew_per_day = 3\n", ["mine"], 3, id="of the deck"),
        pytest.param("new_per_day = 0\n[decks.mine]\nnew_per_day = 3\n", [], 3, id="of the deck among all"),
        pytest.param("[decks.mine]\nnew_per_day = 3\n", ["mine", "--new", "2"], 2, id="the option again"),
        pytest.param("new_per_day = 9999\n[decks.mine]\nnew_per_day = 2\n", ["mine"], 2, id="a smaller one"),
        pytest.param("new_per_day = x\n", ["mine"], 4, id="no TOML"),
        pytest.param("new_per_day = -1\n", ["mine"], 4, id="a bad value"),
    ],
)
def test_a_session_obeys_the_settings(
    home: Path,
    text: str,
    arguments: list[str],
    new: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = "".join(f"- {{id: {name}, ask: '{name}?', answer: A}}\n" for name in "abcd")
    (home / "decks" / "mine.yaml").write_text(f"deck: mine\ncards:\n{cards}")
    (home / FILE).write_text(text)
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    assert main(["study", "--plain", *arguments]) == 0
    printed = capsys.readouterr()
    assert f"New {new}, learning 0" in printed.out
    assert ("config.toml:1:" in printed.err) == (text in ("new_per_day = x\n", "new_per_day = -1\n"))


@pytest.mark.parametrize("option", ["--new", "--reviews"])
def test_an_option_that_no_setting_can_have_is_told_as_the_option(
    option: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", "--plain", option, "99999999999"]) == 2
    told = f"{option} must be a whole number from 0 to 9999, not 99999999999\n    write  {option} 9999\n"
    assert capsys.readouterr().err == told


def test_every_review_is_within_as_many_days_as_one_can_write(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["set-due", "36500d", "deck:mine"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    assert main(["study", "--plain", "--ahead", "9" * 30]) == 0
    assert "review 1." in capsys.readouterr().out


def test_the_editor_of_the_settings_comes_before_those_of_the_environment(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    (home / FILE).write_text('editor = "echo edited"\n')
    assert main(["new", "fresh"]) == 0
    assert "edited" in capfd.readouterr().out
