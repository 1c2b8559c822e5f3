"""Loads the person's settings, and little else for those who have set nothing."""

from __future__ import annotations

import os
from pathlib import Path

from flashcards.storage.settings_file import FILE, SettingsFile


def load_settings(home: Path) -> SettingsFile:
    """The settings in the data folder `home`; problems in the file are told in it, never raised."""
    path = home / FILE
    if not os.path.lexists(path):
        return SettingsFile(path)
    from flashcards.storage.settings_reading import read_settings_file  # with it come readers of TOML

    return read_settings_file(path)
