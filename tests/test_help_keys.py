"""Each key of each screen stands in its help."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from textual.binding import Binding

from flashcards.config.commands import BROWSE, COMMANDS, HOME, LAB, STATS, STUDY, Command
from flashcards.deck.model import Card, Demo, Predict
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.command_keys import relabel_all
from flashcards.tui.help import (
    BROWSE_KEYS,
    HOME_KEYS,
    IMPORT_KEYS,
    LAB_KEYS,
    SETTINGS_KEYS,
    STATS_KEYS,
    HelpScreen,
    Keys,
)
from flashcards.tui.import_screen import ImportScreen
from flashcards.tui.settings_screen import SettingsScreen
from flashcards.tui.study_help import STUDY_KEYS, Phase, study_help
from tests.desks import DEMO, FORMULA, A, desk_over
from tests.rows import in_rows

PREDICTED = replace(DEMO, demo=Demo(gradients="constant 1", steps=9, predict=Predict("m", 5)))
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


@in_rows("command", COMMANDS, ids=lambda command: command.id)
def test_the_help_has_every_key_of_a_command(command: Command) -> None:
    named = relabel_all(HELP[command.screen], command.screen, {})
    missing = [key for key in (*command.keys, *command.fixed) if not told(key, named)]
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


REMAPPED = {"undo": ("z",), "hint": ("x", "f10"), "demo_reset": ("R",), "filter": ("!",)}


@pytest.mark.parametrize(
    ("keys", "screen", "says", "not_said"),
    [
        pytest.param(
            STUDY_KEYS,
            STUDY,
            ["z once more undoes that", "x F10  F2", "R resets all"],
            ["u asks"],
            id="study",
        ),
        pytest.param(HOME_KEYS, HOME, ["! begins with a search"], ["/ begins"], id="home"),
    ],
)
def test_the_help_names_every_chosen_key_in_its_sentences_too(
    keys: Keys, screen: str, says: list[str], not_said: list[str]
) -> None:
    told = "\n".join(f"{key} | {does}" for key, does in relabel_all(keys, screen, REMAPPED))
    assert [text for text in says if text not in told] == []
    assert [text for text in not_said if text in told] == []


@pytest.mark.parametrize("keys", [*HELP.values(), SETTINGS_KEYS, IMPORT_KEYS])
def test_no_command_in_braces_is_left(keys: Keys) -> None:
    for screen, of in HELP.items():
        if of is keys:
            assert not any(re.search(r"\{\w+\}", does) for _, does in relabel_all(keys, screen, {}))


@pytest.mark.parametrize("phase", list(Phase))
def test_the_help_of_each_phase_has_all_keys_once_and_no_letter_where_letters_are_text(phase: Phase) -> None:
    screen = study_help(phase, {})
    now, later = list(screen._keys), list(screen._elsewhere)
    assert len(now) + len(later) == len(STUDY_KEYS)
    if phase in (Phase.TYPED, Phase.PREDICTING):
        words = {word for key, _ in now if "any" not in key for word in key.split()}
        assert {word for word in words if len(word) == 1} == set()
        assert "" not in [key for key, _ in now]


TITLES = [
    pytest.param((A,), [], "study, before the answer", id="untyped"),
    pytest.param((FORMULA,), [], "study, on a typed card, before the answer", id="typed"),
    pytest.param((A,), ["space"], "study, with the answer shown", id="shown"),
    pytest.param((A,), ["space", "4"], "study, at the end of the session", id="the end"),
    pytest.param((PREDICTED,), ["space", "d"], "study, while a prediction is typed", id="prediction"),
]


@pytest.mark.parametrize(("cards", "keys", "title"), TITLES)
async def test_the_help_follows_what_is_asked(cards: tuple[Card, ...], keys: list[str], title: str) -> None:
    app = FlashcardsApp(desk_over(*cards), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert app.screen.query_one("#help").border_title == f"Keys: {title}"
