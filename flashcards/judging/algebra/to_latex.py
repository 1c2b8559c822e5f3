"""Writes a SymPy expression as LaTeX, with its order of terms and the formula's own names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sympy.printing.latex import LatexPrinter

from flashcards.formula import vocabulary
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.algebra import AlgebraicFormula
from flashcards.judging.algebra.symbols import Expr, parts

_FENCES = MappingProxyType(
    {
        "abs": r"\left|%s\right|",
        "norm": r"\left\|%s\right\|",
        "floor": r"\left\lfloor %s\right\rfloor",
        "ceil": r"\left\lceil %s\right\rceil",
    }
)
_NAMED = frozenset({"max", "min", "sin", "cos", "tan", "sinh", "cosh", "tanh"})


def algebra_to_latex(of: AlgebraicFormula, right: Expr) -> str:
    """The formula `of` as LaTeX, with `right` as its right side.

    Raises Unreadable if `right` contains a part that algebra keeps opaque, such as cases or a derivative.
    """
    names = {symbol: _named(symbol, of) for symbol in right.free_symbols}
    written = str(_Printer(of, names).doprint(right))
    return f"{_named(of.left, of)} = {written}" if of.defines else written


def line_latex(of: AlgebraicFormula, right: Expr) -> str:
    """As `algebra_to_latex`; empty if it cannot be written."""
    try:
        return algebra_to_latex(of, right)
    except Unreadable:
        return ""


def _named(symbol: Expr, of: AlgebraicFormula) -> str:
    name, offset = parts(symbol)
    letter = _letter(name.removesuffix("#"), of)
    if offset is None:
        return letter
    offset += of.shift
    return f"{letter}_t" if offset == 0 else f"{letter}_{{t{offset:+d}}}"


def _letter(name: str, of: AlgebraicFormula) -> str:
    return vocabulary.latex_name(of.spelled.get(name, name))


class _Printer(LatexPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's LaTeX, with the functions that `algebra.reader` makes written as what they were read from."""

    def __init__(self, of: AlgebraicFormula, names: Mapping[Expr, str]) -> None:
        super().__init__({"order": "none", "symbol_names": names})
        self.of = of

    def _print_Function(self, expr: Expr, exp: str | None = None) -> str:  # noqa: N802 - SymPy's name
        if not expr.is_Function or not hasattr(expr, "name"):
            return str(super()._print_Function(expr, exp))
        text = self._written(str(expr.name), expr.args)
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _written(self, name: str, args: tuple[Expr, ...]) -> str:
        given = [str(self.doprint(part)) for part in args]
        if name in {"sum", "prod"} and len(given) == 4:
            body, letter, first, last = given
            return rf"\{name}_{{{letter}={first}}}^{{{last}}} \left({body}\right)"
        if name.endswith("[]"):
            return f"{_letter(name[:-2], self.of)}_{{{given[0]}}}"
        if name in _FENCES and len(given) == 1:
            return _FENCES[name] % given[0]
        if name in _NAMED:
            return rf"\{name}\left({', '.join(given)}\right)"
        if name.endswith("()"):
            return rf"{_letter(name[:-2], self.of)}\left({', '.join(given)}\right)"
        if name == "sign":
            return rf"\operatorname{{sign}}\left({given[0]}\right)"
        if name == "transposed":
            return rf"{given[0]}^\top" if args[0].is_Symbol else rf"\left({given[0]}\right)^\top"
        raise Unreadable(f"a formula with {name} cannot be converted back to LaTeX")
