"""The rows of the laboratory's panel: the rules with their marks and losses, the ground, the knobs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from textual.content import Content

from flashcards.demo import lookup
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_knobs import Knob, ground_knobs, has_slider, rule_knobs, slider_share
from flashcards.demo.lab_race import Race
from flashcards.demo.plot.contour import MARKS
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.numbers import format_number
from flashcards.tui.lab_map import ENDED, racer_role
from flashcards.tui.lines import RoleLine

RULES, KNOBS = "rules", "knobs"
_VALUE = 8
_SLIDER = 9


@dataclass(frozen=True)
class PanelRow:
    """A row, and what the mouse finds on it."""

    line: RoleLine
    rule: int | None = None
    """The place of the rule among the entrants."""
    knob: Knob | None = None
    slider: tuple[int, int] = (0, 0)
    """The first column of the knob's slider, and its cells."""


def panel_rows(bench: Bench, race: Race, pane: str, width: int, height: int, *, both: bool) -> list[PanelRow]:
    """The rows for a panel of that size: rules and knobs, or with `both` false those of the pane alone."""
    if not both:
        return (
            _rules(bench, race, pane, width, height) if pane == RULES else _knobs(bench, pane, width, height)
        )
    knobs = _knobs(bench, pane, width, height)
    room = max(4, height - len(knobs) - 1)
    rules = _rules(bench, race, pane, width, room)
    return [*rules, PanelRow(()), *_knobs(bench, pane, width, height - len(rules) - 1)]


def _rules(bench: Bench, race: Race, pane: str, width: int, height: int) -> list[PanelRow]:
    entrants = bench.experiment.entrants
    room = max(1, height - 2)
    first = min(max(0, bench.at - room + 1), max(0, len(entrants) - room))
    first = 0 if bench.at < room else first
    rows = [PanelRow((("Rules", "bold $fc-muted"),))]
    rows += [
        PanelRow(_rule(bench, race, at, pane == RULES, width), rule=at)
        for at in range(first, min(first + room, len(entrants)))
    ]
    below, above = len(entrants) - first - room, first
    if below > 0 or above > 0:
        more = " · ".join(
            part for part in (f"{above} above ↑" * (above > 0), f"{below} more ↓" * (below > 0)) if part
        )
        rows.append(PanelRow(((f"      {more}", "$fc-muted"),)))
    return rows


def _rule(bench: Bench, race: Race, at: int, active: bool, width: int) -> RoleLine:
    """A rule: whether it races, its mark, its rate, and its loss now."""
    run, experiment = bench.experiment.entrants[at], bench.experiment
    races = run.label in experiment.racing
    place = experiment.racing.index(run.label) if races else 0
    here = at == bench.at
    mark, told = (" ", "")
    if races:
        course = race.courses[place]
        end = race.ended(course)
        is_over = end is not None and bench.now >= end
        mark = ENDED if is_over else MARKS[place % len(MARKS)]
        told = f"{ENDED} t {end}" if is_over else format_number(race.score(course, bench.now), 3)
    settings = lookup.rule_settings(lookup.rule(run.optimizer), run.settings)
    rate = f"η {format_number(settings['eta'], 3)}" if races and "eta" in settings and width >= 30 else ""
    rate = f"{rate:<8}" if rate else ""
    name = printable_line(run.label)
    room = max(4, width - 7 - (len(rate) + 1 if rate else 0) - 8)
    name = name if cells(name) <= room else name[: room - 1] + "…"
    line: RoleLine = (
        ("▸" if here and active else " ", "bold $fc-key"),
        ("[x] " if races else "[ ] ", "" if races else "$fc-muted"),
        (mark, f"bold ${'fc-' + racer_role(place)}"),
        (f" {name}" + " " * (room - cells(name)), "bold" if here else "" if races else "$fc-muted"),
        (f" {rate}", "$fc-muted"),
        (f"{told:>8}" if told else "", ""),
    )
    return _chosen(line, width) if here and active else line


def _chosen(line: RoleLine, width: int) -> RoleLine:
    """The row under the cursor."""
    room = max(0, width - sum(cells(text) for text, _ in line))
    return tuple((text, f"{style} on $fc-sel".strip()) for text, style in (*line, (" " * room, "")))


def _knobs(bench: Bench, pane: str, width: int, height: int) -> list[PanelRow]:
    """Ground and rule with their knobs; where they are too many, those around the chosen one."""
    experiment = bench.experiment
    rows = [PanelRow(_heading("Ground", ground_title(bench), width))]
    rows += [_knob(bench, knob, pane, width) for knob in ground_knobs(experiment)]
    if height > len(rows) + len(rule_knobs(experiment, bench.label)) + 2:
        rows.append(PanelRow(()))
    rows.append(PanelRow(((printable_line(bench.label), "bold $fc-muted"),)))
    rows += [_knob(bench, knob, pane, width) for knob in rule_knobs(experiment, bench.label)]
    if len(rows) <= height:
        return rows
    chosen = next(at for at, row in enumerate(rows) if row.knob == bench.knob)
    first = min(max(0, chosen - height + 2), len(rows) - height)
    return rows[first : first + height]


def ground_title(bench: Bench) -> str:
    """What the run goes over, in a word or as the deck writes it."""
    experiment = bench.experiment
    given = experiment.gradients
    if isinstance(given, str):
        return given or experiment.surface
    return "gradients " + ", ".join(format_number(value, 3) for value in given)


def _heading(title: str, note: str, width: int) -> RoleLine:
    room = max(0, width - len(title) - 4)
    note = printable_line(note)
    note = note if cells(note) <= room else note[: room - 1] + "…"
    return (f"{title}  ", "bold $fc-muted"), (note, "$fc-fg")


def _knob(bench: Bench, knob: Knob, pane: str, width: int) -> PanelRow:
    here = knob == bench.knob
    name = max(4, min(9, width - 22))
    start = 2 + name + 1 + _VALUE + 1
    slider = min(width - start, 2 * _SLIDER) if has_slider(knob) else 0
    slider = slider if slider >= 5 else 0
    label = knob.label if cells(knob.label) <= name else knob.label[: name - 1] + "…"
    parts = [
        ("▸ " if here else "  ", "bold $fc-key"),
        (label + " " * (name - cells(label) + 1), "bold" if here else ""),
        (f"{knob.text:<{_VALUE}} ", "bold $fc-key" if here else ""),
    ]
    if slider:
        at = round(slider_share(bench.experiment, knob) * (slider - 1))
        parts += [
            ("━" * at, "$fc-line"),
            ("●", "bold $fc-key" if here else "$fc-accent"),
            ("━" * (slider - 1 - at), "$fc-line"),
        ]
    line = tuple(parts)
    line = _chosen(line, width) if here and pane == KNOBS else line
    return PanelRow(line, knob=knob, slider=(start, slider))


def legend(bench: Bench, race: Race) -> Content:
    """The runs with their marks and losses now, on one line."""
    parts = []
    for at, course in enumerate(race.courses):
        end = race.ended(course)
        is_over = end is not None and bench.now >= end
        score = race.score(course, bench.now)
        told = f"{ENDED} t {end}" if is_over else format_number(score, 3) if math.isfinite(score) else ""
        mark = ENDED if is_over else MARKS[at % len(MARKS)]
        parts.append(
            Content.assemble((mark, f"bold $fc-{racer_role(at)}"), f" {printable_line(course.label)} {told}")
        )
    return Content("   ").join(parts)
