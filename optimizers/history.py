"""The rules as a story: in the order of their years, each with what it answers in the one before it."""

from __future__ import annotations

from collections.abc import Iterable

from optimizers.rule import Rule


def in_order_of_history(rules: Iterable[Rule]) -> list[Rule]:
    """The rules by year; within a year each comes after the rule that it answers, else in the given order."""
    left = sorted(rules, key=lambda rule: rule.year)
    found: list[Rule] = []
    while left:
        waiting = {rule.name for rule in left}
        found.append(next(rule for rule in left if rule.after not in waiting))
        left.remove(found[-1])
    return found


def map_rules(rules: Iterable[Rule]) -> str:
    """A row for each rule: its year, its name, and what it answers in the rule before it."""
    return _columns([(f"{rule.year}  {rule.name}", rule.answers) for rule in in_order_of_history(rules)])


def list_dialects(rules: Iterable[Rule]) -> str:
    """A row for each rule: what distinguishes its way of writing, and who writes it so."""
    return _columns([(rule.name, rule.dialect) for rule in in_order_of_history(rules)])


def _columns(rows: list[tuple[str, str]]) -> str:
    width = max(len(head) for head, _ in rows)
    return "\n".join(f"    {head:<{width}}  {text}" for head, text in rows)
