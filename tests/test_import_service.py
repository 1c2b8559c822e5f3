"""What the import screen asks for, on files: proposals, lines of notes, a deck written, a card edited."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from flashcards.cli import editor_run
from flashcards.cli.editor_run import edit_text
from flashcards.cli.import_service import complete_path, note_import
from flashcards.deck.codec import read_deck
from flashcards.deck.model import FormulaAnswer
from flashcards.errors import Problem
from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Decision

NOTE = r"""# Adam

**Bias correction** : divides the averages by what they lack at the start.

$$m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t$$

$$\hat{m}_t = \frac{m_t}{1 - \beta_1}$$
"""


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    folder = tmp_path / "vault"
    (folder / "deep").mkdir(parents=True)
    (folder / "Adam.md").write_text(NOTE, encoding="utf-8")
    (folder / "Bad.md").write_bytes(b"a\xff\xfeb")
    return folder


def ignore(text: str) -> None:
    """Take no notice of the progress."""


def test_from_notes_to_a_deck_and_again(vault: Path) -> None:
    reloads: list[bool] = []
    services = note_import(lambda: reloads.append(True))
    found = services.propose(str(vault), ignore)
    assert (found.deck, found.notes) == ("vault", 1)
    assert ["Bad.md" in str(problem) for problem in found.problems] == [True]
    review = ImportReview.of(found.proposals)
    contradicted = [at for at, each in enumerate(found.proposals) if each.contradicts]
    assert len(contradicted) == 1
    first = review.accept(0).accept(contradicted[0])
    assert services.write_import(first.outcome()).startswith("2 cards written to ")
    assert reloads == [True]
    path = next((vault.parent / "home" / "decks").glob("*.yaml"))
    deck, problems = read_deck(path.read_text(encoding="utf-8"), str(path))
    assert deck
    assert problems == ()
    right = {each.answer.latex for each in deck.cards if isinstance(each.answer, FormulaAnswer)}
    refuted = found.proposals[contradicted[0]].contradicts
    assert refuted
    assert right == {refuted.reference}

    again = note_import(lambda: None).propose(str(vault), ignore)
    taken = {each.card.id for each in first.outcome().taken}
    assert len(again.proposals) == len(found.proposals) - 2
    assert taken.isdisjoint(each.card.id for each in again.proposals)


def test_a_card_at_the_place_of_one_whose_text_is_gone_is_proposed(vault: Path) -> None:
    note = vault / "Adam.md"
    note.write_text(
        "#flashcards\n\n# Adam\n\nWhat corrects the start?::the division by one minus beta\n",
        encoding="utf-8",
    )
    services = note_import(lambda: None)
    services.write_import(ImportReview.of(services.propose(str(vault), ignore).proposals).accept(0).outcome())
    note.write_text(
        "#flashcards\n\n# Adam\n\nWho wrote the paper in 2015?::Kingma and Ba\n", encoding="utf-8"
    )
    again = services.propose(str(vault), ignore)
    assert [each.card.ask for each in again.proposals] == ["Who wrote the paper in 2015?"]
    assert "already" not in again.about


@pytest.mark.parametrize("how", ["never", "discard"])
def test_a_card_that_was_left_out_is_taken_after_all(how: str, vault: Path) -> None:
    (vault / "Adam.md").write_text("#flashcards\n\n# Adam\n\nWho?::Kingma\n\nWhen?::2015\n", encoding="utf-8")
    services = note_import(lambda: None)
    review = ImportReview.of(services.propose(str(vault), ignore).proposals)
    services.write_import(getattr(review.accept(0), how)(1).outcome())
    again = services.propose(str(vault), ignore)
    assert [(each.card.ask, again.left_out[each.card.id]) for each in again.proposals] == [
        ("When?", Decision.NEVER if how == "never" else Decision.DISCARDED)
    ]
    services.write_import(ImportReview.of(again.proposals, again.left_out).accept(0).outcome())
    path = next((vault.parent / "home" / "decks").glob("*.yaml"))
    deck, _ = read_deck(path.read_text(encoding="utf-8"), str(path))
    assert deck
    assert [card.ask for card in deck.cards] == ["Who?", "When?"]
    assert (dict(deck.never), dict(deck.discarded)) == ({}, {})
    assert services.propose(str(vault), ignore).proposals == ()


def test_the_lines_of_notes_that_were_read_and_of_no_other_file(vault: Path) -> None:
    services = note_import(lambda: None)
    found = services.propose(str(vault), ignore)
    place = found.proposals[0].card.place
    assert "Bias correction" in services.note_lines(place.file)[place.line - 1]
    for other in (str(vault.parent / "secret"), str(vault / "deep" / ".." / "Adam.md")):
        with pytest.raises(Problem):
            services.note_lines(other)


@pytest.mark.parametrize("path", ["nowhere", "vault/deep", "vault/Bad.md", "~nobody-of-that-name/x"])
def test_no_notes(path: str, vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vault.parent)
    with pytest.raises(Problem):
        note_import(lambda: None).propose(path, ignore)


def test_an_exception_of_the_progress_ends_the_reading(vault: Path) -> None:
    def stop(text: str) -> None:
        raise KeyError(text)

    with pytest.raises(KeyError):
        note_import(lambda: None).propose(str(vault), stop)


COMPLETED = [
    pytest.param("va", "vault/", id="a folder"),
    pytest.param("vault/A", "vault/Adam.md", id="a note"),
    pytest.param("vault/d", "vault/deep/", id="a folder below"),
    pytest.param("vault/", "vault/", id="nothing typed yet"),
    pytest.param("nothing/x", "nothing/x", id="no such folder"),
    pytest.param("~nobody-of-that-name/x", "~nobody-of-that-name/x", id="no such home"),
    pytest.param("a\0b/c", "a\0b/c", id="a null character"),
]


@pytest.mark.parametrize(("typed", "completed"), COMPLETED)
def test_completing_a_path(typed: str, completed: str, vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vault.parent)
    assert complete_path(typed).replace("\\", "/") == completed


def editor(tmp_path: Path, code: str) -> str:
    """An editor that runs `code` on the file's `text`."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib; p = pathlib.Path(sys.argv[1]); text = p.read_text(encoding='utf-8')\n"
        f"p.write_text({code}, encoding='utf-8')",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{script}"'.replace("\\", "/")


def test_the_editor_edits_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor(tmp_path, "text.upper()"))
    assert edit_text("m = β", nullcontext) == "M = Β"


ANNOUNCED = [
    pytest.param("", "", "vim opens.\nIt is left by  Esc, then  :wq ", "M", id="Enter opens it"),
    pytest.param("", "n", "vim opens.\nIt is left by", "", id="n does not"),
    pytest.param("vim", "never asked", "", "M", id="one that was chosen"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="a script as a program")
@pytest.mark.parametrize(("chosen", "answer", "says", "text"), ANNOUNCED)
def test_an_editor_that_nobody_chose_is_announced_with_how_it_is_left(
    chosen: str,
    answer: str,
    says: str,
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    vim = tmp_path / "vim"
    vim.write_text('#!/bin/sh\nprintf M > "$2"\n', encoding="utf-8")
    vim.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", chosen)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []
    monkeypatch.setattr(editor_run, "read_answer", lambda question: asked.append(question) or answer)
    if text:
        assert edit_text("m", nullcontext) == text
    else:
        with pytest.raises(Problem, match="vim was not opened"):
            edit_text("m", nullcontext)
    assert says in capsys.readouterr().out
    assert len(asked) == bool(says)


@pytest.mark.parametrize(
    "command", ["", "/no/such/editor", "'open quote"], ids=["none", "missing", "unreadable"]
)
def test_no_editor(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.setenv("PATH", "")
    suspend: Callable[[], nullcontext[None]] = nullcontext
    with pytest.raises(Problem) as problem:
        edit_text("x", suspend)
    assert problem.value.hint
