"""How plain mode says a text: formulas, Greek letters, signs, gaps, times and names of cards as words."""

from __future__ import annotations

import math
import re

from flashcards.deck.cloze import gaps
from flashcards.deck.model import ClozeAnswer, CodeAnswer
from flashcards.deck.prompts import Prompt
from flashcards.errors import counted, printable, printable_line
from flashcards.formula.vocabulary import spoken_name
from flashcards.study.faces import BLANK
from flashcards.study.gaps import hidden_gaps
from flashcards.text.layout import lay, speak_blocks, speak_formula
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.numbers import format_number
from flashcards.text.styled import unstyled

_GREEK = re.compile(r"(?:(?<![Ͱ-Ͽἀ-῿])[Α-Ωα-ωϵ](?![Ͱ-Ͽἀ-῿])|[A-Za-z]\u0302)\u0302?[₀-₉ₐ-ₜ₊₋ᵗ⁰-⁹⁺⁻²³¹]{0,20}")
"""A quantity's letter with its indices; the letters of a Greek word are none."""
_BETWEEN = re.compile(r"(?<=[\w)\]])\s?−\s?")
_GAP = re.compile(r"\[\u00a0([^\u00a0]{0,1000})\u00a0\]")
_BEFORE_DIGITS = re.compile(r"([a-z])(\d)")
WIDTH = 76
"""The columns of a line."""
_WAIT = re.compile(r"(<?)([\d.]+)(mo|[mhdy])")
_UNITS = {"m": "minute", "h": "hour", "d": "day", "mo": "month", "y": "year"}


def speech(text: str) -> str:
    """Markdown as words, each formula spelled out."""
    return printable(in_words(speak_blocks(read_blocks(text))))


def drawing(text: str) -> str:
    """Markdown with its formulas drawn in rows of characters."""
    return printable(unstyled(lay(read_blocks(text), WIDTH)))


def in_words(text: str) -> str:
    """`text` with its Greek letters, minus signs and gaps as words: a screen reader may skip the signs."""
    text = text.replace(BLANK, "(blank)").replace("[\u00a0……\u00a0]", "(blank)")
    text = _GAP.sub(r"(blank: \1)", text).replace("\u00a0", " ")
    text = _GREEK.sub(lambda found: f"{speak_formula(found[0])}{_space_after(text, found.end())}", text)
    return _BETWEEN.sub(" minus ", text).replace("− ", "−").replace("−", "minus ")


def _space_after(text: str, end: int) -> str:
    """A space, if what follows would run into the word."""
    return " " if text[end : end + 1].isalnum() else ""


def number_words(value: float) -> str:
    """A number as it is said: a minus sign is a word, which not every reader makes of it."""
    return in_words(format_number(value, 5)) if math.isfinite(value) else "no number"


def name_words(name: str) -> str:
    """A name in words, also one of several: `v yours`, `beta 1`."""
    words = " ".join(_BEFORE_DIGITS.sub(r"\1 \2", spoken_name(word)) for word in name.split())
    return in_words(words).replace("=", " ")


def value_words(name: str, value: float) -> str:
    """A name with its value; "is" parts a name that ends in a digit from the number: `beta 1 is 0.9`."""
    said = name_words(name)
    return f"{said}{' is' if said[-1:].isdigit() else ''} {number_words(value)}"


def wait_words(wait: str) -> str:
    """The time until a card comes back in words: `<1m` is "under a minute", `2.1mo` "2.1 months"."""
    found = _WAIT.fullmatch(wait)
    if not found:
        return wait
    under, number, unit = found.groups()
    if under:
        return f"under a {_UNITS[unit]}"
    return counted(int(number), _UNITS[unit]) if number.isdecimal() else f"{number} {_UNITS[unit]}s"


def card_words(card: str, deck_title: str) -> str:
    """A card, or one of its prompts, by its deck's title: "step in Gradient descent"."""
    name = card.rpartition("/")[2].partition(":")[0]
    return printable_line(f"{name.replace('-', ' ')} in {deck_title}")


def hidden_words(prompt: Prompt) -> str:
    """What the gap of a cloze or of code hides, said for itself; empty for other cards."""
    answer = prompt.card.answer
    if not isinstance(answer, ClozeAnswer | CodeAnswer):
        return ""
    if isinstance(answer, CodeAnswer):
        hidden = [gap.hidden for gap in gaps(answer.text) if gap.name == prompt.part]
        return printable(", ".join(dict.fromkeys(hidden)))
    gaps_of_prompt = hidden_gaps(answer.text, prompt.part)
    return ", ".join(dict.fromkeys(speech(each.markdown) for each in gaps_of_prompt))
