"""`flashcards export --json`: the decks by the schema, and the rows of their reviews."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from flashcards.cli import output
from flashcards.cli.export_decks import as_written, deck_head
from flashcards.cli.export_target import STANDARD_OUTPUT, require_own, write_to
from flashcards.cli.progress import Progress
from flashcards.deck import serialize
from flashcards.deck.prompts import prompts
from flashcards.errors import Problem, counted
from flashcards.exchange.log_text import write_lines
from flashcards.exchange.row_fields import FileRow
from flashcards.scheduling import deck_of
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.storage import Store, deck_files, log_rows
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.database import FILE
from flashcards.storage.files import stream_bytes

_BEGINS = '{"flashcards": "cards", "format": 1,\n "decks": ['
_AT_ONCE = 500


class _JsonExport:
    """The blocks of the file, and how much is in it."""

    def __init__(
        self, catalogue: Catalogue, store: Store | None, keys: list[str], progress: Progress
    ) -> None:
        self._catalogue, self._store, self._keys, self._progress = catalogue, store, keys, progress
        self.cards = self.rows = 0

    def blocks(self) -> Iterator[bytes]:
        """The bytes of the file."""
        yield _BEGINS.encode()
        yield from self._decks()
        yield b'],\n "reviews": ['
        if self._store:
            yield from self._reviews(self._store)
        yield b"]}\n"

    def _decks(self) -> Iterator[bytes]:
        decks = {deck.name: deck for deck in self._catalogue.decks()}
        for number, (name, keys) in enumerate(groupby(self._keys, key=deck_of)):
            head = json.dumps(serialize.deck_fields(deck_head(decks[name])), ensure_ascii=False)
            yield f'{"," if number else ""}\n  {head[:-1]}, "cards": ['.encode("utf-8", "replace")
            first = True
            for key in keys:
                self._progress.begin(key)
                if card := self._catalogue.find(key):
                    text = json.dumps(serialize.card(as_written(card, decks[name])), ensure_ascii=False)
                    yield f"{'' if first else ','}\n   {text}".encode("utf-8", "replace")
                    self.cards += 1
                    first = False
            yield b"]}"

    def _reviews(self, store: Store) -> Iterator[bytes]:
        former = self._catalogue.former_ids()
        used = store.read(lambda connection: log_rows.former_in_use(connection, former))
        for start in range(0, len(self._keys), _AT_ONCE):
            cards = map(self._catalogue.find, self._keys[start : start + _AT_ONCE])
            ids = [prompt.id for card in cards if card for prompt in prompts(card)]
            rows = sorted(store.read(partial(log_rows.rows_under, prompts=ids, former=used)), key=_moment)
            text = b"".join(write_lines(map(FileRow, rows))).rstrip(b"\n").replace(b"\n", b",\n  ")
            if rows:
                yield (b",\n  " if self.rows else b"\n  ") + text
            self.rows += len(rows)


def _moment(row: PlainRow) -> tuple[int, str]:
    return row.at, row.id


def write_json_file(args: argparse.Namespace, catalogue: Catalogue, keys: list[str]) -> int:
    """Writes the file."""
    from flashcards.cli import FINE

    path, home = Path(args.json_file), deck_files.data_folder(os.environ)
    require_own(path, _is_own_json, force=args.force)
    with Progress("card", len(keys), time.monotonic) as progress:
        if args.no_history or not (home / FILE).exists():
            export = _JsonExport(catalogue, None, keys, progress)
            write_to(path, export.blocks())
        else:
            with Store.open(home, lambda text: output.err(text, "yellow")) as store:
                export = _JsonExport(catalogue, store, keys, progress)
                write_to(path, export.blocks())
    counts = {"notes": export.cards, "reviews": export.rows}
    if path == STANDARD_OUTPUT:
        output.err(f"{counted(export.cards, 'card')} and {counted(export.rows, 'review')} written")
    else:
        output.json_out({**counts, "file": str(path), "problems": []})
    return FINE


def _is_own_json(path: Path) -> bool:
    try:
        return next(stream_bytes(path, 1000), b"").startswith(_BEGINS[:35].encode())
    except Problem:
        return False
