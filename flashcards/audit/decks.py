"""Decks held against the code: formulas proved, numbers computed, demos run, everything else looked over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
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
    from flashcards.audit.report import CardStatement, Proof, Report
    from flashcards.audit.statements.proposing import ProposedLines

ADVICE = "add a line holds:, given: or told: to the card; flashcards check --propose  searches for one"

Progress = Callable[[int, int], None]


def check_decks(
    decks: Sequence[Deck],
    *,
    problems: Sequence[Problem] = (),
    strict: Collection[str] = (),
    progress: Progress = lambda done, of: None,
) -> Report:
    """Everything that is wrong with `decks`, and a proof for each of their formulas.

    `problems` are those known already, from loading, where needs are looked after;
    `progress(done, of)` is told after each card. In the files of `strict` a statement that cannot be placed
    is a problem; in others it is counted.
    """
    from flashcards.audit import card_checks, formulas
    from flashcards.audit.report import Report
    from flashcards.audit.statements.placing import place_statements

    cards = [card for deck in decks for card in deck.inherited().cards]
    found: list[Problem] = [*problems, *_asked_twice(cards)]
    proofs: list[Proof] = []
    counts = card_checks.CheckTotals()
    statements: list[CardStatement] = []
    for done, card in enumerate(cards, 1):
        proved = list(formulas.proofs(card))
        proofs += proved
        found += card_checks.check_card(card, counts)
        placed, wrong = place_statements(card, proved, counts.shown)
        statements += placed
        found += [_of_card(problem, card) for problem in wrong]
        if card.place.file in strict:
            found += _unplaced(placed)
        progress(done, len(cards))
    found.sort(key=lambda problem: (problem.place.file, problem.place.line) if problem.place else ("", 0))
    return Report(tuple(proofs), tuple(found), len(cards), counts.numbers, counts.demos, tuple(statements))


def propose(decks: Sequence[Deck], report: Report) -> list[ProposedLines]:
    """Lines for each card of `decks` that has a statement which `report` could not place."""
    from flashcards.audit.statements.proposing import propose_lines

    cards = {card.key: card for deck in decks for card in deck.inherited().cards}
    unplaced: dict[str, list[CardStatement]] = {}
    for each in report.statements:
        if each.kind == "unplaced" and each.card in cards:
            unplaced.setdefault(each.card, []).append(each)
    return [propose_lines(cards[key], statements) for key, statements in unplaced.items()]


def _of_card(problem: Problem, card: Card) -> Problem:
    return Problem(f"{card.key}: {problem.message}", problem.place or card.place, problem.hint)


def _unplaced(statements: Sequence[CardStatement]) -> Iterator[Problem]:
    for each in statements:
        if each.kind == "unplaced":
            reason = each.why or "nothing here computes it"
            yield Problem(
                f"{each.card}: '{each.text[:80]}' ({each.field}) cannot be placed: {reason}",
                each.place,
                ADVICE,
            )


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
