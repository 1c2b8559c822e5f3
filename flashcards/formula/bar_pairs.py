"""Pairs `|` bars before parsing: an opening and a closing bar look the same."""

from __future__ import annotations

from collections.abc import Sequence

_OPENS = frozenset({"(", "[", "{", r"\{", r"\left", r"\begin", r"\lfloor", r"\lceil", r"\langle"})
_CLOSES = frozenset({")", "]", "}", r"\}", r"\right", r"\end", r"\rfloor", r"\rceil", r"\rangle"})
_ENDS = frozenset({"&", r"\\", "\n"})
NAMES = {
    **dict.fromkeys(("|", r"\vert", r"\lvert", r"\rvert"), "|"),
    **dict.fromkeys(("||", "‖", "∥", r"\|", r"\Vert", r"\lVert", r"\rVert"), "Vert"),
}
"""The bars, by the name of the bracket that they make."""


def pair_bars(tokens: Sequence[str]) -> dict[int, int]:
    """Opening position → closing position for each pair of bars; a bar in neither is a relation sign.

    Two equal bars within the same brackets are a pair, from left to right. In an odd
    number of bars, the remaining one is a separator, as in `p(x | y)`.
    """
    pairs: dict[int, int] = {}
    waiting: list[dict[str, int]] = [{}]
    for at, token in enumerate(tokens):
        if token in NAMES:
            if at and tokens[at - 1] in {r"\left", r"\right", r"\middle"}:
                continue
            start = waiting[-1].pop(NAMES[token], None)
            if start is None:
                waiting[-1][NAMES[token]] = at
            else:
                pairs[start] = at
        elif token in _OPENS:
            waiting.append({})
        elif token in _CLOSES:
            waiting = waiting[:-1] or [{}]
        elif token in _ENDS:
            waiting[-1] = {}
    return pairs
