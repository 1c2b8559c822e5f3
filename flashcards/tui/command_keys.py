"""The keys of the commands on the screens, the person's own in place of the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.binding import Binding, BindingsMap

from flashcards.config.commands import BROWSE, COMMANDS, HOME, Command
from flashcards.scheduling import Grade

Chosen = Mapping[str, Sequence[str]]
"""The person's own keys, by the names of commands."""
_SHOWN = {
    HOME: {"study", "study_all", "browse", "demos", "import", "settings", "help", "quit", "problems"},
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
        key_display=first if len(first) == 1 else None,
        priority=command.action == "study",
    )


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
            own = chosen[command.name][0] + "\0"  # so that it is not taken for another usual key
            keys = " ".join(own if word in command.keys else word for word in keys.split(" "))
    return keys.replace("\0", "")


def relabel_hint(hint: str, screen: str, chosen: Chosen) -> str:
    """A hint such as `u undo`, with the key that the person chose."""
    key, space, rest = hint.partition(" ")
    return f"{relabel(key, screen, chosen)}{space}{rest}"


def relabel_all(keys: Sequence[tuple[str, str]], screen: str, chosen: Chosen) -> list[tuple[str, str]]:
    """The rows of a help screen, each of keys and what they do, with the keys that the person chose."""
    return [(relabel(key, screen, chosen), does) for key, does in keys]


def grade_keys(chosen: Chosen) -> dict[Grade, str]:
    """The first key of each grade."""
    return {grade: str(chosen.get(grade.name.lower(), (grade.value,))[0]) for grade in Grade}
