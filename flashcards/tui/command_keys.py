"""The keys of the commands on the screens, the person's own in place of the usual ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from textual.binding import Binding, BindingsMap

from flashcards.config.commands import BROWSE, COMMANDS, HOME, LAB, STATS, Command
from flashcards.scheduling import Grade

Chosen = Mapping[str, Sequence[str]]
"""The person's own keys, by the names of commands."""
_SHOWN = {
    HOME: {
        *("study", "down", "study_all", "browse", "stats", "lab", "import", "more_new", "settings", "help"),
        *("quit", "problems"),
    },
    LAB: {
        *("down", "pane", "ground", "view", "play", "step_forward", "choose", "reset", "axis", "copy"),
        *("help", "back"),
    },
    STATS: {"pane", "open", "period", "deck", "table", "help", "back"},
    BROWSE: {
        *("filter", "open", "choose", "suspend", "bury", "mark", "order", "edit", "info", "demo", "undo"),
        *("help", "back"),
    },
}
"""The commands that the line of keys at the foot of a screen names."""


def command_bindings(screen: str, chosen: Chosen | None = None) -> list[Binding]:
    """The bindings of a screen's commands."""
    return [_binding(command, chosen or {}) for command in COMMANDS if command.screen == screen]


def _binding(command: Command, chosen: Chosen) -> Binding:
    keys = [*chosen.get(command.name, command.keys), *command.fixed]
    first = keys[0]
    return Binding(
        ",".join("comma" if key == "," else key for key in keys),
        command.action,
        command.about,
        show=command.name in _SHOWN.get(command.screen, ()),
        key_display=_pair(command, chosen) or (first if len(first) == 1 else None),
        priority=command.action == "study",  # over the list of the weakest cards
        id=command.id,
    )


_PAIRS = {"down": ("up", "↑↓"), "step_forward": ("step_back", "[ ]")}
"""Commands that the foot names together with those that go the other way."""
_TURNED = {"lab.down": "←→"}
"""The keys that turn what such a pair chooses, which the foot names with it."""


def is_paired(binding: Binding) -> bool:
    """True if the foot names the binding with those that go the other way, by other keys than its own."""
    return any((binding.key_display or "").startswith(keys) for _, keys in _PAIRS.values())


def _pair(command: Command, chosen: Chosen) -> str:
    """The keys of a command and of the one that goes the other way, unless the person chose others."""
    other, keys = _PAIRS.get(command.name, ("", ""))
    keys += _TURNED.get(command.id, "")
    return keys if chosen.keys().isdisjoint((command.name, other)) else ""


def rebind(bindings: BindingsMap, screen: str, chosen: Chosen) -> None:
    """Give the commands of a screen the keys that the person chose; other bindings stay."""
    actions = {command.action for command in COMMANDS if command.screen == screen}
    others = {
        key: [each for each in found if each.action not in actions]
        for key, found in bindings.key_to_bindings.items()
    }
    merged = {  # in the order of the commands, which the line of keys at the foot has
        key: [*found, *others.pop(key, ())]
        for key, found in BindingsMap(command_bindings(screen, chosen)).key_to_bindings.items()
    }
    bindings.key_to_bindings.clear()
    bindings.key_to_bindings.update(merged | {key: found for key, found in others.items() if found})


def relabel(keys: str, screen: str, chosen: Chosen) -> str:
    """A text such as `u  Ctrl+Z`, which names keys, with those that the person chose."""
    for command in COMMANDS:
        if command.screen == screen and command.name in chosen:
            first, *others = command.keys or ("",)
            own = " ".join(f"{_name(key)}\0" for key in chosen[command.name])  # no usual key of another
            words = (own if word == first else word for word in keys.split(" ") if word not in others)
            keys = " ".join(words)
    return keys.replace("\0", "")


def fixed_keys(keys: str, screen: str) -> str:
    """Those of the keys that such a text names which are no letters: they work while text is typed."""
    letters = {key for command in COMMANDS if command.screen == screen for key in command.keys}
    return " ".join(word for word in keys.split() if word not in letters)


def key_label(name: str, screen: str, chosen: Chosen, *, typing: bool) -> str:
    """The key of a command as a screen names it; `typing`, the one that works while letters are typed."""
    for command in COMMANDS:
        if command.name == name and command.screen == screen:
            fixed = list(command.fixed)
            keys = fixed if typing and fixed else [*chosen.get(name, command.keys), *fixed]
            return _name(keys[0])
    return ""


_LABELS = {"escape": "Esc", "space": "Space", "enter": "Enter"}


def _name(key: str) -> str:
    return _LABELS.get(key) or _label(key)


def _label(key: str) -> str:
    """A key as it is written: `F2`, `Ctrl+Z`, `e`."""
    return (
        "+".join(part.capitalize() if len(key) > 1 else part for part in key.split("+"))
        if key != "+"
        else key
    )


def relabel_all(keys: Sequence[tuple[str, str]], screen: str, chosen: Chosen) -> list[tuple[str, str]]:
    """The rows of a help screen, each of keys and what they do, with the keys that the person chose.

    A command in braces in a sentence, as in `{undo} takes it back`, stands for its key.
    """

    def name(found: re.Match[str]) -> str:
        return key_label(found[1], screen, chosen, typing=False)

    return [(relabel(key, screen, chosen), re.sub(r"\{(\w{1,20})\}", name, does)) for key, does in keys]


def grade_keys(chosen: Chosen) -> dict[Grade, str]:
    """The first key of each grade."""
    return {grade: str(chosen.get(grade.name.lower(), (grade.value,))[0]) for grade in Grade}
