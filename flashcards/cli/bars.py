"""Bars of block characters, or of ASCII where the output has no others."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_HEAT, _ASCII_HEAT = "·░▒▓█", ".-+*#"


def draw_bar(value: float, largest: float, width: int, *, ascii_only: bool) -> str:
    """A horizontal bar of `width` cells for the largest value; of a value above zero at least one."""
    cells = round(value / largest * width) if largest else 0
    return ("#" if ascii_only else "█") * (max(cells, 1) if value else 0)


def draw_columns(values: Sequence[float], height: int, *, ascii_only: bool) -> list[str]:
    """A column a value, in `height` lines from the top; of a value above zero at least its foot."""
    largest = max(values, default=0) or 1
    filled = [max(round(value / largest * height * 8), 1) if value else 0 for value in values]
    lines = []
    for line in reversed(range(height)):
        parts = [min(max(each - line * 8, 0), 8) for each in filled]
        lines.append("".join(_ascii_part(part) if ascii_only else _EIGHTHS[part] for part in parts))
    return lines


def _ascii_part(eighths: int) -> str:
    if not eighths:
        return " "
    return "#" if eighths > 5 else ":" if eighths > 2 else "."


def draw_heat(value: float, largest: float, *, ascii_only: bool) -> str:
    """One of five characters, the first for zero alone."""
    level = 0 if not value else min(4, 1 + int(value / largest * 4)) if largest else 1
    return (_ASCII_HEAT if ascii_only else _HEAT)[level]
