"""Compares a card's formulas with the optimizer, schedule or demo that computes the same quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from flashcards.audit.report import CheckOutcome, Proof
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.formula import parse, vocabulary
from flashcards.formula.tree import Node, Relation
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import algebra, diagnosis, dialects, judge
from flashcards.judging.algebra import SLOPE, Expr, at, parts
from flashcards.judging.proof import prove_equal
from flashcards.judging.reference import Reference, reference
from flashcards.judging.sampling import agree, scenes, values
from flashcards.text.markdown.spans import sole_formula
from flashcards.value import Value

_DERIVED = re.compile(r"\s*([^\s=]+)\s*=\s*(.+)")


class FormulaOutcome(Value, frozen=True):
    """What came of holding one formula against a reference."""

    verdict: CheckOutcome
    reference: str
    """The optimizer or schedule; empty if the formula is checked by algebra alone."""
    quantity: str = ""
    slip: str | None = None
    message: str = ""


def proofs(card: Card) -> Iterator[Proof]:
    """A proof for each formula in the answer of `card`; for choices, only if the answer has one."""
    names = dict.fromkeys([card.demo.schedule if card.demo else "", card.optimizer, ""])
    references = [name for name in names if name or name == card.optimizer]
    optional = isinstance(card.answer, ChoicesAnswer) and not card.answer.slips
    for latex in answers(card):
        for found in prove(latex, references, card.demo.show if card.demo else ()):
            if not (optional and found.verdict == "unchecked"):
                yield Proof(
                    card.key,
                    card.place,
                    found.verdict,
                    found.reference,
                    found.quantity,
                    found.slip,
                    found.message,
                )


def prove(latex: str, references: Sequence[str], shown: Sequence[str] = ()) -> list[FormulaOutcome]:
    """The outcome for each line of a formula: that of the first of `references` which computes it.

    `references` are names of optimizers and schedules, empty for algebra alone. `shown` are what a demo
    computes besides, such as `window = 1/(1-beta)`.
    """
    try:
        nodes = judge.formula_lines(parse.parse_latex(latex).tree)
    except Unreadable as why:
        return [FormulaOutcome("unchecked", references[-1], message=why.message)]
    lines = [[_held_against(node, reference(name), shown) for name in references] for node in nodes]
    return [next((one for one in found if one.verdict != "unchecked"), found[-1]) for found in lines]


def answers(card: Card) -> tuple[str, ...]:
    """The LaTeX of the formulas that are answers: of a formula card, or of a right choice that is one."""
    match card.answer:
        case FormulaAnswer(latex):
            return (latex,)
        case ChoicesAnswer(right, _, slips) if slips:
            alone = sole_formula(right)
            return (alone.inside.strip() if alone else right,)
        case ChoicesAnswer(right) if (alone := sole_formula(right)) and "=" in alone.inside:
            return (alone.inside,)
        case BasicAnswer() | ClozeAnswer() | NumberAnswer() | ChoicesAnswer() | StepsAnswer() | CodeAnswer():
            return ()
        case _:
            assert_never(card.answer)


def _held_against(node: Node, of: Reference, shown: Sequence[str]) -> FormulaOutcome:
    def outcome(
        verdict: CheckOutcome, quantity: str, slip: str | None = None, message: str = ""
    ) -> FormulaOutcome:
        return FormulaOutcome(verdict, of.name, quantity, slip, message)

    try:
        read = judge.read_algebra(node, of)
    except Unreadable as why:
        return outcome("unchecked", "", message=why.message)
    quantity = read.defines
    if not isinstance(node, Relation) or read.relation != "=" or read.left is None:
        return outcome("unchecked", quantity, message="only an equation can be checked")
    if (derived := _derived(shown, quantity, of)) is not None:
        claim: Expr | None = derived
    else:
        claim = _claim(read, of)
    named = _all_names(read)
    strange = sorted(named - of.known - {SLOPE, "t"})
    if derived is not None or claim == at(quantity, 0):
        strange = [name for name in strange if not vocabulary.is_known(name) and name != quantity]
    if claim is None or strange:
        computed = ", ".join(strange or [quantity])
        return outcome("unchecked", quantity, message=f"nothing here computes {computed}")
    if at(quantity, 0) in read.symbols:
        return outcome("wrong", quantity, "other", "this defines a quantity by itself")
    off = of.resting - named
    known = values(claim, scenes(of, off))
    for form in algebra.forms(read):
        if all(agree(known, side, scenes(of, off)) for side in form.rights):
            sure = all(prove_equal(claim, side, of, off) for side in form.rights)
            return outcome("proved" if sure else "sampled", quantity)
    right = algebra.AlgebraicFormula(
        read.left, (dialects.own_lines(of, off).get(quantity, claim),), "=", read.spelled
    )
    slip, message = diagnosis.why(algebra.forms(read), right, of, off)
    return outcome("wrong", quantity, slip, message)


def _all_names(read: algebra.AlgebraicFormula) -> frozenset[str]:
    left = read.left.free_symbols if read.left is not None else ()
    return frozenset(name for name in read.names | {parts(symbol)[0] for symbol in left} if name[-1] != "#")


def _claim(read: algebra.AlgebraicFormula, of: Reference) -> Expr | None:
    """What the right side has to equal: a computed quantity, a default, or the left side itself."""
    name = read.defines
    if not name:
        return read.left
    if (of.rule and name in of.fields) or (of.schedule and read.left == at(name, 0)):
        return at(name, 0)
    if name in of.settings and not read.right.free_symbols:
        return algebra.exactly(of.settings[name])
    return None


def _derived(shown: Sequence[str], name: str, of: Reference) -> Expr | None:
    """The values that the card's own demo computes under this name: `window = 1/(1-beta)` in `show`."""
    for text in shown:
        found = _DERIVED.fullmatch(text)
        if found and name and name not in of.known and _same_name(found[1], name):
            tree = parse.parse_typed(found[2]).tree
            return algebra.formula(tree, of.known, timed=()).right
    return None


def _same_name(shown: str, name: str) -> bool:
    """True if the names in the demo and the formula agree, ignoring case and spelled-out accents."""
    return shown.casefold() == name.casefold()
