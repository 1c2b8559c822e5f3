"""The names of imported notes in a deck that has notes of another folder, which may have the same names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from flashcards.deck.model import Card, Deck
from flashcards.importing.identity import fingerprint, source_fingerprint
from flashcards.importing.note_questions import NoteQuestions
from flashcards.storage import note_files


def name_notes(
    paths: Sequence[Path], notes: Sequence[NoteQuestions], deck: Deck | None
) -> tuple[tuple[NoteQuestions, ...], tuple[Path, ...]]:
    """The notes as the deck calls them, and the folders from which these names count.

    While the deck has other notes of the same names from elsewhere that are still there, a name begins with
    one more of the folders above it. A copy of the notes that the deck has keeps their names.
    """
    folders = tuple(note_files.naming_folders(paths))
    while deck and len({*folders}) == 1 and folders[0].name and _are_others(notes, folders, deck):
        notes = [replace(note, name=f"{folders[0].name}/{note.name}") for note in notes]
        folders = (folders[0].parent,) * len(folders)
    return tuple(notes), folders


def _are_others(notes: Sequence[NoteQuestions], folders: Collection[Path], deck: Deck) -> bool:
    """True if a note of another folder, not one of these, is the one that the deck knows by such a name."""
    own = {note_files.home_path(folder) for folder in folders}
    if not deck.notes or own & {*deck.notes}:
        return False
    owned: dict[str, list[Card]] = defaultdict(list)
    for card in deck.cards:
        owned[card.origin.file if card.origin else ""].append(card)
    strangers = (note for note in notes if note.name in owned and not _is_copy(note, owned[note.name]))
    return any(note_files.has_note(deck.notes, note.name) for note in strangers)


def _is_copy(note: NoteQuestions, cards: Sequence[Card]) -> bool:
    """True if the note has the texts of at least half of the cards."""
    texts = {fingerprint(each.draft.text) for block in note.blocks for each in block.questions}
    return 2 * sum(source_fingerprint(card.origin) in texts for card in cards) >= len(cards)
