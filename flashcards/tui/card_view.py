"""Displays a card: its question, and below it what comes with the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

from flashcards.deck.model import Card, ChoicesAnswer
from flashcards.scheduling import Memory, Review
from flashcards.study.faces import Faces
from flashcards.study.judgement import Judgement
from flashcards.text.layout import lay
from flashcards.text.markdown.pictures import find_pictures
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import STYLES
from flashcards.tui.lines_view import LaidOnce, LinesView, Rows
from flashcards.tui.markdown_view import NO_MARKS, MarkdownView

if TYPE_CHECKING:
    from flashcards.study.card_facts import CardFacts
    from flashcards.tui.answered_view import AnsweredView
    from flashcards.tui.pictures import ReadPicture

W = TypeVar("W", bound=Widget)
_PLACES = ("question", "question-pictures", "typed", "hint", "answered", "answer-pictures", "why-pictures")
"""The parts of a card from top to bottom."""


def _no_picture(_: str) -> None:
    return None


class HintView(LinesView):
    """A hint, or why an answer was not read, in a band below the question."""

    DEFAULT_CSS = "HintView { display: none; margin-top: 1; }"

    @property
    def text(self) -> str:
        """The hint as Markdown, or the message about an answer that was not read."""
        return self._shows.message if isinstance(self._shows, Judgement) else str(self._shows or "")

    can_mend = False
    """True while the answer that was not read stands in its field."""

    def show_hint(self, hint: str | Judgement, *, can_mend: bool = False) -> None:
        """Show a hint (Markdown), or the verdict on an answer that was not read; nothing for an empty one."""
        self.display, self.can_mend = bool(hint), can_mend
        self.show_anew(hint)

    def rows(self, width: int) -> Rows:
        """The band."""
        from flashcards.tui.verdict_band import INDENT, Row, hint_band, verdict_band

        if isinstance(self._shows, Judgement):
            return verdict_band(self._shows, width, can_mend=self.can_mend)
        laid = lay(read_blocks(self.text), width - 2 * INDENT)
        lines: list[Row] = [[(text, STYLES[style].theme) for text, style in line] for line in laid]
        return hint_band(lines, width)


class CardView(LaidOnce, VerticalScroll, can_focus=False):
    """One card; `ask` shows its question, `reveal` adds the answer below it."""

    DEFAULT_CSS = """
    CardView { layout: vertical; overflow: hidden auto; }  /* only of the first base inherited */
    CardView MarkdownView { padding: 0 3; }
    CardView AnsweredView { margin-top: 1; }
    CardView PictureStrip { padding: 0 3; }
    """
    _read: ReadPicture = staticmethod(_no_picture)

    def __init__(self, *below: Widget, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """`below` stands between the question and the answer, such as the field to type in."""
        super().__init__(id=id, classes=classes)
        self._below = below
        self._parts: dict[str, Widget] = {}
        """Those that were needed so far, by their names."""

    def compose(self) -> ComposeResult:
        """The question; what belongs to the answer follows with it."""
        question = MarkdownView(id="question")
        question.leads = True
        yield question
        yield from self._below

    def _part(self, kind: type[W], name: str) -> W:
        """The child of that name, which is made and put in its place when it is first needed."""
        found = self._parts.get(name)
        if isinstance(found, kind):
            return found
        later = _PLACES[_PLACES.index(name) + 1 :]
        self._parts[name] = part = kind(id=name)
        self.mount(part, before=next((child for child in self.children if child.id in later), None))
        return part

    def prepare_answer(self) -> None:
        """Make what shows the answer, so that the first key does not wait for it."""
        if "answered" not in self._parts:
            self._answered().display = False

    def _answered(self) -> AnsweredView:
        from flashcards.tui.answered_view import AnsweredView  # the first question does without

        return self._part(AnsweredView, "answered")

    def ask(self, question: str, read: ReadPicture = _no_picture, *, options: bool = False) -> None:
        """Show the question only, with its `options`; `read` finds its pictures, and later the answer's."""
        self._read = read
        self.query_one("#question", MarkdownView).show(question, options=options)
        self._show_pictures("question", question)
        self.hint("")
        for name in ("answered", "answer-pictures", "why-pictures"):
            if part := self._parts.get(name):
                part.display = False
        self.scroll_home(animate=False)

    def add(self, question: str, marks: Mapping[int, str] = NO_MARKS) -> None:
        """Show more of the question, such as the next line of its steps."""
        self.query_one("#question", MarkdownView).show(question, marks)

    def hint(self, text: str | Judgement, *, can_mend: bool = False) -> None:
        """Show the hint, or why an answer was not read, below the question; nothing for an empty one."""
        if text or "hint" in self._parts:
            self._part(HintView, "hint").show_hint(text, can_mend=can_mend)

    def forget_fault(self) -> None:
        """Take away why the answer was not read: it is being mended."""
        hint = self._parts.get("hint")
        if isinstance(hint, HintView) and hint.can_mend:
            hint.show_hint("")

    def reveal(
        self,
        shown: Faces,
        card: Card,
        typed: str,
        judged: Judgement | None,
        read: ReadPicture | None = None,
        *,
        run_key: str = "",
        memory: Memory | None = None,
        history: Sequence[Review] = (),
        facts: CardFacts | None = None,
        marks: Mapping[int, str] | None = None,
    ) -> None:
        """Show what remains of the question, the typed answer with its verdict, and the right answer.

        `read` finds the pictures of a card that was not asked before. For `run_key`, `memory`,
        `history` and `facts` see `CardAnswer`; `marks` are the items that were right or wrong.
        """
        from flashcards.tui.answered_view import CardAnswer, takes_place

        self._read = read or self._read
        self.hint("")
        question = filled_question(shown, card)
        own = _picked(shown, card, typed) if isinstance(card.answer, ChoicesAnswer) else NO_MARKS
        self.query_one("#question", MarkdownView).show(question, marks or own, options=bool(shown.options))
        answered = self._answered()
        answered.show_answer(
            CardAnswer(
                shown, card, typed, judged, run_key, memory=memory, history=tuple(history), facts=facts
            )
        )
        answered.display = bool(answered.rows_at(self._room()))
        self._show_pictures("question", question)
        self._show_pictures("answer", "" if takes_place(card) else shown.answer)
        self._show_pictures("why", shown.why)

    def _room(self) -> int:
        return self.content_size.width or self.app.size.width

    @property
    def shows_why(self) -> bool:
        """True if the reason is in sight; there is none before the first answer."""
        return "answered" in self._parts and self._answered().shows_why

    def turn_why(self) -> None:
        """Show or hide the reason and the source."""
        answered = self._answered()
        answered.turn_why()
        if strip := self._parts.get("why-pictures"):
            strip.display = answered.shows_why and bool(strip.children)

    def show_run(self, runs: bool) -> None:
        """Say whether the typed formula runs already; before an answer there is nothing to say it of."""
        if "answered" in self._parts:
            self._answered().show_run(runs)

    def answer_in_sight(self) -> None:
        """Scroll as far as the answer needs to be seen; where all fits, nothing moves."""
        if self.max_scroll_y <= 0 or "answered" not in self._parts:
            return
        answered = self._answered()
        if not answered.display:  # a filled gap ends the question
            self.scroll_end(animate=False)
        elif answered.virtual_region.bottom > self.scroll_y + self.size.height:
            self.scroll_to(y=max(answered.virtual_region.y - 1, 0), animate=False)

    def _show_pictures(self, page: str, text: str) -> None:
        name, pictures = f"{page}-pictures", find_pictures(text)
        if pictures or name in self._parts:
            from flashcards.tui.pictures import PictureStrip

            self._part(PictureStrip, name).show(pictures, self._read)


def filled_question(shown: Faces, card: Card) -> str:
    """The question as it stands above the answer, with the gap of a cloze filled where it is."""
    from flashcards.tui.answered_view import takes_place

    if not takes_place(card):
        return shown.stays
    return "\n\n".join(filter(None, (shown.stays, shown.answer)))


def _picked(shown: Faces, card: Card, typed: str) -> dict[int, str]:
    """The number of the right option, and of a wrong one that was picked."""
    assert isinstance(card.answer, ChoicesAnswer)
    marks = {int(typed): "wrong"} if typed.isdecimal() else {}
    right = shown.options.index(card.answer.right) + 1 if card.answer.right in shown.options else 0
    return {**marks, right: "right"}
