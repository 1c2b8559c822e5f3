"""What the docstrings say is what the code does: each equation, read as a card's is, against the step."""

from __future__ import annotations

import numpy as np
import pytest

from flashcards.maths import judge, parse, sample
from flashcards.maths.labels import walk
from flashcards.maths.tree import Table, formulas
from optimizers import PROBLEMS, RULES, SCHEDULES
from optimizers.schedules import Schedule

MOMENTS = (2, 5, 40)
"""Late enough for a correction without t to show, and for RAdam to take both of its branches."""
LINES = [(name, quantity) for name, rule in RULES.items() for quantity in rule.equations]


def agrees(name: str, quantity: str, latex: str) -> bool:
    """Whether the equation has the values of the rule's own step, with settings between 0.1 and 0.9."""
    tree = formulas(parse.latex(latex).tree)[0]
    compared = 0
    for t in MOMENTS:
        scene = sample.Scene(t, RULES[name], signed=True)
        state = scene.states[t]
        meant = np.ones(sample.POINTS, bool) if (name, quantity) != ("radam", "r") else state.rho > 5
        says = branches(tree, name, scene) if any(isinstance(node, Table) for node in walk(tree)) else None
        if says is None:
            says = sample.evaluate(judge.read(tree, name).right, scene)
        does = np.broadcast_to(getattr(state, quantity), sample.POINTS)
        if not np.allclose(says[meant], does[meant], rtol=1e-9, atol=1e-14):
            return False
        compared += int(meant.sum())
    return compared > 0


def branches(tree, name, scene):
    """The values of an equation by cases: each row where its condition holds."""
    table = next(node for node in walk(tree) if isinstance(node, Table))
    says = np.full(sample.POINTS, np.nan)
    for value, condition in table.rows:
        left, right = (sample.evaluate(judge.read(side, name).right, scene) for side in condition.sides)
        holds = {"le": left <= right, ">": left > right}[condition.ops[0]]
        says[holds] = sample.evaluate(judge.read(value, name).right, scene)[holds]
    return says


@pytest.mark.parametrize(("name", "quantity"), LINES, ids=[f"{name} {quantity}" for name, quantity in LINES])
def test_the_docstring_says_what_the_code_does(name, quantity):
    assert agrees(name, quantity, RULES[name].equations[quantity])


@pytest.mark.parametrize("name", RULES)
def test_every_quantity_of_a_state_has_its_equation(name):
    assert {"theta", "t", "g", "delta"} <= set(RULES[name].first(0.0)._fields)
    assert set(RULES[name].first(0.0)._fields) - {"t", "g"} == set(RULES[name].equations)


@pytest.mark.parametrize("name", RULES)
def test_every_equation_is_read_without_a_warning_and_defines_its_quantity(name):
    for quantity, latex in RULES[name].equations.items():
        reading = parse.latex(latex)
        assert not reading.warnings
        assert judge.read(formulas(reading.tree)[0], name).defines == quantity


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
    ("amsgrad", "v_hat", r"v^{max}_t", "v_t", "maximum left out"),
    ("nesterov", "delta", r"\beta v_t", r"v_t", "look-ahead at full speed"),
    ("lion", "m", r"\beta_2", r"\beta_1", "the step's average remembered"),
]


@pytest.mark.parametrize(
    ("name", "quantity", "right", "slip"), [row[:4] for row in SLIPS], ids=[row[4] for row in SLIPS]
)
def test_a_slip_is_caught_at_its_line(name, quantity, right, slip):
    latex = RULES[name].equations[quantity]
    assert right in latex
    assert not agrees(name, quantity, latex.replace(right, slip))


LETTERS = {"eta": "eta", "gamma": "gamma", "eta_min": "eta_min", "T": "steps", "s": "every", "w": "warm"}
PLAIN = ["constant", "warm-up", "step", "exponential", "inverse-square-root", "cosine"]
"""The schedules whose equation names only settings and t."""


class AtStep(sample.Scene):
    """The settings of a schedule by their letters, at eight steps at once."""

    def __init__(self, settings: dict[str, float], t: np.ndarray) -> None:
        super().__init__(1)
        self._values = {"t": t, **{letter: settings.get(name, np.nan) for letter, name in LETTERS.items()}}

    def symbol(self, symbol):
        name = symbol.name.partition("[")[0]
        return np.broadcast_to(np.pi if name == "pi" else self._values[name], sample.POINTS)


@pytest.mark.parametrize("name", PLAIN)
def test_a_schedules_equation_says_what_it_does(name):
    schedule: Schedule = SCHEDULES[name]
    settings = {"eta": 0.3, "eta_min": 0.1, "gamma": 0.7, "steps": 9, "every": 4, "warm": 5}
    settings = {key: settings[key] for key in schedule.settings}
    t = np.array([1.0, 2, 3, 5, 6, 9, 10, 12])
    equation = judge.read(formulas(parse.latex(schedule.equation).tree)[0])
    says = sample.evaluate(equation.right, AtStep(settings, t))
    np.testing.assert_allclose(says, schedule.rate(t, **settings), rtol=1e-12)


@pytest.mark.parametrize(
    "thing", [*RULES.values(), *SCHEDULES.values(), *PROBLEMS.values()], ids=lambda it: it.name
)
def test_everything_names_its_source(thing):
    assert len(thing.source) > 10
