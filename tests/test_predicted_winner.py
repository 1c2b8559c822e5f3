"""Predicting which run of a demo wins: asked, judged by the run, refused where nobody clearly does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from flashcards.audit.card_checks import CheckTotals, check_card
from flashcards.deck.model import BasicAnswer, Card, Demo, Place, Predict, Run
from flashcards.demo import predict
from flashcards.demo.standings import rank_runs
from flashcards.errors import Problem
from flashcards.tui.demo_pane import DemoPane
from tests.test_demo_pane import PaneApp, shown

SLOW, FAST, WILD = (
    Run("sgd", {"eta": eta}, label) for eta, label in ((0.01, "slow"), (0.5, "fast"), (2.5, "wild"))
)


def race(which: str, quantity: str = "loss", *runs: Run, t: int = 0, level: float = 0.0) -> Demo:
    """A race down the bowl from (−3, 3)."""
    return Demo(
        kind="compare", surface="bowl", steps=20, show=("loss",), compare=runs or (SLOW, FAST, WILD),
        predict=Predict(quantity, t, which=which, level=level),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("demo", "question", "winner", "told"),
    [
        (race("lowest"), "Predict which loss is lowest at the end", "fast", "fast: "),
        (race("lowest", "loss", SLOW, FAST), "Predict which loss is lower at the end", "fast", "slow: "),
        (race("highest", t=2), "Predict which loss is highest at t = 2", "wild", ""),
        (race("nearest", "theta[0]", SLOW, FAST, level=-3), "nearer to −3 at the end", "slow", "slow: −2."),
        (race("first", level=1), "Predict which loss reaches 1 first", "fast", "slow: not once"),
        (race("diverges"), "Predict which run diverges", "wild", "wild: lost at t = "),
        (race("survives", "loss", FAST, WILD), "Predict which run survives", "fast", "fast: it stays"),
        (race("lowest", "far = sqrt(2*loss)"), "Predict which far is lowest at the end", "fast", ""),
    ],
    ids=["lowest", "of two", "at a step", "nearest", "first", "diverges", "survives", "derived"],
)  # fmt: skip
def test_who_wins_is_what_the_run_comes_to(demo, question, winner, told):
    labels = predict.contenders(demo)
    assert question in predict.question(demo)
    verdicts = {label: predict.judge_prediction(demo, label) for label in labels}
    assert [label for label in labels if verdicts[label].right] == [winner]
    number = str(labels.index(winner) + 1)
    assert predict.judge_prediction(demo, number).right
    assert any(told in each.message for each in verdicts.values()), verdicts


@pytest.mark.parametrize(
    ("demo", "says"),
    [
        (race("lowest", "loss", FAST, Run("sgd", {"eta": 0.5}, "same")), "fast and same tie"),
        (race("lowest", "loss", FAST, t=5), "takes two series of it or more"),
        (race("first", level=-1), "no run gets there within 20 steps"),
        (race("survives"), "slow and fast tie within 20 steps"),
        (race("diverges", "loss", SLOW, FAST), "no run diverges within 20 steps"),
        (race("lowest", t=21), "the demo has no t = 21"),
        (race("lowest", "speed"), "unknown quantity 'speed'"),
    ],
    ids=["a tie", "alone", "nobody arrives", "two survive", "nobody is lost", "too late", "no such quantity"],
)
def test_check_refuses_a_race_without_a_clear_winner(demo, says):
    if len(demo.compare) == 1:
        demo = Demo(gradients="constant 1", steps=9, predict=Predict("m", which="lowest"))
    card = Card(
        "d", "c", "Who wins?", BasicAnswer("The run."), Place("d.yaml", 1, 1), demo=demo, optimizer="adam"
    )
    problems = [problem.message for problem in check_card(card, CheckTotals())]
    assert len(problems) == 1
    assert says in problems[0]


def test_check_tries_every_draw():
    demo = Demo(
        kind="compare", surface="bowl", steps=20, settings={"beta": 0.9},
        compare=(Run("momentum-velocity", {"eta": 0.1}), Run("nesterov", {"eta": 0.1})),
        predict=Predict("loss", which="lowest"),
    )  # fmt: skip
    card = Card(
        "d", "c", "Who?", BasicAnswer("It."), Place("d.yaml", 1, 1), demo=demo, vary={"beta": (0.9, 0.0)}
    )
    assert [problem.message for problem in check_card(card, CheckTotals())] == [
        "d/c: the prediction: momentum-velocity and nesterov tie at t = 20: 0.0960757, 0.0960757"
    ]


@pytest.mark.parametrize(
    "typed",
    ["0", "4", "", "x", "s", "9" * 5000],
    ids=["zero", "too many", "nothing", "a letter", "of three", "long"],
)
def test_what_is_none_of_the_runs_is_a_problem(typed):
    runs = (SLOW, FAST, Run("sgd", {"eta": 0.02}, "slower"))
    with pytest.raises(Problem, match="none of the runs"):
        predict.judge_prediction(race("lowest", "loss", *runs), typed)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ((1.0, 50.0, 2.0), "it stays"),
        ((1.0, 5.0, 50.0), "lost at t = 3"),
        ((1.0, 50.0, math.nan), "lost at t = 2"),
        ((math.nan, 1.0, 9.0), "it stays"),
        ((1.0, math.inf, 1.0), "it stays"),
        ((0.0, 1.0, 5.0), "it stays"),
    ],
    ids=["up and back", "climbs", "out of the finite", "begins late", "comes back", "from zero"],
)
def test_a_run_is_lost_where_it_does_not_come_back(line, says):
    found = rank_runs(Demo(predict=Predict("x", which="survives")), {"x a": line, "x b": line}, (1, 2, 3))
    assert found.told["a"] == says


@given(st.lists(st.lists(st.floats(-9, 9), min_size=3, max_size=3), min_size=2, max_size=5))
def test_the_lowest_is_the_lowest_and_turned_round_the_highest(lines):
    series = {f"x {at}": tuple(line) for at, line in enumerate(lines)}
    turned = {name: tuple(-value for value in line) for name, line in series.items()}

    def winner(which: str, of: dict[str, tuple[float, ...]]) -> str:
        try:
            return rank_runs(Demo(predict=Predict("x", which=which)), of, (1, 2, 3)).winner
        except Problem:
            return ""

    found = winner("lowest", series)
    assert found == winner("highest", turned)
    assert not found or series[f"x {found}"][-1] == min(line[-1] for line in lines)


@pytest.mark.parametrize(
    ("press", "says", "told"),
    [
        (["2"], "✓ fast: ", [True]),
        (["1"], "✗ fast: ", [False]),
        (["escape"], "", []),
        (["9", "3"], "✗ fast: ", [False]),
    ],
    ids=["right", "wrong", "skipped", "a digit without a run"],
)
async def test_in_the_app_a_digit_picks_and_then_it_runs(press, says, told):
    app = PaneApp(race("lowest", "loss", SLOW, FAST, Run("sgd", {"eta": 0.1}, "third")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked = shown(app)
        assert "Predict which loss is lowest at the end" in asked
        assert all(each in asked for each in ("1  slow", "2  fast", "3  third"))
        assert not any(field.display for field in app.query(Input))
        await pilot.press(*press)
        await pilot.pause()
        assert says in shown(app)
        assert app.told == told
        assert app.query_one(DemoPane).has_focus


async def test_in_the_app_a_click_picks():
    app = PaneApp(race("lowest", "loss", SLOW, FAST))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("#demo-contenders", offset=(5, 1))
        await pilot.pause()
        assert app.told == [True]
