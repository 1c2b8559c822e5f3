"""Checks an author's claims, `holds`: at every draw, for the right option and against the wrong ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from flashcards.audit.statements.fields import relations_in
from flashcards.audit.statements.premises import ask_settings
from flashcards.deck import cloze
from flashcards.deck.model import BasicAnswer, Card, ChoicesAnswer, ClozeAnswer, NumberAnswer
from flashcards.demo.claims import Budget, DrawnCard, run_names
from flashcards.errors import Problem
from flashcards.formula import parse, vocabulary
from flashcards.formula.evaluate import evaluate, names_in
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.reference import reference
from flashcards.study.drawn_values import combinations
from flashcards.study.right_numbers import right_number
from flashcards.text.markdown.spans import markdown_spans

MOST_DRAWS = 64
"""The draws of a card at which its claims are checked."""
MOST_CLAIMS = 20
_ANSWER = re.compile(r"\banswer\b")


def claims_the_answer(card: Card) -> bool:
    """True if a claim of `holds` speaks of the card's answer."""
    return any(_ANSWER.search(text) for text in card.holds)


def claim_problems(card: Card) -> Iterator[Problem]:
    """Yields a problem for each claim that fails, once; for a wrong option that fulfils all of them."""
    if not card.holds:
        return
    said = ask_settings(card, reference(card.optimizer))
    if len(card.holds) > MOST_CLAIMS:
        raise Problem(f"a card may have {MOST_CLAIMS} claims in `holds`, not {len(card.holds)}")
    budget = Budget()
    for text in card.holds:
        for drawn in islice(combinations(card.vary), MOST_DRAWS):
            answer = _answer_value(card, drawn, said)
            if not DrawnCard(card, drawn, answer, said, budget).holds(text):
                where = ", ".join(f"{name} = {value:g}" for name, value in drawn.items())
                of = f" (the answer is {answer:.6g})" if answer is not None and _ANSWER.search(text) else ""
                yield Problem(f"'{text}' does not hold{f' at {where}' if where else ''}{of}")
                break
    yield from _wrong_options_that_hold(card, said)
    yield from _unused_draws(card)


def _wrong_options_that_hold(card: Card, said: Mapping[str, float]) -> Iterator[Problem]:
    if not isinstance(card.answer, ChoicesAnswer) or not claims_the_answer(card):
        return
    for option in card.answer.wrong:
        value = _text_value(card, option, {}, said)
        if value is None:
            continue
        try:
            if all(DrawnCard(card, {}, value, said).holds(text) for text in card.holds):
                yield Problem(f"the wrong option '{option[:60]}' fulfils what holds for the right one")
        except Problem:
            continue


def _unused_draws(card: Card) -> Iterator[Problem]:
    """Yields a problem for each drawn name on which no claim depends."""
    if not isinstance(card.answer, NumberAnswer) or not claims_the_answer(card):
        return
    texts = " ".join([*card.holds, *(text for given in card.given.values() for text in given)])
    runs = [name for name in run_names(card) if name in texts]
    own = [_rule_name(card), card.demo.schedule if card.demo else "", *runs]
    mentioned = set(re.findall(r"[A-Za-z_]\w*", texts)).union(*(reference(name).known for name in own))
    for name in card.vary:
        if name not in mentioned:
            yield Problem(f"no claim in `holds` depends on {name}, which is drawn")


def _rule_name(card: Card) -> str:
    return DrawnCard(card, {}).rule().name


def _answer_value(card: Card, drawn: Mapping[str, float], said: Mapping[str, float]) -> float | None:
    """The card's number, or the value of the first formula in its answer; None if it has neither."""
    match card.answer:
        case NumberAnswer():
            return right_number(card, drawn)
        case ChoicesAnswer(text) | BasicAnswer(text):
            return _text_value(card, text, drawn, said)
        case ClozeAnswer(text):
            return _text_value(card, cloze.fill(text, lambda gap: gap.hidden), drawn, said)
    return None


def _text_value(card: Card, text: str, drawn: Mapping[str, float], said: Mapping[str, float]) -> float | None:
    r"""The value of the first formula in a text: of its last side if it is a relation."""
    found = next((span.inside for span in markdown_spans(text) if span.kind == "maths"), None)
    if found is None:
        return None
    relations = relations_in(found)
    try:
        node = relations[0].sides[-1] if relations else parse.parse_latex(found).tree
        own = DrawnCard(card, drawn, None, said)
        settings = own.settings(own.rule())
        values = dict(own.names)
        for name in names_in(node) - values.keys():
            meant = vocabulary.setting_spelled(name, settings)
            values[name] = settings[meant] if meant and name not in card.given else own.value(name)
        return float(evaluate(node, values))
    except (Unreadable, Problem, TypeError):
        return None
