"""The list of an import's proposals in groups, each with a sign and a letter for what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flashcards.deck.model import Card, ClozeAnswer
from flashcards.errors import counted, printable_line
from flashcards.importing.review import Candidate, Decision, Group, ImportReview
from flashcards.importing.stated import answer_text
from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import unstyled

DECIDED: Mapping[Decision, tuple[str, str, str]] = MappingProxyType(
    {
        Decision.ACCEPTED: ("✓a", "bold $fc-right", ""),
        Decision.DISCARDED: ("✗x", "$fc-wrong", "$fc-muted"),
        Decision.NEVER: ("∅n", "$fc-wrong", "$fc-muted"),
        Decision.MERGED: ("→m", "$fc-accent", "$fc-muted"),
    }
)
"""A decision's sign with the letter of its key, the style of that, and the style of the title."""
GROUPS: Mapping[Group, tuple[str, str, str]] = MappingProxyType(
    {
        Group.SURE: ("  ", "", "Sure"),
        Group.SAME: ("= ", "$fc-variant", "You have a card that asks the same"),
        Group.CONTRADICTED: ("! ", "bold $fc-wrong", "Contradicted by the code"),
        Group.DOUBTFUL: ("? ", "$fc-learn", "Doubtful"),
        Group.LEFT_OUT: ("  ", "", "Left out before"),
    }
)
"""A group's sign while nothing is decided, its style, and the heading of the group."""
CURSOR = "▸"
FOLDING: Mapping[Group, str] = MappingProxyType({Group.DOUBTFUL: "d", Group.LEFT_OUT: "D"})
"""The groups that are folded away at first, each with the key that shows it."""
_WIDEST = 300
_MOST_ONE_BY_ONE = 50
"""Rows that are replaced one by one; each replacement costs as much as laying out all rows."""


class ProposalList(OptionList):
    """Rows of proposals below the headings of their groups; some groups are folded at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id, markup=False)
        self._unfolded: set[Group] = set()

    def toggle_fold(self, group: Group) -> bool:
        """Show a group that is folded away, or fold it; returns whether it is shown now."""
        self._unfolded ^= {group}
        return group in self._unfolded

    def on_resize(self) -> None:
        """Keep the cursor in view: a list that has become shorter would hide it."""
        self.call_after_refresh(self.scroll_to_highlight)

    def render_line(self, y: int) -> Strip:
        """A row; the one under the cursor begins with a mark, so that it is seen without colour."""
        strip = super().render_line(y)
        first = next(iter(strip), None)
        if first is None or not first.style or first.style.meta.get("option") != self.highlighted:
            return strip
        return Strip.join([Strip([Segment(CURSOR, first.style)]), strip.crop(1)])

    def fill(self, review: ImportReview, titles: Sequence[str]) -> None:
        """Show all proposals, the cursor on the present one or on the first."""
        before = self.current
        self.clear_options()
        self.add_options(self._rows(review, titles))
        if before is None or not self.move_to(before):
            self.action_first()

    def update_rows(self, review: ImportReview, titles: Sequence[str], changed: Iterable[int]) -> None:
        """Show what was decided about some of the proposals."""
        changed = list(changed)
        if len(changed) > _MOST_ONE_BY_ONE:
            self.fill(review, titles)
            return
        shown = {option.id: index for index, option in enumerate(self.options)}
        for at in changed:
            if (index := shown.get(str(at))) is not None:
                self.replace_option_prompt_at_index(index, _row(review.candidates[at], titles[at]))

    def _rows(self, review: ImportReview, titles: Sequence[str]) -> Iterator[Option]:
        for group, members in review.by_group().items():
            folded = group in FOLDING and group not in self._unfolded
            yield Option(_heading(group, len(members), folded), id=group.value, disabled=group not in FOLDING)
            for at in () if folded else members:
                yield Option(_row(review.candidates[at], titles[at]), id=str(at))

    @property
    def current(self) -> int | None:
        """The index of the proposal under the cursor; None on the row that folds."""
        option = self.highlighted_option
        return int(option.id) if option and option.id and option.id.isdecimal() else None

    @property
    def fold_under_cursor(self) -> Group | None:
        """The group whose heading, which folds it, is under the cursor."""
        option = self.highlighted_option
        return next((group for group in FOLDING if option and option.id == group.value), None)

    def move_to(self, at: int) -> bool:
        """Move the cursor to a proposal; False if it is folded away."""
        index = next((n for n, option in enumerate(self.options) if option.id == str(at)), None)
        if index is not None:
            self.highlighted = index
        return index is not None

    def move_to_open(self, review: ImportReview) -> None:
        """Move the cursor to the next proposal that is open, from the end on to the first; else leave it."""
        start = self.highlighted or 0
        order = [*range(start + 1, self.option_count), *range(start)]
        for index in order:
            name = self.options[index].id or ""
            if name.isdecimal() and review.candidates[int(name)].decision is Decision.OPEN:
                self.highlighted = index
                return


def card_line(card: Card) -> str:
    """The question of a card on one line, as it reads when drawn; for a cloze, with its text."""
    text = card.ask or answer_text(card.answer)
    if card.ask and isinstance(card.answer, ClozeAnswer):
        text = f"{card.ask.rstrip(':')}: {answer_text(card.answer)}"
    lines = unstyled(lay(read_blocks(text[: 4 * _WIDEST]), _WIDEST)).split("\n")
    return printable_line(next((line.strip() for line in lines if line.strip()), "") or card.id)


def _row(candidate: Candidate, title: str) -> Content:
    sign, style, _ = GROUPS[candidate.group]
    dimmed = ""
    if candidate.decision in DECIDED:
        sign, style, dimmed = DECIDED[candidate.decision]
    return Content.assemble(" ", (f"{sign} ", style), (title, dimmed))


def _heading(group: Group, count: int, folded: bool) -> Content:
    title = GROUPS[group][2]
    if group not in FOLDING:
        return Content.assemble(" ", (title, "bold"), (f"  {count:,}", "$fc-muted"))
    how = f"  {counted(count, 'proposal')}, {FOLDING[group]} {'shows' if folded else 'folds'} them"
    return Content.assemble(" ", "+ " if folded else "- ", (title, "bold"), (how, "$fc-muted"))
