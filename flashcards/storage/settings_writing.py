"""Writes settings into `config.toml`, with its comments and what is broken in it left as they are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flashcards.config.declarations import SETTING_OF
from flashcards.config.hand_slips import TABLES
from flashcards.errors import Problem
from flashcards.storage import files
from flashcards.storage.recovered_edits import change_recovered
from flashcards.storage.settings_file import FILE, SettingsFile, key_path
from flashcards.storage.settings_load import load_settings
from flashcards.storage.settings_reading import LARGEST, TOO_LARGE, decode_settings
from flashcards.storage.toml_recovery import recover_toml

Changes = Mapping[tuple[str, str], Any]
"""New values by deck ("" in general) and name; None removes the setting."""


def change_settings(home: Path, changes: Changes) -> SettingsFile:
    """Write the changes into the file, under its lock, and read it again.

    Values are those of `Setting.parse`. Raises Problem if the file is not TOML or cannot be written.
    """
    path = home / FILE
    target = Path(os.path.realpath(path))  # the file may be a link, as to a folder under version control
    files.edit_file(target, lambda data: _changed(data or b"", changes, path), LARGEST, too_large=TOO_LARGE)
    return load_settings(home)


def _changed(data: bytes, changes: Changes, path: Path) -> str | None:
    """The text with the changes; None if they change nothing. Raises Problem."""
    shown = files.display_path(path)
    try:
        recover_toml(decode_settings(data, shown), shown, TABLES)
    except Problem as problem:
        hint = "nothing was changed: mend it by hand, or move the file away, and try again"
        raise Problem(problem.message, problem.place, hint) from None
    text = before = data.decode("utf-8-sig")
    for (deck, name), value in changes.items():
        written = None if value is None else SETTING_OF[name].kind.write(value)
        path_in_file = key_path(name, deck)
        try:
            text = change_recovered(text, path_in_file, written, shown, TABLES)
        except Problem:
            change_recovered(
                before, path_in_file, written, shown, TABLES
            )  # says the place in the file as it is
            raise
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return None if text == before else mark + text
