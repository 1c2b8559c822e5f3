"""Places one relation: a setting, a condition, true in the world of a rule, or an identity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from flashcards.audit import formulas
from flashcards.audit.report import StatementClass
from flashcards.audit.statements.fields import CLAIMING, StatedRelation, symbols_for_draws
from flashcards.audit.statements.premises import literal, premises_given, premises_of, settings_in
from flashcards.audit.statements.values import Evaluation
from flashcards.audit.statements.world import (
    NO_PREMISES,
    POINTS,
    Letters,
    Premises,
    Values,
    World,
    all_small,
    same_values,
    world,
)
from flashcards.deck.model import Card, NumberAnswer
from flashcards.errors import Problem
from flashcards.formula import names, quantities, vocabulary
from flashcards.formula.tree import Node, Number, Relation, Script, Symbol
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.reference import Reference, reference
from flashcards.study.drawn_values import combinations
from flashcards.study.right_numbers import right_number
from flashcards.value import Value

INEQUALITIES = frozenset(
    {"<", ">", "le", "ge", "leq", "geq", "ll", "gg", "<=", ">=", "lt", "gt", "neq", "ne"}
)
EQUALITIES = frozenset({"=", ":=", "gets", "approx", "sim", "equiv", "simeq"})
APPROXIMATE = frozenset({"approx", "sim", "simeq"})
FAR = 280
"""The step at which an approximation for large t is tried."""
_CONDITION = re.compile(
    r"\b(?:at|where|when|while|if|with|for|until|once)\b[^.$]{0,25}$",
    re.IGNORECASE,
)
_DIALECTS: Mapping[str, str] = {
    r"CS231n": "momentum-cs231n",
    r"Sutskever|Nesterov": "nesterov-sutskever",
    r"[Vv]elocity|PyTorch's form": "momentum-velocity",
    r"\\hat\{\\(?:eta|epsilon)\}": "adam-eps-hat",
}
"""Words that name a rule in another form."""
_FAMILIES = frozenset({"adam"})
"""Rules with which texts on their forms compare."""


class PlacedRelation(Value, frozen=True):
    """What came of placing a relation."""

    kind: StatementClass
    why: str = ""


UNPLACED = PlacedRelation("unplaced")


def place_relation(card: Card, stated: StatedRelation) -> PlacedRelation:
    """The class of one relation of a card."""
    if (setting := _place_setting(card, stated)) is not None:
        return setting
    ops = set(stated.node.ops)
    if ops & INEQUALITIES:
        return PlacedRelation("settings") if _is_condition(card, stated) else UNPLACED
    if not ops <= EQUALITIES:
        return UNPLACED
    if (world_found := _world_of(card, stated)) is not None:
        return PlacedRelation("proved" if _is_proved(card, stated, *world_found) else "sampled")
    if _is_solved_by_number(card, stated.node):
        return PlacedRelation("sampled")
    return PlacedRelation("settings") if _is_condition(card, stated) else UNPLACED


def _is_condition(card: Card, stated: StatedRelation) -> bool:
    """True for a relation of plain names after *at*, *where* or *if*: `t = w`, `g = ε`, `v = 0`.

    What the card draws, and what a rule computes at a step that is named, is stated and not supposed.
    """
    of = reference(card.optimizer)
    *first, last = stated.node.sides
    named = [names.name(side) for side in stated.node.sides]
    plain = all(map(names.name, first)) and (names.name(last) or literal(last) is not None)
    if any(name in card.vary or (name and name[-1].isdigit() and _is_quantity(name, of)) for name in named):
        return False
    if all(name and _is_quantity(name, of) for name in named):
        return False
    return bool(plain) and stated.field not in CLAIMING and bool(_CONDITION.search(stated.before))


def _place_setting(card: Card, stated: StatedRelation) -> PlacedRelation | None:
    """The class of `name = number`; None for any other relation."""
    if (draw := _draw_of(card, stated)) is not None:
        return (
            PlacedRelation("settings")
            if draw
            else PlacedRelation("unplaced", "the letter is not that of the draw")
        )
    found = list(settings_in(stated.node))
    if not found:
        return None
    of = reference(card.optimizer)
    usual = [(vocabulary.setting_spelled(name, of.settings), value) for name, value in found]
    if all(own and of.settings[own] == value for own, value in usual):
        return PlacedRelation("computed" if stated.field in CLAIMING else "settings")
    if any(own and value not in _values_shown(card, own) for own, value in usual):
        return PlacedRelation("unplaced", "neither the default of the rule nor a value of the demo")
    if stated.field in CLAIMING and found == [("t", 1.0)] and "first" in stated.sentence:
        return PlacedRelation("settings")
    moves = any(_is_quantity(name, of) for name, _ in found)
    if moves:
        return None
    if stated.field not in CLAIMING or re.search(r"\b(?:at|if|with|where|when)\s*$", stated.before):
        return PlacedRelation("settings")
    return UNPLACED


def _values_shown(card: Card, name: str) -> Iterator[float]:
    """Yields the values that a setting has in the demo of a card, in its draws or among its premises."""
    demo = card.demo
    for settings in (demo.settings, *(run.settings for run in demo.compare)) if demo else ():
        if name in settings:
            yield settings[name]
    yield from card.vary.get(name, ())
    if name in card.given:
        yield from (float(text) for text in card.given[name] if re.fullmatch(r"[\d.]+", text))


def _is_quantity(name: str, of: Reference) -> bool:
    """True for a name that the rule computes at each step, such as `v_hat` or `m2`."""
    stem = name.rstrip("0123456789_")
    return (stem in of.fields and stem not in of.settings and stem != "t") or (
        name in of.fields and name != "t"
    )


def _draw_of(card: Card, stated: StatedRelation) -> bool | None:
    """True if `name = {draw}` has the letter of its draw, False if not; None if it is no such relation."""
    found = re.search(r"([^=,]+)=\s*\{(\w+)\}\s*$", stated.text)
    if found is None or found[2] not in card.vary or len(stated.node.sides) != 2:
        return None
    written = names.name(stated.node.sides[0])
    return written is not None and (
        written == found[2] or vocabulary.setting_spelled(written, [found[2]]) == found[2]
    )


def references_of(card: Card) -> Iterator[str]:
    """Yields the names of the rules and schedules that a card is about, the likeliest first."""
    demo = card.demo
    family = card.optimizer.partition("-")[0]
    named = [card.optimizer, *([family] if family in _FAMILIES else [])]
    if demo:
        named += [demo.optimizer, demo.schedule, *(run.optimizer for run in demo.compare)]
    text = " ".join([card.ask, card.why, card.hint])
    named += [name for word, name in _DIALECTS.items() if re.search(word, text)]
    yield from dict.fromkeys(name for name in named if reference(name).name)
    yield ""


def _is_proved(card: Card, stated: StatedRelation, name: str, premises: Premises) -> bool:
    """True if algebra proves a relation that holds in the world of `name` without premises."""
    if premises != NO_PREMISES:
        return False
    outcomes = formulas.prove(symbols_for_draws(stated.text, tuple(card.vary)), [name])
    return len(outcomes) > stated.index and outcomes[stated.index].verdict == "proved"


def _world_of(card: Card, stated: StatedRelation) -> tuple[str, Premises] | None:
    """The rule and the premises that the card says, in whose world the relation holds; None if in none."""
    formula = stated.field in {"choices", "cloze"}
    for name in references_of(card):
        if holds_in(stated.node, name, NO_PREMISES):
            return name, NO_PREMISES
    if _is_recursion(stated.node):
        return None
    for name in () if formula and not card.given else references_of(card):
        of = reference(name)
        try:
            given = premises_given(card, of)
        except Problem:
            given = None
        said = [] if stated.field == "choices" else premises_of(card, stated, of)
        for premises in [*([given] if given else []), *said]:
            if _may_hide_a_slip(stated.node, premises):
                continue
            if holds_in(stated.node, name, premises):
                return name, premises
    return None


def _is_recursion(node: Relation) -> bool:
    """True for a line of a rule, such as `v_t = β v_{t-1} + g_t`: it holds without premises or not at all."""
    left = quantities.label(node.sides[0], "t", frozenset())
    if left is None or len(node.sides) != 2:
        return False
    used = {each.name for each in quantities.quantities(node.sides[1], "t", frozenset())}
    return left.name in used and any(vocabulary.plays(name, "gradient") for name in used)


def _may_hide_a_slip(node: Relation, premises: Premises) -> bool:
    """True where the premises make a wrong relation true: ε = 0 beside ε, late beside a power of t."""
    pinned = dict(premises.pins)
    walked = list(quantities.walk(node))
    if pinned.get("epsilon") == 0 and any(
        isinstance(part, Symbol) and part.name in {"epsilon", "varepsilon"} for part in walked
    ):
        return True
    powers = (part.sup for part in walked if isinstance(part, Script) and part.sup is not None)
    return premises.late and any(Symbol("t") in list(quantities.walk(power)) for power in powers)


def holds_in(node: Relation, name: str, premises: Premises, letters: Letters | None = None) -> bool:
    """True if a relation holds at every step of the worlds of `name` under `premises`."""
    approximate = bool(set(node.ops) & APPROXIMATE)
    turns = (FAR,) if approximate and not premises.t else premises.turns
    return any(
        all(_holds_at(node, world(name, premises, t), reading, letters or {}) for t in turns)
        for reading in _READINGS
    )


class _Reading(Value, frozen=True):
    """One way to understand the letters of a relation."""

    without: frozenset[str] = frozenset()
    """Names that a letter may not stand for, so that β may be β₂."""
    roles: bool = True
    ahead: int = 0


_READINGS = (
    _Reading(),
    _Reading(without=frozenset({"beta1"})),
    _Reading(roles=False),
    _Reading(ahead=1),
)


def _holds_at(node: Relation, here: World, reading: _Reading, letters: Letters) -> bool:
    if reading.ahead and not _is_ahead(node.sides[0]):
        return False
    try:
        with np.errstate(all="ignore"):
            sides, moved = _side_values(node, here, reading, letters)
    except (Unreadable, ValueError, OverflowError, TypeError):
        return False
    if here.of.name and not moved and here.of.rule:
        pass
    if all(all_small(side) for side in sides) and not any(_is_zero(side) for side in node.sides):
        return False
    return all(
        same_values(one, other, _tolerance(op, node.sides)) or _rounds_to(op, one, other, node.sides)
        for op, (one, other) in zip(node.ops, pairwise(sides), strict=True)
    )


def _side_values(
    node: Relation, here: World, reading: _Reading, letters: Letters
) -> tuple[list[Values], set[str]]:
    """The values of each side; a name that is assigned has its old value on the right."""
    evaluation = Evaluation(node, here, letters, reading.without, roles=reading.roles)
    evaluation.ahead = reading.ahead
    left = node.sides[0]
    sides = [evaluation.value(left)]
    label = quantities.label(left, evaluation.time, frozenset())
    if label is not None and label.moment is None:
        evaluation.defined = evaluation.names.get(label.name, label.name)
        if "gets" in node.ops and label.name == evaluation.time:
            evaluation.letters = {**letters, label.name: np.full(POINTS, here.t - 1.0)}
    sides += [evaluation.value(side) for side in node.sides[1:]]
    return sides, evaluation.moved


def _is_ahead(left: Node) -> bool:
    label = quantities.label(left, "t", frozenset())
    return bool(label and isinstance(label.moment, quantities.Step) and label.moment.offset == 1)


def _is_zero(node: Node) -> bool:
    return literal(node) == 0


def _tolerance(op: str, sides: Sequence[Node]) -> float:
    return 0.05 if op in APPROXIMATE and not any(literal(side) is not None for side in sides) else 1e-8


def _rounds_to(op: str, one: Values, other: Values, sides: Sequence[Node]) -> bool:
    """True if the sides of `≈` are equal to the last digit that one of them shows."""
    if op not in APPROXIMATE:
        return False
    shown = [side.text for side in sides if isinstance(side, Number)]
    digits = max((len(text.partition(".")[2]) for text in shown), default=-1)
    return digits >= 0 and bool((np.abs(one - other) <= 0.5 * 10.0**-digits).all())


def _is_solved_by_number(card: Card, node: Relation) -> bool:
    """True if the card's number is what the one unknown letter of a relation must be."""
    if not isinstance(card.answer, NumberAnswer):
        return False
    try:
        draws = list(combinations(card.vary))
        answers = [right_number(card, draw) for draw in draws]
    except Problem:
        return False
    chosen = [place % len(draws) for place in range(POINTS)]
    letters: dict[str, Any] = {name: np.array([draws[place][name] for place in chosen]) for name in card.vary}
    unknown = _unknown_letters(node, letters)
    if len(unknown) != 1:
        return False
    letters[unknown.pop()] = np.array([answers[place] for place in chosen])
    return holds_in(node, "", NO_PREMISES, letters)


def _unknown_letters(node: Relation, letters: Letters) -> set[str]:
    try:
        evaluation = Evaluation(node, world("", NO_PREMISES, 3), letters, roles=False)
        with np.errstate(all="ignore"):
            for side in node.sides:
                evaluation.value(side)
    except (Unreadable, ValueError, OverflowError, TypeError):
        return set()
    return evaluation.unknown if not evaluation.moved else set()
