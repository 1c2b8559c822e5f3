"""What a file of settings holds: the values that can be used, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flashcards.config.declarations import DECKS, SETTING_OF, SETTINGS, find_setting
from flashcards.config.kinds import Unfit, toml_key
from flashcards.errors import Problem


class Fault(NamedTuple):
    """Something in the file that cannot be used."""

    path: tuple[str, ...]
    """The keys that lead to it."""
    problem: Problem
    is_key: bool = False
    """True if the key is wrong, rather than its value."""


Told = tuple[tuple[str, str], Problem]
"""A problem with its place, of the setting of a deck ("" in general); of none by an empty name."""


@dataclass
class Values:
    """The values that a file sets: in general under "", otherwise by the deck's name."""

    of: dict[str, dict[str, Any]] = field(default_factory=lambda: {"": {}})
    faults: list[Fault] = field(default_factory=list)

    def decks(self) -> dict[str, dict[str, Any]]:
        """The values of decks, by their names."""
        return {deck: values for deck, values in self.of.items() if deck}


def read_values(written: Mapping[str, Any]) -> Values:
    """The values in a TOML document, given as plain dictionaries; what cannot be used becomes a fault."""
    values = Values()
    for name, value in written.items():
        if name == DECKS:
            _read_decks(values, value)
        else:
            _read_value(values, "", name, value)
    return values


def _read_decks(values: Values, written: Any) -> None:
    if not isinstance(written, Mapping):
        hint = "write  [decks.NAME]  above the settings of a deck"
        values.faults.append(Fault((DECKS,), Problem("decks must be tables, one for each deck", hint=hint)))
        return
    for deck, inside in written.items():
        if isinstance(inside, Mapping) and deck:
            values.of[deck] = {}
            for name, value in inside.items():
                _read_value(values, deck, name, value)
            continue
        known = [setting.name for setting in SETTINGS if setting.per_deck]
        hint = (
            f"put the name of the deck before it, as in  [decks.NAME]\n{deck} = …"
            if deck in known
            else f"write  [decks.{deck}]  on a line, and its settings below"
        )
        values.faults.append(Fault((DECKS, deck), Problem(f"decks.{deck} must be a table", hint=hint), True))


def _read_value(values: Values, deck: str, name: str, written: Any) -> None:
    path = (DECKS, deck, name) if deck else (name,)
    try:
        setting = find_setting(name, deck=deck)
    except Problem as problem:
        if isinstance(written, Mapping) and not deck and name not in SETTING_OF:
            hint = f"the settings of a deck stand below  [{DECKS}.{_deck_meant(name, written)}]"
            problem = Problem(problem.message, hint=f"{hint}\n{problem.hint}")
        values.faults.append(Fault(path, problem, is_key=True))
        return
    try:
        value, unfit = setting.kind.survey(written)
    except Unfit as fault:
        values.faults.append(Fault(path, setting.problem(fault, written, deck=deck)))
        return
    values.of[deck][name] = value
    for part, wrong in unfit:
        told = setting.problem(wrong, written[part], part, deck)
        values.faults.append(Fault((*path, part), told, wrong.name))


def _deck_meant(table: str, inside: Mapping[str, Any]) -> str:
    """The deck whose settings a table of the file may be meant for: `[adam]`, or `[deck.adam]`."""
    inner = next((name for name, value in inside.items() if isinstance(value, Mapping)), table)
    return toml_key(inner)


def split_path(path: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The deck ("" in general) of the keys `path`, and those that follow: a setting, and an entry of it."""
    return (path[1], tuple(path[2:])) if path[0] == DECKS and len(path) > 2 else ("", tuple(path))


def setting_at(path: Sequence[str]) -> tuple[str, str]:
    """The deck ("" in general) and the name of the setting that the keys `path` lead to."""
    deck, (name, *_) = split_path(path) if path else ("", ("",))
    return deck, name
