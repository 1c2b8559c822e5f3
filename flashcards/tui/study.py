"""The study screen: one card after another, graded by a key; it holds a session, which is a value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import actions, events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from flashcards.deck.model import Choices, Formula
from flashcards.errors import Problem, counted, printable
from flashcards.scheduling import Grade
from flashcards.study import Session, answers, flow
from flashcards.study.answers import Judgement
from flashcards.study.faces import Faces, draw_values
from flashcards.study.summary import closing_summary
from flashcards.tui.answer_field import AnswerField, AnswerInput
from flashcards.tui.card_view import CardView
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.help import STUDY_KEYS, HelpScreen
from flashcards.tui.services import Services
from flashcards.tui.status_line import StatusLine

LOOK_AGAIN = 5.0
"""Seconds between two looks whether a learning card has come due."""


class StudyScreen(Screen[None]):
    """Asks the cards of a session until none is left.

    Keys are taken as they arrive, in one place and one order (`post_message`): what a key means depends on
    all keys before it, and keys can come in a burst. Where an answer can be typed, every printable key
    belongs to it; what `BINDINGS` names by letters are commands on other cards and after the answer.
    """

    AUTO_FOCUS = ""  # the field has the focus where there is one; else nothing needs it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "forward", "Show the answer, then Good"),
        *(Binding(str(digit), f"digit({digit})", "Grade, or pick an option") for digit in range(1, 10)),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("d,f3", "demo", "Demo"),
        Binding("h,f2", "hint", "Hint"),
        Binding("w", "why", "Why"),
        Binding("y", "copy", "Copy LaTeX"),
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
        Binding("pagedown", "scroll(10)", "Page down"),
        Binding("pageup", "scroll(-10)", "Page up"),
        Binding("question_mark,f1", "help", "Help"),
        Binding("q,escape", "leave", "Back"),
    ]

    def __init__(self, session: Session, services: Services, decks: tuple[str, ...] | None = None) -> None:
        super().__init__()
        self.session = session
        self._services = services
        self._decks = decks
        """What to study when the day turns, as `Desk.start` takes it; None leaves that to the home screen."""
        self._tomorrow: Session | None = None
        """The session of a day that began while there was nothing left to ask."""
        self._early: list[events.Key | events.Paste] = []
        """What was typed before the screen was there."""
        self._is_ready = False
        self._faces = Faces("", "", "")
        self._asked = services.clock()
        self._judged: Judgement | None = None
        self._typed = ""
        self._steps_shown = 0

    def compose(self) -> ComposeResult:
        """Counts, card, demo, the field for typed answers, grades."""
        yield StatusLine(id="top")
        yield CardView(id="card")
        yield DemoPane(id="demo")
        yield AnswerField(id="typed")
        yield GradeBar(id="bar")

    def on_mount(self) -> None:
        """Ask the first card."""
        self._ask()
        self.set_interval(LOOK_AGAIN, self._look_again)
        self._is_ready = True
        for event in self._early:
            self.post_message(event)

    # What is shown

    def _ask(self) -> None:
        """Show the question side of the session's card, or that none is left."""
        self._judged, self._typed, self._steps_shown, self._tomorrow = None, "", 0, None
        self._asked = self._services.clock()
        before, (self.session, shown) = self.session, flow.ask(self.session, self._asked)
        self._tell_set_aside(flow.set_aside_since(before, self.session))
        self._faces = shown or Faces(closing_summary(self.session, self._asked), "", "")
        self.query_one(CardView).ask(self._faces.question)
        self.query_one(DemoPane).display = False
        self.query_one(AnswerField).close()
        self.set_focus(None)
        prompt = self.session.prompt
        if prompt and self._is_typing():
            self.query_one(AnswerField).open(isinstance(prompt.card.answer, Formula))
        self._invite()
        self._count()

    def _tell_set_aside(self, problems: tuple[Problem, ...]) -> None:
        if problems:
            title = "A card was set aside" if len(problems) == 1 else f"{len(problems)} cards were set aside"
            more = f"\nand {len(problems) - 1} more: see  flashcards check" if len(problems) > 1 else ""
            self.notify(f"{problems[0]}{more}", title=title, severity="warning", timeout=15, markup=False)

    def _is_typing(self) -> bool:
        """True while an answer can be typed."""
        prompt = self.session.prompt
        return bool(prompt and not self.session.revealed and answers.can_be_typed(prompt.card))

    def _invite(self) -> None:
        self.query_one(GradeBar).ask(self._keys())

    def _keys(self) -> tuple[str, ...]:
        """What can be pressed now, before the answer or at the end, the most useful first."""
        prompt, undo = self.session.prompt, self.session.before is not None
        if prompt is None:
            begin = "Space begins the day" if self._tomorrow and self._tomorrow.prompt else "Space back"
            return (begin, *(["u undo"] if undo else []), "? help")
        hint = bool(prompt.card.hint)
        if self._is_typing():
            if self.query_one(AnswerField).text:
                return ("Enter judges", "Esc empties", "F1 help", *(["F2 hint"] if hint else []))
            can = [*(["F2 hint"] if hint else []), *(["Ctrl+Z undo"] if undo else [])]
            return ("Enter or Space shows the answer", "F1 help", *can, "Esc back")
        picks = (f"1–{len(self._faces.options)} picks",) if self._faces.options else ()
        more = len(self._faces.steps) - self._steps_shown > 1
        can = [*(["h hint"] if hint else []), *(["u undo"] if undo else [])]
        return (*picks, f"Space shows the {'next line' if more else 'answer'}", "? help", *can, "q back")

    def _count(self) -> None:
        prompt = self.session.prompt
        where = self._services.title(prompt.card.deck) if prompt else "Done"
        if prompt and self.session.revealed:  # before the answer, the id could give it away
            where += f" › {prompt.card.id.replace('-', ' ')}"
        self.query_one(StatusLine).show(where, self.session.counts, self.session.turn)

    def _reveal(self, judged: Judgement | None = None) -> None:
        """Show the answer side, with the verdict on what was typed and the grade that it proposes."""
        prompt = self.session.prompt
        assert prompt
        self.session = self.session.show()
        self._judged = judged
        self.query_one(AnswerField).close()
        self.set_focus(None)
        self.query_one(CardView).reveal(self._faces, prompt.card, self._typed, judged)
        waits = self.session.waits(self._services.clock())
        self.query_one(GradeBar).offer(waits, judged.proposed if judged else None)
        self._count()

    def _look_again(self) -> None:
        """While nothing is asked: ask what has come due since, or say that another day has begun."""
        if self.session.prompt is not None:
            return
        now = self._services.clock()
        self.session = self.session.resume(now)
        if self.session.prompt:
            self._ask()
        elif (self._tomorrow or self.session).day_has_turned(now):
            self._tell_new_day(now)

    def _tell_new_day(self, now: datetime) -> None:
        due = ""
        if self._decks is not None:
            self._tomorrow = self._services.start(self._decks)
            left = sum(self._tomorrow.counts)
            due = f" {counted(left, 'card')} to do." if left else f" {closing_summary(self._tomorrow, now)}"
            self.query_one(StatusLine).show("A new day", self._tomorrow.counts, None)
        self.query_one(CardView).ask(f"A new day has begun.{due}")
        self._invite()

    @work(thread=True)
    def _warm_up(self) -> None:
        """Load the algebra while an answer is typed, so that the first verdict comes at once."""
        import flashcards.judging.judge  # noqa: F401

    # What keys do

    def post_message(self, message: Message) -> bool:
        """Take a key or a paste at once, so that each finds what those before it have done."""
        if not isinstance(message, events.Key | events.Paste):
            return super().post_message(message)
        if not self._is_ready:
            self._early.append(message)
            return True
        if isinstance(self.focused, AnswerInput | None) and self._take(message):
            return True
        return super().post_message(message)

    def _take(self, event: events.Key | events.Paste) -> bool:
        """Do what a key or a paste means now; False where the study screen has no meaning for it."""
        if isinstance(event, events.Key):
            return self._take_typed(event) or self._take_command(event)
        if self._is_typing():
            self.query_one(AnswerField).paste(event.text)
            self._has_typed()
        return True

    def _take_command(self, key: events.Key) -> bool:
        """Run the command of `key`; False where it has none here."""
        binding = next(iter(self._bindings.key_to_bindings.get(key.key, ())), None)
        if binding is None or not hasattr(self, f"action_{binding.action.partition('(')[0]}"):
            return False
        _, name, parameters = actions.parse(binding.action)
        getattr(self, f"action_{name}")(*parameters)
        return True

    def _take_typed(self, key: events.Key) -> bool:
        """Give `key` to the answer that is being typed; False where it is none of the answer's."""
        if not self._is_typing():
            return False
        field = self.query_one(AnswerField)
        if key.key == "enter" or (key.key == "space" and not field.text):
            self.action_forward()
        elif key.key == "escape" and field.text:
            field.clear()
            self._invite()
        elif key.key == "ctrl+z" and field.text:
            pass  # it would take back a grade in the midst of an answer
        elif field.input.edit(key):
            self._has_typed()
        else:
            return False
        return True

    def _has_typed(self) -> None:
        prompt = self.session.prompt
        if prompt and isinstance(prompt.card.answer, Formula):
            self._warm_up()
        self._invite()

    def action_forward(self) -> None:
        """Judge what is typed, or show the next line or the answer; then grade as proposed, or Good."""
        typed = self.query_one(AnswerField).text.strip()
        if self.session.prompt is None:
            self._begin_day() if self._tomorrow and self._tomorrow.prompt else self.action_leave()
        elif self.session.revealed:
            self._grade((self._judged.proposed if self._judged else None) or Grade.GOOD)
        elif typed:
            self._answer(typed)
        elif self._steps_shown + 1 < len(self._faces.steps):
            self._next_step()
        else:
            self._reveal()

    def _begin_day(self) -> None:
        assert self._tomorrow
        self.session = self._tomorrow
        self._ask()

    def _next_step(self) -> None:
        self._steps_shown += 1
        shown = "\n".join(f"{n}. {line}" for n, line in enumerate(self._faces.steps[: self._steps_shown], 1))
        self.query_one(CardView).add(f"{self._faces.question}\n\n{shown}")
        self._invite()

    def action_digit(self, digit: int) -> None:
        """Grade; before the answer, pick an option."""
        prompt = self.session.prompt
        if prompt is None:
            return
        if self.session.revealed and digit in set(Grade):
            self._grade(Grade(digit))
        elif not self.session.revealed and isinstance(prompt.card.answer, Choices):
            self._answer(str(digit))

    def _answer(self, text: str) -> None:
        """Judge an answer; one that cannot be read stays to be mended."""
        try:
            judged = flow.judge(self.session, text)
        except Problem as problem:
            before = self.session
            self.session = before.set_aside(problem, self._services.clock())
            self._tell_set_aside(flow.set_aside_since(before, self.session))
            self._ask()
            return
        if judged.verdict == "unreadable":
            self._tell(f"That could not be read: {judged.message}")
            return
        self._typed = text
        self._reveal(judged)

    def on_grade_bar_graded(self, message: GradeBar.Graded) -> None:
        """A grade was clicked."""
        self._grade(message.grade)

    def on_grade_bar_shown(self) -> None:
        """The answer was asked for by a click."""
        self.action_forward()

    def _grade(self, grade: Grade) -> None:
        now = self._services.clock()
        taken = flow.milliseconds(self._asked, now)
        session, review = self.session.grade(grade, now, milliseconds=taken, typed=self._typed)
        self._move(session, lambda: self._services.record(review))

    def action_undo(self) -> None:
        """Take the last grade back, to the question side of its card."""
        session, graded = self.session.undo()
        if graded is None:
            self._tell("Nothing to undo in this session.")
        else:
            self._move(session, lambda: self._services.take_back(graded, self._services.clock()))

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
            pane.show(prompt.card.demo, prompt.card.optimizer, draw_values(prompt.card, self.session.variant))
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
