"""The formulas of a card held against the optimizer, the schedule or the demo that computes what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.audit.report import CheckOutcome, Proof
from flashcards.deck.model import Card, ChoicesAnswer, FormulaAnswer
from flashcards.formula import parse, vocabulary
from flashcards.formula.tree import Node, Relation, Unreadable
from flashcards.judging import algebra, diagnosis, dialects, judge
from flashcards.judging.algebra import SLOPE, Expr, at, parts
from flashcards.judging.proof import prove_equal
from flashcards.judging.reference import Reference, reference
from flashcards.judging.sampling import agree, scenes, values
from flashcards.text.markdown.spans import sole_formula

_DERIVED = re.compile(r"\s*([^\s=]+)\s*=\s*(.+)")


def proofs(card: Card) -> Iterator[Proof]:
    """A proof for each formula that `card` gives as its answer; of choices only where there is one."""
    for latex in answers(card):
        try:
            found = [_line(node, card) for node in judge.formula_lines(parse.parse_latex(latex).tree)]
        except Unreadable as why:
            found = [Proof(card.key, card.place, "unchecked", card.optimizer, message=why.message)]
        optional = isinstance(card.answer, ChoicesAnswer) and not card.answer.slips
        yield from (proof for proof in found if not (optional and proof.verdict == "unchecked"))


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
    return ()


def _line(node: Node, card: Card) -> Proof:
    """The first verdict that one of the card's references gives on a formula."""
    names = dict.fromkeys([card.demo.schedule if card.demo else "", card.optimizer, ""])
    found = [_held_against(node, card, reference(name)) for name in names if name or name == card.optimizer]
    return next((proof for proof in found if proof.verdict != "unchecked"), found[-1])


def _held_against(node: Node, card: Card, of: Reference) -> Proof:
    def outcome(verdict: CheckOutcome, quantity: str, slip: str | None = None, message: str = "") -> Proof:
        return Proof(card.key, card.place, verdict, of.name, quantity, slip, message)

    try:
        read = judge.read_algebra(node, of)
    except Unreadable as why:
        return outcome("unchecked", "", message=why.message)
    quantity = read.defines
    if not isinstance(node, Relation) or read.relation != "=" or read.left is None:
        return outcome("unchecked", quantity, message="only an equation can be checked")
    if (derived := _derived(card, quantity, of)) is not None:
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


def _derived(card: Card, name: str, of: Reference) -> Expr | None:
    """What the card's own demo computes under this name: `window = 1/(1-beta)` of its `show`."""
    for text in card.demo.show if card.demo else ():
        found = _DERIVED.fullmatch(text)
        if found and name and name not in of.known and _same_name(found[1], name):
            tree = parse.parse_typed(found[2]).tree
            return algebra.formula(tree, of.known, timed=()).right
    return None


def _same_name(shown: str, name: str) -> bool:
    """True where the demo's name and the formula's are one, capitals and accents spelled out aside."""
    return shown.casefold() == name.casefold()
