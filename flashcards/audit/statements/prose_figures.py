"""Places the figures in digits that a text holds: values of settings, moments, cells that the demo shows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import optimizers
from flashcards.audit.statements.fields import FieldText, field_texts
from flashcards.deck.model import Card, NumberAnswer
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.formula import names, parse, vocabulary
from flashcards.formula.unreadable import Unreadable
from flashcards.study.drawn_values import combinations
from flashcards.study.right_numbers import right_number
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value

FREE = frozenset({0.0, 1.0})
"""Figures that stand in too many formulas to say anything."""
MOST_CELLS = 5000
_DIGITS = re.compile(r"(?<![\w.,^_/])(?<!\w-)(\d+(?:[.,]\d+)*(?:e[−-]?\d+)?(?:/\d+)?%?)(?![\w^]|-\d)")
_NAMED = re.compile(r"([^\s\d(]+) ?= ?[−-]?$")
_MOMENT = re.compile(r"(?:\bsteps?|\bafter|\brow|\buntil|\bafter step|\bepoch|\bt =) ?$")
_COUNTED = re.compile(r"^ ?(?:noisy |small )?(?:steps?|iterations?)\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


class ProseFigure(Value, frozen=True):
    """A number in digits in the prose of a text."""

    field: str
    text: str
    """With a little of what stands around it, as a person would quote it."""
    digits: str
    before: str
    after: str


@dataclass
class Known:
    """The numbers that a card's demo, draws and rules hold, by what they are."""

    settings: dict[str, set[float]] = field(default_factory=dict)
    moments: set[float] = field(default_factory=set)
    spec: set[float] = field(default_factory=set)
    cells: set[float] = field(default_factory=set)


def prose_figures(each: FieldText) -> Iterator[ProseFigure]:
    """Yields the figures in the prose of a text."""
    if each.field == "wrong":
        return
    for span in markdown_spans(each.text):
        if span.kind == "prose":
            for found in _DIGITS.finditer(span.inside):
                before, after = span.inside[: found.start()], span.inside[found.end() :]
                yield ProseFigure(each.field, _quoted(before, found[0], after), found[0], before, after)


def _quoted(before: str, digits: str, after: str) -> str:
    """The figure with the words next to it."""
    left, right = before.split(" ")[-3:], after.split(" ")[:2]
    return " ".join([*" ".join(left).split(), ""])[-24:].lstrip() + digits + " ".join(right)[:16].rstrip()


def is_placed_figure(card: Card, figure: ProseFigure, known: Known) -> bool:
    """True if a figure is a value of what its neighbours name, or one that the demo shows or is given."""
    top, _, bottom = figure.digits.rstrip("%").replace(",", "").replace("−", "-").partition("/")
    number = float(top) / (float(bottom or 1) or math.nan)
    if named := _NAMED.search(figure.before):
        found = _named_values(named[1], known)
        if found is not None:
            return any(math.isclose(number, value, rel_tol=1e-9) for value in found)
    if _MOMENT.search(figure.before) or _COUNTED.match(figure.after):
        return number in known.moments | FREE or number in known.spec
    if number in FREE:
        return True
    values = known.spec | known.moments | {value for each in known.settings.values() for value in each}
    shares = (number, number / 100) if figure.digits.endswith("%") else (number,)
    return any(each in values or _is_shown(each, figure.digits, known.cells) for each in shares)


def _is_shown(number: float, digits: str, cells: set[float]) -> bool:
    """True if some cell is `number` to the digits that are written."""
    digits = digits.partition("/")[0]
    decimals = len(digits.rstrip("%").partition(".")[2]) + (2 if digits.endswith("%") else 0)
    half = 0.5 * 10.0**-decimals if "." in digits or "%" in digits else 1e-9 * max(number, 1)
    return any(abs(abs(cell) - number) <= half * 1.001 for cell in cells)


def _named_values(word: str, known: Known) -> set[float] | None:
    """The values of the setting that a word names; None if it names none."""
    word = word.strip("(“\"'")
    if word == "t":
        return known.moments | FREE
    try:
        name = names.name(parse.parse_typed(word).tree)
    except Unreadable:
        return None
    own = name and vocabulary.setting_spelled(name, known.settings)
    return known.settings[own] if own else None


def known_numbers(card: Card, ran: Result | None) -> Known:
    """The numbers of a card by what they are; `ran` is the result of its demo."""
    known = Known()
    for name, value in _settings(card):
        known.settings.setdefault(name, set()).add(float(value))
    for name, values in card.vary.items():
        known.settings.setdefault(name, set()).update(values)
        known.spec.update(map(abs, values))
    known.moments |= known.settings.get("t", set())
    if card.demo:
        shown = card.demo
        known.moments.update((*shown.at, shown.steps))
        known.spec.update(abs(value) for value in shown.start)
        for gradients in (shown.gradients, *(run.gradients for run in shown.compare)):
            _know_gradients(known, gradients)
        known.spec.update(float(text) for column in shown.show for text in _NUMBER.findall(column))
        known.cells |= _cells(ran) if ran else set()
    if isinstance(card.answer, NumberAnswer):
        known.cells |= _answers(card)
    for each in field_texts(card):
        known.spec |= _numbers_in_formulas(each.text)
    return known


def _know_gradients(known: Known, gradients: tuple[float, ...] | str) -> None:
    """Adds the numbers of listed gradients, or those in the name of a sequence."""
    if isinstance(gradients, tuple):
        known.spec.update(map(abs, gradients))
        known.cells.update(value**2 for value in gradients)
        known.moments.update(range(1, len(gradients) + 1))
    else:
        numbers = {float(text) for text in _NUMBER.findall(gradients)}
        known.spec |= numbers
        known.moments |= numbers | {number + 1 for number in numbers}


def _settings(card: Card) -> Iterator[tuple[str, float]]:
    """Yields the settings of the rules and the demo of a card."""
    shown = card.demo
    rules = [card.optimizer, *([shown.optimizer, *(run.optimizer for run in shown.compare)] if shown else [])]
    for name in rules:
        if name in optimizers.RULES:
            yield from optimizers.RULES[name].settings.items()
    for settings in (shown.settings, *(run.settings for run in shown.compare)) if shown else ():
        yield from settings.items()
    for name, values in shown.over.items() if shown else ():
        yield from ((name, value) for value in values)


def _cells(ran: Result) -> set[float]:
    """The numbers that a demo shows."""
    cells = [abs(value) for row in ran.rows[:MOST_CELLS] for value in row if math.isfinite(value)]
    return set(cells[:MOST_CELLS])


def _answers(card: Card) -> set[float]:
    try:
        return {abs(right_number(card, draw)) for draw in combinations(card.vary)}
    except Problem:
        return set()


@lru_cache(maxsize=4096)
def _numbers_in_formulas(text: str) -> frozenset[float]:
    """The numbers that the formulas and the code of a text hold."""
    spans = (span.inside for span in markdown_spans(text) if span.kind != "prose")
    return frozenset(float(number) for span in spans for number in _NUMBER.findall(span))
