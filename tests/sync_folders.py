"""Sync folders for tests: what devices and strangers put there."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from flashcards.exchange import segments
from flashcards.exchange.row_fields import FIELDS, FileRow
from flashcards.storage import Store
from flashcards.storage.rows import to_row
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from flashcards.storage.sync_outcome import SyncOutcome
from tests.logs import fill, row

HEADER = '{"flashcards":"reviews","format":1}'
FIELD = {name: place for place, name in enumerate(FIELDS)}


def sync(home: Path, folder: Path, **options: bool) -> SyncOutcome:
    with Store.open(home) as store:
        return synchronize(store, SyncFolder(folder), **options)  # type: ignore[arg-type]


def device_of(home: Path) -> str:
    with Store.open(home) as store:
        return store.device


def line(number: int = 1, **changes: object) -> str:
    """The line of a row in a file, some of its fields changed."""
    data = segments.encode_row(FileRow(to_row(row(number))))
    fields = json.loads(data)
    for name, value in changes.items():
        fields[FIELD[name]] = value
    return json.dumps(fields)


class Repeated(bytes):
    """What a small packed file holds forty million times; it is packed by the test that needs it."""

    def pack(self) -> bytes:
        return gzip.compress(self * 40_000_000, 1)


def put(folder: Path, name: str, *lines: str | bytes) -> Path:
    path = folder / "devices" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = (each.pack() if isinstance(each, Repeated) else each for each in lines)
    data = b"\n".join(each if isinstance(each, bytes) else each.encode() for each in parts)
    path.write_bytes(data)
    return path


def made_folder(place: Path) -> Path:
    """A sync folder in `place` that a device with the rows 1 to 4 made."""
    fill(place / "maker", range(1, 5))
    sync(place / "maker", place / "folder")
    return place / "folder"
