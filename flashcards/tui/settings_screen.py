"""The settings screen: what is set, in general and for a deck, changed with keys and written when saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList

from flashcards.config.declarations import Setting
from flashcards.config.kinds import Choice, Flag
from flashcards.errors import Problem, counted, printable, printable_line
from flashcards.text.styled import ellipsize
from flashcards.tui.foot_line import FootLine
from flashcards.tui.help import SETTINGS_KEYS, HelpScreen
from flashcards.tui.notices import show_notice
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.retention_cost import RetentionCostScreen
from flashcards.tui.services import SettingsServices
from flashcards.tui.settings_draft import SettingsDraft
from flashcards.tui.settings_list import SettingsList, box_width
from flashcards.tui.settings_rows import setting_about
from flashcards.tui.settings_texts import KEYS, TYPING_KEYS, SettingsText, owner_line, problem_rows

_FEW = 3
"""So many words are turned by Enter, one after the other."""
_LEAST = 5
"""The rows of the border, the keys and the list, at least."""
_ABOUT, _SEVERAL = 3, 6
"""The rows of what is said of a setting, at least, and those from which problems have others above them."""


class SettingsScreen(RetentionCostScreen):
    """The settings under their headings; ←→ change the one under the cursor, Enter lets it be typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("escape", "leave", "Back"),
        Binding("q,comma", "leave", "Back", show=False),
        Binding("left,h,minus", "turn(-1)", "Less", show=False),
        Binding("right,l,plus", "turn(1)", "More", show=False),
        Binding("j", "cursor(1)", show=False),
        Binding("k", "cursor(-1)", show=False),
        Binding("r", "reset", "Reset"),
        Binding("p", "problems", "Problems", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("enter", "type", show=False, priority=True),  # before keys that follow at once
        Binding("tab", "turn_deck(1)", "Deck", priority=True),
        Binding("shift+tab", "turn_deck(-1)", "Deck before", show=False, priority=True),
    ]

    def __init__(
        self, services: SettingsServices, decks: Mapping[str, str] | None = None, first: str = ""
    ) -> None:
        """`decks` are those that Tab goes through, with their titles; `first` is where the cursor begins."""
        super().__init__()
        self._services = services
        state = services.read()
        self._file, self._problems, self._problem_of = state.file, state.problems, state.problem_of
        self._draft = SettingsDraft(state.written, state.problem_of)
        self._titles = {
            "": "",
            **(decks or {}),
            **{deck: deck for deck in self._draft.decks if deck not in (decks or {})},
        }
        self._first = first or next((name for deck, name in self._problem_of if not deck), "")
        self._leaving = False

    def compose(self) -> ComposeResult:
        """The settings, what the one under the cursor does, and a field for typing."""
        with Vertical(id="settings") as box:
            box.border_title = "settings"
            yield SettingsText(1, id="settings-of")
            yield SettingsList(self._draft, self._problem_of, id="settings-list")
            yield SettingsText(_ABOUT, id="settings-about")
            yield Input(id="settings-value", compact=True, select_on_focus=False)
            yield FootLine(id="settings-keys")

    def on_mount(self) -> None:
        """Show what is set, and what is wrong in the file."""
        self.query_one("#settings-value").display = False
        self.app.clear_notifications()  # they tell of the same, above it
        self._show(self._first)
        self._list.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new size."""
        self.query_one("#settings").styles.width = box_width(event.size.width)
        self._fit()
        self._show(self._list.present.name)

    def _fit(self) -> None:
        self._list.fit(sum(text.rows for text in self.query(SettingsText)) + self._is_typing())

    # What is shown

    def _show(self, name: str) -> None:
        """Show every row, with the cursor on the setting of that name, else on the first."""
        self._list.show(name)
        self._show_owner()
        self._show_about()

    def _show_owner(self) -> None:
        """Whose settings these are, and whether they are saved; or what is wrong with the whole file."""
        deck = self._list.deck
        owner = f"for the deck {self._titles[deck]}" if deck else "for all decks"
        changed = len(self._draft.changes)
        shown = self.query_one("#settings-of", SettingsText)
        most = self.app.size.height - _LEAST - _ABOUT - self._is_typing()
        said = f"{owner} · {changed} not saved" if changed else owner_line(owner, self._file, shown.width)
        first = Content.styled(
            ellipsize(printable_line(said), shown.width), "$fc-learn" if changed else "$fc-muted"
        )
        unplaced = [each for each in self._problems if each not in self._problem_of.values()]
        is_crowded = most < _SEVERAL and unplaced and not changed
        wrong, is_all = problem_rows(unplaced, shown.width, most - (not is_crowded))
        title = "" if is_all else f" · p lists {counted(len(self._problems), 'problem')}"
        self.query_one("#settings").border_title = f"settings{title}"
        self._put_text(shown, Content("\n").join(wrong if is_crowded else [first, *wrong]), most)

    def _put_text(self, part: SettingsText, text: Content, most: int) -> None:
        """Show a text above or below the list, which gives it the rows."""
        if part.show(text, most):
            self._fit()

    def _show_about(self) -> None:
        rows, setting = self._list, self._list.present
        about = setting_about(setting, self._draft, rows.deck, rows.problem(setting))
        self._tell(about.append(Content.styled(self.cost(), "$fc-fg")))
        self.simulate_later()
        self.query_one(FootLine).show(TYPING_KEYS if self._is_typing() else KEYS)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the setting under the cursor."""
        self._show_about()

    def show_cost(self) -> None:
        """Show what became known of the setting under the cursor, unless its value is typed."""
        if not self._is_typing():
            self._show_about()

    def _say(self, text: str) -> None:
        """Say something of the setting under the cursor, where it is explained."""
        self._tell(Content.styled(printable(text), "$fc-learn"))

    def _tell(self, about: Content) -> None:
        above = self.query_one("#settings-of", SettingsText).rows
        shown = self.query_one("#settings-about", SettingsText)
        self._put_text(shown, about, self.app.size.height - _LEAST - above)

    # What keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is typed, every key but Ctrl+S and Esc belongs to it."""
        if action in ("turn", "type", "cursor", "reset", "undo", "turn_deck", "problems", "help"):
            return not self._is_typing()
        return super().check_action(action, parameters)

    def action_turn(self, by: int) -> None:
        """Change the value under the cursor by a step."""
        setting = self._list.present
        value = self._draft.value(setting, self._list.deck)
        turned = setting.kind.turn(value, by)
        if turned == value:
            self._say(f"{setting.name} must be {setting.kind.allowed}; Enter lets you type it.")
        else:
            self._put(setting, turned)

    def _put(self, setting: Setting, value: Any) -> None:
        self._leaving = False
        self.app.clear_notifications()
        self._draft.put(setting, self._list.deck, value)
        self._list.show_row(setting)
        self._show_owner()
        self._show_about()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(SETTINGS_KEYS, "settings"))

    def action_problems(self) -> None:
        """List what is wrong in the file."""
        if self._problems:
            self.app.push_screen(ProblemsScreen(self._problems, "the settings"))
        else:
            self._say("Nothing is wrong in the file.")

    def on_click(self, event: events.Click) -> None:
        """A click on what is wrong with the whole file lists it all."""
        if event.widget is self.query_one("#settings-of") and self._problems and not self._is_typing():
            self.action_problems()

    def action_cursor(self, by: int) -> None:
        """Move the cursor."""
        shown = self._list
        shown.action_cursor_down() if by > 0 else shown.action_cursor_up()

    def action_reset(self) -> None:
        """Unset the setting, so that the default holds; for a deck, what holds for all."""
        self._put(self._list.present, None)

    def action_undo(self) -> None:
        """Undo the last change that is not saved."""
        undone = self._draft.undo()
        self._show(self._list.present.name)
        if not undone:
            self._say("There is nothing to undo.")

    def action_turn_deck(self, by: int) -> None:
        """Go on to the settings of another deck, from those of all."""
        names = list(self._titles)
        if len(names) == 1:
            self._say("There is no deck that could have settings of its own.")
            return
        self._list.deck = names[(names.index(self._list.deck) + by) % len(names)]
        self._show("")

    # Typing

    def _field(self) -> Input:
        return self.query_one("#settings-value", Input)

    def _is_typing(self) -> bool:
        return bool(self.query("#settings-value")) and bool(self._field().display)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Let the value be typed; what is on or off, or one of few words, is turned."""
        self.action_type()

    def action_type(self) -> None:
        """Let the value under the cursor be typed, or turn it."""
        setting = self._list.present
        kind = setting.kind
        if isinstance(kind, Flag) or (isinstance(kind, Choice) and len(kind.words) <= _FEW):
            self.action_turn(1)
            return
        field = self._field()
        field.display = True
        self._show_owner()
        self._fit()
        field.value = kind.show(self._draft.value(setting, self._list.deck))
        self.set_focus(field)  # at once: the next key may be there already
        field.select_all()  # typing replaces it, the keys of the cursor keep it
        self._show_about()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say while it is typed whether the value can be taken."""
        if self._is_typing():
            problem = self._refusal(event.value)
            text = f"✗ {problem.message}" if problem else "✓ Enter takes it"
            self._tell(Content.styled(printable_line(text), "$fc-wrong" if problem else "$fc-right"))

    def _refusal(self, text: str) -> Problem | None:
        try:
            self._list.present.parse(text)
        except Problem as problem:
            return problem
        return None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value, or say what to write instead."""
        self.action_take()

    def action_take(self) -> bool:
        """Take the value that is typed; False if that cannot be, and what to write instead is said."""
        text, setting = self._field().value, self._list.present
        if problem := self._refusal(text):
            self._say(f"✗ {problem}")
            return False
        self._stop_typing()
        self._put(setting, setting.parse(text))
        return True

    def _stop_typing(self) -> None:
        self._field().display = False
        self._show_owner()
        self._fit()
        self.set_focus(self._list)
        self._show_about()

    # Saving and leaving

    def action_save(self) -> None:
        """Write the changes into the file, and leave; after a failure they stay."""
        if self._is_typing() and not self.action_take():
            return
        try:
            if self._draft.changes:
                self._services.write(self._draft.changes)
        except Problem as problem:
            show_notice(self, str(problem), severity="error", timeout=10)
            return
        self.app.clear_notifications()
        self.dismiss()

    def action_leave(self) -> None:
        """Leave; with changes that are not saved, only when asked twice."""
        if self._is_typing():
            self._stop_typing()
        elif self._draft.changes and not self._leaving:
            self._leaving = True
            self._say("The changes are not saved: Ctrl+S saves them, Esc again discards them.")
        else:
            self.app.clear_notifications()
            self.dismiss()

    def action_leave_wholly(self) -> None:
        """Stop typing, and leave as asked once."""
        if self._is_typing():
            self._stop_typing()
        self.action_leave()
