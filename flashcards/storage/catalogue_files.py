"""Which deck files there are, and which have changed since the catalogue read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flashcards.errors import Problem
from flashcards.storage import deck_files
from flashcards.value import Value

FOLDER = 1_000_000
"""Files of the second folder are numbered from here on, those of the third from twice this."""
COARSEST_CLOCK_NS = 2_000_000_000
"""A file that changed so shortly before it was read may change again without another time (FAT: 2 s)."""


class Stamp(NamedTuple):
    """What tells that a file was written, without reading it."""

    size: int
    mtime_ns: int
    ctime_ns: int
    """Copying with the old time kept, or restoring one, changes this nevertheless."""


class FoundFile(Value, frozen=True):
    """A deck file as it was found in its folder."""

    path: Path
    name: str
    """Its path as the catalogue writes it."""
    position: int
    stamp: Stamp | None
    """None if the system tells nothing about it."""


def list_files(folders: Sequence[Path]) -> tuple[list[FoundFile], list[list[Problem]]]:
    """The deck files in `folders` in their order, and the problems with finding them, by folder."""
    found: list[FoundFile] = []
    problems: list[list[Problem]] = []
    for number, folder in enumerate(folders):
        problems.append([])
        for place, path in enumerate(deck_files.find_files([folder], problems[-1]), FOLDER * number):
            found.append(FoundFile(path, write_path(path), place, read_stamp(path)))
    return found, problems


def read_stamp(path: Path) -> Stamp | None:
    """The stamp of a file; None if the system tells nothing about it."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def write_path(path: Path) -> str:
    """The absolute path as text that SQLite can hold; with bytes that are not UTF-8 as a JSON string."""
    text = str(path.absolute())
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(text)
    return text


def display_written(written: str) -> str:
    """The path that `write_path` wrote, as a person would type it: none begins with a quotation mark."""
    return deck_files.display_path(str(json.loads(written)) if written.startswith('"') else written)
