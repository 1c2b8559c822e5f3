"""What a package of Anki's would become: its cards by deck, its media, which of its rows go where."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flashcards.cli import import_target
from flashcards.cli.import_anki_media import MediaAddresses
from flashcards.cli.progress import Progress
from flashcards.deck.model import NAME, Card, Deck
from flashcards.errors import Place, Problem
from flashcards.exchange.anki_notes import AnkiNoteReader, NoteCard, is_marked, safe_guid, with_deck
from flashcards.exchange.anki_notes_decks import deck_name, deck_tag, deck_title
from flashcards.exchange.anki_notes_own import OwnNote, is_own_note, read_own_note
from flashcards.exchange.anki_notes_types import SUSPENDED, AnkiCard, AnkiNote
from flashcards.importing.guids import Guid, guid_of, index_guids, merge_by_guid, with_text_fingerprint
from flashcards.importing.identity import Ids
from flashcards.importing.merge import MergeResult
from flashcards.storage import deck_files, files
from flashcards.storage.anki_package import AnkiPackage

MOST_CARDS = 5_000
MOST_CHARACTERS = 1_500_000
"""What one deck file is filled up to; further cards go into a second one."""
_AROUND = 330
"""The characters of a card in a file besides its texts."""


class CardLink(NamedTuple):
    """A card of Anki's, with the note that it belongs to."""

    guid: str
    card: AnkiCard
    marked: bool
    suspended: bool


@dataclass(frozen=True)
class PackagePlan:
    """A package, read up to the writing."""

    file: str
    made: tuple[NoteCard, ...]
    own: tuple[OwnNote, ...]
    """The notes that are cards of ours, exported before."""
    links: Mapping[int, CardLink]
    """Each card of Anki's by its id."""
    targets: Mapping[str, DeckTarget]
    merged: Mapping[str, MergeResult]
    """What becomes of each deck."""
    media: MediaAddresses
    unused: tuple[str, ...]
    """The media files that no card shows."""
    weights: tuple[tuple[float, ...], ...]
    """The weights of FSRS that its presets have of their own."""
    problems: list[Problem]


@dataclass
class DeckTarget:
    """A deck that cards go into."""

    deck: Deck
    """As it is, or a new one without cards."""
    path: Path
    cards: list[Card] = field(default_factory=list)
    size: int = 0
    """About the characters that its file will have."""

    def has_room(self) -> bool:
        """True if another card can be added."""
        return len(self.deck.cards) + len(self.cards) < MOST_CARDS and self.size < MOST_CHARACTERS

    def add(self, card: Card) -> None:
        """Adds a card that it does not have."""
        self.cards.append(card)
        self.size += card_size(card)


def card_size(card: Card) -> int:
    """About how many characters a card takes in a file."""
    texts = len(card.ask) + len(card.why) + len(getattr(card.answer, "answer", "") or repr(card.answer))
    return _AROUND + texts + texts // 8


def plan_package(package: AnkiPackage, to: str | None, *, occlusion: bool, dry_run: bool) -> PackagePlan:
    """Reads the notes of a package and finds the decks that their cards go into. Nothing is written."""
    home = deck_files.data_folder(os.environ)
    cache = home / "cache" if files.is_folder(home) or not dry_run else None
    if to is not None and not NAME.fullmatch(to):
        import_target.choose_name(to, (), ())
    media = MediaAddresses(package)
    reading = _read_notes(package, media, occlusion=occlusion)
    lost = package.collection.count_lost_cards()
    problems = [Problem(f"{said}: {what}", Place(package.file)) for said, what in reading.told]
    if lost:
        problems.append(Problem(f"cards without a note: {lost}, not taken in", Place(package.file)))
    problems += [Problem(text, Place(package.file)) for text in media.problems()]
    placing = _Placing(home, cache, to)
    placed = tuple(placing.place(each) for each in reading.made)
    merged = {
        name: merge_by_guid(target.cards, target.deck)
        for name, target in placing.targets.items()
        if target.cards
    }
    return PackagePlan(
        package.file,
        placed,
        tuple(reading.own),
        reading.links,
        placing.targets,
        merged,
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
                reading.made += (
                    each._replace(card=with_text_fingerprint(each.card)) for each in reader.read(note)
                )
    return reading


def _link(note: AnkiNote, guid: str, reading: _Reading) -> None:
    marked = is_marked(note)
    for card in note.cards:
        reading.links[card.id] = CardLink(guid, card, marked, card.queue == SUSPENDED)


class _Placing:
    """Finds the deck of each card: where it is already, else by its deck in Anki."""

    def __init__(self, home: Path, cache: Path | None, to: str | None) -> None:
        self._folder = deck_files.own_decks(home)
        own = deck_files.load_decks([self._folder] if files.is_folder(self._folder) else [], cache=cache)
        self._own = {deck.name: deck for deck in own.decks}
        self._broken = {problem.place.file: problem for problem in own.problems if problem.place}
        shipped = deck_files.load_decks([deck_files.shipped_decks()], cache=cache)
        self._taken = {deck.name for deck in shipped.decks}
        self._to = to
        if to in self._taken:
            import_target.choose_name(to, (), self._taken)
        self._home: dict[Guid, Card] = index_guids(card for deck in own.decks for card in deck.cards)
        self._ids: dict[str, Ids] = {}
        self._last: dict[str, str] = {}
        """The name of a deck → that of its file with room."""
        self.targets: dict[str, DeckTarget] = {}

    def place(self, made: NoteCard) -> NoteCard:
        """The card in its deck, with an id that is free there."""
        guid = guid_of(made.card.origin)
        before = self._home.get(guid) if guid else None
        if before:
            placed = with_deck(made, before.deck, before.id, self._tag(made))
            self._target(before.deck, made.deck).cards.append(placed.card)
            return placed
        name = self._find_room(self._base_name(made.deck), made.deck)
        placed = with_deck(made, name, self._ids_of(name).assign([made.card.id], ""), self._tag(made))
        self.targets[name].add(placed.card)
        return placed

    def _tag(self, made: NoteCard) -> str:
        return deck_tag(made.deck) if self._to else ""

    def _base_name(self, levels: Sequence[str]) -> str:
        if self._to:
            return self._to
        name = deck_name(levels)
        return name if self._is_free(name) else f"{name}-anki"

    def _is_free(self, name: str) -> bool:
        """True for a name that no other deck has than one of Anki's."""
        own = self._own.get(name)
        return name not in self._taken and (
            own is None or not own.cards or any(map(_is_from_anki, own.cards))
        )

    def _find_room(self, base: str, levels: Sequence[str]) -> str:
        """The name of the file of that deck that has room for one more card."""
        number = 1
        name = self._last.get(base, base)
        while not self._target(name, levels, number).has_room():
            number = number + 1 if name == base else int(name.rpartition("-")[2]) + 1
            name = f"{base}-{number}"
        self._last[base] = name
        return name

    def _target(self, name: str, levels: Sequence[str], number: int = 1) -> DeckTarget:
        if name not in self.targets:
            self.targets[name] = self._open(name, levels, number)
        return self.targets[name]

    def _open(self, name: str, levels: Sequence[str], number: int) -> DeckTarget:
        own = self._own.get(name)
        if own is not None:
            if own.place.file in self._broken:
                raise import_target.deck_has_problems(own.place)
            target = import_target.find_target(name, self._folder, None) if own.optimizer else None
            deck = target.deck if target and target.deck else own
            return DeckTarget(deck, Path(own.place.file), size=sum(map(card_size, own.cards)))
        path = self._folder / f"{name}.yaml"
        title = (deck_title(levels) if not self._to else name) + (f" ({number})" if number > 1 else "")
        return DeckTarget(Deck(name, (), Place(str(path)), title=title, about="Imported from Anki."), path)

    def _ids_of(self, name: str) -> Ids:
        if name not in self._ids:
            deck = self.targets[name].deck
            self._ids[name] = Ids([*(card.id for card in deck.cards), *deck.imported])
        return self._ids[name]


def _is_from_anki(card: Card) -> bool:
    return guid_of(card.origin) is not None


def prompts_by_guid(
    made: Iterable[NoteCard], own: Iterable[OwnNote], decks: Iterable[Deck]
) -> dict[tuple[str, int], str]:
    """The guid and the number of each of Anki's cards → the prompt that it is here, if it is one."""
    from flashcards.deck.prompts import prompts

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


def group_links(links: Mapping[int, CardLink]) -> Mapping[str, list[CardLink]]:
    """The cards of Anki's by the guids of their notes."""
    found: dict[str, list[CardLink]] = defaultdict(list)
    for link in links.values():
        found[link.guid].append(link)
    return found
