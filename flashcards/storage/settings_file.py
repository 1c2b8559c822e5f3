"""The person's settings in `config.toml`: reads what it sets, tells what is wrong, keeps its comments."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flashcards.config.declarations import SETTING_OF, Preferences
from flashcards.config.hand_slips import (
    TABLES,
    HandSlip,
    header_problem,
    repeated_problem,
    slip_problem,
    split_path,
)
from flashcards.config.values import DECKS, Values, read_values
from flashcards.errors import Place, Problem, suggest
from flashcards.scheduling.settings import Settings
from flashcards.storage import files
from flashcards.storage.recovered_edits import change_recovered
from flashcards.storage.toml_edits import NO_TOML, locate
from flashcards.storage.toml_recovery import Broken, Recovered, recover_toml
from flashcards.value import Value, field

FILE = "config.toml"
_LARGEST = 1_000_000
_TOO_LARGE = "a file of settings needs a few lines"


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
                path = key_path(name, owner)
                return locate(self.text, path, files.display_path(self.path), is_key=True)
        return None


def key_path(name: str, deck: str = "") -> tuple[str, ...]:
    """The keys that lead to a setting in the file."""
    return (DECKS, deck, name) if deck else (name,)


def load_settings(home: Path) -> SettingsFile:
    """The settings in the data folder `home`; problems in the file are told in it, never raised."""
    path = home / FILE
    if not os.path.lexists(path):
        return SettingsFile(path)
    shown = files.display_path(path)
    try:
        text = _decode(files.read_bytes(path, _LARGEST, too_large=_TOO_LARGE), shown)
        found = recover_toml(text, shown, TABLES)
    except Problem as problem:
        return SettingsFile(path, problems=(problem,), is_readable=False)
    values = read_values(found.document)
    settings, preferences = _combine(values)
    told = [*_told_of_values(values, found.text, shown), *_told_of_slips(found, shown)]
    told.sort(key=lambda each: each[1].place or Place(shown))
    problem_of = {key: problem for key, problem in reversed(told) if key[1]}
    every = tuple(problem for _, problem in told)
    return SettingsFile(path, settings, preferences, values.of, every, text=found.text, problem_of=problem_of)


Told = tuple[tuple[str, str], Problem]
"""A problem with its place, of the setting of a deck ("" in general); of none by an empty name."""


def _told_of_values(values: Values, text: str, shown: str) -> Iterator[Told]:
    """What is wrong with values of settings and with names."""
    for fault in values.faults:
        place = locate(text, fault.path, shown, is_key=fault.is_key)
        yield _setting_at(fault.path), Problem(fault.problem.message, place, fault.problem.hint)


def _told_of_slips(found: Recovered, shown: str) -> Iterator[Told]:
    """What is wrong with the statements that are no TOML."""
    for each in found.broken:
        problem = _problem_of(each, found, shown)
        key = ("", "") if each.is_header or each.is_repeated else _setting_at(each.path)
        yield (
            key if key[1] in SETTING_OF else ("", ""),
            Problem(problem.message, each.problem.place, problem.hint),
        )


def _problem_of(broken: Broken, found: Recovered, shown: str) -> Problem:
    if broken.is_repeated:
        first = locate(found.text, broken.path, shown, is_key=True).line
        return repeated_problem(broken.path, first, is_header=broken.is_header)
    if broken.is_header:
        return header_problem(broken.path, broken.statement.code)
    slip = HandSlip(broken.path, *broken.statement.parts())
    return slip_problem(slip, broken.problem.message.removeprefix(NO_TOML))


def _setting_at(path: Sequence[str]) -> tuple[str, str]:
    """The deck ("" in general) and the name of the setting that the keys `path` lead to."""
    deck, (name, *_) = split_path(path) if path else ("", ("",))
    return deck, name


def _decode(data: bytes, shown: str) -> str:
    """The text without a byte order mark, its lines ended by a line feed. Raises Problem."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(shown, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise Problem(
            "the file is not UTF-8", place, "save it as UTF-8; until then the defaults hold"
        ) from None


def _combine(values: Values) -> tuple[Settings, Preferences]:
    """The values as the program uses them; a deck has those of all, except for its own."""
    looks = Preferences.__dataclass_fields__
    general = {name: value for name, value in values.of[""].items() if name not in looks}
    decks = {
        deck: Settings(**{**general, **own}, own=frozenset(own))
        for deck, own in values.decks().items()
        if own
    }
    preferences = {name: value for name, value in values.of[""].items() if name in looks}
    return Settings(**general, decks=decks), Preferences(**preferences)


Changes = Mapping[tuple[str, str], Any]
"""New values by deck ("" in general) and name; None removes the setting."""


def change_settings(home: Path, changes: Changes) -> SettingsFile:
    """Write the changes into the file, under its lock, and read it again.

    Values are those of `Setting.parse`. Raises Problem if the file is not TOML or cannot be written.
    """
    path = home / FILE
    target = Path(os.path.realpath(path))  # the file may be a link, as to a folder under version control
    files.edit_file(target, lambda data: _changed(data or b"", changes, path), _LARGEST, too_large=_TOO_LARGE)
    return load_settings(home)


def _changed(data: bytes, changes: Changes, path: Path) -> str | None:
    """The text with the changes; None if they change nothing. Raises Problem."""
    shown = files.display_path(path)
    try:
        recover_toml(_decode(data, shown), shown, TABLES)
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


def unknown_decks(found: SettingsFile, known: Collection[str]) -> list[Problem]:
    """What is wrong in the file with decks that are not among the `known` ones."""
    shown = files.display_path(found.path)
    return [
        Problem(
            f"there is no deck '{deck}', whose settings these are",
            locate(found.text, (DECKS, deck), shown, is_key=True),
            suggest(deck, known) or "remove them, or name the deck that they are for",
        )
        for deck in found.written
        if deck and deck not in known
    ]
