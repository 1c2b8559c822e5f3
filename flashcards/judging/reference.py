"""The reference for formulas: names, equations and values of an optimizer or a learning-rate schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import optimizers
from optimizers.rule import Rule
from optimizers.schedules import Schedule


@dataclass(frozen=True, eq=False)
class Reference:
    """A rule or schedule as the reference that formulas are compared with."""

    name: str
    rule: Rule | None = None
    schedule: Schedule | None = None

    @property
    def title(self) -> str:
        """The name for people."""
        of = self.rule or self.schedule
        return of.title if of else ""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The quantities of the rule's state, and `t`."""
        return frozenset(self.rule.first(0.0)._fields) if self.rule else frozenset({"t"})

    @property
    def settings(self) -> Mapping[str, float]:
        """Names and defaults of the settings."""
        of = self.rule or self.schedule
        return of.settings if of else {}

    @cached_property
    def equations(self) -> Mapping[str, str]:
        """Quantity → the LaTeX equation that defines it, in order of computation."""
        if self.rule:
            return self.rule.equations
        return {"eta": self.schedule.equation} if self.schedule else {}

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name that formulas of this reference may use."""
        return self.fields | self.settings.keys() if self.name else frozenset()

    @cached_property
    def timed(self) -> frozenset[str] | None:
        """The quantities that have a time index even if a formula writes none; None if unknown."""
        return self.fields - {"t"} if self.name else None

    @cached_property
    def resting(self) -> frozenset[str]:
        """The settings that are off unless a formula names them."""
        return frozenset(name for name, usual in self.settings.items() if usual == 0)


NONE = Reference("")


@lru_cache(maxsize=128)
def reference(name: str) -> Reference:
    """The rule, alias or schedule of that name; `NONE` if there is none."""
    if name in optimizers.RULES or name in optimizers.ALIASES:
        return Reference(name, rule=optimizers.find(name))
    if name in optimizers.SCHEDULES:
        return Reference(name, schedule=optimizers.SCHEDULES[name])
    return NONE
