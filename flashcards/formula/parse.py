"""Parses formulas into the tree of `formula.tree`: LaTeX, or typed as Python, plain text or Unicode."""

from __future__ import annotations

import re
from functools import lru_cache

from flashcards.formula import latex as _latex
from flashcards.formula import typed as _typed
from flashcards.formula.traverse import depth
from flashcards.formula.tree import Node, Reading
from flashcards.formula.unreadable import Unreadable

__all__ = [
    "DEPTH",
    "LENGTH",
    "Reading",
    "Unreadable",
    "parse_answer",
    "parse_latex",
    "parse_typed",
    "parse_unfinished",
]

DEPTH = 120
"""How deep a tree may be; formulas that people write are seldom deeper than ten."""
LENGTH = 20_000
"""How many characters a formula may have."""
_IS_LATEX = re.compile(r"\\[A-Za-z(\[]|\$")
_SUM = re.compile("∑|Σ(?=[_ₐ-ₜᵢ])")
"""A sum in Unicode, whose limits only LaTeX has."""
_SPACED_SIGN = re.compile(r"\\math(?:rel|bin|op)\{([-+*/])\}\s*=|\{([-+*/])\}=|(−)=")
"""`\\mathrel{-}=`, by which LaTeX sets `-=` without a gap, and `−=` with the sign of mathematics."""
_AROUND = re.compile(r"^\s*(`+)(?P<code>[^`]*)\1\s*$|(?<![.,;…])[.,;]\s*$")
"""Backticks around an answer, and the full stop or comma of the sentence that it was copied from."""
BARE_INDEX = re.compile(r"_([A-Za-z])([-+−]1)(?![\d.]|e[-+\d])")
"""`m_t-1` without a space, by which people who type mean `m_{t-1}`."""


@lru_cache(maxsize=1024)
def parse_latex(text: str) -> Reading:
    r"""Parses LaTeX, with or without `$…$`, `\(…\)`, `\[…\]`.

    Unknown parts stay visible and are listed in `warnings`. Raises Unreadable only for text that
    is too long or nests too deeply.
    """
    return _bounded(_latex.read_latex(_short(text)))


@lru_cache(maxsize=1024)
def parse_typed(text: str) -> Reading:
    """Parses a typed formula: `m = b1*m + (1 - b1)*g`, `m_t = b1 m_{t-1} + …`, `β₁ᵗ`, `√v`.

    Several lines are a Table. Raises Unreadable, with the column, if it is not a formula.
    """
    return _bounded(_typed.read_typed(_short(text)))


def parse_answer(text: str) -> Reading:
    r"""Parses an answer: as LaTeX if it holds a macro such as `\frac` or a dollar sign, else as typed text.

    `\|` alone makes no LaTeX of `w - eta*\|g\|`, whose words would fall into letters. In both `m_t-1` is
    `m_{t-1}`; who means a difference writes `m_t - 1`.
    """
    text = BARE_INDEX.sub(r"_{\1\2}", _AROUND.sub(r"\g<code>", text))
    text = _SUM.sub(r"\\sum ", text)
    text = _SPACED_SIGN.sub(lambda found: f"{found[1] or found[2] or '-'}=", text)
    return parse_latex(text) if _IS_LATEX.search(text) else parse_typed(text.replace(r"\|", "||"))


def parse_unfinished(text: str) -> Reading:
    """As `parse_answer`, of a text that is being typed: a bracket that is still open is no fault."""
    text = BARE_INDEX.sub(r"_{\1\2}", text)
    if _IS_LATEX.search(text):
        return parse_latex(text)
    return _bounded(_typed.read_typed(_short(text.replace(r"\|", "||")), is_unfinished=True))


def _short(text: str) -> str:
    if len(text) > LENGTH:
        raise Unreadable(f"a formula may have at most {LENGTH} characters; this one has {len(text)}", LENGTH)
    return text.replace("\0", "\ufffd")  # SymPy refuses names with a null character


def _bounded(reading: Reading) -> Reading:
    node: Node = reading.tree
    if depth(node) > DEPTH:
        raise Unreadable(f"the formula nests more than {DEPTH} deep", 1)
    return reading
