"""Judges a typed formula: right, another dialect, or wrong with the slip named.

Two formulas are equal if they have the same values wherever both are defined (`judging.sampling`);
otherwise the answer is rejected. With an optimizer, the values come from real runs, so an answer may use
other quantities of the rule than the right formula does, except those computed after the one asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import sympy as sp

from flashcards.formula import parse, vocabulary
from flashcards.formula.traverse import formulas
from flashcards.formula.tree import Node, Relation
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import algebra, answer_text, diagnosis, dialects, letters, sampling, slips
from flashcards.judging.algebra import AlgebraicFormula, Expr, at, parts, to_latex
from flashcards.judging.meanings import meanings
from flashcards.judging.reference import Reference, reference
from flashcards.judging.sampling import Scene, agree, scenes, values

VerdictKind = Literal["right", "variant", "wrong", "unreadable"]


@dataclass(frozen=True)
class Verdict:
    """The verdict on an answer, the slip in it if known, and a sentence for the person."""

    verdict: VerdictKind
    slip: str | None = None
    message: str = ""
    readings: tuple[str, str] = field(default=("", ""), compare=False)
    """A wrong answer and the right formula as LaTeX in the same letters, to be laid one over the other.

    Empty where the answer computes another quantity than the one asked for.
    """

    def as_json(self) -> dict[str, str | None]:
        """The shape that `flashcards grade --json` prints."""
        return {"verdict": self.verdict, "slip": self.slip, "message": self.message}


RIGHT = Verdict("right")
LONGEST = 4096
"""Characters of an answer that are read."""

_RANK: tuple[VerdictKind, ...] = ("right", "variant", "wrong", "unreadable")
_STEPS = frozenset({"update"})
"""What code calls the step that it takes, whatever its sign; Δ in a formula is what is added."""
_RATE = at("eta", None)
_FITS = frozenset({"right", "variant"})
_NAMELESS = frozenset({None, slips.OTHER})


def judge_formula(answer: str, right: str, optimizer: str = "") -> Verdict:
    """Judges `answer` (LaTeX, typed text or Python) against `right` (LaTeX).

    `optimizer` names a rule, an alias or a schedule. Never raises: if the answer or the
    right formula cannot be judged, the verdict is unreadable, and the message says why.
    """
    of = reference(optimizer)
    try:
        wanted = tuple(read_algebra(line, of) for line in formula_lines(parse.parse_latex(right).tree))
    except Unreadable as why:
        return Verdict("unreadable", None, f"the formula of this card cannot be judged: {why.message}")
    if len(answer) > LONGEST:
        return Verdict("unreadable", None, f"an answer of more than {LONGEST} characters is not read")
    try:
        return _judge_text(answer_text.written_out(answer, len(wanted)), wanted, of)
    except Unreadable as why:
        return Verdict("unreadable", None, why.message)


def _judge_text(answer: str, wanted: Sequence[AlgebraicFormula], of: Reference) -> Verdict:
    """Judges an answer in its own letters, then as other conventions have them. Raises Unreadable."""
    first, *others = answer_text.readings(answer)
    read = [formula_lines(first)]
    verdict = _judge_all(read[0], wanted, of)
    for tree in others:
        if verdict.verdict not in _FITS:
            read.append(formula_lines(tree))
            with suppress(Unreadable):
                again = _judge_all(read[-1], wanted, of)
                verdict = again if _tells_more(again, verdict) else verdict
    if verdict.verdict in _FITS:
        return verdict
    for each in read:
        for lines in zip(*map(letters.other_conventions, each), strict=False):
            if (other := _judge_all(lines, wanted, of)).verdict in _FITS:
                return other
    return verdict


def _tells_more(one: Verdict, other: Verdict) -> bool:
    """True if `one` fits, or names a slip where `other` names none: its reading is the one that was meant."""
    return one.verdict in _FITS or (one.slip not in _NAMELESS and other.slip in _NAMELESS)


def judge_code_line(answer: str, right: str, optimizer: str = "") -> Verdict:
    """Judges an assignment in Python against the right one, both without calls that do arithmetic."""
    of = reference(optimizer)
    try:
        wanted = tuple(read_algebra(line, of) for line in formula_lines(parse.parse_typed(right).tree))
        return _judge_text(answer, wanted, of)
    except Unreadable as why:
        return Verdict("unreadable", None, why.message)


def formula_lines(tree: Node) -> tuple[Node, ...]:
    """The formulas of a parsed text: its relations if it has any, otherwise the whole expression."""
    found = formulas(tree)
    return tuple(line for line in found if isinstance(line, Relation)) or found[:1]


def read_algebra(node: Node, of: Reference) -> AlgebraicFormula:
    """A formula of a deck in SymPy, under the reference's names."""
    return algebra.formula(node, of.known, timed=of.timed)


def _judge_all(given: Sequence[Node], wanted: Sequence[AlgebraicFormula], of: Reference) -> Verdict:
    """Judges each required line by the line given for it; returns the worst verdict."""
    if not given or not wanted:
        raise Unreadable("there is no formula here")
    if len(given) > len(wanted):
        asked = "one formula" if len(wanted) == 1 else f"{len(wanted)} formulas"
        raise Unreadable(f"expected {asked}, but there are {len(given)}: keep only what is asked for")
    verdicts = []
    for place, right in enumerate(wanted):
        answers = [meanings(line, right, of) for line in given]
        same = [meant for meant in answers if meant[0].defines == right.defines]
        verdicts.append(_judge_one(same[0] if same else answers[min(place, len(answers) - 1)], right, of))
    return max(verdicts, key=lambda verdict: _RANK.index(verdict.verdict))


def _judge_one(answers: Sequence[AlgebraicFormula], right: AlgebraicFormula, of: Reference) -> Verdict:
    if (fitting := _fitting(answers, right, of)) is not None:
        return fitting
    if same := _equated(answers[0], right, of):
        return _judge_one([letters.bind(answer, same, right) for answer in answers], right, of)
    if change := letters.same_counts(answers[0], right):
        verdict = _judge_one([letters.bind(answer, change, right) for answer in answers], right, of)
        if verdict.verdict in _FITS:
            return verdict
    stranger = _stranger(answers[0], right, of)
    if free := _in_free_letters(answers, right, of, is_strange=bool(stranger)):
        return free
    if stranger:
        return Verdict("unreadable", None, stranger)
    slip, sentence = diagnosis.why(answers, right, of, of.resting - right.names)
    kind: VerdictKind = "variant" if slip in slips.VARIANTS else "wrong"
    return Verdict(kind, slip, sentence, _readings(answers[0], right))


def _equated(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> dict[str, str]:
    """What the answer defines → what is asked for, where the rule has both as one: CS231n's Δθ is v."""
    line = dialects.own_lines(of).get(answer.defines)
    is_one = line == at(right.defines, 0) and right.defines not in answer.names
    return {answer.defines: right.defines} if is_one else {}


def _is_step(right: AlgebraicFormula, of: Reference) -> bool:
    """True if the right formula defines the change of the parameters but for the rate, and no average."""
    if of.rule is None or right.defines in of.rule.carries:
        return False
    line = dialects.own_lines(of).get("delta")
    return line is not None and at(right.defines, 0) in line.free_symbols <= {at(right.defines, 0), _RATE}


def _fitting(answers: Sequence[AlgebraicFormula], right: AlgebraicFormula, of: Reference) -> Verdict | None:
    """The verdict on answers of which one has the right values; None if none has."""
    at_moments = scenes(of, of.resting - right.names)
    for wanted in algebra.forms(right):
        known = values(wanted.right, at_moments)
        for answer in answers:
            if answer.relation == wanted.relation and all(
                side == wanted.right or agree(known, side, at_moments) for side in answer.rights
            ):
                return _of_the_same(answer, wanted, of)
    if any(_rearranged(answer, right) for answer in answers):
        return RIGHT
    if any(agree(known, step, at_moments) for answer in answers for step in _as_steps(answer, right)):
        return RIGHT
    if any(_stored(answer, right, at_moments) for answer in answers):
        return _of_the_same(answers[0], right, of)
    return None


def _readings(answer: AlgebraicFormula, right: AlgebraicFormula) -> tuple[str, str]:
    """Both formulas in the letters of the right one; empty if they define two things or cannot be written."""
    if diagnosis.defines_another(answer, right):  # its right side is no line for what is asked
        return "", ""
    both = to_latex.line_latex(right, answer.right), to_latex.line_latex(right, right.right)
    return both if all(both) else ("", "")


def _in_free_letters(
    answers: Sequence[AlgebraicFormula], right: AlgebraicFormula, of: Reference, *, is_strange: bool
) -> Verdict | None:
    """The verdict with free letters read as what the right formula has; None if none makes it right.

    Where only what is defined is unknown, its letter is that of what is asked for, right or wrong.
    """
    for change in letters.bindings(answers[0], right, of):
        bound = [letters.bind(answer, change, right) for answer in answers]
        if (verdict := _fitting(bound, right, of)) is not None:
            return verdict
        if is_strange and set(change) == {answers[0].defines}:
            return _judge_one(bound, right, of)
    return None


def _of_the_same(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> Verdict:
    """The verdict on an answer whose right side has the correct values."""
    if circle := _circle(answer, right, of):
        if _is_late(answer, right, of):
            name = right.shown(circle)
            sentence = f"you have {name}ₜ where {name}ₜ₋₁ belongs: the time index is wrong"
            return Verdict("wrong", "wrong-time-index", sentence)
        return Verdict(
            "wrong", slips.OTHER, f"{right.shown(circle)} is computed from what is asked for: write it out"
        )
    if answer.left is None or answer.left == right.left or _is_rate_of_base(answer, right):
        return RIGHT
    if right.defines == f"{answer.defines}_tilde":
        return RIGHT  # `g ← ∇L + λθ`: the letter is used again for what takes its place
    if _equated(answer, right, of):
        return RIGHT
    if answer.spelled.get(answer.defines) in _STEPS and _is_step(right, of):
        return RIGHT  # `update = …`, which code subtracts
    wanted, have = right.shown(right.defines), right.shown(answer.defines)
    if right.defines == f"{answer.defines}_hat":
        sentence = (
            f"the corrected {wanted} is stored as {have}: the next step would start from the wrong value"
        )
        return Verdict("wrong", "correction-stored", sentence)
    if not answer.defines or not right.defines:
        return Verdict("wrong", slips.OTHER, "the right side is right, the left side is not")
    return Verdict("wrong", slips.OTHER, f"the right side is right, but it computes {wanted}, not {have}")


def _is_late(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> bool:
    """True if the answer is right but for what it defines, which it has of now instead of the step before."""
    at_moments = scenes(of, of.resting - right.names)
    before = algebra.replace_parts(answer.right, {at(right.defines, 0): at(right.defines, -1)})
    return before != answer.right and agree(values(right.right, at_moments), before, at_moments)


def _is_rate_of_base(answer: AlgebraicFormula, right: AlgebraicFormula) -> bool:
    """True for `lr = lr_max * …`: the rate without index on the left, what it scales by a name of its own."""
    base = answer.spelled.get(right.defines, "")
    return answer.left == at(right.defines, None) and vocabulary.is_base_rate(base)


def _circle(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> str:
    """A quantity in the answer that is computed no earlier than the one asked for; empty if there is none."""
    order = list(of.equations)
    late = order[order.index(right.defines) :] if right.defines in order else [right.defines]
    for symbol in sorted(answer.symbols - right.symbols, key=str):
        name, offset = parts(symbol)
        if (
            offset is not None
            and offset >= 0
            and (name in late or (name, right.defines) == ("delta", "theta"))
        ):
            return name
    return ""


def _rearranged(answer: AlgebraicFormula, right: AlgebraicFormula) -> bool:
    """True if it is the same equation with terms moved between its sides."""
    if answer.left is None or right.left is None or answer.left == right.left or answer.relation != "=":
        return False
    anywhere = scenes(reference(""))
    gap = algebra.unevaluated_difference(answer.left, answer.right)
    if agree(values(right.left, anywhere), answer.left, anywhere) or not right.defines:
        known = values(algebra.unevaluated_difference(right.left, right.right), anywhere)
        return agree(known, gap, anywhere)
    known = values(right.right, anywhere)
    solved = algebra.solve_linear(gap, right.left)
    return solved is not None and agree(known, solved, anywhere)


def _as_steps(answer: AlgebraicFormula, right: AlgebraicFormula) -> tuple[Expr, ...]:
    """`Δθ = -ηg` as what θ becomes by it, and the reverse: Δθ is θ less the θ before."""
    asked, given = right.defines, answer.defines
    if answer.left is None or answer.relation != "=":
        return ()
    if given == "delta" and asked == "theta":
        return tuple(sp.Add(at("theta", -1), side, evaluate=False) for side in answer.rights)
    if given == "theta" and asked == "delta":
        return tuple(algebra.unevaluated_difference(side, at("theta", -1)) for side in answer.rights)
    return ()


def _stored(answer: AlgebraicFormula, right: AlgebraicFormula, at_moments: Sequence[Scene]) -> bool:
    """True for `m = m/(1 - b1**t)` when m̂ is asked for: the m on the right is this step's."""
    if right.defines != f"{answer.defines}_hat":
        return False
    now = algebra.replace_parts(answer.right, {at(answer.defines, -1): at(answer.defines, 0)})
    return agree(values(right.right, at_moments), now, at_moments)


def _stranger(answer: AlgebraicFormula, right: AlgebraicFormula, of: Reference) -> str:
    """A sentence about an unknown name, more likely a typo than a mistake; empty if there is none."""
    usual = right.names | of.known | {right.defines, algebra.SLOPE}
    for name in sorted(answer.names - usual):
        if not vocabulary.is_known(name) and not name.endswith("#") and name not in sampling.COUNTS:
            used = ", ".join(sorted({right.shown(one) for one in right.names}))
            return f"'{vocabulary.unicode(name)}' is an unknown name; the formula has {used}"
    return ""
