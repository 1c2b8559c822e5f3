"""The study screen: one card after another, graded by a key; it holds a session, which is a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from flashcards import answers
from flashcards.answers import Judged
from flashcards.card import Choices, Formula
from flashcards.errors import Problem, printable
from flashcards.farewell import farewell
from flashcards.prompt import Prompt
from flashcards.schedule import Grade
from flashcards.session import Session
from flashcards.sides import Sides, drawn, sides
from flashcards.tui.card_view import CardView
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.desk import Desk
from flashcards.tui.grades import GradeBar
from flashcards.tui.help import STUDY_KEYS, HelpScreen
from flashcards.tui.top import TopLine
from flashcards.tui.typed import TypedField

LOOK_AGAIN = 5.0
"""Seconds between two looks whether a learning card has come due."""


class StudyScreen(Screen[None]):
    """Asks the cards of a session until none is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "forward", "Show the answer, then Good"),
        *(Binding(str(grade.value), f"digit({grade.value})", grade.name.capitalize()) for grade in Grade),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("d", "demo", "Demo"),
        Binding("h", "hint", "Hint"),
        Binding("w", "why", "Why"),
        Binding("y", "copy", "Copy LaTeX"),
        Binding("j", "scroll(1)", "Down"),
        Binding("k", "scroll(-1)", "Up"),
        Binding("question_mark", "help", "Help"),
        Binding("q,escape", "leave", "Back"),
    ]

    def __init__(self, session: Session, desk: Desk) -> None:
        super().__init__()
        self.session = session
        self._desk = desk
        self._sides = Sides("", "", "")
        self._asked = desk.clock()
        self._judged: Judged | None = None
        self._typed = ""
        self._steps_shown = 0

    def compose(self) -> ComposeResult:
        """Counts, card, demo, the field for typed answers, grades."""
        yield TopLine(id="top")
        yield CardView(id="card")
        yield DemoPane(id="demo")
        yield TypedField(id="typed")
        yield GradeBar(id="bar")

    def on_mount(self) -> None:
        """Ask the first card."""
        self._ask()
        self.set_interval(LOOK_AGAIN, self._look_again)

    # What is shown

    def _ask(self) -> None:
        """Show the question side of the session's card, or that none is left."""
        prompt = self.session.prompt
        self._judged, self._typed, self._steps_shown = None, "", 0
        self._asked = self._desk.clock()
        nothing = Sides(farewell(self.session, self._asked), "", "")
        self._sides = sides(prompt, self.session.variant) if prompt else nothing
        self.query_one(CardView).ask(self._sides.question)
        self.query_one(DemoPane).display = False
        self.query_one(TypedField).close()
        self.set_focus(None)
        self._invite()
        self._count()

    def _invite(self) -> None:
        left = len(self._sides.steps) - self._steps_shown
        more = "Space shows the next line" if left > 1 else ""
        self.query_one(GradeBar).ask(more or _invitation(self.session.prompt))

    def _count(self) -> None:
        prompt = self.session.prompt
        where = self._desk.title(prompt.card.deck) if prompt else "Done"
        if prompt and self.session.revealed:  # before the answer, the id could give it away
            where += f" › {prompt.card.id.replace('-', ' ')}"
        self.query_one(TopLine).show(where, self.session.counts, self.session.turn)

    def _reveal(self, judged: Judged | None = None) -> None:
        """Show the answer side, with the verdict on what was typed and the grade that it proposes."""
        prompt = self.session.prompt
        assert prompt
        self.session = self.session.show()
        self._judged = judged
        self.query_one(TypedField).close()
        self.set_focus(None)
        self.query_one(CardView).reveal(self._sides, prompt.card, self._typed, judged)
        waits = self.session.waits(self._desk.clock())
        self.query_one(GradeBar).offer(waits, judged.proposed if judged else None)
        self._count()

    def _look_again(self) -> None:
        if self.session.prompt is None:
            self.session = self.session.resume(self._desk.clock())
            if self.session.prompt:
                self._ask()

    @work(thread=True)
    def _warm_up(self) -> None:
        """Load the algebra while an answer is typed, so that the first verdict comes at once."""
        import flashcards.maths.judge  # noqa: F401

    # What keys do

    def on_key(self, event: events.Key) -> None:
        """A character that is no command begins an answer, where one can be typed."""
        field = self.query_one(TypedField)
        command = event.key in self._bindings.key_to_bindings
        if field.display and (event.key == "enter" or event.is_printable):
            event.prevent_default().stop()
            self.call_next(field.submit) if event.key == "enter" else field.go_on(event.character or "")
        elif event.is_printable and event.character and not command and self._may_type():
            event.prevent_default().stop()
            self._type(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A pasted line begins an answer too."""
        if self._may_type() and event.text.strip():
            event.stop()
            self._type(event.text.splitlines()[0])

    def _may_type(self) -> bool:
        prompt = self.session.prompt
        return bool(prompt and not self.session.revealed and answers.can_be_typed(prompt.card))

    def _type(self, first: str) -> None:
        prompt = self.session.prompt
        assert prompt
        self.query_one(TypedField).open(isinstance(prompt.card.answer, Formula), first)
        if isinstance(prompt.card.answer, Formula):
            self._warm_up()

    def action_forward(self) -> None:
        """Show the next line or the answer; once it is shown, grade as proposed, or Good."""
        if self.session.prompt is None:
            self.action_leave()
        elif self.session.revealed:
            self._grade((self._judged.proposed if self._judged else None) or Grade.GOOD)
        elif self._steps_shown + 1 < len(self._sides.steps):
            self._next_step()
        else:
            self._reveal()

    def _next_step(self) -> None:
        self._steps_shown += 1
        shown = "\n".join(f"{n}. {line}" for n, line in enumerate(self._sides.steps[: self._steps_shown], 1))
        self.query_one(CardView).add(f"{self._sides.question}\n\n{shown}")
        self._invite()

    def action_digit(self, digit: int) -> None:
        """Grade; before the answer, pick an option or begin a number."""
        prompt = self.session.prompt
        if prompt is None:
            return
        if self.session.revealed:
            self._grade(Grade(digit))
        elif isinstance(prompt.card.answer, Choices):
            self._answer(str(digit))
        elif self._may_type():
            self._type(str(digit))

    def on_typed_field_answered(self, message: TypedField.Answered) -> None:
        """Judge what was typed; an empty answer just shows the right one."""
        if message.text.strip():
            self._answer(message.text.strip())
        else:
            self._reveal()

    def _answer(self, text: str) -> None:
        prompt = self.session.prompt
        assert prompt
        judged = answers.judged(prompt, text, self.session.variant)
        if judged.verdict == "unreadable":
            self._tell(f"That could not be read: {judged.message}")
            return
        self._typed = text
        self._reveal(judged)

    def on_typed_field_left(self) -> None:
        """Esc in the field: the keys mean the card again."""
        self.query_one(TypedField).close()
        self.set_focus(None)

    def on_grade_bar_graded(self, message: GradeBar.Graded) -> None:
        """A grade was clicked."""
        self._grade(message.grade)

    def on_grade_bar_shown(self) -> None:
        """The answer was asked for by a click."""
        self.action_forward()

    def _grade(self, grade: Grade) -> None:
        now = self._desk.clock()
        taken = int((now - self._asked).total_seconds() * 1000)
        session, review = self.session.grade(grade, now, milliseconds=taken, typed=self._typed)
        self._move(session, lambda: self._desk.record(review))

    def action_undo(self) -> None:
        """Take the last grade back, to the question side of its card."""
        session, graded = self.session.undo()
        if graded is None:
            self._tell("Nothing to undo in this session.")
        else:
            self._move(session, lambda: self._desk.take_back(graded, self._desk.clock()))

    def _move(self, session: Session, commit: Callable[[], None]) -> None:
        """Commit, then show the next card; a failure is told, and nothing moves on."""
        try:
            commit()
        except Problem as problem:
            title = "The review was not kept"
            self.notify(str(problem), title=title, severity="error", timeout=15, markup=False)
            return
        self.session = session
        self._ask()

    def action_demo(self) -> None:
        """Open or close the card's demo; before the answer it would give that away."""
        prompt, pane = self.session.prompt, self.query_one(DemoPane)
        if prompt is None:
            return
        if pane.display:
            pane.display = False
            self.set_focus(None)
        elif not self.session.revealed:
            self._tell("The demo opens with the answer: predict first.")
        elif prompt.card.demo is None:
            self._tell("This card has no demo.")
        else:
            pane.display = True
            pane.show(prompt.card.demo, prompt.card.optimizer, drawn(prompt.card, self.session.variant))
            pane.focus()
            card = self.query_one(CardView)
            self.call_after_refresh(
                card.scroll_end, animate=False
            )  # there is less room: keep the answer in it

    def action_hint(self) -> None:
        """Show the hint."""
        prompt = self.session.prompt
        if prompt:
            hint = prompt.card.hint
            self.query_one(CardView).hint(f"*Hint:* {hint}" if hint else "*This card has no hint.*")

    def action_why(self) -> None:
        """Show or hide the reason and the source."""
        if self.session.revealed:
            self.query_one(CardView).turn_why()

    def action_copy(self) -> None:
        """Copy the card's formula as LaTeX."""
        prompt = self.session.prompt
        if prompt and self.session.revealed and isinstance(prompt.card.answer, Formula):
            self.app.copy_to_clipboard(prompt.card.answer.latex)
            self._tell(f"Copied  {prompt.card.answer.latex}")

    def action_scroll(self, lines: int) -> None:
        """Scroll the card."""
        self.query_one(CardView).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(STUDY_KEYS))

    def action_leave(self) -> None:
        """Back, first from the demo; every grade is already kept."""
        if self.query_one(DemoPane).display:
            self.action_demo()
        else:
            self.app.clear_notifications()
            self.dismiss()

    def _tell(self, text: str) -> None:
        """Say something in passing; what was said before goes."""
        self.app.clear_notifications()
        self.notify(printable(text), timeout=4, markup=False)


def _invitation(prompt: Prompt | None) -> str:
    if prompt is None:
        return "Space back · u undo"
    if isinstance(prompt.card.answer, Choices):
        return "pick by its number, or Space shows the answer"
    if answers.can_be_typed(prompt.card):
        return "type your answer, or Space shows it"
    return "Space shows the answer"
