"""How alike two cards are, for finding a card again whose text has changed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from flashcards.deck.model import Card, ClozeAnswer, FormulaAnswer
from flashcards.importing.stated import answer_text
from flashcards.text.markdown.spans import inline_spans
from flashcards.value import Value, field

_COMPARED = 300
"""Characters of each card that are compared."""
_WORD = re.compile(r"\\?[^\W_]+")
_SYMBOL = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_TIME = re.compile(r"[_^]\s{0,3}(?:\{\s{0,3}[tknT](?:\s{0,3}[-+]\s{0,3}\d)?\s{0,3}\}|[tknT])")
"""An index of time: changing it asks for the same quantity."""
_ASKING = frozenset(
    [
        "what",
        "is",
        "are",
        "does",
        "do",
        "the",
        "a",
        "an",
        "of",
        "write",
        "update",
        "formula",
        "explain",
        "name",
    ]
)


class Features(Value, frozen=True):
    """What cards are compared by."""

    question: str
    """The question in a form in which "update of" and "formula of" the same quantity are equal; empty for a
    text with gaps."""
    words: tuple[str, ...]
    """Of question and answer, without words such as "what is"."""
    answer: str
    symbols: frozenset[str]
    """The symbols that the question names, without their index of time."""
    numbers: tuple[str, ...]
    """The numbers in the question."""
    counts: Counter[str] = field(default_factory=Counter)


def features(card: Card) -> Features:
    """The features of a card."""
    answer = answer_text(card.answer)[:_COMPARED]
    gaps = isinstance(card.answer, ClozeAnswer)
    words = tuple(_card_words(card))
    maths = [card.ask[span.start : span.end] for span in inline_spans(card.ask) if span.kind == "maths"]
    prose = re.findall(r"(?<![\w'’-])[B-HJ-Zb-hj-z](?![\w'’-])", card.ask)
    symbols = {symbol for formula in maths for symbol in _SYMBOL.findall(_TIME.sub("", formula))}
    numbers = tuple(re.findall(r"\d+", _TIME.sub("", card.ask[:_COMPARED])))
    counts = Counter(words)
    return Features(
        "" if gaps else question_key(card), words, answer, frozenset(symbols | {*prose}), numbers, counts
    )


def question_key(card: Card) -> str:
    """Key of a card's question; "update of" and "formula of" the same quantity are equal."""
    if not isinstance(card.answer, FormulaAnswer):
        return " ".join(card.ask.split())
    return f"{card.ask.partition(': ')[0]} {''.join(card.answer.latex.partition('=')[0].split())}"


def most_alike(one: Features, other: Features) -> float:
    """An upper bound of `likeness`, quickly."""
    total = len(one.words) + len(other.words)
    fewer = one.counts if len(one.counts) < len(other.counts) else other.counts
    more = other.counts if fewer is one.counts else one.counts
    shared = sum(min(count, more[word]) for word, count in fewer.items())
    left = min(len(one.words), len(other.words)) - shared
    typos = min(left, 2)
    return 2 * (shared + typos) / total if total else 1.0


def word_weights(cards: Sequence[Card]) -> dict[str, float]:
    """How much each word says: those that many of the cards share, such as of one template, say little."""
    counts = Counter(word for card in cards for word in set(_card_words(card)))
    return {word: 1 / (1 + math.log(count)) for word, count in counts.items()}


def likeness(one: Features, other: Features, weights: Mapping[str, float]) -> float:
    """From 0 to 1, by words; a mistyped word is like the right one. 0 if they ask about other symbols."""
    if one.symbols != other.symbols or one.numbers != other.numbers:
        renamed = one.answer == other.answer and not _differ_in_case(one.symbols, other.symbols)
        if not renamed or one.numbers != other.numbers:
            return 0.0
    mended = _mend(one.words, other.words)
    if not one.question and not other.question:  # a text with gaps is often turned round
        common = list((Counter(mended) & other.counts).elements())
    else:
        blocks = SequenceMatcher(None, mended, other.words, autojunk=False).get_matching_blocks()
        common = [word for block in blocks for word in mended[block.a : block.a + block.size]]
    total = _weight(mended, weights) + _weight(other.words, weights)
    return 2 * _weight(common, weights) / total if total else 1.0


def _weight(words: Sequence[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 1.0) for word in words)


def answers_alike(one: Features, other: Features) -> float:
    """How alike the answers alone are, from 0 to 1."""
    first, second = _words(one.answer), _words(other.answer)
    return SequenceMatcher(None, _mend(first, second), second, autojunk=False).ratio()


def _card_words(card: Card) -> list[str]:
    """The words of question and answer."""
    return _words(f"{card.ask.rpartition(': ')[2]} {answer_text(card.answer)}"[:_COMPARED])


def _words(text: str) -> list[str]:
    """The words of a text; long ones in lower case, since only of symbols the case says something."""
    found = (word if len(word) <= 2 or word[0] == "\\" else word.casefold() for word in _WORD.findall(text))
    return [word for word in found if word not in _ASKING]


def _differ_in_case(one: frozenset[str], other: frozenset[str]) -> bool:
    return {symbol.casefold() for symbol in one} == {symbol.casefold() for symbol in other}


def _mend(words: tuple[str, ...] | list[str], others: tuple[str, ...] | list[str]) -> list[str]:
    """`words` with each mistyped one replaced by the word of `others` that it must have been."""
    known, used = set(others), set(words)
    strange = [word for word in others if word not in used and _may_be_typed_wrong(word)][:20]
    return [
        word
        if word in known or not _may_be_typed_wrong(word)
        else next((other for other in strange if _mistyped(word, other)), word)
        for word in words
    ]


def _may_be_typed_wrong(word: str) -> bool:
    return len(word) >= 5 and word.isalpha()


def _mistyped(word: str, other: str) -> bool:
    """True if one of two longer words is the other with a slip of the finger."""
    if abs(len(word) - len(other)) > 1 or word[0] != other[0] or max(len(word), len(other)) < 6:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= 0.8
