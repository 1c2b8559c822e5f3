"""A session killed right after a grade: the review is there on the next start, and nothing else changed."""

from __future__ import annotations

from pathlib import Path

from flashcards.storage import Store
from tests.terminal import PYTHON, Terminal, environment


def recorded(home: Path) -> list[tuple[str, int | None]]:
    with Store.open(home) as store:
        return [(review.card, review.grade) for review in store.reviews()]


def test_a_review_survives_a_kill_right_after_its_grade(tmp_path: Path) -> None:
    study = [PYTHON, "-m", "flashcards", "study", "sgd"]
    with Terminal(study, environment(tmp_path)) as terminal:
        terminal.wait_for("shows the answer")
        terminal.send(" ")
        terminal.wait_for("Again")
        terminal.send("1")
        terminal.wait_for("L 1")
    assert recorded(tmp_path) == [("sgd/step", 1)]
    with Terminal(study, environment(tmp_path)) as terminal:
        terminal.wait_for("L 1")
    assert recorded(tmp_path) == [("sgd/step", 1)]


def test_a_burst_in_a_real_terminal_is_the_answer_and_its_grade(tmp_path: Path) -> None:
    study = [PYTHON, "-m", "flashcards", "study", "sgd"]
    with Terminal(study, environment(tmp_path)) as terminal:
        terminal.wait_for("shows the answer")
        terminal.send("w -= lr*dw\r4")
        terminal.wait_for("N 14")
        terminal.send("q")
    with Store.open(tmp_path) as store:
        rows = [(review.card, review.grade, review.typed) for review in store.reviews()]
    assert rows == [("sgd/step", 4, "w -= lr*dw")]
