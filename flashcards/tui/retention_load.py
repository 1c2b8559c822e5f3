"""What a retention asked for costs: reviews a day, for the value that is being chosen and its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

SimulateLoad: TypeAlias = Callable[[float], float]
"""The reviews a day at a retention."""
STEP = 0.05
"""How far the neighbours of a value are."""
_LEAST, _MOST = 0.7, 0.99


def neighbours(retention: float) -> tuple[float, ...]:
    """The value, and those a step below and above it that may be chosen."""
    others = (round(retention - STEP, 4), round(retention + STEP, 4))
    return (retention, *(other for other in others if _LEAST <= other <= _MOST))


def load_words(loads: Mapping[float, float], retention: float) -> str:
    """In few cells, as in `→ 31 reviews a day; 85% → 22`; empty while that is not known."""
    if retention not in loads:
        return ""
    others = [other for other in neighbours(retention)[1:2] if other in loads]
    more = "".join(f"; {_percent(other)} → {loads[other]:.0f}" for other in others)
    return f"→ {loads[retention]:.0f} reviews a day{more}"


def load_sentence(loads: Mapping[float, float], retention: float) -> str:
    """The value and both neighbours, in a sentence; empty while that is not known."""
    if retention not in loads:
        return ""
    others = [
        f"{_percent(other)} {loads[other]:.0f}" for other in neighbours(retention)[1:] if other in loads
    ]
    rest = f"; at {', at '.join(others)}" if others else ""
    return f"At {_percent(retention)} about {loads[retention]:.0f} reviews a day{rest}."


def _percent(retention: float) -> str:
    return f"{retention * 100:.4g}%"
