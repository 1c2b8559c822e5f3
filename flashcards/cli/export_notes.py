"""`flashcards export --obsidian`: a note a deck, which this program reads back by the ids of its blocks."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import groupby

from flashcards.cli import output
from flashcards.cli.export_decks import as_written, deck_head
from flashcards.cli.progress import Progress
from flashcards.deck.markdown_writer import write_front_matter, write_markdown_card
from flashcards.deck.model import Card
from flashcards.errors import Problem, counted
from flashcards.exchange.obsidian_lines import write_lines_card, write_lines_head
from flashcards.scheduling import deck_of
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.catalogue_decks import DeckSummary
from flashcards.storage.export_folder import ExportFolder, note_file


class _NotesExport:
    """Writes the notes, and keeps what could not be written."""

    def __init__(self, args: argparse.Namespace, catalogue: Catalogue, progress: Progress) -> None:
        self._lines = args.form == "lines"
        self._catalogue, self._progress = catalogue, progress
        self.problems: list[Problem] = []
        self.cards = 0

    def blocks(self, deck: DeckSummary, keys: list[str]) -> Iterator[bytes]:
        """The bytes of the note of a deck."""
        head = write_lines_head(deck.title, deck.name) if self._lines else write_front_matter(deck_head(deck))
        yield head.encode("utf-8", "replace")
        for key in keys:
            self._progress.begin(key)
            if card := self._catalogue.find(key):
                yield self._card(card, deck).encode("utf-8", "replace")

    def _card(self, card: Card, deck: DeckSummary) -> str:
        try:
            written = (
                write_lines_card(card) if self._lines else "\n" + write_markdown_card(as_written(card, deck))
            )
        except Problem as problem:
            self.problems.append(problem)
            return ""
        self.cards += 1
        return written


def write_obsidian_notes(args: argparse.Namespace, catalogue: Catalogue, keys: list[str]) -> int:
    """Writes a note a deck into the folder."""
    from flashcards.cli import FINDINGS, FINE

    decks = {deck.name: deck for deck in catalogue.decks()}
    folder = ExportFolder(args.obsidian, args.force)
    notes: list[str] = []
    with Progress("card", len(keys), time.monotonic) as progress:
        export = _NotesExport(args, catalogue, progress)
        for name, found in groupby(keys, key=deck_of):
            try:
                folder.write(note_file(name), export.blocks(decks[name], list(found)))
                notes.append(note_file(name))
            except Problem as problem:
                export.problems.append(problem)
    if notes:
        folder.close()
    if args.json:
        problems = [problem.as_json() for problem in export.problems]
        counts = {"notes": len(notes), "cards": export.cards, "files": notes, "problems": problems}
        output.json_out({"folder": str(args.obsidian), **counts})
    else:
        output.out(
            f"{counted(export.cards, 'card')} in {counted(len(notes), 'note')} written to {args.obsidian}"
        )
    output.problems(export.problems)
    return FINDINGS if export.problems else FINE
