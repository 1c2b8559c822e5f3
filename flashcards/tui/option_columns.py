"""The options of a choices card as lines, one below the other, or in two columns where both fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from flashcards.text.blocks import Paragraph, TextBlock
from flashcards.text.layout import lay
from flashcards.text.styled import StyledLine, line_width, side_by_side
from flashcards.value import Value

GAP = 6
FEWEST = 4
"""From so many options on, or with any of several rows, two columns are read more easily than one."""


class OptionPlace(Value, frozen=True):
    """Where an option lies: its rows, and its cells in them."""

    number: int
    rows: range
    cells: range


class LaidOptions(Value, frozen=True):
    """The lines of a question with its options."""

    lines: tuple[StyledLine, ...]
    places: tuple[OptionPlace, ...] = ()


def lay_options(
    blocks: Sequence[TextBlock], width: int, mark: Callable[[Iterable[StyledLine]], list[StyledLine]]
) -> LaidOptions:
    """The lines of a question that ends with numbered options; `mark` marks those of one."""
    starts = [at for at, block in enumerate(blocks) if isinstance(block, Paragraph) and _is_number(block)]
    spans = list(pairwise([*starts, len(blocks)]))
    items = [mark(lay(blocks[first:last], width)) for first, last in spans]
    half = (width - GAP) // 2
    fits = all(line_width(line) <= half for item in items for line in item)
    if fits and (len(items) >= FEWEST or (len(items) > 1 and any(len(item) > 1 for item in items))):
        head = [*lay(blocks[: starts[0]], width), ()] if starts[0] else []
        return _in_columns(head, items, half)
    places = []
    for number, ((_, last), item) in enumerate(zip(spans, items, strict=True), 1):
        end = len(lay(blocks[:last], width))
        places.append(OptionPlace(number, range(end - len(item), end), range(width)))
    return LaidOptions(tuple(mark(lay(blocks, width))), tuple(places))


def _is_number(block: Paragraph) -> bool:
    """True for the first paragraph of an item of the outermost list."""
    return block.marker.rstrip(".").isdecimal() and block.indent == len(block.marker) + 1


def _in_columns(head: list[StyledLine], items: Sequence[list[StyledLine]], half: int) -> LaidOptions:
    """The first half at the left; options beside each other begin in one row."""
    lines, places, rows = list(head), list[OptionPlace](), (len(items) + 1) // 2
    wide = max(line_width(line) for item in items[:rows] for line in item)
    for row in range(rows):
        pair = [items[row], items[row + rows] if row + rows < len(items) else []]
        height = max(map(len, pair))
        span = range(len(lines), len(lines) + height)
        places.append(OptionPlace(row + 1, span, range(wide + GAP)))
        places.append(OptionPlace(row + rows + 1, span, range(wide + GAP, 2 * half + GAP)))
        left = [((" " * wide, ""),), *pair[0]]  # so that both columns begin where the widest option ends
        lines += side_by_side(left, [(), *pair[1]], GAP)[1:]
        if height > 1 and row < rows - 1:
            lines.append(())
    return LaidOptions(tuple(lines), tuple(place for place in places if place.number <= len(items)))
