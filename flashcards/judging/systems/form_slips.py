"""The wrong forms that the known slips make of a right one."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.judging.systems import roles
from flashcards.judging.systems.forms import form, negative_term
from flashcards.judging.systems.roles import BEFORE, NEW, NEXT, OLD
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Letter,
    Multiplication,
    StepCount,
    Term,
    each_place,
    each_term,
    transform,
)

OTHER = "other"
"""The name of a slip that has none."""
ONE, TWO, MINUS = Constant(1.0), Constant(2.0), Constant(-1.0)
_DECAYS = {"b", "b1", "b2"}
_DECAY_OF = {"m": "b1", "v": "b2"}
_RATE = Letter("lr")
_STATE_OF = {"mh": "m", "vh": "v"}

Slip = tuple[str, Term]
"""The name of a slip and the wrong right side."""


def slips_of(right: Term, role: str, optimizer: str) -> Iterator[Slip]:
    """Every wrong right side for `role` that a known slip makes of `right`, the likelier names first."""
    for part, put in each_place(right):
        for name, wrong in (*_of_operator(part), *_of_function(part), *_of_letter(part, role)):
            yield name, put(wrong)
    yield from _swaps(right, role)
    yield from _of_corrections(right, role, optimizer)
    yield from _of_averages(right, role, optimizer)
    yield from _of_steps(right, role, optimizer)


def _of_operator(part: Term) -> Iterator[Slip]:
    match part:
        case Exponentiation(base, Constant(2.0)):
            yield "missing-square", base
        case Exponentiation(Letter(name) as base, StepCount(0)) if name in _DECAYS:
            yield "correction-without-t", base
            yield "lagging-exponent", Exponentiation(base, StepCount(-1))
            yield OTHER, Multiplication((base, StepCount()))
        case Addition((first, second)):
            yield "wrong-sign", Addition((first, _opposite(second)))
        case Multiplication((factor, Letter(name, time))) if factor == MINUS:
            yield "wrong-sign", Letter(name, time)
        case Multiplication((factor, rest)):
            yield from _of_product(factor, rest)
        case Division(top, bottom):
            yield from _of_quotient(top, bottom)


def _opposite(term: Term) -> Term:
    match term:
        case Multiplication((factor, rest)) if factor == MINUS:
            return rest
    return negative_term(term)


def is_complement(term: Term) -> bool:
    """True for `1 - b` with any decay."""
    match term:
        case Addition((one, Multiplication((minus, Letter(name))))):
            return one == ONE and minus == MINUS and name in _DECAYS
    return False


def _decay_in(complement: Term) -> Letter:
    """The decay b of `1 - b`."""
    return next(part for part in each_term(complement) if isinstance(part, Letter))


def _of_product(factor: Term, rest: Term) -> Iterator[Slip]:
    if factor == MINUS:
        yield "wrong-sign", rest
    if is_complement(factor):
        yield "missing-complement", rest
        yield OTHER, Multiplication((_decay_in(factor), rest))
    if factor == _RATE:
        yield "missing-learning-rate", rest
        yield "learning-rate-twice", Multiplication((_RATE, _RATE, rest))
    if rest == Gradient():
        yield "missing-gradient", factor
    if (
        isinstance(factor, Letter)
        and factor.name in _DECAYS
        and isinstance(rest, Letter)
        and rest.offset == OLD
    ):
        yield OTHER, rest  # what is remembered does not fade


def _of_quotient(top: Term, bottom: Term) -> Iterator[Slip]:
    if top == _RATE:
        yield "missing-learning-rate", Division(ONE, bottom)
    if top == Gradient():
        yield "missing-gradient", Division(ONE, bottom)
    match top:
        case Multiplication((factor, rest)) if rest in (
            Gradient(),
            Letter("m", roles.NEW),
            Letter("mh", roles.NEW),
        ):
            yield "missing-gradient" if rest == Gradient() else OTHER, Division(factor, bottom)
            yield OTHER, Division(factor, Multiplication((rest, bottom)))
    yield "inverted-fraction", Division(bottom, top)
    match top:
        case Multiplication((factor, rest)) if factor == _RATE:
            yield "inverted-fraction", Multiplication((factor, Division(bottom, rest)))
            yield "inverted-fraction", Multiplication((factor, rest, bottom))
            yield "inverted-fraction", Multiplication((Division(bottom, factor), rest))


def _of_function(part: Term) -> Iterator[Slip]:
    match part:
        case Application("sqrt", (inside,)):
            yield "missing-root", inside
        case Application("max" | "min" as name, arguments):
            yield OTHER, Application("min" if name == "max" else "max", arguments)
        case Application("abs", (inside,)):
            yield OTHER, inside
            yield OTHER, Exponentiation(inside, TWO)
        case Application("sign", (inside,)):
            yield OTHER, inside


def _of_letter(part: Term, role: str) -> Iterator[Slip]:
    match part:
        case Letter(name, roles.OLD) if name == role:
            yield from (("wrong-time-index", Letter(role, time)) for time in (NEW, BEFORE, NEXT))
        case Letter("m" | "v" as name, roles.NEW) if role in _STATE_OF:
            yield "wrong-time-index", Letter(name, OLD)
            yield OTHER, Letter(role, NEW)
            yield OTHER, Letter(role, OLD)
        case Letter("mh" | "vh" as name, roles.NEW) if role in ("w", "d"):
            yield "missing-correction", Letter(_STATE_OF[name], NEW)
        case Letter("u", roles.NEW):
            yield OTHER, Application("sqrt", (part,))


def exchange(term: Term, one: str, other: str) -> Term:
    """`term` with two roles exchanged everywhere."""
    names = {one: other, other: one}

    def change(part: Term) -> Term | None:
        return (
            Letter(names[part.name], part.offset) if isinstance(part, Letter) and part.name in names else None
        )

    return transform(term, change)


def _rename(term: Term, names: dict[str, str]) -> Term:
    def change(part: Term) -> Term | None:
        return (
            Letter(names[part.name], part.offset) if isinstance(part, Letter) and part.name in names else None
        )

    return transform(term, change)


def _roles_in(term: Term) -> set[str]:
    return {part.name for part in each_term(term) if isinstance(part, Letter)}


def _swaps(right: Term, role: str) -> Iterator[Slip]:
    """Decays exchanged, everywhere or at one place; moments exchanged."""
    found = _roles_in(right)
    if found & {"b1", "b2"}:
        yield "swapped-betas", exchange(right, "b1", "b2")
        for part, put in each_place(right):
            if isinstance(part, Letter) and part.name in ("b1", "b2"):
                yield OTHER, put(exchange(part, "b1", "b2"))
    if role in ("w", "d") and {"mh", "vh"} <= found:
        yield "moments-swapped", exchange(right, "mh", "vh")
        yield "missing-correction", _rename(right, _STATE_OF)
    elif (role in ("w", "d") and {"m", "v"} <= found) or role in _STATE_OF:
        yield "moments-swapped", exchange(right, "m", "v")


def _of_corrections(right: Term, role: str, optimizer: str) -> Iterator[Slip]:
    powers = [
        part for part in each_term(right) if isinstance(part, Exponentiation) and part.exponent == StepCount()
    ]
    if len(powers) > 1:
        yield "correction-without-t", transform(right, lambda part: part.base if part in powers else None)
    if (
        role in _DECAY_OF
        and optimizer not in ("momentum", "nesterov")
        and _DECAY_OF[role] in _roles_in(right)
    ):
        yield "correction-stored", form(f"{role}_/(1-{_DECAY_OF[role]}**t)")
    if role in _STATE_OF and isinstance(right, Division):
        state = _STATE_OF[role]
        yield OTHER, Division(Letter(state, OLD), right.bottom)
        yield OTHER, Multiplication((Letter(state, NEW), right.bottom))


def _of_averages(right: Term, role: str, optimizer: str) -> Iterator[Slip]:
    """Slips of `b*s_ + (1-b)*x`: the weights exchanged, one left out, the bracket elsewhere."""
    match right:
        case Addition(
            (Multiplication((Letter(decay), Letter(state, roles.OLD))), Multiplication((weight, fresh)))
        ) if state == role and is_complement(weight):
            pass
        case _:
            return
    b, old, rest = Letter(decay), Letter(state, roles.OLD), weight
    kept, added = Multiplication((b, old)), Multiplication((rest, fresh))
    yield "swapped-weights", Addition((Multiplication((rest, old)), Multiplication((b, fresh))))
    yield OTHER, Addition((old, fresh))
    yield OTHER, Addition((old, added))
    yield OTHER, Multiplication((b, Addition((old, added))))
    yield OTHER, kept
    yield "missing-gradient", Addition((kept, rest))
    yield OTHER, Addition((kept, Multiplication((added, Gradient()))))
    if fresh == Exponentiation(Gradient(), TWO):
        yield from _of_squares(b, kept, rest, optimizer)
    if optimizer == "adamw":
        coupled = form("g + lam*w_")
        yield (
            "coupled-decay",
            Addition(
                (
                    kept,
                    Multiplication(
                        (rest, transform(fresh, lambda part: coupled if part == Gradient() else None))
                    ),
                )
            ),
        )


def _of_squares(b: Letter, kept: Term, rest: Term, optimizer: str) -> Iterator[Slip]:
    """Slips of an average of squared gradients."""
    square = Exponentiation(Gradient(), TWO)
    yield (
        OTHER,
        Addition((kept, Multiplication((Addition((ONE, negative_term(Exponentiation(b, TWO)))), square)))),
    )
    yield OTHER, Addition((kept, Exponentiation(Multiplication((rest, Gradient())), TWO)))
    yield OTHER, Addition((kept, Multiplication((rest, Application("sqrt", (square,))))))
    yield OTHER, Application("max", (kept, Multiplication((rest, square))))
    if optimizer in ("adam", "rmsprop"):
        yield (
            "moments-swapped",
            Addition((kept, Multiplication((rest, Exponentiation(Letter("m", NEW), TWO))))),
        )


def _of_steps(right: Term, role: str, optimizer: str) -> Iterator[Slip]:
    """Slips of one optimizer's lines that no general change makes."""
    if optimizer == "adagrad" and right == form("v_ + g**2"):
        yield OTHER, form("b*v_ + (1-b)*g**2")
        yield OTHER, form("b*v_ + g**2")
    if optimizer in ("momentum", "nesterov"):
        yield from _of_velocities(right, role)
    if role == "w" and right in (form("w_ - lr*m"), form("w_ - lr*mh")):
        yield OTHER, transform(right, lambda part: Letter("m", OLD) if part == Letter("w", OLD) else None)
    if optimizer == "schedule":
        for part, put in each_place(right):
            if part == form("amax-amin"):
                yield "wrong-sign", put(form("amax+amin"))


def _of_velocities(right: Term, role: str) -> Iterator[Slip]:
    if role == "m" and right == form("b*m_ + g"):
        yield "missing-gradient", form("b*m_")
    if role == "w" and right in (form("w_ - m"), form("w_ + m")):
        yield (
            "learning-rate-twice",
            transform(right, lambda part: form("lr*m") if part == Letter("m", NEW) else None),
        )
    match right:
        case Addition(
            (Multiplication((Letter("b"), Letter("m", roles.OLD))), Multiplication((Letter("lr"), fresh)))
        ):
            yield OTHER, Multiplication((_RATE, Addition((form("b*m_"), fresh))))
    for part, put in each_place(right):
        match part:
            case Gradient(Addition((Letter("w", roles.OLD), ahead))):
                yield OTHER, put(Gradient(Addition((Letter("w", OLD), Multiplication((_RATE, ahead))))))
                yield (
                    OTHER,
                    put(
                        Gradient(
                            Addition(
                                (
                                    Letter("w", OLD),
                                    transform(ahead, lambda p: ONE if p == Letter("b") else None),
                                )
                            )
                        )
                    ),
                )
