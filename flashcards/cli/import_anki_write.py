"""Writing what a package of Anki's becomes: media, decks, and last the history, all of it or none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from flashcards.cli import import_write, output
from flashcards.cli.app_data import now
from flashcards.cli.import_anki_decks import DeckTarget, PlacedCards
from flashcards.cli.import_anki_plan import CardLink, PackagePlan, prompts_by_guid
from flashcards.cli.merged_rows import bring_states_up
from flashcards.cli.progress import Progress
from flashcards.cli.settings import read_settings, settings_in_force
from flashcards.deck import codec
from flashcards.deck.model import Deck
from flashcards.errors import Place, Problem
from flashcards.exchange.anki_rows import NO_CARD, KnownRow, RevlogRow, RowReading, row_key
from flashcards.exchange.row_fields import PlainRow
from flashcards.importing.guids import merge_by_guid
from flashcards.importing.merge import MergeResult
from flashcards.scheduling import milliseconds, utc
from flashcards.storage import Store, deck_files
from flashcards.storage.anki_package import AnkiPackage
from flashcards.storage.anki_package_rows import MakeRows, RowCounts, add_package_rows


@dataclass
class PackageOutcome:
    """What was done with a package."""

    merged: Mapping[str, MergeResult]
    """The decks as they are now."""
    written: list[Path] = field(default_factory=list)
    media: list[Path] = field(default_factory=list)
    history: RowCounts = field(default_factory=RowCounts)
    left_out: Mapping[str, int] = field(default_factory=dict)
    """The rows of history that were not taken, by why."""
    problems: list[Problem] = field(default_factory=list)


def take_package(package: AnkiPackage, plan: PackagePlan, *, history: bool) -> PackageOutcome:
    """Writes media, decks and history. Raises Problem if one of them cannot be written."""
    outcome = PackageOutcome({})
    _keep_media(plan, outcome)
    write_decks(plan.placed, outcome)
    if history:
        _take_history(package, plan, outcome)
    return outcome


def write_decks(placed: PlacedCards, outcome: PackageOutcome) -> None:
    """Writes the decks that change. Raises Problem if one of them cannot be written."""
    outcome.merged = {name: _write_deck(placed.targets[name], outcome) for name in placed.merged}


def _keep_media(plan: PackagePlan, outcome: PackageOutcome) -> None:
    """Keeps each media file beside the decks that show it."""
    folders = {plan.placed.targets[name].path.parent for name in plan.placed.merged}
    for name, address in plan.media.kept():
        for folder in sorted(folders):
            plan.media.keep(folder, name, address)
            outcome.media.append(folder / address)


def _write_deck(target: DeckTarget, outcome: PackageOutcome) -> MergeResult:
    """Merges into the deck file as it is now, and writes it if that changes it."""
    place = Place(deck_files.display_path(target.path))
    merged = merge_by_guid(target.cards, target.deck)

    def change(before: str | None) -> str | None:
        nonlocal merged
        deck = _empty(target.deck) if before is None else _current(before, target, place)
        merged = merge_by_guid(target.cards, deck)
        if merged.deck == deck:
            return None
        if before is None:
            text = codec.write_deck(merged.deck, "yaml")
        else:
            text, _ = import_write.rewrite_deck(before, target.path, merged.deck)
        import_write.require_readable(text, place)
        return text

    if deck_files.edit_deck(target.path, change):
        outcome.written.append(target.path)
    return merged


def _empty(deck: Deck) -> Deck:
    return replace(deck, cards=())


def _current(text: str, target: DeckTarget, place: Place) -> Deck:
    deck, problems = codec.read_deck(text, place.file)
    if deck is None or deck.name != target.deck.name:
        raise Problem("another file has this name", place, "move it away, or use --to")
    if problems:
        output.problems(problems)
        raise Problem(f"the deck {place.file} has problems: correct it before importing into it", place)
    return deck


def _take_history(package: AnkiPackage, plan: PackagePlan, outcome: PackageOutcome) -> None:
    """Writes the reviews, and what the cards are: suspended, marked, with a memory and no reviews."""
    at, offset = utc(now())
    settings = settings_in_force(read_settings())
    reading = RowReading(milliseconds(at), offset, settings, package.collection.created())
    decks = [merged.deck for merged in outcome.merged.values()]
    history = _History(plan, reading, prompts_by_guid(plan.placed.made, plan.own, decks))
    with Store.open(deck_files.data_folder(os.environ), lambda text: output.err(text, "yellow")) as store:
        outcome.history = add_package_rows(store, lambda: history.prompts(package))
        bring_states_up(store, outcome.history.new)
    outcome.left_out = reading.left_out


@dataclass
class _History:
    """The rows of every prompt of a package."""

    plan: PackagePlan
    reading: RowReading
    names: Mapping[tuple[str, int], str]

    def prompts(self, package: AnkiPackage) -> Iterator[tuple[str, MakeRows]]:
        """Each prompt with what makes its rows; those with reviews first."""
        self.reading.left_out.clear()
        seen: set[int] = set()
        total = len(self.plan.links)
        with Progress("history", total, time.monotonic) as progress:
            for number, log in package.collection.revlog():
                progress.begin(package.file)
                found = self._find(number)
                if found is None:
                    self.reading.leave_out(NO_CARD, len(log))
                    continue
                seen.add(number)
                yield found[0], partial(self._make, found[0], found[1], log)
        for number in self.plan.links:
            if number not in seen and (found := self._find(number)):
                yield found[0], partial(self._make, found[0], found[1], ())

    def _find(self, number: int) -> tuple[str, CardLink] | None:
        """The prompt that a card of Anki's is here."""
        link = self.plan.links.get(number)
        prompt = self.names.get((link.guid, link.card.order)) if link else None
        return (prompt, link) if prompt and link else None

    def _make(
        self, prompt: str, link: CardLink, log: Sequence[RevlogRow], known: Sequence[KnownRow]
    ) -> list[PlainRow]:
        key = row_key(link.guid, link.card.order)
        rows = self.reading.rows(key, prompt, log, link.card, known)
        return rows + self.reading.state_rows(key, prompt, link.card, rows, known, marked=link.marked)
