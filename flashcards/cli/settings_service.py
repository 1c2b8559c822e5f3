"""The settings screen's access to the file of settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flashcards.cli.app_data import StudyData
from flashcards.cli.settings import read_settings, settings_folder
from flashcards.storage import files
from flashcards.storage.settings_file import SettingsFile
from flashcards.tui.services import SettingsServices, SettingsState

_LEAST = 30
"""Of so many cards in review on the days to come are worth simulating."""
_DAYS = 60
"""Over so many days the reviews a day are averaged."""


def settings_service(studies: StudyData) -> SettingsServices:
    """Reads and writes the settings; what is written holds from the next session on."""

    def hold(found: SettingsFile) -> SettingsState:
        studies.written = found
        return SettingsState(found.written, files.display_path(found.path), found.problems, found.problem_of)

    def write(changes: Mapping[tuple[str, str], object]) -> SettingsState:
        from flashcards.storage.settings_writing import change_settings  # each start reads; few write

        return hold(change_settings(settings_folder(), changes))

    return SettingsServices(lambda: hold(read_settings()), write, _prepare_load)


def _prepare_load() -> Callable[[float], float] | None:
    """What simulates the reviews a day at a retention, from the person's own cards; None for few of them."""
    from flashcards.cli.own_log import read_own_log
    from flashcards.cli.simulate import SEED, settings_at_retention, simulated_start
    from flashcards.scheduling.simulation import simulate

    own = read_own_log()
    cards, habits, _ = simulated_start(own, own.settings)
    if len(cards.due) < _LEAST:
        return None

    def reviews_a_day(retention: float) -> float:
        settings = settings_at_retention(own.settings, retention)
        return float(simulate(cards, habits, settings, _DAYS, SEED).reviews.mean())

    return reviews_a_day
