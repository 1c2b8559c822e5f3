from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import fsrs
import numpy as np
import pytest

import optimizers
from flashcards import cli
from flashcards.demo.forgetting import USUAL, forgetting_problem, mean_log_loss
from flashcards.demo.own_memory import (
    FEWEST_RETESTS,
    RUNS,
    SYNTHETIC,
    FittedCurve,
    MemoryFit,
    fit_own_memory,
    synthetic_retests,
)
from flashcards.errors import Problem
from flashcards.scheduling import Grade, Review, RowKind, Settings
from flashcards.scheduling.engine import DEFAULT_PARAMETERS
from flashcards.scheduling.histories import answer_histories
from flashcards.scheduling.retests import Retest, first_retests, fit_retests, retest_loss
from tests.learners import BEGIN, FORGETFUL, log_of
from tests.test_train import fill

AGAIN, HARD, GOOD, EASY = Grade
LIKE_MOST = (0.5, 2.5, 3.0, 12.0, DEFAULT_PARAMETERS[20])
FEW = [
    Retest(AGAIN, 1, False),
    Retest(GOOD, 1, True),
    Retest(GOOD, 1, False),
    Retest(GOOD, 1, True),
    Retest(HARD, 3, True),
    Retest(EASY, 400, False),
    Retest(EASY, 400, True),
]
MANY = synthetic_retests(SYNTHETIC, 3000, seed=1)


def answers(*given: tuple[Grade, float]) -> list[Review]:
    return [
        Review(f"{n}", "here", "d/a", BEGIN + timedelta(days=day), 0, RowKind.STUDY, grade)
        for n, (grade, day) in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([(GOOD, 0), (AGAIN, 4)], [Retest(GOOD, 4, False)], id="first-grade-and-outcome"),
        pytest.param([(AGAIN, 0), (GOOD, 0.01), (HARD, 1)], [Retest(AGAIN, 1, True)], id="same-day-left-out"),
        pytest.param([(GOOD, 0), (GOOD, 3), (AGAIN, 9)], [Retest(GOOD, 3, True)], id="only-the-first"),
        pytest.param([(GOOD, 0), (GOOD, 0.01)], [], id="never-asked-again"),
    ],
)
def test_the_first_retest_of_a_prompt(rows: list[tuple[Grade, float]], expected: list[Retest]) -> None:
    assert first_retests(answer_histories(answers(*rows), Settings())) == expected


# The problem


@pytest.mark.parametrize("retests", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    "theta",
    [USUAL, USUAL + 0.7, USUAL - [1, -1, 0.5, 2, -0.8], np.log([0.01, 0.1, 30, 900, 0.05])],
    ids=["usual", "above", "elsewhere", "extreme"],
)
def test_the_gradient_is_that_of_finite_differences(retests: Sequence[Retest], theta: np.ndarray) -> None:
    problem, h = forgetting_problem(retests), 1e-5
    expected = [
        (problem.height(theta + h * one) - problem.height(theta - h * one)) / (2 * h) for one in np.eye(5)
    ]
    assert problem.slope(theta) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_a_grid_of_parameters_is_each_of_them() -> None:
    problem = forgetting_problem(FEW)
    grid = USUAL.reshape(5, 1, 1) + np.linspace(-1, 1, 6).reshape(2, 3)
    for place in np.ndindex(2, 3):
        one = grid[(slice(None), *place)]
        assert problem.height(grid)[place] == pytest.approx(problem.height(one))
        assert problem.slope(grid)[(slice(None), *place)] == pytest.approx(problem.slope(one))


def test_the_loss_is_written_out() -> None:
    days, decay = np.exp(USUAL[:4]), math.exp(USUAL[4])
    factor = 0.9 ** (-1 / decay) - 1
    total = 0.0
    for retest in FEW:
        chance = (1 + factor * retest.days / days[retest.first - 1]) ** -decay
        total -= math.log(chance if retest.recalled else 1 - chance)
    assert mean_log_loss(FEW, USUAL) == pytest.approx(total / len(FEW))
    assert forgetting_problem(FEW).height(USUAL) == pytest.approx(total / len(FEW)), "no pull at the start"


@pytest.mark.parametrize(
    "values", [LIKE_MOST, SYNTHETIC, (0.05, 0.2, 0.6, 2.0, 0.3)], ids=["most", "synthetic", "forgetful"]
)
def test_the_engine_and_py_fsrs_find_the_same_loss(values: tuple[float, ...]) -> None:
    parameters = (*values[:4], *DEFAULT_PARAMETERS[4:20], values[4])
    here = mean_log_loss(MANY, np.log(values))
    assert retest_loss(MANY, parameters) == pytest.approx(here, rel=1e-6)
    model = fsrs.Scheduler(parameters, learning_steps=(), enable_fuzzing=False)
    total = 0.0
    for first, days, recalled in MANY[:200]:
        card, _ = model.review_card(fsrs.Card(), fsrs.Rating(first), BEGIN)
        chance = model.get_card_retrievability(card, BEGIN + timedelta(days=days))
        total -= math.log(chance if recalled else 1 - chance)
    assert mean_log_loss(MANY[:200], np.log(values)) == pytest.approx(total / 200, rel=1e-6)


# The fit


@pytest.fixture(scope="module")
def well_known() -> MemoryFit:
    """The fit to so many retests that chance hardly matters."""
    return fit_own_memory(synthetic_retests(SYNTHETIC, 20_000, seed=5), settings={}, steps=200)


def curve_of(name: str, fitted: Sequence[FittedCurve]) -> FittedCurve:
    return next(each for each in fitted if each.name == name)


@pytest.mark.parametrize("name", ["sgd", "momentum", "rmsprop", "adam"])
def test_every_optimizer_recovers_the_truth(name: str, well_known: MemoryFit) -> None:
    assert np.log(curve_of(name, well_known.fitted).values) == pytest.approx(np.log(SYNTHETIC), abs=0.2)


def test_the_optimum_is_the_engines_where_both_fit_the_same_parameters() -> None:
    """From first retests the engine fits the days alone, at the usual decay: so that is the truth here."""
    found = fit_own_memory(synthetic_retests(LIKE_MOST, 10_000, seed=3), settings={}, steps=200)
    engine = curve_of("engine", found.fitted)
    for name in ("sgd", "momentum", "rmsprop", "adam"):
        assert curve_of(name, found.fitted).log_loss == pytest.approx(engine.log_loss, abs=5e-4)


def test_with_a_decay_unlike_most_peoples_the_fit_is_better_than_the_engines() -> None:
    found = fit_own_memory(MANY, settings={})
    assert curve_of("adam", found.fitted).log_loss < curve_of("engine", found.fitted).log_loss


def test_all_reach_the_same_loss_and_each_run_falls() -> None:
    found = fit_own_memory(MANY, settings={}, steps=300).result
    ends = [found.series[f"loss {run.optimizer}"][-1] for run in RUNS]
    assert ends == pytest.approx([min(ends)] * 4, abs=1e-4)
    adam = found.series["loss adam"]
    assert all(later <= before + 1e-6 for before, later in pairwise(adam[:15]))


@pytest.mark.parametrize("name", ["sgd", "adam", "nesterov"])
def test_the_rules_are_stepped_by_the_one_loop(name: str) -> None:
    found = fit_own_memory(MANY, settings={"eta": 0.03}, steps=20, compare=[name])
    problem = forgetting_problem(MANY)
    path = optimizers.trajectory(optimizers.find(name), problem.gradient(0), USUAL, 20, eta=0.03)
    assert curve_of(name, found.fitted).values == pytest.approx(np.exp(path.values["theta"][-1]))
    expected = [float(problem.height(theta)) for theta in path.values["theta"][:-1]]
    assert found.result.series[f"loss {name}" if f"loss {name}" in found.result.series else "loss"] == (
        pytest.approx(expected)
    )


def test_a_rate_that_is_too_high_diverges_and_is_told() -> None:
    found = fit_own_memory(MANY, settings={"sgd eta": 1e6})
    assert "sgd" in found.result.diverged
    assert math.isnan(found.fitted[0].engine_loss)
    json.dumps(found.fitted[0].as_json(), allow_nan=False)


def test_one_retest_too_few_is_replaced_by_a_learner_whose_truth_is_known() -> None:
    few = fit_own_memory(MANY[: FEWEST_RETESTS - 1], settings={})
    enough = fit_own_memory(MANY[:FEWEST_RETESTS], settings={})
    assert not few.own
    assert "made-up" in few.result.about
    assert curve_of("truth", few.fitted).values == pytest.approx(SYNTHETIC)
    assert enough.own
    assert [each.name for each in enough.fitted] == ["sgd", "momentum", "rmsprop", "adam", "engine"]


@pytest.mark.parametrize(
    "retests",
    [
        pytest.param([Retest(GOOD, 3, True)] * 60, id="nothing-forgotten"),
        pytest.param([Retest(GOOD, 3, False)] * 60, id="all-forgotten"),
        pytest.param([Retest(AGAIN, 1, True)] * 59 + [Retest(EASY, 3000, True)], id="far"),
    ],
)
def test_a_lopsided_log_still_has_an_optimum(retests: list[Retest]) -> None:
    found = fit_own_memory(retests, settings={}, steps=400)
    for each in found.fitted[:4]:
        assert all(math.isfinite(value) and value > 0 for value in each.values)
        assert math.isfinite(each.log_loss)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"settings": {"oops": 1.0}}, "unknown setting", id="setting"),
        pytest.param({"settings": {}, "steps": 0}, "takes 1 to", id="steps"),
        pytest.param({"settings": {}, "compare": ["adamm"]}, "unknown optimizer", id="optimizer"),
        pytest.param({"settings": {}, "at": [0]}, "no row at t = 0", id="before-the-first"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(Problem, match=said):
        fit_own_memory(MANY, **options)  # type: ignore[arg-type]


# The command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.usefixtures("home")
def test_without_a_log_the_demo_runs_on_a_made_up_one_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "memory", "--plot", "--ascii"]) == 0
    shown = capsys.readouterr().out
    assert "made-up" in shown
    assert "truth" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.isascii()


def test_with_a_log_it_is_about_the_person(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = log_of(FORGETFUL, cards=200, days=60)
    fill(home, rows)
    assert cli.main(["demo", "memory", "--json", "-s", "adam eta=0.1", "--steps", "30", "--at", "1,30"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["own"]
    assert found["retests"] == len(first_retests(answer_histories(rows, Settings())))
    assert found["settings"]["adam eta"] == 0.1
    assert [row[0] for row in found["rows"]] == [1, 30]
    assert set(found["fitted"]) == {"sgd", "momentum", "rmsprop", "adam", "engine"}
    expected = fit_retests(first_retests(answer_histories(rows, Settings())))
    assert found["fitted"]["engine"]["good"] == pytest.approx(expected[2])
    assert cli.main(["demo", "memory", "--steps", "2", "-s", "adam eta=50"]) == 0
    shown = capsys.readouterr().out
    assert f"{found['retests']} first retests of your cards" in shown
    assert ("-: the engine takes no such parameters" in shown) is any(
        line.endswith(" -") for line in shown.splitlines()
    )


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "options",
    [
        ["--surface", "ravine"],
        ["--gradients", "1,2"],
        ["--replace", "m = g"],
        ["--at", "500", "--steps", "5"],
    ],
    ids=lambda options: options[0],
)
def test_options_of_other_demos_are_refused(options: list[str]) -> None:
    assert cli.main(["demo", "memory", *options]) == 2


@pytest.mark.usefixtures("home")
def test_the_listing_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo"]) == 0
    assert "memory" in capsys.readouterr().out
