"""`flashcards export --anki`: a package for Anki, and what Anki was given so far."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flashcards.cli import app_data, output
from flashcards.cli.card_pictures import read_card_picture
from flashcards.cli.export_histories import CardBatch, answers_since, batches
from flashcards.cli.export_target import require_own
from flashcards.cli.progress import Progress
from flashcards.cli.settings import read_settings, settings_in_force
from flashcards.deck.model import Card
from flashcards.deck.needs import qualified_id
from flashcards.deck.prompts import prompts
from flashcards.errors import Problem, counted
from flashcards.exchange.anki_cards import ExportedNote, write_note
from flashcards.exchange.anki_cards_types import deck_path
from flashcards.exchange.anki_history import card_state, with_own_moments, write_history
from flashcards.exchange.anki_notes_own import PREFIX
from flashcards.scheduling import Settings, milliseconds, new_memory, start_of, utc
from flashcards.storage import Store, deck_files
from flashcards.storage.anki_exports import NoteInAnki, load_exported, save_exported
from flashcards.storage.anki_writing import PackageWriter, WrittenCard, is_package_from_here, new_anki_package
from flashcards.storage.catalogue import Catalogue

FIRST_DAY = 14_610
"""The day that a package counts the days of its cards from: 2010-01-01, before any card of ours is due."""
TICK = "In Anki: File › Import, and tick 'Import any learning progress', which is off by default."
BACK = (
    "Anki takes a card's history only with the card: review it there from now on, and take in what Anki"
    " exports with  flashcards import FILE.apkg"
)


@dataclass
class AnkiExport:
    """One export while it is written."""

    catalogue: Catalogue
    store: Store
    settings: Settings
    now: datetime
    with_history: bool
    written: list[NoteInAnki] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    held_back: int = 0
    """Answers to cards that Anki has already."""
    future: int = 0
    emptied: int = 0
    """Gaps that are gone since the last export."""

    def __post_init__(self) -> None:
        self._decks = {deck.name: deck for deck in self.catalogue.decks()}
        self._at = milliseconds(utc(self.now)[0])

    def add(self, writer: PackageWriter, batch: CardBatch, progress: Progress) -> None:
        """Adds the cards of a batch to the package."""
        guids = [guid for card in batch.cards for guid in _guids(card)]
        known = self.store.read(partial(load_exported, guids=guids))
        self.future += batch.future
        for place, card in enumerate(batch.cards, batch.first + 1):
            progress.begin(card.key)
            try:
                before = next((known[guid] for guid in _guids(card) if guid in known), None)
                self._add_card(writer, card, before, batch, place)
            except Problem as problem:
                self.problems.append(problem)

    def _add_card(
        self, writer: PackageWriter, card: Card, known: NoteInAnki | None, batch: CardBatch, place: int
    ) -> None:
        walks = {
            prompt.id: write_history(prompt.id, batch.histories.get(prompt.id, ()), self.settings)
            for prompt in prompts(card)
        }
        deck = self._decks[card.deck]
        note = write_note(
            card,
            known.gaps if known else {},
            marked=any(memory.marked for _, memory in walks.values()),
            source=deck.source,
            media=partial(self._picture, writer, card),
        )
        if known and bool(known.gaps) == bool(note.gaps):
            note = note._replace(guid=known.guid)  # Anki has it, perhaps under a former name
        cards = []
        for order, prompt in sorted(note.prompts.items()):
            rows, memory = walks[prompt]
            if not self.with_history:
                rows, memory = [], new_memory(prompt)._replace(suspended=memory.suspended)
            state = card_state(memory, place, FIRST_DAY, self.settings)
            cards.append(WrittenCard(order, state, with_own_moments(rows, self._at)))
        now = self._note_in_anki(note, known, deck_path(deck.title, card.deck))
        self._count(card, note, known, batch)
        writer.add_note(note, cards, now.deck, now.modified)
        self.written.append(now)

    def _note_in_anki(self, note: ExportedNote, known: NoteInAnki | None, deck: str) -> NoteInAnki:
        """What is to be kept of the note; it changed now unless its content is as it was."""
        content, seconds = note.content_hash, self._at // 1000
        if known is None:
            given = self._at if self.with_history else 0
            return NoteInAnki(note.guid, content, seconds, deck, note.gaps, given)
        modified = known.modified if known.hash == content else max(seconds, known.modified + 1)
        return NoteInAnki(note.guid, content, modified, known.deck, note.gaps, known.given)

    def _count(self, card: Card, note: ExportedNote, known: NoteInAnki | None, batch: CardBatch) -> None:
        """Counts what Anki will not take, and what stays empty in it."""
        if known is None:
            return
        for prompt in prompts(card):
            if self.with_history and (not known.gaps or prompt.part in known.gaps):
                self.held_back += answers_since(batch.histories.get(prompt.id, ()), known.given)
        if known.hash != note.content_hash and known.gaps:
            self.emptied += len({*known.gaps} - {prompt.part for prompt in prompts(card)})

    def _picture(self, writer: PackageWriter, card: Card, address: str) -> str:
        found = read_card_picture(Path(card.place.file), address)
        return writer.add_picture(found, Path(address).suffix.lower()) if found else ""


def _guids(card: Card) -> list[str]:
    """The guids that the note of a card may have in Anki: that of its name, then those of former names."""
    former = (qualified_id(name, card.deck) for name in card.was if ":" not in name)
    return [f"{PREFIX}{name}" for name in (card.key, *former)]


def write_anki(args: argparse.Namespace, catalogue: Catalogue, keys: list[str]) -> int:
    """Writes the package and tells what Anki will make of it."""
    from flashcards.cli import FINDINGS, FINE

    require_own(args.anki, is_package_from_here, force=args.force)
    settings = settings_in_force(read_settings())
    home = deck_files.data_folder(os.environ)
    with Store.open(home, lambda text: output.err(text, "yellow")) as store:
        export = AnkiExport(catalogue, store, settings, app_data.now(), not args.no_history)
        with _package(args.anki, export) as writer, Progress("card", len(keys), time.monotonic) as progress:
            for batch in batches(catalogue, store, keys, export.now):
                export.add(writer, batch, progress)
        store.write(partial(save_exported, notes=export.written))
    if args.json:
        output.json_out(_json(args.anki, writer, export))
    else:
        for line in _lines(args.anki, writer, export):
            output.out(line)
    output.problems(export.problems)
    return FINDINGS if export.problems else FINE


def _package(path: Path, export: AnkiExport) -> AbstractContextManager[PackageWriter]:
    """The package at `path`, to be written in a `with`."""
    at, offset = utc(export.now)
    created = start_of(FIRST_DAY, offset, export.settings.day_starts_at)
    return new_anki_package(path, milliseconds(at), milliseconds(created) // 1000, offset, export.settings)


def _lines(path: Path, writer: PackageWriter, export: AnkiExport) -> Iterator[str]:
    parts = [counted(writer.notes, "note"), counted(writer.cards, "card")]
    if export.with_history:
        parts.append(counted(writer.reviews, "review"))
    yield f"{', '.join(parts)} written to {path}"
    if writer.reviews:
        yield TICK
    if export.held_back:
        yield f"{counted(export.held_back, 'review')} of cards that Anki already has cannot be given to it."
        yield BACK
    if export.future:
        yield f"{counted(export.future, 'review')} dated after now stay here: see  flashcards log check"
    if export.emptied:
        yield f"{counted(export.emptied, 'gap')} are gone: in Anki, Tools › Empty Cards removes their cards."


def _json(path: Path, writer: PackageWriter, export: AnkiExport) -> dict[str, Any]:
    return {
        "notes": writer.notes,
        "cards": writer.cards,
        "reviews": writer.reviews,
        "held_back": {"reviews": export.held_back, "future": export.future},
        "emptied": export.emptied,
        "file": str(path),
        "problems": [problem.as_json() for problem in export.problems],
    }
