"""Terms as LaTeX and as Python, in the letters of the note that they are about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import assert_never

from flashcards.formula import parse, vocabulary
from flashcards.formula.render import one_line
from flashcards.judging.systems.letters import GRADIENT, LITERAL
from flashcards.judging.systems.roles import NEW, STATES
from flashcards.judging.systems.terms import (
    Addition,
    Application,
    Constant,
    Division,
    Exponentiation,
    Gradient,
    Indexed,
    Letter,
    Multiplication,
    Series,
    StepCount,
    Term,
)
from flashcards.value import Value

_USUAL = {
    **{"w": "theta", "mh": "m_hat", "vh": "v_hat", "vm": "v_max", "mg": "g_bar", "mb": "m_bar", "gl": "g"},
    **{
        "lr": "eta",
        "lrt": "eta_t",
        "b": "beta",
        "b1": "beta1",
        "b2": "beta2",
        "eps": "epsilon",
        "lam": "lambda",
    },
    **{"a0": "eta_0", "amin": "eta_min", "amax": "eta_max", "gam": "gamma", "kap": "kappa", "nn": "n"},
    **{"tw": "t_w", "pw": "p", "dm": "d"},
}
"""The names of roles that the note does not name."""
_LATEX = {"delta": r"\delta", "lambda": r"\lambda", "Delta": r"\Delta"}
"""Letters that are just letters here, whatever they mean elsewhere."""
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How tightly a text binds; looser parts stand in brackets."""
_FUNCTIONS = {"sign": r"\operatorname{sign}", "norm": r"\operatorname{norm}", "clip": r"\operatorname{clip}"}


class TermWriter(Value, frozen=True):
    """Writes terms whose letters are roles."""

    names: Mapping[str, str]
    """Role → its name in the note."""
    python: bool
    indexed: bool
    """True if the note writes time indices."""
    gradient: str = ""
    """As the note writes the gradient; empty if it is not known."""
    time: str = "t"
    """The letter that counts the steps."""
    start: int = 0
    """The index of what the line defines, less the time letter: 1 for `m_{t+1} = …`."""
    lag: int = 0
    """What is added to it for other quantities: -1 in `θ_{t+1} = θ_t - η m_t`."""
    own: str = ""
    """The role that the line defines."""

    def write(self, term: Term) -> str:
        """The term as LaTeX, or as Python."""
        return self._text(term)[0]

    def _text(self, term: Term) -> tuple[str, int]:
        match term:
            case Constant(value):
                return self._number(value), _ATOM if value >= 0 else _SUM
            case Letter(name, time):
                return self._letter(name, time), _ATOM
            case Gradient(point):
                return self._gradient(point), _ATOM
            case Indexed(_, index, backwards):
                below = f"{self.time}-{index}" if backwards else index
                return (f"grads[{below}]" if self.python else f"g_{{{below}}}"), _ATOM
            case StepCount(shift):
                text = self._step(shift + self.start + self.lag)
                return text, _ATOM if text == self.time else _SUM
            case Addition(terms):
                return self._sum(terms), _SUM
            case Multiplication(factors):
                return self._product(factors)
            case Division(top, bottom):
                return self._quotient(top, bottom)
            case Exponentiation(base, exponent):
                return self._power(base, exponent)
            case Application(function, arguments):
                return self._application(function, arguments), _ATOM
            case Series(index, low, high, body):
                return self._series(index, low, high, body), _SUM
            case _:
                assert_never(term)

    def _number(self, value: float) -> str:
        if value == math.pi:
            return "np.pi" if self.python else r"\pi"
        return f"{value:g}"

    def _bracketed(self, term: Term, least: int) -> str:
        text, tightness = self._text(term)
        return text if tightness >= least else f"({text})"

    def is_number(self, role: str) -> bool:
        """True if the note writes a number for this role."""
        return self.names.get(role, "").startswith(LITERAL)

    def _letter(self, role: str, time: int | None) -> str:
        name = self.names.get(role) or _USUAL.get(role, role)
        if name.startswith(LITERAL):
            return name.removeprefix(LITERAL)
        if self.python:
            return name
        if name.endswith("_t") and role == "lrt" and self.indexed:
            return vocabulary.latex_name(name[:-2]) + self._below(self.start)
        latex = _latex(name)
        if not self.indexed or role not in STATES or time is None:
            return latex
        lag = 0 if role in (self.own, "w") else self.lag
        return latex + self._below(time + self.start + lag)

    def _below(self, shift: int) -> str:
        step = self._step(shift)
        return f"_{step}" if len(step) == 1 else f"_{{{step}}}"

    def _step(self, shift: int) -> str:
        return self.time if not shift else f"{self.time}{shift:+d}"

    def _gradient(self, point: Term | None) -> str:
        if point is not None:
            inside = self.write(point)
            return f"grad({inside})" if self.python else rf"\nabla L({inside})"
        own = self.gradient or self.names.get("g", "").removeprefix(GRADIENT)
        if own:
            return own
        return "g" if self.python or not self.indexed else "g" + self._below(self.start + self.lag)

    def _sum(self, terms: tuple[Term, ...]) -> str:
        text = ""
        for term in terms:
            match term:
                case Multiplication((Constant(-1.0), *rest)):
                    inside = rest[0] if len(rest) == 1 else Multiplication(tuple(rest))
                    text += (" - " if text else "-") + self._bracketed(inside, _PRODUCT)
                case _:
                    text += (" + " if text else "") + self._text(term)[0]
        return text

    def _product(self, factors: tuple[Term, ...]) -> tuple[str, int]:
        if factors[0] == Constant(-1.0):
            return f"-{self._bracketed(Multiplication(factors[1:]), _PRODUCT)}", _SUM
        if len(factors) == 1:
            return self._text(factors[0])
        sign = "*" if self.python else " "
        return sign.join(self._bracketed(factor, _PRODUCT) for factor in factors), _PRODUCT

    def _quotient(self, top: Term, bottom: Term) -> tuple[str, int]:
        if self.python:
            return f"{self._bracketed(top, _PRODUCT)}/{self._bracketed(bottom, _POWER)}", _PRODUCT
        return rf"\frac{{{self.write(top)}}}{{{self.write(bottom)}}}", _POWER

    def _power(self, base: Term, exponent: Term) -> tuple[str, int]:
        under = self._bracketed(base, _ATOM)
        if self.python:
            return f"{under}**{self._bracketed(exponent, _ATOM)}", _POWER
        return f"{under}^{{{self.write(exponent)}}}", _POWER

    def _application(self, function: str, arguments: tuple[Term, ...]) -> str:
        inside = ", ".join(map(self.write, arguments))
        if self.python:
            return (
                f"{function}({inside})" if function in ("abs", "max", "min") else f"np.{function}({inside})"
            )
        if function == "sqrt":
            return rf"\sqrt{{{inside}}}"
        if function == "abs":
            return f"|{inside}|"
        return f"{_FUNCTIONS.get(function, chr(92) + function)}({inside})"

    def _series(self, index: str, low: Term, high: Term, body: Term) -> str:
        if self.python:
            return f"sum({self.write(body)} for {index} in range({self.write(low)}, {self.write(high)} + 1))"
        return rf"\sum_{{{index}={self.write(low)}}}^{{{self.write(high)}}} {self._bracketed(body, _PRODUCT)}"


def _latex(name: str) -> str:
    if name.startswith("delta_"):
        return rf"\Delta {vocabulary.latex_name(name.removeprefix('delta_'))}"
    if "[" in name:
        return name.replace("delta", r"\Delta ")
    return _LATEX.get(name) or vocabulary.latex_name(name)


def draw_on_one_line(latex: str) -> str:
    """LaTeX as a line of text."""
    try:
        return one_line.inline(parse.parse_latex(latex).tree)
    except parse.Unreadable:
        return latex


def equation(left: Letter, right: Term, pen: TermWriter) -> str:
    """`left = right` as it is shown to a person: code as code, a formula on one line."""
    text = f"{pen.write(left)} = {pen.write(right)}"
    return text if pen.python else draw_on_one_line(text)


def left_side(role: str) -> Letter:
    """The letter that a line for `role` defines."""
    return Letter(role, NEW if role in STATES else None)
