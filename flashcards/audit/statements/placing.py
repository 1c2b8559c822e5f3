"""Places every statement of a card, and says what is wrong with its claims and excuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from flashcards.audit.report import CardStatement, Proof, StatementClass
from flashcards.audit.statements.claimed import claim_problems, claims_the_answer
from flashcards.audit.statements.code import place_code
from flashcards.audit.statements.fields import CLAIMING, field_texts, stated_relations, stated_terms
from flashcards.audit.statements.prose_figures import is_placed_figure, known_numbers, prose_figures
from flashcards.audit.statements.relations import place_relation, references_of
from flashcards.audit.statements.terms import column_terms, is_placed_column, place_term
from flashcards.deck.model import Card, NumberAnswer
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.study.figures import drop_figures
from flashcards.study.right_numbers import compute_figures

MOST_FIGURES = 200
"""Figures of one text that are looked up."""
WHOLE = frozenset({"number", "code", "formula"})
"""Names in `told` that mean the card's answer as a whole."""


def place_statements(
    card: Card, proofs: Sequence[Proof], ran: Result | None = None
) -> tuple[list[CardStatement], list[Problem]]:
    """The statements of a card by class, and the problems of its `holds` and `told`.

    `proofs` are those of its formula, `ran` is the result of its demo.
    """
    problems, written = _problems(card), card
    computed: list[CardStatement] = []
    try:
        filled = compute_figures(card, {name: values[0] for name, values in card.vary.items() if values})
    except Problem as problem:
        problems.append(problem)
    else:
        computed = _figures(card, filled)
        card = filled
    found = [
        *computed,
        *_formulas(card, proofs),
        *_number(card, bool(problems)),
        *_code(card),
        *_relations(card, bool(problems)),
        *_terms(card, bool(problems)),
        *_columns(card, bool(problems)),
        *_prose_figures(written, ran),
    ]
    excused: set[str] = set()
    placed = [_excuse(card, each, excused) for each in found]
    problems += _dead_excuses(card, found, excused)
    return placed, problems


def _problems(card: Card) -> list[Problem]:
    try:
        return list(claim_problems(card))
    except Problem as problem:
        return [problem]


def _statement(card: Card, field: str, text: str, kind: StatementClass, why: str = "") -> CardStatement:
    return CardStatement(card.key, card.place, field, text, kind, why)


def _formulas(card: Card, proofs: Sequence[Proof]) -> Iterator[CardStatement]:
    for proof in proofs:
        kind: StatementClass = "proved" if proof.verdict == "proved" else "sampled"
        if proof.verdict in {"unchecked", "wrong"}:
            kind = "unplaced"
        yield _statement(card, "formula", proof.quantity or "formula", kind, proof.message)


def _number(card: Card, refuted: bool) -> Iterator[CardStatement]:
    if isinstance(card.answer, NumberAnswer):
        held = claims_the_answer(card) and not refuted
        yield _statement(card, "number", card.answer.expression, "computed" if held else "unplaced")


def _figures(card: Card, filled: Card) -> list[CardStatement]:
    """The texts whose figures were computed."""
    texts = zip(field_texts(card), field_texts(filled), strict=True)
    return [
        _statement(card, before.field, before.text[:80], "computed")
        for before, after in texts
        if before.text != after.text
    ]


def _code(card: Card) -> Iterator[CardStatement]:
    for each in place_code(card, tuple(name for name in references_of(card) if name)):
        yield _statement(card, each.field, each.text, each.kind, each.why)


def _relations(card: Card, refuted: bool) -> Iterator[CardStatement]:
    claimed = claims_the_answer(card) and not refuted and not isinstance(card.answer, NumberAnswer)
    for stated in stated_relations(card):
        placed = place_relation(card, stated)
        if placed.kind == "unplaced" and claimed and stated.field in CLAIMING:
            yield _statement(card, stated.field, stated.text, "computed")
        else:
            yield _statement(card, stated.field, stated.text, placed.kind, placed.why)


def _terms(card: Card, refuted: bool) -> Iterator[CardStatement]:
    claimed = claims_the_answer(card) and not refuted and not isinstance(card.answer, NumberAnswer)
    rules = tuple(references_of(card))
    for term in stated_terms(card):
        kind = place_term(card, term, rules)
        if kind is not None:
            held = kind == "unplaced" and claimed and term.field in CLAIMING
            yield _statement(card, term.field, term.text, "computed" if held else kind)


def _columns(card: Card, refuted: bool) -> Iterator[CardStatement]:
    rules = tuple(references_of(card))
    claims = " ".join(card.holds)
    for name, column in column_terms(card):
        claimed = not refuted and re.search(rf"(?<![\w.]){re.escape(name)}@", claims)
        placed = claimed or is_placed_column(card, column, rules)
        yield _statement(card, "column", column.text, "computed" if placed else "unplaced")


def _prose_figures(card: Card, ran: Result | None) -> Iterator[CardStatement]:
    known = known_numbers(card, ran)
    for each in field_texts(card):
        for figure in islice(prose_figures(replace(each, text=drop_figures(each.text))), MOST_FIGURES):
            kind: StatementClass = "computed" if is_placed_figure(card, figure, known) else "unplaced"
            yield _statement(card, each.field, figure.text, kind)


def _excuse(card: Card, statement: CardStatement, excused: set[str]) -> CardStatement:
    """The statement as told if the card says why nothing can check it; notes the excuse that was used."""
    if statement.kind != "unplaced":
        return statement
    for key, reason in card.told.items():
        if (key == statement.field and key in WHOLE) or _plain(key) == _plain(statement.text):
            excused.add(key)
            return _statement(card, statement.field, statement.text, "told", reason)
    return statement


def _dead_excuses(card: Card, found: Sequence[CardStatement], excused: set[str]) -> Iterator[Problem]:
    """Yields a problem for each key of `told` that is in no text, or that is placed without it."""
    texts = [_plain(each.text) for each in field_texts(card)]
    texts += map(_plain, card.demo.show if card.demo else ())
    for key in card.told:
        if key in excused or (key in WHOLE and key not in {each.field for each in found}):
            continue
        if any(_plain(each.text) == _plain(key) or each.field == key for each in found):
            yield Problem(f"'{key[:60]}' needs no excuse in `told`: it is placed without it")
        elif not any(_plain(key) in text for text in texts):
            yield Problem(f"'{key[:60]}' in `told` is in no text of the card")


def _plain(text: str) -> str:
    return "".join(text.replace("$", "").split())
