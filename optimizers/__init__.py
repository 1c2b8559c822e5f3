"""Reference optimizers in NumPy: the equation, then the same line in Python, with the same letters."""

from __future__ import annotations

from optimizers import adam
from optimizers.rule import Rule

RULES: dict[str, Rule] = {rule.name: rule for rule in (adam.RULE,)}
