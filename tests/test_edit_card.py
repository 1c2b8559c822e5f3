"""Editing a card where it stands: the editor at its line, the decks read again, and what is said of it."""

from __future__ import annotations

import stat
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.cli.edit_card import edit_card, mend_deck
from flashcards.errors import Place, Problem
from tests.desks import A

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editor of these tests is a shell script")


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck file, and an editor that writes down how it was called."""
    editor = tmp_path / "nano"
    editor.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/called"\n', encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(editor))
    file = tmp_path / "d.yaml"
    file.write_text("deck: d\n", encoding="utf-8")
    return file


def test_the_editor_opens_at_the_line_of_the_card(deck: Path, tmp_path: Path) -> None:
    card = replace(A, place=Place(str(deck), 7))
    said = edit_card(card, lambda: (), nullcontext)
    assert (tmp_path / "called").read_text().strip() == f"+7 {deck}"
    assert said == "d/a, as it is now; edited in nano."


@pytest.mark.parametrize(
    ("now", "said"),
    [
        pytest.param("d/a", "d/a, as it is now; edited in nano.", id="the same"),
        pytest.param("d/b", "d/a is called d/b now, and its reviews came along.", id="renamed with was"),
        pytest.param(
            "", "d/a is in no deck now. The card in its place keeps its reviews with  was: a", id="renamed"
        ),
    ],
)
def test_a_card_that_has_another_name_after_it_is_told_of(deck: Path, now: str, said: str) -> None:
    card = replace(A, place=Place(str(deck), 7))
    assert edit_card(card, lambda: (), nullcontext, lambda: now) == said


def test_what_is_wrong_after_it_is_told(deck: Path) -> None:
    card = replace(A, place=Place(str(deck), 7))
    wrong = (Problem("unknown field", Place(str(deck), 8)), Problem("other deck", Place("elsewhere.yaml", 1)))
    assert edit_card(card, lambda: wrong, nullcontext) == str(wrong[0])


LEFT = [
    pytest.param([], "{file} has no problem now; edited in nano.", id="all mended"),
    pytest.param([8], "{file}:8:1: wrong", id="one is left"),
    pytest.param([8, 9, 12], "{file}:8:1: wrong\nand 2 more problems", id="three are left"),
]


@pytest.mark.parametrize(("lines", "said"), LEFT)
def test_a_deck_is_edited_at_its_problem_and_those_left_are_told(
    deck: Path, tmp_path: Path, lines: list[int], said: str
) -> None:
    problems = (
        Problem("other deck", Place("elsewhere.yaml")),
        *(Problem("wrong", Place(str(deck), line)) for line in lines),
    )
    assert mend_deck(Place(str(deck), 8), lambda: problems, nullcontext) == said.format(file=deck)
    assert (tmp_path / "called").read_text().strip() == f"+8 {deck}"


def test_a_file_that_cannot_be_written_is_not_opened(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    card = replace(A, place=Place(str(deck), 7))
    with pytest.raises(Problem, match="cannot be written"):
        edit_card(card, lambda: (), nullcontext)


DECK = "deck: mine\ncards:\n  - id: one\n    ask: What?\n    answer: That.\n"


@pytest.mark.parametrize(
    ("writes", "status", "says"),
    [
        pytest.param("", 0, "mine/one, as it is now", id="nothing changed"),
        pytest.param("deck: mine\ncards:\n  - id: one\n    ask: What?\n", 1, "mine.yaml:3", id="a problem"),
    ],
)
def test_the_command_edits_a_card(
    deck: Path, capsys: pytest.CaptureFixture[str], writes: str, status: int, says: str
) -> None:
    mine = deck.parent / "home" / "decks" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text(DECK, encoding="utf-8")
    if writes:
        (deck.parent / "nano").write_text(f"#!/bin/sh\ncat > '{mine}' <<'X'\n{writes}X\n", encoding="utf-8")
    assert cli.main(["edit", "mine/one"]) == status
    assert says in capsys.readouterr().out


def test_the_command_names_a_card_that_is_near(deck: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["edit", "sgd/stp"]) == 2
    assert "did you mean sgd/step?" in capsys.readouterr().err
