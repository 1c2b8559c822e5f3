"""Converts a Deck to plain data (texts, numbers, lists, tables) in the order in which people write it.

Fields that hold their default are left out. Both writers and the listings of commands start here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, assert_never

from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Deck,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    Origin,
    Predict,
    Run,
    StepsAnswer,
)
from flashcards.deck.schema import AFTER, DECK

Plain = Any
"""A text, a number, True or False, a list or a dict of such."""


def deck_fields(whole: Deck) -> dict[str, Plain]:
    """The fields of a deck without its cards."""
    return {"deck": whole.name} | _kept(whole, tuple(DECK)[1:])


def own(whole: Deck) -> Iterator[Card]:
    """The cards of a deck, each without the optimizer that it inherits from the deck."""
    for each in whole.cards:
        inherits = each.optimizer and each.optimizer == whole.optimizer
        yield replace(each, optimizer="") if inherits else each


def card(one: Card) -> dict[str, Plain]:
    """The fields of a card."""
    found: dict[str, Plain] = {"id": one.id}
    if one.ask:
        found["ask"] = one.ask
    return found | _kept(one, ("vary",)) | answer_fields(one.answer) | _kept(one, AFTER)


def answer_fields(given: Answer) -> dict[str, Plain]:
    """The field that names the kind of card, with the fields that belong to it."""
    match given:
        case BasicAnswer(text, both_ways):
            return {"answer": text} | ({"both_ways": True} if both_ways else {})
        case ClozeAnswer(text):
            return {"cloze": text}
        case FormulaAnswer(latex):
            return {"formula": latex}
        case NumberAnswer(expression, tolerance):
            changed = tolerance != NumberAnswer("").tolerance
            return {"number": expression} | ({"tolerance": tolerance} if changed else {})
        case ChoicesAnswer(right, wrong, ()):
            return {"choices": [right, *wrong]}
        case ChoicesAnswer(right, wrong, slips):
            return {
                "choices": {"right": right}
                | ({"wrong": list(wrong)} if wrong else {})
                | {"slips": list(slips)}
            }
        case StepsAnswer(lines):
            return {"steps": list(lines)}
        case CodeAnswer(text):
            return {"code": text}
        case _:
            assert_never(given)


def _kept(whole: Any, names: tuple[str, ...]) -> dict[str, Plain]:
    """The fields of `whole` that are not empty."""
    return {
        name: value if type(value) is str else _plain(value)
        for name in names
        if (value := getattr(whole, name))
    }


def _plain(value: Any) -> Plain:
    match value:
        case tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case Run(optimizer, settings, "", (), "", "") if not settings:
            return optimizer
        case Demo() | Run() | Predict() | Origin():
            return {
                each.name: _plain(getattr(value, each.name))
                for each in fields(value)
                if getattr(value, each.name) != _default(type(value), each.name)
            }
        case _:
            return value


_EMPTY: dict[type, Any] = {Demo: Demo(), Run: Run(""), Predict: Predict(""), Origin: Origin("")}


def _default(kind: type, name: str) -> Any:
    return getattr(_EMPTY[kind], name)
