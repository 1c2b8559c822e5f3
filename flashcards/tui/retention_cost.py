"""What a retention costs on the settings screen: simulated in a thread, once the value rests."""

from __future__ import annotations

from collections.abc import Mapping

from textual import work
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer

from flashcards.config.declarations import SETTINGS
from flashcards.errors import Problem
from flashcards.tui.retention_load import SimulateLoad, load_sentence, neighbours
from flashcards.tui.services import SettingsServices
from flashcards.tui.settings_draft import SettingsDraft
from flashcards.tui.settings_list import RETENTION, SettingsList


class RetentionCostScreen(ModalScreen[None]):
    """A list of settings that says of the retention under the cursor how many reviews a day it costs."""

    _services: SettingsServices
    _draft: SettingsDraft
    _resting: Timer | None = None
    _load_at: tuple[SimulateLoad | None] | None = None
    """What simulates, once it was asked for."""

    class Simulated(Message):
        """The reviews a day of some retentions are known."""

        def __init__(self, loads: Mapping[float, float]) -> None:
            super().__init__()
            self.loads = loads

    rest = 0.4
    """Seconds that a retention stays under the cursor before what it costs is simulated."""

    @property
    def _list(self) -> SettingsList:
        return self.query_one(SettingsList)

    def show_cost(self) -> None:
        """Show what became known of the setting under the cursor."""
        raise NotImplementedError

    def cost(self) -> str:
        """What the value under the cursor costs in reviews a day; empty where that is not known."""
        value = self._retention()
        return f" {load_sentence(self._list.loads, value)}" if value in self._list.loads else ""

    def _retention(self) -> float:
        """The retention under the cursor; 0 for another setting."""
        rows, setting = self._list, self._list.present
        return self._draft.value(setting, "") if setting.name == RETENTION and not rows.deck else 0

    def simulate_later(self) -> None:
        """Simulate what the retention under the cursor costs, once it rests."""
        if self._resting:
            self._resting.stop()
        value = self._retention()
        if value and value not in self._list.loads:
            self._resting = self.set_timer(self.rest, lambda: self._simulate(value))

    @work(thread=True, exclusive=True)
    def _simulate(self, value: float) -> None:
        known = self._list.loads
        if self._load_at is None:
            try:
                self._load_at = (self._services.prepare_load(),)
            except Problem:  # the list says what is wrong with the file; a log that is locked can wait
                return
        (load_at,) = self._load_at
        if load_at:
            asked = [each for each in neighbours(value) if each not in known]
            self.post_message(self.Simulated({each: load_at(each) for each in asked}))

    def on_retention_cost_screen_simulated(self, event: Simulated) -> None:
        """Show what was simulated beside the retention."""
        rows = self._list
        rows.loads.update(event.loads)
        if not rows.deck:
            rows.show_row(next(each for each in SETTINGS if each.name == RETENTION))
        self.show_cost()
