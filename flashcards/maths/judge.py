"""Judges a typed formula against the right one: right, another dialect, or wrong with the slip named.

Two formulas are the same where SymPy proves it, else where they have the same values wherever both have one
(`maths.sample`). With an optimizer, those are values of its real runs, so an answer may be written out in
other quantities of the rule than the right formula; but not in those that come after the one asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import sympy as sp

from flashcards.maths import algebra, parse, roles, sample, slips
from flashcards.maths.algebra import Formula, at, parts
from flashcards.maths.parse import Unreadable
from flashcards.maths.tree import Node, Relation, formulas
from optimizers import RULES

Expr = Any
Judgement = Literal["right", "variant", "wrong", "unreadable"]


@dataclass(frozen=True)
class Verdict:
    """What a judged answer is, the slip in it if one is known, and a sentence for the person."""

    verdict: Judgement
    slip: str | None = None
    message: str = ""

    def as_json(self) -> dict[str, str | None]:
        """The shape that `flashcards grade --json` prints."""
        return {"verdict": self.verdict, "slip": self.slip, "message": self.message}


RIGHT = Verdict("right", None, "right")


def judge(answer: str, right: str, optimizer: str = "") -> Verdict:
    """`answer` (LaTeX, typed text or Python) held against `right` (LaTeX); `optimizer` is a name in RULES.

    Never raises for what a person typed; raises Unreadable where `right` itself cannot be read.
    """
    wanted = _lines(parse.answer(right).tree)
    try:
        given = _lines(parse.answer(answer).tree)
        verdict = _judge_all(given, wanted, optimizer)
        if verdict.verdict == "wrong" and (braced := _BARE_INDEX.sub(r"_{\1}", answer)) != answer:
            second = _judge_all(_lines(parse.answer(braced).tree), wanted, optimizer)
            return second if second.verdict != "wrong" or second.slip != slips.OTHER else verdict
    except Unreadable as why:
        return Verdict("unreadable", None, why.message)
    return verdict


_BARE_INDEX = re.compile(r"_([A-Za-z][-+−]1)(?![\d.])")
"""`m_t-1`, by which people who type mean `m_{t-1}`."""


def _lines(tree: Node) -> tuple[Node, ...]:
    """The formulas of a text; of words and lone names beside relations the relations alone."""
    found = formulas(tree)
    return tuple(line for line in found if isinstance(line, Relation)) or found[:1]


def _judge_all(given: tuple[Node, ...], wanted: tuple[Node, ...], optimizer: str) -> Verdict:
    """Each wanted line judged by the line given for it; the worst of them is told."""
    if not given or not wanted:
        raise Unreadable("there is no formula here", 0)
    worst = RIGHT
    for place, node in enumerate(wanted):
        right = read(node, optimizer)
        lines = [_read_answer(line, right, optimizer) for line in given]
        same = [line for line in lines if any(form.defines == right.defines for form in line)]
        answer = same[0] if same else lines[min(place, len(lines) - 1)]
        verdict = _judge_one(answer, right, optimizer)
        if _RANK.index(verdict.verdict) > _RANK.index(worst.verdict):
            worst = verdict
    return worst


_RANK: tuple[Judgement, ...] = ("right", "variant", "wrong", "unreadable")


def read(node: Node, optimizer: str = "") -> Formula:
    """A formula of a deck: names as the optimizer has them."""
    return algebra.formula(node, _known(optimizer), timed=_timed(optimizer))


@lru_cache(maxsize=64)
def _known(optimizer: str) -> frozenset[str]:
    rule = RULES.get(optimizer)
    return frozenset({*rule.first(0.0)._fields, *rule.settings}) if rule else frozenset()


@lru_cache(maxsize=64)
def _timed(optimizer: str) -> frozenset[str]:
    rule = RULES.get(optimizer)
    return roles.TIMED | (frozenset(rule.first(0.0)._fields) - {"t"} if rule else frozenset())


def _read_answer(node: Node, right: Formula, optimizer: str) -> tuple[Formula, ...]:
    """The answer as each of the things it may mean, its indices and the lack of them taken in turn."""
    names = frozenset(name for name, _ in _names(right))
    known, timed = (names, _known(optimizer)), _timed(optimizer)
    readings: list[Formula] = []
    for ahead, before in _READINGS:
        meant = algebra.formula(node, *known, timed=timed, left=right.defines, ahead=ahead, before=before)
        readings += [_as_written(form, right, timed) for form in algebra.forms(meant) if ahead == 0 or not form.left]
    return tuple(readings)


_READINGS = ((0, 0), (1, 0), (0, -1))
"""How far ahead a lone right side may be meant, and which moment names without index may have."""


def _as_written(form: Formula, right: Formula, timed: frozenset[str]) -> Formula:
    """A setting that the right formula gives an index, as in η_t, has it in the answer too; and the reverse."""
    settings = {name: symbol for name, symbol in _names(right) if name not in timed}
    change = {symbol: settings[name] for name, symbol in _names(form) if name in settings}
    return replace(form, rights=tuple(side.xreplace(change) for side in form.rights))


def _names(read: Formula) -> list[tuple[str, Expr]]:
    """Every symbol of a formula's right sides with its name, in a fixed order."""
    symbols = set().union(*(side.free_symbols for side in read.rights))
    return [(parts(symbol)[0], symbol) for symbol in sorted(symbols, key=str)]


def _judge_one(answers: tuple[Formula, ...], right: Formula, optimizer: str) -> Verdict:
    rights = algebra.forms(right)
    for wanted in rights:
        known = sample.values(wanted.right, optimizer)
        for answer in answers:
            if answer.relation == wanted.relation and all(sample.agree(known, side, optimizer) for side in answer.rights):
                return _of_the_same(answer, wanted, optimizer)
    if any(_rearranged(answer, right) for answer in answers):
        return RIGHT
    if any(_stored(answer, right, optimizer) for answer in answers):
        return _of_the_same(answers[0], right, optimizer)
    return (
        _stranger(answers[0], right, optimizer)
        or _diagnosed(answers, rights, optimizer)
        or _another_line(answers, right, optimizer)
        or _unlike(answers[0], right)
    )


def _of_the_same(answer: Formula, right: Formula, optimizer: str) -> Verdict:
    """The verdict on an answer whose right side has the right values."""
    if circle := _circle(answer, right, optimizer):
        return Verdict("wrong", slips.OTHER, f"{circle} itself needs what is asked for: write it out")
    if answer.left is None or answer.left == right.left:
        return RIGHT
    wanted, have = (_spelled(right, one.defines) for one in (right, answer))
    if right.defines == f"{answer.defines}_hat":
        sentence = f"the corrected {wanted} is kept as {have}: the next step would start from the wrong value"
        return Verdict("wrong", "correction-stored", sentence)
    if not answer.defines or not right.defines:
        return Verdict("wrong", slips.OTHER, "the right side is right, the left side is not")
    return Verdict("wrong", slips.OTHER, f"the right side is right, but it is {wanted} that it defines, not {have}")


def _circle(answer: Formula, right: Formula, optimizer: str) -> str:
    """A quantity that the answer uses though it comes no sooner than what is asked for; empty if none."""
    order = list(RULES[optimizer].equations) if optimizer in RULES else []
    late = order[order.index(right.defines) :] if right.defines in order else [right.defines]
    usual = {symbol for _, symbol in _names(right)}
    for name, symbol in _names(answer):
        written = symbol in usual or (parts(symbol)[1] or 0) < 0 or parts(symbol)[1] is None
        if not written and (name in late or (name == "delta" and right.defines == "theta")):
            return _spelled(right, name)
    return ""


def _stored(answer: Formula, right: Formula, optimizer: str) -> bool:
    """True for `m = m/(1 - b1**t)` where m̂ is asked for: the m on the right is that of this step."""
    if right.defines != f"{answer.defines}_hat":
        return False
    now = answer.right.xreplace({at(answer.defines, -1): at(answer.defines, 0)})
    return sample.agree(sample.values(right.right, optimizer), now, optimizer)


def _rearranged(answer: Formula, right: Formula) -> bool:
    """True where the same equation is written with its terms on other sides."""
    if answer.left is None or right.left is None or answer.left == right.left or answer.relation != "=":
        return False
    known = sample.values(right.left - right.right)
    gap = answer.left - answer.right
    return sample.agree(known, gap) or sample.agree(known, -gap)


def _stranger(answer: Formula, right: Formula, optimizer: str) -> Verdict | None:
    """A name that nobody here knows: rather a misspelling than a mistake."""
    usual = {name for name, _ in _names(right)} | {right.defines} | _known(optimizer)
    for name, _ in _names(answer):
        if name not in usual and not roles.is_known(name) and name != algebra.SLOPE and not name.endswith("#"):
            used = ", ".join(dict.fromkeys(_spelled(right, one) for one, _ in _names(right)))
            return Verdict("unreadable", None, f"'{roles.pretty(name)}' is no name known here; the formula has {used}")
    return None


def _diagnosed(answers: tuple[Formula, ...], rights: tuple[Formula, ...], optimizer: str) -> Verdict | None:
    """The first slip that makes of the right formula what was answered."""
    rule = RULES.get(optimizer)
    context = slips.Context(rights[0].defines, rights[0].spelled, tuple(rule.settings) if rule else ())
    given = [sample.values(answer.right, optimizer) for answer in answers]
    for right in _levels(rights[-1], optimizer):
        for name in slips.SLIPS:
            for wrong, sentence in slips.made(name, right, context):
                if any(sample.agree(known, wrong, optimizer) for known in given):
                    return Verdict("variant" if name in slips.VARIANTS else "wrong", name, sentence)
    return None


def _another_line(answers: tuple[Formula, ...], right: Formula, optimizer: str) -> Verdict | None:
    """Named where the answer is the optimizer's line for another quantity."""
    for name, line in own_lines(optimizer).items():
        known = sample.values(line, optimizer)
        if name != right.defines and any(sample.agree(known, answer.right, optimizer) for answer in answers):
            swapped = roles.plays(name, "first", "second") and roles.plays(right.defines, "first", "second")
            sentence = f"this is the line of {_spelled(right, name)}, not that of {_spelled(right, right.defines)}"
            return Verdict("wrong", "moments-swapped" if swapped else slips.OTHER, sentence)
    return None


def _levels(right: Formula, optimizer: str) -> Iterator[Expr]:
    """The right side as it is written, then as the optimizer's own lines write it, ever further out."""
    seen = [right.right]
    yield right.right
    lines = own_lines(optimizer)
    if right.defines in lines:
        seen.append(lines[right.defines])
    for names in (("delta",), ("delta", "m_hat", "v_hat"), tuple(lines)):
        for start in seen[:2]:
            out = start
            for name in reversed([one for one in lines if one in names and one != right.defines]):
                out = out.xreplace({at(name, 0): lines[name]})
            if out not in seen:
                seen.append(out)
                yield out
    yield sp.expand_mul(right.right)


@lru_cache(maxsize=64)
def own_lines(optimizer: str) -> Mapping[str, Expr]:
    """Quantity → the right side of the optimizer's own equation, in their order."""
    rule = RULES.get(optimizer)
    if rule is None:
        return {}
    lines = {name: read(formulas(parse.latex(text).tree)[0], optimizer) for name, text in rule.equations.items()}
    return {name: line.right for name, line in lines.items()}


def _unlike(answer: Formula, right: Formula) -> Verdict:
    have, want = ({name for name, _ in _names(one)} for one in (answer, right))
    missing = ", ".join(_spelled(right, name) for name in sorted(want - have))
    extra = ", ".join(_spelled(right, name) for name in sorted(have - want))
    told = "; ".join(
        sentence for sentence in (missing and f"{missing} missing", extra and f"{extra} too much") if sentence
    )
    return Verdict("wrong", slips.OTHER, f"not the same formula{': ' + told if told else ''}")


def _spelled(right: Formula, name: str) -> str:
    return right.spelled.get(name, roles.pretty(name))
