"""Finds rules, surfaces and settings by the names that people write, and suggests the nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import optimizers
from flashcards.errors import Problem, suggest
from flashcards.formula import names
from optimizers import problems
from optimizers.rule import Rule, merge_settings
from optimizers.surfaces import Surface

Ground: TypeAlias = Surface | problems.Objective
"""What a run goes over: both have height, slope, start and gradient(seed)."""


GROUNDS: Mapping[str, tuple[str, str]] = {
    **{name: ("Surfaces", surface.title) for name, surface in optimizers.SURFACES.items()},
    **{name: ("Problems", problem.title) for name, problem in optimizers.PROBLEMS.items()},
}
"""What there is to descend: name → what it is one of, and its title."""


def rule(name: str) -> Rule:
    """The rule of that name or alias."""
    if name in optimizers.RULES or name in optimizers.ALIASES:
        return optimizers.find(name)
    raise unknown_name("optimizer", name, [*optimizers.RULES, *optimizers.ALIASES])


def ground(name: str) -> Ground:
    """The surface or problem called `name`."""
    if name in optimizers.SURFACES:
        return optimizers.SURFACES[name]
    if name in optimizers.PROBLEMS:
        return optimizers.PROBLEMS[name]
    raise unknown_name("surface", name, [*optimizers.SURFACES, *optimizers.PROBLEMS])


def ground_phrase(ground: Ground) -> str:
    """A surface or problem as a phrase within a sentence: "the noisy quadratic", "Rosenbrock's valley"."""
    short = re.split("[,:]", ground.title)[0]
    if "'s " in short:
        return short
    return (
        short[:1].lower() + short[1:] if short.startswith("The ") else f"the {short[:1].lower()}{short[1:]}"
    )


def rule_settings(rule: Rule, *changes: Mapping[str, float]) -> dict[str, float]:
    """The rule's defaults with validated changes applied, later ones winning."""
    found: dict[str, float] = {}
    for change in changes:
        found |= {own_name(rule, name): float(value) for name, value in change.items()}
    for name, value in found.items():
        try:
            merge_settings(rule, {name: value})
        except ValueError as error:
            raise Problem(str(error), hint=f"its default is {rule.settings[name]:g}") from None
    return {**rule.settings, **found}


def own_name(rule: Rule, name: str) -> str:
    """The rule's own name for a setting in any spelling. Raises Problem for an unknown one."""
    found = names.setting(name, rule.settings)
    if found is None:
        raise unknown_name(f"setting of {rule.name}", name, rule.settings)
    return found


def has(rule: Rule, name: str) -> bool:
    """True if the rule has this setting in any spelling."""
    return names.setting(name, rule.settings) is not None


def number_names(names: Iterable[str]) -> list[str]:
    """The names made unique: the second `adam` is `adam#2`."""
    found: list[str] = []
    for name in names:
        same = sum(other == name or other.startswith(f"{name}#") for other in found)
        found.append(f"{name}#{same + 1}" if same else name)
    return found


def unknown_name(what: str, name: str, known: Iterable[str]) -> Problem:
    """The problem of a name that nothing bears, with the nearest names."""
    return Problem(f"unknown {what} {name!r}", hint=suggest(name, known))
