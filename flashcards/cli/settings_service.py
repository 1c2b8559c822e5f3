"""The settings screen's access to the file of settings."""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.cli.app_data import StudyData
from flashcards.cli.settings import read_settings, settings_folder
from flashcards.storage import files
from flashcards.storage.settings_file import SettingsFile, change_settings
from flashcards.tui.services import SettingsServices, SettingsState


def settings_service(studies: StudyData) -> SettingsServices:
    """Reads and writes the settings; what is written holds from the next session on."""

    def hold(found: SettingsFile) -> SettingsState:
        studies.written = found
        return SettingsState(found.written, files.display_path(found.path), found.problems, found.problem_of)

    def write(changes: Mapping[tuple[str, str], object]) -> SettingsState:
        return hold(change_settings(settings_folder(), changes))

    return SettingsServices(lambda: hold(read_settings()), write)
