"""What a line of a note or of code computes, free of how it was written.

`β_1 m_{t-1} + (1-β_1) g_t`, `beta1*m + (1-beta1)*grad` and `m.mul_(beta1).add_(grad, alpha=1-beta1)` are
the same terms but for the names of their letters, which `binding` gives their roles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from flashcards.value import Value


class Constant(Value, frozen=True):
    """A number."""

    value: float


class Letter(Value, frozen=True):
    """A quantity by its name: `m`, `m_hat`, `beta1`, `exp_avg`. Not the gradient or the step's number."""

    name: str
    """ASCII, an accent as a suffix: `v_hat`, `x_tilde`; a number below as digits: `beta1`."""
    offset: int | None = None
    """Its time index less the time letter: -1 for `m_{t-1}`; None without one. `w'` and `w_new` have NEW."""


NEW = 10**6
"""The offset of a letter that is marked as new, whatever the time index of others is."""


class Addition(Value, frozen=True):
    """A sum of terms."""

    terms: tuple[Term, ...]


class Multiplication(Value, frozen=True):
    """A product, element by element; a minus is the factor -1."""

    factors: tuple[Term, ...]


class Division(Value, frozen=True):
    """A quotient."""

    top: Term
    bottom: Term


class Exponentiation(Value, frozen=True):
    """A power."""

    base: Term
    exponent: Term


class Application(Value, frozen=True):
    """One of sqrt, exp, log, cos, sin, tanh, abs, sign, max, min, floor, ceil, norm and clip of terms."""

    function: str
    arguments: tuple[Term, ...]


class Gradient(Value, frozen=True):
    """The gradient of the loss: at `point`, or where the weights are if it is None."""

    point: Term | None = None


class Series(Value, frozen=True):
    """A sum over `index` from `low` to `high`; `body` names it by a Letter or by Indexed."""

    index: str
    low: Term
    high: Term
    body: Term


class Indexed(Value, frozen=True):
    """A quantity at the step that `index` counts, within a Series: `g_i`, or `g_{t-i}` if `backwards`."""

    name: str
    index: str
    backwards: bool = False


class StepCount(Value, frozen=True):
    """The number of the step, counted from 1, plus `shift`: 0 for `t`, -1 for the `i` of `range(steps)`."""

    shift: int = 0


Term: TypeAlias = (
    Constant
    | Letter
    | Addition
    | Multiplication
    | Division
    | Exponentiation
    | Application
    | Gradient
    | Series
    | Indexed
    | StepCount
)


class SystemLine(Value, frozen=True):
    """One equation or assignment of a note, with what stands around it."""

    left: Letter | Gradient
    """What it defines; a Gradient if the gradient itself is changed, as by `g = g + λθ`."""
    right: Term | None
    """What it is set to; None if that is no arithmetic, such as `X.mean()`."""
    number: int
    """The line of the file, from 1."""
    text: str
    """As it is written."""
    optimizers: tuple[str, ...] = ()
    """The optimizers that its section names, nearest first; none if no heading or label names one."""
    block: int = 0
    """Lines of one formula block or listing share a number, which grows through the note."""
    code: bool = False
    chained: bool = False
    """True for what follows a second `=`: in `a = b = c` the equation `a = c`."""


def subterms(term: Term) -> tuple[Term, ...]:
    """The terms that `term` consists of; none for a letter or a number."""
    match term:
        case Addition(found) | Multiplication(found) | Application(_, found):
            return found
        case Division(one, other) | Exponentiation(one, other):
            return (one, other)
        case Gradient(point):
            return (point,) if point is not None else ()
        case Series(_, low, high, body):
            return (low, high, body)
        case Constant() | Letter() | Indexed() | StepCount():
            return ()


def each_term(term: Term) -> Iterator[Term]:
    """`term` and all that it consists of."""
    yield term
    for part in subterms(term):
        yield from each_term(part)


def with_subterms(term: Term, parts: tuple[Term, ...]) -> Term:
    """`term` made of `parts` in place of its own subterms."""
    match term:
        case Addition():
            return Addition(parts)
        case Multiplication():
            return Multiplication(parts)
        case Application(function, _):
            return Application(function, parts)
        case Division():
            return Division(*parts)
        case Exponentiation():
            return Exponentiation(*parts)
        case Gradient():
            return Gradient(*parts)
        case Series(index, _, _, _):
            return Series(index, *parts)
        case Constant() | Letter() | Indexed() | StepCount():
            return term


def transform(term: Term, change: Callable[[Term], Term | None]) -> Term:
    """`term` with each part for which `change` gives another replaced by that, from the outside inwards."""
    changed = change(term)
    if changed is not None:
        return changed
    found = subterms(term)
    return with_subterms(term, tuple(transform(part, change) for part in found)) if found else term


def each_place(term: Term) -> Iterator[tuple[Term, Callable[[Term], Term]]]:
    """Each part of `term`, itself first, with a function that puts another in its place."""
    yield term, lambda new: new
    found = subterms(term)
    for at, part in enumerate(found):
        for inner, put in each_place(part):
            yield inner, _placing(term, found, at, put)


def _placing(
    term: Term, found: tuple[Term, ...], at: int, put: Callable[[Term], Term]
) -> Callable[[Term], Term]:
    return lambda new: with_subterms(term, (*found[:at], put(new), *found[at + 1 :]))
