"""Line breaking for wide formulas, at relations, operators and commas."""

from __future__ import annotations

from flashcards.formula.render import brackets
from flashcards.formula.render.box import Box, cells, join_boxes, text
from flashcards.formula.render.one_line import inline
from flashcards.formula.render.pen import Pen
from flashcards.formula.traverse import ALIGNED, join_row
from flashcards.formula.tree import Mark, Node, Product, Relation, Row, Space, Sum, Table


def break_lines(pen: Pen, node: Node, width: int) -> Box:
    """`node` on lines of at most `width` cells; a longer single word is not broken."""
    box = pen.box(node)
    if box.width <= width:
        return box
    match node:
        case Table(kind, rows) if kind in ALIGNED:
            return _table(pen, node, rows, width)
        case Row(items):
            return _row(pen, items, width)
        case Relation(sides):
            indent = pen.box(sides[0]).width + 3
            return (
                _filled(_parts(pen, node, width - indent), width, indent)
                if indent <= width // 2
                else _plain(pen, node, width)
            )
    return _plain(pen, node, width)


def _plain(pen: Pen, node: Node, width: int) -> Box:
    return _filled(_parts(pen, node, width - 2), width, 2)


def _table(pen: Pen, node: Table, rows: tuple[tuple[Node, ...], ...], width: int) -> Box:
    """Breaks the right one of two aligned columns; in any other table breaks each row separately."""
    drawn = [[pen.cell(node, row, at) for at in range(len(row))] for row in rows]
    left = max(row[0].width for row in drawn)
    if left > width // 2 or any(len(row) != 2 for row in rows):
        return brackets.stack_rows([break_lines(pen, join_row(row), width) for row in rows])
    broken = [
        [row[0], break_lines(pen, cells_[1], width - left)] for row, cells_ in zip(drawn, rows, strict=True)
    ]
    return brackets.align_table(node, broken, ascii=pen.ascii)


def _row(pen: Pen, items: tuple[Node, ...], width: int) -> Box:
    """Keeps pieces that fit in one line; breaks a piece that is too wide into several lines."""
    blocks: list[Box] = []
    line: list[Node] = []
    for item in (*items, None):
        if item is not None and (isinstance(item, Mark | Space) or pen.row([*line, item]).width <= width):
            line.append(item)
            continue
        if line:
            blocks.append(_cut(pen, line, width))
        line = [] if item is None else [item]
    return _stacked(blocks)


def _cut(pen: Pen, line: list[Node], width: int) -> Box:
    """A line of pieces, broken if a single piece is still too wide."""
    while line and isinstance(line[-1], Space):
        line = line[:-1]
    box = pen.row(line)
    if box.width <= width or not line:
        return box
    first = break_lines(pen, line[0], width - len(line) + 1)
    return _ended(first, pen.row(line[1:])) if line[1:] else first


def _ended(box: Box, mark: Box) -> Box:
    """`box` with a comma at the end of its last line."""
    wide = box.width + mark.width
    rows = [row + " " * mark.width for row in box.lines]
    end = box.lines[-1].rstrip() + mark.lines[0]
    rows[-1] = end + " " * (wide - cells(end))
    return Box(tuple(rows), box.baseline, wide)


def _parts(pen: Pen, node: Node, limit: int) -> list[Box]:
    """The pieces between which `node` may be broken, none wider than `limit` if possible."""
    if not isinstance(node, Relation | Sum | Product):
        return _words(inline(node, ascii=pen.ascii))
    parts: list[Box] = []
    for piece in pen.split(node):
        box = pen.piece(piece)
        if box.width <= limit:
            parts.append(box)
            continue
        inner = (
            _parts(pen, piece.node, limit - cells(piece.mark))
            if pen.level(piece.node) >= piece.least
            else None
        )
        inner = inner or _words(f"({inline(piece.node, ascii=pen.ascii)})")
        parts += [join_boxes([text(piece.mark), inner[0]]), *inner[1:]]
    return parts


def _words(line: str) -> list[Box]:
    """Splits a line of text into words; a sign stays with the word that follows."""
    words: list[str] = []
    for word in line.split(" "):
        if words and not any(character.isalnum() for character in words[-1]):
            words[-1] += " " + word
        else:
            words.append(word)
    return [text(word if at == 0 else " " + word) for at, word in enumerate(words)]


def _filled(parts: list[Box], width: int, indent: int) -> Box:
    """Fills lines with parts; all but the first line are indented."""
    lines: list[list[Box]] = [[]]
    used = 0
    for part in parts:
        box = part
        if lines[-1] and used + box.width > width:
            box = _unspaced(part)
            lines.append([text(" " * indent)])
            used = indent
        lines[-1].append(box)
        used += box.width
    return _stacked([join_boxes(line) for line in lines])


def _unspaced(box: Box) -> Box:
    """The box without blank columns on its left."""
    blank = min(len(line) - len(line.lstrip(" ")) for line in box.lines)
    return Box(tuple(line[blank:] for line in box.lines), box.baseline, box.width - blank)


def _stacked(lines: list[Box]) -> Box:
    """Stacks lines; the baseline is that of the first."""
    body = brackets.stack_rows(lines)
    return Box(body.lines, lines[0].baseline, body.width)
