"""A formula drawn on as many lines as it needs: fractions, roots and limits in two dimensions."""

from __future__ import annotations

from flashcards.formula.render.box import Box
from flashcards.formula.render.line_breaking import break_lines
from flashcards.formula.render.pen import Pen
from flashcards.formula.tree import Node

__all__ = ["Box", "draw_formula"]


def draw_formula(tree: Node, width: int | None = None, *, ascii: bool = False) -> Box:  # noqa: A002 - as callers read it
    """The formula in two dimensions; broken at relations and operators if wider than `width` cells.

    Only what cannot be broken, such as one long word, stays wider. With `ascii` no other characters are used.
    """
    pen = Pen(ascii)
    box = pen.box(tree)
    return box if width is None or box.width <= width else break_lines(pen, tree, width)
