"""A card's demo in plain mode: as sentences or a table, with other settings, predicted, with your formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flashcards import demo as demos
from flashcards.cli.line_signs import in_words
from flashcards.cli.line_text import WIDTH, name_words, number_words, value_words
from flashcards.deck.model import Card, Demo
from flashcards.demo.plot import picture
from flashcards.demo.plot.number_table import number_table
from flashcards.demo.predict import contenders, judge_prediction, question
from flashcards.demo.premises import premise_line
from flashcards.demo.result import Result, Working
from flashcards.errors import Problem, printable
from flashcards.formula.parse import Unreadable, parse_typed
from flashcards.formula.render.speech import speak
from flashcards.formula.vocabulary import setting_spelled
from flashcards.study.drawn_values import draw_values
from flashcards.study.flow import Question
from flashcards.study.slip_numbers import run_in_place
from flashcards.text.styled import unstyled

_NUMBER = re.compile(r"[-+]?[0-9.]{1,20}(?:e[-+]?[0-9]{1,3})?")
_BLIND = "show"
"""After `demo` or `table`, to see a run without predicting it."""
_EQUATION = re.compile(r"^(\w+) = ([^,;]+)")
_COORDINATE = re.compile(r"\[(\d)\]")


def demo_lines(result: Result, at: int | None = None) -> Iterator[str]:
    """A demo as sentences: its settings, each row of its table, or one step, and what there is to see."""
    yield from _head_lines(result)
    if isinstance(result.figure, Working):
        for line in result.figure.lines:
            yield printable(f"{name_words(line.quantity)} is {number_words(line.value)}.")
    elif at is None:
        yield from (_row_sentence(result.columns, row) for row in picture.rows(result))
    else:
        yield _step_sentence(result, at)
    yield from (printable(in_words(text)) for text in (result.diverged, *result.notes, result.about) if text)


def _head_lines(result: Result) -> Iterator[str]:
    """What is run, and its settings."""
    yield printable(f"{in_words(result.title)}.")
    if settings := ", ".join(value_words(*setting) for setting in result.settings.items()):
        yield f"Settings: {settings}."


def number_lines(result: Result) -> Iterator[str]:
    """The numbers of a demo in columns."""
    rows = number_table(result.columns, picture.rows(result), width=WIDTH)
    yield from (printable(unstyled([row])).rstrip() for row in rows)


def demo_of_words(rest: str, asked: Question, *, table: bool = False) -> list[str]:
    """What `demo 5 eta=0.1` says of the card that is asked. Raises Problem for words that mean nothing."""
    card, drawn = _card_and_values(asked)
    if card.demo is None:
        return ["This card has no demo."]
    if card.demo.predict and not rest and not asked.demo_seen:
        return _question_lines(card.demo, card.optimizer, drawn, "table" if table else "demo")
    at, settings = _read_words("" if rest == _BLIND else rest)
    result, unknown = _run(card.demo, card.optimizer, drawn, settings, at)
    if settings:
        result = replace(result, about="")  # it tells of the demo as the card has it
    lines = list(number_lines(result) if table else demo_lines(result, at))
    return [*unknown, *lines]


def prediction_of_words(rest: str, asked: Question) -> list[str]:
    """The demo's question, or the verdict on what was predicted, and then the demo."""
    card, drawn = _card_and_values(asked)
    if card.demo is None or card.demo.predict is None:
        return ["This card has no demo that asks for a prediction."]
    if not rest:
        return _question_lines(card.demo, card.optimizer, drawn)
    fitting = _own_values(card.demo, card.optimizer, drawn)
    judged = judge_prediction(card.demo, rest, optimizer=card.optimizer, settings=fitting)
    verdict = f"{'Right' if judged.right else 'Wrong'}: {in_words(judged.message)}."
    return [printable(verdict), *demo_of_words(_BLIND, asked)]


def _question_lines(demo: Demo, optimizer: str, drawn: Mapping[str, float], word: str = "demo") -> list[str]:
    """What a demo asks to predict, the runs to choose from, and how to answer or do without."""
    own = _own_values(demo, optimizer, drawn)
    runs = contenders(demo, optimizer=optimizer, settings=own)
    result = demos.run(demo, optimizer=optimizer, settings=own)
    premises = premise_line(demo, optimizer=optimizer, title=result.title)
    return [
        *_head_lines(result),
        *([printable(in_words(_premise_words(premises)))] if premises else []),
        printable(f"{in_words(question(demo))}."),
        *(printable(f"{number}: {name_words(label)}.") for number, label in enumerate(runs, 1)),
        f"Write  predict {'1' if runs else '0.4'}  , or  {word} {_BLIND}  to see it without.",
    ]


def _premise_words(premises: str) -> str:
    """What a prediction is made from, its equations spoken as the formulas of cards are."""
    parts = premises.removesuffix(".").split("; ")
    return f"{'; '.join(_EQUATION.sub(_equation_words, part) for part in parts)}."


def _equation_words(found: re.Match[str]) -> str:
    """`loss = θ[0]²/2` in words; as it stands where it is no formula."""
    name, written = found.groups()
    try:
        said = speak(parse_typed(_COORDINATE.sub(r"_\1", written)).tree)
    except Unreadable:
        return found[0]
    return f"{name_words(name)} equals {said}"


def _own_values(demo: Demo, optimizer: str, drawn: Mapping[str, float]) -> dict[str, float]:
    """Those of the drawn values that are settings of the demo."""
    own = demos.run(demo, optimizer=optimizer).settings
    return {name: value for name, value in drawn.items() if name in own}


def setting_hint(line: str, asked: Question) -> str:
    """How a setting of the card's demo is changed, if the line names one; else empty."""
    card = asked.prompt.card if asked.prompt else None
    if card is None or card.demo is None:
        return ""
    own = demos.run(card.demo, optimizer=card.optimizer).settings
    words = line.replace("=", " ").split()
    named = [setting for word in words if (setting := setting_spelled(word, own) or word) in own]
    if not named:
        return ""
    value = next((word for word in words if _NUMBER.fullmatch(word)), f"{own[named[0]]:g}")
    return f"A setting is changed by  demo {named[0]}={value}  ."


def lines_with_yours(asked: Question) -> list[str]:
    """The demo with the wrong formula that was typed in place of the right one."""
    card, drawn = _card_and_values(asked)
    judged = asked.judgement
    if not judged or not judged.runs:
        return ["There is no wrong formula here to run."]
    return list(demo_lines(run_in_place(card, judged.runs, drawn)))


def _card_and_values(asked: Question) -> tuple[Card, dict[str, float]]:
    assert asked.prompt
    return asked.prompt.card, draw_values(asked.prompt.card, asked.session.variant)


def _run(
    demo: Demo, optimizer: str, settings: Mapping[str, float], typed: Mapping[str, float], at: int | None
) -> tuple[Result, list[str]]:
    """The demo with those of the settings that are its own, and a sentence about typed ones that are not."""
    own = demos.run(demo, optimizer=optimizer).settings
    meant = {setting_spelled(name, own) or name: value for name, value in typed.items()}
    chosen = {name: value for name, value in {**settings, **meant}.items() if name in own}
    steps = (at,) if at is not None and demo.kind == "step" else None
    others = [name for name in meant if name not in own]
    has = f"its settings are {', '.join(own)}" if own else "it has no settings"
    told = [f"This demo has no setting {', '.join(others)}: {has}."] if others else []
    return demos.run(demo, optimizer=optimizer, settings=chosen, at=steps), list(map(printable, told))


def _read_words(rest: str) -> tuple[int | None, dict[str, float]]:
    """A step and settings, as in `5 eta=0.1`. Raises Problem for anything else."""
    at, settings = None, {}
    for word in rest.split():
        name, equals, value = word.partition("=")
        try:
            if equals:
                settings[name] = float(value)
            else:
                at = int(word)
        except ValueError:
            hint = "write  demo 5  or  demo eta=0.1"
            raise Problem(f"'{word[:40]}' is no step and no setting", hint=hint) from None
    return at, settings


def _step_sentence(result: Result, at: int) -> str:
    if at not in result.t:
        return (
            f"There is no step {at}: t goes from {result.t[0]} to {result.t[-1]}."
            if result.t
            else "No steps."
        )
    place = result.t.index(at)
    values = [float(at), *(line[place] for line in result.series.values())]
    return _row_sentence(("t", *result.series), values)


def _row_sentence(columns: tuple[str, ...], row: Any) -> str:
    """A row of a table: `t 5: v 1.638, v yours no number.`"""
    (first, step), *rest = zip(columns, list(row), strict=False)
    told = ", ".join(value_words(name, value) for name, value in rest)
    return printable(f"{value_words(first, step)}: {told}.")
