"""How far a key press moves a setting: in steps that suit its kind."""

from __future__ import annotations

import math

DECADE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""Ten round numbers a decade, each about a quarter above the one before."""
_LEAST, _MOST = 1e-12, 1e6
_FROM_ZERO = 0.001
_NEAREST_TO_ONE = 0.99999


def turn(name: str, value: float, presses: int) -> float:
    """The value after `presses` steps up, or down if negative: ten to a decade, or to a nine (0.9 → 0.99)."""
    from optimizers.rule import DECAY_FACTORS  # NumPy loads here, not with the first screen

    setting = name.rpartition(" ")[2]
    if not math.isfinite(value):
        return value
    for _ in range(abs(presses)):
        up = presses > 0
        value = _share(value, up=up) if setting in DECAY_FACTORS else _amount(value, up=up)
    return min(value, 1.0) if setting == "dampening" else value


def _share(value: float, *, up: bool) -> float:
    """0.8, 0.9, 0.91, …, 0.99, 0.991: the last digit of 1 - value moves by one."""
    value = min(max(value, 0.0), _NEAREST_TO_ONE)
    power = math.log10(1 - value)
    place = (math.ceil(power - 1e-9) - 1) if up else math.floor(power + 1e-9)
    moved = round(value + 10.0**place if up else value - 10.0**place, 8)
    return min(max(moved, 0.0), _NEAREST_TO_ONE)


def _amount(value: float, *, up: bool) -> float:
    """The next round number above or below; zero is left for, and reached from, a small one."""
    if value < _LEAST:
        return _FROM_ZERO if up else 0.0
    if value > _MOST or (up and value == _MOST):
        return value if up else _MOST
    decade = math.floor(math.log10(value) + 1e-9)
    around = [
        float(f"{factor * 10.0**power:.3g}")
        for power in (decade - 1, decade, decade + 1)
        for factor in DECADE
    ]
    if up:
        return min(next(number for number in around if number > value * (1 + 1e-9)), _MOST)
    return max(next(number for number in reversed(around) if number < value * (1 - 1e-9)), _LEAST)
