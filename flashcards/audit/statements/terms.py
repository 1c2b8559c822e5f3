"""Places amounts that a text names without a relation, such as `1 - β₁ᵗ`: as parts of what is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

import numpy as np

from flashcards.audit.report import StatementClass
from flashcards.audit.statements.fields import CLAIMING, StatedTerm, stated_relations, stated_terms
from flashcards.audit.statements.premises import literal
from flashcards.audit.statements.values import Evaluation
from flashcards.audit.statements.world import NO_PREMISES, Values, World, same_values, world
from flashcards.deck.model import Card, NumberAnswer
from flashcards.formula import names, parse
from flashcards.formula.quantities import walk
from flashcards.formula.tree import Node, Number, Relation
from flashcards.formula.unreadable import Unreadable

STEPS = (3, 5)
USUAL = (
    *("abs(delta)/eta", "-delta/eta", "eta/sqrt(v)", "eta/sqrt(v_hat)", "m_hat/sqrt(v_hat)", "m/sqrt(v)"),
    *("1/(1-beta)", "1/(1-beta1)", "1/(1-beta2)", "1/(1-beta1**t)", "1/(1-beta2**t)", "g/(1-beta)"),
    *("eta/(1-beta)", "eta*decay", "sqrt(v)", "sqrt(epsilon)", "eta/epsilon", "g/epsilon"),
)
"""Amounts that texts name: the step in η, the rate of a coordinate, windows, corrections."""


def place_term(card: Card, term: StatedTerm, rules: tuple[str, ...]) -> StatementClass | None:
    """Computed if an amount is part of an equation of a rule, or of what the card computes elsewhere.

    None if it states nothing that could be checked: one with a letter that no rule of the card has, which
    names something in a question or a reason.
    """
    if literal(term.node) is not None:
        return None
    own = list(_own_parts(card, term, card.demo.show if card.demo else ()))
    if any(_is_known(term.node, name, own) for name in rules):
        return "computed"
    return None if term.field not in CLAIMING and _has_foreign_letter(term.node, rules) else "unplaced"


def column_terms(card: Card) -> Iterator[tuple[str, StatedTerm]]:
    """Yields the derived columns of a card's demo that compute something: name and expression."""
    beside = tuple(each.node for each in stated_relations(card))
    for text in card.demo.show if card.demo else ():
        name, _, expression = (part.strip() for part in text.partition("="))
        try:
            tree = parse.parse_typed(expression).tree if expression else None
        except Unreadable:
            continue
        if tree is not None and names.name(tree) is None:
            yield name, StatedTerm("column", text.strip(), tree, beside)


def is_placed_column(card: Card, column: StatedTerm, rules: tuple[str, ...]) -> bool:
    """True if a column is an amount that the card's rules, number, relations or terms compute as well."""
    shown = card.demo.show if card.demo else ()
    others = [text for text in shown if text.strip() != column.text]
    own = [*_own_parts(card, column, others), *(each.node for each in stated_terms(card))]
    return any(_is_known(column.node, name, own) for name in rules)


def _has_foreign_letter(node: Node, rules: tuple[str, ...]) -> bool:
    """True if some letter of an amount means nothing in any of the rules."""
    for name in rules:
        evaluation = Evaluation(node, world(name, NO_PREMISES, STEPS[0]), {})
        try:
            with np.errstate(all="ignore"):
                evaluation.value(node)
        except (Unreadable, ValueError, OverflowError, TypeError, IndexError):
            continue
        if not evaluation.unknown:
            return False
    return True


def _is_known(node: Node, name: str, own: list[Node]) -> bool:
    """True if `node` has the values of an expected amount at every step of the world of `name`."""
    first, *later = (world(name, NO_PREMISES, step) for step in STEPS)
    value = _value(node, first)
    if value is None:
        return False
    own_values = (_value(part, first) for part in own)
    amounts = zip([*_rule_parts(name), *own], chain(_rule_amounts(name, STEPS[0]), own_values), strict=True)
    return any(
        each is not None and same_values(value, each) and all(_agree(node, part, here) for here in later)
        for part, each in amounts
    )


def _agree(one: Node, other: Node, here: World) -> bool:
    """True if two amounts have the same values in a world."""
    first, second = _value(one, here), _value(other, here)
    return first is not None and second is not None and same_values(first, second)


def _value(node: Node, here: World) -> Values | None:
    try:
        with np.errstate(all="ignore"):
            return Evaluation(node, here, {}).value(node)
    except (Unreadable, ValueError, OverflowError, TypeError, IndexError):
        return None


@lru_cache(maxsize=256)
def _rule_amounts(name: str, step: int) -> tuple[Values | None, ...]:
    """The values of every part of the equations of a rule, and of the usual amounts."""
    here = world(name, NO_PREMISES, step)
    return tuple(_value(part, here) for part in _rule_parts(name))


@lru_cache(maxsize=64)
def _rule_parts(name: str) -> tuple[Node, ...]:
    of = world(name, NO_PREMISES, STEPS[0]).of
    trees = [parse.parse_latex(latex).tree for latex in of.equations.values()]
    usual = [parse.parse_typed(text).tree for text in USUAL]
    return (*(part for tree in trees for part in amounts_in(tree)), *usual)


def amounts_in(tree: Node) -> Iterator[Node]:
    """Yields the amounts inside a formula: what is neither a number nor a name alone."""
    for part in walk(tree):
        if not isinstance(part, Number | Relation) and names.name(part) is None:
            yield part


def _own_parts(card: Card, term: StatedTerm, columns: Iterable[str]) -> Iterator[Node]:
    """Yields what the card computes elsewhere: its number, its `columns`, the parts of its relations."""
    texts = [card.answer.expression] if isinstance(card.answer, NumberAnswer) else []
    texts += [shown.partition("=")[2] or shown for shown in columns]
    for text in texts:
        try:
            yield from amounts_in(parse.parse_typed(text).tree)
        except Unreadable:
            continue
    for each in term.beside:
        yield from amounts_in(each)
