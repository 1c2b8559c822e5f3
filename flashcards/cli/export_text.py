"""`flashcards export --text`: cards in the text format that Anki imports."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from flashcards.cli import output
from flashcards.cli.export_histories import batches
from flashcards.cli.export_target import STANDARD_OUTPUT, require_own, write_to
from flashcards.cli.progress import Progress
from flashcards.deck.model import Card
from flashcards.errors import Problem, counted
from flashcards.exchange.anki_cards import write_note
from flashcards.exchange.anki_cards_types import deck_path
from flashcards.exchange.anki_notes_own import PREFIX
from flashcards.exchange.anki_text import HEADER, MARK, write_text_note
from flashcards.scheduling import EPOCH
from flashcards.storage import Store, deck_files
from flashcards.storage.anki_exports import NoteInAnki, load_exported, save_exported
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.files import stream_bytes


class _TextExport:
    """The lines of the table, and what could not be written."""

    def __init__(self, catalogue: Catalogue, store: Store) -> None:
        self._catalogue, self._store = catalogue, store
        self._decks = {deck.name: deck for deck in catalogue.decks()}
        self.problems: list[Problem] = []
        self.notes = 0
        self.numbered: list[NoteInAnki] = []
        """The notes whose gaps have numbers that they had not before."""

    def blocks(self, keys: list[str], progress: Progress) -> Iterator[bytes]:
        """The bytes of the file."""
        yield HEADER.encode()
        for batch in batches(self._catalogue, None, keys, EPOCH):
            guids = [f"{PREFIX}{card.key}" for card in batch.cards]
            known = self._store.read(partial(load_exported, guids=guids))
            for card in batch.cards:
                progress.begin(card.key)
                yield self._line(card, known.get(f"{PREFIX}{card.key}")).encode("utf-8", "replace")

    def _line(self, card: Card, known: NoteInAnki | None) -> str:
        deck = self._decks[card.deck]
        try:
            note = write_note(card, known.gaps if known else {}, source=deck.source)
        except Problem as problem:
            self.problems.append(problem)
            return ""
        path = known.deck if known else deck_path(deck.title, card.deck)
        if note.gaps and (known is None or known.gaps != note.gaps):
            before = known or NoteInAnki(note.guid, "", 0, path)
            kept = (before.hash, before.modified, before.deck, note.gaps, before.given)
            self.numbered.append(NoteInAnki(note.guid, *kept))
        self.notes += 1
        return write_text_note(note, path)


def write_text_table(args: argparse.Namespace, catalogue: Catalogue, keys: list[str]) -> int:
    """Writes the table; its notes have the same names as in a package."""
    from flashcards.cli import FINDINGS, FINE

    require_own(args.text, _is_own_table, force=args.force)
    with Store.open(deck_files.data_folder(os.environ), lambda text: output.err(text, "yellow")) as store:
        export = _TextExport(catalogue, store)
        with Progress("card", len(keys), time.monotonic) as progress:
            write_to(args.text, export.blocks(keys, progress))
        if export.numbered:
            store.write(partial(save_exported, notes=export.numbered))
    if args.json:
        problems = [problem.as_json() for problem in export.problems]
        output.json_out({"notes": export.notes, "file": str(args.text), "problems": problems})
    else:
        is_printed = args.text == STANDARD_OUTPUT
        say = output.err if is_printed else output.out
        say(f"{counted(export.notes, 'note')} written{'' if is_printed else f' to {args.text}'}")
        say("In Anki: File › Import. The history goes along only in a package: --anki FILE.apkg")
    output.problems(export.problems)
    return FINDINGS if export.problems else FINE


def _is_own_table(path: Path) -> bool:
    try:
        return f"\n{MARK}\n".encode() in next(stream_bytes(path, 1000), b"")
    except Problem:
        return False
