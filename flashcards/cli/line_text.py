"""How plain mode says a text: formulas, Greek letters, signs, gaps, times and names of cards as words."""

from __future__ import annotations

import math
import re

from flashcards.cli.line_signs import exponents_in_words, in_words
from flashcards.deck.cloze import gaps
from flashcards.deck.model import ClozeAnswer, CodeAnswer
from flashcards.deck.prompts import Prompt
from flashcards.errors import counted, printable, printable_line
from flashcards.formula.vocabulary import spoken_name
from flashcards.study.gaps import hidden_gaps
from flashcards.text.layout import lay, speak_blocks
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.numbers import format_number
from flashcards.text.styled import unstyled

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


def number_words(value: float) -> str:
    """A number as it is said: a minus sign is a word, which not every reader makes of it."""
    if not math.isfinite(value):
        return "no number"
    return in_words(exponents_in_words(format_number(value, 5)))


def name_words(name: str) -> str:
    """A name in words, also one of several: `v yours`, `beta 1`."""
    words = " ".join(_BEFORE_DIGITS.sub(r"\1 \2", spoken_name(word)) for word in name.split())
    return in_words(words).replace("=", " ")


def value_words(name: str, value: float) -> str:
    """A name with its value; "is" parts a name that would read on in it: `beta 1 is 0.9`, `g is minus 3`."""
    said, number = name_words(name), number_words(value)
    is_apart = said[-1:].isalpha() and not number.startswith("minus")
    return f"{said}{'' if is_apart else ' is'} {number}"


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
