"""What imported notes embed: found in their vault, filled into cards; pictures are kept beside the deck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from flashcards.deck.model import Card, Deck
from flashcards.errors import Problem
from flashcards.importing.card_embeds import embed_in_card
from flashcards.importing.make_cards import ImportedCards
from flashcards.importing.note_questions import NoteQuestions
from flashcards.notes import decode
from flashcards.notes.embeds import Vault
from flashcards.notes.links import NameIndex
from flashcards.storage import note_files, pictures
from flashcards.storage.note_files import NoteFolder
from flashcards.text.markdown.pictures import PICTURE_ENDINGS


@dataclass
class NoteEmbeds:
    """The embeds of an import; a vault is walked only if a card embeds something."""

    paths: Sequence[Path]
    notes: Sequence[NoteQuestions]
    folders: list[NoteFolder] = field(init=False)
    found: dict[str, tuple[NoteFolder, str]] = field(default_factory=dict)
    """Address beside the deck → where the picture lies."""
    vaults: dict[NoteFolder, Vault] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folders = [note_files.find_note_folder(path) for path in self.paths]

    def fill(self, made: ImportedCards) -> ImportedCards:
        """The cards with their embeds filled in; nothing is written yet."""
        filled = tuple(replace(each, card=self._fill_card(each.card)) for each in made.proposals)
        return replace(made, proposals=filled)

    def keep_pictures(self, deck: Deck, deck_folder: Path) -> None:
        """Copy the pictures that the deck's cards show to its folder. Raises Problem if that fails."""
        texts = [text for text in map(repr, deck.cards if self.found else ()) if "![" in text]
        shown = (place for address, place in self.found.items() if any(address in text for text in texts))
        for folder, name in shown:
            pictures.keep_picture(deck_folder, folder.read(name, pictures.LARGEST_PICTURE))

    def _fill_card(self, card: Card) -> Card:
        if "![" not in repr(card):
            return card
        folder = self._folder_of(card)
        source = folder and folder.name_of(Path(card.place.file))
        return embed_in_card(card, source, self._vault(folder)) if folder and source else card

    def _folder_of(self, card: Card) -> NoteFolder | None:
        file = Path(card.place.file)
        holding = (
            folder for folder in self.folders if (folder.name_of(file) or "/").startswith(folder.within)
        )
        return next(holding, None)

    def _vault(self, folder: NoteFolder) -> Vault:
        if folder not in self.vaults:
            self.vaults[folder] = self._open_vault(folder)
        return self.vaults[folder]

    def _open_vault(self, folder: NoteFolder) -> Vault:
        @lru_cache(maxsize=64)
        def read(name: str) -> str | None:
            try:
                return decode.decode(folder.read(name), name)
            except Problem:
                return None

        @lru_cache(maxsize=1024)
        def keep(name: str) -> str | None:
            try:
                address = pictures.media_address(folder.read(name, pictures.LARGEST_PICTURE))
            except Problem:
                return None
            self.found[address] = folder, name
            return address

        names = [name for name in folder.names({".md"}) if name.startswith(folder.within)]
        index = NameIndex(names, self._aliases(folder))
        return Vault(index, NameIndex(folder.names(PICTURE_ENDINGS)), read, keep)

    def _aliases(self, folder: NoteFolder) -> dict[str, str]:
        """The aliases in the front matter of the imported notes."""
        return {
            alias: name
            for note in self.notes
            for alias in note.aliases
            if (name := folder.name_of(Path(note.file)))
        }


def list_note_folders(folders: Sequence[Path], before: Sequence[str] = ()) -> tuple[str, ...]:
    """The folders from which the names of imported notes count, for the deck's field `notes`."""
    now = map(note_files.home_path, folders)
    return tuple(dict.fromkeys([*now, *before]))[:MOST_FOLDERS]


MOST_FOLDERS = 8
"""How many folders a deck remembers."""
