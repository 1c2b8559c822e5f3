"""A formula as one spoken line, for screen readers: two formulas that differ are never heard as the same.

What a root, a power, an index, a function or a fraction holds is heard as a group: it is one unit, such as
`beta 1`, or its end is spoken. A pause may be missed, so nothing depends on a comma. Where nothing follows in
the same group, the end of a root of one unit goes without saying.
"""

from __future__ import annotations

import re
from typing import assert_never

from flashcards.formula import vocabulary
from flashcards.formula.render import glyphs
from flashcards.formula.render.precedence import PRODUCT, RELATION, SUM, level
from flashcards.formula.render.spoken_words import BIGS, CLOSINGS, OPENINGS, PRODUCTS, RELATIONS, SIGNS
from flashcards.formula.traverse import ALIGNED, children, join_row
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

_DROPS, _KEEPS = "\x01", "\x02"
"""What stands around a closing word that need not be said at the end of a group."""
_DEEPEST = 9
"""How many groups may end together at one place without their ends being said."""
_NEEDLESS = re.compile(f"{_DROPS}[^{_DROPS}{_KEEPS}]*{_KEEPS}(?=[ ,]*(?:$|;|end |close ))")


def speak(tree: Node) -> str:
    """The formula in words: `m̂ₜ = mₜ/2` is "m hat sub t equals m sub t over 2"."""
    words = _say(tree)
    for _ in range(_DEEPEST):
        words = _NEEDLESS.sub("", words)
    words = " ".join(words.replace(_DROPS, "").replace(_KEEPS, "").split())
    return re.sub(r"(?: ?,)+", ",", words).strip(" ,")


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
            return _between(sides, ["", *(RELATIONS.get(op) or op for op in ops)], RELATION)
        case Sum(terms, marks):
            return _between(terms, [SIGNS.get(mark, mark) for mark in marks], SUM)
        case Product(factors, ops):
            words = [PRODUCTS.get(op, op or "times") if at else "" for at, op in enumerate(ops)]
            words = ["" if _is_change(factors, at, op) else words[at] for at, op in enumerate(ops)]
            return _between(factors, words, PRODUCT)
        case Fraction():
            return _fraction(node)
        case Apply(function, argument):
            return _apply(function, argument)
        case Root(inside, index):
            return f"the {_ordinal(index)} root of {_say(inside)}{_end('root', may_drop=_is_indexed(inside))}"
        case Script():
            return _script(node)
        case Accent(kind, inside):
            is_short = isinstance(inside, Symbol) or (_is_unit(inside) and isinstance(inside, Accent))
            return f"{_say(inside)} {kind}" if is_short else f"{kind} over {_say(inside)}{_end(kind)}"
        case Fence(opening, inside, closing):
            start, end = OPENINGS.get(opening, "open"), CLOSINGS.get(closing, "close")
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


def _is_change(factors: tuple[Node, ...], at: int, op: str) -> bool:
    """True for the factor after a Delta that stands before it: `Delta theta` is one quantity, no product."""
    return at > 0 and not op and factors[at - 1] == Symbol("Delta")


def _signs(name: str) -> str:
    """A relation or sign without operands, such as an arrow with a note over it."""
    is_letter = name.isalpha() and name not in {"to", "gets"}
    return "" if is_letter else RELATIONS.get(name) or SIGNS.get(name, "")


def _between(parts: tuple[Node, ...], marks: list[str], of: int) -> str:
    """The parts of a node of the precedence `of`, each after its mark."""
    said = [_part(part, of, first=not at) for at, part in enumerate(parts)]
    return " ".join(f"{mark} {part}" for mark, part in zip(marks, said, strict=True))


def _part(node: Node, of: int, *, first: bool) -> str:
    """An operand; as a group if it holds together no more tightly than what it is a part of."""
    if isinstance(node, Sum) and len(node.terms) == 1 and not first and _is_unit(node.terms[0]):
        return _say(node)  # `times minus g`
    return _quantity(node) if level(node) <= of and not isinstance(node, Fraction | Big | Row) else _say(node)


def _quantity(node: Node) -> str:
    return f"the quantity {_say(node)}{_end('quantity')}"


def _is_unit(node: Node) -> bool:
    """True for what is heard as one: a name, a number, `beta 1`, `m hat`."""
    match node:
        case Symbol() | Number():
            return True
        case Hidden(_, shown, _):
            return not shown
        case Accent(_, inside):
            return isinstance(inside, Symbol) or (isinstance(inside, Accent) and _is_unit(inside))
        case Script(base, sub, sup, _):
            return sup is None and _is_unit(base) and (sub is None or _is_numbered(base, sub))
    return False


def _is_numbered(base: Node, sub: Node) -> bool:
    """True for `beta 1`."""
    return isinstance(sub, Number) and isinstance(base, Symbol | Accent)


def _is_indexed(node: Node) -> bool:
    """True for a unit with an index that is one: `v hat sub t`."""
    return _is_unit(node) or (
        isinstance(node, Script)
        and node.sup is None
        and _is_unit(node.base)
        and (node.sub is None or _is_unit(node.sub) or _is_moment(node.sub))
    )


def _end(what: str, *, may_drop: bool = False) -> str:
    """The spoken end of a group; one that may drop is not said where nothing follows in the group around."""
    return f" {_DROPS}, end {what},{_KEEPS}" if may_drop else f", end {what},"


def _fraction(node: Fraction) -> str:
    top, bottom = node.top, node.bottom
    if not node.bar:
        return f"{_group(top)} choose {_group(bottom)}"
    if _is_short(node):
        return f"{_say(top)} over {_say(bottom)}"
    over = "all over" if _has_short(top) or _has_short(bottom) else "over"
    return f"the fraction {_say(top)}, {over} {_say(bottom)}{_end('fraction')}"


def _is_short(node: Fraction) -> bool:
    return node.bar and _is_indexed(node.top) and _is_indexed(node.bottom)


def _has_short(node: Node) -> bool:
    """True if an `over` is said within a node, which is not that of the fraction around it."""
    said = (
        isinstance(node, Big)
        or (isinstance(node, Fraction) and _is_short(node))
        or (isinstance(node, Accent) and not _is_unit(node))
    )
    return said or any(_has_short(each) for each in children(node))


def _apply(function: Node, argument: Node) -> str:
    base = function.base if isinstance(function, Script) else function
    said = _say(function)
    if base == Symbol("nabla"):
        over = function.sub if isinstance(function, Script) else None
        said = f"the gradient with respect to {_group(over)}" if over else "the gradient"
    if isinstance(argument, Fence) and argument.open == "(":
        inside = argument.inside
        return f"{said} of {_say(inside)}" if _is_indexed(inside) else f"{said} of {_say(argument)}"
    if base == Symbol("partial") and _is_indexed(argument):
        return f"{said} {_say(argument)}"
    if _is_indexed(argument) or isinstance(argument, Apply | Fence):
        return f"{said} of {_say(argument)}"
    name = {"nabla": "gradient"}.get(base.name, _say(base)) if isinstance(base, Symbol) else "function"
    return f"{said} of {_say(argument)}{_end(name)}"


def _group(node: Node) -> str:
    """What is said between two words of a construct."""
    return _say(node) if _is_indexed(node) else _quantity(node)


def _ordinal(index: Node | None) -> str:
    match index:
        case None | Number("2"):
            return "square"
        case Number("3"):
            return "cube"
    return f"{_say(index)}-th"


def _script(node: Script) -> str:
    bare = isinstance(node.base, Symbol | Number | Fence) or _is_unit(node.base)
    said = (_say(node.base) if bare else _quantity(node.base)) + " prime" * node.primes
    return _raised(said + _index(node.base, node.sub), node.sup)


def _index(base: Node, sub: Node | None) -> str:
    """A subscript: `beta 1`, `m sub t`, `m at t minus 1`, or a group."""
    if sub is None:
        return ""
    if isinstance(base, Symbol) and base.font == "function":
        return f" base {_group(sub)}"
    if _is_numbered(base, sub):
        return f" {_say(sub)}"
    if _is_moment(sub):
        return f" at {_say(sub)},"
    if _is_unit(sub):
        return f" sub {_say(sub)}"
    letters = isinstance(sub, Product) and not any(sub.ops) and all(map(_is_unit, sub.factors))
    said = " ".join(map(_say, sub.factors)) if isinstance(sub, Product) and letters else _say(sub)
    return f" with index {said}{_end('index')}"


def _is_moment(sub: Node) -> bool:
    """True for `t minus 1`: after "at" just this is heard, so that it needs no end."""
    match sub:
        case Sum((Symbol(), Number()), ("" | "+", "+" | "-")):
            return True
    return False


def _raised(said: str, sup: Node | None) -> str:
    """A power: `squared`, `to the t`, or a group."""
    match sup:
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
    if _is_unit(sup):
        return f"{said} to the {_say(sup)}"
    return f"{said} to the power {_say(sup)}{_end('power')}"


def _big(node: Big) -> str:
    name = BIGS.get(node.name, glyphs.to_ascii(node.name))
    said = name
    if node.under is not None:
        said += f" {_ranging(node)} {_say(node.under)}"
    if node.over is not None:
        said += f" to {_group(node.over)}"
    if node.body == NOTHING:
        return said
    return f"{said} of {_say(node.body)}{_end(name.removeprefix('the '), may_drop=level(node.body) > SUM)}"


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
