"""The settings as they are being changed: each step can be undone, and nothing is written before saving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flashcards.config.declarations import Setting

Key = tuple[str, str]
"""The deck ("" in general) and the name of a setting."""


@dataclass
class SettingsDraft:
    """What the file sets, and the changes that are not saved yet."""

    written: Mapping[str, Mapping[str, Any]]
    unusable: Collection[Key] = ()
    """What the file sets to something that cannot be used; `written` does not have it."""
    changes: dict[Key, Any] = field(default_factory=dict)
    """New values; None where a setting is to be unset."""
    _earlier: list[dict[Key, Any]] = field(default_factory=list)

    @property
    def decks(self) -> list[str]:
        """The decks with values of their own, saved or not."""
        return [deck for deck in dict.fromkeys([*self.written, *(deck for deck, _ in self.changes)]) if deck]

    def is_set(self, setting: Setting, deck: str) -> bool:
        """True if the setting is given for the deck, or in general."""
        key = (deck, setting.name)
        if key in self.changes:
            return self.changes[key] is not None
        return setting.name in self.written.get(deck, {})

    def value(self, setting: Setting, deck: str) -> Any:
        """The value that holds; a deck without one of its own has the general one."""
        for owner in dict.fromkeys((deck, "")):
            if self.is_set(setting, owner):
                changed = self.changes.get((owner, setting.name))
                return self.written[owner][setting.name] if changed is None else changed
        return setting.default

    def put(self, setting: Setting, deck: str, value: Any) -> None:
        """Set a value, or unset it if `value` is None."""
        self._earlier.append(dict(self.changes))
        key = (deck, setting.name)
        if value == self.written.get(deck, {}).get(setting.name) and key not in self.unusable:
            self.changes.pop(key, None)
        else:
            self.changes[key] = value

    def undo(self) -> bool:
        """Go back by one change; False if there is none."""
        if not self._earlier:
            return False
        self.changes = self._earlier.pop()
        return True
