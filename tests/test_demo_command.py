"""`flashcards demo` as a person types it: what it prints, its JSON, its exit status."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

import optimizers
from flashcards.cli import demo
from flashcards.deck.model import Demo
from flashcards.demo import run
from flashcards.errors import Problem
from tests.read_once import furnish
from tests.rows import in_rows

RUNS = json.loads((Path(__file__).parent / "data" / "torch_trajectories.json").read_text())["runs"]


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    demo.add(parser.add_subparsers())
    args = parser.parse_args(["demo", *words])
    return int(args.run(args))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], ["optimizers", "adam-uncorrected", "ravine", "regression", "constant C"]),
        (["adam"], ["Adam on a constant gradient 1", "0.40951", "β₁ 0.9"]),
        (["adam", "--ascii"], ["beta1 0.9", "m_hat"]),
        (
            ["adam/correction-factor"],
            ["The card draws β₁ from 0.5, 0.9, 0.99: choose one with  -s beta1=0.5"],
        ),
        (["Adam/Correction-Factor", "--ascii"], ["m_hat is there from the first"]),
        (["adam", "-s", "beta1=0.5", "--at", "1,5"], ["0.96875"]),
        (["adam", "--gradients", "1,-1", "--show", "g,m"], ["on the gradients 1, −1", "−0.01"]),
        (["adam", "--compare", "adam,adam-uncorrected", "--plot"], ["3.16228", "difference", "└─"]),
        (
            ["--surface", "ravine", "--compare", "sgd,momentum,rmsprop,adam", "--plot"],
            ["● sgd", "▲ adam", "★"],
        ),
        (["adam", "--surface", "ravine", "-s", "eta=0.3"], ["adam on the ravine", "θ[0]"]),
        (["adam", "--surface", "regression", "--at", "5,50"], ["0.809774", "0.232563"]),
        (["adam", "--kind", "step"], ["mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ = 0.9 · "]),
        (["sgd", "--kind", "sweep", "--plot"], ["lowest", "◆"]),
        (["sgd", "--surface", "ravine", "-s", "eta=9"], ["diverged at step"]),
        (["adam/correction-factor", "--at", "1,5"], ["0.40951", "2.44194"]),
        (["adam/correction-factor", "--at", "1,5", "-s", "beta1=0.5"], ["1.03226"]),
    ],
    ids=" ".join,
)
def test_what_it_prints(words, says, capsys):
    assert call(*words) == 0
    printed = capsys.readouterr().out
    assert all(text in printed for text in says), printed
    assert "\x1b" not in printed


@pytest.mark.parametrize("name", [*RUNS, *optimizers.ALIASES])
def test_every_run_of_pytorchs_and_every_alias_is_a_name(name, capsys):
    assert call(name, "--json", "--steps", "3") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["optimizer"], len(found["rows"])) == (name, 3)
    assert found["settings"] == dict(optimizers.find(name).settings)
    card = run(Demo(steps=3, optimizer=name), optimizer="sgd").as_json()
    assert (card["settings"], card["rows"]) == (found["settings"], found["rows"])
    assert call("adam", "--compare", f"{name},sgd-l2" if name != "sgd-l2" else "adam,sgd-l2", "--json") == 0


def test_a_near_miss_of_an_alias_is_told():
    with pytest.raises(Problem) as problem:
        call("sgd-nesterof")
    assert "did you mean sgd-nesterov" in problem.value.hint


ASKING = ("d/c", "--at", "1,5")


@pytest.fixture
def asking(tmp_path, monkeypatch):
    """A deck whose card asks first."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "d.yaml").write_text(
        "deck: d\noptimizer: adam\ncards:\n  - id: c\n    ask: q\n    answer: a\n"
        "    demo: {steps: 5, show: [m], predict: {quantity: m_hat, t: 5}}\n"
    )


@pytest.mark.parametrize(
    ("typed", "asked", "says"),
    [
        (["1"], 1, "✓ m̂ is 1 at t = 5"),
        (["0.40951"], 1, "✗ that is m, not m̂: it is 1; you have 0.4095"),
        (["x", "1"], 2, "'x' is not a number"),
        ([""], 1, ""),
        ([], 1, ""),
    ],
    ids=["right", "m for m̂", "asked again", "nothing typed", "end of input"],
)
def test_in_a_terminal_a_prediction_comes_first(typed, asked, says, asking, capsys, monkeypatch):
    prompts = []

    def answer(prompt):
        prompts.append((prompt, capsys.readouterr().out))
        if not typed:
            raise EOFError
        return typed.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert call(*ASKING) == 0
    printed = "".join(before for _, before in prompts[1:]) + capsys.readouterr().out
    assert prompts[0][0] == "Predict m̂ at t = 5: "
    assert prompts[0][1].splitlines()[0] == "Adam on a constant gradient 1"
    assert "β₁ 0.9 " in prompts[0][1]
    assert "0.4095" not in prompts[0][1]
    assert len(prompts) == asked
    assert says in printed
    assert "0.40951" in printed


def test_without_a_terminal_or_with_json_nothing_is_asked(asking, capsys, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("it asked"))
    assert call(*ASKING) == 0
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert call(*ASKING, "--json") == 0
    assert '"rows"' in capsys.readouterr().out


def test_json_is_the_agreed_shape(capsys):
    assert call("adam/correction-factor", "--at", "1,5", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["optimizer"] == "adam"
    assert found["settings"]["beta1"] == 0.9
    table = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    assert [(row["t"], round(row["m"], 5), round(row["factor"], 5)) for row in table] == [
        (1, 0.1, 10),
        (5, 0.40951, 2.44194),
    ]
    assert len(found["series"]["m"]) == len(found["t"])


@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_no_line_is_wider_than_the_terminal(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    call("--surface", "ravine", "--compare", "sgd,momentum,rmsprop,adam", "--plot")
    call("adam", "--compare", "adam,adam-uncorrected", "--plot")
    from flashcards.formula.render.box import cells

    assert max(map(cells, capsys.readouterr().out.splitlines())) <= int(columns)


@in_rows(
    ("words", "says"),
    [
        (["adm"], "unknown optimizer 'adm'"),
        (["adam/no-such-card"], "unknown card"),
        (["adam", "-s", "beta1"], "cannot read the setting"),
        (["adam", "-s", "beta1=x"], "cannot read the setting"),
        (["adam", "-s", "beta1=1"], "beta1 must be less than 1"),
        (["adam", "--at", "one"], "cannot read --at"),
        (["adam", "--steps", "0"], "at least 1 step"),
        (["adam", "--surface", "ravin"], "unknown surface"),
        (["adam", "--compare", "adam,"], "cannot read --compare"),
        (["adam", "--kind", "pth"], "unknown kind of demo"),
        (["adam", "--gradients", "1,,2"], "cannot read gradient 2"),
        (["adam", "--gradients", "1,nan,2"], "gradient 2 of '1,nan,2' is nan"),
        (["adam", "--gradients", ""], "--gradients is empty"),
        (["adam", "--compare", " "], "--compare is empty"),
        (["adam", "--gradients", "1", "--surface", "ravine"], "determines its gradients"),
        (["adam", "--at", "0"], "no row at t = 0"),
        (["adam", "--at", "-1"], "before the start"),
        (["adam", "--steps", "3", "--at", "50"], "t = 50 is beyond --steps 3"),
        (["adam", "--kind", "schedule"], "a schedule alone, without adam"),
        (["sgd", "--kind", "sweep", "--at", "5"], "none for a step"),
        (["--compare", "adam"], "there is nothing to compare adam with"),
        (
            ["--surface", "ravine", "--compare", "sgd,adam,nadam,adamax,radam,lion,adagrad"],
            "at most 6 runs, not 7",
        ),
        (["--kind", "schedule", "--compare", ",".join(["cosine"] * 7)], "at most 6 schedules, not 7"),
        (["--plot"], "--plot does not say what to run"),
        (["-s", "beta1=0.5"], "-s does not say what to run"),
        (["adam", "-s", "beta1=-0.5"], "must not be negative"),
        (["--schedule", "cosine", "-s", "warm=-1"], "not negative, not -1"),
        (["adam", "--svg", "/no/such/folder/x.svg"], "cannot write"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_a_problem(words, says):
    with pytest.raises(Problem, match=says) as problem:
        call(*words)
    assert problem.value.hint or words[1:2] == ["--svg"]


def test_json_holds_no_picture(capsys):
    with pytest.raises(SystemExit) as left:
        call("adam", "--json", "--plot")
    assert left.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (["adam", "--compare", "sgd"], ["delta adam", "delta sgd"]),
        (["Adam", "--compare", "SGD,adam"], ["delta sgd", "delta adam"]),
        (["--compare", "adam,adam"], ["delta adam", "delta adam#2"]),
        (["--compare", "adam,adam", "-s", "adam#2 eta=0.1"], ["delta adam eta=0.001", "delta adam eta=0.1"]),
        (["adam", "--surface", "Ravine", "--compare", "sgd"], ["loss adam", "loss sgd"]),
        (["--kind", "schedule", "--compare", "cosine,Cosine"], ["eta cosine", "eta cosine#2"]),
        (["--gradients", "Constant 1"], ["g", "delta"]),
    ],
    ids=" ".join,
)
def test_every_run_that_is_named_has_a_column(words, columns, capsys):
    assert call(*words, "--json") == 0
    assert json.loads(capsys.readouterr().out)["columns"][1:3] == columns


def test_svg_is_written_but_not_over_something_else(tmp_path):
    picture, notes = tmp_path / "picture.svg", tmp_path / "notes.md"
    notes.write_text("my notes")
    assert call("adam", "--svg", str(picture)) == 0
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert call("adam", "--svg", str(picture)) == 0
    with pytest.raises(Problem, match="not an SVG"):
        call("adam", "--svg", str(notes))
    assert notes.read_text() == "my notes"
