"""Merging an import into its deck file, and writing that file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import import_starts, output
from flashcards.cli.import_embeds import list_note_folders
from flashcards.cli.import_target import Target, deck_has_problems
from flashcards.deck.model import Card, Deck
from flashcards.errors import Place, Problem, printable_line
from flashcards.importing.decisions import forget_decisions, record_decisions, recorded_name
from flashcards.importing.doubts import Settlement, settle_doubts
from flashcards.importing.make_cards import ImportedCards
from flashcards.importing.merge import MergeResult, merge
from flashcards.value import Value

if TYPE_CHECKING:
    from flashcards.storage.start_rows import StartOutcome


class Incoming(Value, frozen=True):
    """The cards of an import, which can be merged into the deck again if it has changed meanwhile."""

    made: ImportedCards
    wanted: frozenset[str]
    """The ids of the cards to make; of the others, those that the deck has already are kept up to date."""
    empty: Deck
    files: tuple[str, ...]
    folders: tuple[Path, ...] = ()
    """The folders from which the names of the notes count."""
    never: tuple[Card, ...] = ()
    """The cards that the person never wants proposed again."""
    discarded: tuple[Card, ...] = ()
    settled: tuple[Settlement, ...] = ()
    again: tuple[Card, ...] = ()
    """Cards left out before, as the notes propose them, of which the person has thought better."""

    def merge_into(self, deck: Deck | None) -> MergeResult:
        """Merges the imported cards into `deck`, or into a new deck if that is None."""
        if deck and self.again:
            named = self._name_again(deck)
            return replace(named, again=()).merge_into(forget_decisions(deck, self.again))
        aside = [each.card for each in self.made.aside]
        also = {each.card.id: each.origins[1:] for each in self.made.proposals if len(each.origins) > 1}
        old = deck or self.empty
        elsewhere = self._find_elsewhere(old)
        merged = merge(self.made.cards, old, self.files, aside, also, self.wanted, elsewhere)
        folders = list_note_folders(self.folders, merged.deck.notes)
        merged = settle_doubts(merged, self.settled)
        deck = replace(merged.deck, notes=folders)
        decided = record_decisions(deck, never=self.never, discarded=self.discarded)
        return replace(merged, deck=decided)

    def _name_again(self, deck: Deck) -> Incoming:
        """The import whose cards that come back have the ids under which the deck has their reviews."""
        taken = {card.id for card in self.made.cards}
        names = {card.id: recorded_name(deck, card) for card in self.again}
        names = {now: name for now, name in names.items() if name not in taken}
        proposals = (
            replace(each, card=replace(each.card, id=names.get(each.card.id, each.card.id)))
            for each in self.made.proposals
        )
        wanted = frozenset(names.get(name, name) for name in self.wanted)
        return replace(self, made=replace(self.made, proposals=tuple(proposals)), wanted=wanted)

    def _find_elsewhere(self, deck: Deck) -> frozenset[str]:
        """The notes of other imports into the deck that are still where they were."""
        from flashcards.storage import note_files

        names = {card.origin.file for card in deck.cards if card.origin} - {*self.files}
        return frozenset(name for name in names if note_files.has_note(deck.notes, name))


class DeckUpdate(Value, frozen=True):
    """A deck after its file was written."""

    merged: MergeResult
    starts: StartOutcome
    """What became of the memories that the notes bring along."""
    remark: str = ""
    """How the file was written."""


def write_import(incoming: Incoming, target: Target, *, quiet: bool) -> DeckUpdate:
    """Merges into the deck file, writes it, and tells where it is."""
    update = update_deck(incoming, target)
    output.err(printable_line(f"written: {target.place.file}{update.remark}"))
    if not quiet:
        import_starts.tell_starts(update.starts)
        output.err(f"study it with  flashcards study {update.merged.deck.name}", "dim")
    return update


def update_deck(incoming: Incoming, target: Target) -> DeckUpdate:
    """Merges into the deck file as it is now and writes it; the previous file is kept next to it.

    Another import may have written the file since `target` was read, so the merge is repeated under the lock.
    Only then do the cards get the memories that their notes bring along.
    """
    from flashcards.deck import codec
    from flashcards.storage import deck_files

    path = Path(target.place.file)
    merged, remark = incoming.merge_into(None), ""

    def change(before: str | None) -> str:
        nonlocal merged, remark
        current = None if before is None else parse_current(before, target, incoming.empty.name)
        merged = incoming.merge_into(current)
        if before is None:
            text = codec.write_deck(merged.deck, codec.ENDINGS.get(path.suffix.lower(), "yaml"))
        else:
            text, remark = rewrite_deck(before, path, merged.deck)
        require_readable(text, target.place)
        return text

    deck_files.edit_deck(path, change)
    return DeckUpdate(merged, import_starts.take_starts(incoming.made, merged.deck), remark)


def require_readable(text: str, place: Place) -> None:
    """Raises Problem for a deck so large that the next command would refuse to read it."""
    from flashcards.deck import codec

    if len(text) > codec.LARGEST:
        message = f"the deck would have {len(text):,} characters; a deck may have {codec.LARGEST:,}"
        hint = (
            "nothing was written: import the folders of the notes one by one, each  --to  a deck of its own"
        )
        raise Problem(message, place, hint)


def parse_current(text: str, target: Target, name: str) -> Deck:
    """Parses the file to be overwritten. Raises Problem if it is not this deck or has problems."""
    from flashcards.deck import codec

    deck, problems = codec.read_deck(text, target.place.file)
    if deck is None or deck.name != name:
        raise Problem("another file has this name", target.place, "move it away, or use --to")
    if problems:
        output.problems(problems)
        raise deck_has_problems(target.place)
    return deck


def rewrite_deck(before: str, path: Path, deck: Deck) -> tuple[str, str]:
    """The new text of a deck file, edited in place if possible, and a remark on how it was written."""
    from flashcards.deck import codec
    from flashcards.deck.edit import splice_cards
    from flashcards.storage import deck_files

    kept = path.with_name(f"{path.name}.before")
    deck_files.save_deck(kept, before)
    text = splice_cards(before, path.name, deck)
    if text is not None:
        return text, f" (previous version: {kept.name})"
    rewritten = codec.write_deck(deck, codec.ENDINGS.get(path.suffix.lower(), "yaml"))
    return rewritten, f" completely rewritten: its comments are only in {kept.name} now"
