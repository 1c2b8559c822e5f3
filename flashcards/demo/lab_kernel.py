"""How much each earlier gradient weighs in a running average: the rule's answer to a single gradient of 1."""

from __future__ import annotations

import math
from collections.abc import Mapping

from flashcards.demo.lookup import rule_settings
from flashcards.demo.result import Series
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.value import Value
from optimizers.rule import DECAY_FACTORS, Rule
from optimizers.run import run_on_gradients

_OTHER = 0.123
"""Takes the places of the rule's other decay factors, to see which average is whose."""
_NEAR = 1e-9


class Kernel(Value, frozen=True):
    """The weights of the last gradients in a quantity, the latest first."""

    setting: str
    quantity: str
    beta: float
    weights: Series

    @property
    def half(self) -> float:
        """After so many steps a gradient weighs half as much."""
        return math.log(0.5) / math.log(self.beta) if 0 < self.beta < 1 else 0.0

    @property
    def phrase(self) -> str:
        """What the factor means, in steps."""
        letter = pretty(self.setting)
        if not 0 < self.beta < 1:
            return f"{letter} = 0: {pretty(self.quantity)} is just the latest gradient."
        reach = format_number(1 / (1 - self.beta), 4)
        half = format_number(self.half, 3)
        name = pretty(self.quantity)
        return f"{name} averages about 1/(1 − {letter}) = {reach} steps; weights halve every {half}."


def averaging_kernel(rule: Rule, changed: Mapping[str, float], setting: str, length: int) -> Kernel | None:
    """The weights that `setting` gives to the last `length` gradients; None if it forms no average."""
    if setting not in DECAY_FACTORS or setting not in rule.settings:
        return None
    settings = rule_settings(rule, changed)
    quantity = _average_of(rule, settings, setting)
    if quantity is None:
        return None
    weights = _answers(rule, settings, length)[quantity]
    return Kernel(setting, quantity, settings[setting], weights)


def _average_of(rule: Rule, settings: Mapping[str, float], setting: str) -> str | None:
    """The carried quantity that shrinks by this factor at each step without a gradient."""
    beta = 0.7
    others = {name: _OTHER for name in rule.settings if name in DECAY_FACTORS}
    answers = _answers(rule, {**settings, **others, setting: beta}, 4)
    for name in rule.carries:
        first, second, third = answers[name][:3]
        if first and abs(second / first - beta) < _NEAR and abs(third / second - beta) < _NEAR:
            return name
    return None


def _answers(rule: Rule, settings: Mapping[str, float], length: int) -> dict[str, Series]:
    """Each carried quantity after a gradient of 1 and then none."""
    alone = {**settings, **({"decay": 0.0} if "decay" in settings else {})}  # the average is of g as it comes
    states = run_on_gradients(rule, [1.0, *[0.0] * (length - 1)], 0.0, **alone)[1:]
    return {name: tuple(float(getattr(state, name)) for state in states) for name in rule.carries}
