"""What holds of every rule: one step for floats, arrays, grids and symbols; nothing changed in place."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import sympy as sp

import optimizers
from optimizers import ALIASES, RULES, run_on_gradients, trajectory
from tests.rows import in_rows

EACH = in_rows("rule", RULES.values(), ids=RULES)
UNCOUPLED = {name: rule for name, rule in RULES.items() if not rule.couples}
EACH_UNCOUPLED = in_rows("rule", UNCOUPLED.values(), ids=UNCOUPLED)
COUPLED = {name: rule for name, rule in RULES.items() if rule.couples}
START = np.array([1.0, -2.0, 0.5])
GRADIENTS = np.random.default_rng(1).standard_normal((12, 3))
AT_EASE = {"beta2": 0.9}
"""With β₂ at 0.9 RAdam reaches both of its branches within twelve steps."""


def eased(rule):
    return {name: value for name, value in AT_EASE.items() if name in rule.settings}


@EACH_UNCOUPLED
def test_a_float_walks_as_each_coordinate_of_an_array_does(rule):
    whole = run_on_gradients(rule, GRADIENTS, START, **eased(rule))
    for i, start in enumerate(START):
        alone = run_on_gradients(rule, [float(g) for g in GRADIENTS[:, i]], float(start), **eased(rule))
        for one, all_of_it in zip(alone, whole, strict=True):
            for name in one._fields:
                expected = np.broadcast_to(getattr(all_of_it, name), START.shape)[i]
                np.testing.assert_allclose(getattr(one, name), expected, rtol=1e-14, atol=1e-300)


@EACH
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_keeps_the_type_and_shape_of_the_parameters(rule, dtype):
    start = np.ones((2, 3), dtype)
    state = run_on_gradients(rule, [0.5 * start, -start], start)[-1]
    for name in ("theta", "g", "delta", *rule.carries):
        value = getattr(state, name)
        assert not np.ndim(value) or value.dtype == dtype
        # what a rule keeps of a whole vector has an axis of its own, or none, before the further ones
        assert not np.ndim(value) or value.shape == (2, 3) or (rule.couples and value.shape[-1:] == (3,))


@EACH
def test_nothing_is_changed_in_place(rule):
    start, gradients = START.copy(), GRADIENTS.copy()
    for array in (start, gradients):
        array.setflags(write=False)
    states = run_on_gradients(rule, gradients, start)
    kept = [[np.array(value) for value in state] for state in states]
    rule.step(states[3], gradients[0], **rule.settings)
    for state, before in zip(states, kept, strict=True):
        for value, old in zip(state, before, strict=True):
            np.testing.assert_array_equal(value, old)


@EACH_UNCOUPLED
def test_a_grid_of_settings_is_many_runs_at_once(rule):
    varied = list(rule.settings)[:2]
    grid = {
        name: np.array([0.2, 0.5, 0.8]).reshape((3, 1) if i else (3, 1, 1)) for i, name in enumerate(varied)
    }
    ends = run_on_gradients(rule, GRADIENTS[:, np.newaxis, np.newaxis], START, **{**eased(rule), **grid})[
        -1
    ].theta
    ends = np.broadcast_to(ends, (3, 3, 3) if len(varied) > 1 else ends.shape)
    for i, first in enumerate((0.2, 0.5, 0.8)):
        for j, second in enumerate((0.2, 0.5, 0.8)):
            chosen = dict(zip(varied, (first, second), strict=False))
            alone = run_on_gradients(rule, GRADIENTS, START, **{**eased(rule), **chosen})[-1].theta
            cell = ends[i, j] if len(varied) > 1 else ends[i, 0]
            np.testing.assert_allclose(cell, alone, rtol=1e-12)


@EACH
def test_symbols_walk_as_numbers_do(rule):
    names = {name: sp.Symbol(name, positive=True) for name in rule.settings}
    values = {symbol: 0.3 + 0.1 * i for i, symbol in enumerate(names.values())}
    theta, slopes = sp.Symbol("theta", real=True), sp.symbols("g1 g2", real=True)
    values |= {theta: 0.7, slopes[0]: -0.4, slopes[1]: 0.9}
    symbolic = run_on_gradients(rule, slopes, theta, **names)[-1]
    numeric = run_on_gradients(rule, [-0.4, 0.9], 0.7, **{str(key): values[key] for key in names.values()})[
        -1
    ]
    shown = sp.lambdify(list(values), list(symbolic), "math")(*values.values())  # sooner than `subs`
    for name, number in zip(symbolic._fields, shown, strict=True):
        assert number == pytest.approx(float(getattr(numeric, name)), rel=1e-12), name


@pytest.mark.parametrize("rule", COUPLED.values(), ids=COUPLED)
def test_a_grid_of_a_rule_that_couples_coordinates_has_them_on_its_first_axis(rule):
    rates = np.array([0.2, 0.5, 0.8])
    ends = run_on_gradients(rule, GRADIENTS[..., np.newaxis], START[:, np.newaxis], eta=rates)[-1].theta
    for i, rate in enumerate(rates):
        alone = run_on_gradients(rule, GRADIENTS, START, eta=rate)[-1].theta
        np.testing.assert_allclose(ends[:, i], alone, rtol=1e-12)


@pytest.mark.parametrize("rule", COUPLED.values(), ids=COUPLED)
def test_few_parameters_of_a_rule_that_couples_them_are_stepped_together(rule):
    def slope(theta):
        return np.array([1.0, 30.0]) * theta

    found = trajectory(rule, slope, [2.0, 1.0], 5).states[-1].theta
    state = rule.first(np.array([2.0, 1.0]))
    for _ in range(5):
        state = rule.step(state, slope(state.theta), **rule.settings)
    np.testing.assert_allclose(found, state.theta, rtol=1e-12)


@EACH_UNCOUPLED
def test_arrays_of_symbols_walk_coordinate_by_coordinate(rule):
    theta, slope = np.array(sp.symbols("x y", real=True)), np.array(sp.symbols("a b", real=True))
    both = rule.step(rule.first(theta), slope, **rule.settings).theta
    one = rule.step(rule.first(theta[1]), slope[1], **rule.settings).theta
    at = {theta[1]: 0.3, slope[1]: -0.7}
    assert float(both[1].subs(at)) == pytest.approx(float(one.subs(at)))


class Watched:
    """A state that remembers which of its quantities were read."""

    def __init__(self, state):
        self.state, self.read = state, set()

    def __getattr__(self, name):
        self.read.add(name)
        return getattr(self.state, name)


@EACH
def test_a_rule_says_what_it_carries_from_step_to_step(rule):
    old = Watched(rule.first(START))
    rule.step(old, GRADIENTS[0], **rule.settings)
    assert old.read - {"theta", "t"} == set(rule.carries)


@EACH_UNCOUPLED
def test_what_a_rule_carries_and_a_slice_of_it_suffice_for_a_slice_of_the_next_step(rule):
    rng = np.random.default_rng(2)
    start, *gradients = rng.standard_normal((11, 35)).astype(np.float32)
    *_, old, new = run_on_gradients(rule, gradients, start, **eased(rule))
    part = slice(8, 20)
    carried = {name: getattr(old, name) for name in rule.carries}
    mine = {name: value[part] if np.ndim(value) else value for name, value in carried.items()}
    small = rule.first(start[:0])._replace(theta=old.theta[part], t=old.t, **mine)
    found = rule.step(small, gradients[-1][part], **{**rule.settings, **eased(rule)})
    np.testing.assert_array_equal(found.theta, new.theta[part])


def test_both_forms_of_nesterov_walk_one_path():
    """PyTorch's θ is the point that Sutskever's form looks ahead to."""

    def slope(theta):
        return np.array([1.0, 30.0]) * theta

    here = trajectory(RULES["nesterov"], slope, [2.0, 1.0], 30, eta=0.01, beta=0.8).states
    ahead = trajectory(RULES["nesterov-sutskever"], slope, [2.0, 1.0], 30, eta=0.01, mu=0.8).states
    for one, other in zip(here, ahead, strict=True):
        np.testing.assert_allclose(one.theta, other.theta + 0.8 * other.v, rtol=1e-12, atol=1e-300)


def test_the_velocities_are_one_path_in_three_spellings():
    average = run_on_gradients(RULES["momentum"], GRADIENTS, START, eta=0.1, beta=0.9)[-1].theta
    pytorch = run_on_gradients(RULES["momentum-velocity"], GRADIENTS, START, eta=0.01, beta=0.9)[-1].theta
    cs231n = run_on_gradients(RULES["momentum-cs231n"], GRADIENTS, START, eta=0.01, mu=0.9)[-1].theta
    np.testing.assert_allclose(average, pytorch, rtol=1e-12)
    np.testing.assert_allclose(pytorch, cs231n, rtol=1e-12)


def test_epsilon_hat_is_algorithm_1_where_epsilon_is_zero():
    plain, hat = (
        run_on_gradients(RULES[name], GRADIENTS, START, epsilon=0.0) for name in ("adam", "adam-eps-hat")
    )
    np.testing.assert_allclose(plain[-1].theta, hat[-1].theta, rtol=1e-12)


def test_epsilon_hat_is_the_stronger_one():
    deltas = [
        run_on_gradients(RULES[name], GRADIENTS, START, epsilon=0.1)[1].delta
        for name in ("adam", "adam-eps-hat")
    ]
    assert (np.abs(deltas[1]) < 0.5 * np.abs(deltas[0])).all()


@pytest.mark.parametrize("name", ALIASES)
def test_an_alias_is_a_rule_with_settings_of_its_own(name):
    of, settings = ALIASES[name]
    found = optimizers.find(name)
    assert (found.name, found.step) == (of, RULES[of].step)
    assert found.settings == {**RULES[of].settings, **settings}
    assert name not in RULES


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("adan", "did you mean adam"),
        ("AdamW", "did you mean adamw"),
        ("zzz", "there are sgd"),
        ("", "there are sgd"),
    ],
)
def test_an_unknown_rule_is_told_with_its_neighbours(name, hint):
    with pytest.raises(KeyError, match=hint):
        optimizers.find(name)


def test_a_rule_is_filed_under_its_name():
    assert all(name == rule.name for name, rule in RULES.items())


def test_optimizers_load_neither_sympy_nor_flashcards():
    code = "import sys, optimizers; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"optimizers", "numpy"} <= set(loaded)
    assert not {"sympy", "flashcards", "textual", "yaml"} & set(loaded)
