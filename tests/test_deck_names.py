"""A deck is named by its name, in any case, or by its title, where that says which one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.cli.deck_names import find_deck
from tests.read_once import furnish

TITLES = {"adam": "Adam", "sgd": "Gradient descent", "own": "Twice", "other": "twice", "twins": "SGD"}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("adam", "adam"),
        ("ADAM", "adam"),
        ("gradient  Descent", "sgd"),
        ("sgd", "sgd"),
        ("Twice", None),
        ("SGD", None),
        ("adm", None),
    ],
)
def test_which_deck_is_meant(given: str, found: str | None) -> None:
    assert find_deck(given, TITLES) == found


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["study", "--plain", "ADAM"], "Adam."),
        (["stats", "Gradient descent"], "sgd, 91 days"),
        (["cards", "--deck", "gradient descent"], "sgd/step"),
        (["config", "new_per_day", "3", "--deck", "Gradient descent"], "for the deck sgd"),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)
def test_commands_take_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    says: str,
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    assert main(command) == 0
    assert says in capsys.readouterr().out
