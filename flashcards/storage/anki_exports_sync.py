"""What Anki was given, shared by the devices of a person: whichever exports next numbers gaps alike.

FOLDER/devices/DEVICE/anki-notes.json.gz    a JSON array a line, as the table has it
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from flashcards.errors import Problem
from flashcards.exchange.segments import compress, split_lines
from flashcards.storage.anki_exports import (
    OWN,
    NoteInAnki,
    all_exported,
    keep_file_mark,
    load_exported,
    load_file_marks,
    save_exported,
)
from flashcards.storage.review_log import Store
from flashcards.storage.sync_folder import DEVICES, SyncFolder

NAME = "anki-notes.json.gz"
_AT_ONCE = 500
_LARGEST = 2**53


def share_exports(store: Store, folder: SyncFolder) -> int:
    """Takes in what other devices gave to Anki, then gives what this log knows; how many notes changed."""
    changed = 0
    marks = store.read(load_file_marks)
    for device in sorted(folder.devices() - {store.device}):
        name = f"{DEVICES}/{device}/{NAME}"
        mark = _mark(folder, name)
        if mark and marks.get(name) != mark:
            changed += _read_file(store, folder, name)
            store.write(partial(keep_file_mark, file=name, mark=mark))
    _give(store, folder)
    return changed


def _read_file(store: Store, folder: SyncFolder, name: str) -> int:
    changed = 0
    notes = _read_notes(folder, name)
    while batch := list(islice(notes, _AT_ONCE)):
        changed += store.write(partial(_take_in, notes=batch))
    return changed


def _give(store: Store, folder: SyncFolder) -> None:
    """Writes the file of this device, unless it is as it was and nothing has changed since."""
    name = f"{DEVICES}/{store.device}/{NAME}"
    mark = _mark(folder, name)
    if mark and store.read(load_file_marks).get(OWN) == mark:
        return
    lines = store.read(lambda connection: [*map(_line, all_exported(connection))])
    if lines:
        folder.write(store.device, NAME, compress(b"".join(lines)))
        store.write(partial(keep_file_mark, file=OWN, mark=_mark(folder, name)))


def _mark(folder: SyncFolder, name: str) -> str:
    """What tells a file from what it was; empty without one."""
    try:
        found = (folder.path / name).lstat()
    except OSError:
        return ""
    return f"{name} {found.st_size} {found.st_mtime_ns}"


def _take_in(connection: sqlite3.Connection, notes: Iterable[NoteInAnki]) -> int:
    by_guid = {note.guid: note for note in notes}
    known = load_exported(connection, by_guid)
    merged = [merge_exported(known.get(guid), note) for guid, note in by_guid.items()]
    changed = [note for note in merged if note != known.get(note.guid)]
    if changed:
        save_exported(connection, changed)
    return len(changed)


def merge_exported(mine: NoteInAnki | None, theirs: NoteInAnki) -> NoteInAnki:
    """What both know of a note: as it was written last; a number that a gap has is no other's."""
    if mine is None:
        return theirs
    last, first = sorted((mine, theirs), key=lambda note: (note.modified, note.hash), reverse=True)
    gaps = dict(last.gaps)
    for name, number in first.gaps.items():
        if name not in gaps and number not in gaps.values():
            gaps[name] = number
    return replace(last, gaps=gaps, given=max(mine.given, theirs.given))


def _line(note: NoteInAnki) -> bytes:
    fields = [note.guid, note.hash, note.modified, note.deck, dict(note.gaps), note.given]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _read_notes(folder: SyncFolder, name: str) -> Iterator[NoteInAnki]:
    """The notes in the file of a device, if it has one; lines that are no notes are passed by."""
    try:
        for line in split_lines(folder.blocks(name)):
            if line and (note := _read_note(line)):
                yield note
    except (Problem, OSError, EOFError, zlib.error):
        return


def _read_note(line: bytes) -> NoteInAnki | None:
    try:
        guid, content, modified, deck, gaps, given = json.loads(line)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = all(
        type(text) is str and "\0" not in text and len(text) < 10_000 for text in (guid, content, deck)
    )
    numbers = (modified, given, *(gaps.values() if isinstance(gaps, dict) else (None,)))
    sound = all(type(number) is int and 0 <= number < _LARGEST for number in numbers)
    return NoteInAnki(guid, content, modified, deck, gaps, given) if texts and sound else None
