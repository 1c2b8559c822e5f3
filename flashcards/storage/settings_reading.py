"""Reads `config.toml`: what it sets, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from flashcards.config.declarations import DECKS, Preferences
from flashcards.config.values import Told, Values, read_values, setting_at
from flashcards.errors import Place, Problem, suggest
from flashcards.scheduling.settings import Settings
from flashcards.storage import files
from flashcards.storage.settings_file import SettingsFile
from flashcards.storage.toml_edits import locate, read_toml

LARGEST = 1_000_000
TOO_LARGE = "a file of settings needs a few lines"


def read_settings_file(path: Path) -> SettingsFile:
    """The settings in the file at `path`, which exists; problems are told in it, never raised."""
    shown = files.display_path(path)
    slips: list[Told] = []
    try:
        text = decode_settings(files.read_bytes(path, LARGEST, too_large=TOO_LARGE), shown)
        try:
            document = read_toml(text, shown)
        except Problem:
            from flashcards.storage.settings_slips import read_broken  # seldom needed

            text, document, slips = read_broken(text, shown)
    except Problem as problem:
        return SettingsFile(path, problems=(problem,), is_readable=False)
    values = read_values(document)
    settings, preferences = _combine(values)
    told = [*_told_of_values(values, text, shown), *slips]
    told.sort(key=lambda each: each[1].place or Place(shown))
    problem_of = {key: problem for key, problem in reversed(told) if key[1]}
    every = tuple(problem for _, problem in told)
    return SettingsFile(path, settings, preferences, values.of, every, text=text, problem_of=problem_of)


def _told_of_values(values: Values, text: str, shown: str) -> Iterator[Told]:
    """What is wrong with values of settings and with names."""
    for fault in values.faults:
        place = locate(text, fault.path, shown, is_key=fault.is_key)
        yield setting_at(fault.path), Problem(fault.problem.message, place, fault.problem.hint)


def decode_settings(data: bytes, shown: str) -> str:
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
    looks = Preferences.__struct_fields__
    general = {name: value for name, value in values.of[""].items() if name not in looks}
    decks = {
        deck: Settings(**{**general, **own}, own=frozenset(own))
        for deck, own in values.decks().items()
        if own
    }
    preferences = {name: value for name, value in values.of[""].items() if name in looks}
    return Settings(**general, decks=decks), Preferences(**preferences)


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
