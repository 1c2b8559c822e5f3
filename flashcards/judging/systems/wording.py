"""What is said of a line: the slip, the right line in the note's own letters, and both in numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flashcards.formula import vocabulary
from flashcards.judging.systems.binding import prepare_line
from flashcards.judging.systems.counterexample import compare_in_numbers
from flashcards.judging.systems.dialects import dialects_of
from flashcards.judging.systems.forms import form
from flashcards.judging.systems.letters import GRADIENT, LITERAL
from flashcards.judging.systems.terms import NEW, Letter, Term, each_term
from flashcards.judging.systems.time_letters import time_letter_of
from flashcards.judging.systems.verdicts import LineVerdict
from flashcards.judging.systems.writing import TermWriter, equation, left_side

SENTENCES: Mapping[str, str] = {
    "missing-square": "a square is missing",
    "missing-complement": "the factor {complement} is missing",
    "swapped-weights": "{decay} and {complement} are swapped",
    "swapped-betas": "the two decays are swapped",
    "missing-correction": "the bias correction is missing",
    "correction-without-t": "the decay lacks its exponent {time}",
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
    "missing-correction": "another dialect: no bias correction, so that the first steps are of another size",
    "missing-epsilon": "another dialect: no epsilon, so that nothing keeps the divisor from zero",
    "epsilon-inside-root": "another dialect: the epsilon is under the root, where it counts more",
}
"""What is said of a variant that differs by a slip."""
_FORM = "the same quantity in another form"
"""The name of a variant in a dialect whose usual line agrees."""
_GRADIENTS = re.compile(
    r"\\nabla(?:_\{[^{}]*\}|_\\?\w+)?\s*(?:\\mathcal\{\w\}|\\ell|[A-Za-z])(?:_\{[^{}]*\}|_\w)?(?:\([^()]{0,40}\))?"
    r"|\\d?frac\{\\partial[^{}]*(?:\{[^{}]*\})?\}\{\\partial[^{}]*(?:\{[^{}]*\})?\}|(?<![A-Za-z\\])d[Wwb](?![A-Za-z])"
)
_GRADIENTS_IN_CODE = re.compile(r"\b\w+\.grad\b|\bgrads?\[[^\]]{1,20}\]|\b(?:grads?|gradient|d[wWb]\d?)\b")


def describe_verdict(verdict: LineVerdict) -> str:
    """The sentence about a line that is not simply right; empty for one that agrees."""
    match verdict.verdict:
        case "agrees":
            return ""
        case "variant":
            return _describe_variant(verdict)
        case "contradicts":
            return _describe_slip(verdict)


def _describe_slip(verdict: LineVerdict) -> str:
    entry, writer, right = verdict.match.entry, writer_for(verdict), _right_form(verdict)
    decay = _decay(verdict, right or entry.right)
    words = {"left": _letter_of(verdict, entry.role), "decay": decay, "complement": f"(1 − {decay})"}
    sentence = SENTENCES.get(entry.slip or "other", SENTENCES["other"]).format(**words, time=writer.time)
    if right is None:
        return sentence
    said = f"{sentence}; write  {equation(left_side(entry.role), right, writer)}"
    found = compare_in_numbers(entry.right, right, writer)
    if found is None or found.alike:
        return said
    return f"{said} (with {found.given}: {found.second:.4g}, not {found.first:.4g})"


def _describe_variant(verdict: LineVerdict) -> str:
    entry = verdict.match.entry
    if entry.slip is None:  # its quantities mean something else, so numbers side by side would mislead
        first = entry.dialect.lines[entry.role][0]
        return f"another dialect: {entry.dialect.name if first.agreement == 'variant' else _FORM}"
    said = VARIANTS[entry.slip]
    usual = dialects_of(entry.dialect.optimizer)[0].lines.get(entry.role)
    found = usual and compare_in_numbers(entry.right, form(usual[0].text), writer_for(verdict))
    if not found:
        return said
    if found.alike:
        return f"{said}; at usual settings the difference is below 0.1 %"
    return f"{said} (with {found.given}: {found.first:.4g}, in the reference {found.second:.4g})"


def right_line(verdict: LineVerdict) -> str:
    """The right line in the letters of the note, as LaTeX or Python; empty if the line is not wrong."""
    right = _right_form(verdict) if verdict.verdict == "contradicts" else None
    if right is None:
        return ""
    writer = writer_for(verdict)
    return f"{writer.write(left_side(verdict.match.entry.role))} = {writer.write(right)}"


def _right_form(verdict: LineVerdict) -> Term | None:
    """What the line should compute; None if the line should not be there at all."""
    entry = verdict.match.entry
    forms = entry.dialect.lines.get(entry.role)
    return form(forms[entry.rank].text) if forms and entry.slip != "correction-stored" else None


def writer_for(verdict: LineVerdict) -> TermWriter:
    """A writer of terms in the letters of the line's system."""
    line = verdict.line
    names: dict[str, str] = {}
    for name, role in _binding(verdict).items():
        if not name.startswith(GRADIENT):
            names.setdefault(role, name)
    start = line.left.offset if isinstance(line.left, Letter) else None
    if line.code or start is None or start == NEW:
        return TermWriter(names, line.code, indexed=False, gradient=_gradient_of(verdict))
    prepared = prepare_line(line, (), schedule=False)
    return TermWriter(
        names,
        python=False,
        indexed=True,
        gradient=_gradient_of(verdict),
        time=time_letter_of(line.text),
        start=start,
        lag=prepared.lag if prepared else 0,
        own=verdict.match.entry.role,
    )


def _binding(verdict: LineVerdict) -> dict[str, str]:
    return {**verdict.match.binding, **verdict.solution.reading.binding, **verdict.match.binding}


def _gradient_of(verdict: LineVerdict) -> str:
    """The gradient as the line or its system writes it; empty if it is a plain g."""
    pattern = _GRADIENTS_IN_CODE if verdict.line.code else _GRADIENTS
    for line in (verdict.line, *verdict.solution.candidates.lines):
        if line.code == verdict.line.code and (found := pattern.search(line.text)):
            return found[0]
    return ""


def _decay(verdict: LineVerdict, right: Term) -> str:
    """The decay in a line, in the letters of the note."""
    roles = [part.name for part in each_term(right) if isinstance(part, Letter)]
    return _letter_of(verdict, *(role for role in roles if role in ("b", "b1", "b2")))


def _letter_of(verdict: LineVerdict, *roles: str) -> str:
    for name, role in _binding(verdict).items():
        if role in roles:
            plain = name.removeprefix(LITERAL)
            return plain if verdict.line.code or plain != name else vocabulary.unicode(plain)
    return "β"
