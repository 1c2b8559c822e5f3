"""An import up to the writing of its deck, the same for the command and for the app's screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flashcards.cli import import_read, import_target
from flashcards.cli.import_embeds import NoteEmbeds
from flashcards.cli.import_names import name_notes
from flashcards.cli.import_target import Target
from flashcards.cli.import_write import Incoming
from flashcards.cli.meaning_cache import cached_meanings
from flashcards.deck.model import Deck
from flashcards.errors import Problem
from flashcards.importing.known_cards import KnownCards
from flashcards.importing.make_cards import ImportedCards, make_cards
from flashcards.importing.note_questions import NoteQuestions
from flashcards.notes.syntaxes import registry
from flashcards.notes.syntaxes.plugin_marks import SETTINGS
from flashcards.storage import deck_files, files
from flashcards.storage.vault_settings import find_plugin_settings
from flashcards.value import Value


class ImportRequest(Value, frozen=True):
    """What a person asks to be imported."""

    paths: tuple[Path, ...]
    to: str | None = None
    """The name of the deck; by default that of the first path."""
    syntax: str = ""
    syntax_settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """The notes of an import, what they propose, and the deck that the cards go into."""

    request: ImportRequest
    name: str
    target: Target
    notes: tuple[NoteQuestions, ...]
    problems: tuple[Problem, ...]
    """Of notes that could not be read, or not wholly."""
    folders: tuple[Path, ...]
    """For each path, the folder from which the names of its notes count."""
    known: KnownCards = field(repr=False)
    embeds: NoteEmbeds = field(repr=False)

    def propose(self, *, take_reference: bool = False) -> ImportedCards:
        """What the notes propose; see `make_cards`."""
        return self.embeds.fill(make_cards(self.notes, self.name, self.known, take_reference=take_reference))

    def incoming(self, made: ImportedCards, wanted: frozenset[str]) -> Incoming:
        """The cards to be merged into the deck, of the new ones those whose ids are `wanted`."""
        names = tuple(note.name for note in self.notes)
        return Incoming(made, wanted, self._empty(), names, self.folders)

    def _empty(self) -> Deck:
        path = self.request.paths[0]
        return import_target.empty_deck(self.name, self.target.place, path, len(self.notes))

    def keep_pictures(self, deck: Deck) -> None:
        """Copies the pictures of the deck as it will be written beside it. Raises Problem if that fails."""
        self.embeds.keep_pictures(deck, Path(self.target.place.file).parent)


def plan_import(
    request: ImportRequest,
    show: Callable[[str], None] | None,
    *,
    dry_run: bool = False,
    everything: bool = False,
) -> ImportPlan:
    """Reads the notes and finds the deck that they go into; `show` tells how far the reading has come.

    With `everything`, every finding of the audit is kept. A `dry_run` makes no folder. Raises Problem if
    there are no notes, or the deck's name cannot be used.
    """
    home = deck_files.data_folder(os.environ)
    cache = home / "cache" if files.is_folder(home) or not dry_run else None
    problems: list[Problem] = []
    reader = note_reader(request, cache, show, problems, everything=everything)
    chosen = name_deck(request, cache)  # before the notes are read, which takes longest
    return make_plan(request, reader.read(request.paths, problems), problems, cache, chosen)


def note_reader(
    request: ImportRequest,
    cache: Path | None,
    show: Callable[[str], None] | None,
    problems: list[Problem],
    *,
    everything: bool = False,
) -> import_read.NoteReader:
    """The reader of the notes of an import; faults in the settings of a vault are appended to `problems`.

    The settings that are asked for count before those of the vault in which the first path lies. Raises
    Problem if one of them cannot be used.
    """
    registry.check_name(request.syntax)
    asked = registry.parse_syntax_settings(request.syntax_settings)
    there = find_plugin_settings(request.paths[0], SETTINGS, problems)
    return import_read.NoteReader(request.syntax, cache, {**there, **asked}, show, everything)


def name_deck(request: ImportRequest, cache: Path | None) -> tuple[str, Sequence[Deck]]:
    """The name of the deck, and the decks that come with the program. Raises Problem if it cannot be used."""
    shipped = deck_files.load_decks([deck_files.shipped_decks()], cache=cache).decks
    return import_target.choose_name(request.to, request.paths, {deck.name for deck in shipped}), shipped


def make_plan(
    request: ImportRequest,
    notes: Sequence[NoteQuestions],
    problems: Sequence[Problem],
    cache: Path | None,
    chosen: tuple[str, Sequence[Deck]] | None = None,
) -> ImportPlan:
    """The plan for notes that were read. Raises Problem if the deck's name cannot be used.

    `chosen` is what `name_deck` returned, if it was asked before.
    """
    name, shipped = chosen or name_deck(request, cache)
    target = import_target.find_target(name, deck_files.own_decks(deck_files.data_folder(os.environ)), cache)
    known = KnownCards([*shipped, *target.others], cached_meanings(cache))
    embeds = NoteEmbeds(request.paths, notes)
    named, folders = name_notes(request.paths, notes, target.deck)
    return ImportPlan(request, name, target, named, tuple(problems), folders, known, embeds)
