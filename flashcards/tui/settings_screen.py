"""The settings screen: what is set, in general and for a deck, changed with keys and written when saved."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from flashcards.config.declarations import SETTINGS, Setting
from flashcards.errors import Problem, printable, printable_line
from flashcards.tui.services import SettingsServices
from flashcards.tui.settings_draft import SettingsDraft

KEYS = "←→ change · Enter type · r reset · u undo · Tab deck · Ctrl+S save"
NARROW_KEYS = "←→ Enter · r · u · Tab · Ctrl+S"
TYPING_KEYS = "Enter takes it · Esc leaves it as it was"
NARROW = 60
NAME_WIDTH = 22


class SettingsScreen(ModalScreen[None]):
    """A list of settings; ←→ change the one under the cursor, Enter lets its value be typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("escape", "leave", "Back"),
        Binding("q,comma", "leave", "Back", show=False),
        Binding("left,h,minus", "turn(-1)", "Less", show=False),
        Binding("right,l,plus", "turn(1)", "More", show=False),
        Binding("j", "cursor(1)", show=False),
        Binding("k", "cursor(-1)", show=False),
        Binding("r", "reset", "Reset"),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("tab", "turn_deck", "Deck", priority=True),
    ]

    def __init__(self, services: SettingsServices, deck: str = "", title: str = "", first: str = "") -> None:
        super().__init__()
        self._services = services
        self._other = deck
        self._first = first
        """The setting that has the cursor at first."""
        self._title = title or deck
        self._deck = ""
        state = services.read()
        self._file, self._problems = state.file, state.problems
        self._draft = SettingsDraft(state.written)
        self._leaving = False

    def compose(self) -> ComposeResult:
        """The settings, what the one under the cursor does, and a field for typing."""
        with Vertical(id="settings") as box:
            box.border_title = "settings"
            yield Static(id="settings-of", markup=False)
            yield OptionList(id="settings-list", compact=True)
            yield Static(id="settings-about", markup=False)
            yield Input(id="settings-value", compact=True, select_on_focus=False)
            yield Static(id="settings-keys", markup=False)

    def on_mount(self) -> None:
        """Show what is set, and what is wrong in the file."""
        self.query_one("#settings-value").display = False
        names = [setting.name for setting in self._rows()]
        self._show(names.index(self._first) if self._first in names else 0)
        self._list().focus()
        if self._problems:
            self._tell(str(self._problems[0]))

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new width."""
        self._show(self._list().highlighted or 0)

    # What is shown

    def _list(self) -> OptionList:
        return self.query_one("#settings-list", OptionList)

    def _rows(self) -> list[Setting]:
        return [setting for setting in SETTINGS if setting.per_deck or not self._deck]

    def _present(self) -> Setting:
        return self._rows()[self._list().highlighted or 0]

    def _show(self, row: int) -> None:
        """Show every row, with the cursor on one of them."""
        rows = self._rows()
        shown = self._list()
        shown.clear_options()
        shown.add_options([Option(self._line(setting)) for setting in rows])
        shown.highlighted = min(row, len(rows) - 1)
        owner = f"for the deck {self._title}" if self._deck else "for all decks"
        changed = len(self._draft.changes)
        saved = f"{changed} not saved" if changed else f"kept in {self._file}"
        self.query_one("#settings-of", Static).update(printable_line(f"{owner} · {saved}"))
        self._show_about()

    def _line(self, setting: Setting) -> Content:
        """The name and the value of a setting, with a mark if it is set."""
        value = setting.kind.show(self._draft.value(setting, self._deck)) or "–"
        is_set = self._draft.is_set(setting, self._deck)
        changed = (self._deck, setting.name) in self._draft.changes
        mark = "*" if changed else "•" if is_set else " "
        return Content.assemble(
            f"{mark} {setting.name:<{NAME_WIDTH}}", (printable_line(value), "bold" if is_set else "")
        )

    def _show_about(self) -> None:
        setting = self._present()
        allowed = "on or off" if isinstance(setting.default, bool) else setting.kind.allowed  # as it is shown
        default = setting.kind.show(setting.default) or "–"
        self.query_one("#settings-about", Static).update(
            f"{setting.about.removesuffix('.')}; {allowed}; default {default}."
        )
        keys = KEYS if self.app.size.width >= NARROW else NARROW_KEYS
        self.query_one("#settings-keys", Static).update(TYPING_KEYS if self._is_typing() else keys)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the setting under the cursor."""
        self._show_about()

    def _tell(self, text: str, severity: str = "warning") -> None:
        self.app.clear_notifications()
        self.notify(printable(text), severity=severity, timeout=10, markup=False)  # type: ignore[arg-type]

    # What keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is typed, every key but Ctrl+S and Esc belongs to it."""
        if action in ("turn", "cursor", "reset", "undo", "turn_deck"):
            return not self._is_typing()
        return super().check_action(action, parameters)

    def action_turn(self, by: int) -> None:
        """Change the value under the cursor by a step."""
        setting = self._present()
        value = self._draft.value(setting, self._deck)
        turned = setting.kind.turn(value, by)
        if turned == value:
            self._tell(f"{setting.name} must be {setting.kind.allowed}; Enter lets you type it.")
        else:
            self._put(setting, turned)

    def _put(self, setting: Setting, value: Any) -> None:
        self._leaving = False
        self.app.clear_notifications()
        self._draft.put(setting, self._deck, value)
        self._show(self._list().highlighted or 0)

    def action_cursor(self, by: int) -> None:
        """Move the cursor."""
        shown = self._list()
        shown.action_cursor_down() if by > 0 else shown.action_cursor_up()

    def action_reset(self) -> None:
        """Unset the setting, so that the default holds; for a deck, what holds for all."""
        self._put(self._present(), None)

    def action_undo(self) -> None:
        """Undo the last change that is not saved."""
        if not self._draft.undo():
            self._tell("There is nothing to undo.")
        self._show(self._list().highlighted or 0)

    def action_turn_deck(self) -> None:
        """Change between the settings for all decks and those of the deck under home's cursor."""
        if not self._other:
            self._tell("Choose a deck on the home screen to give it settings of its own.")
            return
        self._deck = "" if self._deck else self._other
        self._show(0)

    # Typing

    def _field(self) -> Input:
        return self.query_one("#settings-value", Input)

    def _is_typing(self) -> bool:
        return bool(self.query("#settings-value")) and bool(self._field().display)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Let the value be typed."""
        setting = self._present()
        field = self._field()
        field.display = True
        field.value = setting.kind.show(self._draft.value(setting, self._deck))
        field.focus()
        self._show_about()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say while it is typed whether the value can be taken."""
        if self._is_typing():
            problem = self._refusal(event.value)
            text = f"✗ {problem.message}" if problem else "✓ Enter takes it"
            self.query_one("#settings-about", Static).update(printable_line(text))

    def _refusal(self, text: str) -> Problem | None:
        try:
            self._present().parse(text)
        except Problem as problem:
            return problem
        return None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value, or say what to write instead."""
        if problem := self._refusal(event.value):
            self._tell(str(problem))
            return
        setting = self._present()
        self._stop_typing()
        self._put(setting, setting.parse(event.value))

    def _stop_typing(self) -> None:
        self._field().display = False
        self._list().focus()
        self._show_about()

    # Saving and leaving

    def action_save(self) -> None:
        """Write the changes into the file, and leave; after a failure they stay."""
        if self._is_typing():
            if problem := self._refusal(self._field().value):
                self._tell(str(problem))
                return
            setting, value = self._present(), self._present().parse(self._field().value)
            self._stop_typing()
            self._put(setting, value)
        try:
            if self._draft.changes:
                self._services.write(self._draft.changes)
        except Problem as problem:
            self._tell(str(problem), "error")
            return
        self.app.clear_notifications()
        self.dismiss()

    def action_leave(self) -> None:
        """Leave; with changes that are not saved, only when asked twice."""
        if self._is_typing():
            self._stop_typing()
        elif self._draft.changes and not self._leaving:
            self._leaving = True
            self._tell("The changes are not saved: Ctrl+S saves them, Esc again leaves them.")
        else:
            self.app.clear_notifications()
            self.dismiss()
