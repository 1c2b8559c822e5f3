"""Rows of Anki's review log written to ours: those of one package in one transaction, each once for ever."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from flashcards.exchange.anki_rows import KnownRow
from flashcards.exchange.row_fields import FileRow, PlainRow
from flashcards.storage.review_log import Store
from flashcards.storage.row_merge import RowMerge

_TOGETHER = 500
"""The prompts whose rows are looked up at once."""

MakeRows = Callable[[Sequence[KnownRow]], Sequence[PlainRow]]
"""The rows of a prompt, by those that the log has of it."""


class RowCounts(NamedTuple):
    """What became of rows."""

    new: int = 0
    known: int = 0


def add_package_rows(store: Store, prompts: Callable[[], Iterable[tuple[str, MakeRows]]]) -> RowCounts:
    """Write the rows of each of the `prompts` that the log lacks, all or none.

    Raises Problem if the log cannot be written, or if `prompts` raises one.
    """

    def write(connection: sqlite3.Connection) -> RowCounts:
        merge = RowMerge(connection, store.device)
        rows = 0
        for batch in _batches(iter(prompts())):
            made = _make(connection, batch)
            rows += len(made)
            if made:
                merge.add([FileRow(values) for values in made])
        return RowCounts(merge.new, rows - merge.new)

    return store.write(write)


def _batches(prompts: Iterator[tuple[str, MakeRows]]) -> Iterator[list[tuple[str, MakeRows]]]:
    while batch := list(islice(prompts, _TOGETHER)):
        yield batch


def _make(connection: sqlite3.Connection, batch: Sequence[tuple[str, MakeRows]]) -> list[PlainRow]:
    known = _known_rows(connection, [prompt for prompt, _ in batch])
    return [row for prompt, make in batch for row in make(known.get(prompt, ()))]


def _known_rows(connection: sqlite3.Connection, prompts: Sequence[str]) -> dict[str, list[KnownRow]]:
    """What the log has of these prompts, also what was taken back."""
    query = "select card, id, at, kind, grade from reviews where card in (select value from json_each(?))"
    found: dict[str, list[KnownRow]] = defaultdict(list)
    for card, *row in connection.execute(query, (json.dumps(list(prompts)),)):
        found[card].append(KnownRow(*row))
    return found
