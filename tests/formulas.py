"""Formulas with the drawings that a person has looked at, read from tests/data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st

from flashcards.formula import parse
from flashcards.formula.parse import Unreadable
from flashcards.formula.tree import Node

DATA = Path(__file__).parent / "data"


def drawn(name: str) -> list[tuple[str, str]]:
    """Pairs of LaTeX and drawing: blocks that begin with `%%`, the two parted by a line `--`."""
    blocks = (DATA / name).read_text(encoding="utf-8").split("%%\n")[1:]
    return [(latex, drawing.rstrip("\n")) for latex, drawing in (block.split("\n--\n") for block in blocks)]


OF_NOTES = drawn("formulas_of_notes.txt")
"""Every distinct formula of five notes about Adam, as their authors wrote it."""
OTHERS = drawn("formulas.txt")
"""What else LaTeX has, a formula or two for each construct."""

_LATEX = r"""
    \frac \sqrt \hat \left( \right) \left. \right| \begin{aligned} \end{aligned} \begin{cases} \end{cases} \\
    & { } ( ) [ ] | \| ^ _ ' , ; = + - * / ** \cdot \sum \log \nabla \text{if } \text{lr} \quad \hide{a}{b}
    \foo x t 12 \beta m̂ β₁ ᵗ √ \underbrace \overset \lim \mathbb \{ \} $ % ~ \, d dx lr <= :=
"""
_TYPED = """
    m b1 beta1 m_hat _ { } ( ) [ ] | + - * / ** ^ = -= , . 1 2.5 1e-8 np. sqrt log √ ² ₜ ᵗ ̂ ' ∇ J ! : ;
"""
LATEX = st.lists(st.sampled_from(_LATEX.split()), max_size=25).map("".join)
"""Macros, brackets and letters in any order."""
TYPED = st.lists(st.sampled_from(_TYPED.split()), max_size=25).map("".join)
"""Names, signs and brackets of typed text in any order."""

NASTY = {
    "braces": "{" * 4000,
    "brackets": "(" * 4000,
    "bars in brackets": "(|" * 2000,
    "bars in braces": "{|" * 2000,
    "powers": "x^" * 2000,
    "python powers": "9**" * 1300 + "9",
    "roots": r"\sqrt" * 800,
    "unicode roots": "√" * 4000,
    "fractions": r"\frac" * 800,
    "tables": r"\begin{aligned}" * 250,
    "cells": "&" * 3000,
    "many rows and columns": "&" * 1000 + r"\\" * 1000,
    "minus signs": "-" * 4000,
    "sums": r"\sum" * 1000,
    "functions": r"\log" * 1000,
    "calls": "f(" * 2000,
    "digits": "9" * 4000,
    "scripts": "_" * 4000,
    "primes": "x'" * 2000,
    "accents": "m\u0302" * 2000,
    "left": r"\left(" * 600,
    "escape": "\x1b[2J" * 800,
    "attributes": "a.b(" * 1000,
    "nested but sound": "(" * 79 + "x" + ")" * 79,
}
"""Texts of up to 4 KB that a careless reader would hang or crash on."""


def trees(text: str) -> Iterator[Node]:
    """What both readers make of a text; a refusal says why."""
    for read in (parse.parse_latex, parse.parse_typed):
        try:
            yield read(text).tree
        except Unreadable as refused:
            if not refused.message:
                raise
