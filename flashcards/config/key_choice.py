"""The person's own keys for the commands of the study and home screens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flashcards.config.commands import command_names, keys_in_use
from flashcards.config.kinds import Kind, Unfit
from flashcards.errors import suggest

_NAMED = frozenset(
    [
        *(f"f{number}" for number in range(1, 25)),
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *("insert", "delete", "tab", "backspace", "space", "enter", "escape"),
    ]
)
_HELD = frozenset([*"himjaeukwdfcq"])
"""Letters that with Ctrl edit a line, are other keys in a terminal, or quit."""
_EXAMPLE = {"undo": "z"}
_NAMES_OF_SIGNS = {"minus": "-", "plus": "+", "slash": "/", "at": "@", "underscore": "_", "star": "*"}


class KeyChoice(Kind):
    """A mapping of commands to the keys that replace their usual ones."""

    allowed = 'a table of commands with their keys, such as { undo = "z" }'

    def survey(self, written: Any) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, Unfit]]]:
        """The keys that could be read, and the commands that keep their usual ones."""
        if not isinstance(written, Mapping):
            raise Unfit(f"must be {self.allowed}", _EXAMPLE)
        chosen: dict[str, tuple[str, ...]] = {}
        unfit = []
        for name, keys in written.items():
            try:
                chosen[_command(str(name))] = _read_keys(keys)
            except Unfit as fault:
                unfit.append((str(name), fault))
        return _without_clashes(chosen, unfit), unfit

    def read(self, written: Any) -> dict[str, tuple[str, ...]]:
        """The keys. Raises Unfit for the first command whose keys cannot be used."""
        chosen, unfit = self.survey(written)
        for name, fault in unfit:
            fault.part = name
            raise fault
        return chosen

    def parse(self, text: str) -> dict[str, tuple[str, ...]]:
        """`undo=z hint=x,f10`; `none` or nothing for the usual keys."""
        if text.strip().lower() in ("", "none"):
            return {}
        pairs = [word.partition("=") for word in text.split()]
        if not all(sign and keys for _, sign, keys in pairs):
            raise Unfit("must be commands with their keys, such as undo=z hint=x,f10")
        return self.read({name: _split(keys) for name, _, keys in pairs})

    def write(self, value: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
        """A key or a list of keys for each command."""
        return {name: keys[0] if len(keys) == 1 else list(keys) for name, keys in value.items()}

    def show(self, value: Mapping[str, tuple[str, ...]]) -> str:
        """As it is typed."""
        named = (f"{name}={','.join(map(_name_of, keys))}" for name, keys in value.items())
        return " ".join(named) or "none"


def _command(name: str) -> str:
    known = command_names()
    if name not in known:
        raise Unfit("is no command whose keys may be chosen", None, suggest(name, known), name=True)
    return name


def _read_keys(written: Any) -> tuple[str, ...]:
    keys = [written] if isinstance(written, str) else written
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        raise Unfit('must be a key, such as "z", or a list of keys', "z")
    return tuple(dict.fromkeys(map(read_key, keys)))


def read_key(written: str) -> str:
    """The key as a character, or by its name as in `f10`, `ctrl+t`. Raises Unfit."""
    if len(written) == 1 and written.isprintable() and written != " ":
        return written
    word = written.strip().lower().replace("-", "_")
    if word in _NAMED:
        return word
    held = re.fullmatch(r"ctrl[+_]([a-z])", word)
    if held and held[1] not in _HELD:
        return f"ctrl+{held[1]}"
    if held:
        why = f"cannot be {written}, which edits, quits or is another key in a terminal"
        raise Unfit(why, None, "choose a letter, a sign or f4 to f12")
    if sign := _sign_called(word):
        return sign
    raise Unfit(f"'{written[:20]}' is no key", None, "write a character, or a name such as f10 or ctrl+t")


def _sign_called(word: str) -> str:
    """The sign that has the name, as in `question_mark`; empty if none has."""
    import unicodedata

    if word in _NAMES_OF_SIGNS:
        return _NAMES_OF_SIGNS[word]
    try:
        sign = unicodedata.lookup(word.replace("_", " "))
    except (KeyError, ValueError):
        return ""
    return sign if len(sign) == 1 and sign.isprintable() and sign != " " else ""


def _without_clashes(
    chosen: dict[str, tuple[str, ...]], unfit: list[tuple[str, Unfit]]
) -> dict[str, tuple[str, ...]]:
    """The `chosen` keys but those that another command of a screen has; these are added to `unfit`."""
    left = dict(chosen)
    while clash := next((item for item in keys_in_use(left).items() if len(set(item[1])) > 1), None):
        (screen, key), names = clash
        loser = next(name for name in reversed(left) if name in names)
        other = next(name for name in names if name != loser)
        hint = f"choose another key for {loser}, or other keys for {other} as well"
        why = f"cannot be {_name_of(key)}, which is {other} on the {screen} screen"
        unfit.append((loser, Unfit(why, None, hint)))
        del left[loser]
    return left


def _name_of(key: str) -> str:
    return {",": "comma", "=": "equals_sign"}.get(key, key)


def _split(keys: str) -> list[str]:
    """The keys between commas; a comma alone is a key."""
    return [keys] if keys == "," else [key for key in keys.split(",") if key]
