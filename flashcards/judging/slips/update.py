"""Slips in the update: root, ε, sign, learning rate and weight decay."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.judging.algebra.rewrite import (
    drop_terms,
    each_change,
    has_name,
    mul,
    negative,
    paths,
    put_at,
    unevaluated_power,
    unevaluated_sum,
)
from flashcards.judging.algebra.symbols import HALF, SLOPE, Expr, at, parts, replace_parts, symbols_in
from flashcards.judging.slips.context import Made, SlipContext


def missing_root(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`v̂` for `√v̂`."""

    def rootless(e: Expr) -> Expr | None:
        if e.is_Pow and e.exp.is_Number and abs(e.exp) == HALF:
            return e.base if e.exp > 0 else 1 / e.base
        return None

    for wrong, inside in each_change(right, rootless):
        names = [
            context.shown(parts(symbol)[0]) for symbol in symbols_in(inside) if parts(symbol)[1] is not None
        ]
        yield wrong, f"the square root{' of ' + names[0] if len(names) == 1 else ''} is missing"
    for path, part in paths(right):  # √w/max(t, w) for √(w/max(t, w))
        factors = part.base.args if part.is_Pow and part.exp == HALF and part.base.is_Mul else ()
        for factor in factors:
            rooted = [one if one is factor else unevaluated_power(one, HALF) for one in factors]
            yield put_at(right, path, mul(rooted)), "the root does not reach over the whole fraction"


def epsilon_inside_root(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`√(v + ε)` for `√v + ε`, and the reverse."""
    stabilizers = {symbol for symbol in symbols_in(right) if parts(symbol)[0] == "epsilon"}

    def inside(e: Expr) -> Expr | None:
        roots = [part for part in e.args if part.is_Pow and part.exp == HALF] if e.is_Add else []
        if len(roots) == 1 and len(e.args) == 2 and stabilizers & set(e.args):
            return unevaluated_power(unevaluated_sum([roots[0].base, next(iter(stabilizers))]), HALF)
        return None

    def outside(e: Expr) -> Expr | None:
        if (
            e.is_Pow
            and e.exp.is_Number
            and abs(e.exp) == HALF
            and e.base.is_Add
            and stabilizers & set(e.base.args)
        ):
            rest = unevaluated_sum([part for part in e.base.args if part not in stabilizers])
            return unevaluated_power(
                unevaluated_sum([unevaluated_power(rest, HALF), next(iter(stabilizers))]), sp.sign(e.exp)
            )
        return None

    shown = context.shown("epsilon")
    for wrong, _ in each_change(right, inside):
        yield (
            wrong,
            f"{shown} is inside the root here: another dialect, in which {shown} has a different value",
        )
    for wrong, _ in each_change(right, outside):
        yield (
            wrong,
            f"{shown} is outside the root here: another dialect, in which {shown} has a different value",
        )


def missing_epsilon(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`√v` for `√v + ε`."""
    shown = context.shown("epsilon")
    yield (
        drop_terms(right, "epsilon"),
        f"{shown} is missing: if the average is zero, the step divides by zero",
    )


def wrong_sign(right: Expr, context: SlipContext) -> Iterator[Made]:
    """A term added for one subtracted, and the reverse."""

    def sentence(term: Expr) -> str:
        names = {parts(symbol)[0] for symbol in symbols_in(term)}
        if "eta" in names and vocabulary.plays(context.defines, "parameters", "change"):
            return "the sign of the step is wrong: this ascends instead of descending"
        told = [
            context.shown(name)
            for name in ("beta1", "beta2", "beta", "epsilon", "g", "decay")
            if name in names
        ]
        return f"the sign of the term with {told[0]} is wrong" if told else "a sign is wrong"

    for path, part in paths(right):
        if part.is_Add:
            for place, term in reversed(list(enumerate(part.args))):
                turned = part.func(
                    *(negative(one) if at_ == place else one for at_, one in enumerate(part.args)),
                    evaluate=False,
                )
                yield put_at(right, path, turned), sentence(term)
    yield negative(right), sentence(right)
    for wrong, _ in each_change(right, _of_turned_exponent):
        yield wrong, "the sign of an exponent is wrong"


def _of_turned_exponent(e: Expr) -> Expr | None:
    """`t^0.8` for `t^{-0.8}`, `γ^{1-t}` for `γ^{t-1}`; the powers that are fractions and roots stay."""
    is_plain = not e.is_Pow or (e.exp.is_Number and abs(e.exp) in (1, 2, HALF))
    return None if is_plain else unevaluated_power(e.base, negative(e.exp))


def missing_learning_rate(right: Expr, context: SlipContext) -> Iterator[Made]:
    """The update without its η."""

    def dropped(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not has_name(part, "eta")] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    for wrong, _ in each_change(right, dropped):
        where = " from one of the terms" if wrong.has(sp.Symbol("eta")) else ""
        yield wrong, f"the learning rate {context.shown('eta')} is missing{where}"


def learning_rate_twice(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`η²` for `η`."""

    def squared(e: Expr) -> Expr | None:
        rates = [part for part in e.args if has_name(part, "eta")] if e.is_Mul else []
        return mul([*e.args, rates[0]]) if rates else None

    for wrong, _ in each_change(right, squared):
        yield wrong, f"the learning rate {context.shown('eta')} acts twice"


def missing_gradient(right: Expr, context: SlipContext) -> Iterator[Made]:
    """The line without its gradient."""

    def dropped(e: Expr) -> Expr | None:
        rest = (
            [part for part in e.args if not (has_name(part, "g") or has_name(part, SLOPE))]
            if e.is_Mul
            else []
        )
        return mul(rest) if rest and len(rest) < len(e.args) else None

    for wrong, _ in each_change(right, dropped):
        yield wrong, f"the gradient {context.shown('g')} is missing"


def inverted_fraction(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`b/a` or `a b` for `a/b`, in which the learning rate keeps its place; `g/η` for `η g`."""

    def divisors(e: Expr) -> list[Expr]:
        return [part for part in e.args if part.is_Pow and part.exp == -1] if e.is_Mul else []

    def upside_down(e: Expr) -> Expr | None:
        if not divisors(e):
            return None
        stays = [part for part in e.args if has_name(part, "eta") or part.is_Number]
        return mul(
            [*stays, *(unevaluated_power(part, sp.Integer(-1)) for part in e.args if part not in stays)]
        )

    def multiplied(e: Expr) -> Expr | None:
        found = divisors(e)
        return mul([part.base if part in found else part for part in e.args]) if found else None

    for wrong, _ in each_change(right, upside_down):
        yield wrong, "the fraction is upside down"

    def divided(e: Expr) -> Expr | None:
        found = [part for part in e.args if has_name(part, "eta")] if e.is_Mul else []
        return mul([1 / part if part in found else part for part in e.args]) if found else None

    for wrong, _ in each_change(right, multiplied):
        yield wrong, "you multiply by what belongs below the fraction line"
    for wrong, _ in each_change(right, divided):
        yield wrong, f"you divide by {context.shown('eta')}, by which you should multiply"


def missing_decay(right: Expr, context: SlipContext) -> Iterator[Made]:
    """The line without its λθ."""
    shown, weights = context.shown("decay"), context.shown("theta")
    if right.has(sp.Symbol("decay")):
        yield drop_terms(right, "decay"), f"the decay {shown}{weights} is missing from this line"

    def bare(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not has_name(part, "decay")] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    for wrong, _ in each_change(right, bare):
        yield wrong, f"the factor {shown} of the decay is missing"


def coupled_decay(right: Expr, context: SlipContext) -> Iterator[Made]:
    """λθ moved into the gradient, or out of it."""
    decay, theta = sp.Symbol("decay"), at("theta", -1)
    shown, weights = context.shown("decay"), context.shown("theta")
    joined = f"{shown}{weights} is in the gradient (L2): here it is a separate term, not divided by the root"
    if right.has(decay):
        undecayed = drop_terms(right, "decay")
        for name in ("m_hat", "m", "g"):
            for offset in (0, -1):
                if right.has(at(name, offset)) and vocabulary.plays(context.defines, "parameters", "change"):
                    yield (
                        replace_parts(undecayed, {at(name, offset): at(name, offset) + decay * theta}),
                        joined,
                    )
        return
    for slope in (at("g", 0), at(SLOPE, 0)):
        if right.has(slope):
            coupled = replace_parts(right, {slope: slope + decay * theta})
            yield (
                coupled,
                f"{shown}{weights} does not belong in the gradient here: that is L2, not decoupled decay",
            )
    if vocabulary.plays(context.defines, "parameters", "change"):
        for share in (decay, decay * sp.Symbol("eta")):
            yield (
                right - share * theta,
                f"{shown}{weights} is a separate term: here the decay is part of the gradient",
            )
