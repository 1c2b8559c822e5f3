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
from flashcards.importing.wording_likeness import ALIKE, Wording, question_spans, read_wording, symbols
from flashcards.notes import context, equations

_CANDIDATES = 30
"""Cards compared word by word with each new card: those that share the most of its rarest words."""
_RARE_WORDS = 6

Label = TypeVar("Label")


@dataclass
class CardIndex(Generic[Label]):
    """Cards under labels of the caller's, found by what they ask."""

    exact: dict[str, Label] = field(default_factory=dict)
    wordings: list[tuple[Wording, Label]] = field(default_factory=list)
    """The words of each card that is compared by them."""
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, card: Card, meaning: str, label: Label, *more: str) -> None:
        """Adds a card; `meaning` is what its formula computes, `more` are further keys of its own."""
        for key in (*exact_keys(card, meaning), *more):
            self.exact.setdefault(key, label)
        if wording := read_wording(card):
            for word in wording.words:
                self.by_word[word].append(len(self.wordings))
            self.wordings.append((wording, label))

    def find(self, card: Card, meaning: str, *more: str, verbatim: bool = False) -> Label | None:
        """The label of a card that asks the same; None if there is none.

        With `verbatim`, cards that are only alike in words are different.
        """
        for key in (*more, *exact_keys(card, meaning)):
            if key in self.exact:
                return self.exact[key]
        wording = None if verbatim else read_wording(card)
        return self._alike(wording) if wording else None

    def _alike(self, wording: Wording) -> Label | None:
        rare = sorted(wording.words, key=lambda word: (len(self.by_word.get(word, ())), word))[:_RARE_WORDS]
        shared = Counter(at for word in rare for at in self.by_word.get(word, ())[:1000])
        likely = [at for at, _ in shared.most_common(_CANDIDATES)]
        near = sorted((-wording.likeness(self.wordings[at][0]), at) for at in likely)
        return self.wordings[near[0][1]][1] if near and -near[0][0] >= ALIKE else None


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
    """Key of a question as its words, with formulas verbatim; m and M differ.

    What a thing adjusts or corrects is what it fixes, and what it combines are the things that make it up.
    """
    parts = [(span.kind, card.ask[span.start : span.end]) for span in question_spans(card.ask)]
    ask = "".join(part.lower() if kind == "prose" else part for kind, part in parts)
    ask = _MADE_UP.sub(r"what does \g<thing>\g<whole> combine?", _MENDS.sub(" fix?", ask))
    return f"question {re.sub('[* ]', '', ask)}"


_MENDS = re.compile(
    r" (?:adjust|correct|counteract|compensate|remedy|remove|undo|repair|address|account for)\?$"
)
_MADE_UP = re.compile(
    r"which (?:two|three|four) things make up (?P<thing>.{1,120})\?$"
    r"|what does (?P<whole>.{1,120}) (?:unify|merge)\?$"
)


def about(card: Card) -> str:
    """The optimizer that a card is about: its reference, or the only one that its question names."""
    named = context.optimizers_in(card.ask)
    return named[0] if len(named) == 1 else card.optimizer


def _layout_free(latex: str) -> str:
    """A formula without layout; the only decay of a formula is β, whatever its number."""
    text = re.sub(r"\\(?:[,;:! ]|q?quad(?![A-Za-z])|left|right|cdot)|\s|[.,;]+$", "", latex)
    decays = set(re.findall(r"\\beta_\{?\d\}?", text))
    return text.replace(decays.pop(), r"\beta") if len(decays) == 1 else text


def _plain(text: str) -> str:
    """The words of a text alone, in lower case."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
