"""The state of the laboratory's screen: a bench, its race, and how another bench becomes the present one."""

from __future__ import annotations

from dataclasses import dataclass

from textual import work
from textual.message import Message
from textual.screen import Screen

from flashcards.demo.lab import Experiment
from flashcards.demo.lab_bench import Bench, open_bench
from flashcards.demo.lab_multiples import vary_knob
from flashcards.demo.lab_race import Race, run_race
from flashcards.errors import Problem
from flashcards.tui.lab_tiles import MOST_TILES

LONG = 1500
"""Steps of all runs together from which they are run behind the screen."""


class LabRaceScreen(Screen[None]):
    """Runs what the bench asks for, at once or behind the screen, and has the difference drawn."""

    @dataclass
    class Raced(Message):
        """A race that was run behind the screen is over."""

        bench: Bench
        race: Race
        multiples: list[tuple[str, Race]]

    def __init__(self, experiment: Experiment, about: str) -> None:
        super().__init__()
        self._first = experiment
        self._about = about
        """What is asked of the run, or what its demo says of itself, until something else is run."""
        self._bench = open_bench(experiment)
        self._race = run_race(experiment)
        self._multiples: list[tuple[str, Race]] = []
        self._varied: tuple[Experiment, str] | None = None
        """What the small multiples were made for."""

    def draw_all(self) -> None:
        """Draw everything anew."""
        raise NotImplementedError

    def draw_side(self) -> None:
        """Draw the rules and knobs."""
        raise NotImplementedError

    def draw_change(self, before: Bench) -> None:
        """Draw what differs between two benches of one experiment."""
        raise NotImplementedError

    def _become(self, bench: Bench, about: str = "") -> None:
        """Show another bench, perhaps `about` a question; run it behind the screen if that takes long."""
        before, self._bench = self._bench, bench
        if bench == before:
            return
        if about or _asks_of(bench) != _asks_of(before):
            self._about = about
        if bench.experiment == before.experiment and not self._needs_multiples(bench):
            self.draw_change(before)
            return
        if _is_long(bench):
            self.draw_side()  # the picture stays with the race that it is of
            self._run_behind(bench)
        else:
            self._take(bench)

    def _needs_multiples(self, bench: Bench) -> bool:
        return bench.view == "multiples" and self._varied != (bench.experiment, bench.knob.name)

    def _take(self, bench: Bench) -> None:
        """Run the bench at once, and show it; a Problem leaves what was there."""
        try:
            race, multiples = _run_bench(bench, self._race)
        except Problem as problem:
            self._refuse(problem)
            return
        self.on_lab_race_screen_raced(self.Raced(bench, race, multiples))

    @work(thread=True, exclusive=True, group="race")
    def _run_behind(self, bench: Bench) -> None:
        try:
            race, multiples = _run_bench(bench, self._race)
        except Problem as problem:
            self.app.call_from_thread(self._refuse, problem)
            return
        self.post_message(self.Raced(bench, race, multiples))

    def _refuse(self, problem: Problem) -> None:
        self._bench = self._bench.over(self._race.experiment)
        self.app.notify(str(problem), severity="warning", timeout=8, markup=False)
        self.draw_all()

    def on_lab_race_screen_raced(self, raced: Raced) -> None:
        """Show a race, unless another one is waited for by now."""
        if raced.bench.experiment != self._bench.experiment:
            return
        self._race = raced.race
        if raced.multiples:
            self._multiples = raced.multiples
            self._varied = (raced.bench.experiment, raced.bench.knob.name)
        self.draw_all()


def _asks_of(bench: Bench) -> tuple[object, ...]:
    """What a question is about: the ground and how many race on it; a rate that is turned answers it."""
    experiment = bench.experiment
    return experiment.surface, experiment.gradients, len(experiment.racing)


def _is_long(bench: Bench) -> bool:
    """True if running the bench would hold the keys up."""
    experiment = bench.experiment
    few = experiment.has_map or bool(experiment.gradients)
    runs = MOST_TILES if bench.view == "multiples" else len(experiment.racing)
    return runs * experiment.steps * (1 if few else 10) > LONG


def _run_bench(bench: Bench, known: Race) -> tuple[Race, list[tuple[str, Race]]]:
    """The race of a bench, the known one if it is that, and its small multiples if they are looked at."""
    multiples = vary_knob(bench.experiment, bench.knob, MOST_TILES) if bench.view == "multiples" else []
    race = known if known.experiment == bench.experiment else run_race(bench.experiment)
    return race, multiples
