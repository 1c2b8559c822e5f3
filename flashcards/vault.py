"""Folders of notes, which are only read: never written, and never followed out of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flashcards.errors import Place, Problem

LARGEST = 500_000
"""How many bytes a note may have; more is no note but an export."""


@dataclass(frozen=True)
class Source:
    """One file of notes, as bytes."""

    shown: str
    """Its path as a person would type it."""
    name: str
    """Its path within the folder that was imported: the same wherever the command is run."""
    raw: bytes


def read(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Source]:
    """The notes that `paths` name or hold, in order, each once; what could not be read is told in `problems`.

    Raises Problem for a path that does not exist.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise Problem(
                f"there is no file or folder {path}", hint="is the path typed as it stands on the disk?"
            )
        for file in _files(path, problems):
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            name = f"{path.resolve().name}/{name}" if path.is_dir() and len(paths) > 1 else name
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            try:
                yield Source(str(file), _recorded(name), _bytes(file))
            except Problem as problem:
                problems.append(problem)


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    """`path` itself, or the Markdown files below it; hidden folders and links out of it are not entered."""
    if not path.is_dir():
        yield path
        return
    root = path.resolve()
    found: list[Path] = []
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        found += [
            Path(folder, name) for name in names if name.lower().endswith(".md") and not name.startswith(".")
        ]
    for file in sorted(found):
        if file.name.lower().endswith(".excalidraw.md"):
            continue
        if not file.resolve().is_relative_to(root):
            problems.append(
                Problem("this link leads out of the folder", Place(str(file)), "import the file itself")
            )
        elif file.is_file():
            yield file


def _recorded(name: str) -> str:
    """A file's name as decks can hold it: bytes of it that are no UTF-8 by their numbers."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _bytes(path: Path) -> bytes:
    where = Place(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise Problem(f"the note cannot be read: {error.strerror}", where) from None
    if len(raw) > LARGEST:
        raise Problem(f"the note is larger than {LARGEST:,} bytes: it was left out", where, "split it")
    return raw
