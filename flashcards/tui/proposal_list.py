"""The list of an import's proposals in groups, some of them folded away at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Decision, Group
from flashcards.tui.proposal_rows import FOLDING, group_heading, proposal_row, title_width
from flashcards.tui.proposal_titles import cut_title, cut_titles

CURSOR = "▸"
_MOVEMENTS = frozenset(("cursor_down", "cursor_up", "first", "last", "page_down", "page_up"))
_MOST_ONE_BY_ONE = 50
"""Rows that are replaced one by one; each replacement costs as much as laying out all rows."""


class ProposalList(OptionList):
    """Rows of proposals below the headings of their groups; some groups are folded at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    lets_scroll = False
    """True while the keys that move the cursor are the screen's, which scrolls the source with them.

    The list keeps the focus then: to give it away would draw both panes anew.
    """
    highlighted: reactive[int | None] = reactive(None, repaint=False)

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id, markup=False)
        self._unfolded: set[Group] = set()
        self._only_open = False
        self._review = ImportReview()
        self._titles: Sequence[str] = ()
        self._told: list[str] = []
        self._cuts: list[str] = []
        """The titles as they were shown last, and as they are cut for their rows."""
        self._width = 0

    def toggle_fold(self, group: Group) -> bool:
        """Show a group that is folded away, or fold it; returns whether it is shown now."""
        self._unfolded ^= {group}
        return group in self._unfolded

    def toggle_open(self) -> bool:
        """Show only what is open, or everything; returns whether only that is shown now."""
        self._only_open = not self._only_open
        return self._only_open

    def on_resize(self) -> None:
        """Lay the rows out for another width, and keep the cursor in view."""
        if self._row_width != self._width and self.option_count:
            self.fill(self._review, self._titles)
        self.call_after_refresh(self.scroll_to_highlight)

    @property
    def _row_width(self) -> int:
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        """A row; the one under the cursor begins with a mark, so that it is seen without colour."""
        strip = super().render_line(y)
        first = next(iter(strip), None)
        if first is None or not first.style or first.style.meta.get("option") != self.highlighted:
            return strip
        return Strip.join([Strip([Segment(CURSOR, first.style)]), strip.crop(1)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that move the cursor to the screen while they scroll the source."""
        return not (self.lets_scroll and action in _MOVEMENTS)

    def watch_highlighted(self, before: int | None, highlighted: int | None) -> None:  # type: ignore[override]
        """Draw the two rows that the cursor leaves and reaches; Textual would draw all that are in sight."""
        for index in (before, highlighted):
            if index is not None:
                self.refresh_line(index)
        super().watch_highlighted(highlighted)

    def fill(self, review: ImportReview, titles: Sequence[str]) -> None:
        """Show all proposals, the cursor on the present one or on the first."""
        before, index = self.highlighted_option, self.highlighted
        self._review, self._titles = review, titles
        # to cut many titles takes as long as to list them
        if (self._width, self._told) != (self._row_width, list(titles)):
            self._width, self._told = self._row_width, list(titles)
            self._cuts = cut_titles(titles, title_width(self._width))
        self.clear_options()
        self.add_options(self._rows(review))
        if before and before.id and self._move_to_row(before.id):
            return
        if index is None or not self._only_open:
            self.action_first()
        elif self.option_count:
            self.highlighted = min(index, self.option_count - 1)

    def update_rows(self, review: ImportReview, titles: Sequence[str], changed: Iterable[int]) -> None:
        """Show what was decided about some of the proposals."""
        changed = list(changed)
        if len(changed) > _MOST_ONE_BY_ONE or self._only_open:
            self.fill(review, titles)
            return
        self._review, self._titles = review, titles
        shown = {option.id: index for index, option in enumerate(self.options)}
        for at in changed:
            if (index := shown.get(str(at))) is not None:
                if titles[at] != self._told[at]:
                    self._told[at] = titles[at]
                    self._cuts[at] = cut_title(titles[at], title_width(self._width))
                row = proposal_row(review.candidates[at], self._cuts[at], self._width)
                self.replace_option_prompt_at_index(index, row)

    def _rows(self, review: ImportReview) -> Iterator[Option]:
        for group, every in review.by_group().items():
            members = [at for at in every if not self._only_open or _is_open(review, at)]
            if not members:
                continue
            folded = group in FOLDING and group not in self._unfolded
            heading = group_heading(group, len(members), folded=folded)
            yield Option(heading, id=group.value, disabled=group not in FOLDING)
            for at in () if folded else members:
                yield Option(proposal_row(review.candidates[at], self._cuts[at], self._width), id=str(at))

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
        return self._move_to_row(str(at))

    def _move_to_row(self, name: str) -> bool:
        index = next((n for n, option in enumerate(self.options) if option.id == name), None)
        if index is not None:
            self.highlighted = index
        return index is not None

    def move_to_open(self, review: ImportReview) -> None:
        """Move the cursor to the next proposal that is open, from the end on to the first; else leave it."""
        start = self.highlighted or 0
        order = [*range(start + 1, self.option_count), *range(start)]
        for index in order:
            name = self.options[index].id or ""
            if name.isdecimal() and _is_open(review, int(name)):
                self.highlighted = index
                return


def _is_open(review: ImportReview, at: int) -> bool:
    return review.candidates[at].decision is Decision.OPEN
