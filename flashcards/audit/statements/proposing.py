"""Searches for what an author could write so that an unplaced statement of a card is placed.

A match that a search found may be one by chance: it counts only once the author has written it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, permutations

from flashcards.audit.report import CardStatement
from flashcards.audit.statements.claimed import claim_problems
from flashcards.deck.model import Card, NumberAnswer
from flashcards.demo.claims import DrawnCard
from flashcards.errors import Problem
from flashcards.study.drawn_values import combinations
from flashcards.study.right_numbers import right_number
from flashcards.value import Value

MOST_TRIED = 400
"""Claims that are tried for one card."""
_SEQUENCES = ("constant 1", "sparse 1000", "alternating 1")


class ProposedLines(Value, frozen=True):
    """Lines for one card."""

    card: str
    lines: tuple[str, ...]


def propose_lines(card: Card, unplaced: Iterable[CardStatement]) -> ProposedLines:
    """The lines that would place the `unplaced` statements: what a search found, or a reason to fill in."""
    lines: list[str] = []
    for each in unplaced:
        found = _search(card) if each.field == "number" and not card.holds else None
        if found:
            lines += found
        else:
            key = "number" if each.field == "number" else each.text.replace("'", "''")
            lines.append(f"told: {{'{key}': why nothing here can check it}}")
    return ProposedLines(card.key, tuple(dict.fromkeys(lines)))


def _search(card: Card) -> list[str] | None:
    """The first claim of the card's number that holds at every draw, with its premises; None if none does."""
    if not isinstance(card.answer, NumberAnswer) or not _varies(card):
        return None
    for given, claim in islice(_tried(card), MOST_TRIED):
        tried = replace(card, holds=(claim,), given={**card.given, **given})
        try:
            if next(claim_problems(tried), None) is None:
                premises = [f"given: {{gradients: '{text}'}}" for text in given.get("gradients", ())]
                return [*premises, f"holds: {claim}"]
        except Problem:
            continue
    return None


def _varies(card: Card) -> bool:
    """True if the number differs from draw to draw: a constant may match anything."""
    try:
        return len({right_number(card, draw) for draw in islice(combinations(card.vary), 8)}) > 1
    except Problem:
        return False


def _tried(card: Card) -> Iterator[tuple[Mapping[str, tuple[str, ...]], str]]:
    """Yields premises with a claim, the likelier first."""
    try:
        rule = DrawnCard(card, {}).rule()
    except Problem:
        return
    own = [f"{{{name}}}" for name in card.vary if name not in {*rule.settings, "t", "k", "n"}]
    premises: list[Mapping[str, tuple[str, ...]]] = [{}]
    if "gradients" not in card.given:
        premises += [{"gradients": (text,)} for text in (*own, *_SEQUENCES)]
    steps = ["t"] if "t" in card.vary else ["(k+1)"] if "k" in card.vary else ["1", "2", "3"]
    quantities = [name for name in rule.first(0.0)._fields if name not in {"theta", "t", "g"}]
    for given in premises:
        for step in steps:
            for claim in _amounts(quantities, step):
                yield given, f"answer = {claim}"


def _amounts(quantities: list[str], step: str) -> Iterator[str]:
    """Yields the amounts of a run that a number may be: the step in η, a quantity, a ratio of two."""
    yield f"abs(delta@{step})/eta"
    yield f"abs(delta@{step})"
    for name in quantities:
        yield f"{name}@{step}"
        yield f"1 / {name}@{step}"
    for one, other in permutations(quantities, 2):
        yield f"{one}@{step} / {other}@{step}"
