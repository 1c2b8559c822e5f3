"""Results that the literature knows of these rules."""

from __future__ import annotations

import numpy as np
import pytest

from optimizers import PROBLEMS, RULES, SURFACES, run_on_gradients, trajectory
from optimizers.problems import sparse
from optimizers.surfaces import ravine


@pytest.mark.parametrize(
    ("name", "times"),
    [("adam", 1.0), ("adam-uncorrected", 0.1 / np.sqrt(0.001)), ("rmsprop", 1 / np.sqrt(0.1))],
)
@pytest.mark.parametrize("g", [3.0, -0.01])
def test_the_first_step_on_any_gradient_is_this_many_times_eta(name, times, g):
    first = run_on_gradients(RULES[name], [g], 0.0, epsilon=0.0)[1]
    assert first.delta == pytest.approx(-np.sign(g) * times * RULES[name].settings["eta"], rel=1e-9)


def test_uncorrected_adam_starts_three_times_too_fast():
    assert 0.1 / np.sqrt(0.001) == pytest.approx(3.16, abs=0.003)


@pytest.mark.parametrize("condition", [4.0, 25.0, 100.0])
def test_heavy_ball_shrinks_the_error_at_polyaks_rate(condition):
    root = np.sqrt(condition)
    rate = (root - 1) / (root + 1)
    best = {"eta": 4 / (root + 1) ** 2, "beta": rate**2}
    states = trajectory(RULES["momentum-velocity"], ravine(condition).slope, (1.0, 1.0), 200, **best).states
    errors = [np.linalg.norm(states[t].theta) for t in (100, 200)]
    assert (errors[1] / errors[0] / 2) ** 0.01 == pytest.approx(rate, rel=0.01)  # t·rateᵗ: a double root


def test_heavy_ball_outruns_the_best_sgd():
    ground, condition = ravine(100), 100
    sgd = trajectory(RULES["sgd"], ground.slope, (1.0, 1.0), 100, eta=2 / (condition + 1)).states[-1].theta
    root = np.sqrt(condition)
    settings = {"eta": 4 / (root + 1) ** 2, "beta": ((root - 1) / (root + 1)) ** 2}
    ball = trajectory(RULES["momentum-velocity"], ground.slope, (1.0, 1.0), 100, **settings).states[-1].theta
    assert np.linalg.norm(ball) < 1e-3 * np.linalg.norm(sgd)


@pytest.mark.parametrize(
    ("ground", "adam", "settings"),
    [
        ("reddi", {"beta1": 0.0, "beta2": 0.1, "eta": 0.01}, {"beta1": 0.0, "beta2": 0.1}),
        ("reddi-rare", {"beta1": 0.9, "beta2": 0.99, "eta": 0.01}, {"beta1": 0.9, "beta2": 0.99}),
    ],
)
def test_adam_ends_at_the_worst_place_and_amsgrad_near_the_best(ground, adam, settings):
    """β₁ = 0, β₂ = 1/(1+C²) is the theorem's; 0.9 and 0.99 are those of the paper's experiment."""
    problem = PROBLEMS[ground]

    def end(name, **options):
        way = trajectory(
            RULES[name], problem.gradient(), problem.start, 8000, within=problem.within, **options
        )
        return np.mean([state.theta for state in way.states[-200:]])

    assert end("adam", **adam) > 0.9
    assert end("amsgrad", rate=lambda t: 0.5 / np.sqrt(t), **settings) < -0.9


def test_adagrads_steps_shrink_as_one_over_the_root_of_t():
    deltas = [state.delta for state in run_on_gradients(RULES["adagrad"], [2.0] * 100, 0.0, eta=0.5)[1:]]
    assert deltas == pytest.approx([-0.5 / np.sqrt(t) for t in range(1, 101)])


def test_rmsprop_keeps_its_pace_where_adagrad_tires():
    deltas = [state.delta for state in run_on_gradients(RULES["rmsprop"], [2.0] * 100, 0.0, eta=0.5)[1:]]
    assert deltas[-1] == pytest.approx(-0.5, rel=1e-4)


@pytest.mark.parametrize(("name", "bent"), [("adam", False), ("sgd", True), ("momentum", True)])
def test_rescaling_the_loss_by_coordinate_bends_only_the_rules_that_do_not_divide(name, bent):
    scale, slope = np.array([100.0, 0.01]), SURFACES["himmelblau"].slope
    settings = {"epsilon": 0.0} if name == "adam" else {"eta": 1e-5}
    plain, scaled = (
        trajectory(RULES[name], gradient, (1.0, 1.0), 50, **settings).states[-1].theta
        for gradient in (slope, lambda theta: scale * slope(theta))
    )
    assert np.allclose(plain, scaled, rtol=1e-9) is not bent


def test_weight_decay_is_l2_for_sgd_and_not_for_adam():
    """With gradients of very unequal size Adam's L2 term decays them unequally, AdamW's decay does not."""
    gradients = np.array([[10.0, 0.1], [-10.0, -0.1]] * 50)
    for name, alike in (("adam-l2", False), ("adamw", True)):
        plain, decayed = (
            run_on_gradients(RULES[name], gradients, np.ones(2), decay=decay)[-1].theta
            for decay in (0.0, 0.1)
        )
        lost = plain - decayed
        assert bool(abs(lost[0] / lost[1] - 1) < 0.1) == alike, name


def test_average_and_velocity_differ_by_the_complement_at_the_same_rate():
    ends = [
        run_on_gradients(RULES[name], [1.0] * 500, 0.0, eta=0.1)[-1]
        for name in ("momentum", "momentum-velocity")
    ]
    assert ends[1].delta / ends[0].delta == pytest.approx(10.0)


def test_radam_is_momentum_until_v_can_be_trusted():
    states = run_on_gradients(RULES["radam"], [1.0, -3.0] * 10, 0.0)
    assert [state.a == 1.0 for state in states[1:]] == [True] * 5 + [False] * 15
    assert states[-1].rho_bar == pytest.approx(1999)


def test_centred_rmsprop_survives_a_gradient_that_never_varies():
    states = run_on_gradients(
        RULES["rmsprop-centered"], np.full((3000, 1), 0.7, np.float32), np.zeros(1, np.float32)
    )
    assert all(state.c >= 0 for state in states)
    assert np.isfinite(states[-1].theta).all()


def test_every_coordinate_of_lion_steps_equally_far():
    states = run_on_gradients(RULES["lion"], np.array([[1e-6, -1e6]] * 3), np.zeros(2))
    assert states[-1].delta.tolist() == [-1e-4, 1e-4]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_rare_features_learn_sooner_with_adagrad(seed):
    """The loss on the whole data after the same thousand samples, each rule with its best rate of four."""
    problem = sparse(seed=seed)

    def best(name):
        ways = (
            trajectory(RULES[name], problem.gradient(0), problem.start, 1000, eta=eta).states[-1].theta
            for eta in (0.1, 0.3, 1.0, 3.0)
        )
        return min(problem.height(theta) for theta in ways)

    assert best("adagrad") < 0.95 * best("sgd") < problem.height(problem.start)
