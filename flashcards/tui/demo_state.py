"""What a demo pane runs: a demo with a person's settings, a person's own line in it, or a given run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flashcards import demo as demos
from flashcards.deck.model import Demo
from flashcards.demo import predict
from flashcards.demo.predict import Prediction
from flashcards.demo.result import Result
from flashcards.demo.setting_steps import turn
from flashcards.errors import Problem
from flashcards.tui import demo_layout


@dataclass
class DemoState:
    """A demo, what the person changed of it, and what it came to."""

    demo: Demo = field(default_factory=Demo)
    optimizer: str = ""
    equation: str = ""
    """A person's line to run in place of the rule's own; empty for the demo as it is."""
    runner: Callable[[Mapping[str, float]], Result] | None = None
    """What runs in place of the demo."""
    settings: dict[str, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    """The settings that the card asked with."""
    chosen: str = ""
    now: int | None = None
    result: Result | None = None
    refused: str = ""
    """Why the last change failed; empty once one succeeds."""
    contenders: tuple[str, ...] = ()
    """The runs among which the demo asks for a winner."""
    unpredictable: str = ""
    """Why there is nothing to predict where the demo asks for that; drawn values may leave nothing."""

    @property
    def knobs(self) -> Mapping[str, float]:
        """The settings in force."""
        return self.result.settings if self.result else {}

    @property
    def asks(self) -> bool:
        """True if the demo asks for a prediction; of a person's own line it does not."""
        return self.demo.predict is not None and not self.equation

    def start(self, drawn: Mapping[str, float]) -> None:
        """Run with those of the drawn values that are settings of the demo, in any thread."""
        if self.run():
            self.own = {name: value for name, value in drawn.items() if name in self.knobs}
            self.settings = dict(self.own)
            if self.own:
                self.run()
        if self.asks:
            self._find_contenders()

    def _find_contenders(self) -> None:
        try:
            self.contenders = predict.contenders(self.demo, optimizer=self.optimizer, settings=self.settings)
        except Problem as problem:
            self.unpredictable = problem.message

    def run(self) -> bool:
        """Run with the present settings; on an error keep the result, and the reason in `refused`."""
        try:
            self.result = self._make_result()
        except Problem as problem:
            self.refused = f"{problem.message}\n{problem.hint}".strip()
            return False
        self.refused = ""
        if self.chosen not in self.knobs:
            self.chosen = next(iter(self.knobs), "")
        return True

    def choose(self, by: int) -> None:
        """Choose the next setting, or with -1 the one before."""
        names = list(self.knobs)
        if names:
            at = names.index(self.chosen) if self.chosen in names else -1
            self.pick(names[(at + by) % len(names)])

    def pick(self, name: str) -> None:
        """Choose a setting by its name."""
        self.chosen, self.refused = name, ""

    def change(self, presses: int) -> bool:
        """Turn the chosen setting and run again; False leaves all as it was."""
        if self.chosen not in self.knobs:
            return False
        before = self.settings
        value = turn(self.chosen, self.knobs[self.chosen], presses)
        self.settings = {**before, self.chosen: value}
        if self.run():
            return True
        self.settings = before
        return False

    def step(self, by: int) -> bool:
        """Move to a later or earlier step; False if there are none."""
        if not self.result or not self.result.t:
            return False
        first, last = self.result.t[0], self.result.t[-1]
        now = self.now if self.now is not None else demo_layout.start_step(self.result, by)
        self.now = min(max(now + by, first), last)
        if self.demo.kind == "step":
            self.run()
        return True

    def reset(self) -> bool:
        """Restore the settings that the demo or its card began with."""
        self.settings, self.now = dict(self.own), None
        return self.run()

    def question(self) -> str:
        """What the demo asks to predict, and what it takes to work that out which its title does not say."""
        from flashcards.demo.premises import premise_line  # NumPy loads here

        title = self.result.title if self.result else ""
        premises = premise_line(self.demo, optimizer=self.optimizer, title=title)
        return "\n".join(filter(None, (premises, f"{predict.question(self.demo)}, then it runs.")))

    def judge(self, guess: str) -> Prediction:
        """The verdict on a prediction. Raises Problem for one that cannot be read."""
        return predict.judge_prediction(self.demo, guess, optimizer=self.optimizer, settings=self.settings)

    def _make_result(self) -> Result:
        if self.runner:
            return self.runner(self.settings)
        if self.equation:
            return demos.run_replaced(
                self.demo, self.equation, optimizer=self.optimizer, settings=self.settings
            )
        at = (self.now,) if self.demo.kind == "step" and self.now is not None else None
        return demos.run(self.demo, optimizer=self.optimizer, settings=self.settings, at=at)
