"""Lays out blocks as styled lines of a given width in terminal cells. Never writes to a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import assert_never

from flashcards.formula.render.box import cells, clusters
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

_MAY_BE_WIDE = re.compile(
    "[\u1100-\u115f\u231a-\u27bf\u2b00-\u2bff\u2e80-\ufaff\ufe0f-\ufe6f\uff00-\uffef\U00016fe0-\U0003ffff]"
)
"""What every text with a wide cluster has at least one of."""
_BEGINS_NO_LINE = frozenset(
    "!),.:;?]}¢°’”‰′″℃、。々〉》」』】〕〗〙〛ぁぃぅぇぉっゃゅょゎゕゖ゛゜ゝゞ゠ァィゥェォッャュョヮヵヶ・ーヽヾ…‥〜～"
    "！％），．：；？］｝｡｣､･"
)
_ENDS_NO_LINE = frozenset("([{‘“〈《「『【〔〖〘〚（［｛｢")
"""What Japanese and Chinese keep with the character before it, and with the one after it."""
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
    lines = list(_wrapped(_pieces(block.inlines, block.style, room, ascii_only), room))
    blank = " " * len(marker)
    return [((marker if n == 0 else blank, "dim"), *line) if marker else line for n, line in enumerate(lines)]


def _pieces(inlines: Iterable[Inline], style: str, width: int, ascii_only: bool) -> Iterator[StyledSpan]:
    """The unbreakable pieces of a line; the spaces and line breaks between them are pieces as well."""
    for inline in inlines:
        match inline:
            case Maths(latex):
                drawn = inline_maths(latex, ascii_only)
                whole = [drawn] if cells(drawn) <= width else _spaced(drawn)
                yield from ((piece, "math") for piece in whole)
            case Words(text, own):
                yield from ((piece, own or style) for piece in _spaced(text))
            case _:
                assert_never(inline)


def _spaced(text: str) -> Iterator[str]:
    piece = ""
    for character in text:
        if character in " \n":
            yield from _unbreakable(piece)
            yield character
            piece = ""
        else:
            piece += character
    yield from _unbreakable(piece)


def _unbreakable(word: str) -> Iterator[str]:
    """The parts of a word between which a line may end: more than one where there are wide characters."""
    if not _MAY_BE_WIDE.search(word):
        yield from [word] if word else ()
        return
    part, last = "", ""
    for cluster in clusters(word):
        if last and _may_part(last, cluster):
            yield part
            part = ""
        part, last = part + cluster, cluster
    yield part


def _may_part(before: str, after: str) -> bool:
    """True if a line may end between two clusters without a space: beside a wide one, as Chinese and Japanese
    are written, but for the punctuation that begins no line, or ends none.
    """
    if after[0] in _BEGINS_NO_LINE or before[0] in _ENDS_NO_LINE:
        return False
    return 2 in (cells(before), cells(after))


def _may_part_pieces(before: str, after: str) -> bool:
    if not (_MAY_BE_WIDE.search(before) or _MAY_BE_WIDE.search(after)):
        return False
    *_, last = clusters(before)
    return _may_part(last, next(clusters(after)))


def _wrapped(pieces: Iterable[StyledSpan], width: int) -> Iterator[StyledLine]:
    """The pieces as lines of at most `width` cells. Pieces without a space between them stay together."""
    line: list[StyledSpan] = []
    used = 0
    for word in _words(pieces):
        text = word[0][0]
        wide = sum(cells(piece) for piece, _ in word)
        if text == "\n" or (used and used + wide > width and text != " "):
            yield _tidy(line)
            line, used = [], 0
        if text == "\n" or (text == " " and used in (0, width)):
            continue
        for piece, own in word:
            for part in _cut(piece, width - used if used + cells(piece) <= width else width):
                if used + cells(part) > width and used:
                    yield _tidy(line)
                    line, used = [], 0
                line.append((part, own))
                used += cells(part)
    if line:
        yield _tidy(line)


def _words(pieces: Iterable[StyledSpan]) -> Iterator[list[StyledSpan]]:
    word: list[StyledSpan] = []
    for piece in pieces:
        if piece[0] in (" ", "\n"):
            if word:
                yield word
            yield [piece]
            word = []
        elif word and _may_part_pieces(word[-1][0], piece[0]):
            yield word
            word = [piece]
        else:
            word.append(piece)
    if word:
        yield word


def _cut(text: str, width: int) -> Iterator[str]:
    """`text` in parts of at most `width` cells, for words that are longer than a line."""
    if cells(text) <= width:
        yield text
        return
    part = ""
    for cluster in clusters(text):
        if part and cells(part + cluster) > width:
            yield part
            part = ""
        part += cluster
    yield part


def _tidy(line: list[StyledSpan]) -> StyledLine:
    """The line without trailing spaces, and with adjacent spans of the same style merged."""
    while line and line[-1][0] == " ":
        line = line[:-1]
    joined: list[StyledSpan] = []
    for text, style in line:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    return tuple(joined)


def _listing(block: Listing, width: int) -> list[StyledLine]:
    margin = " " * (block.indent + MARGIN)
    lines: list[StyledLine] = []
    coloured = highlight(block.text, block.language)
    digits = len(str(len(coloured))) + 2 if block.is_numbered else 0
    for number, line in enumerate(coloured, 1):
        pieces = [((part, style)) for text, style in line for part in _spaced(text)]
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
    return [((" " * indent, ""), *row) for row in _wrapped(pieces[leading:], width - indent)]


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
            list(_wrapped(_pieces(cell, "strong" if n == 0 else "", size, ascii_only), size))
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
