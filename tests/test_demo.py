"""Demos as numbers: every kind, known results, errors that say what to write, divergence told honestly."""

from __future__ import annotations

import json
import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimizers
from flashcards.deck.model import Demo, Predict, Run
from flashcards.demo import predict, run
from flashcards.demo.gradients import SEQUENCES, sequence
from flashcards.demo.kinds import KINDS
from flashcards.demo.kinds.best_rate import best_rate
from flashcards.demo.plot import picture
from flashcards.demo.result import Curves, Heat, Landscape, Working
from flashcards.demo.setting_steps import turn
from flashcards.errors import Problem
from optimizers.rule import DECAY_FACTORS
from tests.rows import in_rows

CORRECTION = Demo(gradients="constant 1", steps=10, show=("m", "m_hat", "factor = 1/(1-beta1**t)"), at=(1, 5))


def rows(demo: Demo, **given: object) -> dict[float, dict[str, float]]:
    """The table of a demo, by t and then by column."""
    result = run(demo, **given)  # type: ignore[arg-type]
    return {row[0]: dict(zip(result.columns, row, strict=True)) for row in result.rows}


# ---- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "t", "m", "m_hat", "factor"),
    [
        ({}, 1, 0.1, 1, 10),
        ({}, 5, 0.40951, 1, 2.4419428),
        ({"beta1": 0.5}, 1, 0.5, 1, 2),
        ({"b1": 0.5}, 5, 0.96875, 1, 1.0322581),
    ],
    ids=["t = 1", "t = 5", "another β₁", "by another spelling"],
)
def test_the_correction_factor(settings, t, m, m_hat, factor):
    found = rows(CORRECTION, optimizer="adam", settings=settings)
    assert list(found) == [1, 5]
    assert found[t] == pytest.approx({"t": t, "m": m, "m_hat": m_hat, "factor": factor}, rel=1e-6)


def test_the_2_16_1_network_prints_pytorchs_losses():
    printed = {5: 0.809774, 10: 0.721449, 15: 0.638959, 20: 0.562460, 25: 0.491979}
    printed |= {30: 0.428558, 35: 0.372196, 40: 0.320848, 45: 0.274360, 50: 0.232563}
    result = run(Demo(kind="training", surface="regression", at=tuple(printed)), optimizer="adam")
    assert {t: round(loss, 6) for t, loss in result.rows} == printed


def test_at_reaches_further_than_the_demo_where_gradients_have_a_name():
    assert rows(CORRECTION, optimizer="adam", at=(1, 200))[200]["m"] == pytest.approx(1, rel=1e-8)
    with pytest.raises(Problem, match="beyond the 2 gradients"):
        run(Demo(gradients=(1.0, 2.0)), optimizer="adam", at=(3,))


def test_a_training_shows_what_it_is_asked_for():
    result = run(
        Demo(kind="training", surface="regression", show=("m[0]", "loss"), steps=3), optimizer="adam"
    )
    assert result.columns == ("t", "m[0]", "loss")
    assert result.figure == Curves(("m[0]", "loss"), panels=(("m[0]",), ("loss",)))


@pytest.mark.parametrize(
    ("demo", "title"),
    [
        (Demo(kind="path", surface="noisy"), "sgd on the noisy quadratic"),
        (Demo(kind="compare", surface="beale", compare=(Run("sgd"), Run("adam"))), "sgd and adam on Beale's"),
        (Demo(kind="training", surface="sparse"), "SGD: the logistic regression on 20 features"),
        (Demo(kind="sweep"), "SGD: loss after 50 steps on the ravine"),
        (Demo(surface="rosenbrock"), "SGD on Rosenbrock's valley"),
        (Demo(), "SGD on a constant gradient 1"),
        (Demo(gradients="alternating 2"), "SGD on an alternating gradient 2"),
        (Demo(gradients="spike 31 -1"), "SGD on a spike of −1 at t = 31"),
        (Demo(gradients="noise 0 1"), "SGD on noise of mean 1 (seed 0)"),
        (Demo(gradients="noise"), "SGD on noise of mean 0 (seed 0)"),
        (Demo(gradients="sparse 25 -1"), "SGD on a gradient of −1 every 25 steps"),
        (Demo(gradients="reddi 3"), "SGD on the gradients 3, −1, −1 in turn"),
        (Demo(gradients="decay 0.1 100"), "SGD on a gradient decaying from 100 by the factor 0.1"),
        (Demo(gradients="switch 20"), "SGD on a gradient of 1 that changes sign after t = 20"),
        (Demo(gradients="wake 5"), "SGD on a gradient of 0 that becomes 1 after t = 5"),
        (Demo(gradients=(-2, -1, -3, 1)), "SGD on the gradients −2, −1, −3, 1"),
        (Demo(gradients=(1, 2, 3, 4, 5, 6, 7)), "SGD on the gradients 1, 2, 3, 4, 5, 6, …"),
        (Demo(gradients=(0.5,)), "SGD on a constant gradient 0.5"),
    ],
)
def test_a_title_calls_a_surface_by_its_own(demo, title):
    assert run(demo).title.startswith(title)


def test_a_vector_shows_its_coordinates():
    demo = Demo(gradients=(1.0, -1.0), start=(1.0, 2.0), show=("theta", "m[1]", "twice = 2*theta"))
    assert run(demo, optimizer="momentum").columns == (
        "t", "theta[0]", "theta[1]", "m[1]", "twice[0]", "twice[1]",
    )  # fmt: skip


@in_rows("name", optimizers.RULES)
@in_rows("surface", optimizers.SURFACES)
def test_stepping_each_coordinate_by_itself_is_stepping_the_vector(name, surface):
    ground, rule = optimizers.SURFACES[surface], optimizers.RULES[name]
    whole = optimizers.trajectory(rule, ground.gradient(0), np.array(ground.start), 30, eta=0.01)
    series = run(Demo(kind="path", surface=surface, steps=30, settings={"eta": 0.01}), optimizer=name).series
    found = np.array([series["theta[0]"], series["theta[1]"]]).T
    np.testing.assert_allclose(found, [state.theta for state in whole.states], rtol=1e-9, atol=1e-12)


@in_rows("name", optimizers.RULES)
def test_every_quantity_of_every_rule_can_be_shown(name):
    result = run(Demo(gradients="noise 0 1", steps=12), optimizer=name)
    assert len(result.rows) == 12
    assert set(result.series) == set(optimizers.RULES[name].first(0.0)._fields) - {"t", "theta"}
    assert result.diverged == ""


# ---- known results -------------------------------------------------------------------------------


def test_without_correction_the_first_step_is_3_16_times_eta():
    demo = Demo(kind="compare", compare=(Run("adam"), Run("adam-uncorrected")))
    first = rows(demo)[1]
    assert first["delta adam"] == pytest.approx(-0.001, rel=1e-6)
    assert first["ratio"] == pytest.approx((1 - 0.9) / math.sqrt(1 - 0.999), rel=1e-6)
    assert first["difference"] == first["delta adam"] - first["delta adam-uncorrected"]


def test_adagrads_step_shrinks_as_one_over_root_t():
    demo = Demo(gradients="constant 3", steps=400, show=("g", "delta"), settings={"eta": 0.1})
    found = rows(demo, optimizer="adagrad")
    assert all(found[t]["delta"] == pytest.approx(-0.1 / math.sqrt(t), rel=1e-6) for t in (1, 4, 100, 400))


def test_heavy_ball_converges_at_its_best_rate():
    root = math.sqrt(40)
    best = {"eta": 4 / (1 + root) ** 2, "beta": ((root - 1) / (root + 1)) ** 2}
    demo = Demo(kind="path", surface="ravine", steps=300, settings=best)
    series = run(demo, optimizer="momentum-velocity").series
    size = [math.hypot(x, y) for x, y in zip(series["theta[0]"], series["theta[1]"], strict=True)]
    assert (size[280] / size[80]) ** (1 / 200) == pytest.approx((root - 1) / (root + 1), rel=0.02)


def test_on_reddis_problem_adam_goes_wrong_and_amsgrad_does_not():
    same = {"eta": 0.01, "beta1": 0.0, "beta2": 0.1}
    demo = Demo(
        kind="training", surface="reddi", steps=3000, show=("theta",),
        compare=(Run("adam", same), Run("amsgrad-reddi", same)),
    )  # fmt: skip
    last = rows(demo)[3000]
    assert last["theta adam"] == pytest.approx(1, abs=0.1)
    assert last["theta amsgrad-reddi"] == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize(("name", "same"), [("adam", True), ("sgd", False)])
def test_adam_is_blind_to_the_scale_of_the_gradient_and_sgd_is_not(name, same):
    gradients = sequence("noise 3", 30)
    exact = {"epsilon": 0.0} if name == "adam" else {}
    one, thousand = (
        run(
            Demo(gradients=tuple(g * scale for g in gradients), show=("theta",), settings=exact),
            optimizer=name,
        )
        for scale in (1, 1000)
    )
    assert np.allclose(one.series["theta"], thousand.series["theta"], rtol=1e-9) is same


# ---- the other kinds -----------------------------------------------------------------------------


def test_a_path_starts_where_the_surface_says_and_ends_at_its_lowest_point():
    result = run(Demo(kind="path", surface="bowl", steps=200, settings={"eta": 0.1}), optimizer="sgd")
    assert isinstance(result.figure, Landscape)
    assert result.rows[0][:3] == (0, -3, 2)
    assert result.rows[-1][-1] == pytest.approx(0, abs=1e-12)
    (left, right), (bottom, top) = optimizers.SURFACES["bowl"].bounds
    assert (result.figure.xs[0], result.figure.xs[-1]) == (left, right)
    assert (result.figure.ys[0], result.figure.ys[-1]) == (bottom, top)


def test_a_sweep_is_the_runs_one_by_one():
    over = {"eta": (0.01, 0.1, 1.0), "beta1": (0.0, 0.9)}
    result = run(Demo(kind="sweep", surface="ravine", steps=40, over=over), optimizer="adam")
    assert isinstance(result.figure, Heat)
    for eta, beta1, loss in result.rows:
        alone = Demo(kind="path", surface="ravine", steps=40, settings={"eta": eta, "beta1": beta1})
        assert loss == pytest.approx(run(alone, optimizer="adam").series["loss"][-1], rel=1e-9)
    assert result.figure.values[1][2] == result.rows[-1][-1]


def test_a_sweep_keeps_to_the_bounds_of_its_problem():
    problem, rates = optimizers.PROBLEMS["reddi"], (0.1, 2.0, 3.0)
    result = run(Demo(kind="sweep", surface="reddi", steps=40, over={"eta": rates}), optimizer="momentum")
    for eta, loss in result.rows:
        way = optimizers.trajectory(
            optimizers.RULES["momentum"],
            problem.gradient(0),
            np.array(problem.start),
            40,
            eta=eta,
            within=problem.within,
        )
        assert loss == pytest.approx(float(problem.height(np.asarray(way.states[-1].theta))))


def test_a_sweep_over_one_setting_tells_which_values_diverge():
    result = run(Demo(kind="sweep", over={"eta": (0.01, 0.04, 10.0)}, steps=300), optimizer="sgd")
    assert [math.isfinite(loss) for _, loss in result.rows] == [True, True, False]
    assert "lowest" in result.notes[0]
    assert "1 of 3 runs diverged" in result.notes[0]


@pytest.mark.parametrize(
    ("changed", "t", "eta"),
    [
        ({}, 1, 0.1),
        ({}, 100, 0.0000247),
        ({"warm": 10}, 5, 0.05),
        ({"eta": 1.0, "eta_min": 0.5}, 51, 0.75),
    ],
    ids=["cosine begins at its peak", "and ends near zero", "after a warm-up", "between two rates"],
)
def test_a_schedule(changed, t, eta):
    found = rows(Demo(kind="schedule", schedule="cosine", steps=100, settings=changed))
    assert found[t]["eta"] == pytest.approx(eta, rel=1e-2)


def test_schedules_side_by_side_and_in_a_run():
    several = run(Demo(kind="schedule", compare=(Run("cosine"), Run("warm-up")), steps=20))
    assert several.columns == ("t", "eta cosine", "eta warm-up")
    assert isinstance(several.figure, Curves)
    falling = Demo(gradients="constant 1", schedule="step", settings={"every": 2}, steps=4, show=("delta",))
    assert run(falling, optimizer="sgd", settings={"eta": 1}).series["delta"] == pytest.approx(
        (-1, -1, -0.1, -0.1)
    )


@in_rows("name", optimizers.RULES)
def test_the_worked_step_of_every_rule_ends_in_the_states_numbers(name):
    demo = Demo(kind="step", gradients=(0.5, 0.4, -0.6), at=(3,))
    result = run(demo, optimizer=name)
    assert isinstance(result.figure, Working)
    assert [line.quantity for line in result.figure.lines] == ["g", *optimizers.RULES[name].equations]
    table = rows(demo, optimizer=name)[3]
    assert all(line.value == table[line.quantity] for line in result.figure.lines[1:])


def test_a_worked_line_has_its_numbers_put_in():
    figure = run(Demo(kind="step", gradients=(0.5, 0.4, -0.6)), optimizer="adam").figure
    assert isinstance(figure, Working)
    shown = {line.quantity: f"{line.equation} → {line.numbers}" for line in figure.lines}
    assert shown["m"] == "mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ → 0.9 · 0.085 + (1 − 0.9) · (−0.6)"
    assert shown["m_hat"].endswith("→ 0.0165 / (1 − 0.9³)")


def test_the_best_rate_of_a_bounded_problem_is_sought_within_its_bounds():
    """Beyond them the line of Reddi's problem falls for ever, and the largest rate would win."""
    assert best_rate("sgd", "reddi", 50, {}) < 1


def test_best_rate_is_one_that_holds_until_the_end():
    rate = best_rate("sgd", "ravine", 50, {})
    assert rate is not None
    assert 0.02 < rate < 2 / 40


# ---- what goes wrong -----------------------------------------------------------------------------


@in_rows(
    ("demo", "says", "hint"),
    [
        (Demo(optimizer="adm"), "unknown optimizer 'adm'", "adam"),
        (Demo(optimizer="sgd", settings={"beta9": 1}), "unknown setting of sgd 'beta9'", "eta"),
        (Demo(optimizer="adam", settings={"beta1": 1}), "beta1 must be less than 1", ""),
        (Demo(optimizer="adam", settings={"beta1": -0.1}), "beta1 must not be negative", ""),
        (Demo(optimizer="adam", settings={"eta": math.nan}), "finite", ""),
        (Demo(optimizer="adam", show=("m_hta",)), "unknown quantity 'm_hta'", "m_hat"),
        (Demo(optimizer="adam", show=("x = m +",)), "cannot compute", ""),
        (Demo(optimizer="adam", show=("x = " + "1+" * 400 + "1",)), "longer than", ""),
        (Demo(optimizer="adam", show=("m[7]",)), "1 coordinates", ""),
        (Demo(kind="tabel"), "unknown kind of demo", "table"),
        (Demo(kind="path", surface="ravin"), "unknown surface", "ravine"),
        (Demo(kind="path", surface="regression"), "has no map", "training"),
        (Demo(kind="path", surface="bowl", start=(1.0, 2.0, 3.0)), "has 2 coordinates", ""),
        (Demo(gradients=()), "empty", "constant C"),
        (Demo(gradients="constnt 1"), "no sequence of gradients is named", "constant C"),
        (Demo(gradients="constant one"), "not a number", "constant C"),
        (Demo(gradients="constant 1 2 3"), "too many", "constant C"),
        (Demo(gradients="constant inf"), "must be", "constant C"),
        (Demo(steps=-5), "1 to 100,000 steps", ""),
        (Demo(steps=10**9), "1 to 100,000 steps", ""),
        (Demo(kind="compare", compare=(Run("adam"),)), "there is nothing to compare adam with", "two runs"),
        (Demo(kind="compare", compare=(Run("adam"),) * 7), "at most 6 runs, not 7", "omit some"),
        (Demo(kind="sweep", over={"eta": tuple(range(1, 400))}), "1 to 250 values", ""),
        (Demo(kind="sweep", over={"eta": (0.1,), "epsilon": (1.0,), "beta1": (0.5,)}), "one or two", ""),
        (Demo(kind="sweep", steps=100_000), "too many to draw", "fewer"),
        (Demo(kind="schedule", schedule="cosin"), "unknown schedule", "cosine"),
        (Demo(kind="schedule", schedule="step", settings={"every": 0}), "more than 0", ""),
        (Demo(at=(-1,)), "before the start", ""),
        (Demo(kind="compare", compare=(Run("sgd"), Run("adam")), steps=90_000), "too many", "fewer"),
        (Demo(start=(math.nan,)), "finite", ""),
    ],
)  # fmt: skip
def test_a_problem_says_what_is_wrong_and_what_to_write(demo, says, hint):
    with pytest.raises(Problem) as problem:
        run(demo)
    assert says in problem.value.message
    assert hint in problem.value.hint


@pytest.mark.parametrize(
    ("demo", "says", "kept"),
    [
        (Demo(kind="path", surface="ravine", settings={"eta": 5}, steps=100), "sgd diverged at step 6", 6),
        (Demo(kind="path", surface="ravine", settings={"eta": 0.0505}, steps=200), "sgd climbs", 201),
        (Demo(gradients=(1.0, math.nan, 1.0)), "sgd diverged at step 2: the gradient is not a number", 1),
        (Demo(gradients=(0.0,), optimizer="rmsprop", settings={"epsilon": 0}), "are not a number", 0),
    ],
    ids=["far away", "slowly uphill", "nan", "zero over zero"],
)
def test_divergence_is_told_and_the_steps_before_it_are_kept(demo, says, kept):
    result = run(demo, optimizer="sgd")
    assert says in result.diverged
    assert len(result.rows) == kept


def test_json_has_the_agreed_shape_and_no_infinity():
    demo = Demo(gradients="constant 1", steps=3, show=("m", "over = 1/(t-2)"))
    found = json.loads(json.dumps(run(demo, optimizer="adam").as_json(), allow_nan=False))
    assert list(found)[:6] == ["kind", "optimizer", "settings", "columns", "rows", "t"]
    assert found["columns"] == ["t", "m", "over"]
    assert [row[2] for row in found["rows"]] == [-1, None, 1]
    assert found["series"]["over"] == [-1, None, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_runs_on_defaults_and_is_valid_json(kind):
    runs = (Run("sgd"), Run("adam")) if kind == "compare" else ()
    result = run(Demo(kind=kind, compare=runs), optimizer="adam")
    assert result.kind == kind
    json.dumps(result.as_json(), allow_nan=False)


@settings(max_examples=30, deadline=None)
@given(text=st.text("abcdehmtvβ₁ 0123456789.+-*/^()[]=,\\_{}", max_size=40))
def test_whatever_a_deck_shows_there_is_a_result_or_a_problem(text):
    with suppress(Problem):
        assert len(run(Demo(gradients="constant 1", steps=3, show=(text,)), optimizer="adam").rows) == 3


@settings(max_examples=25, deadline=None)
@given(text=st.text("constaltergidycw 0123456789.e+-", max_size=30))
def test_whatever_gradients_are_called_there_are_numbers_or_a_problem(text):
    with suppress(Problem):
        assert len(sequence(text, 7)) == 7


# ---- gradients, knobs, predictions ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("constant 2", [2, 2, 2, 2]),
        ("alternating 3", [3, -3, 3, -3]),
        ("sparse 3", [1, 0, 0, 1]),
        ("reddi 5", [5, -1, -1, 5]),
        ("decay 0.5 8", [8, 4, 2, 1]),
        ("spike 2 9", [1, 9, 1, 1]),
        ("switch 2", [1, 1, -1, -1]),
        ("wake 2", [0, 0, 1, 1]),
        ("wake 3 5", [0, 0, 0, 5]),
    ],
)
def test_named_gradients(text, numbers):
    assert sequence(text, 4) == numbers


def test_noise_is_the_same_for_the_same_seed():
    assert sequence("noise 7", 9) == sequence("noise 7", 9) != sequence("noise 8", 9)
    assert set(SEQUENCES) >= {"constant", "alternating", "noise", "sparse", "reddi", "decay"}


@pytest.mark.parametrize(
    ("name", "value", "presses", "after"),
    [
        ("beta1", 0.9, 1, 0.91),
        ("beta1", 0.9, 10, 0.991),
        ("beta2", 0.999, -1, 0.998),
        ("beta", 0.0, -1, 0.0),
        ("beta", 0.0, 1, 0.1),
        ("eta", 0.001, 1, 0.0012),
        ("eta", 0.001, 10, 0.01),
        ("eta", 0.0010001, -1, 0.001),
        ("epsilon", 0.0, 1, 0.001),
        ("sgd eta", 1.0, -10, 0.1),
        ("dampening", 0.9, 5, 1.0),
    ],
)
def test_a_press_moves_a_setting(name, value, presses, after):
    assert turn(name, value, presses) == pytest.approx(after, rel=1e-9, abs=1e-12)


@given(name=st.sampled_from(["eta", "epsilon", *sorted(DECAY_FACTORS)]), presses=st.integers(-40, 40))
def test_a_setting_stays_where_it_makes_sense(name, presses):
    value = turn(name, 0.9, presses)
    assert 0 <= value < (1 if name in DECAY_FACTORS else math.inf)


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(list(optimizers.RULES)),
    surface=st.sampled_from([*optimizers.SURFACES, "reddi", ""]),
    turns=st.lists(st.tuples(st.integers(0, 9), st.integers(-80, 80)), max_size=6),
)
def test_wherever_the_knobs_are_turned_there_are_finite_numbers_or_a_sentence(name, surface, turns):
    demo = Demo(kind="path" if surface in optimizers.SURFACES else "table", surface=surface, steps=30)
    moved: dict[str, float] = {}
    for knob, presses in turns:
        result = run(demo, optimizer=name, settings=moved)
        setting = list(result.settings)[knob % len(result.settings)]
        moved[setting] = turn(setting, result.settings[setting], presses)
    result = run(demo, optimizer=name, settings=moved)
    assert len(result.rows) == 30 + (demo.kind == "path") or "diverged" in result.diverged
    assert all(abs(value) <= 1e12 for key, line in result.series.items() if "theta" in key for value in line)
    json.dumps(result.as_json(), allow_nan=False)
    assert picture.pane(result, width=76, height=8)


@settings(max_examples=30, deadline=None)
@given(
    name=st.sampled_from(list(optimizers.SCHEDULES)),
    turns=st.lists(st.tuples(st.integers(0, 9), st.integers(-80, 80)), max_size=6),
)
def test_wherever_a_schedules_knobs_are_turned_there_are_rates_or_a_sentence(name, turns):
    demo, moved = Demo(kind="schedule", schedule=name, steps=120), {}
    for knob, presses in turns:
        result = run(demo, settings=moved)
        setting = list(result.settings)[knob % len(result.settings)]
        moved[setting] = turn(setting, result.settings[setting], presses)
    result = run(demo, settings=moved)
    rates = result.series["eta"]
    assert all(map(math.isfinite, rates)) or "diverged" in result.diverged
    assert picture.pane(result, width=76, height=8)
    warmed = Demo(gradients="constant 1", schedule=name, steps=20)
    found = run(warmed, optimizer="sgd", settings=moved)
    assert len(found.rows) == 20 or "diverged" in found.diverged


TRAINED = Demo(kind="training", surface="regression", predict=Predict("loss", 5))
COMPARED = Demo(kind="compare", compare=(Run("adam"), Run("adam-uncorrected")), predict=Predict("ratio", 1))
PREDICTED = Demo(gradients="constant 1", steps=10, predict=Predict("m_hat", 5))


@pytest.mark.parametrize(
    ("demo", "typed", "right", "says"),
    [
        (PREDICTED, "1", True, "m̂ is 1 at t = 5"),
        (PREDICTED, "0.999", True, ""),
        (PREDICTED, "0.40951", False, "that is m, not m̂: it is 1; you have 0.4095"),
        (PREDICTED, "1 - 0.9^5", False, "that is m, not m̂"),
        (PREDICTED, "-1", False, "the sign is wrong"),
        (PREDICTED, "0.01", False, "100 times too small"),
        (
            Demo(gradients="constant 1", predict=Predict("m", 5)),
            "0.468559",
            False,
            "that is m at t = 6, not at 5",
        ),
        (Demo(gradients="constant 1", predict=Predict("f = 1/(1-beta1**t)", 1)), "10", True, "f is 10"),
        (PREDICTED, "7", False, "it is 1; you have 7"),
        (TRAINED, "0.809774", True, "loss is 0.809774 at t = 5"),
        (COMPARED, "3.162", True, "ratio is 3.16228"),
    ],
    ids=[
        "right",
        "near",
        "m for m̂",
        "as arithmetic",
        "sign",
        "power",
        "a step late",
        "derived",
        "lost",
        "a loss",
        "a ratio",
    ],
)
def test_a_prediction_is_judged_and_the_wrong_turn_named(demo, typed, right, says):
    judged = predict.judge_prediction(demo, typed, optimizer="adam")
    assert judged.right is right
    assert says in judged.message


@pytest.mark.parametrize("quantity", ["m", "twice = 2*m"])
def test_a_number_that_a_run_never_comes_to_is_a_problem(quantity):
    demo = Demo(gradients=(1.0,) * 5, show=("m",), predict=Predict(quantity, 9))
    name = quantity.partition(" ")[0]
    with pytest.raises(Problem, match=f"the demo has no {name} at t = 9"):
        predict.check_prediction(demo, optimizer="adam")
    with pytest.raises(Problem, match=f"the demo has no {name} at t = 9"):
        predict.judge_prediction(demo, "1", optimizer="adam")


@pytest.mark.parametrize("typed", ["", "x", "1 +", "9**9**9**9", "1/0", "(" * 500, "m_hat"])
def test_what_is_no_number_is_a_problem(typed):
    with pytest.raises(Problem):
        predict.judge_prediction(PREDICTED, typed, optimizer="adam")


@pytest.mark.parametrize(
    ("optimizer", "column", "expression"),
    [
        ("adam", "in_eta", "abs(delta)/eta"),
        ("adam", "root", "sqrt(v_hat)"),
        ("rmsprop", "root", "sqrt(v)"),
        ("rmsprop", "rate", "eta/sqrt(v)"),
        ("adam", "factor_v", "1/(1-beta2**t)"),
        ("momentum", "fill_m", "1-beta**t"),
        ("sgd", "square", "g**2"),
    ],
)
def test_a_named_column_is_what_its_name_says(optimizer: str, column: str, expression: str) -> None:
    demo = Demo(optimizer=optimizer, gradients=(4.0, -2.0, 1.0), show=(column, f"same = {expression}"))
    for _, named, same in run(demo).rows:
        assert named == same


def test_a_named_column_that_a_rule_lacks_is_unknown() -> None:
    with pytest.raises(Problem, match="root"):
        run(Demo(optimizer="sgd", gradients=(1.0,), show=("root",)))
