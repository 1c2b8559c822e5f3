"""Brackets, roots and braces that grow with their contents."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from flashcards.formula.render import glyphs
from flashcards.formula.render.box import Box, above, join_boxes, text, widen, with_baseline
from flashcards.formula.traverse import ALIGNED
from flashcards.formula.tree import Table, Text

_TALL = MappingProxyType(
    {
        "(": "⎛⎜⎜⎝",
        ")": "⎞⎟⎟⎠",
        "[": "⎡⎢⎢⎣",
        "]": "⎤⎥⎥⎦",
        "{": "⎧⎪⎨⎩",
        "}": "⎫⎪⎬⎭",
        "|": "││││",
        "Vert": "║║║║",
        "lfloor": "⎢⎢⎢⎣",
        "rfloor": "⎥⎥⎥⎦",
        "lceil": "⎡⎢⎢⎢",
        "rceil": "⎤⎥⎥⎥",
        "langle": "╱╱⟨╲",
        "rangle": "╲╲⟩╱",
    }
)
"""The top, the long part, the middle and the foot of a tall bracket."""
_TALL_ASCII = MappingProxyType(
    {"(": "/||\\", ")": "\\||/", "[": "[[[[", "]": "]]]]", "{": "/|<\\", "}": "\\|>/"}
)


def bracket(name: str, height: int, baseline: int, *, ascii: bool = False) -> Box:  # noqa: A002
    """A bracket of `height` lines."""
    if not name:
        return Box(("",) * height, baseline, 0)
    shape = _TALL_ASCII.get(name, "||||") if ascii else _TALL.get(name, "││││")
    if height == 1:
        return text(glyphs.fence(name, ascii=ascii))
    lines = [shape[0], *shape[1] * (height - 2), shape[3]]
    if height > 2:
        lines[height // 2] = shape[2]
    return Box(tuple(lines), baseline, 1)


def put_in_brackets(opening: str, inside: Box, closing: str, *, ascii: bool = False) -> Box:  # noqa: A002
    """`inside` between brackets of the same height."""
    height, baseline = len(inside.lines), inside.baseline
    left = bracket(opening, height, baseline, ascii=ascii)
    right = bracket(closing, height, baseline, ascii=ascii)
    gap = [text(" ")] if height > 1 and opening == "{" and not closing else []
    return join_boxes([left, *gap, inside, right])


def root(inside: Box, index: Box | None, *, ascii: bool = False) -> Box:  # noqa: A002
    """A root with a bar over its radicand."""
    if ascii:
        name = (
            text("sqrt")
            if index is None
            else join_boxes([text("root["), with_baseline(index, index.baseline), text("]")])
        )
        return join_boxes([name, put_in_brackets("(", inside, ")", ascii=True)])
    if len(inside.lines) == 1:
        roof = text("_" * inside.width)
        under = join_boxes([text("√"), above([roof, inside], 1)])
    else:
        wall = Box(("┌", *"│" * len(inside.lines)), inside.baseline + 1, 1)
        hook = Box((*" " * len(inside.lines), "╲"), inside.baseline + 1, 1)
        under = join_boxes([hook, wall, above([text("─" * inside.width), inside], 1)])
    if index is None:
        return under
    foot = len(under.lines) - 1 - under.baseline
    return join_boxes([with_baseline(index, len(index.lines) - 1 - foot), under])


def scripts(base: Box, sub: str | Box | None, sup: str | Box | None) -> Box:
    """The column of scripts to the right of a base: superscript at the top, subscript at the bottom."""
    upper = text(sup) if isinstance(sup, str) else sup
    lower = text(sub) if isinstance(sub, str) else sub
    wide = max(upper.width if upper else 0, lower.width if lower else 0)
    top, foot = -base.baseline, len(base.lines) - 1 - base.baseline
    rows: dict[int, str] = {}
    if upper:
        last = top if isinstance(sup, str) or foot > top else -1
        rows |= {last - at: line for at, line in enumerate(reversed(widen(upper, wide).lines))}
    if lower:
        first = foot if isinstance(sub, str) or foot > top else 1
        rows |= {first + at: line for at, line in enumerate(widen(lower, wide).lines)}
    start, stop = min((*rows, 0)), max((*rows, 0))
    return Box(tuple(rows.get(at, " " * wide) for at in range(start, stop + 1)), -start, wide)


def brace_along(kind: str, inside: Box, note: Box | None, *, ascii: bool = False) -> Box:  # noqa: A002
    """A brace along one side of `inside`, with a note at its point."""
    brace = text(_brace(kind, inside.width, ascii))
    parts = [inside, brace] + ([note] if note else [])
    return above(parts, 0) if kind == "under" else above(parts[::-1], len(parts) - 1)


def _brace(kind: str, width: int, ascii: bool) -> str:  # noqa: A002
    left, line, point, right = ("\\", "_", "v", "/") if ascii else ("╰", "─", "┬", "╯")
    if kind == "over":
        left, line, point, right = ("/", "-", "^", "\\") if ascii else ("╭", "─", "┴", "╮")
    if width < 3:
        return line * width
    before = (width - 3) // 2
    return left + line * before + point + line * (width - 3 - before) + right


_OVER = MappingProxyType(
    {"hat": "^", "tilde": "~", "vec": "→", "dot": ".", "ddot": "..", "check": "v", "breve": "u"}
)


def accent_over(kind: str, inside: Box, *, ascii: bool = False) -> Box:  # noqa: A002
    """An accent over something wider than a letter, on a separate line."""
    if kind == "underline":
        return above([inside, text(("-" if ascii else "‾") * inside.width)], 0)
    mark = (
        "_" * inside.width
        if kind == "bar"
        else glyphs.to_ascii(_OVER.get(kind, "'"))
        if ascii
        else _OVER.get(kind, "´")
    )
    return above([text(mark), inside], 1)


def align_table(node: Table, rows: Sequence[Sequence[Box]], *, ascii: bool = False) -> Box:  # noqa: A002
    """Drawn cells in columns; the two sides of `&=` are adjacent, other columns two cells apart."""
    columns = max((len(row) for row in rows), default=0)
    widths = [max((row[at].width for row in rows if at < len(row)), default=0) for at in range(columns)]
    sides = [alignment(node, at) for at in range(columns)]
    lines: list[Box] = []
    for row in rows:
        boxes: list[Box] = []
        for at, box in enumerate(row):
            apart = at and not (node.kind in ALIGNED and at % 2)
            boxes += [text("  ")] if apart else []
            boxes.append(widen(box, widths[at], sides[at]))
        lines.append(join_boxes(boxes or [text("")]))
    body = stack_rows(lines)
    if "cases" in node.kind:
        opening, closing = ("", "}") if node.kind == "rcases" else ("{", "")
        return put_in_brackets(opening, body, closing, ascii=ascii)
    return body


def alignment(node: Table, at: int) -> str:
    """The alignment of a table's column: as specified, otherwise by the kind of table."""
    if at < len(node.columns):
        return node.columns[at]
    if node.kind in ALIGNED:
        words = any(at < len(row) and isinstance(row[at], Text) for row in node.rows)
        return "l" if at % 2 or words else "r"
    return "l" if "cases" in node.kind else "c"


def stack_rows(rows: Sequence[Box]) -> Box:
    """Stacks rows, with a blank line next to a tall one; the baseline is the middle line."""
    spread: list[Box] = []
    for at, row in enumerate(rows):
        if at and (len(row.lines) > 1 or len(rows[at - 1].lines) > 1):
            spread.append(text(""))
        spread.append(row)
    width = max((row.width for row in rows), default=0)
    lines = tuple(line for row in spread for line in widen(row, width).lines)
    if len(rows) == 1:
        return Box(lines, rows[0].baseline, width)
    return Box(lines, (len(lines) - 1) // 2, width)
