"""The demo beside or below a card: when it opens, and which keys drive it."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from textual.events import Key

from flashcards.config.commands import STUDY
from flashcards.deck.model import Card, Demo, FormulaAnswer
from flashcards.study.drawn_values import draw_values
from flashcards.study.flow import Question
from flashcards.tui.card_view import CardView
from flashcards.tui.command_keys import key_label
from flashcards.tui.key_hints import Situation
from flashcards.tui.question_screen import QuestionScreen
from flashcards.value import replace

if TYPE_CHECKING:
    from flashcards.tui.demo_pane import DemoPane
    from flashcards.tui.demo_state import DemoState

BESIDE = 120
"""From so many columns on a demo stands beside its card."""
SHARED = 20
"""From so many rows on card and demo share the screen."""
_FAR = 10
"""The presses that one with Shift amounts to."""


def runnable_demo(card: Card) -> Demo | None:
    """What opens with the answer: the card's demo, or a plain run of the rule whose line it asks for."""
    if card.demo or not (card.optimizer and isinstance(card.answer, FormulaAnswer)):
        return card.demo
    return Demo()


def _promise(card: Card) -> str:
    """What a demo that is beside the question does once the answer is shown."""
    return f"It opens with the answer{_and_asks(card)}."


def _and_asks(card: Card) -> str:
    """That the demo asks for a prediction; not of a formula, since a wrong one is run instead."""
    asks = card.demo and card.demo.predict and not isinstance(card.answer, FormulaAnswer)
    return " and asks for a prediction" if asks else ""


class DemoSideScreen(QuestionScreen):
    """Opens the card's demo with its answer where there is room beside it, and at a key elsewhere."""

    looking = 0.2
    """Seconds that an answer is looked at before its demo opens beside it, unless it is graded at once."""
    demo_patience = 0.03
    """Seconds that a demo may take to run before keys go first."""
    _formula_runs = False
    """True while the pane runs the person's own formula."""
    _named_for_prediction = False
    """True if the keys that are named are those of a prediction."""

    def show_question(self, question: Question) -> None:
        """Show a question; its demo would give the answer away."""
        self._formula_runs = False
        self.place_demo(question)
        super().show_question(question)

    def place_demo(self, question: Question) -> None:
        """Keep the place of a demo beside a question; below one it opens at a key."""
        pane = self.demo_pane
        if pane and not question.revealed and self._is_focused(pane):
            self.set_focus(None)  # the keys belong to the next card
        if question.prompt and runnable_demo(question.prompt.card) and self.has_room_beside:
            self.open_pane().promise(_promise(question.prompt.card))
        elif pane and pane.display:
            pane.display = False
            self.share_rows()

    def show_answer(self, question: Question) -> None:
        """Show the answer, and beside it what can be run."""
        super().show_answer(question)
        if self.has_room_beside and question.prompt and runnable_demo(question.prompt.card):
            self.after_a_look(partial(self._open_later, question))

    def after_a_look(self, action: Callable[[], None]) -> None:
        """Do what may wait until the answer was looked at."""
        self.set_timer(self.looking, action)

    @property
    def has_room_beside(self) -> bool:
        """True if the demo stands beside the card, where it opens with the answer."""
        return self.app.size.width >= BESIDE

    def _open_later(self, question: Question) -> None:
        """Open what goes with an answer, if that is still the one that is shown."""
        if not question.prompt or not self._shows_answer_to(question):
            return
        equation = question.judgement.runs if question.judgement else ""
        self._open_demo(question.prompt.card.demo or Demo(), equation, takes_keys=False)

    def _shows_answer_to(self, question: Question) -> bool:
        """True while that answer is shown, whatever was done to its card since, such as a mark."""
        return self._question.revealed and self.session.variant == question.session.variant

    def _is_focused(self, pane: DemoPane) -> bool:
        """True if the pane, or a field in it, has the keys."""
        return self.focused is not None and pane in self.focused.ancestors_with_self

    @property
    def predicts(self) -> bool:
        """True while the keys belong to a prediction: then no printable key is a command."""
        return self.demo_pane is not None and self.demo_pane.predicts

    def on_descendant_focus(self) -> None:
        """Name the keys that apply now."""
        self._follow_focus()

    def on_descendant_blur(self) -> None:
        """Name the keys that apply now."""
        self._follow_focus()

    def _follow_focus(self) -> None:
        if self.predicts is not self._named_for_prediction:
            self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that apply now."""
        self._named_for_prediction = self.predicts
        super().show_keys()

    def key_of(self, name: str) -> str:
        """The key of a command now; letters belong to a prediction as they do to an answer."""
        return key_label(name, STUDY, self._chosen, typing=self.accepts_typing() or self.predicts)

    def on_key(self, event: Key) -> None:
        """Let no key of a prediction grade the card: of several runs only their digits mean something."""
        pane = self.demo_pane
        if not pane or not pane.picks or not self.predicts:
            return
        own = [str(number) for number in range(1, pane.picks + 1)]
        if event.key not in own and (event.is_printable or event.key == "enter"):
            event.stop()

    def _run_command(self, key: Key) -> bool:
        """Show the run without a prediction where one is asked for beside the card; else run the command."""
        pane = self.demo_pane
        if key.key == "escape" and pane and pane.display and pane.asks:
            pane.action_skip()
            return True
        return super()._run_command(key)

    def situation(self) -> Situation:
        """What decides which keys do something now; the typed formula that runs is run no second time."""
        pane = self.demo_pane
        asks = pane is not None and pane.display and pane.asks
        return replace(
            super().situation(),
            runs_formula=self._formula_runs,
            shows_demo=self.drives_demo,
            asks_prediction=asks,
            predicts=self.predicts,
            contenders=pane.picks if pane and asks else 0,
        )

    @property
    def drives_demo(self) -> bool:
        """True if the arrows belong to a demo that is in sight."""
        pane = self.demo_pane
        return pane is not None and pane.runs and not pane.asks and self.session.revealed

    @property
    def has_demo_open(self) -> bool:
        """True if a demo is in sight, or asks for a prediction."""
        return self.demo_pane is not None and self.demo_pane.runs and self.session.revealed

    def action_demo(self) -> None:
        """Open or close the card's demo; not before the answer, which it would give away."""
        card, pane = self.card, self.demo_pane
        if card is None:
            return
        if pane and pane.display and pane.asks and not pane.predicts:
            pane.predict()
        elif self.has_demo_open:
            self.close_demo()
        elif card.demo is None:
            self.tell("This card has no demo.")
        elif not self.session.revealed:
            self.tell(self._when_demo_opens(card))
        else:
            self._open_demo(card.demo)

    def _when_demo_opens(self, card: Card) -> str:
        if self.has_room_beside:
            return f"The demo opens with the answer{_and_asks(card)}."
        key = key_label("demo", STUDY, self._chosen, typing=False)
        return f"{key} opens the demo once the answer is shown."

    def action_run_formula(self) -> None:
        """Run the rule with the typed line in place of its own, or close that; only after a wrong one."""
        judgement, card = self._question.judgement, self.card
        if card is None or not self.session.revealed:
            return
        if self._formula_runs:
            self.close_demo()
        elif judgement and judgement.runs:
            self._open_demo(card.demo or Demo(), judgement.runs)

    def action_lab(self) -> None:
        """Run the card's demo in the laboratory, at the values that it asked with; after the answer."""
        card = self.card
        demo = runnable_demo(card) if card else None
        if card is None:
            return
        if not self.session.revealed:
            self.tell(f"{self.key_of('lab')} opens the laboratory once the answer is shown.")
        elif demo is None:
            self.tell("This card has no demo.")
        else:
            self.app.open_lab(  # type: ignore[attr-defined]
                demo, card.optimizer, draw_values(card, self.session.variant)
            )

    def action_steer(self, key: str) -> None:
        """Drive the demo that is in sight by an arrow, a bracket or `r`; else scroll the card."""
        pane = self.demo_pane
        if not pane or not self.drives_demo:
            self.action_scroll({"up": -1, "down": 1}.get(key, 0))
            return
        moves = {
            "up": lambda: pane.choose(-1),
            "down": lambda: pane.choose(1),
            "left": lambda: pane.change(-1),
            "right": lambda: pane.change(1),
            "shift+left": lambda: pane.change(-_FAR),
            "shift+right": lambda: pane.change(_FAR),
            "[": lambda: pane.step(-1),
            "]": lambda: pane.step(1),
            "r": pane.action_reset,
        }
        moves[key]()

    def action_scroll(self, lines: int) -> None:
        """Scroll the card."""
        raise NotImplementedError

    def _open_demo(self, demo: Demo, equation: str = "", *, takes_keys: bool = True) -> None:
        """Show a demo of the present card; with an `equation`, its rule with that line replaced.

        A prediction takes the keys, unless the demo opens by itself: then they go on grading. So they do
        while it takes long to run.
        """
        from flashcards.tui.demo_state import DemoState  # many a session has no demo
        from flashcards.tui.patient_call import begin_call

        prompt = self.session.prompt
        assert prompt
        state = DemoState(demo, prompt.card.optimizer, equation)
        drawn = draw_values(prompt.card, self.session.variant)
        running = begin_call(lambda: state.start(drawn), self.demo_patience, "demo")
        if running.done():
            running.result()
            self._show_demo(state, takes_keys=takes_keys)
        else:
            self.run_worker(self._await_run(running, self._question, state, takes_keys=takes_keys))

    async def _await_run(
        self, running: Future[None], asked: Question, state: DemoState, *, takes_keys: bool
    ) -> None:
        """Show a demo when it has run, if the answer that it belongs to is still shown."""
        await wrap_future(running)
        if self._shows_answer_to(asked):
            self._show_demo(state, takes_keys=takes_keys)

    def _show_demo(self, state: DemoState, *, takes_keys: bool) -> None:
        pane = self.open_pane()
        self._formula_runs = bool(state.equation)
        pane.show_started(state, self.key_of("demo"))
        if pane.asks and takes_keys:
            pane.predict()
        self.share_rows()
        self.show_keys()

    def close_demo(self) -> None:
        """Close the demo."""
        self._formula_runs = False
        if pane := self.demo_pane:
            pane.display = False
        self.set_focus(None)
        self.share_rows()
        self.show_keys()

    def share_rows(self) -> None:
        """Show the card beside or above its demo; where there are few rows, one of them."""
        if not self.card:
            return
        view, below = self.query_one(CardView), self.has_demo_open and not self.has_room_beside
        view.display = not below or self.app.size.height >= SHARED
        height = "1fr" if below else "auto"
        if str(view.styles.height) != height:
            view.styles.height = height
            self.call_after_refresh(view.answer_in_sight)
