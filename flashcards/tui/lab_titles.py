"""What stands above the laboratory's picture: a question, and beside it where there is room what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.demo import lookup
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_questions import experiment_question
from flashcards.demo.lab_race import Race
from flashcards.demo.plot.boundary import POINTS
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.lab_map import LOWEST, START
from flashcards.tui.lab_rows import ground_title
from flashcards.tui.lines import RoleLine
from flashcards.tui.verdict_band import wrap_text

_APART = 2


def picture_question(bench: Bench, asked: str) -> str:
    """What the picture answers: what was asked of the run, or the question that its rules and ground make."""
    if bench.view != "multiples":
        return printable_line(asked or experiment_question(bench.experiment))
    knob, rule = bench.knob, printable_line(bench.label)
    if not knob.of:
        return f"How does the race depend on the {knob.label}?"
    if bench.experiment.gradients:
        return f"How do {rule}'s steps depend on {knob.label}?"
    return f"Which {knob.label} gets {rule} lowest?"


def picture_notes(bench: Bench, race: Race, low: str) -> list[str]:
    """What is shown, in fewer and fewer words; `low` is how the map shows what is low."""
    ground = printable_line(ground_title(bench))
    if bench.view == "map" and race.map is not None:
        signs = f"{low} is low · {START} start" + (f" · {LOWEST} lowest" if race.map.lowest else "")
        return [f"{lookup.ground(bench.experiment.surface).title}, from above · {signs}", signs]
    if bench.view == "map" and race.regions:
        first, second = POINTS[0], POINTS[1]
        filled = f"filled: {first} expected"
        return [f"{first} and {second} are to be told apart · {filled}", filled]
    if bench.view == "step":
        return [f"{printable_line(bench.label)} on {ground}"]
    if bench.view == "table":
        return [f"{'loss' if race.has_losses else 'θ'} on {ground}"]
    if bench.experiment.gradients:
        return []
    return [lookup.ground(bench.experiment.surface).title]


def fit_sentences(said: Sequence[str], width: int, height: int) -> str:
    """The first sentences for which there is room, none of them cut but a first one that is too long."""
    for count in range(len(said), 1, -1):
        text = " ".join(said[:count])
        if len(wrap_text(text, max(1, width))) <= height:
            return text
    return " ".join(said[:1])


def title_lines(
    question: str, notes: Sequence[str], width: int, most: int, *, below: bool = False
) -> list[RoleLine]:
    """The question in at most so many lines, and at the end of the last one the longest note that fits.

    With `below`, the longest note is not left out: it takes a line of its own where there is no room for it.
    """
    lines = wrap_text(question, max(1, width)) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], ellipsize(" ".join(lines[most - 1 :]), width)]
    room = width - cells(lines[-1])
    note = next((note for note in notes if cells(note) + _APART <= room), "")
    if below and notes and note != notes[0]:
        return [*(((line, "bold"),) for line in lines), ((ellipsize(notes[0], width), "$fc-muted"),)]
    last = ((lines[-1], "bold"), (pad(note, room, right=True), "$fc-muted"))
    return [*(((line, "bold"),) for line in lines[:-1]), last if note else last[:1]]
