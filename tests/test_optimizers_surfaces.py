"""Surfaces and problems: slopes are derivatives, lowest points are low and flat, chance is seeded."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy as sp

from optimizers import PROBLEMS, SURFACES
from optimizers.surfaces import ravine

SURFACE = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
PROBLEM = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


@SURFACE
def test_the_slope_is_the_derivative_of_the_height(surface):
    point = np.array(sp.symbols("x y"))
    height, slope = surface.height(point), surface.slope(point)
    for symbol, part in zip(point, slope, strict=True):
        assert sp.simplify(sp.diff(height, symbol) - part) == 0


@SURFACE
def test_the_formula_for_people_is_that_of_the_height(surface):
    text = surface.formula.format(x="x", y="y").replace("²", "**2").replace("³", "**3").replace("−", "-")
    text = re.sub(r"(?<=[\dxy]) (?=[xy(])", "*", text).replace("√", "sqrt")
    assert sp.simplify(sp.sympify(text) - surface.height(sp.symbols("x y"))) == 0


@PROBLEM
def test_the_slope_of_a_problem_is_its_derivative(problem):
    theta = np.asarray(problem.start, float) + 0.01
    nudges = 1e-6 * np.eye(len(theta))
    measured = [(problem.height(theta + nudge) - problem.height(theta - nudge)) / 2e-6 for nudge in nudges]
    np.testing.assert_allclose(problem.slope(theta), measured, rtol=1e-5, atol=1e-7)


@SURFACE
def test_the_lowest_points_are_flat_and_nothing_on_the_map_is_lower(surface):
    (left, right), (bottom, top) = surface.bounds
    grid = np.array(np.meshgrid(np.linspace(left, right, 61), np.linspace(bottom, top, 61)))
    heights = surface.height(grid)
    assert heights.shape == (61, 61)
    assert surface.slope(grid).shape == (2, 61, 61)
    for point in surface.lowest:
        assert left <= point[0] <= right
        assert bottom <= point[1] <= top
        assert surface.height(point) <= heights.min() + 1e-9
        np.testing.assert_allclose(surface.slope(point), 0, atol=1e-9)


@SURFACE
def test_a_walk_starts_on_the_map(surface):
    assert all(low < x < high for x, (low, high) in zip(surface.start, surface.bounds, strict=True))


@pytest.mark.parametrize("condition", [1, 10, 1000])
def test_a_ravine_is_as_steep_across_as_it_is_asked_to_be(condition):
    slope = ravine(condition).slope(np.array([1.0, 1.0]))
    assert slope[1] / slope[0] == condition


@pytest.mark.parametrize("ground", [SURFACES["noisy"], PROBLEMS["sparse"]], ids=["noisy", "sparse"])
def test_chance_comes_from_the_seed(ground):
    point = np.asarray(ground.start, float)
    walks = [[gradient(point) for _ in range(40)] for gradient in map(ground.gradient, (5, 5, 6))]
    np.testing.assert_array_equal(walks[0], walks[1])
    assert not np.array_equal(walks[0], walks[2])


@pytest.mark.parametrize("ground", [SURFACES["noisy"], PROBLEMS["sparse"]], ids=["noisy", "sparse"])
def test_the_gradients_of_samples_have_the_slope_as_their_mean(ground):
    point, gradient = np.asarray(ground.start, float), ground.gradient(0)
    draws = np.array([gradient(point) for _ in range(4000)])
    error = draws.std(0) / np.sqrt(len(draws)) + 1e-12
    assert (np.abs(draws.mean(0) - ground.slope(point)) < 5 * error).all()


def test_sparse_features_are_ever_rarer():
    gradient = PROBLEMS["sparse"].gradient(1)
    seen = np.mean([gradient(np.zeros(20)) != 0 for _ in range(3000)], axis=0)
    assert seen[0] > 0.95
    assert seen[10:].mean() < 0.15


@pytest.mark.parametrize(
    ("name", "cycle"), [("reddi", [3, -1, -1, 3]), ("reddi-rare", [1010, *[-10] * 100, 1010])]
)
def test_reddis_gradients_come_in_their_order(name, cycle):
    gradient = PROBLEMS[name].gradient()
    assert [float(gradient(np.zeros(1))[0]) for _ in cycle] == cycle
    assert PROBLEMS[name].slope(np.zeros(1)) > 0


@PROBLEM
def test_a_problem_takes_a_grid_of_parameters(problem):
    start = np.asarray(problem.start)
    grid = np.repeat(start[:, np.newaxis], 4, 1).reshape(len(start), 2, 2)
    np.testing.assert_allclose(problem.height(grid), np.full((2, 2), problem.height(start)), rtol=1e-6)
    assert problem.slope(grid).shape == problem.gradient(0)(grid).shape == grid.shape
