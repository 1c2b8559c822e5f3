"""The row above the keys of the study screen: what Enter does, or the four grades with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message

from flashcards.formula.render.box import cells
from flashcards.scheduling import Grade
from flashcards.text.styled import ellipsize
from flashcards.tui.lines_view import OneRow
from flashcards.tui.themes import NO_SURFACES
from flashcards.value import Value

if TYPE_CHECKING:  # at the end of a session
    from flashcards.tui.pills import Pill

ROLES = {Grade.AGAIN: "wrong", Grade.HARD: "learn", Grade.GOOD: "right", Grade.EASY: "accent"}
_GAP = 2
"""The cells between two grades."""


class OfferedGrades(Value, frozen=True):
    """The grades that can be given."""

    waits: tuple[str, ...]
    """The next interval of each; none while cramming."""
    proposed: Grade | None
    judged: bool
    """True if a verdict proposes it."""


class PlacedPill(Value, frozen=True):
    """A control in the row, and where it is."""

    pill: Pill
    text: str
    start: int

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.start + cells(self.text)


class GradePill(Value, frozen=True):
    """A grade in the row, and where it is."""

    grade: Grade
    text: str
    wait: str
    start: int

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.start + cells(self.text + self.wait) + 1


class GradeBar(OneRow):
    """A sentence before the answer; the four grades after it. A click does what its key does."""

    DEFAULT_CSS = "GradeBar { padding: 0 2; }"

    class Graded(Message):
        """A grade was clicked."""

        def __init__(self, grade: Grade) -> None:
            super().__init__()
            self.grade = grade

    class Shown(Message):
        """The answer was asked for by a click."""

    def __init__(self, *, id: str, keys: Mapping[Grade, str]) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._keys_of = keys

    def ask(self, sentence: str) -> None:
        """Show what Enter or Space does."""
        self.show_row(sentence)

    def propose(self, pills: Sequence[Pill]) -> None:
        """Show what can be done next, what Enter does filled."""
        self.show_row(tuple(pills))

    def offer(self, waits: Mapping[Grade, str], proposed: Grade | None, *, judged: bool) -> None:
        """Show the four grades, the proposed one filled; none, if the person is the judge."""
        self.show_row(OfferedGrades(tuple(waits.get(grade, "") for grade in Grade), proposed, judged))

    @property
    def text(self) -> str:
        """The row as it is shown."""
        return self.render().plain.rstrip()

    def render(self) -> Content:
        """The row at the present width."""
        if isinstance(self._row, tuple) and not isinstance(self._row, OfferedGrades):
            return self._render_pills()
        if not isinstance(self._row, OfferedGrades):
            return Content.styled(_fit_sentence(str(self._row or ""), self.size.width), "$fc-muted")
        offered, pills = self._row, self._pills(self._row)
        flat = self.app.theme in NO_SURFACES
        parts: list[tuple[str, str]] = []
        for before, pill in zip((None, *pills), pills, strict=False):
            parts += [(" " * (pill.start - before.end), "")] if before else []
            parts += _pill_spans(pill, pill.grade is offered.proposed, flat=flat)
        room = self.size.width - (pills[-1].end if pills else 0)
        words = _enter_words(offered, [self._keys_of[grade] for grade in Grade])
        said = next((f"   {each}" for each in words if room >= len(each) + 3), "")
        return Content.assemble(*parts, (said, "$fc-muted"))

    def _render_pills(self) -> Content:
        parts: list[tuple[str, str]] = []
        place = 0
        for placed in self._placed_pills():
            pill, text = placed.pill, placed.text
            parts.append((" " * (placed.start - place), ""))
            if pill.filled:
                flat = self.app.theme in NO_SURFACES
                parts.append((text, "bold reverse $fc-accent" if flat else "bold $fc-bg on $fc-accent"))
            else:
                key = len(pill.key) + 1
                parts += [(text[:key], "bold $fc-key on $fc-panel"), (text[key:], "$fc-fg on $fc-panel")]
            place = placed.end
        return Content.assemble(*parts)

    def _placed_pills(self) -> list[PlacedPill]:
        """The controls for which there is room; the first one always, if need be cut."""
        placed: list[PlacedPill] = []
        start = 0
        for pill in self._row if isinstance(self._row, tuple) else ():
            does = ellipsize(pill.does, max(self.size.width - len(pill.key) - 4, 1))
            text = f" {pill.key}  {does} "
            if placed and start + cells(text) > self.size.width:
                break
            placed.append(PlacedPill(pill, text, start))
            start = placed[-1].end + _GAP
        return placed

    def _pills(self, offered: OfferedGrades) -> Sequence[GradePill]:
        """The grades with their intervals; without these where there is no room for them."""
        bare = ("",) * len(offered.waits)
        ways = [(offered.waits, _GAP), (bare, _GAP), (bare, 1)]
        placed = [self._placed(waits, offered.proposed, gap) for waits, gap in ways]
        return next((pills for pills in placed if pills[-1].end <= self.size.width), placed[-1])

    def _placed(self, waits: Sequence[str], proposed: Grade | None, gap: int) -> list[GradePill]:
        pills: list[GradePill] = []
        for grade, wait in zip(Grade, waits, strict=True):
            start = pills[-1].end + gap if pills else 0
            mark = "▸" if grade is proposed else " "
            text = f"{mark}{self._keys_of[grade]} {grade.name.capitalize()}"
            pills.append(GradePill(grade, text, f"  {wait}" if wait else "", start))
        return pills

    async def on_click(self, event: events.Click) -> None:
        """Take the grade or do what the control under the mouse says; before the answer, show it."""
        event.stop()
        if isinstance(self._row, tuple) and not isinstance(self._row, OfferedGrades):
            where = event.get_content_offset(self)
            for placed in self._placed_pills():
                if where is not None and placed.start <= where.x < placed.end:
                    await self.screen.run_action(placed.pill.action)
            return
        if not isinstance(self._row, OfferedGrades):
            self.post_message(self.Shown())
            return
        at = event.get_content_offset(self)
        found = [pill for pill in self._pills(self._row) if at is not None and pill.start <= at.x < pill.end]
        if found:
            self.post_message(self.Graded(found[0].grade))


def _enter_words(offered: OfferedGrades, keys: Sequence[str]) -> list[str]:
    """What Enter does, in fewer and fewer words; where it does nothing, which keys do."""
    if offered.proposed is None:
        return [f"{keys[0]}–{keys[-1]}: you are the judge", "you are the judge"]
    words = f"Enter takes {offered.proposed.name.capitalize()}"
    longest = [f"{words}, as proposed"] if offered.judged else []
    return [*longest, words, f"Enter takes {int(offered.proposed)}"]


def _fit_sentence(sentence: str, width: int) -> str:
    """The first parts of the sentence, which ` · ` divides, for which there is room; at least one."""
    parts = sentence.split(" · ")
    while len(parts) > 1 and len(" · ".join(parts)) > width:
        parts.pop()
    return " · ".join(parts)


def _pill_spans(pill: GradePill, proposed: bool, *, flat: bool) -> list[tuple[str, str]]:
    """A pill: filled if it is proposed; where no surface is drawn, in reverse."""
    if proposed:
        role = ROLES[pill.grade]
        style = f"bold reverse $fc-{role}" if flat else f"bold $fc-bg on $fc-{role}"
        return [(f"{pill.text}{pill.wait} ", style)]
    key, rest = pill.text[:2], pill.text[2:]
    return [
        (key, "bold $fc-key on $fc-panel"),
        (rest, "bold $fc-fg on $fc-panel"),
        (f"{pill.wait} ", "$fc-muted on $fc-panel"),
    ]
