"""What the docstrings say is what the code does: each equation, read as a card's is, against the step."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from flashcards.formula import evaluate, names, parse
from flashcards.formula.tree import Relation, Table
from optimizers import PROBLEMS, RULES, SCHEDULES, run_on_gradients
from tests.rows import in_rows

POINTS = 12
MOMENTS = (2, 5, 40)
"""Late enough for a correction without t to show, and for RAdam to take both of its branches."""
LETTERS = {
    "delta": "Delta",
    "decay": "lambda",
    "dampening": "tau",
    "steps": "T",
    "every": "s",
    "warm": "w",
    "fall": "f",
}
"""What the equations write with another letter."""
BY_MATRIX = {("muon", "o"), ("shampoo", "L"), ("shampoo", "R"), ("shampoo", "o")}
"""What no arithmetic on numbers computes; `test_optimizers_matrices.py` holds it against a decomposition."""
LINES = [(n, q) for n, rule in RULES.items() for q in rule.equations if (n, q) not in BY_MATRIX]


@cache
def states(name):
    """A run with settings drawn for each of some points: at 1e-8 nobody would see an ε astray."""
    rng = np.random.default_rng(7)
    settings = {setting: rng.uniform(0.1, 0.9, POINTS) for setting in RULES[name].settings}
    slopes, start = rng.standard_normal((max(MOMENTS), POINTS)), rng.standard_normal(POINTS)
    return settings, run_on_gradients(RULES[name], slopes, start, **settings)


def known(name, t):
    """Every name that an equation may use at step t: `m`, `m_prev`, `beta1`, `t`, …"""
    settings, passed = states(name)
    before = {f"{quantity}_prev": value for quantity, value in passed[t - 1]._asdict().items()}
    now = {**passed[t]._asdict(), **settings}
    letters = {LETTERS.get(key, key): value for key, value in now.items()}
    return {**before, "Delta_prev": passed[t - 1].delta, **now, **letters}


def agrees(name: str, quantity: str, latex: str) -> bool:
    """Whether the equation has the values of the rule's own step."""
    tree = parse.parse_latex(latex).tree
    compared = 0
    for t in MOMENTS:
        values = known(name, t)
        says, does = (np.broadcast_to(side, POINTS) for side in (right_side(tree, values), values[quantity]))
        used = values["rho"] > 5 if (name, quantity) == ("radam", "r") else np.ones(POINTS, bool)
        if not np.allclose(says[used], does[used], rtol=1e-9, atol=1e-14):
            return False
        compared += int(used.sum())
    return compared > 0


def right_side(tree, values):
    """What stands after the equals sign; of `cases` the row whose condition holds."""
    assert isinstance(tree, Relation)
    if not isinstance(tree.sides[1], Table):
        return evaluate.evaluate(tree, values)
    says = np.full(POINTS, np.nan)
    for row, condition in tree.sides[1].rows:
        left, right = (evaluate.evaluate(side, values) for side in condition.sides)
        holds = {"le": left <= right, ">": left > right}[condition.ops[0]]
        says[holds] = np.broadcast_to(evaluate.evaluate(row, values), POINTS)[holds]
    return says


@in_rows(("name", "quantity"), LINES, ids=[f"{name} {quantity}" for name, quantity in LINES])
def test_the_docstring_says_what_the_code_does(name, quantity):
    assert agrees(name, quantity, RULES[name].equations[quantity])


@in_rows("name", RULES)
def test_every_quantity_of_a_state_has_its_equation(name):
    assert {"theta", "t", "g", "delta"} <= set(RULES[name].first(0.0)._fields)
    assert set(RULES[name].first(0.0)._fields) - {"t", "g"} == set(RULES[name].equations)


@in_rows("name", RULES)
def test_every_equation_is_read_without_a_warning_and_defines_its_quantity(name):
    for quantity, latex in RULES[name].equations.items():
        reading = parse.parse_latex(latex)
        assert not reading.warnings
        assert names.name(reading.tree.sides[0]) == LETTERS.get(quantity, quantity)


SLIPS = [
    ("adam", "m", r"(1 - \beta_1) g_t", "g_t", "missing complement"),
    ("momentum", "m", r"(1 - \beta) g_t", "g_t", "missing complement in momentum"),
    ("adam", "v", "g_t^2", "g_t", "g for its square"),
    ("rmsprop", "v", "g_t^2", "g_t", "g for its square in RMSprop"),
    ("adagrad", "v", "g_t^2", "g_t", "g for its square in AdaGrad"),
    ("adam", "m_hat", r"\beta_1^t", r"\beta_1", "correction without t"),
    ("adamw", "v_hat", r"\beta_2^t", r"\beta_2", "correction of v without t"),
    (
        "adam",
        "delta",
        r"\sqrt{\hat{v}_t} + \epsilon",
        r"\sqrt{\hat{v}_t + \epsilon}",
        "epsilon under the root",
    ),
    (
        "rmsprop-inside",
        "delta",
        r"\sqrt{v_t + \epsilon}",
        r"\sqrt{v_t} + \epsilon",
        "epsilon out of the root",
    ),
    ("adam", "delta", r"\sqrt{\hat{v}_t}", r"\hat{v}_t", "missing root"),
    ("adagrad", "delta", r"\sqrt{v_t}", "v_t", "missing root in AdaGrad"),
    ("adam", "delta", r"-\eta", r"\eta", "wrong sign"),
    ("adam", "theta", "+", "-", "wrong sign of the change"),
    ("adam", "delta", r"\hat{m}_t", "m_t", "correction left out"),
    ("adam", "m", r"\beta_1", r"\beta_2", "betas swapped"),
    ("adam", "v", "v_{t-1}", "v_t", "wrong time"),
    ("adam-l2", "m", r"\tilde{g}_t", "g_t", "decay left out"),
    ("adamw", "delta", r"\lambda \theta_{t-1}", r"\theta_{t-1}", "decay without its strength"),
    ("amsgrad", "v_hat", r"v_{\max,t}", "v_t", "maximum left out"),
    ("nesterov", "delta", r"\beta v_t", r"v_t", "look-ahead at full speed"),
    ("lion", "m", r"\beta_2", r"\beta_1", "the step's average remembered"),
    ("schedule-free", "y", r"\beta \theta_{t-1}", r"\beta z_{t-1}", "no look at the average"),
    ("schedule-free-adamw", "z", r"\lambda y_t", r"\lambda \theta_{t-1}", "decay at the average"),
    ("sgd-averaged", "theta_bar", "{t}", "{t + 1}", "counted from the start"),
    ("sgd-ema", "theta_bar", r"\theta_t", r"\theta_{t-1}", "the weights of the step before"),
    ("lamb", "r", r"\lVert u_t \rVert", r"\lVert g_t \rVert", "the gradient's length"),
    ("lars", "r", r"\lambda w_t", "w_t", "decay without its strength"),
    ("adafactor", "c", "u_t^2", "g_t^2", "the gradient's mean square"),
    ("adafactor", "b", "-0.8", "-0.5", "another power"),
    ("muon", "c", r"\beta m_t", r"\beta m_{t-1}", "no look-ahead"),
]


@in_rows(("name", "quantity", "right", "slip"), [row[:4] for row in SLIPS], ids=[row[4] for row in SLIPS])
def test_a_slip_is_caught_at_its_line(name, quantity, right, slip):
    latex = RULES[name].equations[quantity]
    assert right in latex
    assert not agrees(name, quantity, latex.replace(right, slip))


PLAIN = [
    "constant", "warm-up", "step", "exponential", "inverse-square-root", "cosine", "warm-stable-decay",
    "range-test",
]  # fmt: skip
"""The schedules whose equation names only settings and t."""


@pytest.mark.parametrize("name", PLAIN)
def test_a_schedules_equation_says_what_it_does(name):
    schedule = SCHEDULES[name]
    settings = {"eta": 0.3, "eta_min": 0.1, "gamma": 0.7, "steps": 9, "every": 4, "warm": 5, "fall": 3}
    settings = {key: settings[key] for key in schedule.settings}
    t = np.array([1.0, 2, 3, 5, 6, 9, 10, 12])
    letters = {LETTERS.get(key, key): value for key, value in settings.items()}
    says = evaluate.evaluate(parse.parse_latex(schedule.equation).tree, {**letters, "t": t})
    np.testing.assert_allclose(np.broadcast_to(says, t.shape), schedule.rate(t, **settings), rtol=1e-12)


@in_rows("thing", [*RULES.values(), *SCHEDULES.values(), *PROBLEMS.values()], ids=lambda it: it.name)
def test_everything_names_its_source(thing):
    assert len(thing.source) > 10
