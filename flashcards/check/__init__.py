"""Decks held against the code: formulas proved, numbers computed, demos run, everything else looked over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flashcards.card import Deck
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.check.report import Proof, Report

Progress = Callable[[int, int], None]


def check(
    decks: Sequence[Deck],
    *,
    problems: Sequence[Problem] = (),
    elsewhere: Collection[str] = (),
    progress: Progress = lambda done, of: None,
) -> Report:
    """Everything that is wrong with `decks`, and a proof for each of their formulas.

    `problems` are those known already, from loading; `elsewhere` names cards and decks that exist besides
    these; `progress(done, of)` is told after each card.
    """
    from flashcards.check import contents, order, prove
    from flashcards.check.report import Report

    found: list[Problem] = [*problems, *order.problems(decks, elsewhere)]
    proofs: list[Proof] = []
    counts = contents.Counts()
    cards = [
        replace(card, optimizer=card.optimizer or deck.optimizer) for deck in decks for card in deck.cards
    ]
    for done, card in enumerate(cards, 1):
        proofs += prove.proofs(card)
        found += contents.problems(card, counts)
        progress(done, len(cards))
    found.sort(key=lambda problem: (problem.place.file, problem.place.line) if problem.place else ("", 0))
    return Report(tuple(proofs), tuple(found), len(cards), counts.numbers, counts.demos)
