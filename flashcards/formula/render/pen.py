"""Draws formula trees in two dimensions: boxes with aligned baselines, widths in cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from flashcards.formula import symbols
from flashcards.formula.render import brackets, glyphs
from flashcards.formula.render.box import Box, above, join_boxes, text, widen
from flashcards.formula.render.one_line import inline, small
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
from flashcards.formula.traverse import ALIGNED, children
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
from flashcards.value import Value


class Piece(Value, frozen=True):
    """A part of a formula that may be put on a separate line."""

    mark: str
    """The sign before it, with its spaces."""
    node: Node
    least: int
    """How tightly it must hold together to need no brackets."""


class Pen:
    """Draws each kind of node, in Unicode or in ASCII."""

    def __init__(self, ascii: bool = False) -> None:  # noqa: A002
        self.ascii = ascii

    def box(self, node: Node) -> Box:  # noqa: PLR0912 - one case a kind of node
        """The node drawn by itself."""
        match node:
            case Symbol() | Number() | Text() | Mark() | Space() | Unknown():
                return text(inline(node, ascii=self.ascii))
            case Row(items):
                return self.row(items)
            case Relation() | Sum() | Product():
                return join_boxes([self.piece(piece) for piece in self.split(node)])
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
            case Fence():
                return self.fence(node)
            case Big():
                return join_boxes(self.big(node))
            case Brace(kind, inside, note):
                return brackets.brace_along(
                    kind, self.box(inside), self.box(note) if note else None, ascii=self.ascii
                )
            case Stack(base, over, under):
                return self.ranged(self.box(base), under, over)
            case Table():
                return self.table(node)
            case Hidden(_, shown, inside):
                return self.hidden(shown, inside)
            case _:
                assert_never(node)

    def at(self, node: Node, least: int) -> Box:
        """The node, in round brackets if it binds less tightly than `least`."""
        box = self.box(node)
        return brackets.put_in_brackets("(", box, ")", ascii=self.ascii) if self.level(node) < least else box

    def level(self, node: Node) -> int:
        """The node's precedence: as on one line, except that a fraction bar or root bar groups by itself."""
        if isinstance(node, Fraction | Brace | Stack | Table) or (isinstance(node, Root) and not self.ascii):
            return ATOM
        return level(node)

    def operator(self, name: str) -> str:
        """The sign of this name."""
        return glyphs.operator_glyph(name, ascii=self.ascii)

    # -- side by side -------------------------------------------------------------------------------

    def row(self, items: Sequence[Node]) -> Box:
        """Pieces with one space between them, none before a comma."""
        boxes: list[Box] = []
        for item in items:
            box = self.box(item)
            if isinstance(item, Text):
                box = text(inline(item, ascii=self.ascii).strip())
            if boxes and not closes_up(item) and any(line.strip() for line in boxes[-1].lines):
                boxes.append(text(" "))
            boxes.append(box)
        return join_boxes(boxes or [text("")])

    def split(self, node: Relation | Sum | Product) -> list[Piece]:
        """Where a formula may be broken: its sides, terms or factors, with their leading signs."""
        match node:
            case Relation(sides, ops):
                marks = ["", *(f" {self.operator(op)} " for op in ops)]
                return [Piece(mark, side, SUM) for mark, side in zip(marks, sides, strict=True)]
            case Sum(terms, signs_):
                marks = [self.operator(signs_[0]) if signs_[0] else ""]
                marks += [f" {self.operator(sign)} " for sign in signs_[1:]]
                return [Piece(mark, term, PRODUCT) for mark, term in zip(marks, terms, strict=True)]
            case Product():
                return [self.factor(node, at) for at in range(len(node.factors))]

    def piece(self, piece: Piece) -> Box:
        """A side, term or factor drawn with the sign before it."""
        box = self.at(piece.node, piece.least)
        return join_boxes([text(piece.mark), box]) if piece.mark else box

    def factor(self, node: Product, at: int) -> Piece:
        """A factor and the operator before it; a big operator needs no brackets at the end."""
        factor = node.factors[at]
        least = PRODUCT if isinstance(factor, Big) and at == len(node.factors) - 1 else PREFIX
        if not at:
            return Piece("", factor, least)
        left = node.factors[at - 1]
        follows = inline(factor, ascii=self.ascii) if node.ops[at] == "/" or isinstance(left, Number) else ""
        sign = node.ops[at] or joint(left, factor, follows)
        if sign == "tight" or (
            sign == "/" and at == 1 and is_short_fraction(inline(left, ascii=self.ascii), follows)
        ):
            return Piece("" if sign == "tight" else "/", factor, least)
        return Piece(f" {self.operator(sign)} " if sign else " ", factor, least)

    def apply(self, node: Apply) -> Box:
        """A function adjacent to its bracket, or a space before an argument without brackets."""
        function, argument = self.at(node.function, SCRIPT), node.argument
        if isinstance(argument, Fence):
            return join_boxes([function, self.box(argument)])
        if not differentiates(node.function) and (self.ascii or self.level(argument) < ATOM):
            return join_boxes(
                [function, brackets.put_in_brackets("(", self.box(argument), ")", ascii=self.ascii)]
            )
        small_ = isinstance(node.function, Script) and len(function.lines) == 1
        apart = (
            self.ascii or small_ or (isinstance(node.function, Symbol) and node.function.font == "function")
        )
        return join_boxes([function, text(" " if apart else ""), self.at(argument, PREFIX)])

    def fence(self, node: Fence) -> Box:
        """Brackets as tall as their contents, not counting a hanging subscript or the bar of a root."""
        inside = self.box(node.inside)
        if len(inside.lines) == 1 or is_tall(node.inside):
            return brackets.put_in_brackets(node.open, inside, node.close, ascii=self.ascii)
        sides = [text(glyphs.fence(side, ascii=self.ascii)) for side in (node.open, node.close)]
        return join_boxes([sides[0], inside, sides[1]])

    def big(self, node: Big) -> list[Box]:
        """A big operator with its limits below and above, then its operand."""
        name = Symbol(node.name, "function" if node.name in symbols.LIMITS else "")
        head = self.ranged(self.box(name), node.under, node.over)
        if node.body == NOTHING:
            return [head]
        return [head, text(" "), self.at(node.body, PRODUCT)]

    # -- above each other -----------------------------------------------------------------------------

    def fraction(self, node: Fraction) -> Box:
        """Numerator over denominator; the bar is a cell wider on both sides, so nested bars never touch."""
        top, bottom = self.box(node.top), self.box(node.bottom)
        wide = max(top.width, bottom.width) + 2
        bar = text((("-" if self.ascii else "─") if node.bar else " ") * wide)
        return above([widen(top, wide, "c"), bar, widen(bottom, wide, "c")], 1)

    def root(self, inside: Node, index: Node | None) -> Box:
        """A root; its index in small characters if Unicode has them."""
        part = self.part(index, raised=True) if not self.ascii else self.box(index) if index else None
        return brackets.root(
            self.box(inside), text(part) if isinstance(part, str) else part, ascii=self.ascii
        )

    def ranged(self, base: Box, under: Node | None, over: Node | None) -> Box:
        """A base with notes centred above and below it."""
        boxes = [self.note(over)] if over else []
        boxes.append(base)
        if under:
            boxes.append(self.note(under))
        return above(boxes, 1 if over else 0)

    def note(self, node: Node) -> Box:
        """A note above or below something, without spaces around its signs: `i=1`."""
        box = self.box(node)
        return box if len(box.lines) > 1 else text(re.sub(r" ([^\w\s]) ", r"\1", box.lines[0]))

    def script(self, node: Script) -> Box:
        """Scripts in small characters if Unicode has them, otherwise on a line above or below."""
        base = self.at(Fence("(", node.base, ")") if isinstance(node.base, Root) else node.base, ATOM)
        if node.primes:
            base = join_boxes([base, text(("'" if self.ascii else "′") * node.primes)])
        sub, sup = self.part(node.sub, raised=False), self.part(node.sup, raised=True)
        tall = len(base.lines) > 1 and is_tall(node.base)
        if not tall and not isinstance(sub, Box) and not isinstance(sup, Box):
            return join_boxes([base, text((sub or "") + (sup or ""))])
        return join_boxes([base, brackets.scripts(base if tall else text(""), sub, sup)])

    def part(self, node: Node | None, *, raised: bool) -> str | Box | None:
        """A script in small characters, otherwise as a box; in ASCII as text after its mark."""
        if node is None:
            return None
        if self.ascii:
            marked = Script(NOTHING, sup=node) if raised else Script(NOTHING, sub=node)
            return inline(marked, ascii=True)
        return small(node, raised=raised) or self.box(node)

    def accent(self, node: Accent) -> Box:
        """A combining character over one letter, else a mark on the line above."""
        inside = node.inside
        if isinstance(inside, Script):
            return self.script(Script(Accent(node.kind, inside.base), inside.sub, inside.sup, inside.primes))
        box = self.box(inside)
        one = isinstance(inside, Symbol) and (self.ascii or box.width == 1)
        return (
            text(inline(node, ascii=self.ascii))
            if one
            else brackets.accent_over(node.kind, box, ascii=self.ascii)
        )

    def hidden(self, shown: str, inside: Node) -> Box:
        """A one-line gap as wide as what it hides, or the hint in square brackets."""
        if shown:
            return text(f"[{glyphs.to_ascii(shown) if self.ascii else shown}]")
        return text(("_" if self.ascii else "▁") * max(3, self.box(inside).width))

    # -- tables ---------------------------------------------------------------------------------------

    def table(self, node: Table) -> Box:
        """Cells in columns, with a blank line between rows if one of them is tall."""
        cells_ = [[self.cell(node, row, at) for at in range(len(row))] for row in node.rows]
        return brackets.align_table(node, cells_, ascii=self.ascii)

    def cell(self, node: Table, row: Sequence[Node], at: int) -> Box:
        """A cell; after `&` a relation or sign keeps its space to the cell before it."""
        box = self.box(row[at])
        return join_boxes([text(" "), box]) if node.kind in ALIGNED and at % 2 and _signed(row[at]) else box


def is_tall(node: Node) -> bool:
    """True if a node needs several lines for more than scripts and the bars of roots."""
    if isinstance(node, Fraction | Table | Big | Brace | Stack):
        return True
    return any(is_tall(child) for child in children(node))


def _signed(node: Node) -> bool:
    """True if a cell begins with a sign that belongs between two cells."""
    first = node.items[0] if isinstance(node, Row) and node.items else node
    return isinstance(first, Sum) and first.signs[0] != "" and len(first.terms) > 0
