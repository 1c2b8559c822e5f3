"""A table of numbers whose columns are aligned at the decimal point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from flashcards.demo.result import Series
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.text.styled import StyledLine, pad

MOST_ROWS = 16
_ROUND = frozenset({0, *(factor * 10**power for power in range(6) for factor in (1, 2, 5))})
_GAP = 2
_FEWEST = 3
"""The digits that a number must show among others with as many decimals."""
_SPARE = 3
"""The most zeros before the first significant digit of a column."""
_LONG = 1e7
"""From here on a number is written as a power of ten."""


def number_table(
    columns: Sequence[str],
    rows: Sequence[Series],
    *,
    width: int = 80,
    digits: int = 6,
    ascii_only: bool = False,
    now: float | None = None,
) -> list[StyledLine]:
    """A heading and rows; the row at t = `now` is highlighted.

    In a narrow room the headings take two lines, then the gaps shrink, then numbers lose a digit; columns
    that do not fit even so are named below.
    """
    parts, gap, fitting = _narrowed(columns, rows, width, digits, ascii_only)
    lines = [(" " * gap).join(cut) for cut in zip(*parts[:fitting], strict=True)]
    head = len(lines) - len(rows)
    styles = [*["bold"] * head, *("reverse" if row[0] == now else "" for row in rows)]
    drawn: list[StyledLine] = [((line, style),) for line, style in zip(lines, styles, strict=True)]
    if left_out := [pretty(name, ascii_only=ascii_only) for name in columns[fitting:]]:
        drawn.append(((f"+ {', '.join(left_out)}", "dim"),))
    return drawn


def columns_left_out(
    columns: Sequence[str], rows: Sequence[Series], *, width: int, digits: int = 4
) -> tuple[str, ...]:
    """The columns for which a table of this width has no room, save those that repeat others."""
    fitting = _narrowed(columns, rows, width, digits, False)[2]
    return tuple(name for name in columns[fitting:] if not _repeats(name))


def _repeats(name: str) -> bool:
    """True for a column that a comparison adds: what it says stands in its other columns."""
    return name.rpartition(" ")[2] in {"difference", "ratio"}


def _narrowed(
    columns: Sequence[str], rows: Sequence[Series], width: int, digits: int, ascii_only: bool
) -> tuple[list[list[str]], int, int]:
    """The cells of each column, the gap between two, and how many columns fit."""
    for folded, gap, kept in ((False, _GAP, digits), (True, _GAP, digits), (True, 1, digits), (True, 1, 3)):
        parts = _columns(columns, rows, min(kept, digits), ascii_only, folded)
        fitting = _fitting([cells(part[-1]) for part in parts], width, gap)
        if all(map(_repeats, columns[fitting:])):
            break
    return parts, gap, fitting


def _columns(
    columns: Sequence[str], rows: Sequence[Series], digits: int, ascii_only: bool, folded: bool
) -> list[list[str]]:
    """The lines of each column; a folded heading has its first word above the rest."""
    headings = [pretty(name, ascii_only=ascii_only).split(" ", int(folded)) for name in columns]
    high = max(map(len, headings), default=1)
    return [
        _column(name, [row[i] for row in rows], digits, ascii_only, [""] * (high - len(heading)) + heading)
        for i, (name, heading) in enumerate(zip(columns, headings, strict=True))
    ]


def few(rows: Sequence[Series], most: int = MOST_ROWS, must: Sequence[float] = ()) -> list[Series]:
    """At most `most` of the rows, those at the steps in `must` among them.

    Of consecutive steps the round ones and the last are kept; of steps that somebody chose, those that the
    others do not foretell.
    """
    chosen = list(rows)
    if len(chosen) > most:
        apart = any(after[0] - row[0] != 1 for row, after in pairwise(rows))
        chosen = (
            _telling(rows, most) if apart else [row for row in rows if row[0] in _ROUND or row is rows[-1]]
        )
    kept = chosen[:1] + chosen[len(chosen) - most + 1 :] if len(chosen) > most > 1 else chosen[:most]
    for row in (row for row in rows if row[0] in must and row not in kept):
        if len(kept) >= most:
            spare = [each for each in kept if each[0] not in must]
            if not spare:
                break
            kept.remove(spare[-1])
        kept.append(row)
    return sorted(kept)


def _telling(rows: Sequence[Series], most: int) -> list[Series]:
    """The first and the last row, then again and again the one farthest off the line between those kept."""
    kept = [0, len(rows) - 1][:most]
    while len(kept) < most:
        kept = sorted({*kept, max(range(len(rows)), key=lambda i: _surprise(rows, kept, i))})
    return [rows[i] for i in kept]


def _surprise(rows: Sequence[Series], kept: Sequence[int], i: int) -> float:
    """How far row `i` is from what its neighbours among the kept foretell, in ranges of its columns."""
    if i in kept:
        return -1.0
    before, after = max(k for k in kept if k < i), min(k for k in kept if k > i)
    share = (i - before) / (after - before)
    found = 0.0
    for column in range(1, len(rows[0])):
        low, here, high = (rows[k][column] for k in (before, i, after))
        finite = [row[column] for row in rows if math.isfinite(row[column])]
        extent = max(finite) - min(finite) if finite else 0.0
        if extent and all(map(math.isfinite, (low, here, high))):
            found = max(found, abs(here - low - share * (high - low)) / extent)
    return found


def _fitting(widths: Sequence[int], room: int, gap: int) -> int:
    """The number of columns that fit, at least two."""
    count = sum(sum(widths[: i + 1]) + gap * i <= room for i in range(len(widths)))
    return max(2, count)


def _column(
    name: str, values: Sequence[float], digits: int, ascii_only: bool, heading: Sequence[str]
) -> list[str]:
    """The lines of a heading and the numbers, padded to one width and aligned at the point."""
    texts = _texts(values, digits, ascii_only=ascii_only, loss=name.partition(" ")[0] == "loss")
    after = [len(text) - _point(text) for text in texts]
    tail = max(after, default=0)
    texts = [text + " " * (tail - own) for text, own in zip(texts, after, strict=True)]
    room = max(map(cells, [*heading, *texts]))
    return [pad(text, room, right=True) for text in [*heading, *texts]]


def _texts(values: Sequence[float], digits: int, *, ascii_only: bool, loss: bool) -> list[str]:
    """The numbers of a column with a common number of decimals, except those that would lose their digits."""
    places = _places([abs(value) for value in values if value and math.isfinite(value)], digits, loss=loss)
    found = [_fixed(value, places, digits, ascii_only) for value in values]
    return found if loss else _trimmed(found)


def _places(sizes: Sequence[float], digits: int, *, loss: bool) -> int | None:
    """The number of decimals of a column; None if no common number suits it.

    Enough for `digits` digits of its smallest number, but of its largest at most one more than that; and of a
    loss as many as `digits`, for six are what training loops print.
    """
    if not sizes or max(sizes) >= _LONG:
        return None
    low, high = (digits - 1 - math.floor(math.log10(size)) for size in (min(sizes), max(sizes)))
    places = digits if loss and 0 < high <= digits + 1 else min(low, high + 1, max(high, digits + _SPARE))
    if _digits(min(sizes), places) < _FEWEST and not loss:
        places = high
    return max(0, places) if places <= digits + _SPARE else None


def _fixed(value: float, places: int | None, digits: int, ascii_only: bool) -> str:
    """The number with that many decimals; unchanged if too few significant digits would remain."""
    if places is None or not value or not math.isfinite(value) or _digits(abs(value), places) < _FEWEST:
        return format_number(value, digits, ascii_only=ascii_only)
    text = f"{value:.{places}f}"
    return text if ascii_only else text.replace("-", "−")


def _digits(size: float, places: int) -> int:
    """The number of significant digits shown by a number of decimals."""
    return places + 1 + math.floor(math.log10(size))


def _trimmed(texts: list[str]) -> list[str]:
    """The texts without the trailing zeros that they all share."""
    fixed = [text for text in texts if "." in text and "e" not in text]
    spare = min((len(text) - len(text.rstrip("0")) for text in fixed), default=0)
    if not spare:
        return texts
    return [text[:-spare].rstrip(".") if text in fixed else text for text in texts]


def _point(text: str) -> int:
    """The position of a number's decimal point, written or implied."""
    whole = text.partition("e")[0]
    return whole.index(".") if "." in whole else len(whole)
