"""What is said of a line: the slip, the right line in the note's own letters, and both in numbers."""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.formula import vocabulary
from flashcards.judging.systems.binding import prepare_line
from flashcards.judging.systems.evaluation import compile_term, evaluate_at
from flashcards.judging.systems.forms import form
from flashcards.judging.systems.letters import GRADIENT, LITERAL
from flashcards.judging.systems.roles import NEW, SETTINGS, STATES, TIMES, SamplePoint
from flashcards.judging.systems.terms import NEW as MARKED_NEW
from flashcards.judging.systems.terms import Gradient, Letter, StepCount, Term, each_term
from flashcards.judging.systems.time_letters import time_letter_of
from flashcards.judging.systems.verdicts import LineVerdict
from flashcards.judging.systems.writing import TermWriter, draw_on_one_line, equation, left_side

SENTENCES: Mapping[str, str] = {
    "missing-square": "a square is missing",
    "missing-complement": "the factor {complement} is missing",
    "swapped-weights": "{decay} and {complement} are swapped",
    "swapped-betas": "the two decays are swapped",
    "missing-correction": "the bias correction is missing",
    "correction-without-t": "the decay lacks its exponent {t}",
    "correction-stored": "the corrected {left} is stored as {left}: the next step starts from the wrong one",
    "lagging-exponent": "the exponent lags behind the step",
    "missing-root": "the square root is missing",
    "wrong-sign": "a sign is wrong",
    "wrong-time-index": "a time index is wrong",
    "missing-learning-rate": "the learning rate is missing",
    "learning-rate-twice": "the learning rate acts twice",
    "missing-gradient": "the gradient is missing",
    "inverted-fraction": "a fraction is upside down",
    "moments-swapped": "the first and the second moment are swapped",
    "coupled-decay": "the weight decay goes through the gradient, and so through both moments",
    "other": "it computes something else",
}
"""What each slip is, in a few words; names in braces are letters of the note."""
VARIANTS: Mapping[str, str] = {
    "missing-correction": "another dialect: Adam without bias correction, whose first steps are longer",
    "epsilon-inside-root": "the epsilon is under the root here: another dialect, with another epsilon",
}
_NUMBERS = {
    **{
        "w": 1.0,
        "m": 0.5,
        "v": 3.0,
        "mh": 0.4,
        "vh": 5.0,
        "vm": 6.0,
        "u": 2.5,
        "s": 0.2,
        "mg": 0.3,
        "vc": 2.0,
    },
    **{"c": 0.7, "mb": 0.6, "d": 0.15, "e": 0.05, "q": 1.2, "y": 1.1, "p": 0.5, "gl": 2.1, "wd": 0.9},
    **{
        "lr": 0.1,
        "lrt": 0.08,
        "b": 0.9,
        "b1": 0.9,
        "b2": 0.999,
        "mu": 0.9,
        "tau": 0.1,
        "eps": 1e-8,
        "eta": 1.0,
    },
    **{"lam": 0.01, "nn": 10.0, "T": 10.0, "a0": 0.1, "amin": 0.01, "amax": 0.1, "gam": 0.5, "kap": 0.1},
    **{"tw": 4.0, "pw": 2.0, "dm": 64.0},
}
"""Numbers at usual settings at which the two lines are compared."""
_STEP, _GRADIENT = 3, 2.0


def describe_verdict(verdict: LineVerdict) -> str:
    """The sentence about a line that is not simply right; empty for one that agrees."""
    if verdict.verdict == "agrees":
        return ""
    if verdict.verdict == "variant":
        return _describe_variant(verdict)
    entry = verdict.match.entry
    pen = _pen(verdict)
    right = form(entry.dialect.lines[entry.role][entry.rank].text) if _has_form(verdict) else None
    decay = _letter_of(verdict, "b", "b1", "b2")
    words = {
        "left": _letter_of(verdict, entry.role),
        "decay": decay,
        "complement": f"(1 − {decay})",
        "t": "t",
    }
    sentence = SENTENCES.get(entry.slip or "other", SENTENCES["other"]).format(**words)
    if right is None:
        return sentence
    numbers = _in_numbers(entry.right, right, pen)
    return f"{sentence}; write  {equation(left_side(entry.role), right, pen)}{numbers}"


def right_line(verdict: LineVerdict) -> str:
    """The right line in the letters of the note, as LaTeX or Python; empty if the line is not wrong."""
    if verdict.verdict != "contradicts" or not _has_form(verdict):
        return ""
    entry, pen = verdict.match.entry, _pen(verdict)
    right = form(entry.dialect.lines[entry.role][entry.rank].text)
    return f"{pen.write(left_side(entry.role))} = {pen.write(right)}"


def _has_form(verdict: LineVerdict) -> bool:
    entry = verdict.match.entry
    return entry.role in entry.dialect.lines and entry.slip != "correction-stored"


def _describe_variant(verdict: LineVerdict) -> str:
    entry = verdict.match.entry
    if entry.slip is not None and entry.slip in VARIANTS:
        return VARIANTS[entry.slip]
    return f"another dialect: {entry.dialect.optimizer}, {entry.dialect.name}"


def _pen(verdict: LineVerdict) -> TermWriter:
    binding = {**verdict.solution.reading.binding, **verdict.match.binding}
    names: dict[str, str] = {}
    for name, role in binding.items():
        if not name.startswith(GRADIENT):
            names.setdefault(role, name)
    line = verdict.line
    start = line.left.offset if isinstance(line.left, Letter) else None
    indexed = start is not None and start != MARKED_NEW and not line.code
    prepared = prepare_line(line, (), schedule=False)
    return TermWriter(
        names,
        line.code,
        indexed,
        _gradient_of(verdict),
        time_letter_of(line.text) if not line.code else "t",
        start if indexed and start else 0,
        prepared.lag if prepared and indexed else 0,
        verdict.match.entry.role,
    )


def _gradient_of(verdict: LineVerdict) -> str:
    """The gradient as the system writes it, its own line first."""
    for line in (verdict.line, *verdict.solution.candidates.lines):
        for part in each_term(line.right) if line.right else ():
            if isinstance(part, Gradient) and part.written and line.code == verdict.line.code:
                return part.written
    return ""


def _letter_of(verdict: LineVerdict, *roles: str) -> str:
    for name, role in {**verdict.solution.reading.binding, **verdict.match.binding}.items():
        if role in roles:
            plain = name.removeprefix(LITERAL)
            return plain if verdict.line.code or name.startswith(LITERAL) else vocabulary.unicode(plain)
    return "β" if roles[0] == "b" else vocabulary.unicode(roles[0])


def _in_numbers(wrong: Term, right: Term, pen: TermWriter) -> str:
    """Both values at usual settings, and the numbers that go in; empty if the values hardly differ."""
    point = _usual_point()
    mine, theirs = (evaluate_at(compile_term(term), point, _values(term)) for term in (wrong, right))
    if mine is None or theirs is None or abs(mine - theirs) < 1e-3 * max(abs(mine), abs(theirs)):
        return ""
    letters = dict.fromkeys(
        part for term in (wrong, right) for part in each_term(term) if isinstance(part, Letter)
    )
    given = [
        f"{_short(pen, letter)} = {_NUMBERS[letter.name]:g}" for letter in letters if letter.name in _NUMBERS
    ]
    if any(isinstance(part, Gradient) for term in (wrong, right) for part in each_term(term)):
        given.append(f"{_short(pen, Gradient())} = {_GRADIENT:g}")
    if any(isinstance(part, StepCount) for term in (wrong, right) for part in each_term(term)):
        given.append(f"{pen.time} = {_STEP}")
    return f" (with {', '.join(dict.fromkeys(given))}: {theirs:.4g}, not {mine:.4g})"


def _short(pen: TermWriter, term: Term) -> str:
    return pen.write(term) if pen.python else draw_on_one_line(pen.write(term))


def _usual_point() -> SamplePoint:
    values = {(role, time): _NUMBERS[role] for role in (*STATES, *SETTINGS) for time in TIMES}
    return SamplePoint(_STEP, values, lambda x: _GRADIENT, (_GRADIENT,) * (_STEP + 2))


def _values(term: Term) -> dict[Letter, float]:
    point = _usual_point()
    return {
        part: point.at(part.name, part.offset or NEW)
        for part in each_term(term)
        if isinstance(part, Letter) and part.name in _NUMBERS
    }
