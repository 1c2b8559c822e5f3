"""The options of a choices card: the right one, wrong ones, and those that slips make of the right one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flashcards.deck.model import ChoicesAnswer
from flashcards.errors import Problem
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value


class SpoiltOption(Value, frozen=True):
    """A wrong option that a slip makes of the right one."""

    latex: str
    slip: str
    sentence: str
    """What is wrong with it."""


def option_texts(answer: ChoicesAnswer, optimizer: str) -> list[str]:
    """The options, each once, the right one first. Raises Problem for a slip that there is not."""
    made = [option.latex for option in spoilt_options(answer.right, answer.slips, optimizer)]
    return list(dict.fromkeys((answer.right, *answer.wrong, *made)))


@lru_cache(maxsize=256)
def spoilt_options(latex: str, slips: tuple[str, ...], optimizer: str) -> tuple[SpoiltOption, ...]:
    """The wrong options that slips make of a right formula. Raises Problem for a slip that there is not."""
    return tuple(_spoilt(latex, slips, optimizer)) if slips else ()


def _spoilt(latex: str, slips: tuple[str, ...], optimizer: str) -> Iterator[SpoiltOption]:
    from flashcards.judging.slips import SLIPS
    from flashcards.judging.spoiling import spoil  # SymPy loads here, for the cards that ask for it

    for name in slips:
        if name not in SLIPS:
            raise Problem(f"unknown slip '{name}'", hint=f"use one of: {', '.join(SLIPS)}")
        wrong = spoil(latex, name, optimizer)
        if wrong.latex:
            yield SpoiltOption(wrong.latex, name, wrong.sentence)


def option_markdown(text: str) -> str:
    """An option of a choices card as Markdown: a bare formula is put between dollars."""
    bare = "\\" in text and all(span.kind == "prose" for span in markdown_spans(text))
    # between dollars it may be none: a backslash at its end, as of a folder, would escape the second one
    return written if bare and _is_formula(written := f"${text}$") else text


def _is_formula(text: str) -> bool:
    return [span.kind for span in markdown_spans(text)] == ["maths"]


def formula_of(option: str) -> str:
    """The LaTeX of an option that is one formula, bare or between dollars; empty for any other."""
    text = option_markdown(option).strip().removesuffix(".")
    spans = list(markdown_spans(text))
    return spans[0].inside.strip() if len(spans) == 1 and spans[0].kind == "maths" else ""
