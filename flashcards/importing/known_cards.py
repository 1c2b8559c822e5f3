"""The cards that the person already has, so that an import proposes none of them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from flashcards.audit.note_findings import line_meaning
from flashcards.deck.model import Card, CodeAnswer, Deck, FormulaAnswer
from flashcards.importing.duplicates import CardIndex
from flashcards.importing.refutations import stated_text
from flashcards.judging.systems.from_code import lines_of_code
from flashcards.judging.systems.from_formula import lines_of_formula
from flashcards.judging.systems.terms import SystemLine
from flashcards.judging.systems.time_letters import time_letters
from flashcards.judging.systems.verdicts import judge_systems


class KnownCards:
    """The cards of decks, found by what they ask; an optimizer's lines are read when one is looked up."""

    def __init__(self, decks: Iterable[Deck] = ()) -> None:
        self._index: CardIndex[str] = CardIndex()
        self._unread: dict[str, list[Card]] = defaultdict(list)
        """Optimizer → cards that ask for its lines, whose meaning is still to be found."""
        for deck in decks:
            for card in deck.inherited().cards:
                self._index.add(card, "", card.key)
                if isinstance(card.answer, FormulaAnswer | CodeAnswer):
                    self._unread[_family(card.optimizer)].append(card)

    def find(self, card: Card, meaning: str, *, verbatim: bool = False) -> str:
        """The name `deck/id` of a card that asks the same as `card`; empty if there is none.

        `meaning` is what its formula or code computes, as in `Comparison`; `verbatim` as in `CardIndex.find`.
        """
        for other in self._unread.pop(_family(meaning.partition(" ")[0]), ()) if meaning else ():
            if found := _meaning(other):
                self._index.add(other, found, other.key)
        return self._index.find(card, meaning, verbatim=verbatim) or ""


def _family(optimizer: str) -> str:
    """The optimizer that a variant belongs to: `momentum` for `momentum-velocity`."""
    return optimizer.partition("-")[0]


def _meaning(card: Card) -> str:
    """What the line computes that a card asks for; empty if that is not certain."""
    lines = tuple(_lines(card))
    asked = {id(line) for line in lines}
    found = [each for each in judge_systems(lines) if id(each.written) in asked] if lines else []
    return line_meaning(found[0]) if len(found) == 1 else ""


def _lines(card: Card) -> Iterator[SystemLine]:
    """The line that a card asks for, as a note under a heading with its optimizer's name would state it."""
    text, optimizers = stated_text(card.answer), (_family(card.optimizer),)
    if not text or not card.optimizer:
        return
    if isinstance(card.answer, FormulaAnswer):
        yield from lines_of_formula(text, 1, time_letters(text), optimizers=optimizers)
    elif isinstance(card.answer, CodeAnswer):
        yield from lines_of_code(text, 1, optimizers=optimizers).lines
