"""Slips in the moving averages: m, v and their bias corrections."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.judging.algebra.rewrite import complement, corrected_parts, each_change, mul
from flashcards.judging.algebra.symbols import TIME, Expr, at, parts, replace_parts, symbols_in
from flashcards.judging.slips.context import Made, SlipContext, each_replaced


def missing_square(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`g` for `g²`."""
    for wrong, base in each_change(right, lambda e: e.base if e.is_Pow and e.exp == 2 else None):
        shown = context.shown(parts(base)[0]) if base.is_Symbol else "a term"
        yield wrong, f"you have {shown} where {shown}² belongs: the square is missing"


def missing_complement(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`β m + g` for `β m + (1 − β) g`."""

    def dropped(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not complement(part)] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    decays = {symbol for e in sp.preorder_traversal(right) if (symbol := complement(e))}
    shown = " and ".join(sorted(f"(1 − {context.shown(parts(decay)[0])})" for decay in decays))
    for wrong, _ in each_change(right, dropped):
        yield (
            wrong,
            f"the factor {shown} is missing: this is a sum, 1/(1 − β) times as large as the average",
        )


def swapped_weights(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`(1 − β) m + β g` for `β m + (1 − β) g`."""
    rests = {e: symbol for e in sp.preorder_traversal(right) if (symbol := complement(e)) is not None}
    for decay in sorted(set(rests.values()), key=str):
        kept = sp.Dummy()
        hidden = replace_parts(right, {rest: kept for rest, symbol in rests.items() if symbol == decay})
        if hidden.has(decay):
            shown = context.shown(parts(decay)[0])
            rest = sp.Add(1, sp.Mul(-1, decay, evaluate=False), evaluate=False)
            yield (
                replace_parts(replace_parts(hidden, {decay: rest}), {kept: decay}),
                f"the weights are swapped: {shown} belongs to the old average, 1 − {shown} to what is new",
            )


def swapped_betas(right: Expr, context: SlipContext) -> Iterator[Made]:
    """β₂ for β₁, β₁ for β₂, or each for the other."""
    one, two = sp.Symbol("beta1"), sp.Symbol("beta2")
    if right.has(one) and right.has(two):
        yield (
            replace_parts(right, {one: two, two: one}),
            f"{context.shown('beta1')} and {context.shown('beta2')} are swapped",
        )
    yield from each_replaced(right, {one: two, two: one}, context)


def missing_correction(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`m` for `m̂`, and a `1/(1 − βᵗ)` left out."""
    found = (symbol for symbol in symbols_in(right) if parts(symbol)[0].endswith("_hat"))
    # a v̂ that is made of its last value, as AMSGrad's maximum, corrects no bias
    hats = {symbol: _bare(symbol) for symbol in found if parts(symbol)[0] != context.defines}
    for some in [hats, *({hat: bare} for hat, bare in hats.items())] if len(hats) > 1 else [hats]:
        pairs = [(context.shown(parts(bare)[0]), context.shown(parts(hat)[0])) for hat, bare in some.items()]
        have = " and ".join(f"{bare} where {hat} belongs" for bare, hat in sorted(pairs))
        if some:
            yield replace_parts(right, some), f"you have {have}: the bias correction is missing"

    def uncorrected(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not _correction(part)] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    for wrong, _ in each_change(right, uncorrected):
        yield wrong, "the bias correction 1/(1 − βᵗ) is missing"


def correction_without_t(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`1 − β` for `1 − βᵗ`."""
    corrections = corrected_parts(right)

    def flat(e: Expr) -> Expr | None:
        return e.base if e.is_Pow and e.exp.has(TIME) and e in corrections else None

    for wrong, base in each_change(right, flat):
        shown = context.shown(parts(base)[0]) if base.is_Symbol else "β"
        yield wrong, f"you have {shown} where {shown}ᵗ belongs: the correction must fade as t grows"


def correction_stored(right: Expr, context: SlipContext) -> Iterator[Made]:
    """m̂ kept as m, so that the next step starts from it."""
    name = context.defines
    corrected = name.endswith("_hat") and right.has(TIME)
    if not corrected and not vocabulary.plays(name, "first", "second"):
        return
    bare, hat = name.removesuffix("_hat"), f"{name.removesuffix('_hat')}_hat"
    if context.known and hat not in context.known:
        return
    sentence = (
        f"the corrected {context.shown(hat)} is stored as {context.shown(bare)}: the average itself must "
        "stay uncorrected, or the next step starts from the wrong value"
    )
    for offset in (-1, 0):
        if right.has(at(bare, offset)):
            yield replace_parts(right, {at(bare, offset): at(hat, -1)}), sentence
    if name == bare and right.has(at(name, -1)):
        for decay in sorted(
            symbols_in(right) & {sp.Symbol(one) for one in ("beta1", "beta2", "beta")}, key=str
        ):
            yield right / (1 - decay**TIME), sentence


def moments_swapped(right: Expr, context: SlipContext) -> Iterator[Made]:
    """`m` for `v`, `v` for `m`, or each for the other."""
    found = {parts(symbol)[0]: symbol for symbol in symbols_in(right)}
    pairs = [
        (one, two)
        for one, two in (("m", "v"), ("m_hat", "v_hat"))
        if (one in found or two in found) and (not context.known or {one, two} <= context.known)
    ]
    both: dict[Expr, Expr] = {}
    for one, two in pairs:
        for symbol in symbols_in(right):
            name, offset = parts(symbol)
            if name in (one, two):
                both[symbol] = at(two if name == one else one, offset)
    names = " and ".join(context.shown(name) for name in sorted({parts(symbol)[0] for symbol in both}))
    if len(both) > 1:
        yield (
            replace_parts(right, both),
            f"{names} are swapped: the first moment goes above, the root of the second below",
        )
    yield from each_replaced(right, both, context, ": the moments are swapped")


def _correction(e: Expr) -> bool:
    """True for `1/(1 - βᵗ)` and for its root."""
    return bool(e.is_Pow and e.exp.is_Number and e.base.is_Add and e.base.has(TIME))


def _bare(hat: Expr) -> Expr:
    name, offset = parts(hat)
    return at(name.removesuffix("_hat"), offset)
