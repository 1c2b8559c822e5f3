"""The values of an author's expressions for one draw of a card: settings, runs of rules, schedules."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np

import optimizers
from flashcards.deck.model import Card
from flashcards.demo import lookup
from flashcards.demo.claim_syntax import (
    Claim,
    Claimed,
    ClaimedLine,
    ClaimedName,
    ClaimedNumber,
    ClaimedOperation,
    ClaimedSum,
    parse_claim,
    parse_claimed,
)
from flashcards.demo.equation_lines import replace_lines
from flashcards.demo.gradients import sequence
from flashcards.demo.shown import definition
from flashcards.errors import Problem
from flashcards.formula.unreadable import Unreadable
from optimizers.rule import Rule
from optimizers.run import run_on_gradients

EXACT = 1e-6
"""The largest relative difference where the author allows none: what rounding over a long run leaves."""
NEGLIGIBLE = 1e-12
"""ε where a card does not set it: answers leave it out."""
MOST_STEPS = 20_000
MOST_TERMS = 20_000
_BRACED = re.compile(r"\{([^{}]+)\}")

_FUNCTIONS: Mapping[str, Callable[..., float]] = MappingProxyType(
    {
        "+": lambda x, y: x + y,
        "-": lambda x, y: x - y,
        "*": lambda x, y: x * y,
        "/": lambda x, y: x / y,
        "**": lambda x, y: float(x) ** y,
        "neg": lambda x: -x,
        "min": min,
        "max": max,
        "abs": abs,
        **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "floor", "ceil", "cos", "sin")},
        "sign": lambda x: (x > 0) - (x < 0),
    }
)
NOTHING_SAID: Mapping[str, float] = MappingProxyType({})
_COMPARES: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "<": lambda x, y: x < y,
        ">": lambda x, y: x > y,
        "<=": lambda x, y: x <= y,
        ">=": lambda x, y: x >= y,
    }
)


class Budget:
    """The work that the claims of one card may still take: parts of expressions, and steps of runs."""

    def __init__(self, left: int = 150_000) -> None:
        self.left = left

    def spend(self, work: int) -> None:
        """Deducts `work`. Raises Unreadable if there is not so much left."""
        self.left -= work
        if self.left < 0:
            raise Unreadable("the claims of this card are too much work")


class DrawnCard:
    """A card with one value for each name in its `vary`, and the runs that its claims speak of."""

    def __init__(
        self,
        card: Card,
        drawn: Mapping[str, float],
        answer: float | None = None,
        said: Mapping[str, float] = NOTHING_SAID,
        budget: Budget | None = None,
    ) -> None:
        """`said` are the settings that the question says; draws of one card may share a budget."""
        self.card, self.drawn, self.said = card, dict(drawn), said
        self.budget = budget or Budget()
        self.names: dict[str, float] = {"pi": math.pi, "e": math.e, **said, **drawn}
        if answer is not None:
            self.names["answer"] = answer
        self.runs = run_names(card)

    def holds(self, text: str) -> bool:
        """True if the claim in `text` holds. Raises Problem if it has no value."""
        claim: Claim = self._read(lambda: parse_claim(text, self.runs), text)
        sides = [self._read(lambda side=side: self._value(side), text) for side in claim.sides]  # type: ignore[misc]
        pairs = zip(claim.ops, pairwise(sides), strict=True)
        return all(_related(op, *pair, claim.within or EXACT) for op, pair in pairs)

    def value(self, text: str) -> float:
        """The value of the expression in `text`. Raises Problem if it has none."""
        expression = self._read(lambda: parse_claimed(text, self.runs), text)
        return float(self._read(lambda: self._value(expression), text))

    def _read(self, compute: Callable[[], Any], text: str) -> Any:
        try:
            return compute()
        except Unreadable as why:
            raise Problem(f"'{text[:80]}': {why.message}") from None
        except (ArithmeticError, ValueError, TypeError) as why:
            raise Problem(f"'{text[:80]}' has no value here: {why}") from None

    def _value(self, node: Claimed) -> float:
        self.budget.spend(1)
        match node:
            case ClaimedNumber(value):
                return value
            case ClaimedOperation(name, given):
                if name not in _FUNCTIONS:
                    raise Unreadable(f"no function is called {name}")
                return float(_FUNCTIONS[name](*(self._value(each) for each in given)))
            case ClaimedSum():
                return self._series(node)
            case ClaimedLine(rule, quantity, given):
                values = {name: self._value(each) for name, each in given}
                return self._line(lookup.rule(rule) if rule else self.rule(), quantity, values)
            case ClaimedName(name, run, settings, at):
                if not run and at is None and name in self.names:
                    return self.names[name]
                if not run and at is None and name in self.card.given:
                    return self._given(name)
                own = {name: self._value(each) for name, each in settings}
                return self._quantity(name, run, own, None if at is None else self._value(at))

    def _series(self, node: ClaimedSum) -> float:
        first, last = (int(self._value(end)) for end in (node.first, node.last))
        if last - first > MOST_TERMS:
            raise Unreadable(f"a sum may have {MOST_TERMS:,} terms")
        before = self.names.get(node.letter)
        total = 0.0
        for step in range(first, last + 1):
            self.names[node.letter] = step
            total += self._value(node.term)
        del self.names[node.letter]
        if before is not None:
            self.names[node.letter] = before
        return total

    def rule(self) -> Rule:
        """The rule of the card's own run."""
        named = self.card.given.get("optimizer", ("",))[0]
        name = named or (self.card.demo.optimizer if self.card.demo else "") or self.card.optimizer or "sgd"
        return lookup.rule(name)

    def settings(self, rule: Rule) -> dict[str, float]:
        """The settings of a run of `rule`: its defaults, the demo's, those drawn, those given."""
        found = dict(rule.settings)
        if found.get("epsilon"):
            found["epsilon"] = NEGLIGIBLE
        demo = self.card.demo.settings if self.card.demo else {}
        changed = {
            lookup.own_name(rule, name): value for name, value in demo.items() if lookup.has(rule, name)
        }
        given = {name: self._given(name) for name in self.card.given if name in found}
        named = {name: value for name, value in {**self.said, **self.drawn}.items() if name in found}
        return {**found, **changed, **named, **given}

    def _given(self, name: str) -> float:
        return float(self._value(parse_claimed(self.card.given[name][0], self.runs)))

    def _quantity(self, name: str, run: str, own: Mapping[str, float], at: float | None) -> float:
        """The value of a quantity of a run, of a setting or of a schedule's rate."""
        schedule = run if run in optimizers.SCHEDULES else "" if run else self._schedule()
        if name == "eta" and schedule and at is not None:
            return self._rate(schedule, own, at)
        rule, settings, equations = self._of_run(run)
        settings |= own
        if name == "stored":
            return rule.memory
        if name in settings and (at is None or name not in rule.first(0.0)._fields):
            return settings[name]
        step = self._step() if at is None else at
        if step != int(step) or not 0 <= step <= MOST_STEPS:
            raise Unreadable(f"{name}@{step:g} is not a step from 0 to {MOST_STEPS:,}")
        state = self._state(rule, settings, int(step), equations)
        if name not in state._fields and not run and (column := self._column(name)):
            return self._evaluated(column, {**settings, **state._asdict()})
        if name not in state._fields:
            raise lookup.unknown_name("quantity", name, [*state._fields, *self.names, *settings])
        return float(getattr(state, name))

    def _column(self, name: str) -> str:
        """The expression of a derived column of the card's demo; empty if it has none of that name."""
        return definition(self.card.demo, name) if self.card.demo else ""

    def _evaluated(self, text: str, values: Mapping[str, Any]) -> float:
        from flashcards.formula import parse
        from flashcards.formula.evaluate import evaluate

        return float(evaluate(parse.parse_typed(text).tree, values))

    def _of_run(self, run: str) -> tuple[Rule, dict[str, float], tuple[str, ...]]:
        """The rule, settings and replaced lines of the run of that label or rule; the card's own without."""
        for each in self.card.demo.compare if self.card.demo and run else ():
            if each.label == run:
                rule = lookup.rule(each.optimizer)
                own = {lookup.own_name(rule, name): value for name, value in each.settings.items()}
                return rule, {**self.settings(rule), **own}, each.replace
        rule = lookup.rule(run) if run else self.rule()
        return rule, self.settings(rule), ()

    def _step(self) -> float:
        """The step of a quantity without one: t, else the last gradient of the demo."""
        if "t" in self.names:
            return self.names["t"]
        if "t" in self.card.given:
            return self._given("t")
        demo = self.card.demo
        if demo and isinstance(demo.gradients, tuple) and demo.gradients:
            return demo.steps or len(demo.gradients)
        raise Unreadable("say at which step, as in m_hat@2")

    def _state(self, rule: Rule, settings: Mapping[str, float], step: int, equations: tuple[str, ...]) -> Any:
        demo, given = self.card.demo, self.card.given
        start = self._given("start") if "start" in given else demo.start[0] if demo and demo.start else 0.0
        if self._schedule() and "gradients" not in given:
            raise Unreadable("the run of this card has a schedule: only eta@t can be claimed of it")
        run = _run(rule.name, equations, tuple(settings.items()), self.gradients(), float(start))
        self.budget.spend(run.missing(step))
        return run.state(step)

    def gradients(self) -> tuple[float, ...] | str:
        """The gradients of the card's own run: numbers, or the name of a sequence."""
        demo, given = self.card.demo, self.card.given.get("gradients")
        if given is None:
            if demo and demo.surface and demo.gradients == "":
                raise Unreadable("the demo runs on a surface: say  given: {gradients: …}")
            return demo.gradients if demo and demo.gradients != "" else "constant 1"
        texts = [self._filled(text) for text in given]
        try:
            return tuple(float(text) for text in texts)
        except ValueError:
            return texts[0]

    def _filled(self, text: str) -> str:
        """`text` with the value of each `{expression}` in its place."""
        return _BRACED.sub(lambda found: repr(self._value(parse_claimed(found[1], self.runs))), text)

    def _schedule(self) -> str:
        return self.card.demo.schedule if self.card.demo else ""

    def _rate(self, name: str, own: Mapping[str, float], at: float) -> float:
        """The rate of a schedule at step `at`, which may lie between two steps."""
        schedule, demo = optimizers.SCHEDULES[name], self.card.demo
        shared = {**({"steps": demo.steps} if demo and demo.steps else {}), **(demo.settings if demo else {})}
        settings = {**schedule.settings, **shared, **self.drawn, **own}
        kept = {key: float(settings[key]) for key in schedule.settings}
        return float(schedule.rate(at, **kept))

    def _line(self, rule: Rule, quantity: str, given: Mapping[str, float]) -> float:
        """The right side of an equation of `rule`, with the settings of its run and the `given` values."""
        from flashcards.formula import parse, vocabulary
        from flashcards.formula.evaluate import evaluate, names_in

        if quantity not in rule.equations:
            raise lookup.unknown_name("line", quantity, rule.equations)
        tree = parse.parse_latex(rule.equations[quantity]).tree
        drawn = {name: value for name, value in self.drawn.items() if name in rule.first(0.0)._fields}
        values = {**self.settings(rule), **drawn, **given}
        spelled = {name: vocabulary.setting_spelled(name, rule.settings) for name in names_in(tree)}
        values |= {name: values[own] for name, own in spelled.items() if own and name not in values}
        return float(evaluate(tree, {**values, "Delta": values.get("delta", math.nan)}))


def run_names(card: Card) -> frozenset[str]:
    """The names that claims of `card` may give to a run: rules, schedules, the labels of its demo."""
    labels = (run.label for run in card.demo.compare) if card.demo else ()
    return _RUN_NAMES | {label for label in labels if re.fullmatch(r"[A-Za-z][\w-]*", label)}


_RUN_NAMES = frozenset({*optimizers.RULES, *optimizers.ALIASES, *optimizers.SCHEDULES})


class _GrowingRun:
    """A run that is taken as far as somebody asks."""

    def __init__(
        self, rule: Rule, settings: Mapping[str, float], gradients: tuple[float, ...] | str, start: float
    ) -> None:
        self.rule, self.settings, self.gradients, self.start = rule, settings, gradients, start
        self.states: list[Any] = []

    def missing(self, step: int) -> int:
        """How many steps have to be computed for the state after `step`."""
        return 0 if step < len(self.states) else max(step, min(2 * len(self.states), MOST_STEPS))

    def state(self, step: int) -> Any:
        """The state after `step` steps; runs at least twice as far as before, so that a sum is linear."""
        if steps := self.missing(step):
            gradients = sequence(self.gradients, steps)
            with np.errstate(all="ignore"):
                self.states = run_on_gradients(self.rule, gradients, self.start, **self.settings)
        return self.states[step]


@lru_cache(maxsize=64)
def _run(
    rule: str,
    equations: tuple[str, ...],
    settings: tuple[tuple[str, float], ...],
    gradients: tuple[float, ...] | str,
    start: float,
) -> _GrowingRun:
    return _GrowingRun(replace_lines(lookup.rule(rule), equations), dict(settings), gradients, start)


def _related(op: str, one: float, other: float, within: float) -> bool:
    if op != "=":
        return _COMPARES[op](one, other)
    size = max(abs(one), abs(other))
    return math.isfinite(size) and abs(one - other) <= within * size + 1e-15
