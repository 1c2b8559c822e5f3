"""The list of the settings screen: a row for each setting under its heading, and a cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from flashcards.config.declarations import Setting
from flashcards.errors import Problem
from flashcards.tui.retention_load import load_words
from flashcards.tui.settings_draft import Key, SettingsDraft
from flashcards.tui.settings_rows import grouped_settings, setting_row, standing_problem

WIDE, BROAD = 120, 112
"""In so many columns the box has a column of sentences, and so many cells."""
USUAL = 76
TALL = 32
"""From so many rows on there is a blank one below the list."""
_AROUND, _TEXTS = 3, 4
"""The rows of the border and the keys, and usually those of texts."""
RETENTION = "retention"
"""The setting whose value costs reviews."""
_BESIDE = 8
"""The cells of the box besides those of a row."""


def box_width(columns: int) -> int:
    """The cells of the box in a terminal of so many columns."""
    return BROAD if columns >= WIDE else USUAL


class SettingsList(OptionList):
    """The settings of a deck, or of all; the row under the cursor stays in sight."""

    def __init__(
        self,
        draft: SettingsDraft,
        problems: Mapping[Key, Problem],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """`problems` are those of the file."""
        super().__init__(id=id, compact=True)
        self._draft, self._problems = draft, problems
        self._taken = _TEXTS
        self.loads: dict[float, float] = {}
        """Retentions → the reviews a day that they cost, of those for which that is known."""
        self.deck = ""
        """Whose settings are shown; all decks' by an empty name."""

    def on_resize(self) -> None:
        """Scroll to the row."""
        self.scroll_to_highlight()

    @property
    def present(self) -> Setting:
        """The setting under the cursor."""
        option = self.highlighted_option
        every = [each for group in grouped_settings(self.deck).values() for each in group]
        return next((each for each in every if option and each.name == option.id), every[0])

    def problem(self, setting: Setting) -> Problem | None:
        """What is wrong with a setting in the file, unless it was changed since."""
        return standing_problem(self._problems, self._draft, self.deck, setting)

    def fit(self, taken: int) -> None:
        """Take the rows that the rest of the box leaves, of which texts and a field take so many."""
        self._taken = taken
        self.styles.max_height = max(2, self._room)
        self.scroll_to_highlight()

    @property
    def _room(self) -> int:
        return self.app.size.height - _AROUND - self._taken - (self.app.size.height >= TALL)

    def show(self, name: str) -> None:
        """Show every row, with the cursor on the setting of that name, else on the first."""
        options = list(self._grouped_options())
        names = [option.id for option in options]
        self._put(options)
        first = next(at for at, each in enumerate(names) if each)
        at = names.index(name) if name in names else first
        self.highlighted = at
        if at == first:
            self.scroll_home(animate=False)  # so that its heading is seen

    def show_row(self, setting: Setting) -> None:
        """Show the row of a setting as it is now."""
        self.replace_option_prompt(setting.name, self._row(setting))

    def _put(self, options: Sequence[Option]) -> None:
        """Show other rows: where these are of the same settings and heights, only those that differ."""
        if [_shape(option) for option in self.options] != [_shape(option) for option in options]:
            self.set_options(options)
            return
        for at, (shown, option) in enumerate(zip(self.options, options, strict=True)):
            if _parts(shown) != _parts(option):
                self.replace_option_prompt_at_index(at, option.prompt)

    def _grouped_options(self) -> Iterator[Option]:
        """A heading for each group, and a row for each setting; blank rows where there is room for all."""
        groups = {
            group: [(each.name, self._row(each)) for each in settings]
            for group, settings in grouped_settings(self.deck).items()
        }
        rows = sum(1 + row.plain.count("\n") for group in groups.values() for _, row in group)
        apart = "\n" if self._room >= rows + 2 * len(groups) - 1 else ""
        for at, (group, named) in enumerate(groups.items()):
            yield Option(Content.styled((apart if at else "") + group, "bold $fc-accent"), disabled=True)
            for name, row in named:
                yield Option(row, id=name)

    def _row(self, setting: Setting) -> Content:
        columns = self.app.size.width
        width = min(columns, box_width(columns)) - _BESIDE
        value, problem = self._draft.value(setting, self.deck), self.problem(setting)
        load = load_words(self.loads, value) if setting.name == RETENTION and not self.deck else ""
        return setting_row(setting, self._draft, self.deck, width, problem, "" if problem else load)


def _parts(option: Option) -> tuple[str, object]:
    """The text and the styles of a row; two contents are equal to Textual by their text alone."""
    assert isinstance(option.prompt, Content)
    return option.prompt.plain, option.prompt.spans


def _shape(option: Option) -> tuple[str | None, int, int]:
    """What the layout of a row depends on: its setting, its rows and its cells."""
    lines = _parts(option)[0].split("\n")
    return option.id, len(lines), max(map(len, lines)) if option.id else 0
