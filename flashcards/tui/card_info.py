"""Card info over any screen: what is known of a card, every answer so far, and its forgetting curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from flashcards.errors import Problem, counted, printable_line
from flashcards.formula.render.box import cells
from flashcards.scheduling import LearningState, Review
from flashcards.study.card_facts import CardFacts, PastAnswer
from flashcards.study.events import done_notice, undo_notice
from flashcards.tui.foot_line import FootLine
from flashcards.tui.footer import KeyHint
from flashcards.tui.forgetting_curve import curve_rows
from flashcards.tui.lines_view import LinesView, Rows
from flashcards.tui.notices import show_notice
from flashcards.tui.services import Services
from flashcards.tui.suspension import suspension
from flashcards.tui.verdict_band import Row, wrap_text

_LABEL, _LISTED = 14, 8
_GRADE_ROLES = {1: "wrong", 2: "learn", 3: "right", 4: "accent"}


class FactsView(LinesView):
    """The facts as rows."""

    @property
    def text(self) -> str:
        """What is shown, as text."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self.rows(72))

    def rows(self, width: int) -> Rows:
        """The facts at a width."""
        return facts_rows(self._shows, width) if isinstance(self._shows, CardFacts) else []


def facts_rows(facts: CardFacts, width: int) -> list[Row]:
    """Title, figures, answers, curve and place."""
    title = facts.prompt.id.replace("/", "  ›  ").replace("-", " ")
    rows: list[Row] = [[(printable_line(title), "bold $fc-fg")], [], *_figures(facts, width), []]
    rows += [_answer_row(answer, width) for answer in facts.answers[:_LISTED]]
    if len(facts.answers) > _LISTED:
        rows.append([(f"and {len(facts.answers) - _LISTED} before", "$fc-muted")])
    if not facts.answers:
        rows.append([("Not answered yet.", "$fc-muted")])
    rows += [[], *curve_rows(facts, width)]
    return [*rows, [], *([(line, "$fc-muted")] for line in wrap_text(facts.place, width))]


def _figures(facts: CardFacts, width: int) -> list[Row]:
    memory = facts.memory
    new = memory.state is LearningState.NEW
    left = [
        ("due", facts.due + (" · marked" if memory.marked else "")),
        ("recall now", "—" if facts.recall is None else f"{facts.recall:.0%}"),
        ("reviews", f"{memory.reviews}, {counted(memory.lapses, 'lapse')}"),
    ]
    right = [
        ("stability", "—" if new else f"{memory.stability:.3g} days"),
        ("difficulty", "—" if new else f"{memory.difficulty:.1f} of 10"),
        ("time", f"{facts.seconds:.0f} s a review" if facts.seconds else "—"),
    ]
    if width < 60:
        return [_figure(*each) for each in (*left, *right)]
    half = max(width // 2, _LABEL + max(cells(value) for _, value in left) + 2)
    return [
        [*_figure(*one), (" " * (half - _LABEL - cells(one[1])), ""), *_figure(*other)]
        for one, other in zip(left, right, strict=True)
    ]


def _figure(label: str, value: str) -> Row:
    return [(f"{label:<{_LABEL}}", "$fc-muted"), (value, "$fc-fg")]


def _answer_row(answer: PastAnswer, width: int) -> Row:
    """A row of the log: day, grade, time, what was typed, its slip, the interval."""
    role = _GRADE_ROLES[answer.grade] if answer.grade else "muted"
    grade = f"{int(answer.grade)} {answer.done}" if answer.grade else answer.done
    row: Row = [(f"{answer.day}  ", "$fc-muted"), (f"{grade:<9}", f"$fc-{role}")]
    if answer.grade:
        row.append((f"{answer.seconds:>3.0f} s  ", "$fc-muted"))
    more = [(printable_line(answer.typed), "$fc-fg"), (answer.slip, "$fc-wrong")]
    more.append((f"→ {counted(answer.days, 'day')}" if answer.days else "", "$fc-muted"))
    for text, style in more:
        room = width - sum(cells(each) for each, _ in row) - 2
        if text and room > 3:
            cut = text
            while cells(cut) > room:
                cut = cut[:-1]
            row.append((cut if cut == text else f"{cut[:-1]}…", style))
            row.append(("  ", ""))
    return row


class CardInfoScreen(ModalScreen[bool]):
    """What is known of one prompt. It returns whether the card was changed."""

    DEFAULT_CSS = """
    CardInfoScreen { align: center middle; background: $fc-bg 60%; }
    CardInfoScreen VerticalScroll {
        width: 78; max-width: 100%; height: auto; max-height: 96%; padding: 1 2 0 2; background: $fc-card;
        scrollbar-size-vertical: 1;
    }
    CardInfoScreen FootLine { margin: 1 0; padding: 0; background: $fc-card; }
    CardInfoScreen.-low VerticalScroll { padding: 0 1; max-height: 100%; }
    CardInfoScreen.-low FootLine { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,escape,q,f8", "leave", "Close"),
        Binding("e,f4", "edit", "Edit"),
        Binding("o", "open_note", "Note"),
        Binding("r", "reset", "Reset"),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
    ]

    def __init__(self, prompt_id: str, services: Services) -> None:
        super().__init__()
        self._prompt_id, self._services = prompt_id, services
        self._changed = False
        self._facts: CardFacts | None = None

    def compose(self) -> ComposeResult:
        """The facts, and the keys."""
        with VerticalScroll(can_focus=False):
            yield FactsView(id="facts")
            yield FootLine(id="info-keys")

    def on_mount(self) -> None:
        """Read the facts."""
        self._read()

    def _read(self) -> None:
        read = self._services.card_facts
        attempt = self.app.attempt  # type: ignore[attr-defined]
        self._facts = attempt(lambda: read(self._prompt_id)) if read else None
        if self._facts is None:
            self.dismiss(self._changed)
            return
        self.query_one(FactsView).show_anew(self._facts)
        self.query_one(FootLine).show(list(self._hints(self._facts)))

    def _hints(self, facts: CardFacts) -> list[KeyHint]:
        hints = [KeyHint("e", "edit", "edit")] if self._services.edit_card else []
        if facts.prompt.card.origin:
            hints.append(KeyHint("o", "note", "open_note"))
        if self._services.reset_card and facts.answers:
            hints.append(KeyHint("r", "reset", "reset"))
        if self._changed:
            hints.append(KeyHint("u", "undo", "undo"))
        return [*hints, KeyHint("Esc", "close", "leave")]

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(self._changed)

    def action_scroll(self, rows: int) -> None:
        """Scroll the facts."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_edit(self) -> None:
        """Edit the card at its line."""
        edit = self._services.edit_card
        if self._facts and edit:
            card = self._facts.prompt.card
            self._attempt(lambda: edit(card, lambda: suspension(self.app)))
            self._changed = True
            self._read()

    def action_open_note(self) -> None:
        """Open the note that the card was made from."""
        if self._facts:
            card, note = self._facts.prompt.card, self._services.open_note
            self._attempt(lambda: note(card, lambda: suspension(self.app)))

    def action_reset(self) -> None:
        """Make the card new again."""
        reset = self._services.reset_card
        if not reset or not self._facts:
            return
        self._attempt(lambda: self._reset_said(reset(self._prompt_id)))
        self._changed = True
        self._read()

    def action_undo(self) -> None:
        """Take back what was done here last."""
        if self._changed and (rows := self._services.last_undoable()):
            now = self._services.clock()
            self._attempt(lambda: self._take_back(rows, now))
            self._read()

    def _take_back(self, rows: Sequence[Review], now: datetime) -> str:
        self._services.take_back(rows, now)
        return undo_notice(rows, self._services.card_name)

    def _reset_said(self, rows: Sequence[Review]) -> str:
        done = done_notice(rows, self._services.card_name)
        return f"{done} u undoes it." if rows else "It is new already."

    def _attempt(self, action: Callable[[], str]) -> None:
        """Do something and say what it was, or why it failed."""
        try:
            said = action()
        except Problem as problem:
            show_notice(self, str(problem), severity="warning", timeout=8)
        else:
            show_notice(self, said, timeout=5)
