"""Renders formulas on one line, with the brackets that two dimensions make unnecessary."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import assert_never

from flashcards.formula import symbols
from flashcards.formula.render import box, glyphs
from flashcards.formula.render.precedence import (
    ATOM,
    PREFIX,
    PRODUCT,
    SCRIPT,
    SUM,
    closes_up,
    differentiates,
    is_short_fraction,
    joint,
    level,
)
from flashcards.formula.traverse import ALIGNED
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

SMALL = 8
"""How many small characters an index or power may have before it is written another way."""


def inline(tree: Node, *, ascii: bool = False) -> str:  # noqa: A002 - the name that callers read
    """A formula on one line that reads back as the same formula: `θₜ = θₜ₋₁ − η m̂ₜ/(√v̂ₜ + ε)`."""
    return box.text(_Line(ascii).of(tree)).lines[0]


@lru_cache(maxsize=1024)
def small(node: Node, *, raised: bool) -> str | None:
    """A subscript, or superscript if `raised`, in Unicode's small characters; None if some are missing."""
    table = symbols.SUPERSCRIPTS if raised else symbols.SUBSCRIPTS
    letters = _SPELLING.of(node).replace(" ", "")
    if len(letters) > SMALL or not all(letter in table for letter in letters):
        return None
    return "".join(table[letter] for letter in letters)


class _Line:
    """Renders the nodes of one formula in one character set."""

    def __init__(self, ascii: bool) -> None:  # noqa: A002
        self.ascii = ascii

    def of(self, node: Node) -> str:  # noqa: PLR0912 - one case a kind of node
        """Renders the node on one line."""
        match node:
            case Symbol():
                return glyphs.glyph(node, ascii=self.ascii)
            case Number(text):
                return text
            case Text(text):
                return glyphs.to_ascii(text) if self.ascii else text
            case Mark(name):
                return glyphs.operator_glyph(name, ascii=self.ascii)
            case Space(wide):
                return " " * wide
            case Unknown(name):
                return "\\" + glyphs.to_ascii(name)
            case Row(items):
                return self.row(items)
            case Relation(sides, ops):
                parts = [self.of(sides[0]) if sides[0] != NOTHING else ""]
                parts += [
                    f"{self.operator(op)} {self.at(side, SUM)}"
                    for op, side in zip(ops, sides[1:], strict=True)
                ]
                return " ".join(part for part in parts if part)
            case Sum(terms, marks):
                return self.sum(terms, marks)
            case Product():
                return self.product(node)
            case Fraction():
                return self.fraction(node)
            case Apply():
                return self.apply(node)
            case Root(inside, index):
                return self.root(inside, index)
            case Script():
                return self.script(node)
            case Accent():
                return self.accent(node)
            case Fence(opening, inside, closing):
                return self.fence(opening) + self.of(inside) + self.fence(closing)
            case Big():
                return self.big(node)
            case Brace(_, inside, note):
                return self.at(inside, ATOM) + (f" [{self.of(note)}]" if note else "")
            case Stack(base, over, under):
                ranged = "".join(
                    f"{mark}({self.of(part)})" for mark, part in (("_", under), ("^", over)) if part
                )
                return self.of(base) + ranged
            case Table(kind, rows):
                return self.table(kind, rows)
            case Hidden(_, shown, inside):
                return self.hidden(shown, box.cells(self.of(inside)))
            case _:
                assert_never(node)

    def at(self, node: Node, least: int) -> str:
        """The node, in round brackets if it binds less tightly than `least`."""
        text = self.of(node)
        return f"({text})" if level(node) < least else text

    def operator(self, name: str) -> str:
        return glyphs.operator_glyph(name, ascii=self.ascii)

    def fence(self, name: str) -> str:
        return glyphs.fence(name, ascii=self.ascii)

    def row(self, items: tuple[Node, ...]) -> str:
        """Pieces with one space between them, none before a comma."""
        text = ""
        for item in items:
            piece = self.of(item)
            apart = text and not text.endswith(" ") and not closes_up(item)
            text += (" " if apart and not piece.startswith(" ") else "") + piece
        return text

    def sum(self, terms: tuple[Node, ...], marks: tuple[str, ...]) -> str:
        first = self.operator(marks[0]) if marks[0] else ""
        parts = [first + self.at(terms[0], PRODUCT)]
        parts += [
            f"{self.operator(mark)} {self.at(term, PRODUCT)}"
            for mark, term in zip(marks[1:], terms[1:], strict=True)
        ]
        return " ".join(parts)

    def product(self, node: Product) -> str:
        """Factors with their signs; a fraction keeps its brackets only in a denominator."""
        parts = [self.factor(node, 0)]
        for at, op in enumerate(node.ops[1:], 1):
            factor = self.factor(node, at)
            sign = op or joint(node.factors[at - 1], node.factors[at], factor)
            if sign == "/" and is_short_fraction(parts[-1], factor) and at == 1:
                parts[-1] += "/" + factor
            elif sign == "tight":
                parts[-1] += factor
            else:
                parts += [self.operator(sign), factor] if sign else [factor]
        return " ".join(parts)

    def factor(self, node: Product, at: int) -> str:
        factor = node.factors[at]
        last = at == len(node.factors) - 1
        free = PRODUCT if isinstance(factor, Fraction) and node.ops[at] != "/" else PREFIX
        if isinstance(factor, Big) and last and node.ops[at] != "/":
            free = PRODUCT
        return self.at(factor, free)

    def fraction(self, node: Fraction) -> str:
        if not node.bar:
            return f"{self.at(node.top, ATOM)} choose {self.at(node.bottom, ATOM)}"
        top = self.at(node.top, PRODUCT) if not _open_ended(node.top) else f"({self.of(node.top)})"
        bottom = self.at(node.bottom, PREFIX)
        return f"{top}/{bottom}" if is_short_fraction(top, bottom) else f"{top} / {bottom}"

    def apply(self, node: Apply) -> str:
        function, argument = self.at(node.function, SCRIPT), node.argument
        if isinstance(argument, Fence):
            return function + self.of(argument)
        if not differentiates(node.function):
            return f"{function}({self.of(argument)})"
        apart = self.ascii or not isinstance(node.function, Symbol)
        return function + (" " if apart else "") + self.at(argument, PREFIX)

    def root(self, inside: Node, index: Node | None) -> str:
        if self.ascii:
            name = "sqrt" if index is None else f"root[{self.of(index)}]"
            return f"{name}({self.of(inside)})"
        ordinal = "" if index is None else small(index, raised=True) or f"[{self.of(index)}]"
        plain = level(inside) == ATOM or (isinstance(inside, Script) and not inside.sup and not inside.primes)
        bracketed = isinstance(inside, Fence) or not plain
        return f"{ordinal}√({self.of(inside)})" if bracketed else f"{ordinal}√{self.of(inside)}"

    def script(self, node: Script) -> str:
        base = self.at(node.base, ATOM) + ("'" if self.ascii else "′") * node.primes
        sub = self.part(node.sub, "_")
        sup = self.part(node.sup, "^")
        return base + sub + sup

    def part(self, node: Node | None, mark: str) -> str:
        """A script in small characters, otherwise after `_` or `^` with the brackets it needs."""
        if node is None:
            return ""
        if not self.ascii and (letters := small(node, raised=mark == "^")):
            return letters
        text = re.sub(r" ([^\w\s]) ", r"\1", self.of(node))
        simple = isinstance(node, Number) or (isinstance(node, Symbol) and (text.isalnum() or len(text) == 1))
        if simple or (mark == "^" and isinstance(node, Fence)):
            return mark + text
        return f"{mark}{{{text}}}" if mark == "_" else f"{mark}({text})"

    def accent(self, node: Accent) -> str:
        """A combining character over one letter; for more, or in ASCII, the accent by name."""
        inside = node.inside
        if isinstance(inside, Script):
            return self.script(Script(Accent(node.kind, inside.base), inside.sub, inside.sup, inside.primes))
        text = self.of(inside)
        if self.ascii and isinstance(inside, Symbol):
            return f"{text}_{node.kind}"
        if not self.ascii and len(text) == 1:
            return text + symbols.ACCENTS[node.kind]
        return f"{node.kind}({text})"

    def big(self, node: Big) -> str:
        name = Symbol(node.name, "function" if node.name in symbols.LIMITS else "")
        ranged = Script(name, node.under, node.over)
        body = f" {self.at(node.body, PRODUCT)}" if node.body != NOTHING else ""
        return self.script(ranged) + body

    def table(self, kind: str, rows: tuple[tuple[Node, ...], ...]) -> str:
        apart = " " if kind in ALIGNED or "cases" in kind else "  "
        lines = [apart.join(filter(None, map(self.of, row))) for row in rows]
        if "cases" in kind:
            return "{" + "; ".join(lines) + "}"
        return "; ".join(lines)

    def hidden(self, shown: str, width: int) -> str:
        """A gap: its hint, or a line as long as what it hides."""
        if shown:
            return f"[{glyphs.to_ascii(shown) if self.ascii else shown}]"
        return ("_" if self.ascii else "▁") * max(3, width)


def _open_ended(node: Node) -> bool:
    """True if what follows a node on its line would be parsed as part of it."""
    return isinstance(node, Big) or (isinstance(node, Product) and isinstance(node.factors[-1], Big))


_SPELLING = _Line(ascii=False)
