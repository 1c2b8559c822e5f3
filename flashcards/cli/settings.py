"""The person's settings for the commands, with a word about what is wrong in their file."""

from __future__ import annotations

import os
from pathlib import Path

from flashcards.cli import output
from flashcards.errors import Problem, counted
from flashcards.scheduling import Settings
from flashcards.storage import deck_files, parameters
from flashcards.storage.settings_file import SettingsFile
from flashcards.storage.settings_load import load_settings

_MOST_TOLD = 3


def read_settings() -> SettingsFile:
    """The settings of the person who runs the command; what is wrong in the file is told in it."""
    return load_settings(settings_folder())


def settings_folder() -> Path:
    """The folder that holds the file of settings."""
    return deck_files.data_folder(os.environ)


def warn_of_settings(found: SettingsFile) -> SettingsFile:
    """Print what is wrong in the file on standard error, and return the settings that hold."""
    output.problems(found.problems[:_MOST_TOLD])
    more = len(found.problems) - _MOST_TOLD
    if more > 0:
        output.err(f"{counted(more, 'more problem')} in the settings: see  flashcards config", "yellow")
    return found


def settings_in_force(found: SettingsFile) -> Settings:
    """The settings with the parameters fitted to the person: what every command derives states with.

    States derived in another way would all be derived anew by the next command.
    """
    return found.settings.with_parameters(fitted_parameters(settings_folder()))


def fitted_parameters(folder: Path) -> tuple[float, ...]:
    """The parameters fitted to the person, none if there are none; a file that is unusable is told."""
    try:
        fitted = parameters.load_parameters(folder)
    except Problem as problem:
        output.problems([problem])
        return ()
    return fitted.values if fitted else ()
