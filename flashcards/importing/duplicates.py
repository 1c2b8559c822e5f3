"""Finds cards that ask the same: formulas equal by algebra, equal settings, definitions alike in words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ClozeAnswer,
    FormulaAnswer,
    NumberAnswer,
)
from flashcards.notes import context, equations
from flashcards.text.markdown.spans import inline_spans

ALIKE = 0.6
"""The share of their words that two definitions have in common from which they say the same."""
FEWEST_WORDS = 4
"""Shorter answers are compared only with an equal question: they share words by chance."""
_CANDIDATES = 30
"""Cards compared word by word with each new card: those that share the most of its rarest words."""
_RARE_WORDS = 6

Label = TypeVar("Label")


@dataclass
class CardIndex(Generic[Label]):
    """Cards under labels of the caller's, found by what they ask."""

    exact: dict[str, Label] = field(default_factory=dict)
    bags: list[tuple[frozenset[str], Label]] = field(default_factory=list)
    """The words of each card that is compared by them."""
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, card: Card, meaning: str, label: Label, *more: str) -> None:
        """Adds a card; `meaning` is what its formula computes, `more` are further keys of its own."""
        for key in (*exact_keys(card, meaning), *more):
            self.exact.setdefault(key, label)
        if words := content_words(card):
            for word in words:
                self.by_word[word].append(len(self.bags))
            self.bags.append((words, label))

    def find(self, card: Card, meaning: str, *more: str, verbatim: bool = False) -> Label | None:
        """The label of a card that asks the same; None if there is none.

        With `verbatim`, cards that are only alike in words are different.
        """
        for key in (*more, *exact_keys(card, meaning)):
            if key in self.exact:
                return self.exact[key]
        return None if verbatim else self._alike(content_words(card))

    def _alike(self, words: frozenset[str]) -> Label | None:
        rare = sorted(words, key=lambda word: (len(self.by_word.get(word, ())), word))[:_RARE_WORDS]
        shared = Counter(at for word in rare for at in self.by_word.get(word, ())[:1000])
        near = sorted((-_overlap(words, self.bags[at][0]), at) for at, _ in shared.most_common(_CANDIDATES))
        return self.bags[near[0][1]][1] if near and -near[0][0] >= ALIKE else None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two cards have in common (the Jaccard index).

    It is 0 if only one of them has a word such as `second` or `without`, or asks for another term.
    """
    terms = [{word for word in words if word.startswith(_TERM)} for words in (one, other)]
    apart = any(_CONTRAST.fullmatch(word) for word in one ^ other)
    if apart or (all(terms) and not (terms[0] <= terms[1] or terms[1] <= terms[0])):
        return 0.0
    return len(one & other) / len(one | other)


_TERM = "term "
"""The mark of the words of the term that a question is about, which is in bold or a symbol."""
_CONTRAST = re.compile(
    r"first|second|third|squar|root|insid|outsid|with|without|no|not|never|larg|larger|small|smaller|high|low"
    r"|increas|decreas|numerator|denominator|mean|varianc|\d+|about .*"
)
"""Words, without their endings, by which two statements differ although all others are the same."""


def exact_keys(card: Card, meaning: str) -> Iterator[str]:
    """Keys that only cards which ask the same have in common."""
    kind = card.kind
    if meaning:
        yield f"{kind} means {meaning}"
    match card.answer:
        case FormulaAnswer(latex):
            yield f"{kind} {card.optimizer} {_layout_free(latex)}"
        case NumberAnswer(expression) if not card.vary and (value := equations.maths_number(expression)):
            yield f"{kind} {about(card)} {' '.join(symbols(card.ask))} = {float(value):g}"
        case ClozeAnswer(text):
            yield f"{kind} {' '.join(text.split())}"
        case BasicAnswer(answer):
            yield f"{kind} {_plain(card.ask)} {symbols(card.ask)} = {_plain(answer)}"


def wording_key(card: Card) -> str:
    """Key of a question as its words, with formulas verbatim; m and M differ."""
    parts = [(span.kind, card.ask[span.start : span.end]) for span in inline_spans(card.ask)]
    ask = "".join(part.lower() if kind == "prose" else part for kind, part in parts)
    return f"question {re.sub('[* ]', '', ask)}"


def about(card: Card) -> str:
    """The optimizer that a card is about: its reference, or the only one that its question names."""
    named = context.optimizers_in(card.ask)
    return named[0] if len(named) == 1 else card.optimizer


def symbols(ask: str) -> tuple[str, ...]:
    """The symbols in a question, without markup, as one spelling: `beta1` for `$\\beta_1$`."""
    spans = (span.inside for span in inline_spans(ask) if span.kind != "prose")
    letters = (re.sub(r"[\s$`\\_{}]", "", span).replace("varepsilon", "epsilon") for span in spans)
    return tuple("epsilon" if letter == "eps" else letter for letter in letters)


def _layout_free(latex: str) -> str:
    """A formula without layout; the only decay of a formula is β, whatever its number."""
    text = re.sub(r"\\(?:[,;:! ]|q?quad(?![A-Za-z])|left|right|cdot)|\s|[.,;]+$", "", latex)
    decays = set(re.findall(r"\\beta_\{?\d\}?", text))
    return text.replace(decays.pop(), r"\beta") if len(decays) == 1 else text


def _plain(text: str) -> str:
    """The words of a text alone, in lower case."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def content_words(card: Card) -> frozenset[str]:
    """The words by which a question with an answer in words is compared; none for other cards.

    The name of the optimizer counts like a word, so that the epsilon of Adam is not that of RMSprop.
    """
    if not isinstance(card.answer, BasicAnswer):
        return frozenset()
    answer = _stems(card.answer.answer)
    if len(answer) < FEWEST_WORDS:
        return frozenset()
    question = card.ask.rpartition(": ")[2]
    named = (word for term in _BOLD.findall(question) for word in _stems(term))
    terms = {f"{_TERM}{word}" for word in (*named, *symbols(question))}
    subjects = context.optimizers_in(card.ask) or (card.optimizer,)
    return frozenset(answer | _stems(question) | terms | {f"about {' '.join(sorted(subjects))}"})


_BOLD = re.compile(r"\*\*([^*]{1,80})\*\*")


def _stems(text: str) -> set[str]:
    words = re.findall(r"\\?[^\W_]+", text.lower()[:2000])
    return {_stem(word) for word in words if word not in _COMMON}


def _stem(word: str) -> str:
    """A word without its commonest endings, so that `averages` and `averaged` are the same."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "es", "ed", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by do does for from has have how in into is it its of on or so than that the"
        " their them then these they this those to was were what when where which who why will would"
        " explain name write called only very your you we our can",
    )
)
"""Words that say nothing of what a card asks."""
