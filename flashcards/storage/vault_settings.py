"""Reads the settings of a flashcard plugin from the vault that a note lies in."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from flashcards.errors import Place, Problem
from flashcards.storage import files
from flashcards.storage.note_files import find_vault

_FILE = Path(".obsidian", "plugins", "obsidian-spaced-repetition", "data.json")
_LARGEST = 5_000_000
"""Its bytes: besides the settings it holds the reviews of whole notes."""


def find_plugin_settings(path: Path, names: Collection[str], problems: list[Problem]) -> Mapping[str, object]:
    """The settings called `names` in the vault of a note or folder; none if it lies in no vault.

    A file that cannot be read becomes a problem; the defaults then hold.
    """
    vault = find_vault(Path(os.path.realpath(path)))
    file = vault / _FILE if vault else None
    if not vault or not file or not os.path.lexists(file):
        return {}
    place = Place(files.display_path(file))
    hint = "the default marks are used; give others with --syntax-setting NAME=VALUE"
    try:
        if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(vault)):
            raise Problem("this link points outside the vault", place, hint)
        data = json.loads(files.read_bytes(file, _LARGEST, too_large=hint))
    except Problem as problem:
        problems.append(problem)
        return {}
    except (ValueError, RecursionError) as error:
        problems.append(Problem(f"the settings cannot be read: {error}", place, hint))
        return {}
    inside = data.get("settings", data) if isinstance(data, dict) else None
    if not isinstance(inside, dict):
        problems.append(Problem("the settings are no JSON object", place, hint))
        return {}
    return {name: inside[name] for name in names if name in inside}
