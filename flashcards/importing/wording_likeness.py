"""How alike two questions with answers in words are, so that no definition is proposed twice."""

from __future__ import annotations

import re
from functools import lru_cache

from flashcards.deck.model import BasicAnswer, Card
from flashcards.notes import context
from flashcards.text.markdown.spans import MarkdownSpan, inline_spans
from flashcards.value import Value

ALIKE = 0.6
"""The share of their words that two definitions have in common from which they say the same."""
_FEWEST = 3
"""Answers of fewer words share them by chance."""
KEPT = 256
"""So many questions are kept as they were read: each is compared several times in a row."""


class Wording(Value, frozen=True):
    """The words of a question and of its answer, without endings and common words."""

    subjects: frozenset[str]
    """The optimizers that it is about: the epsilon of Adam is not that of RMSprop, but RMSprop in Adam is."""
    terms: frozenset[str]
    """The words of the term that it asks for, which is in bold or a symbol; empty if none is marked."""
    question: frozenset[str]
    answer: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """All words, by which others like it are found."""
        return self.question | self.answer

    def likeness(self, other: Wording) -> float:
        """How much two say the same: the share of common words, 1 if one answer has all words of the other.

        It is 0 for questions about another term, or of which only one has a word such as `second`.
        """
        terms = self.terms and other.terms
        if self.subjects != other.subjects or (terms and not _nested(self.terms, other.terms)):
            return 0.0
        apart = (self.answer ^ other.answer) | ((self.question ^ other.question) - self.terms - other.terms)
        if any(_CONTRAST.fullmatch(word) for word in apart):
            return 0.0
        if terms and _nested(self.answer, other.answer):
            return 1.0
        return len(self.words & other.words) / len(self.words | other.words)


def _nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


_CONTRAST = re.compile(
    r"first|second|third|squar|root|insid|outsid|with|without|no|not|never|larg|larger|small|smaller|high|low"
    r"|increas|decreas|numerator|denominator|mean|varianc|\d+"
)
"""Words, without their endings, by which two statements differ although all others are the same."""


def read_wording(card: Card) -> Wording | None:
    """The words by which a card is compared; None for one whose answer is not in words, or short."""
    if not isinstance(card.answer, BasicAnswer):
        return None
    return _read(card.ask, card.answer.answer, card.optimizer)


@lru_cache(maxsize=KEPT)
def _read(ask: str, said: str, optimizer: str) -> Wording | None:
    answer = _stems(said)
    if len(answer) < _FEWEST:
        return None
    question = ask.rpartition(": ")[2]
    named = (word for term in _BOLD.findall(question) for word in _stems(term))
    subjects = context.optimizers_in(question) or context.optimizers_in(ask) or (optimizer,)
    terms = frozenset((*named, *symbols(question)))
    return Wording(frozenset(subjects), terms, frozenset(_stems(question)), frozenset(answer))


def symbols(ask: str) -> tuple[str, ...]:
    """The symbols in a question, without markup, as one spelling: `beta1` for `$\\beta_1$`."""
    spans = (span.inside for span in question_spans(ask) if span.kind != "prose")
    letters = (re.sub(r"[\s$`\\_{}()]", "", span).replace("varepsilon", "epsilon") for span in spans)
    return tuple("epsilon" if letter == "eps" else letter for letter in letters)


@lru_cache(maxsize=KEPT)
def question_spans(ask: str) -> tuple[MarkdownSpan, ...]:
    """The prose, formulas and code of a question."""
    return inline_spans(ask)


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
        " explain name write called only very each per your you we our can",
    )
)
"""Words that say nothing of what a card asks."""
