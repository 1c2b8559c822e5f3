"""Each key of each screen stands in its help."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding

from flashcards.config.commands import BROWSE, COMMANDS, HOME, LAB, STATS, STUDY, Command
from flashcards.tui.help import (
    BROWSE_KEYS,
    HOME_KEYS,
    IMPORT_KEYS,
    LAB_KEYS,
    SETTINGS_KEYS,
    STATS_KEYS,
    STUDY_KEYS,
    Keys,
)
from flashcards.tui.import_screen import ImportScreen
from flashcards.tui.settings_screen import SettingsScreen

HELP = {
    STUDY: STUDY_KEYS,
    HOME: HOME_KEYS,
    BROWSE: BROWSE_KEYS,
    LAB: LAB_KEYS,
    STATS: STATS_KEYS,
}
SHOWN = {
    **{"up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn"},
    **{"left_square_bracket": "[", "right_square_bracket": "]", "question_mark": "?", "comma": ","},
    **{"minus": "-", "plus": "+", "asterisk": "*", "at": "@", "exclamation_mark": "!", "slash": "/"},
    **{"escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "home": "Home", "end": "End"},
}
"""What the help calls the keys that it does not name as Textual does."""


def shown(key: str) -> str:
    """What the help calls a key."""
    if "+" in key and len(key) > 1:
        *modifiers, last = key.split("+")
        return "+".join([*(each.capitalize() for each in modifiers), shown(last)])
    return SHOWN.get(key) or (key.upper() if re.fullmatch(r"f\d+", key) else key)


def told(key: str, keys: Keys) -> bool:
    """True if the help has the key; with Shift it may be told by words, or by "Shift" beside the key."""
    text = " ".join(f"{name} | {does}" for name, does in keys)
    words = re.split(r"[\s,;:|]+", text) + re.findall(r"(?<!\S)[,;:](?!\S)", text)
    name = shown(key)
    if name.startswith("Shift+") and "Shift" in text:
        name = name.removeprefix("Shift+")
    digits = range(1, 10) if "1 to 9" in text else range(0)
    name = name.capitalize() if name.startswith("Ctrl") else name
    return (
        name in words
        or name.replace("ctrl", "Ctrl").title() in words
        or name in map(str, digits)
        or (name.startswith("Ctrl+") and f"Ctrl+{name[5:].upper()}" in words)
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_the_help_has_every_key_of_a_command(command: Command) -> None:
    missing = [key for key in (*command.keys, *command.fixed) if not told(key, HELP[command.screen])]
    assert missing == []


OTHERS = [
    pytest.param(SettingsScreen, SETTINGS_KEYS, id="settings"),
    pytest.param(ImportScreen, IMPORT_KEYS, id="import"),
]


@pytest.mark.parametrize(("screen", "keys"), OTHERS)
def test_the_help_has_every_binding_of_a_screen(screen: type, keys: Keys) -> None:
    bindings = [binding for binding in screen.BINDINGS if isinstance(binding, Binding)]
    pressed = [key.strip() for binding in bindings for key in binding.key.split(",")]
    assert [key for key in pressed if not told(key, keys)] == []
