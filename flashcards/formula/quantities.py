r"""The quantities of a formula by name and time index: `\hat{m}_{t-1}` is `m_hat` at offset -1. No SymPy."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.formula import vocabulary
from flashcards.formula.traverse import children, pieces
from flashcards.formula.tree import (
    Accent,
    Apply,
    Big,
    Fence,
    Hidden,
    Mark,
    Node,
    Number,
    Product,
    Relation,
    Row,
    Script,
    Sum,
    Symbol,
    Text,
)
from flashcards.value import Value

MOMENTS = ("t", "k", "n", "tau", "i", "j")
"""The letters that count steps, the likeliest first; i and j only where some index says `i+1` or `i-1`."""

_WORDS = {"prev": -1, "previous": -1, "old": -1, "last": -1, "new": 0, "next": 1, "cur": 0, "now": 0}
_DECAYS = frozenset({"beta", "rho"})
"""Letters that are numbered: a decay of the second moment that changes is `β₂ₜ`."""
_COORDINATES = frozenset({"i", "j", "ii", "jj"})


class Step(Value, frozen=True):
    """A time index relative to the formula's own: `t-1` is -1."""

    offset: int


class Moment(Value, frozen=True):
    """A time index given as a number (`m_0`) or an expression (`g_i` under a sum over i)."""

    index: Node


class Label(Value, frozen=True):
    """A name with its time index; None without one."""

    name: str
    moment: Step | Moment | None = None


def walk(node: Node) -> Iterator[Node]:
    """`node` and all its descendants, iteratively, so that no depth overflows the stack."""
    waiting = [node]
    while waiting:
        this = waiting.pop()
        yield this
        waiting.extend(children(this))


def quantities(node: Node, time: str, counters: frozenset[str]) -> Iterator[Label]:
    """Every occurrence of a quantity below `node`."""
    waiting = [node]
    while waiting:
        this = waiting.pop()
        found = label(this, time, counters)
        if found:
            yield found
        elif isinstance(this, Script) and this.sup is not None:
            waiting += [Script(this.base, this.sub, None, this.primes), this.sup]
        else:
            waiting.extend(children(this))


def bound(node: Node) -> frozenset[str]:
    r"""The index letters of the sums and products below `node`."""
    bigs = (big for big in walk(node) if isinstance(big, Big))
    return frozenset(index[0] for big in bigs if (index := summation_index(big)))


def summation_index(big: Big) -> tuple[str, Node | None] | None:
    r"""The index letter of a big operator and its lower limit: `i`, `1` for `\sum_{i=1}^t`."""
    match big.under:
        case Relation((Symbol(letter), first), ("=",)):
            return letter, first
        case Symbol(letter) | Relation((Symbol(letter), _), ("in",)):
            return letter, None
    return None


def letter_of_time(node: Node) -> str:
    """The letter of the time index in a formula; empty if nothing in it has one."""
    taken, plain, shifted = bound(node), set(), set()
    for script in walk(node):
        if isinstance(script, Script):
            for index in _indices(script):
                match index:
                    case Symbol(letter):
                        plain.add(letter)
                    case Sum((Symbol(letter), Number()), (_, "+" | "-")):
                        shifted.add(letter)
    if "t" in shifted | plain:
        return "t"
    usable = [letter for letter in MOMENTS if letter not in taken]
    return next((letter for letter in usable if letter in shifted), "") or next(
        (letter for letter in usable if letter in plain and letter in {"k", "n", "tau"}), ""
    )


def label(node: Node, time: str, counters: frozenset[str]) -> Label | None:
    """`node` as a quantity with its time index; None if it is not an indexed name."""
    match node:
        case Symbol(name):
            return _worded(name)
        case Hidden(inside=inside):
            return label(inside, time, counters)
        case Accent(kind, inside) if found := label(inside, time, counters):
            return Label(f"{found.name}_{kind}", found.moment)
        case Script(base, sub, Fence("[", _, "]"), 0):  # W^{[l]}: of which layer is not asked
            return label(Script(base, sub), time, counters) if sub else _base(base, time, counters)
        case Script(base, None, None, 1) if (found := _base(base, time, counters)) and _is_state(found):
            return Label(found.name, Step(0))
        case Script(base, sub, None, primes) if found := _base(base, time, counters):
            return _indexed(Label(found.name + "'" * primes, found.moment), sub, time, counters)
        case Script(base, sub, Fence("(", inside, ")"), 0) if moment := _moment(inside, time, counters):
            found = label(Script(base, sub), time, counters) if sub else _base(base, time, counters)
            return Label(found.name, moment) if found and not found.moment else None
        case Script(base, sub, sup, 0) if sup is not None and _counts(base, sup):
            found = label(Script(base, sub), time, counters) if sub else _base(base, time, counters)
            moment = _moment(sup, time, counters)
            return Label(found.name, moment) if found and moment and not found.moment else None
        case Script(base, sub, Symbol("ast" | "star" | "*"), 0):
            found = label(Script(base, sub), time, counters) if sub else _base(base, time, counters)
            return Label(f"{found.name}_star", found.moment) if found else None
        case Script(base, sub, sup, 0) if sup is not None and (raised := _spelled(sup)):
            found = label(Script(base, sub), time, counters) if sub else _base(base, time, counters)
            return Label(f"{found.name}_{raised}", found.moment) if found else None
    return None


def _is_state(quantity: Label) -> bool:
    """True for what `w'` means the new value of: parameters and moments without an index."""
    return quantity.moment is None and vocabulary.plays(
        quantity.name, "parameters", "first", "second", "velocity"
    )


def _spelled(sup: Node) -> str:
    r"""The word in a superscript that is part of the name, as in `v^{\max}_t`; empty if there is none."""
    letters = sup.factors if isinstance(sup, Product) else (sup,)
    word = "".join(_word(part) or " " for part in letters).lower()
    return word if word in {"max", "min", "corrected", "unbiased", "ema", "avg"} else ""


def _base(node: Node, time: str, counters: frozenset[str]) -> Label | None:
    match node:
        case Apply(Symbol("E"), Fence("[", Script(base, None, Number("2")), "]")):
            inside = label(base, time, counters)
            return Label(f"E[{inside.name}^2]", inside.moment) if inside else None
        case Apply(Symbol("E"), Fence("[", Product((Symbol("Delta"), Script(_, None, Number("2"))), _), "]")):
            return Label("E[delta^2]")
        case Apply(Symbol("RMS"), Fence("[", Product((Symbol("Delta"), Symbol()), _), "]")):
            return Label("RMS[delta]")
        case Apply(Symbol("RMS"), Fence("[", inside, "]")) if found := label(inside, time, counters):
            return Label(f"RMS[{found.name}]", found.moment)
        case Fence("(" | "{", inside, ")" | "}"):
            return _base(inside, time, counters)
        case Apply(Symbol("Delta" | "delta"), argument):
            inside = label(argument, time, counters)
            return Label("delta", inside.moment) if inside else None
    return label(node, time, counters)


def _worded(name: str) -> Label:
    stem, _, word = name.rpartition("_")
    return Label(stem, Step(_WORDS[word])) if stem and word in _WORDS else Label(name)


def _indexed(base: Label, sub: Node | None, time: str, counters: frozenset[str]) -> Label | None:
    """`base` with its subscript: a time index, or a further part of the name."""
    if sub is None:
        return base
    name, moment = base.name, base.moment
    parts = _parts(sub, name)
    for part in parts:
        found = _moment(part, time, counters)
        if isinstance(found, Step) or (found and _uses(part, counters)):
            moment = found
        elif len(parts) > 1 and isinstance(part, Symbol) and part.name in _COORDINATES:
            continue
        elif (word := _word(part)) is None:
            return None
        elif word in _WORDS and moment is None:
            moment = Step(_WORDS[word])
        else:
            name += word if word.isdigit() and not name.endswith("_hat") else f"_{word}"
    return Label(name, moment)


def _moment(node: Node, time: str, counters: frozenset[str]) -> Step | Moment | None:
    match node:
        case Symbol(letter) if letter == time:
            return Step(0)
        case Sum((Symbol(letter), Number(digits)), (_, "+" | "-" as sign)) if (
            letter == time and digits.isdigit()
        ):
            return Step(int(sign + digits[:3]))
    return Moment(node) if _uses(node, counters) else None


def _uses(node: Node, counters: frozenset[str]) -> bool:
    return any(isinstance(part, Symbol) and part.name in counters for part in walk(node))


def _indices(script: Script) -> tuple[Node, ...]:
    raised: tuple[Node, ...] = ()
    match script.sup:
        case Fence("(", inside, _):
            raised = (inside,)
        case sup if sup is not None and _counts(script.base, sup):
            raised = (sup,)
    return (*(_parts(script.sub, _letter(script.base)) if script.sub else ()), *raised)


def _counts(base: Node, sup: Node) -> bool:
    r"""True if the superscript is a time index, as in `\theta^{t+1} = \theta^t - \eta g^t`, not a power."""
    match sup:
        case Symbol("t") | Sum((Symbol("t"), Number()), ("", "+" | "-")):
            bare = base.inside if isinstance(base, Accent) else base
            return isinstance(bare, Symbol) and vocabulary.moves(bare.name)
    return False


def _parts(sub: Node, name: str) -> tuple[Node, ...]:
    r"""The parts of a subscript of the quantity `name`: `2` and `t` of `\beta_{2,t}` and of `\beta_{2t}`."""
    match sub:
        case Product((Number() as number, Symbol() as index), ("", "")) if (
            name.removesuffix("_hat") in _DECAYS
        ):
            return number, index
    return pieces(sub) if isinstance(sub, Row) else (sub,)


def _letter(base: Node) -> str:
    match base:
        case Accent(_, Symbol(name)) | Symbol(name):
            return name
    return ""


def _word(node: Node) -> str | None:
    r"""What a subscript other than a time index adds to a name: `in` for `n_{in}`, `1` for `\beta_1`."""
    match node:
        case Symbol(name) | Text(name) | Mark(name):
            return name
        case Number(digits):
            return digits
        case Script(base, None, Fence("[", _, "]"), 0):  # `dW^{[l]}`: of which layer is not asked
            return _word(base)
        case Product(factors, ops) if not any(ops):
            words = [_word(part) for part in factors if not isinstance(part, Number)]
            return "".join(filter(None, words)) if len(words) == len(factors) and all(words) else None
    return None
