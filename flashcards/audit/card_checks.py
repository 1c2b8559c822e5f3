"""Checks of one card other than the proof of its formula: numbers, demo, maths, gaps, choices, code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from flashcards import demo
from flashcards.audit.formulas import answers
from flashcards.deck import cloze
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.demo import predict
from flashcards.demo.result import Result
from flashcards.errors import Problem
from flashcards.formula import parse
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import judge, python, slips, spoiling
from flashcards.judging.reference import reference
from flashcards.study.drawn_values import combinations, fill_values
from flashcards.study.right_numbers import right_number
from flashcards.text.markdown.spans import markdown_spans


@dataclass
class CheckTotals:
    """Numbers of values computed and demos run, and what the last one showed."""

    numbers: int = 0
    demos: int = 0
    shown: Result | None = None
    """The result of the last card's demo."""


def check_card(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    """Yields every problem of `card` with its place; one problem does not hide the next."""
    if card.optimizer and not reference(card.optimizer).name:
        yield Problem(f"unknown optimizer '{card.optimizer}'", card.place, "flashcards demo  lists them")
    for check in (_check_numbers, _check_demo, _check_maths, _check_gaps, _check_choices, _check_code):
        for problem in check(card, totals):
            yield Problem(f"{card.key}: {problem.message}", problem.place or card.place, problem.hint)


def _check_numbers(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    if not isinstance(card.answer, NumberAnswer):
        return
    try:
        for drawn in combinations(card.vary):
            right_number(card, drawn)
            totals.numbers += 1
    except Problem as problem:
        yield problem


def _check_demo(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    totals.shown = None
    if card.demo is None:
        return
    totals.demos += 1
    try:
        totals.shown = demo.run(card.demo, optimizer=card.optimizer)
    except Problem as problem:
        yield Problem(f"the demo does not run: {problem.message}", problem.place, problem.hint)
        return
    yield from _check_prediction(card, card.demo, totals.shown)


def _check_prediction(card: Card, asking: Demo, ran: Result) -> Iterator[Problem]:
    """The first draw at which the demo has not the number or the clear winner that it asks for.

    `ran` is what it shows at its own settings.
    """
    if asking.predict is None:
        return
    for drawn in combinations({name: card.vary[name] for name in card.vary if name in ran.settings}):
        shown = None if drawn else ran
        try:
            predict.check_prediction(asking, optimizer=card.optimizer, settings=drawn, shown=shown)
        except Problem as problem:
            yield Problem(f"the prediction: {problem.message}", problem.place, problem.hint)
            return


def _check_maths(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    for latex in card_formulas(card):
        try:
            reading = parse.parse_latex(latex)
        except Unreadable as why:
            yield Problem(f"the formula {latex[:40]} cannot be read: {why.message}")
            continue
        for warning in reading.warnings:
            yield Problem(f"in the formula {latex[:60]}: {warning}")


def card_formulas(card: Card) -> Iterator[str]:
    """Yields the LaTeX of every formula in the card's texts, with gaps filled and values substituted."""
    first = {name: values[0] for name, values in card.vary.items() if values}
    texts = [card.ask, card.why, card.hint]
    match card.answer:
        case BasicAnswer(text) | ClozeAnswer(text):
            texts.append(text)
        case FormulaAnswer(latex):
            yield latex
        case ChoicesAnswer(right, wrong):
            texts += [right, *wrong]
        case StepsAnswer(lines):
            texts += lines
        case NumberAnswer() | CodeAnswer():
            pass
        case _:
            assert_never(card.answer)
    for text in texts:
        shown = cloze.fill(fill_values(text, first), lambda gap: gap.hidden)
        yield from (span.inside.strip() for span in markdown_spans(shown) if span.kind == "maths")


def _check_gaps(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    if not isinstance(card.answer, ClozeAnswer | CodeAnswer):
        return
    found = cloze.gaps(card.answer.text)
    if not found:
        yield Problem("no gap hides anything", hint="put {{ }} around what is asked for")
    for gap in found:
        if not gap.hidden:
            yield Problem(f"the gap '{gap.name}' hides nothing")
    rest = "".join(cloze.fill(card.answer.text, lambda gap: "").split())
    if "{{" in rest and isinstance(card.answer, ClozeAnswer):
        yield Problem("a gap is opened with {{ and never closed", hint="close it with }}")


def _check_choices(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    if not isinstance(card.answer, ChoicesAnswer):
        return
    given = card.answer
    options = [given.right, *given.wrong]
    for twice in sorted({option for option in options if options.count(option) > 1}):
        yield Problem(f"the option '{twice}' appears twice")
    for latex in answers(card):
        yield from _check_slips(latex, given.slips, card.optimizer)
        for wrong in given.wrong:
            if "=" in wrong and judge.judge_formula(wrong, latex, card.optimizer).verdict == "right":
                yield Problem(f"the wrong option {wrong} is right too")


def _check_slips(latex: str, names: tuple[str, ...], optimizer: str) -> Iterator[Problem]:
    for name in names:
        if name not in slips.SLIPS:
            yield Problem(f"unknown slip '{name}'", hint=f"use one of: {', '.join(slips.SLIPS)}")
        elif not spoiling.spoil(latex, name, optimizer).latex:
            yield Problem(f"the slip '{name}' changes nothing in {latex}")


def _check_code(card: Card, totals: CheckTotals) -> Iterator[Problem]:
    if isinstance(card.answer, CodeAnswer):
        program = cloze.fill(card.answer.text, lambda gap: gap.hidden)
        try:
            python.parse_program(program)
        except Unreadable as why:
            yield Problem(f"the code cannot be read: {why.message}")
