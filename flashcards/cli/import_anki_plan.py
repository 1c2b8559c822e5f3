"""What a package of Anki's would become: its cards by deck, its media, which of its rows go where."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flashcards.cli.import_anki_decks import PlacedCards, place_cards
from flashcards.cli.import_anki_media import MediaAddresses
from flashcards.cli.import_anki_own import find_edits
from flashcards.cli.progress import Progress
from flashcards.deck.model import Deck
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem
from flashcards.exchange.anki_notes import AnkiNoteReader, NoteCard, is_marked, safe_guid
from flashcards.exchange.anki_notes_own import OwnNote, is_own_note, read_own_note
from flashcards.exchange.anki_notes_types import AnkiCard, AnkiNote
from flashcards.importing.guids import guid_of, index_guids
from flashcards.storage import deck_files, files
from flashcards.storage.anki_package import AnkiPackage
from flashcards.value import Value


class CardLink(NamedTuple):
    """A card of Anki's, with the note that it belongs to."""

    guid: str
    card: AnkiCard
    marked: bool


class PackagePlan(Value, frozen=True):
    """A package, read up to the writing."""

    file: str
    placed: PlacedCards
    own: tuple[OwnNote, ...]
    """The notes that are cards of ours, exported before."""
    links: Mapping[int, CardLink]
    """Each card of Anki's by its id."""
    media: MediaAddresses
    unused: tuple[str, ...]
    """The media files that no card shows."""
    weights: tuple[tuple[float, ...], ...]
    """The weights of FSRS that its presets have of their own."""
    problems: list[Problem]


def plan_package(package: AnkiPackage, to: str | None, *, occlusion: bool, dry_run: bool) -> PackagePlan:
    """Reads the notes of a package and finds the decks that their cards go into. Nothing is written."""
    media = MediaAddresses(package)
    reading = _read_notes(package, media, occlusion=occlusion)
    lost = package.collection.count_lost_cards()
    problems = [Problem(f"{said}: {what}", Place(package.file)) for said, what in reading.told]
    if lost:
        problems.append(Problem(f"cards without a note: {lost}, not taken in", Place(package.file)))
    problems += [Problem(text, Place(package.file)) for text in media.problems()]
    if reading.own and not (dry_run and not files.is_folder(deck_files.data_folder(os.environ))):
        problems += find_edits(reading.own, package.file)
    placed = place_cards(reading.made, to, dry_run=dry_run)
    return PackagePlan(
        package.file,
        placed,
        tuple(reading.own),
        reading.links,
        media,
        media.unused(),
        tuple(package.collection.weights()),
        problems,
    )


@dataclass
class _Reading:
    made: list[NoteCard] = field(default_factory=list)
    own: list[OwnNote] = field(default_factory=list)
    links: dict[int, CardLink] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)


def _read_notes(package: AnkiPackage, media: MediaAddresses, *, occlusion: bool) -> _Reading:
    """The cards of every note, and what each of Anki's cards belongs to."""
    collection = package.collection
    types, reading = collection.note_types(), _Reading()
    reader = AnkiNoteReader(
        Path(package.file).name, types, collection.decks(), media.address, occlusion, reading.told
    )
    seen: set[str] = set()
    with Progress("note", collection.count("notes"), time.monotonic) as progress:
        for note in collection.notes():
            progress.begin(package.file)
            guid = safe_guid(note.guid)
            if guid in seen:
                reading.told.append((guid, "another note has the same guid: not taken in"))
                continue
            seen.add(guid)
            _link(note, guid, reading)
            if is_own_note(note):
                reading.own.append(read_own_note(note, types.get(note.type)))
            else:
                reading.made += reader.read(note)
    return reading


def _link(note: AnkiNote, guid: str, reading: _Reading) -> None:
    marked = is_marked(note)
    for card in note.cards:
        reading.links[card.id] = CardLink(guid, card, marked)


def prompts_by_guid(
    made: Iterable[NoteCard], own: Iterable[OwnNote], decks: Iterable[Deck]
) -> dict[tuple[str, int], str]:
    """The guid and the number of each of Anki's cards → the prompt that it is here, if it is one."""
    cards = index_guids(card for deck in decks for card in deck.cards)
    found: dict[tuple[str, int], str] = {}
    for each in made:
        guid = guid_of(each.card.origin)
        card = cards.get(guid) if guid else None
        there = {prompt.part: prompt.id for prompt in prompts(card)} if card else {}
        found |= {
            (guid[0], order): there[part] for order, part in each.parts.items() if guid and part in there
        }
    for note in own:
        found |= {(note.guid, order): prompt for order, prompt in note.prompts.items()}
    return found
