"""Decks held against the code: formulas proved, numbers computed, demos run, everything else looked over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, assert_never

from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Deck,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.audit.report import Proof, Report

Progress = Callable[[int, int], None]


def check_decks(
    decks: Sequence[Deck],
    *,
    problems: Sequence[Problem] = (),
    progress: Progress = lambda done, of: None,
) -> Report:
    """Everything that is wrong with `decks`, and a proof for each of their formulas.

    `problems` are those known already, from loading, where needs are looked after;
    `progress(done, of)` is told after each card.
    """
    from flashcards.audit import card_checks, formulas
    from flashcards.audit.report import Report

    cards = [card for deck in decks for card in deck.inherited().cards]
    found: list[Problem] = [*problems, *_asked_twice(cards)]
    proofs: list[Proof] = []
    counts = card_checks.CheckTotals()
    for done, card in enumerate(cards, 1):
        proofs += formulas.proofs(card)
        found += card_checks.check_card(card, counts)
        progress(done, len(cards))
    found.sort(key=lambda problem: (problem.place.file, problem.place.line) if problem.place else ("", 0))
    return Report(tuple(proofs), tuple(found), len(cards), counts.numbers, counts.demos)


def _asked_twice(cards: Sequence[Card]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Card] = {}
    for card in cards:
        asked = (" ".join(card.ask.split()).casefold(), _shown_with(card))
        if asked in seen:
            first = seen[asked]
            yield Problem(f"{card.key} asks what {first.key} asks", card.place, f"see {first.place}")
        seen.setdefault(asked, card)


def _shown_with(card: Card) -> str:
    """What a card shows of itself besides its question."""
    match card.answer:
        case ClozeAnswer(text) | CodeAnswer(text):
            return text
        case ChoicesAnswer(right):
            return right
        case BasicAnswer() | FormulaAnswer() | NumberAnswer() | StepsAnswer():
            return ""
        case _:
            assert_never(card.answer)
