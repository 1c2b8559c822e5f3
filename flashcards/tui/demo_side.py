"""The demo beside or below a card: when it opens, and which keys drive it."""

from __future__ import annotations

from flashcards.deck.model import Card, Demo, FormulaAnswer
from flashcards.study.drawn_values import draw_values
from flashcards.study.flow import Question
from flashcards.tui.card_view import CardView
from flashcards.tui.key_hints import Situation
from flashcards.tui.question_screen import QuestionScreen

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


class DemoSideScreen(QuestionScreen):
    """Opens the card's demo with its answer where there is room beside it, and at a key elsewhere."""

    _formula_runs = False
    """True while the pane runs the person's own formula."""

    def show_question(self, question: Question) -> None:
        """Show a question; its demo would give the answer away."""
        self._formula_runs = False
        self.place_demo(question)
        super().show_question(question)

    def place_demo(self, question: Question) -> None:
        """Keep the place of a demo beside a question; below one it opens at a key."""
        pane = self.demo_pane
        if question.prompt and runnable_demo(question.prompt.card) and self.has_room_beside:
            self.open_pane().promise("It opens with the answer.")
        elif pane and pane.display:
            pane.display = False
            self.share_rows()

    def show_answer(self, question: Question) -> None:
        """Show the answer, and beside it what can be run."""
        super().show_answer(question)
        if self.has_room_beside and question.prompt and runnable_demo(question.prompt.card):
            self.call_after_refresh(self._open_later, question)

    @property
    def has_room_beside(self) -> bool:
        """True if the demo stands beside the card, where it opens with the answer."""
        return self.app.size.width >= BESIDE

    def _open_later(self, question: Question) -> None:
        """Open what goes with an answer, if that is still the one that is shown."""
        if self._question is not question or not question.prompt:
            return
        equation = question.judgement.runs if question.judgement else ""
        demo = question.prompt.card.demo or Demo()
        if demo.predict and not equation:  # it would take the keys that grade
            self.open_pane().promise(f"{self.key_of('demo')} asks for a prediction, then it runs.")
        else:
            self._open_demo(demo, equation)

    def situation(self) -> Situation:
        """What decides which keys do something now; the typed formula that runs is run no second time."""
        return super().situation()._replace(runs_formula=self._formula_runs)

    @property
    def drives_demo(self) -> bool:
        """True if the arrows belong to a demo that is in sight."""
        pane = self.demo_pane
        return pane is not None and pane.runs and self.session.revealed

    def action_demo(self) -> None:
        """Open or close the card's demo; not before the answer, which it would give away."""
        card = self.card
        if card is None:
            return
        if self.drives_demo:
            self.close_demo()
        elif not self.session.revealed:
            self.tell("The demo opens with the answer: predict first.")
        elif card.demo is None:
            self.tell("This card has no demo.")
        else:
            self._open_demo(card.demo)

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
            self.tell("The laboratory opens with the answer: predict first.")
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

    def _open_demo(self, demo: Demo, equation: str = "") -> None:
        """Show a demo of the present card; with an `equation`, its rule with that line replaced."""
        prompt, pane = self.session.prompt, self.open_pane()
        assert prompt
        self._formula_runs = bool(equation)
        pane.show(demo, prompt.card.optimizer, draw_values(prompt.card, self.session.variant), equation)
        if pane.asks:
            pane.focus()
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
        view, below = self.query_one(CardView), self.drives_demo and not self.has_room_beside
        view.display = not below or self.app.size.height >= SHARED
        height = "1fr" if below else "auto"
        if str(view.styles.height) != height:
            view.styles.height = height
            self.call_after_refresh(view.answer_in_sight)
