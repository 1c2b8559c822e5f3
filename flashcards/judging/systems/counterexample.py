"""Two lines in numbers at usual settings: what the wrong one gives, and the right one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flashcards.judging.systems.evaluation import compile_term, evaluate_at
from flashcards.judging.systems.roles import NEW, SETTINGS, STATES, TIMES, SamplePoint
from flashcards.judging.systems.terms import Gradient, Letter, StepCount, Term, each_term
from flashcards.judging.systems.writing import TermWriter, draw_on_one_line
from flashcards.value import Value

_STATE_NUMBERS = (
    "w 1 m 0.5 v 3 mh 0.4 vh 5 vm 6 u 2.5 s 0.2 mg 0.3 vc 2 c 0.7 mb 0.6"
    " d 0.15 e 0.05 q 1.2 y 1.1 p 0.5 gl 2.1 wd 0.9"
)
_SETTING_NUMBERS = (
    "lr 0.1 lrt 0.08 b 0.9 b1 0.9 b2 0.999 mu 0.9 tau 0.1 eps 1e-8 eta 1 lam 0.01 nn 10"
    " T 10 a0 0.1 amin 0.01 amax 0.1 gam 0.5 kap 0.1 tw 4 pw 2 dm 64"
)
_STEP, _GRADIENT = 3, 2.0
ALIKE = 1e-3
"""Values that differ by less than this, relatively, are alike at usual settings."""


def _numbers(text: str) -> dict[str, float]:
    words = text.split()
    return {role: float(number) for role, number in zip(words[::2], words[1::2], strict=True)}


NUMBERS: Mapping[str, float] = _numbers(f"{_STATE_NUMBERS} {_SETTING_NUMBERS}")
"""A number for each role: the settings as they usually are, the states small and different."""
_POINT = SamplePoint(
    _STEP,
    {(role, time): NUMBERS[role] for role in (*STATES, *SETTINGS) for time in TIMES},
    lambda x: _GRADIENT,
    (_GRADIENT,) * (_STEP + 2),
)


class NumericComparison(Value, frozen=True):
    """Two lines at the same numbers."""

    given: str
    """The numbers that go in, as in `β₁ = 0.9, gₜ = 2`."""
    first: float
    second: float

    @property
    def alike(self) -> bool:
        """True if the values hardly differ."""
        return abs(self.first - self.second) <= ALIKE * max(abs(self.first), abs(self.second))


def compare_in_numbers(one: Term, other: Term, writer: TermWriter) -> NumericComparison | None:
    """The values of two terms whose letters are roles; None if one has none."""
    first, second = (evaluate_at(compile_term(term), _POINT, _values(term)) for term in (one, other))
    if first is None or second is None:
        return None
    return NumericComparison(", ".join(dict.fromkeys(_given(one, other, writer))), first, second)


def _given(one: Term, other: Term, writer: TermWriter) -> Iterator[str]:
    """Each number that goes in, with its letter in the note."""
    parts = [part for term in (one, other) for part in each_term(term)]
    for part in parts:
        if isinstance(part, Letter) and part.name in NUMBERS and not writer.is_number(part.name):
            yield f"{show_term(part, writer)} = {NUMBERS[part.name]:g}"
    if any(isinstance(part, Gradient) for part in parts):
        yield f"{show_term(Gradient(), writer)} = {_GRADIENT:g}"
    if any(isinstance(part, StepCount) for part in parts):
        yield f"{writer.time} = {_STEP}"


def show_term(term: Term, writer: TermWriter) -> str:
    """A term as a person reads it: code as code, a formula on one line."""
    return writer.write(term) if writer.python else draw_on_one_line(writer.write(term))


def _values(term: Term) -> dict[Letter, float]:
    return {
        part: _POINT.at(part.name, part.offset or NEW)
        for part in each_term(term)
        if isinstance(part, Letter) and part.name in NUMBERS
    }
