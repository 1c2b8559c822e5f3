"""What the formula of an answer may mean: its time indices as written or implied, its letters by role."""

from __future__ import annotations

from dataclasses import replace

from flashcards.formula import quantities, vocabulary
from flashcards.formula.tree import Node, Relation, Row, Sum
from flashcards.judging import algebra, letters
from flashcards.judging.algebra import ARROWS, EQUALS, AlgebraicFormula, at, parts
from flashcards.judging.reference import Reference

_READINGS = ((0, 0), (1, 0), (0, -1))
"""How far ahead a lone right side may be meant, and which moment names without index may have."""


def meanings(node: Node, right: AlgebraicFormula, of: Reference) -> tuple[AlgebraicFormula, ...]:
    """The readings of an answer: with its time indices as written, then as implied."""
    node = _without_fresh_name(node, right)
    known = (frozenset({*right.names, right.defines}), of.known)
    found: list[AlgebraicFormula] = []
    for ahead, before in _READINGS:
        meant = algebra.formula(
            node, *known, timed=right.timed, left=right.defines, ahead=ahead, before=before
        )
        if ahead == 0 or (meant.left is None and meant.shift):
            found += [_settled(form, right) for form in algebra.forms(meant)]
    for form in algebra.forms(
        algebra.formula(node, *known, timed=right.timed, left=right.defines, moments=_moments(right))
    ):
        found += [each for each in (_settled(form, right),) if each not in found]
    return tuple(letters.with_settings(each, right, of) for each in found)


def _without_fresh_name(node: Node, right: AlgebraicFormula) -> Node:
    """`g = g + wd*w` by its right side alone, where what takes the gradient's place is asked for.

    The g on the right is this step's, which is made anew in each; a `g_{t-1}` there is another.
    """
    if not isinstance(node, Relation) or right.defines != "g_tilde":
        return node
    first, *rest = node.sides
    named = quantities.label(first, "t", frozenset())
    if named is None or not vocabulary.plays(named.name, "gradient"):
        return node
    if node.ops[0] in EQUALS | ARROWS:
        return replace(node, sides=(Row(), *rest))
    if node.ops[0] in {"+=", "-="}:
        return Relation((Row(), Sum((first, *rest), ("", node.ops[0][0]))), ("=",))
    return node


def _moments(right: AlgebraicFormula) -> dict[str, int]:
    """The moment of each quantity that the right formula has at one only, which a name alone then means."""
    found: dict[str, set[int]] = {}
    for name, offset in map(parts, right.symbols):
        if offset is not None:
            found.setdefault(name, set()).add(offset)
    return {name: moments.pop() for name, moments in found.items() if len(moments) == 1}


def _settled(form: AlgebraicFormula, right: AlgebraicFormula) -> AlgebraicFormula:
    """The answer, its settings indexed by time (η_t) exactly where the right formula's are."""
    named = {parts(symbol)[0]: symbol for symbol in right.symbols}
    settings = {name: symbol for name, symbol in named.items() if name not in right.timed}
    change = {one: settings.get(parts(one)[0], one) for one in form.symbols}
    if right.defines in settings:  # η_{t-1} in the line of η_t is another number than the setting η
        change[at(right.defines, -1)] = at(f"{right.defines}#", None)
    return replace(form, rights=tuple(algebra.replace_parts(side, change) for side in form.rights))
