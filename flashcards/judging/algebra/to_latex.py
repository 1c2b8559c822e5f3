"""A SymPy expression as LaTeX: its terms in the order in which they stand, names as a formula has them."""

from __future__ import annotations

import sympy as sp

from flashcards.formula import vocabulary
from flashcards.judging.algebra import Formula
from flashcards.judging.algebra.symbols import Expr, parts


def latex(of: Formula, right: Expr) -> str:
    """The formula `of` with `right` in place of its own right side."""
    names = {symbol: _named(symbol, of) for symbol in right.free_symbols}
    written = str(sp.latex(right, order="none", symbol_names=names))
    return f"{_named(of.left, of)} = {written}" if of.defines else written


def _named(symbol: Expr, of: Formula) -> str:
    name, offset = parts(symbol)
    letter = vocabulary.latex(of.spelled.get(name, name))
    if offset is None:
        return letter
    offset += of.shift
    return f"{letter}_t" if offset == 0 else f"{letter}_{{t{offset:+d}}}"
