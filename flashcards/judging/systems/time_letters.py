"""The letters by which a note counts the steps."""

from __future__ import annotations

import re
import unicodedata

_COUNTERS = "t|k|n|i|j|s|tau"
_SHIFTED = re.compile(rf"[_^]\s*\{{?\s*[(\[]?\s*\\?({_COUNTERS})\s*[-+−]\s*1(?![A-Za-z0-9])")
_RAISED = re.compile(rf"\^\s*\{{?\s*\(\s*\\?({_COUNTERS})\s*\)")
_CALLED = re.compile(r"[A-Za-z}]\(([tkn])\s*[-+]\s*1\)")
_INDEX = re.compile(r"_(?:\{?([kn])[,}]|([kn])(?![A-Za-z]))")
_WORDS = ("step", "epoch", "iteration", "iter", "step_num", "global_step")
"""Words that count steps unless the note sets them."""
_WORD = re.compile(rf"(?<![\w\\])({'|'.join(_WORDS)})(?!\w)(\s*(?::?=|←|\\leftarrow|\\gets))?")
_LONE_T = re.compile(r"(?<![A-Za-z\\])t(?![A-Za-z])")


def time_letters(note: str) -> frozenset[str]:
    r"""The letters that count steps anywhere in `note`: `k` in a note with `m_{k-1}`, `τ` for `w^{(\tau)}`.

    `t` is one of them unless the note uses only others; `i` is one only where neither `t` nor `k` counts,
    since it numbers coordinates or terms of a sum beside them.
    """
    text = unicodedata.normalize("NFKC", note) if re.search("[ᵢⱼₖₙₜ₊₋ᵗᵏⁿ⁺⁻]", note) else note
    spelled = text.replace("τ", r"\tau")
    found = {match[1] for pattern in (_SHIFTED, _RAISED, _CALLED) for match in pattern.finditer(spelled)}
    found |= {match[1] or match[2] for match in _INDEX.finditer(spelled)}
    if re.search("[ₖᵏ]", note):
        found.add("k")
    if re.search("[ₙⁿ]", note):
        found.add("n")
    if not found or _LONE_T.search(text) or re.search("[ₜᵗ]", note):
        found.add("t")
    if found & {"t", "k"}:
        found -= {"i", "j"}
    words = [*_WORD.finditer(text.replace("\\_", "_"))]
    return frozenset((found | {match[1] for match in words}) - {match[1] for match in words if match[2]})


_FIRST_INDEX = re.compile(rf"[_^]\s*\{{?\s*\(?\s*\\?({_COUNTERS})(?![A-Za-z])")


def time_letter_of(line: str) -> str:
    r"""The letter that counts the steps in one line: `k` for `w_{k+1} = w_k - …`; `t` if it has no index."""
    found = _FIRST_INDEX.search(line)
    return found[1] if found else "t"
