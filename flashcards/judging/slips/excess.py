"""Slips of arithmetic in any line: a square, a root or a factor too many; a term or a function too few."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.judging.algebra.rewrite import (
    complement,
    corrected_parts,
    each_change,
    has_name,
    is_,
    mul,
    paths,
    put_at,
    unevaluated_power,
    unevaluated_sum,
)
from flashcards.judging.algebra.symbols import HALF, TIME, Expr, at, parts, symbols_in
from flashcards.judging.slips.context import Made, SlipContext, timed_name

_TWO = sp.Integer(2)
_DECAYS = ("first-decay", "second-decay", "decay")
_FUNCTIONS = {"abs": "|{}|", "sign": "sign({})"}
_ACCENTS = frozenset({"hat", "bar", "tilde"})
_OTHER_BOUND = {"max": "min", "min": "max"}


def extra_square(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`g²` for `g`, and `g⁴` for `g²`."""
    for wrong, what in _raised(right, _TWO):
        yield wrong, f"{_shown(what, context) or 'a term'} is squared once too often"


def extra_root(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`√m` for `m`."""
    for wrong, what in _raised(right, HALF):
        yield wrong, f"a root of {_shown(what, context) or 'a term'} is taken that does not belong here"


def _raised(right: Expr, power: Expr) -> Iterator[tuple[Expr, Expr]]:
    """`right` with one of its parts raised to `power`, and the part: what moves first, then settings."""
    symbols = symbols_in(right) - {TIME, sp.Symbol("eta")}  # η² is a slip of its own
    for symbol in sorted(symbols, key=lambda one: (parts(one)[1] is None, str(one))):
        if power == _TWO or not right.has(symbol**2):
            for wrong, _ in each_change(right, is_(symbol, unevaluated_power(symbol, power))):
                yield wrong, symbol
    for path, part in paths(right):
        if part.args and not part.is_Pow and not (part.is_Mul and -1 in part.args):
            yield put_at(right, path, unevaluated_power(part, power)), part


def _shown(part: Expr, context: SlipContext) -> str:
    """What is raised in few letters: a quantity, or the complement of a decay; empty for anything longer."""
    if part.is_Symbol:
        return context.shown(parts(part)[0])
    decay = complement(part)
    return f"(1 − {context.shown(parts(decay)[0])})" if decay is not None else ""


def extra_factor(right: Expr, context: SlipContext) -> Iterator[Made]:
    """A term twice or half as large as it should be."""
    for path, part in _terms(right):
        about = _about(part, context)
        for factor, said in ((_TWO, "twice"), (HALF, "half")):
            yield (
                put_at(right, path, sp.Mul(factor, part, evaluate=False)),
                f"{about} is {said} what it should be",
            )


def missing_term(right: Expr, context: SlipContext) -> Iterator[Made]:
    """A sum without one of its terms; parameters without their last value are told as the step they are."""
    kept = at("theta", -1) if context.defines == "theta" else None
    for path, part in paths(right):
        if part.is_Add and complement(part) is None:
            for place, term in enumerate(part.args):
                if term == kept:
                    continue
                rest = unevaluated_sum([one for at_, one in enumerate(part.args) if at_ != place])
                yield put_at(right, path, rest), f"{_about(term, context)} is missing"


def _terms(right: Expr) -> Iterator[tuple[tuple[int, ...], Expr]]:
    """Every term of every sum with its path; the whole right side if it is no sum."""
    if not right.is_Add:
        yield (), right
    for path, part in paths(right):
        if part.is_Add and complement(part) is None:
            yield from (((*path, place), term) for place, term in enumerate(part.args))


def _about(term: Expr, context: SlipContext) -> str:
    """The term by the first quantity in it that moves."""
    moving = [parts(one) for one in symbols_in(term) if parts(one)[1] is not None and one != TIME]
    if moving:  # by what is its own: the gradient stands in many terms
        name, offset = min(moving, key=lambda one: (one[0] == "g", one[0] == "theta", one[0]))
        return f"the term with {timed_name(context, name, offset or 0)}"
    names = sorted(parts(one)[0] for one in symbols_in(term))
    return f"the term with {context.shown(names[0])}" if names else "a number"


def missing_beta(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`m` for `β m`: what was is kept in full."""
    for path, part in paths(right):
        rest = [factor for factor in part.args if not _is_decay(factor)] if part.is_Mul else []
        if rest and len(rest) < len(part.args):
            missing = next(factor for factor in part.args if _is_decay(factor))
            fades = any(has_name(one, context.defines) for one in rest)
            why = ": nothing of the old value would fade" if fades else ""
            shown = context.shown(parts(missing)[0])
            yield put_at(right, path, mul(rest)), f"the factor {shown} is missing from a term{why}"


def _is_decay(e: Expr) -> bool:
    name = parts(e)[0] if e.is_Symbol else ""
    return bool(name) and name != "decay" and vocabulary.plays(name, *_DECAYS)


def missing_exponent(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`γ` for `γᵗ`, but in the correction `1 − βᵗ`."""
    corrections = corrected_parts(right)

    def flat(e: Expr) -> Expr | None:
        return e.base if e.is_Pow and e.exp.has(TIME) and e not in corrections else None

    for wrong, base in each_change(right, flat):
        yield wrong, f"the exponent of {_shown(base, context) or 'a power'} is missing: it counts the steps"


def exchanged_bounds(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`min` for `max`, and the reverse."""

    def exchanged(e: Expr) -> Expr | None:
        other = _OTHER_BOUND.get(_name(e))
        return sp.Function(other)(*e.args) if other else None

    for wrong, new in each_change(right, exchanged):
        yield wrong, f"you have {_name(new)} where {_OTHER_BOUND[_name(new)]} belongs"


def missing_function(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`g` for `|g|`, `c` for `sign(c)`."""
    for path, part in paths(right):
        if _name(part) in _FUNCTIONS and len(part.args) == 1:
            shown = _shown(part.args[0], context) or "…"
            told = _FUNCTIONS[_name(part)].format(shown)
            yield put_at(right, path, part.args[0]), f"you have {shown} where {told} belongs"


def missing_accent(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`v` for the `v̂` of a maximum, `θ` for the averaged `θ̄`; a hat elsewhere is a bias correction."""
    for symbol in sorted(symbols_in(right), key=str):
        name, offset = parts(symbol)
        bare, _, accent = name.rpartition("_")
        if bare and accent in _ACCENTS and (accent != "hat" or name == context.defines):
            have, want = context.shown(bare), context.shown(name)
            for wrong, _ in each_change(right, is_(symbol, at(bare, offset))):
                yield wrong, f"you have {have} where {want} belongs: the {accent} is missing"


def _name(e: Expr) -> str:
    return type(e).__name__
