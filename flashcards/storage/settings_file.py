"""The person's settings in `config.toml`, as everything that reads them sees them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flashcards.config.declarations import DECKS, SETTING_OF, Preferences
from flashcards.errors import Place, Problem
from flashcards.scheduling.settings import Settings
from flashcards.value import Value, field

FILE = "config.toml"


class SettingsFile(Value, frozen=True):
    """What the file sets. Where it sets nothing, or something that cannot be used, the defaults hold."""

    path: Path
    settings: Settings = field(default_factory=Settings)
    preferences: Preferences = field(default_factory=Preferences)
    written: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The values that the file sets: in general under "", otherwise by the deck's name."""
    problems: tuple[Problem, ...] = ()
    is_readable: bool = True
    """False for a file that is no TOML from beginning to end, or no text; it is never written."""
    text: str = ""
    """What holds in it, each statement on its line."""
    problem_of: Mapping[tuple[str, str], Problem] = field(default_factory=dict)
    """The problems of settings, by deck ("" in general) and name."""

    def value(self, name: str, deck: str = "") -> Any:
        """The value of a setting, in general or for a deck."""
        return self.written.get(deck, {}).get(
            name, self.written.get("", {}).get(name, SETTING_OF[name].default)
        )

    def place(self, name: str, deck: str = "") -> Place | None:
        """Where the file sets it; None if it does not. What a deck does not set may be set in general."""
        for owner in dict.fromkeys((deck, "")):
            if name in self.written.get(owner, {}):
                from flashcards.storage import files  # what is set was read, and these with it
                from flashcards.storage.toml_edits import locate

                path = key_path(name, owner)
                return locate(self.text, path, files.display_path(self.path), is_key=True)
        return None


def key_path(name: str, deck: str = "") -> tuple[str, ...]:
    """The keys that lead to a setting in the file."""
    return (DECKS, deck, name) if deck else (name,)
