"""Reads folders of notes; never writes to them, and follows no link out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flashcards.errors import Problem
from flashcards.storage import files

LARGEST = 500_000
"""How many bytes a note may have; more is no note but an export."""


@dataclass(frozen=True)
class Source:
    """One file of notes, as bytes."""

    shown: str
    """The path as a user would type it."""
    name: str
    """Its path within the folder that was imported: the same wherever the command is run."""
    raw: bytes


@dataclass(frozen=True)
class ListedNote:
    """A note that is there to be read."""

    path: Path
    shown: str
    name: str
    """As in `Source`."""

    def read(self) -> Source:
        """The note with its bytes. Raises Problem if it cannot be read."""
        return Source(
            self.shown, self.name, files.read_bytes(self.path, LARGEST, too_large="it was skipped; split it")
        )

    def stamp(self) -> tuple[int, int]:
        """The time and size of its last change; zeros if it is gone."""
        try:
            found = self.path.stat()
        except (OSError, ValueError):
            return 0, 0
        return found.st_mtime_ns, found.st_size


def list_notes(paths: Sequence[Path], problems: list[Problem]) -> list[ListedNote]:
    """The notes at or below `paths`, in order, each once; what cannot be listed is appended to `problems`.

    Raises Problem for a path that does not exist.
    """
    found: dict[str, ListedNote] = {}
    for path in paths:
        if not os.path.lexists(path):
            hint = "check the spelling of the path"
            raise Problem(f"there is no file or folder {files.display_path(path)}", hint=hint)
        for file in _files(path, problems):
            real = os.path.realpath(file)
            if real not in found:
                shown, name = files.display_path(file), _name(file, path, several=len(paths) > 1)
                found[real] = ListedNote(file, shown, name)
    return [*found.values()]


def read_notes(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Source]:
    """The notes at or below `paths`, in order, each once; unreadable ones are appended to `problems`.

    Raises Problem for a path that does not exist.
    """
    for listed in list_notes(paths, problems):
        try:
            yield listed.read()
        except Problem as problem:
            problems.append(problem)


def _name(file: Path, path: Path, *, several: bool) -> str:
    """The name of a note within the imported folder, which itself is named too if it is one of `several`."""
    if file == path:
        return files.escape_undecodable(file.name)
    name = file.relative_to(path).as_posix()
    folder = f"{Path(os.path.realpath(path)).name}/" if several else ""
    return files.escape_undecodable(f"{folder}{name}")


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    """`path` itself, or the Markdown files below it; hidden folders and links out of it are not entered."""
    if not files.is_folder(path):
        yield path
        return
    for file in files.visible_files(path, {".md"}, problems):
        if not file.name.lower().endswith(".excalidraw.md"):
            yield file
