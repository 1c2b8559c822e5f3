"""Which run of a demo wins: computed from the run, so that no deck says who does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flashcards.deck.model import Demo, Predict
from flashcards.demo.result import Series
from flashcards.demo.shown import definition, split_quantity
from flashcards.errors import Problem
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from flashcards.value import Value

LEAD = 0.02
"""The share by which the winner must be ahead of the next, or the picture would not show it."""
CLIMBED = 10.0
"""A run whose number grows this many times goes the wrong way, even if it is still finite."""


class UnreadPrediction(Problem):
    """What was typed is no number, or none of the runs."""


class Standings(Value, frozen=True):
    """The numbers that decide, and what they come to."""

    asked: Predict
    name: str
    """The quantity as it is named in a table."""
    t: int
    """The step at which the numbers are compared, or the last one."""
    scores: Mapping[str, float]
    """For each contender the number by which it is ranked, the lowest first; infinite if it is out."""
    told: Mapping[str, str]
    """For each contender its result in words."""

    @property
    def winner(self) -> str:
        """The contender that comes first. Raises Problem if none does, or none clearly."""
        first, second, *_ = sorted(self.scores, key=self.scores.__getitem__)
        best, next_best = self.scores[first], self.scores[second]
        if not math.isfinite(best):
            raise Problem(f"no run {_NONE.get(self.asked.which, 'has a number')} {self._when}")
        lead = 0.0 if self.asked.which == "first" else LEAD * max(abs(best), abs(next_best))
        if math.isfinite(next_best) and next_best - best <= lead:
            raise Problem(f"{first} and {second} tie {self._when}: {self.told[first]}, {self.told[second]}")
        return first

    @property
    def _when(self) -> str:
        is_moment = self.asked.which in ("lowest", "highest", "nearest")
        return f"at t = {self.t}" if is_moment else f"within {self.t} steps"


_NONE = {"first": "gets there", "survives": "survives", "diverges": "diverges"}


def rank_runs(demo: Demo, lines: Mapping[str, Series], t: tuple[int, ...]) -> Standings:
    """Ranks the series of the quantity that is asked about. Raises Problem if there is nothing to rank."""
    asked = demo.predict
    assert asked
    name, _ = split_quantity(asked.quantity)
    rivals = {label.removeprefix(f"{name} "): line for label, line in lines.items() if _is_of(label, name)}
    if len(rivals) < 2:
        raise Problem(
            f"a winner of {name} takes two series of it or more",
            hint="list the runs in `compare`, or name a quantity that each of them has",
        )
    last = asked.t or t[-1]
    if last not in t:
        raise Problem(f"the demo has no t = {last}", hint=f"its steps are {t[0]} to {t[-1]}")
    upto = {label: line[: t.index(last) + 1] for label, line in rivals.items()}
    side = _side([next(filter(math.isfinite, line), math.nan) for line in upto.values()], asked.level)
    ranked = {label: _ranked(asked, line, t, side) for label, line in upto.items()}
    return Standings(
        asked,
        name,
        last,
        {label: score for label, (score, _) in ranked.items()},
        {label: words for label, (_, words) in ranked.items()},
    )


def run_standings(demo: Demo, optimizer: str, settings: Mapping[str, float]) -> Standings:
    """Runs the demo for the quantity that decides, shown or not."""
    from flashcards.demo import run

    assert demo.predict
    name, _ = split_quantity(demo.predict.quantity)
    expression = definition(demo, name)
    show = demo.show if demo.kind == "schedule" else (f"{name} = {expression}" if expression else name,)
    found = run(replace(demo, show=show, at=()), optimizer=optimizer, settings=settings)
    return rank_runs(demo, found.series, found.t)


def winner_question(demo: Demo) -> str:
    """What is asked, without the contenders."""
    asked = demo.predict
    assert asked
    name = pretty(split_quantity(asked.quantity)[0])
    when = f"at t = {asked.t}" if asked.t else "at the end"
    level = format_number(asked.level)
    two = len(demo.compare) == 2
    return {
        "lowest": f"Predict which {name} is {'lower' if two else 'lowest'} {when}",
        "highest": f"Predict which {name} is {'higher' if two else 'highest'} {when}",
        "nearest": f"Predict which {name} is {'nearer' if two else 'nearest'} to {level} {when}",
        "first": f"Predict which {name} reaches {level} first",
        "survives": "Predict which run survives",
        "diverges": "Predict which run diverges",
    }[asked.which]


def tell_result(found: Standings, picked: str) -> str:
    """The winner with its number, and that of the one that was picked, or of the next."""
    winner = found.winner
    others = sorted((label for label in found.scores if label != winner), key=found.scores.__getitem__)
    other = picked if picked != winner else others[0]
    return f"{pretty(winner)}: {found.told[winner]}; {pretty(other)}: {found.told[other]}"


def pick_contender(text: str, labels: tuple[str, ...]) -> str:
    """The contender of a typed number or name. Raises Problem for anything else."""
    typed = " ".join(text.split()).casefold()
    numbered = {str(number): label for number, label in enumerate(labels, 1)}
    if typed in numbered:
        return numbered[typed]
    spelled = {label: (label.casefold(), pretty(label).casefold()) for label in labels}
    same = [label for label, forms in spelled.items() if typed in forms]
    starts = [label for label, forms in spelled.items() if any(form.startswith(typed) for form in forms)]
    found = same or starts if typed else []
    if len(found) != 1:
        choices = ", ".join(f"{at} {pretty(label)}" for at, label in enumerate(labels, 1))
        raise UnreadPrediction(f"{text[:40]!r} is none of the runs", hint=f"type a number: {choices}")
    return found[0]


def _is_of(label: str, name: str) -> bool:
    return label.startswith((f"{name} ", f"{name}["))


def _side(starts: Sequence[float], level: float) -> int:
    """1 if the race to a level comes down from above, −1 if up from below: that of the farthest start."""
    farthest = max(filter(math.isfinite, starts), key=lambda start: abs(start - level), default=level)
    return 1 if farthest > level else -1


def _ranked(asked: Predict, line: Series, t: tuple[int, ...], side: int) -> tuple[float, str]:
    """The number by which a series is ranked, and its result in words."""
    if asked.which in ("lowest", "highest", "nearest"):
        value = line[-1]
        score = {"lowest": value, "highest": -value, "nearest": abs(value - asked.level)}[asked.which]
        return (score, format_number(value)) if math.isfinite(value) else (math.inf, "diverged")
    if asked.which == "first":
        at = next((place for place, value in enumerate(line) if side * (value - asked.level) <= 0), None)
        return (math.inf, "not once") if at is None else (t[at], f"at t = {t[at]}")
    lost = _loss_of_run(line)
    said = "it stays" if lost is None else f"lost at t = {t[lost]}"
    return (0.0 if (lost is None) == (asked.which == "survives") else math.inf), said


def _loss_of_run(line: Series) -> int | None:
    """The place from which a run is lost: not finite, or at the end many times what it began with."""
    begins = next((at for at, value in enumerate(line) if math.isfinite(value)), len(line))
    limit = CLIMBED * abs(line[begins]) if begins < len(line) else 0.0
    held = [at for at, value in enumerate(line) if at >= begins and abs(value) <= (limit or math.inf)]
    last = held[-1] if held else begins
    return None if last == len(line) - 1 else last + 1
