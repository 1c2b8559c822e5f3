"""Lays out blocks as styled lines of a given width in terminal cells. Never writes to a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import assert_never

from flashcards.formula.render.box import cells
from flashcards.text.blocks import (
    Display,
    Grid,
    Inline,
    Listing,
    Maths,
    Paragraph,
    Ruler,
    TextBlock,
    Words,
)
from flashcards.text.highlight import highlight
from flashcards.text.styled import StyledLine, StyledSpan
from flashcards.text.wrapping import split_pieces, wrap_pieces

MARGIN = 2
"""The indentation, in cells, of displayed formulas and code."""


def lay(blocks: Iterable[TextBlock], width: int, *, ascii_only: bool = False) -> tuple[StyledLine, ...]:
    """The lines of `blocks`, at most `width` cells wide wherever they can be broken."""
    lines: list[StyledLine] = []
    previous: TextBlock | None = None
    for block in blocks:
        if previous is not None and not _close(previous, block):
            lines.append(())
        lines += _lines(block, max(width, 8), ascii_only)
        previous = block
    return tuple(lines)


def speak_blocks(blocks: Iterable[TextBlock]) -> str:
    """The blocks as text for a screen reader, with each formula spelled out in words."""
    return "\n".join(line for block in blocks for line in _said(block))


def _close(above: TextBlock, below: TextBlock) -> bool:
    """True for neighbouring items of one list, which have no empty line between them."""
    return (
        isinstance(above, Paragraph) and isinstance(below, Paragraph) and bool(below.marker and above.indent)
    )


def _lines(block: TextBlock, width: int, ascii_only: bool) -> list[StyledLine]:
    match block:
        case Paragraph():
            return _paragraph(block, width, ascii_only)
        case Display(latex, indent):
            margin = " " * (indent + MARGIN)
            drawn = _drawn(latex, width - len(margin), ascii_only)
            return [((margin, ""), (line, "math")) for line in drawn]
        case Listing():
            return _listing(block, width)
        case Grid():
            return _grid(block, width, ascii_only)
        case Ruler():
            return [(("-" * width if ascii_only else "─" * width, "dim"),)]
        case _:
            assert_never(block)


@lru_cache(maxsize=2048)
def _drawn(latex: str, width: int, ascii_only: bool) -> tuple[str, ...]:
    from flashcards.formula import parse  # a text without formulas needs no reader of them
    from flashcards.formula.render import two_dimensional

    try:
        return two_dimensional.draw_formula(parse.parse_latex(latex).tree, width, ascii=ascii_only).lines
    except parse.Unreadable:
        return tuple(latex.splitlines())


@lru_cache(maxsize=4096)
def inline_maths(latex: str, ascii_only: bool = False) -> str:
    """A formula in a line of text; its LaTeX source if it cannot be parsed."""
    from flashcards.formula import parse
    from flashcards.formula.render import one_line

    try:
        return one_line.inline(parse.parse_latex(latex).tree, ascii=ascii_only)
    except parse.Unreadable:
        return latex


def _paragraph(block: Paragraph, width: int, ascii_only: bool) -> list[StyledLine]:
    marker = f"{block.marker:>{block.indent - 1}} " if block.marker else " " * block.indent
    room = width - len(marker)
    lines = list(wrap_pieces(_pieces(block.inlines, block.style, room, ascii_only), room))
    blank = " " * len(marker)
    return [((marker if n == 0 else blank, "dim"), *line) if marker else line for n, line in enumerate(lines)]


def _pieces(inlines: Iterable[Inline], style: str, width: int, ascii_only: bool) -> Iterator[StyledSpan]:
    """The unbreakable pieces of a line; the spaces and line breaks between them are pieces as well."""
    for inline in inlines:
        match inline:
            case Maths(latex):
                drawn = inline_maths(latex, ascii_only)
                whole = [drawn] if cells(drawn) <= width else split_pieces(drawn)
                yield from ((piece, "math") for piece in whole)
            case Words(text, own):
                yield from ((piece, own or style) for piece in split_pieces(text))
            case _:
                assert_never(inline)


def _listing(block: Listing, width: int) -> list[StyledLine]:
    margin = " " * (block.indent + MARGIN)
    lines: list[StyledLine] = []
    coloured = highlight(block.text, block.language)
    digits = len(str(len(coloured))) + 2 if block.is_numbered else 0
    for number, line in enumerate(coloured, 1):
        pieces = [((part, style)) for text, style in line for part in split_pieces(text)]
        room = width - len(margin) - digits
        whole = sum(cells(text) for text, _ in line) <= room
        rows = [tuple(line)] if whole else _broken_code(pieces, room)
        heads = [(f"{number:>{digits - 2}}  ", "dim")] if digits else []
        for row in rows:
            lines.append(((margin, ""), *heads, *row))
            heads = [(" " * digits, "")] if digits else []
        lines += [] if rows else [()]
    return lines


def _broken_code(pieces: Sequence[StyledSpan], width: int) -> list[StyledLine]:
    """A line of code in rows, each as far in as the line is: in Python that says where it belongs."""
    leading = next((n for n, (text, _) in enumerate(pieces) if text != " "), 0)
    indent = min(leading, width // 2)
    return [((" " * indent, ""), *row) for row in wrap_pieces(pieces[leading:], width - indent)]


def _grid(block: Grid, width: int, ascii_only: bool) -> list[StyledLine]:
    """The table's lines: columns as wide as their widest cell, narrowed evenly if the table would not fit."""
    count = max(len(row) for row in block.rows)
    natural = [max(_natural(row, column, ascii_only) for row in block.rows) for column in range(count)]
    room = max(width - 2 * (count - 1), count)
    widths = natural
    while sum(widths) > room and max(widths) > 4:
        widest = widths.index(max(widths))
        widths = [*widths[:widest], widths[widest] - 1, *widths[widest + 1 :]]
    lines: list[StyledLine] = []
    for n, row in enumerate(block.rows):
        cells_of_row = [
            list(wrap_pieces(_pieces(cell, "strong" if n == 0 else "", size, ascii_only), size))
            for cell, size in zip(row, widths, strict=False)
        ]
        for height in range(max((len(cell) for cell in cells_of_row), default=0)):
            lines.append(_row([cell[height] if height < len(cell) else () for cell in cells_of_row], widths))
        if n == 0:
            lines.append((("  ".join(("-" if ascii_only else "─") * size for size in widths), "dim"),))
    return lines


def _natural(row: tuple[tuple[Inline, ...], ...], column: int, ascii_only: bool) -> int:
    if column >= len(row):
        return 1
    return sum(cells(text) for text, _ in _pieces(row[column], "", 10_000, ascii_only)) or 1


def _row(parts: list[StyledLine], widths: list[int]) -> StyledLine:
    spans: list[StyledSpan] = []
    for part, size in zip(parts, widths, strict=False):
        used = sum(cells(text) for text, _ in part)
        spans += [*part, (" " * (size - used + 2), "")]
    return tuple(spans)


def _said(block: TextBlock) -> list[str]:
    match block:
        case Paragraph(inlines, _, marker, _):
            words = "".join(speak_formula(i.latex) if isinstance(i, Maths) else i.text for i in inlines)
            return [f"{marker} {words}".strip()]
        case Display(latex, _):
            return [speak_formula(latex)]
        case Listing(text, _, _):
            return text.splitlines()
        case Grid(rows):
            return [
                "; ".join(
                    "".join(speak_formula(i.latex) if isinstance(i, Maths) else i.text for i in cell)
                    for cell in row
                )
                for row in rows
            ]
        case Ruler():
            return []
        case _:
            assert_never(block)


def speak_formula(latex: str) -> str:
    """A formula in spoken form; its LaTeX source if it cannot be parsed."""
    from flashcards.formula import parse
    from flashcards.formula.render import speech

    try:
        return speech.speak(parse.parse_latex(latex).tree)
    except parse.Unreadable:
        return latex
