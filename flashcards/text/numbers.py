"""Formats numbers for display."""

from __future__ import annotations

import math
import re


def format_number(value: float, digits: int = 6, *, ascii_only: bool = False) -> str:
    """A number with at most `digits` significant digits; integers have no decimal point."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return ("-inf" if value < 0 else "inf") if ascii_only else ("−∞" if value < 0 else "∞")
    text = f"{value:.{digits}g}"
    text = re.sub(r"e([+-])0*(\d+)", lambda found: f"e{found[1].strip('+')}{found[2]}", text)
    text = "0" if text == "-0" else text
    return (
        text
        if ascii_only
        else text.replace("-", "−")
        if "e" not in text
        else text.replace("-", "−", text[0] == "-")
    )
