"""Displays a card: its question, the typed answer, the right answer and the reason."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Rule, Static

from flashcards.deck.model import Card
from flashcards.errors import printable, printable_line
from flashcards.study.answers import Judgement
from flashcards.study.faces import Faces
from flashcards.text.diff import diff_formulas
from flashcards.text.markdown.pictures import find_pictures
from flashcards.text.styled import STYLES
from flashcards.tui.markdown_view import MarkdownView
from flashcards.tui.pictures import PictureStrip, ReadPicture
from flashcards.tui.styles import content

VERDICTS = {"right": ("✓ right", "right"), "variant": ("≈ a variant", "right"), "wrong": ("✗ wrong", "wrong")}


def _no_picture(_: str) -> None:
    return None


class CardView(VerticalScroll, can_focus=False):
    """One card; `ask` shows its question, `reveal` adds the answer below it."""

    _read: ReadPicture = staticmethod(_no_picture)

    def compose(self) -> ComposeResult:
        """The question above the rule, the answer below it."""
        yield MarkdownView(id="question")
        yield PictureStrip(id="question-pictures")
        yield MarkdownView(id="hint")
        with Vertical(id="answered"):
            yield Rule()
            yield Static(id="given", markup=False)
            yield Static(id="verdict")
            yield MarkdownView(id="answer")
            yield PictureStrip(id="answer-pictures")
            yield MarkdownView(id="why")
            yield PictureStrip(id="why-pictures")

    def ask(self, question: str, read: ReadPicture = _no_picture) -> None:
        """Show the question only; `read` finds its pictures, and later those of the answer."""
        self._read = read
        self._page("question").show(question)
        self._show_pictures("question", question)
        self._page("hint").show("")
        self._page("why").display = True
        self.query_one("#answered").display = False
        self.scroll_home(animate=False)

    def add(self, question: str) -> None:
        """Show more of the question, such as the next line of its steps."""
        self._page("question").show(question)
        self.call_after_refresh(self.scroll_end, animate=False)

    def hint(self, text: str) -> None:
        """Show the hint below the question."""
        self._page("hint").show(text)

    def reveal(
        self,
        shown: Faces,
        card: Card,
        typed: str,
        judged: Judgement | None,
        read: ReadPicture | None = None,
    ) -> None:
        """Show what remains of the question, the typed answer with its verdict, and the right answer.

        `read` finds the pictures of a card that was not asked before.
        """
        self._read = read or self._read
        self._page("question").show(shown.stays)
        self._page("hint").show("")
        self.query_one(Rule).display = bool(shown.stays)
        self.query_one("#given", Static).update(_given(typed, judged))
        self.query_one("#given", Static).display = bool(typed)
        self.query_one("#verdict", Static).update(_verdict(judged))
        self.query_one("#verdict", Static).display = judged is not None
        self._page("answer").show(shown.answer)
        self._page("why").show(_why(shown.why, card.source))
        self._show_pictures("question", shown.stays)
        self._show_pictures("answer", shown.answer)
        self._show_pictures("why", shown.why)
        self.query_one("#answered").display = True
        self.call_after_refresh(self.scroll_end, animate=False)

    def turn_why(self) -> None:
        """Show or hide the reason and the source."""
        self._page("why").display = not self._page("why").display
        self._pictures("why").display = self._page("why").display and bool(self._pictures("why").children)

    def _show_pictures(self, page: str, text: str) -> None:
        self._pictures(page).show(find_pictures(text), self._read)

    def _pictures(self, page: str) -> PictureStrip:
        return self.query_one(f"#{page}-pictures", PictureStrip)

    def _page(self, name: str) -> MarkdownView:
        return self.query_one(f"#{name}", MarkdownView)


def _given(typed: str, judged: Judgement | None) -> Content:
    """The typed answer; a wrong formula as parsed, above the right one, with the differences marked."""
    if judged is None or not judged.readings[0]:
        return Content(printable_line(f"yours  {typed}"))
    yours, right = diff_formulas(*judged.readings)
    return content(((("yours  ", "dim"), *yours), (("right  ", "dim"), *right)))


def _verdict(judged: Judgement | None) -> Content:
    if judged is None:
        return Content("")
    label, style = VERDICTS[judged.verdict]
    return Content.assemble(
        (label, STYLES[style].theme),
        printable(f" — {judged.message}") if judged.message else "",
        ("  ·  f runs it", "dim") if judged.readings[0] else "",
    )


def _why(why: str, source: str) -> str:
    return "\n\n".join(part for part in (why, source and f"*{source}*") if part)
