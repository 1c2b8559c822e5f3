"""The rows of the laboratory's panel: the rules with their marks and losses, the ground, the knobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textual.content import Content

from flashcards.deck.model import Run
from flashcards.demo import lookup
from flashcards.demo.lab_bench import Bench
from flashcards.demo.lab_knobs import Knob, has_slider, slider_share
from flashcards.demo.lab_race import Race
from flashcards.demo.lookup import GROUNDS
from flashcards.demo.plot.contour import MARKS
from flashcards.demo.plot.curves import shorten_names
from flashcards.errors import printable_line
from flashcards.formula.render.box import cells
from flashcards.text.numbers import format_number
from flashcards.text.styled import ellipsize
from flashcards.tui.lab_map import ENDED, racer_role
from flashcards.tui.lines import RoleLine
from flashcards.value import Value

RULES, KNOBS = "rules", "knobs"
_VALUE = 8
_SLIDER = 9


class PanelRow(Value, frozen=True):
    """A row, and what the mouse finds on it."""

    line: RoleLine
    rule: int | None = None
    """The place of the rule among the entrants."""
    knob: Knob | None = None
    slider: tuple[int, int] = (0, 0)
    """The first column of the knob's slider, and its cells."""
    goes: tuple[tuple[int, int], ...] = ()
    """From which columns on a click goes to which rule, of those that there is no room for."""
    is_ground: bool = False
    """True for the heading that names what the rules run over."""


def panel_rows(bench: Bench, race: Race, pane: str, width: int, height: int, *, both: bool) -> list[PanelRow]:
    """The rows for a panel of that size: rules and knobs, or with `both` false those of the pane alone."""
    if not both and pane == RULES:
        return _rules(bench, race, pane, width, height)
    knobs = _knob_rows(bench, pane, width)
    if not both:
        return knobs.fitting(height)
    room = max(4, height - len(knobs.fitting(height)) - 1)
    rules = _rules(bench, race, pane, width, room)
    return [*rules, PanelRow(()), *knobs.fitting(height - len(rules) - 1)]


def _rules(bench: Bench, race: Race, pane: str, width: int, height: int) -> list[PanelRow]:
    entrants = bench.experiment.entrants
    room = max(1, height - 2)
    first = min(max(0, bench.at - room + 1), max(0, len(entrants) - room))
    first = 0 if bench.at < room else first
    places = list(range(len(entrants)))
    if pane != RULES and len(entrants) > room:  # no cursor walks along them: those that race stay in sight
        first = 0
        places.sort(key=lambda at: entrants[at].label not in bench.experiment.racing)
    rows = [PanelRow((("Rules", "bold $fc-muted"),))]
    rows += [
        PanelRow(_rule(bench, race, at, pane == RULES, width), rule=at) for at in places[first : first + room]
    ]
    return [*rows, *_hidden_rules(places, first, room)]


def _hidden_rules(places: Sequence[int], first: int, room: int) -> Iterator[PanelRow]:
    """A row that says how many rules are above and below those shown; a click goes on by as many."""
    below = len(places) - first - room
    said, goes = " " * 6, []
    if first:
        goes.append((0, places[first - 1]))
        said += f"{first} above ↑" + " · " * (below > 0)
    if below > 0:
        goes.append((len(said) if first else 0, places[min(first + 2 * room, len(places)) - 1]))
        said += f"{below} more ↓"
    if goes:
        yield PanelRow(((said, "$fc-muted"),), goes=tuple(goes))


def _rule(bench: Bench, race: Race, at: int, active: bool, width: int) -> RoleLine:
    """A rule: whether it races, its mark, its rate, and its loss now."""
    run = bench.experiment.entrants[at]
    races, here = run.label in bench.experiment.racing, at == bench.at
    place = next((place for place, course in enumerate(race.courses) if course.label == run.label), None)
    mark, told = _mark(race, place, bench.now) if races and place is not None else (" ", "")
    name = printable_line(run.label)
    rate = _rate(run) if races else ""
    rate = rate if cells(name) + cells(rate) + 17 <= width else ""
    room = max(4, width - 15 - cells(rate))
    style = "bold" if here else "" if races else "$fc-muted"
    line: RoleLine = (
        ("▸" if here and active else " ", "bold $fc-key"),
        ("[x] " if races else "[ ] ", "" if races else "$fc-muted"),
        (mark, f"bold $fc-{racer_role(race.marks[place or 0])}"),
        (f" {ellipsize(name, room):<{room}}", style),
        (rate, "$fc-muted"),
        (f"{told:>8}", ""),
    )
    return _chosen(line, width) if here and active else line


def _rate(run: Run) -> str:
    settings = lookup.rule_settings(lookup.rule(run.optimizer), run.settings)
    is_told = "η=" in run.label or "eta=" in run.label
    return f"η {format_number(settings['eta'], 3):<6}" if "eta" in settings and not is_told else ""


def _mark(race: Race, place: int, now: int) -> tuple[str, str]:
    """The mark of a run at a step, and its loss then or the step at which it ended."""
    course = race.courses[place]
    end = race.ended(course)
    if end is not None and now >= end:
        return ENDED, f"{ENDED} t {end}"
    return MARKS[race.marks[place] % len(MARKS)], format_number(race.score(course, now), 3)


def _chosen(line: RoleLine, width: int) -> RoleLine:
    """The row under the cursor."""
    room = max(0, width - sum(cells(text) for text, _ in line))
    return tuple((text, f"{style} on $fc-sel".strip()) for text, style in (*line, (" " * room, "")))


class _KnobRows(NamedTuple):
    """The rows of the knobs: the ground's and the rule's, each below its heading."""

    ground: list[PanelRow]
    rule: list[PanelRow]
    chosen: Knob

    def fitting(self, height: int) -> list[PanelRow]:
        """Those for which there is room: all of them, or those around the chosen one."""
        rows = [*self.ground, *self.rule]
        if height > len(rows) + 1:
            return [*self.ground, PanelRow(()), *self.rule]
        if len(rows) <= height:
            return rows
        chosen = next(at for at, row in enumerate(rows) if row.knob == self.chosen)
        first = min(max(0, chosen - height + 2), len(rows) - height)
        return rows[first : first + height]


def _knob_rows(bench: Bench, pane: str, width: int) -> _KnobRows:
    """Ground and rule with their knobs."""
    every, chosen = bench.knobs(), bench.knob
    rows = [(knob, _knob(bench, knob, width, here=knob == chosen, active=pane == KNOBS)) for knob in every]
    ground = PanelRow(_heading(ground_kind(bench), ground_title(bench), width), is_ground=True)
    rule = PanelRow(((printable_line(bench.label), "bold $fc-muted"),))
    return _KnobRows(
        [ground, *(row for knob, row in rows if not knob.of)],
        [rule, *(row for knob, row in rows if knob.of)],
        chosen,
    )


def ground_kind(bench: Bench) -> str:
    """What the run goes over is one of."""
    experiment = bench.experiment
    return "Gradients" if experiment.gradients else GROUNDS[experiment.surface][0].removesuffix("s")


def ground_title(bench: Bench) -> str:
    """What the run goes over, in a word or as the deck writes it."""
    experiment = bench.experiment
    given = experiment.gradients
    if isinstance(given, str):
        return given or experiment.surface
    return ", ".join(format_number(value, 3) for value in given)


def _heading(title: str, note: str, width: int) -> RoleLine:
    room = max(0, width - len(title) - 4)
    note = ellipsize(printable_line(note), room)
    return (f"{title}  ", "bold $fc-muted"), (note, "$fc-fg")


def _knob(bench: Bench, knob: Knob, width: int, *, here: bool, active: bool) -> PanelRow:
    name = max(4, min(9, width - 21))
    start = 2 + name + 1 + _VALUE + 1
    slider = min(width - start, 2 * _SLIDER) if has_slider(knob) else 0
    slider = slider if slider >= 5 else 0
    label = ellipsize(knob.label, name)
    parts = [
        ("▸ " if here else "  ", "bold $fc-key"),
        (label + " " * (name - cells(label) + 1), "bold" if here else ""),
        (f"{knob.text:<{_VALUE}} ", "bold $fc-key" if here else ""),
    ]
    if slider:
        at = round(slider_share(bench.experiment, knob) * (slider - 1))
        parts += [
            ("━" * at, "$fc-unseen"),
            ("●", "bold $fc-key" if here else "$fc-accent"),
            ("━" * (slider - 1 - at), "$fc-unseen"),
        ]
    line = tuple(parts)
    line = _chosen(line, width) if here and active else line
    return PanelRow(line, knob=knob, slider=(start, slider))


def legend(bench: Bench, race: Race) -> Content:
    """The runs with their marks and losses now, on one line; no word that all of their labels begin with."""
    parts = []
    names = shorten_names(tuple(course.label for course in race.courses))
    for at, label in enumerate(names):
        mark, told = _mark(race, at, bench.now)
        name = f" {printable_line(label)} {told}"
        parts.append(Content.assemble((mark, f"bold $fc-{racer_role(race.marks[at])}"), name))
    return Content("   ").join(parts)
