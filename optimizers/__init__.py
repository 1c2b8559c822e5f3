"""Reference optimizers in NumPy: the equation, then the same line in Python, with the same letters."""

from __future__ import annotations

from optimizers import adam, adam_uncorrected, momentum, rmsprop, sgd
from optimizers.problems import PROBLEMS
from optimizers.rule import Rule
from optimizers.surfaces import SURFACES
from optimizers.trajectory import Trajectory, trajectory

__all__ = ["PROBLEMS", "RULES", "SURFACES", "Rule", "Trajectory", "trajectory"]

RULES: dict[str, Rule] = {
    rule.name: rule for rule in (sgd.RULE, momentum.RULE, rmsprop.RULE, adam.RULE, adam_uncorrected.RULE)
}
