"""Slips in few words: what each writes for what."""

from __future__ import annotations

_NAMELESS = "other"
"""What the log calls a slip that no rule names."""
SLIP_WORDS = {
    "missing-square": "g for g²",
    "missing-complement": "β m + g",
    "swapped-weights": "1 − β for β",
    "swapped-betas": "β₁ for β₂",
    "missing-correction": "m for m̂",
    "correction-without-t": "1 − β for 1 − βᵗ",
    "correction-stored": "m̂ kept as m",
    "lagging-exponent": "βᵗ⁻¹ for βᵗ",
    "missing-root": "v for √v",
    "missing-epsilon": "no ε",
    "epsilon-inside-root": "ε in the root",
    "wrong-sign": "+ for −",
    "wrong-time-index": "t for t − 1",
    "missing-learning-rate": "no η",
    "learning-rate-twice": "η twice",
    "missing-gradient": "no g",
    "inverted-fraction": "b/a for a/b",
    "moments-swapped": "m for v",
    "coupled-decay": "decay coupled",
    "missing-decay": "no decay",
}
"""What a slip writes for what, in few cells."""


def slip_name(slip: str) -> str:
    """What a list calls the slip; a wrong answer in which none was found has no name."""
    return "without a name" if slip == _NAMELESS else slip
