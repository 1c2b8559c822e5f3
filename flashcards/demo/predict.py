"""Predictions: a demo asks for one of its numbers, or for the winner, before it runs, and judges that."""

from __future__ import annotations

import math
from collections.abc import Mapping

from flashcards.deck.model import Demo, Predict
from flashcards.demo.result import Result
from flashcards.demo.shown import split_quantity
from flashcards.demo.standings import (
    Standings,
    UnreadPrediction,
    pick_contender,
    run_standings,
    tell_result,
    winner_question,
)
from flashcards.errors import Problem
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.value import Value

DEFAULTS: Mapping[str, float] = {}
Lines = Mapping[str, dict[int, float]]
"""For each quantity its value by step."""
_ZERO = 1e-9


class Prediction(Value, frozen=True):
    """The verdict on a predicted number or winner."""

    right: bool
    expected: float
    """The number; NaN for a winner."""
    message: str


def question(demo: Demo) -> str:
    """The demo's question; empty if it asks for no prediction."""
    if demo.predict is None:
        return ""
    if demo.predict.which:
        return winner_question(demo)
    return f"Predict {pretty(split_quantity(demo.predict.quantity)[0])} at t = {demo.predict.step}"


def contenders(
    demo: Demo, *, optimizer: str = "", settings: Mapping[str, float] = DEFAULTS
) -> tuple[str, ...]:
    """The runs to choose the winner from, in the order of the demo; none if a number is asked for."""
    if demo.predict is None or not demo.predict.which:
        return ()
    return tuple(run_standings(demo, optimizer, settings).scores)


def numbered_lines(labels: tuple[str, ...]) -> list[str]:
    """The runs to choose from, one a line with its number."""
    return [f"  {number}  {pretty(label)}" for number, label in enumerate(labels, 1)]


def check_prediction(
    demo: Demo,
    *,
    optimizer: str = "",
    settings: Mapping[str, float] = DEFAULTS,
    shown: Result | None = None,
) -> None:
    """Raises Problem if the run has not the number that is asked for, or no clear winner.

    `shown` is what the demo shows at these settings, where that is known.
    """
    asked = demo.predict
    if asked and asked.which:
        _ = run_standings(demo, optimizer, settings).winner
    elif asked:
        _shown_lines(demo, asked, optimizer, settings, shown)


def judge_prediction(
    demo: Demo, text: str, *, optimizer: str = "", settings: Mapping[str, float] = DEFAULTS
) -> Prediction:
    """Judges a typed number within its tolerance and says which other value it is; or a picked winner."""
    asked = demo.predict
    if asked is None:
        raise Problem("this demo does not ask for a prediction")
    if asked.which:
        return _judge_winner(text, run_standings(demo, optimizer, settings))
    given = parse_prediction(text)
    t, (name, _) = asked.step, split_quantity(asked.quantity)
    lines = _shown_lines(demo, asked, optimizer, settings)
    expected = lines[name][t]
    if _near(given, expected, asked.tolerance):
        return Prediction(True, expected, f"{pretty(name)} is {format_number(expected)} at t = {t}")
    meant = _track(given, _numbers(demo, asked, optimizer, settings, lines), name, t)
    told = f"it is {format_number(expected)}; you have {format_number(given)}"
    return Prediction(False, expected, f"{meant}: {told}" if meant else told)


def _judge_winner(text: str, found: Standings) -> Prediction:
    picked = pick_contender(text, tuple(found.scores))
    return Prediction(picked == found.winner, math.nan, tell_result(found, picked))


def parse_prediction(text: str) -> float:
    """The number in a typed answer, as people write numbers. Raises Problem if there is none."""
    from flashcards.formula.typed_number import read_number  # NumPy loads here
    from flashcards.formula.unreadable import Unreadable

    try:
        return read_number(text).value
    except Unreadable as error:
        raise UnreadPrediction(f"{text!r} is not a number", hint=error.message) from None


def _shown_lines(
    demo: Demo,
    asked: Predict,
    optimizer: str,
    settings: Mapping[str, float],
    shown: Result | None = None,
) -> Lines:
    """Value by step of every quantity that the run shows, and of the asked one in any case.

    Raises Problem if that has no value at the asked step.
    """
    from flashcards.demo import run

    name, _ = split_quantity(asked.quantity)
    result = shown or run(demo, optimizer=optimizer, settings=settings)
    lines = {each: dict(zip(result.t, line, strict=True)) for each, line in result.series.items()}
    if name not in lines and not demo.compare:
        lines = {**_kept(demo, asked, optimizer, settings), **lines}
    if asked.step not in lines.get(name, {}):
        raise Problem(result.diverged or f"the demo has no {name} at t = {asked.step}")
    return lines


def _numbers(
    demo: Demo, asked: Predict, optimizer: str, settings: Mapping[str, float], lines: Lines
) -> dict[tuple[str, int], float]:
    """The asked quantity and every other of the run, at the asked step first, then at adjacent ones."""
    (name, _), t = split_quantity(asked.quantity), asked.step
    if not demo.compare:
        lines = {**_kept(demo, asked, optimizer, settings), **lines}
    lines = {name: lines[name], **lines}
    return {
        (shown, step): line[step]
        for step in (t, t - 1, t + 1)
        for shown, line in lines.items()
        if step in line
    }


def _kept(demo: Demo, asked: Predict, optimizer: str, settings: Mapping[str, float]) -> Lines:
    """Value by step of every quantity of the rule, shown or not, and of the asked one."""
    from flashcards.demo import quantities
    from flashcards.demo.plan import Plan

    if demo.kind not in ("table", "curve", "step", "path"):
        return {}
    further = () if isinstance(demo.gradients, tuple) else (asked.step + 1,)
    course = Plan(demo, optimizer, settings, further).course()
    columns = quantities.columns(course, (asked.quantity, *course.fields))
    return {name: dict(enumerate(line.tolist())) for name, line in columns.items()}


def _track(given: float, known: Mapping[tuple[str, int], float], name: str, t: int) -> str:
    """Says what the person's number is: another value of the run, or off by a sign or power of ten."""
    expected = known[name, t]
    for (other, step), value in known.items():
        if (other, step) != (name, t) and abs(value) > _ZERO and _near(given, value, 1e-3):
            if step == t:
                return f"that is {pretty(other)}, not {pretty(name)}"
            return (
                f"that is {pretty(other)} at t = {step}, not at {t}"
                if other == name
                else (f"that is {pretty(other)} at t = {step}")
            )
    if _near(given, -expected, 1e-3):
        return "the sign is wrong"
    if expected and given / expected > 0:
        power = math.log10(given / expected)
        if abs(power - round(power)) < 1e-3 and round(power):
            return (
                f"that is {format_number(10.0 ** round(power))} times too large"
                if power > 0
                else (f"that is {format_number(10.0 ** -round(power))} times too small")
            )
    return ""


def _near(given: float, value: float, tolerance: float) -> bool:
    return math.isfinite(value) and abs(given - value) <= max(tolerance * abs(value), _ZERO)
