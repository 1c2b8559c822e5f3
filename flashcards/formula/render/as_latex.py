"""Writes arithmetic as LaTeX, so that an expression typed as code is drawn and spoken as a formula."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.formula import vocabulary
from flashcards.formula.render.precedence import ATOM, PREFIX, PRODUCT, SUM, level
from flashcards.formula.tree import (
    NOTHING,
    Accent,
    Apply,
    Fence,
    Fraction,
    Mark,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Row,
    Script,
    Sum,
    Symbol,
)
from flashcards.formula.unreadable import Unreadable

_SIGNS = {"*": r"\cdot", "/": "/", "+": "+", "-": "-", "=": "=", "": ""}


def arithmetic_latex(tree: Node) -> str:  # noqa: PLR0912 - one case a kind of node
    """LaTeX that reads back as the same arithmetic. Raises Unreadable for other notation, such as a table."""
    match tree:
        case Number(text):
            return number_latex(text)
        case Symbol(name, font):
            return rf"\operatorname{{{name}}}" if font == "function" else vocabulary.latex_name(name)
        case Mark(name):
            return name
        case Sum(terms, signs):
            return _joined(terms, signs, PRODUCT)
        case Product(factors, ops):
            return _joined(factors, ops, PREFIX)
        case Relation(sides, ops):
            return _joined(sides, ("", *ops), SUM)
        case Row(items):
            return " ".join(map(arithmetic_latex, items))
        case Fraction(top, bottom, True):
            return rf"\frac{{{arithmetic_latex(top)}}}{{{arithmetic_latex(bottom)}}}"
        case Root(inside, index):
            degree = f"[{arithmetic_latex(index)}]" if index else ""
            return rf"\sqrt{degree}{{{arithmetic_latex(inside)}}}"
        case Script(base, sub, sup, primes):
            return _at(base, ATOM) + "'" * primes + _script("_", sub) + _script("^", sup)
        case Accent(kind, inside):
            return rf"\{kind}{{{arithmetic_latex(inside)}}}"
        case Fence(opening, inside, closing) if len(opening) == len(closing) == 1:
            return rf"\left{opening} {arithmetic_latex(inside)} \right{closing}"
        case Apply(function, argument):
            called = argument if isinstance(argument, Fence) else Fence("(", argument, ")")
            return f"{arithmetic_latex(function)}{arithmetic_latex(called)}"
        case _:
            raise Unreadable("this notation is not arithmetic")


def _script(mark: str, part: Node | None) -> str:
    return f"{mark}{{{arithmetic_latex(part)}}}" if part else ""


def number_latex(text: str) -> str:
    """A number; `1e-8` as a power of ten."""
    digits, exponential, power = text.lower().partition("e")
    if not exponential:
        return text
    ten = f"10^{{{int(power)}}}"
    return ten if digits == "1" else rf"{digits} \cdot {ten}"


def _joined(parts: Sequence[Node], signs: Sequence[str], least: int) -> str:
    written = [f"{_sign(sign)} {_at(part, least)}" for sign, part in zip(signs, parts, strict=True)]
    return " ".join(written).strip()


def _sign(name: str) -> str:
    return _SIGNS.get(name, name if len(name) < len("le") or name.endswith("=") else rf"\{name}")


def _at(node: Node, least: int) -> str:
    text = "" if node == NOTHING else arithmetic_latex(node)
    return rf"\left({text}\right)" if level(node) < least and node != NOTHING else text
