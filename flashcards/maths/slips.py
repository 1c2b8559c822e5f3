"""The slips that people make, each as what it does to a right formula and a sentence that names it.

A slip yields every formula that it can make of the right one: at one place, or at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import sympy as sp

from flashcards.maths import roles
from flashcards.maths.algebra.surgery import (
    add,
    changed,
    complement,
    is_,
    mul,
    named,
    negative,
    paths,
    power,
    put,
    without,
)
from flashcards.maths.algebra.symbols import HALF, SLOPE, TIME, Expr, at, parts, replaced

Made = tuple[Expr, str]
"""A wrong formula, and what is wrong with it."""

MOST = 40
"""No slip makes more formulas than this of one."""

OTHER = "other"
VARIANTS = frozenset({"epsilon-inside-root"})
"""Slips that are no mistake but another dialect."""


@dataclass(frozen=True)
class Context:
    """What a slip has to know of the formula besides its right side."""

    defines: str
    spelled: Mapping[str, str]
    known: frozenset[str] = frozenset()
    """The names of the reference; empty without one."""

    def shown(self, name: str, offset: int | None = 0) -> str:
        """The name as the formula writes it, with its moment where that is not the formula's own."""
        index = {None: "", 0: "", -1: "ₜ₋₁", 1: "ₜ₊₁"}.get(offset, f" {offset:+d}" if offset else "")
        return roles.pretty(self.spelled.get(name, name)) + index


def made(name: str, right: Expr, context: Context) -> Iterator[Made]:
    """The wrong formulas that the slip `name` makes of `right`, none of them `right` itself."""
    for wrong, sentence in islice(SLIPS[name](right, context), MOST):
        if wrong != right:
            yield wrong, sentence


def _missing_square(right: Expr, context: Context) -> Iterator[Made]:
    for wrong, base in changed(right, lambda e: e.base if e.is_Pow and e.exp == 2 else None):
        shown = context.shown(parts(base)[0]) if base.is_Symbol else "a term"
        yield wrong, f"you have {shown} where {shown}² belongs: the square is missing"


def _missing_complement(right: Expr, context: Context) -> Iterator[Made]:
    def dropped(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not complement(part)] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    decays = {symbol for e in sp.preorder_traversal(right) if (symbol := complement(e))}
    shown = " and ".join(sorted(f"(1 − {context.shown(parts(decay)[0])})" for decay in decays))
    for wrong, _ in changed(right, dropped):
        yield (
            wrong,
            f"the factor {shown} is missing: this is a sum, 1/(1 − β) times as large as the average",
        )


def _swapped_betas(right: Expr, context: Context) -> Iterator[Made]:
    one, two = sp.Symbol("beta1"), sp.Symbol("beta2")
    if right.has(one) and right.has(two):
        yield (
            replaced(right, {one: two, two: one}),
            f"{context.shown('beta1')} and {context.shown('beta2')} are swapped",
        )
    yield from _replaced(right, {one: two, two: one}, context)


def _missing_correction(right: Expr, context: Context) -> Iterator[Made]:
    hats = {symbol: _bare(symbol) for symbol in right.free_symbols if parts(symbol)[0].endswith("_hat")}
    for some in [hats, *({hat: bare} for hat, bare in hats.items())] if len(hats) > 1 else [hats]:
        pairs = [(context.shown(parts(bare)[0]), context.shown(parts(hat)[0])) for hat, bare in some.items()]
        have = " and ".join(f"{bare} where {hat} belongs" for bare, hat in sorted(pairs))
        if some:
            yield replaced(right, some), f"you have {have}: the bias correction is missing"

    def uncorrected(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not _correction(part)] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    for wrong, _ in changed(right, uncorrected):
        yield wrong, "the bias correction 1/(1 − βᵗ) is missing"


def _correction_without_t(right: Expr, context: Context) -> Iterator[Made]:
    def flat(e: Expr) -> Expr | None:
        return e.base if e.is_Pow and e.exp.has(TIME) else None

    for wrong, base in changed(right, flat):
        shown = context.shown(parts(base)[0]) if base.is_Symbol else "β"
        yield wrong, f"you have {shown} where {shown}ᵗ belongs: the correction must fade as t grows"


def _correction_stored(right: Expr, context: Context) -> Iterator[Made]:
    name = context.defines
    corrected = name.endswith("_hat") and right.has(TIME)
    if not corrected and not roles.plays(name, "first", "second"):
        return
    bare, hat = name.removesuffix("_hat"), f"{name.removesuffix('_hat')}_hat"
    if context.known and hat not in context.known:
        return
    sentence = (
        f"the corrected {context.shown(hat)} is kept as {context.shown(bare)}: the average itself must stay "
        "uncorrected, or the next step starts from the wrong value"
    )
    for offset in (-1, 0):
        if right.has(at(bare, offset)):
            yield replaced(right, {at(bare, offset): at(hat, -1)}), sentence
    if name == bare and right.has(at(name, -1)):
        for decay in sorted(
            right.free_symbols & {sp.Symbol(one) for one in ("beta1", "beta2", "beta")}, key=str
        ):
            yield right / (1 - decay**TIME), sentence


def _missing_root(right: Expr, context: Context) -> Iterator[Made]:
    def rootless(e: Expr) -> Expr | None:
        if e.is_Pow and e.exp.is_Number and abs(e.exp) == HALF:
            return e.base if e.exp > 0 else 1 / e.base
        return None

    for wrong, inside in changed(right, rootless):
        names = [
            context.shown(parts(symbol)[0]) for symbol in inside.free_symbols if parts(symbol)[1] is not None
        ]
        yield wrong, f"the square root{' of ' + names[0] if len(names) == 1 else ''} is missing"


def _epsilon_inside_root(right: Expr, context: Context) -> Iterator[Made]:
    stabilizers = {symbol for symbol in right.free_symbols if parts(symbol)[0] == "epsilon"}

    def inside(e: Expr) -> Expr | None:
        roots = [part for part in e.args if part.is_Pow and part.exp == HALF] if e.is_Add else []
        if len(roots) == 1 and len(e.args) == 2 and stabilizers & set(e.args):
            return power(add([roots[0].base, next(iter(stabilizers))]), HALF)
        return None

    def outside(e: Expr) -> Expr | None:
        if (
            e.is_Pow
            and e.exp.is_Number
            and abs(e.exp) == HALF
            and e.base.is_Add
            and stabilizers & set(e.base.args)
        ):
            rest = add([part for part in e.base.args if part not in stabilizers])
            return power(add([power(rest, HALF), next(iter(stabilizers))]), sp.sign(e.exp))
        return None

    shown = context.shown("epsilon")
    for wrong, _ in changed(right, inside):
        yield (
            wrong,
            f"{shown} stands inside the root here: another dialect, whose {shown} is not the same number",
        )
    for wrong, _ in changed(right, outside):
        yield (
            wrong,
            f"{shown} stands outside the root here: another dialect, whose {shown} is not the same number",
        )


def _missing_epsilon(right: Expr, context: Context) -> Iterator[Made]:
    shown = context.shown("epsilon")
    yield (
        without(right, "epsilon"),
        f"{shown} is missing: where the average is zero the step divides by zero",
    )


def _wrong_sign(right: Expr, context: Context) -> Iterator[Made]:
    def sentence(term: Expr) -> str:
        names = {parts(symbol)[0] for symbol in term.free_symbols}
        if "eta" in names and roles.plays(context.defines, "parameters", "change"):
            return "the sign of the step is wrong: this climbs the slope instead of going down"
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
                yield put(right, path, turned), sentence(term)
    yield negative(right), sentence(right)


def _wrong_time_index(right: Expr, context: Context) -> Iterator[Made]:
    moments = {symbol: parts(symbol) for symbol in right.free_symbols if parts(symbol)[1] is not None}
    for symbol, (name, offset) in sorted(moments.items(), key=str):
        for other in ((offset or 0) - 1, (offset or 0) + 1):
            have, want = _moment(context, name, other), _moment(context, name, offset or 0)
            for wrong, _ in changed(right, is_(symbol, at(name, other))):
                yield wrong, f"you have {have} where {want} belongs: the moment is wrong"
    counts = {count for e in sp.preorder_traversal(right) if (count := _since(e)) is not None}
    for count in sorted(counts, key=abs, reverse=True):
        for other in (count - 1, count + 1):
            for wrong, _ in changed(right, _from(count, other)):
                yield wrong, f"you have {_steps(other)} where {_steps(count)} belongs: the moment is wrong"


def _from(count: int, other: int) -> Callable[[Expr], Expr | None]:
    """A change of `t + count` to `t + other`."""
    return lambda e: TIME + other if _since(e) == count else None


def _steps(count: int) -> str:
    return f"t{count:+d}".replace("-", "−") if count else "t"


def _since(e: Expr) -> int | None:
    """The n of `t + n`, 0 of a `t` alone; None of all else."""
    if e == TIME:
        return 0
    if e.is_Add and len(e.args) == 2 and TIME in e.args:
        number = next((part for part in e.args if part != TIME), TIME)
        if number.is_Integer or (number.is_Mul and all(part.is_Integer for part in number.args)):
            return int(sp.prod(number.args) if number.args else number)
    return None


def _missing_learning_rate(right: Expr, context: Context) -> Iterator[Made]:
    def dropped(e: Expr) -> Expr | None:
        rest = [part for part in e.args if not named(part, "eta")] if e.is_Mul else []
        return mul(rest) if rest and len(rest) < len(e.args) else None

    for wrong, _ in changed(right, dropped):
        yield wrong, f"the learning rate {context.shown('eta')} is missing"


def _moments_swapped(right: Expr, context: Context) -> Iterator[Made]:
    found = {parts(symbol)[0]: symbol for symbol in right.free_symbols}
    pairs = [
        (one, two)
        for one, two in (("m", "v"), ("m_hat", "v_hat"))
        if (one in found or two in found) and (not context.known or {one, two} <= context.known)
    ]
    both: dict[Expr, Expr] = {}
    for one, two in pairs:
        for symbol in right.free_symbols:
            name, offset = parts(symbol)
            if name in (one, two):
                both[symbol] = at(two if name == one else one, offset)
    names = " and ".join(context.shown(name) for name in sorted({parts(symbol)[0] for symbol in both}))
    if len(both) > 1:
        yield (
            replaced(right, both),
            f"{names} are swapped: the first moment goes above, the root of the second below",
        )
    yield from _replaced(right, both, context, ": the moments are swapped")


def _coupled_decay(right: Expr, context: Context) -> Iterator[Made]:
    decay, theta = sp.Symbol("decay"), at("theta", -1)
    shown, weights = context.shown("decay"), context.shown("theta")
    joined = f"{shown}{weights} has gone into the gradient (L2): here it stands beside the step, undivided"
    if right.has(decay):
        undecayed = without(right, "decay")
        for name in ("m_hat", "m", "g"):
            for offset in (0, -1):
                if right.has(at(name, offset)) and roles.plays(context.defines, "parameters", "change"):
                    yield replaced(undecayed, {at(name, offset): at(name, offset) + decay * theta}), joined
        yield undecayed, f"the decay {shown}{weights} is missing from this line"
        return
    for slope in (at("g", 0), at(SLOPE, 0)):
        if right.has(slope):
            coupled = replaced(right, {slope: slope + decay * theta})
            yield (
                coupled,
                f"{shown}{weights} does not belong in the gradient here: that is L2, not decoupled decay",
            )
    if roles.plays(context.defines, "parameters", "change"):
        for share in (decay, decay * sp.Symbol("eta")):
            yield (
                right - share * theta,
                f"{shown}{weights} stands beside the step: here the decay is part of the gradient",
            )


Slip = Callable[[Expr, Context], Iterator[Made]]

SLIPS: Mapping[str, Slip] = {
    "missing-square": _missing_square,
    "missing-complement": _missing_complement,
    "swapped-betas": _swapped_betas,
    "missing-correction": _missing_correction,
    "correction-without-t": _correction_without_t,
    "correction-stored": _correction_stored,
    "missing-root": _missing_root,
    "epsilon-inside-root": _epsilon_inside_root,
    "missing-epsilon": _missing_epsilon,
    "wrong-sign": _wrong_sign,
    "missing-learning-rate": _missing_learning_rate,
    "moments-swapped": _moments_swapped,
    "coupled-decay": _coupled_decay,
    "wrong-time-index": _wrong_time_index,
}
"""Every slip by its name, in the order in which they are tried."""


def _replaced(right: Expr, change: Mapping[Expr, Expr], context: Context, why: str = "") -> Iterator[Made]:
    """Each symbol of `change` replaced alone: everywhere, and at each of its places."""
    for symbol, other in change.items():
        have, want = context.shown(parts(other)[0]), context.shown(parts(symbol)[0])
        for wrong, _ in changed(right, is_(symbol, other)):
            yield wrong, f"you have {have} where {want} belongs{why}"


def _correction(e: Expr) -> bool:
    """True for `1/(1 - βᵗ)`, and for a root of it."""
    return bool(e.is_Pow and e.exp.is_Number and e.base.is_Add and e.base.has(TIME))


def _bare(hat: Expr) -> Expr:
    name, offset = parts(hat)
    return at(name.removesuffix("_hat"), offset)


def _moment(context: Context, name: str, offset: int) -> str:
    index = {0: "ₜ", -1: "ₜ₋₁", 1: "ₜ₊₁", -2: "ₜ₋₂"}.get(offset, f"(t{offset:+d})")
    return context.shown("g" if name == SLOPE else name, 0) + index
