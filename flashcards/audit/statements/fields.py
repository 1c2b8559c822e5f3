"""The texts of a card field by field, and the relations in their formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import assert_never

from flashcards.deck import cloze
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.formula import names, parse, quantities, vocabulary
from flashcards.formula.traverse import formulas
from flashcards.formula.tree import Node, Number, Relation
from flashcards.formula.unreadable import Unreadable
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value

CLAIMING = frozenset({"answer", "cloze", "steps", "choices"})
"""The fields in which `name = number` claims something instead of saying what is given."""
MOST = 80
"""Relations, and amounts, of one text that are placed; no text that people write has so many."""
_DRAW = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")


class FieldText(Value, frozen=True):
    """One text of a card, its gaps filled."""

    field: str
    text: str


class StatedRelation(Value, frozen=True):
    """A relation in a formula of a text."""

    field: str
    text: str
    """The LaTeX of the whole formula."""
    node: Relation
    before: str
    """The prose right before the formula."""
    sentence: str
    whole: str
    """The text of the field."""
    index: int
    """Its place among the relations of its formula."""


class StatedTerm(Value, frozen=True):
    """An amount in a formula of a text, without a relation."""

    field: str
    text: str
    node: Node
    beside: tuple[Relation, ...]
    """The relations of the card."""


def field_texts(card: Card) -> Iterator[FieldText]:
    """Yields the texts of a card that may state something, in the order in which they are shown."""
    yield FieldText("ask", card.ask)
    match card.answer:
        case BasicAnswer(text):
            yield FieldText("answer", text)
        case ClozeAnswer(text):
            yield FieldText("cloze", cloze.fill(text, lambda gap: gap.hidden))
        case ChoicesAnswer(right, wrong, _):
            yield FieldText("choices", _as_maths(right))
            yield from (FieldText("wrong", _as_maths(option)) for option in wrong)
        case StepsAnswer(lines):
            yield from (FieldText("steps", line) for line in lines)
        case FormulaAnswer() | NumberAnswer() | CodeAnswer():
            pass
        case _:
            assert_never(card.answer)
    yield FieldText("hint", card.hint)
    yield FieldText("why", card.why)
    yield FieldText("about", card.demo.about if card.demo else "")


def _as_maths(option: str) -> str:
    """An option that is LaTeX without dollars, between dollars."""
    bare = "\\" in option and all(span.kind == "prose" for span in markdown_spans(option))
    return f"${option}$" if bare else option


def stated_relations(card: Card) -> Iterator[StatedRelation]:
    """Yields the relations in the formulas of a card's texts; wrong options state nothing."""
    for each in field_texts(card):
        if each.field != "wrong":
            yield from _relations(each.field, each.text, tuple(card.vary))


def stated_terms(card: Card) -> Iterator[StatedTerm]:
    """Yields the amounts in the formulas of a card's texts; a letter with its index is none."""
    beside = tuple(each.node for each in stated_relations(card))
    for each in field_texts(card):
        if each.field != "wrong":
            yield from islice(_terms(each, tuple(card.vary), beside), MOST)


def _terms(each: FieldText, drawn: tuple[str, ...], beside: tuple[Relation, ...]) -> Iterator[StatedTerm]:
    for span in markdown_spans(each.text):
        if span.kind == "maths":
            for node in terms_in(span.inside, drawn):
                yield StatedTerm(each.field, span.inside.strip(), node, beside)


@lru_cache(maxsize=8192)
def terms_in(latex: str, drawn: tuple[str, ...] = ()) -> tuple[Node, ...]:
    """The amounts in a formula: what is neither a relation nor a number nor a name alone."""
    try:
        found = formulas(parse.parse_latex(symbols_for_draws(latex, drawn)).tree)
    except Unreadable:
        return ()
    return tuple(each for each in found if not isinstance(each, Relation | Number) and not _is_letter(each))


def _is_letter(node: Node) -> bool:
    """True for a letter with its index, which names something and states nothing."""
    return names.name(node) is not None or quantities.label(node, "t", frozenset()) is not None


@lru_cache(maxsize=4096)
def _relations(field: str, text: str, drawn: tuple[str, ...]) -> tuple[StatedRelation, ...]:
    found = []
    for span in markdown_spans(text):
        if span.kind != "maths":
            continue
        before = text[max(0, span.start - 60) : span.start]
        for index, node in enumerate(relations_in(span.inside, drawn)):
            sentence = _sentence_around(text, span.start)
            found.append(StatedRelation(field, span.inside.strip(), node, before, sentence, text, index))
            if len(found) >= MOST:
                return tuple(found)
    return tuple(found)


@lru_cache(maxsize=8192)
def relations_in(latex: str, drawn: tuple[str, ...] = ()) -> tuple[Relation, ...]:
    """The relations in a formula, each `{name}` that is drawn read as the letter of that name."""
    try:
        tree = parse.parse_latex(symbols_for_draws(latex, drawn)).tree
    except Unreadable:
        return ()
    return tuple(each for each in formulas(tree) if isinstance(each, Relation))


def symbols_for_draws(latex: str, drawn: tuple[str, ...]) -> str:
    """`latex` with the letter of each drawn name in the place of its value."""
    return _DRAW.sub(
        lambda found: f"{{{vocabulary.latex_name(found[1])}}}" if found[1] in drawn else found[0], latex
    )


def _sentence_around(text: str, place: int) -> str:
    start = 0
    for gap in _SENTENCE.finditer(text):
        if gap.end() > place:
            return text[start : gap.start()]
        start = gap.end()
    return text[start:]
