"""A formula as one spoken line, for screen readers."""

from __future__ import annotations

from types import MappingProxyType
from typing import assert_never

from flashcards.formula import vocabulary
from flashcards.formula.render import glyphs
from flashcards.formula.traverse import ALIGNED, join_row
from flashcards.formula.tree import (
    NOTHING,
    Accent,
    Apply,
    Big,
    Brace,
    Fence,
    Fraction,
    Hidden,
    Mark,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Row,
    Script,
    Space,
    Stack,
    Sum,
    Symbol,
    Table,
    Text,
    Unknown,
)


def _words(text: str) -> MappingProxyType[str, str]:
    return MappingProxyType(
        dict(line.strip().split(" ", 1) for line in text.strip().split(";") if line.strip())
    )


_RELATIONS = _words("""
    = equals; < is less than; > is greater than; le is at most; ge is at least; ne is not equal to;
    ll is much less than; gg is much greater than; approx is about; sim is distributed as; simeq is about;
    equiv is the same as; propto is proportional to; in in; notin not in; to goes to; gets gets; mid given;
    subset is within; subseteq is within; parallel is parallel to; perp is at right angles to;
    := is defined as;
    += grows by; -= shrinks by; *= is multiplied by; /= is divided by; **= is raised to; iff if and only if;
    Rightarrow implies; Leftarrow follows from; mapsto maps to
""")
_SIGNS = _words(
    "+ plus; - minus; pm plus or minus; mp minus or plus; cup union; cap intersected with; vee or; wedge and"
)
_PRODUCTS = _words(
    "* times; / over; cdot times; times times; odot times, element by element,; div divided by; circ after"
)
_FENCES = MappingProxyType(
    {
        "|": ("the absolute value of", "end absolute value"),
        "Vert": ("the norm of", "end norm"),
        "lfloor": ("the floor of", "end floor"),
        "lceil": ("the ceiling of", "end ceiling"),
        "[": ("open bracket", "close bracket"),
        "{": ("open brace", "close brace"),
        "langle": ("open angle", "close angle"),
    }
)
_BIGS = _words("""
    sum the sum; prod the product; int the integral; lim the limit; max the maximum; min the minimum;
    argmin the arg min; argmax the arg max; bigcup the union; bigcap the intersection
""")


def speak(tree: Node) -> str:
    """The formula in words: `m̂ₜ = mₜ/2` is "m hat sub t equals m sub t over 2"."""
    return " ".join(_say(tree).replace(" ,", ",").replace(",,", ",").split()).strip(" ,")


def _say(node: Node) -> str:  # noqa: PLR0912 - one case a kind of node
    match node:
        case Symbol(name):
            return _signs(name) or vocabulary.spoken_name(name)
        case Number(text):
            return text
        case Text(text):
            return text
        case Mark(name):
            return {"!": "factorial", ";": ",", ":": ","}.get(name) or vocabulary.spoken_name(name)
        case Space():
            return ""
        case Unknown(name):
            return name
        case Row(items):
            return " ".join(_say(item) for item in items)
        case Relation(sides, ops):
            return _between(sides, ["", *(_RELATIONS.get(op) or op for op in ops)])
        case Sum(terms, marks):
            return _between(terms, [_SIGNS.get(mark, mark) for mark in marks])
        case Product(factors, ops):
            return _between(
                factors, [_PRODUCTS.get(op, op or "times") if at else "" for at, op in enumerate(ops)]
            )
        case Fraction():
            return _fraction(node)
        case Apply(function, argument):
            return _apply(function, argument)
        case Root(inside, index):
            return f"the {_ordinal(index)} root of {_closed(inside, 'end root')}"
        case Script():
            return _script(node)
        case Accent(kind, inside):
            return f"{_say(inside)} {kind}"
        case Fence(opening, inside, _):
            start, end = _FENCES.get(opening, ("open paren", "close paren"))
            return f"{start} {_say(inside)} {end}"
        case Big():
            return _big(node)
        case Brace(_, inside, note):
            return _say(inside) + (f", which is {_say(note)}," if note else "")
        case Stack(base, over, under):
            notes = [f"{where} it {_say(part)}" for where, part in (("over", over), ("under", under)) if part]
            return f"{_say(base)} with {' and '.join(notes)},"
        case Table():
            return _table(node)
        case Hidden(_, shown, _):
            return f"blank, {shown}," if shown else "blank"
        case _:
            assert_never(node)


def _signs(name: str) -> str:
    """A relation or sign without operands, such as an arrow with a note over it."""
    return (
        "" if name.isalpha() and name not in {"to", "gets"} else _RELATIONS.get(name) or _SIGNS.get(name, "")
    )


def _between(parts: tuple[Node, ...], marks: list[str]) -> str:
    return " ".join(f"{mark} {_say(part)}" for mark, part in zip(marks, parts, strict=True))


def _simple(node: Node) -> bool:
    """True if a node is heard as one unit, so that its end need not be spoken."""
    match node:
        case Symbol() | Number() | Text() | Hidden() | Unknown():
            return True
        case Accent(_, inside):
            return _simple(inside)
        case Script(base, sub, sup, _):
            return all(part is None or _simple(part) for part in (base, sub, sup))
        case Product(factors, ops):
            return not any(ops) and all(_simple(factor) for factor in factors) and len(factors) < 3
    return False


def _closed(node: Node, end: str) -> str:
    """A node in spoken form, with its end spoken unless it is one unit."""
    return _say(node) if _simple(node) else f"{_say(node)}, {end},"


def _fraction(node: Fraction) -> str:
    if not node.bar:
        return f"{_say(node.top)} choose {_say(node.bottom)}"
    if _simple(node.top) and _simple(node.bottom):
        return f"{_say(node.top)} over {_say(node.bottom)}"
    return f"the fraction {_say(node.top)}, over {_say(node.bottom)}, end fraction,"


def _apply(function: Node, argument: Node) -> str:
    inside = argument.inside if isinstance(argument, Fence) and argument.open == "(" else argument
    base = function.base if isinstance(function, Script) else function
    if base == Symbol("nabla"):
        over = (
            f" with respect to {_say(function.sub)}" if isinstance(function, Script) and function.sub else ""
        )
        return f"the gradient{over} of {_say(argument)}"
    if base == Symbol("partial"):
        return f"{_say(function)} {_say(argument)}"
    return f"{_say(function)} of {_closed(inside, 'end ' + _say(base))}"


def _ordinal(index: Node | None) -> str:
    match index:
        case None | Number("2"):
            return "square"
        case Number("3"):
            return "cube"
    return f"{_say(index)}-th"


def _script(node: Script) -> str:
    said = _say(node.base) + " prime" * node.primes
    match node.sub:
        case None:
            pass
        case sub if isinstance(node.base, Symbol) and node.base.font == "function":
            said += f" base {_say(sub)}"
        case Number(text) if isinstance(node.base, Symbol | Accent):
            said += f" {text}"
        case sub:
            said += f" sub {_say(sub)}" + ("" if _simple(sub) else ",")
    match node.sup:
        case None:
            return said
        case Number("2"):
            return f"{said} squared"
        case Number("3"):
            return f"{said} cubed"
        case Symbol("star" | "ast" | "*" | "asterisk" | "top" | "dagger" | "prime" as name):
            return f"{said} {vocabulary.spoken_name(name)}"
        case Sum((Number(text),), ("-",)):
            return f"{said} to the minus {text}"
        case sup:
            return f"{said} to the {_closed(sup, 'end power')}"


def _big(node: Big) -> str:
    said = _BIGS.get(node.name, glyphs.to_ascii(node.name))
    if node.under is not None:
        said += f" {_ranging(node)} {_say(node.under)}"
    if node.over is not None:
        said += f" to {_say(node.over)}"
    return said if node.body == NOTHING else f"{said} of {_say(node.body)},"


def _ranging(node: Big) -> str:
    if node.name == "lim":
        return "as"
    return "from" if node.over is not None else "over"


def _table(node: Table) -> str:
    if node.kind in ALIGNED:
        return "; ".join(_say(join_row(row)) for row in node.rows)
    rows = [", ".join(_say(cell) for cell in row) for row in node.rows]
    if "cases" in node.kind:
        return "cases: " + "; ".join(rows)
    return "table: " + "; ".join(f"row {at}: {row}" for at, row in enumerate(rows, 1))
