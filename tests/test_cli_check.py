"""The commands `check` and `grade`: what they print, the JSON, and their exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.storage import deck_files
from tests.read_once import furnish

RIGHT = r"""deck: d
optimizer: adam
cards:
  - id: a
    ask: Write Adam's first moment.
    formula: m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t
  - id: b
    ask: What is 1 - beta1?
    vary: {beta1: [0.5, 0.9]}
    number: 1 - beta1
  - id: c
    ask: Why?
    answer: Because.
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path / "home")))
    monkeypatch.chdir(tmp_path)


def written(text: str, name: str = "d.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("text", "status", "printed"),
    [
        (RIGHT, 0, "3 cards · 1 formula (1 proved) · 2 numbers · 0 demos · 0 problems"),
        (
            RIGHT.replace("(1 - \\beta_1) g_t", "g_t"),
            1,
            "d.yaml:4: d/a: wrong (missing-complement) · adam: m",
        ),
        (RIGHT.replace("m_t =", "\\kappa ="), 0, "d.yaml:4: d/a: unchecked"),
        (RIGHT.replace("1 - beta1\n", "1/(0*beta1)\n"), 1, "d.yaml:7:5: d/b: the number"),
        (RIGHT.replace("answer:", "anwser:"), 1, "unknown field 'anwser'"),
        ("deck: [", 2, "d.yaml:"),
        (RIGHT[: RIGHT.index("  - id: b")], 0, "1 card · 1 formula (1 proved) · 0 numbers"),
    ],
    ids=["right", "wrong", "unchecked", "number", "field", "no deck", "one card"],
)
def test_check_tells_what_it_found(
    text: str, status: int, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", written(text)]) == status
    assert printed in capsys.readouterr().out


def test_check_lists_every_formula(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list", written(RIGHT)]) == 0
    assert capsys.readouterr().out.startswith("d.yaml:4: d/a: proved · adam: m\n")


def test_check_prints_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", written(RIGHT.replace("(1 - \\beta_1) g_t", "g_t"))]) == 1
    out, err = capsys.readouterr()
    (formula,) = json.loads(out)["formulas"]
    assert json.loads(out)["problems"] == []
    assert formula.pop("message").startswith("the factor (1 − β₁) is missing")
    assert formula == {
        "card": "d/a",
        "file": "d.yaml",
        "line": 4,
        "verdict": "wrong",
        "optimizer": "adam",
        "quantity": "m",
        "slip": "missing-complement",
    }  # fmt: skip
    assert err == ""


NEEDING = RIGHT.replace("answer: Because.", "answer: Because.\n    needs: [adam/first-moment]")
CIRCLE = "deck: e\nneeds: [d]\ncards:\n  - id: x\n    ask: Whence?\n    answer: So.\n"


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        pytest.param("", ["'c' needs cards of the deck 'adam', which 'd' does not list"], id="not listed"),
        pytest.param("needs: [sgd]\n", ["add it to the deck:  needs: [sgd, adam]"], id="another is listed"),
        pytest.param("needs: [adam]\n", [], id="listed"),
        pytest.param("needs: [adam-variants]\n", [], id="listed by a listed one"),
    ],
)
def test_check_tells_of_decks_that_cards_need_and_their_deck_does_not_list(
    listed: str, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    deck = written(NEEDING.replace("deck: d\n", f"deck: d\n{listed}"))
    assert main(["check", deck]) == 0, "advice on the order is no finding"
    out = capsys.readouterr().out
    assert [line for line in told if line not in out] == []
    assert f"{len(told)} problem" in out
    main(["check", "--json", deck])
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [(each["file"], each["line"]) for each in problems] == [("d.yaml", 11 + bool(listed))] * len(told)


def test_check_refuses_a_shipped_deck_that_does_not_list_what_its_cards_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: shipped)
    (shipped / "e.yaml").write_text("deck: e\ncards:\n  - {id: x, ask: Whence?, answer: So.}\n")
    deck = "deck: d\n{}cards:\n  - {{id: c, ask: Why?, answer: Because., needs: [e/x]}}\n"
    (shipped / "d.yaml").write_text(deck.format(""))
    assert main(["check"]) == 1
    assert "'c' needs cards of the deck 'e', which 'd' does not list" in capsys.readouterr().out
    (shipped / "d.yaml").write_text(deck.format("needs: [e]\n"))
    assert main(["check"]) == 0


def test_two_decks_that_need_each_other_are_not_told_to_list_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    needing = RIGHT.replace("answer: Because.", "answer: Because.\n    needs: [e/x]")
    assert main(["check", written(needing), written(CIRCLE, "e.yaml")]) == 0
    assert "'e' needs 'd' already: move the card there, or remove this need" in capsys.readouterr().out


def test_check_of_a_deck_that_needs_a_shipped_deck(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", written(RIGHT.replace("deck: d\n", "deck: d\nneeds: [adam, momentum]\n"))]) == 0
    assert capsys.readouterr().out.endswith("0 problems\n")
    assert main(["check", written(RIGHT.replace("deck: d\n", "deck: d\nneeds: [adma]\n"))]) == 1
    assert "did you mean adam?" in capsys.readouterr().out


def test_an_unreadable_deck_does_not_hide_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = written(RIGHT.replace("(1 - \\beta_1) g_t", "g_t"))
    assert main(["check", written("deck: [", "broken.yaml"), wrong, "nowhere.yaml"]) == 2
    out = capsys.readouterr().out
    assert "d.yaml:4: d/a: wrong (missing-complement)" in out
    assert "broken.yaml:" in out
    assert "nowhere.yaml" in out
    assert "3 cards" in out


def test_check_of_a_folder_without_a_deck(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert main(["check", "empty"]) == 2
    assert "no deck in empty\n    decks are .yaml and .md files" in capsys.readouterr().out
    assert main(["check", "empty", written(RIGHT)]) == 2
    assert "3 cards" in capsys.readouterr().out
    assert main(["check", "empty", "--json"]) == 2
    assert [problem["message"] for problem in json.loads(capsys.readouterr().out)["problems"]] == [
        "no deck in empty"
    ]


def test_check_of_nothing_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "printed"),
    [
        (["adam/first-moment", "m = b1*m + (1-b1)*g"], 0, "right\n"),
        (
            ["adam/first-moment", "m = b1*m + g"],
            1,
            "wrong (missing-complement)\nthe factor (1 − β₁) is missing",
        ),
        (["adam/step", "w -= lr*m_hat/sqrt(v_hat + eps)"], 0, "variant (epsilon-inside-root)\n"),
        (["adam/first-moment", "m = b1*("], 1, "unreadable\n"),
        (["sgd/step", "--", "-lr*g + theta"], 0, "right\n"),
        (["sgd/step", " -lr*g + theta"], 0, "right\n"),
        (["d/a", "m = b1*m + (1-b1)*g", "--deck", "d.yaml"], 0, "right\n"),
    ],
    ids=["right", "wrong", "variant", "unreadable", "a minus first", "a space and a minus", "a deck file"],
)
def test_grade_judges_an_answer(
    arguments: list[str], status: int, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written(RIGHT)
    assert main(["grade", *arguments]) == status
    assert capsys.readouterr().out.startswith(printed)


def test_grade_prints_the_verdict_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "adam/first-moment", "m = b1*m + g", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["slip"]) == ("wrong", "missing-complement")
    assert "(1 − β₁)" in found["message"]


def test_grade_reads_the_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("w -= lr*dw\n"))
    assert main(["grade", "sgd/step", "-"]) == 0
    assert capsys.readouterr().out == "right\n"


@pytest.mark.parametrize(
    ("card", "said"),
    [("adam/frist-moment", "adam/first-moment"), ("nothing", "there is no card")],
)
def test_grade_of_what_cannot_be_graded(card: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", card, "x"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["", "   ", "\n"], ids=["nothing", "spaces", "a line"])
def test_an_empty_answer_is_refused(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "sgd/step", answer]) == 2
    assert "empty" in capsys.readouterr().err


KINDS = """
deck: d
title: D
cards:
  - {id: term, ask: What divides?, answer: The **learning** rate.}
  - {id: long, ask: Why?, answer: Because it starts at zero and is too small.}
  - {id: gap, cloze: "Adam divides {{m: $m_t$}} by {{root: the square root}}."}
  - {id: pick, ask: Which?, choices: {right: momentum, wrong: [adam, sgd]}}
  - {id: steps, ask: In which order?, steps: [clear, "$m_t = g_t$", step]}
"""


@pytest.mark.parametrize(
    ("card", "answer", "status", "verdict", "says"),
    [
        pytest.param("term", "learning rate", 0, "right", "word for word", id="a term"),
        pytest.param("term", "the decay", 1, "wrong", "word for word", id="another term"),
        pytest.param("long", "because it starts at zero, and is too small", 0, "right", "", id="long"),
        pytest.param("long", "it is nought at first", 1, "unreadable", "yourself", id="in other words"),
        pytest.param("gap", "m_t", 0, "right", "", id="a gap"),
        pytest.param("gap", "v_t", 1, "wrong", "", id="another letter"),
        pytest.param("gap --part root", "Square root", 0, "right", "", id="a gap by name"),
        pytest.param("pick", "Momentum", 0, "right", "", id="an option's text"),
        pytest.param("pick", "Adam", 1, "wrong", "", id="a wrong option's text"),
        pytest.param("pick", "nothing", 1, "unreadable", "1 to 3", id="no option"),
        pytest.param("steps", "clear\nm = g\nstep", 0, "right", "", id="steps"),
        pytest.param("steps", "clear\nm = -g\nstep", 1, "wrong", "step 2", id="a wrong step"),
        pytest.param("steps", "clear", 1, "wrong", "step 2 is missing", id="a step too few"),
    ],
)
def test_grade_judges_every_kind_of_card(
    card: str, answer: str, status: int, verdict: str, says: str,
    capsys: pytest.CaptureFixture[str], tmp_path: Path,
) -> None:  # fmt: skip
    (tmp_path / "d.yaml").write_text(KINDS, encoding="utf-8")
    name, *options = card.split()
    command = ["grade", f"d/{name}", answer, *options, "--deck", str(tmp_path / "d.yaml"), "--json"]
    assert main(command) == status
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == verdict
    assert says in found["message"]


NUMBERS = r"""deck: d
optimizer: adam
cards:
  - id: a
    ask: 'With $\beta_1 = {beta1}$, what is $m_t$ at $t = {t}$?'
    vary: {beta1: [0.5, 0.9], t: [1, 3]}
    number: 1 - beta1**t
    demo: {gradients: constant 1, steps: 5, show: [m]}
  - id: b
    ask: The first gradient is {g}. What is $m_1$?
    vary: {g: [2, -5], beta1: [0.5, 0.9]}
    number: (1-beta1)*g
    why: $m_t = g_t$ somehow
"""


def test_check_counts_what_it_cannot_place_and_proposes_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--propose", written(NUMBERS)]) == 0
    out = capsys.readouterr().out
    assert "5 statements (2 settings, 3 unplaced)" in out
    assert "d/a:\n    holds: answer = m@t\n" in out
    assert "d/b:\n    given: {gradients: '{g}'}\n    holds: answer = m@1\n    told: {'m_t = g_t':" in out


def test_what_check_proposes_places_the_statement(capsys: pytest.CaptureFixture[str]) -> None:
    held = NUMBERS.replace("beta1**t\n", "beta1**t\n    holds: answer = m@t\n")
    assert main(["check", "--json", written(held)]) == 0
    shape = json.loads(capsys.readouterr().out)
    assert shape["statements"] == {
        "proved": 0, "sampled": 0, "computed": 1, "settings": 2, "told": 0, "unplaced": 2,
    }  # fmt: skip
    assert {each["field"] for each in shape["unplaced"]} == {"number", "why"}
    assert main(["check", written(held.replace("1 - beta1**t", "1 - beta1"))]) == 1
    assert "'answer = m@t' does not hold at beta1 = 0.5, t = 3" in capsys.readouterr().out
