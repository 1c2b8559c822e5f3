"""The rules after Adam, averaged weights and the small classifier against PyTorch and schedulefree."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from optimizers import PROBLEMS, RULES, run_on_gradients, trajectory
from optimizers.classifier import logistic_loss, logistic_slope
from optimizers.matrices import factored_mean_square, matrix_shape, matrix_sign
from optimizers.schedules import reduce_on_plateau
from optimizers.surfaces import turned_ravine

THEIRS = json.loads((Path(__file__).parent / "data" / "torch_after_adam.json").read_text())
GRADIENTS, START = np.array(THEIRS["gradients"]), np.array(THEIRS["start"])
ALMOST = {"muon": 0.02}
"""PyTorch's Muon iterates in bfloat16: relative to its step."""


@pytest.mark.parametrize("name", THEIRS["runs"])
def test_a_rule_walks_the_path_of_its_library(name):
    theirs = THEIRS["runs"][name]
    quantity = "theta_bar" if "theta_bar" in theirs else "theta"
    states = run_on_gradients(RULES[name], GRADIENTS, START, **theirs["settings"])[1:]
    found = [getattr(state, quantity) for state in states]
    exact = {"rtol": 1e-9, "atol": 1e-12}
    loose = {"rtol": 0, "atol": ALMOST.get(name, 0) * theirs["settings"]["eta"] * len(GRADIENTS)}
    np.testing.assert_allclose(found, theirs[quantity], **(loose if name in ALMOST else exact))


@pytest.mark.parametrize("weights", [[3.0, -4.0], [0.03, 0.04]])
def test_lambs_step_is_eta_times_the_length_of_the_weights(weights):
    state = run_on_gradients(RULES["lamb"], [np.array([700.0, -2.0])], np.array(weights), eta=0.1)[1]
    assert np.linalg.norm(state.delta) == pytest.approx(0.1 * np.linalg.norm(weights))


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_lars_takes_the_scale_out_of_a_layers_gradient(scale):
    state = run_on_gradients(RULES["lars"], [scale * np.array([3.0, 4.0])], np.array([6.0, 8.0]))[1]
    np.testing.assert_allclose(state.delta, -0.001 * np.array([6.0, 8.0]))


@pytest.mark.parametrize("name", ["lamb", "lars"])
def test_weights_of_zero_take_the_step_unscaled(name):
    assert run_on_gradients(RULES[name], [np.ones(3)], np.zeros(3))[1].r == 1


def test_the_averages_of_weights_are_what_their_names_say():
    states = run_on_gradients(RULES["sgd-averaged"], GRADIENTS, START)
    np.testing.assert_allclose(states[-1].theta_bar, np.mean([s.theta for s in states[1:]], 0))
    free = run_on_gradients(RULES["schedule-free"], GRADIENTS, START)
    np.testing.assert_allclose(free[-1].theta, np.mean([s.z for s in free[1:]], 0))


@pytest.mark.parametrize(("size", "shape"), [(1, (1, 1)), (4, (2, 2)), (6, (2, 3)), (7, (1, 7))])
def test_a_vector_is_taken_as_the_most_nearly_square_matrix(size, shape):
    assert matrix_shape(size) == shape


@pytest.mark.parametrize("size", [4, 6, 12, 48])
def test_the_matrix_sign_keeps_the_singular_vectors_and_levels_the_values(size):
    x = np.random.default_rng(size).standard_normal(size)
    shape = matrix_shape(size)
    left, _, right = np.linalg.svd(x.reshape(shape), full_matrices=False)
    found = left.T @ matrix_sign(x).reshape(shape) @ right.T
    np.testing.assert_allclose(found, np.diag(np.diag(found)), atol=1e-9)
    assert (np.abs(np.diag(found) - 0.95) < 0.3).all()


def test_the_matrix_sign_of_a_number_is_its_sign():
    assert (matrix_sign(-3.0), matrix_sign(0.2)) == (-1, 1)


def test_the_factored_mean_square_is_that_of_pytorchs_adafactor():
    squares = GRADIENTS[0].reshape(2, 3) ** 2
    theirs = THEIRS["factored"]
    np.testing.assert_allclose(squares.mean(1, keepdims=True), theirs["row"])
    np.testing.assert_allclose(squares.mean(0, keepdims=True), theirs["column"])
    made = factored_mean_square(squares)
    assert np.linalg.matrix_rank(made) == 1
    np.testing.assert_allclose(made.mean(1), squares.mean(1))
    update = GRADIENTS[0].reshape(2, 3) / np.sqrt(made)
    clipped = update / max(1, np.sqrt((update**2).mean()))
    step = 0.05 * max(1e-3, np.sqrt((START**2).mean())) * clipped
    np.testing.assert_allclose(START.reshape(2, 3) - step, theirs["theta"], rtol=1e-9)


def test_a_plateau_cuts_the_rate_as_pytorch_does():
    theirs = THEIRS["plateau"]
    assert reduce_on_plateau(theirs["losses"], eta=1.0, gamma=0.5, patience=2) == theirs["rates"]


def test_the_classifiers_loss_and_gradient_are_pytorchs():
    theirs = {name: np.array(value) for name, value in THEIRS["classifier"].items()}
    given = theirs["theta"], theirs["inputs"], theirs["classes"]
    assert logistic_loss(*given) == pytest.approx(float(theirs["loss"]))
    np.testing.assert_allclose(logistic_slope(*given), theirs["gradient"], rtol=1e-9)


@pytest.mark.parametrize("name", ["moons", "spirals"])
def test_the_classifier_takes_a_grid_and_its_slope_is_the_derivative(name):
    problem = PROBLEMS[name]
    grid = np.stack([problem.start, 0.5 * problem.start], -1)
    np.testing.assert_allclose(problem.height(grid)[1], problem.height(0.5 * problem.start))
    np.testing.assert_allclose(problem.slope(grid)[:, 1], problem.slope(0.5 * problem.start))
    step = 1e-6 * np.eye(len(problem.start))
    numeric = (
        problem.height(problem.start[:, None] + step) - problem.height(problem.start[:, None] - step)
    ) / 2e-6
    np.testing.assert_allclose(problem.slope(problem.start), numeric, atol=1e-8)


@pytest.mark.parametrize("name", ["moons", "spirals"])
@pytest.mark.parametrize(
    ("rule", "eta"),
    [("sgd", 2.0), ("rmsprop", 0.03), ("adam", 0.1), ("lion", 0.02), ("schedule-free-adamw", 0.1)],
)
def test_each_rule_separates_the_two_classes(name, rule, eta):
    problem = PROBLEMS[name]
    end = trajectory(RULES[rule], problem.gradient(), problem.start, 400, eta=eta).states[-1].theta
    assert problem.height(end) < 0.1


def test_turning_the_ravine_turns_sgds_path_and_not_adams():
    turn = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)
    straight, turned = quadratic_ravine, turned_ravine(40).slope
    start = np.array([-3.5, -2.1])
    ends = {}
    for rule, eta in (("sgd", 0.02), ("adam", 0.1)):
        here = trajectory(RULES[rule], turned, start, 30, eta=eta).states[-1].theta
        there = trajectory(RULES[rule], straight, turn @ start, 30, eta=eta).states[-1].theta
        ends[rule] = np.abs(turn @ here - there).max()
    assert ends["sgd"] < 1e-12
    assert ends["adam"] > 0.1


def quadratic_ravine(point):
    """The slope of the straight ravine: 1 along, 40 across."""
    return np.array([1.0, 40.0]) * point
