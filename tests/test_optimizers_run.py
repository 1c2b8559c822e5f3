"""Runs that go wrong: each ends in a sentence, never in a traceback from deep inside or in a hang."""

from __future__ import annotations

import numpy as np
import pytest

from optimizers import PROBLEMS, RULES, SURFACES, sweep, trajectory
from tests.rows import in_rows

BOWL, RAVINE = SURFACES["bowl"], SURFACES["ravine"]


def test_a_rate_too_large_is_told_with_the_step_where_it_left():
    way = trajectory(RULES["sgd"], RAVINE.slope, RAVINE.start, 300, eta=0.1)
    assert way.diverged_at is not None
    assert 15 < way.diverged_at < 40
    assert way.why.startswith(f"diverged at step {way.diverged_at}: the ")
    assert len(way.states) == way.diverged_at
    assert all(np.isfinite(state.theta).all() for state in way.states)


@in_rows(
    ("values", "says"),
    [
        ([1.0, 1.0, np.nan], "diverged at step 3: the gradient is not a number"),
        ([1.0, np.inf], "diverged at step 2: the gradient is larger than"),
        ([1e13], "diverged at step 1: the gradient is larger than"),
    ],
    ids=["nan", "infinite", "huge"],
)
@in_rows("name", RULES)
def test_a_gradient_that_is_no_number_stops_every_rule(name, values, says):
    gradients = iter(values)
    way = trajectory(RULES[name], lambda theta: np.full(theta.shape, next(gradients)), [0.0, 0.0], 5)
    assert way.why.startswith(says)


@in_rows("name", RULES)
def test_every_rule_takes_a_flat_gradient_without_trouble(name):
    way = trajectory(RULES[name], np.zeros_like, np.ones(2), 20)
    assert way.diverged_at is None
    assert all(np.isfinite(np.asarray(value)).all() for value in way.states[-1])


@pytest.mark.parametrize("start", [[1.0, 2.0], [1.0] * 9, 1.0], ids=["few", "many", "one number"])
def test_nothing_divided_by_nothing_is_told_however_the_walk_is_kept(start):
    way = trajectory(RULES["adam"], np.zeros_like, start, 5, epsilon=0.0)
    assert way.why == "diverged at step 1: the parameters are not a number"


@in_rows("name", [name for name in RULES if name not in {"muon", "adafactor", "shampoo"}])
def test_few_parameters_walk_as_many_do(name):
    """A few are stepped one by one as floats, many as an array; nobody can tell from the states.

    The others lie at 0, where they change no norm of all parameters; the steps of Muon, Adafactor and
    Shampoo depend on their number.
    """
    many = trajectory(RULES[name], lambda theta: 3 * theta, [1.0, -2.0, 0.5] + [0.0] * 6, 30).states
    few = trajectory(RULES[name], lambda theta: 3 * theta, [1.0, -2.0, 0.5], 30).states
    for one, other in zip(few, many, strict=True):
        for quantity, value in zip(one, other, strict=True):
            expected = value[:3] if np.ndim(value) else value
            assert np.shape(quantity) == np.shape(expected)
            np.testing.assert_allclose(quantity, expected, rtol=1e-9, atol=1e-14)


def test_no_steps_leave_the_first_state_alone():
    way = trajectory(RULES["adam"], BOWL.slope, BOWL.start, 0)
    assert [state.t for state in way.states] == [0]
    assert way.diverged_at is None


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"beta1": -0.1}, "beta1 must not be negative, not -0.1"),
        ({"beta1": 1.0}, "beta1 must be less than 1, not 1"),
        ({"beta2": 1.5}, "beta2 must be less than 1"),
        ({"eta": -1}, "eta must not be negative"),
        ({"eta": float("nan")}, "eta must be a finite number"),
        ({"eta": float("inf")}, "eta must be a finite number"),
        ({"epsilon": -1e-8}, "epsilon must not be negative"),
        ({"bta1": 0.9}, "no setting 'bta1'; did you mean beta1?"),
        ({"momentum": 0.9}, r"adam has no setting 'momentum' \(it has eta, beta1, beta2, epsilon\)"),
        ({"eta": "fast"}, "eta must be a number"),
        ({"eta": np.array([])}, "eta must be a number"),
        ({"beta1": np.array([0.5, 1.0])}, "beta1 must be less than 1"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_setting_that_makes_no_sense_is_told(settings, says):
    with pytest.raises(ValueError, match=says):
        trajectory(RULES["adam"], BOWL.slope, BOWL.start, 5, **settings)


def test_dampening_may_be_one_but_not_more():
    assert (
        trajectory(RULES["momentum-velocity"], BOWL.slope, BOWL.start, 5, dampening=1.0).diverged_at is None
    )
    with pytest.raises(ValueError, match="dampening must be at most 1"):
        trajectory(RULES["momentum-velocity"], BOWL.slope, BOWL.start, 5, dampening=1.1)


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ([], "the start is empty"),
        ([np.nan, 1.0], "the start must be finite"),
        (["a"], "the start must be numbers"),
        ([1j], "the start must be numbers"),
    ],
    ids=["empty", "nan", "text", "complex"],
)
def test_a_start_that_makes_no_sense_is_told(start, says):
    with pytest.raises(ValueError, match=says):
        trajectory(RULES["sgd"], lambda theta: theta, start, 5)


def test_a_gradient_of_another_shape_is_told():
    with pytest.raises(ValueError, match=r"the gradient has shape \(3,\), the parameters \(2,\)"):
        trajectory(RULES["sgd"], lambda _: np.zeros(3), [1.0, 2.0], 5)


def test_a_negative_number_of_steps_is_told():
    with pytest.raises(ValueError, match="must not be negative, not -1"):
        trajectory(RULES["sgd"], BOWL.slope, BOWL.start, -1)


def test_whole_numbers_and_single_numbers_are_starts_too():
    assert trajectory(RULES["sgd"], lambda theta: theta, 4, 1, eta=0.25).states[-1].theta == 3.0
    assert trajectory(RULES["sgd"], lambda theta: theta, [4, 8], 1, eta=0.25).states[-1].theta.tolist() == [
        3,
        6,
    ]


def test_a_schedule_sets_the_rate_of_each_step():
    way = trajectory(RULES["sgd"], np.ones_like, [0.0], 3, rate=lambda t: 10.0**-t)
    assert [state.delta[0] for state in way.states[1:]] == pytest.approx([-0.1, -0.01, -0.001])


def test_bounds_hold_the_parameters():
    way = trajectory(RULES["sgd"], np.ones_like, [0.0], 30, eta=0.1, within=(-1.0, 1.0))
    assert way.states[-1].theta == -1.0


@in_rows("name", RULES)
@in_rows("ground", [*SURFACES.values(), *PROBLEMS.values()], ids=lambda ground: ground.name)
def test_every_rule_runs_everywhere(name, ground):
    """With small steps no rule ends higher than it began, by more than noise."""
    eta = {"eta": 1e-4} if "eta" in RULES[name].settings and name != "adadelta" else {}
    way = trajectory(RULES[name], ground.gradient(), ground.start, 60, within=ground.within, **eta)
    first, last = (float(ground.height(np.asarray(state.theta))) for state in (way.states[0], way.states[-1]))
    assert way.diverged_at is None
    assert last <= first + 0.02 * abs(first) + 0.05


def test_a_sweep_is_every_run_at_once():
    over = {"eta": [0.01, 0.05, 0.2], "beta1": [0.0, 0.9]}
    ends = sweep(RULES["adam"], RAVINE.slope, RAVINE.start, 25, over, beta2=0.99)
    assert ends.shape == (2, 3, 2)
    for i, eta in enumerate(over["eta"]):
        for j, beta1 in enumerate(over["beta1"]):
            way = trajectory(RULES["adam"], RAVINE.slope, RAVINE.start, 25, eta=eta, beta1=beta1, beta2=0.99)
            np.testing.assert_allclose(ends[:, i, j], way.states[-1].theta, rtol=1e-12)


@pytest.mark.parametrize("name", ["regression", "sparse"])
def test_a_problem_can_be_swept_too(name):
    problem = PROBLEMS[name]
    ends = sweep(RULES["adam"], problem.gradient(3), problem.start, 10, {"eta": [0.001, 0.01]})
    assert ends.shape == (len(problem.start), 2)
    for i, eta in enumerate((0.001, 0.01)):
        alone = trajectory(RULES["adam"], problem.gradient(3), problem.start, 10, eta=eta).states[-1].theta
        np.testing.assert_allclose(ends[:, i], alone, rtol=1e-4, atol=1e-6)


def test_a_sweep_keeps_to_its_bounds_at_every_step():
    """Momentum driven against a bound and back ends elsewhere where only its last step is bounded."""
    for eta in (0.1, 3.0):
        runs = sweep(RULES["momentum"], RAVINE.slope, RAVINE.start, 9, {"eta": [eta]}, within=(-0.5, 0.5))
        way = trajectory(RULES["momentum"], RAVINE.slope, RAVINE.start, 9, eta=eta, within=(-0.5, 0.5))
        np.testing.assert_allclose(runs[:, 0], way.states[-1].theta, rtol=1e-12)
        assert np.abs(runs).max() <= 0.5


def test_the_cells_of_a_sweep_that_diverged_are_marked_and_the_others_kept():
    ends = sweep(RULES["sgd"], RAVINE.slope, RAVINE.start, 400, {"eta": [0.01, 0.1, 1.0]})
    assert np.isnan(ends).tolist() == [[False, True, True]] * 2


def test_a_sweep_refuses_what_a_run_refuses():
    with pytest.raises(ValueError, match="did you mean eta"):
        sweep(RULES["sgd"], BOWL.slope, BOWL.start, 5, {"eat": [0.1]})
    with pytest.raises(ValueError, match="beta1 must be less than 1"):
        sweep(RULES["adam"], BOWL.slope, BOWL.start, 5, {"beta1": [0.1, 1.0]})


@in_rows("name", RULES)
@in_rows("ground", ["ravine", "rosenbrock", "saddle"])
def test_floats_arrays_and_a_grid_agree_on_what_diverges(name, ground):
    agree_on_what_diverges(name, ground, rates=4)


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
@in_rows("ground", ["ravine", "rosenbrock", "saddle"])
def test_they_agree_at_more_rates(name, ground):
    agree_on_what_diverges(name, ground, rates=10)


def agree_on_what_diverges(name, ground, rates):
    rates, surface = np.geomspace(1e-3, 1e3, rates), SURFACES[ground]
    cells = sweep(RULES[name], surface.slope, surface.start, 60, {"eta": rates})
    for i, eta in enumerate(rates):
        floats, arrays = (
            trajectory(RULES[name], surface.gradient(), surface.start, 60, eta=rate)
            for rate in (eta, np.full(2, eta))
        )
        assert (floats.diverged_at, floats.why) == (arrays.diverged_at, arrays.why)
        assert np.isnan(cells[:, i]).all() == (floats.diverged_at is not None)


def test_a_cell_that_comes_back_has_diverged_all_the_same():
    slopes = iter([1e13, 0.0, 0.0])
    (end,) = sweep(RULES["adam"], lambda theta: theta * 0 + next(slopes), [0.0], 3, {"eta": [0.1]})
    assert np.isnan(end)


def test_floats_divide_by_zero_as_arrays_do():
    """While RAdam does not use 1/√v it does not matter that v and ε are zero; where it does, the run ends."""
    ways = [trajectory(RULES["radam"], np.zeros_like, start, 9, epsilon=0.0) for start in ([1.0], [1.0] * 9)]
    assert [way.diverged_at for way in ways] == [6, 6]
    assert [state.theta[0] for state in ways[0].states] == [1.0] * 6


def test_slopes_beyond_the_largest_float_are_told_as_divergence():
    way = trajectory(RULES["sgd"], SURFACES["rosenbrock"].gradient(), [1e200, 1.0], 5)
    assert way.why.startswith("diverged at step 1: the gradient is")


@pytest.mark.parametrize("start", [[1.0, 2.0], [1.0] * 9, 1.0], ids=["few", "many", "one number"])
def test_the_values_of_a_trajectory_are_its_states_by_quantity(start):
    way = trajectory(RULES["radam"], lambda theta: 3 * theta, start, 12)
    for name, column in way.values.items():
        assert column.shape == (13, *np.shape(getattr(way.states[0], name)))
        np.testing.assert_array_equal(column, [getattr(state, name) for state in way.states])


@pytest.mark.parametrize("name", SURFACES)
def test_partial_derivatives_of_floats_are_the_gradient_of_an_array(name):
    one, other = SURFACES[name].gradient(3), SURFACES[name].gradient(3)
    for point in ([0.5, -1.5], [2.0, 3.0]):
        assert list(one.partials(*point)) == pytest.approx(
            other(np.array(point)[:, np.newaxis])[:, 0], rel=1e-12
        )


@in_rows("eta", [0.01, 1.0, 1e9], ids=["converges", "large", "diverges"])
@in_rows("name", RULES)
def test_known_partials_change_only_the_speed(name, eta):
    """Two floats with known partial derivatives have a loop of their own."""
    fast = trajectory(RULES[name], RAVINE.slope, RAVINE.start, 30, eta=eta)
    slow = trajectory(RULES[name], RAVINE.slope.__call__, RAVINE.start, 30, eta=eta)
    assert (fast.diverged_at, fast.why) == (slow.diverged_at, slow.why)
    assert np.array_equal(fast.values["theta"], slow.values["theta"])
