"""One table of names: what a demo takes for a setting is what a typed formula means by it."""

from __future__ import annotations

import doctest

import pytest

import optimizers
from flashcards.formula import names, vocabulary
from tests.rows import in_rows

SPELLINGS = (
    *("eta", "η", r"\eta", "alpha", "α", "lr", "learning_rate", "stepsize", "step_size"),
    *("beta1", "β₁", "β1", "beta_1", r"\beta_1", "b1", "rho1", "beta2", "β₂", "b2", "rho2"),
    *("epsilon", "ε", "eps", "varepsilon", r"\varepsilon", "e"),
    *("decay", "λ", "lambda", "lamda", "lam", "lambda_", "wd", "weight_decay", "l2"),
    *("beta", "β", "mu", "μ", "rho", "gamma", "momentum", "dampening", "tau", "τ"),
)


@pytest.mark.parametrize(
    ("written", "setting"),
    [
        ("stepsize", "eta"),
        ("α", "eta"),
        ("lr", "eta"),
        ("β₁", "beta1"),
        (r"\beta_1", "beta1"),
        ("beta_2", "beta2"),
        ("rho1", "beta1"),
        ("varepsilon", "epsilon"),
        ("eps", "epsilon"),
        ("λ", "decay"),
        ("lam", "decay"),
        ("l2", "decay"),
        ("rho", None),
        ("beta", None),
        ("foo", None),
        ("eta +", None),
        ("2", None),
        ("", None),
    ],
)
def test_a_setting_of_adamw_by_the_names_that_people_write(written: str, setting: str | None) -> None:
    assert names.setting(written, optimizers.RULES["adamw"].settings) == setting


@in_rows("rule", optimizers.RULES)
def test_a_demo_and_a_typed_formula_agree_on_what_a_name_means(rule: str) -> None:
    settings = optimizers.RULES[rule].settings
    for written in SPELLINGS:
        if (meant := names.setting(written, settings)) is None:
            continue
        name = names.name(names.parse.parse_answer(written).tree)
        assert name
        assert vocabulary.match_names({name: False}, settings) == {name: meant}


@in_rows("rule", optimizers.RULES)
def test_every_name_of_a_rule_is_drawn_as_its_latex_is(rule: str) -> None:
    found = optimizers.RULES[rule]
    for name in {*found.settings, *found.equations} - {"delta"}:
        assert names.name(names.parse.parse_latex(vocabulary.latex_name(name)).tree) in {
            name,
            "lambda",
            "tau",
        }
        assert names.name(names.parse.parse_typed(vocabulary.unicode(name)).tree) in {name, "lambda", "tau"}


def test_the_examples_in_the_vocabulary_hold() -> None:
    assert doctest.testmod(vocabulary).failed == 0
