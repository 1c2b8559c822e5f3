"""Fills `{= expression | format}` in the texts of a card: figures computed when the card is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import Problem
from flashcards.text.markdown.spans import markdown_spans
from flashcards.text.numbers import format_number

_FIGURE = re.compile(r"(?<!\{)\{=\s*([\w\s.+*/@(),=^-]{1,200}?)\s*(?:\|\s*([\w%]+)\s*)?\}")
_HELD = "\ue000"
"""What stands for a figure while the text around it is read."""
_PARTS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 8: "an eighth", 10: "a tenth"}
_PARTS |= {20: "a twentieth", 100: "a hundredth", 1000: "a thousandth"}
_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times", 10: "ten times"}
NEAR = 0.05
"""How far a number may be from the one that its words say."""


def fill_figures(card: Card, compute: Callable[[str], float]) -> Card:
    """`card` with the value of each `{= …}` in its texts. Raises Problem for one without a value or format.

    `compute` gives the value of an expression; it is not called for cards without such figures.
    """

    def filled(text: str) -> str:
        kinds = _kinds_of_figures(text)
        return _FIGURE.sub(
            lambda found: format_figure(compute(found[1]), found[2] or "", next(kinds, "prose")), text
        )

    answer = _filled_answer(card.answer, filled)
    if answer is card.answer and not any(map(has_figures, (card.ask, card.why, card.hint))):
        return card
    return replace(card, answer=answer, ask=filled(card.ask), why=filled(card.why), hint=filled(card.hint))


def _kinds_of_figures(text: str) -> Iterator[str]:
    """The kind of the span of Markdown that each figure stands in, in order."""
    if not has_figures(text):
        return
    held = _FIGURE.sub(_HELD, text.replace(_HELD, ""))
    if "\\" in held and "$" not in held:  # an option that is a bare formula
        yield from ["maths"] * held.count(_HELD)
        return
    for span in markdown_spans(held):
        yield from [span.kind] * held[span.start : span.end].count(_HELD)


def has_figures(text: str) -> bool:
    """True if a text holds a figure to be computed."""
    return "{=" in text and _FIGURE.search(text) is not None


def drop_figures(text: str) -> str:
    """`text` without the figures that are to be computed."""
    return _FIGURE.sub("", text) if "{=" in text else text


def number_markdown(value: float, kind: str) -> str:
    """A number as it stands in a span of Markdown of a kind: typeset in words and in formulas, not in code.

    >>> print(number_markdown(6e-5, "prose"), number_markdown(6e-5, "maths"), number_markdown(6e-5, "code"))
    $6 \\cdot 10^{-5}$ {6 \\cdot 10^{-5}} 6e-5
    >>> print(number_markdown(-2, "prose"), number_markdown(-2, "maths"))
    −2 {-2}
    """
    text = format_number(value, 10, ascii_only=True)
    if kind not in {"prose", "maths"}:
        return text
    from flashcards.formula.render.as_latex import number_latex  # a text without numbers needs none of it

    if kind == "maths":
        return f"{{{number_latex(text)}}}"
    return f"${number_latex(text)}$" if "e" in text else text.replace("-", "−")


def _filled_answer(answer: Answer, filled: Callable[[str], str]) -> Answer:
    match answer:
        case BasicAnswer(text) if has_figures(text):
            return replace(answer, answer=filled(text))
        case ClozeAnswer(text) if has_figures(text):
            return replace(answer, text=filled(text))
        case ChoicesAnswer(right, wrong) if any(map(has_figures, (right, *wrong))):
            return replace(answer, right=filled(right), wrong=tuple(map(filled, wrong)))
        case StepsAnswer(lines) if any(map(has_figures, lines)):
            return StepsAnswer(tuple(map(filled, lines)))
        case (
            BasicAnswer()
            | ClozeAnswer()
            | ChoicesAnswer()
            | StepsAnswer()
            | CodeAnswer()
            | FormulaAnswer()
            | NumberAnswer()
        ):
            return answer
        case _:
            assert_never(answer)


def format_figure(value: float, form: str, kind: str = "prose") -> str:
    """A figure in a form of a deck: so many decimals, `%`, `times`, `words`. Raises Problem for another form.

    `kind` is that of the span of Markdown that it stands in.

    >>> format_figure(0.29289, "%"), format_figure(0.29289, "2"), format_figure(2, "times")
    ('29%', '0.29', 'twice')
    >>> format_figure(0.0998, "words"), format_figure(3.02, "words")
    ('a tenth', 'three times')
    """
    if not form:
        return number_markdown(float(f"{value:.6g}"), kind)
    if form.isdigit() and len(form) == 1:
        return f"{value:.{form}f}"
    if form == "%":
        return f"{100 * value:.2g}%" if abs(value) < 1 else f"{100 * value:.0f}%"
    if form == "times":
        return _in_words(value, _TIMES) or f"{format_number(float(f'{value:.2g}'))} times"
    if form == "words":
        return _in_words(1 / value if value else 0.0, _PARTS) or format_figure(value, "times")
    raise Problem(f"no figure has the form '{form}'", hint="write digits such as 2, or %, times, words")


def _in_words(value: float, words: Mapping[int, str]) -> str:
    """The words of the nearest number; empty if none is near."""
    nearest = min(words, key=lambda number: abs(value - number))
    return words[nearest] if abs(value - nearest) <= NEAR * nearest else ""
