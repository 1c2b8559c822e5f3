"""What each rule says of itself: its place in history, its memory, its defaults in the libraries."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
import os
import re
from functools import partial

import numpy as np
import pytest

import optimizers
from flashcards.cli import demo_rule
from flashcards.formula.parse import parse_latex
from flashcards.formula.render.one_line import inline
from optimizers import ALIASES, RULES, run_on_gradients
from optimizers.history import in_order_of_history
from tests.rows import in_rows
from tests.test_demo_command import call

EACH = in_rows("rule", RULES.values(), ids=RULES)
THERE = [
    pytest.param(rule, there, id=f"{name}: {there.name}")
    for name, rule in RULES.items()
    for there in rule.elsewhere
]
WIDE = 110
SPELLED = {
    "torch": {
        **{"eta": "lr", "beta": "momentum", "epsilon": "eps", "decay": "weight_decay"},
        **{"beta1": ("betas", 0), "beta2": ("betas", 1), "psi": "momentum_decay"},
        **{"RMSprop beta": "alpha", "Adafactor epsilon": ("eps", 1), "get_ema_multi_avg_fn beta": "decay"},
    },
    "keras": {
        **{"eta": "learning_rate", "beta": "momentum", "mu": "momentum", "decay": "weight_decay"},
        **{"beta1": "beta_1", "beta2": "beta_2", "RMSprop beta": "rho", "Adafactor epsilon": "epsilon_2"},
    },
    "optax": {
        **{"eta": "learning_rate", "beta": "momentum", "epsilon": "eps", "decay": "weight_decay"},
        **{"beta1": "b1", "beta2": "b2", "kappa": "trust_coefficient"},
        **{"rmsprop beta": "decay", "muon beta": "beta", "schedule_free_sgd beta": "b1"},
        **{"prodigy beta1": ("betas", 0), "prodigy beta2": ("betas", 1)},
    },
}
"""Our settings in the words of each library; with a function before them, in that function's words."""


def default(there, setting):
    """The library's own default, read from its signature: 0 for a momentum or a decay of None."""
    library, *path, last = there.name.partition("(")[0].split(".")
    module = importlib.import_module(".".join([library, *path]))
    words = SPELLED[library]
    word = words.get(f"{last} {setting}", words.get(setting, setting))
    name, place = word if isinstance(word, tuple) else (word, None)
    found = inspect.signature(getattr(module, last)).parameters[name].default
    value = found if place is None else found[place]
    return 0.0 if value is None and setting in {"beta", "decay"} else value


@pytest.mark.parametrize(("rule", "there"), THERE)
def test_the_defaults_elsewhere_are_those_of_the_library(rule, there, monkeypatch):
    assert set(there.defaults) <= set(rule.settings)
    monkeypatch.setitem(os.environ, "KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "numpy"))
    pytest.importorskip(there.name.partition(".")[0], reason="the libraries are only peers here")
    assert {setting: default(there, setting) for setting in there.defaults} == there.defaults


@pytest.mark.parametrize(("rule", "there"), THERE)
def test_a_learning_rate_without_default_has_to_be_given_there(rule, there, monkeypatch):
    if "eta" in there.defaults or "eta" not in rule.settings or "swa_utils" in there.name:
        return
    monkeypatch.setitem(os.environ, "KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "numpy"))
    pytest.importorskip(there.name.partition(".")[0], reason="the libraries are only peers here")
    assert default(there, "eta") in {inspect.Parameter.empty, None}


def disturbances(value):
    """Other values in place of a quantity of the old state."""
    rng = np.random.default_rng(3)
    return [1.5 * value + 0.1, -3 * value, value + rng.uniform(0.5, 2, np.shape(value))]


def is_read(rule, old, g, name):
    """Whether a step comes out otherwise if this quantity of the old state is another."""
    step = partial(rule.step, g=g, **rule.settings)
    plain = step(old)
    with np.errstate(all="ignore"):
        others = [step(old._replace(**{name: other})) for other in disturbances(getattr(old, name))]
    return any(not np.array_equal(a, b) for other in others for a, b in zip(plain, other, strict=True))


@EACH
def test_what_is_kept_is_what_a_step_reads(rule):
    rng = np.random.default_rng(5)
    gradients = rng.standard_normal((8, 4))
    before, old = run_on_gradients(rule, gradients, rng.uniform(0.5, 2, 4))[-2:]  # SAM's steps alternate
    read = [name for s in (before, old) for name in s._fields if is_read(rule, s, gradients[0], name)]
    assert set(read) - {"theta", "t"} == set(rule.carries)
    shapes = [np.shape(getattr(old, name)) for name in rule.carries]
    assert rule.memory == shapes.count((4,))


def test_the_memory_of_known_rules():
    expected = {"sgd": 0, "momentum": 1, "lion": 1, "adam": 2, "nadam": 2, "amsgrad": 3, "adafactor": 1}
    assert {name: RULES[name].memory for name in expected} == expected


@EACH
def test_a_rule_answers_one_that_is_no_younger(rule):
    assert bool(rule.after) == (rule.name != "sgd")
    assert not rule.after or RULES[rule.after].year <= rule.year
    assert ": " in rule.answers or rule.name == "sgd"
    assert rule.dialect
    assert not rule.answers.endswith(".")


@EACH
def test_the_year_stands_in_the_source(rule):
    written = rule.source + (importlib.import_module(rule.step.__module__).__doc__ or "")
    years = re.findall(r"\b(?:19|20)\d\d\b", written)
    assert not years or str(rule.year) in years or rule.year == RULES[rule.after].year


def test_the_story_is_in_order():
    story = in_order_of_history(RULES.values())
    names = [rule.name for rule in story]
    assert sorted(names) == sorted(RULES)
    assert [rule.year for rule in story] == sorted(rule.year for rule in story)
    assert all(names.index(rule.after) < names.index(rule.name) for rule in story if rule.after)


def test_help_has_a_row_for_each_rule():
    lines = (inspect.getdoc(optimizers) or "").splitlines()
    assert max(map(len, lines)) <= WIDE
    for name, rule in RULES.items():
        assert [line.split() for line in lines].count([str(rule.year), name, *rule.answers.split()]) == 1
        assert [line.split() for line in lines].count([name, *rule.dialect.split()]) == 1


def test_the_example_in_help_runs():
    assert doctest.testmod(optimizers) == (0, 1 + 4)


@pytest.mark.parametrize("name", [*RULES, *ALIASES])
def test_the_command_tells_the_facts(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    rule = optimizers.find(name)
    assert call(name, "--steps", "2") == 0
    printed = capsys.readouterr().out
    lines = [inline(parse_latex(latex).tree) for latex in rule.equations.values()]
    for text in [*lines, *(there.name for there in rule.elsewhere)]:
        assert text in printed
    unwrapped = " ".join(printed.split())
    for text in (rule.answers, rule.dialect, rule.source):
        assert text in unwrapped


@pytest.mark.parametrize("name", [*RULES, *ALIASES])
def test_json_carries_the_facts(name, capsys):
    assert call(name, "--steps", "2", "--json") == 0
    facts = json.loads(capsys.readouterr().out)["rule"]
    rule = optimizers.find(name)
    assert facts == json.loads(json.dumps(demo_rule.rule_as_json(rule)))
    assert facts["equations"] == dict(rule.equations)
    assert facts["defaults"]["flashcards"]["settings"] == dict(rule.settings)
    assert len(facts["defaults"]) == 1 + len(rule.elsewhere)


def test_the_facts_of_adam_in_ascii(capsys):
    assert call("adam", "--ascii") == 0
    printed = capsys.readouterr().out
    assert printed.isascii()
    for text in ("v_t = beta_2 v_{t-1}", "2 numbers", "keras.optimizers.Adam: eta 0.001", "eta to be given"):
        assert text in printed


@pytest.mark.parametrize(
    "words",
    [["adam/correction-factor"], ["adam", "--plot"], ["--surface", "ravine", "--compare", "sgd,adam"]],
    ids=" ".join,
)
def test_a_card_a_plot_or_a_comparison_tells_none(words, capsys):
    assert call(*words) == 0
    assert "memory  " not in capsys.readouterr().out
