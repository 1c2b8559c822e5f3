"""The study flow that the app and line mode share: ask, judge, reveal, grade, set faulty cards aside.

Pure: the clock is passed in and nothing is displayed. A user interface keeps one `Question`, displays it,
and replaces it with the one that results from the user's next action.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from flashcards.deck.prompts import Prompt
from flashcards.errors import Problem, counted
from flashcards.scheduling import Grade, Review, card_of
from flashcards.study import Session
from flashcards.study.asking import expect_next
from flashcards.study.card_events import toggle_mark
from flashcards.study.events import nothing_to_undo, undo_question
from flashcards.study.faces import Faces, faces
from flashcards.study.judgement import OPEN, Judgement
from flashcards.study.typed_cards import can_be_typed
from flashcards.value import Value, replace

NO_FACES = Faces("", "", "")
NO_HINT = "This card has no hint."
NO_ANSWER = "0"
"""An answer that is wrong on nearly every card and is explained by no slip, so that all of them are tried."""
CONFIDENCE = {97: "sure", 80: "likely", 50: "unsure"}
"""What a person may say of an answer before it is judged: in percent, and in a word."""
UNDO_STANDS = timedelta(seconds=15)
"""How long a second `u` confirms what the first one asked."""


class JudgedAnswer(Value, frozen=True):
    """The verdict on what was typed for a prompt."""

    judgement: Judgement
    steps_known: int = 0
    """Of a derivation, how many lines are known after it."""


class Question(Value, frozen=True):
    """The prompt being asked and how far its answer has come; without a prompt, the end of the session."""

    session: Session
    asked: datetime
    """When the prompt was shown."""
    faces: Faces = NO_FACES
    faults: tuple[Problem, ...] = ()
    """What is wrong with the cards set aside on the way to this prompt."""
    typed: str = ""
    judgement: Judgement | None = None
    """The verdict on the last answer; an unreadable one leaves the answer hidden."""
    lines_shown: int = 0
    """How many lines of a steps card are shown before the answer."""
    missed_steps: frozenset[int] = frozenset()
    """The steps, counted from 1, that were typed wrong or marked as missed."""
    confidence: int | None = None
    """How sure the person is of the answer, in percent; None where they did not say."""
    demo_seen: bool = False
    """True once the numbers of the card's demo were told, so that nothing is left to predict."""

    @property
    def prompt(self) -> Prompt | None:
        """The prompt being asked; None at the end of the session."""
        return self.session.prompt

    @property
    def revealed(self) -> bool:
        """True once the answer is shown."""
        return self.session.revealed

    @property
    def accepts_typing(self) -> bool:
        """True while an answer can be typed."""
        return bool(self.prompt and not self.revealed and can_be_typed(self.prompt))

    @property
    def accepts_choice(self) -> bool:
        """True while an option can be picked by its number."""
        return bool(self.faces.options and not self.revealed)

    @property
    def lines_left(self) -> int:
        """How many lines of a steps card are still hidden."""
        return len(self.faces.steps) - self.lines_shown

    @property
    def proposed(self) -> Grade | None:
        """The grade that the verdict proposes; Good without a verdict, Hard if one step was missed.

        None for an answer that the person has to judge: a grade by Enter would come before they have looked.
        """
        if self.missed_steps:
            return Grade.HARD if len(self.missed_steps) == 1 else Grade.AGAIN
        if self.judgement and self.judgement.verdict == OPEN:
            return None
        return (self.judgement.proposed if self.judgement else None) or Grade.GOOD

    def answer(self, text: str, now: datetime) -> Question:
        """The question after judging `text`: revealed, or still hidden if `text` is unreadable.

        If the card itself is at fault it is set aside, and the next prompt is asked.
        """
        return self.with_verdict(text, self.judge(text), now)

    def judge(self, text: str) -> JudgedAnswer | Problem:
        """The verdict on `text`, or the fault of the card. It reads the card alone, in any thread."""
        assert self.prompt
        steps, optimizer = self.faces.steps, self.prompt.card.optimizer
        if steps:
            from flashcards.study.step_answers import judge_step

            return JudgedAnswer(*judge_step(text, steps, self.lines_shown, optimizer))
        from flashcards.study.answers import judge_answer  # what judges loads with the first answer

        try:
            return JudgedAnswer(judge_answer(self.prompt, text, self.session.variant))
        except Problem as problem:
            return problem

    def prepare_judge(self, breathe: Callable[[], None]) -> None:
        """Judge an answer that nobody gave, so that the verdict on the one to come is quick.

        It loads what judges, and lists the slips of the right formula, which are kept: a tenth of a second
        and more. `breathe` is called now and then meanwhile.
        """
        from flashcards.judging.recording import unhurried

        with unhurried(breathe):
            self.judge(NO_ANSWER)

    def next_faces(self) -> Callable[[], Faces] | None:
        """What computes the faces that are probably shown next, in any thread; None if nothing comes.

        What spoils their options or computes their numbers loads with the first that need it, which takes
        half a second: they are best computed while an answer is looked at.
        """
        coming = expect_next(self.session)
        return partial(faces, coming.prompt, coming.variant) if coming and coming.prompt else None

    def with_verdict(self, text: str, judged: JudgedAnswer | Problem, now: datetime) -> Question:
        """The question after the verdict of `judge` on `text`."""
        if isinstance(judged, Problem):
            return next_question(self.session.set_aside(judged, now), now, since=self.session)
        judgement = judged.judgement
        if judgement.verdict == "unreadable":
            return replace(self, judgement=judgement)
        if self.faces.steps:
            return self._with_step(text, judgement, judged.steps_known)
        return replace(self.reveal(text), judgement=judgement)

    def _with_step(self, text: str, judgement: Judgement, reached: int) -> Question:
        """The question after the next line of a derivation; revealed with its last."""
        wrong = judgement.verdict == "wrong"
        missed = self.missed_steps | ({reached} if wrong else set())
        typed = f"{self.typed}; {text}" if self.typed else text
        question = replace(self, lines_shown=reached, missed_steps=missed, typed=typed, judgement=judgement)
        if question.lines_left > 0:
            return question
        return replace(question.reveal(typed), judgement=_of_all_steps(judgement, len(missed)))

    def reveal(self, typed: str = "") -> Question:
        """The question with its answer shown, without a verdict on what was typed."""
        lines = len(self.faces.steps)
        return replace(self, session=self.session.show(), typed=typed, judgement=None, lines_shown=lines)

    def show_line(self) -> Question:
        """The question with one more line of its steps shown."""
        return replace(self, lines_shown=self.lines_shown + 1)

    def grade(self, grade: Grade, now: datetime) -> tuple[Session, Review]:
        """The session after `grade`, and the row to commit before its next prompt is asked."""
        taken, said = int((now - self.asked).total_seconds() * 1000), self.judgement
        judged = said and self.typed and said.verdict != OPEN
        verdict, slip = (said.verdict, said.slip or "") if said and judged else ("", "")
        return self.session.grade(
            grade,
            now,
            milliseconds=taken,
            typed=self.typed,
            verdict=verdict,
            slip=slip,
            confidence=self.confidence,
        )

    def turn_missed(self, step: int) -> Question:
        """The question with a step that is shown marked as missed, or no longer."""
        if not 1 <= step <= self.lines_shown:
            return self
        return replace(self, missed_steps=self.missed_steps ^ {step})

    def turn_confidence(self) -> Question:
        """The question with the next of the degrees of confidence; after the last none is said."""
        degrees = (None, *CONFIDENCE)
        return replace(self, confidence=degrees[(degrees.index(self.confidence) + 1) % len(degrees)])

    @property
    def marked(self) -> bool:
        """True if the card that is asked is marked."""
        return bool(self.session.memory and self.session.memory.marked)

    def turn_mark(self, now: datetime) -> tuple[Question, tuple[Review, ...]]:
        """The question with its card marked, or no longer, and the rows to commit."""
        session, rows = toggle_mark(self.session, now)
        return replace(self, session=session), rows

    def undo(self, now: datetime) -> tuple[Question, tuple[Review, ...]]:
        """The question before the last grade or event of this session, and the rows to take back."""
        session, rows = self.session.undo()
        if self.session.only_marked:
            return replace(self, session=session), rows
        return next_question(session, now), rows


class UndoOffer(Value, frozen=True):
    """What an earlier session did, offered to be undone; a second `u` soon after takes it back."""

    rows: tuple[Review, ...] = ()
    until: datetime | None = None

    def confirms(self, rows: Sequence[Review], now: datetime) -> bool:
        """True if `rows` are those offered, a short while ago."""
        return bool(self.rows) and self.rows == tuple(rows) and bool(self.until and now <= self.until)


def offer_undo(
    rows: Sequence[Review],
    now: datetime,
    key: str = "u",
    named: Callable[[str], str] = str,
    erased: Sequence[Review] = (),
) -> tuple[UndoOffer, str]:
    """The offer to take `rows` back, and the question to ask; `key` is the one to press again.

    `erased` are the rows since then that no undo brings back.
    """
    if not rows:
        return UndoOffer(), nothing_to_undo(erased, named)
    question = f"{undo_question(rows, now, named, erased)} {key} again undoes it."
    return UndoOffer(tuple(rows), now + UNDO_STANDS), question


def begin_again(start: Callable[[], Session], undone: Sequence[Review], now: datetime) -> Session:
    """A session after rows of an earlier one were taken back; it asks their card first, if it is one."""
    names = {row.card for row in undone}
    return start().beginning_with(names, now) if len({card_of(name) for name in names}) == 1 else start()


def _of_all_steps(last: Judgement, missed: int) -> Judgement:
    """The verdict on a derivation, with what was wrong with its last step."""
    if not missed:
        return Judgement("right")
    count = f"{counted(missed, 'step')} missed"
    if last.verdict != "wrong":
        return Judgement("wrong", count)
    return replace(last, message=f"{last.message}; {count}")


def next_question(session: Session, now: datetime, since: Session | None = None) -> Question:
    """The first prompt from here on that can be asked; those before it are set aside with their faults.

    `faults` are those found since the session `since`, by default since `session`.
    """
    before = (since or session).aside
    shown = None
    while session.prompt and shown is None:
        try:
            shown = faces(session.prompt, session.variant)
        except Problem as problem:
            session = session.set_aside(problem, now)
    faults = tuple(problem for name, problem in session.aside.items() if name not in before)
    return Question(session, now, shown or NO_FACES, faults)


def reread(question: Question, now: datetime) -> Question:
    """The question with its card as it stands in its deck now; the next one if it is gone."""
    session = question.session
    prompt = session.pool.prompts.get(session.prompt.id) if session.prompt else None
    if prompt is None:
        return next_question(without_present(session, now), now) if session.prompt else question
    fresh = next_question(replace(session, prompt=prompt), now)
    if fresh.prompt is not prompt:
        return fresh
    kept = {"typed": question.typed, "judgement": question.judgement, "missed_steps": question.missed_steps}
    lines = min(question.lines_shown, len(fresh.faces.steps))
    return replace(fresh, asked=question.asked, lines_shown=lines, **kept)


def without_present(session: Session, now: datetime) -> Session:
    """The session that asks the next prompt in place of the present one, which was changed elsewhere."""
    return session.without({session.prompt.id}, now) if session.prompt else session
