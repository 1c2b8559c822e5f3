"""Reads folders of notes; never writes to them, and follows no link out of them."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from flashcards.errors import Place, Problem
from flashcards.storage import files
from flashcards.value import Value

LARGEST = 500_000
"""How many bytes a note may have; more is no note but an export."""


class Source(Value, frozen=True):
    """One file of notes, as bytes."""

    shown: str
    """The path as a user would type it."""
    name: str
    """Its path within the folder that was imported: the same wherever the command is run."""
    raw: bytes


class ListedNote(Value, frozen=True):
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
    for path, base in zip(paths, naming_folders(paths), strict=True):
        if not os.path.lexists(path):
            hint = "check the spelling of the path"
            raise Problem(f"there is no file or folder {files.display_path(path)}", hint=hint)
        for file in _files(path, problems):
            real = os.path.realpath(file)
            if real not in found:
                shown, name = files.display_path(file), _name(file, path, base)
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


def _name(file: Path, path: Path, base: Path) -> str:
    """The name of a note at or below the imported `path`, counted from the folder `base`."""
    real = Path(os.path.realpath(path)) if files.is_folder(path) else _real_note(path)
    below = real if file == path else real / file.relative_to(path)
    return files.escape_undecodable(below.relative_to(base).as_posix())


def _real_note(path: Path) -> Path:
    """The path of a note in its real folder; a link keeps the name that it has there."""
    return Path(os.path.realpath(path.parent)) / path.name


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    """`path` itself, or the Markdown files below it; hidden folders and links out of it are not entered."""
    if not files.is_folder(path):
        yield path
        return
    for file in files.visible_files(path, {".md"}, problems):
        if not file.name.lower().endswith(".excalidraw.md"):
            yield file


class NoteFolder(Value, frozen=True):
    """A folder of notes, and how far the links in them reach."""

    root: Path
    """The vault that holds the notes, else the folder that was imported; nothing outside is read."""
    within: str = ""
    """The folder below `root` that was imported, with a final `/`: notes outside it are not embedded."""

    def name_of(self, file: Path) -> str | None:
        """The path of a file below the root, with `/`; None if it lies outside."""
        real, root = Path(os.path.realpath(file)), Path(os.path.realpath(self.root))
        return real.relative_to(root).as_posix() if real.is_relative_to(root) else None

    def names(self, endings: Collection[str]) -> list[str]:
        """The names of the visible files below the root; links that lead out of it are left out."""
        found = files.visible_files(self.root, endings, [])
        return [path.relative_to(self.root).as_posix() for path in found]

    def read(self, name: str, most: int = LARGEST) -> bytes:
        """The bytes of one of the `names`. Raises Problem if it cannot be read or leads out of the root."""
        path = self.root / name
        if self.name_of(path) is None:
            raise Problem("this leads out of the folder of the notes", Place(files.display_path(path)))
        return files.read_bytes(path, most, too_large="it was left out")


def find_note_folder(path: Path) -> NoteFolder:
    """The folder in which the links of an imported note, or folder of notes, are resolved."""
    folder = Path(os.path.realpath(path))
    is_note = not files.is_folder(folder)
    folder = folder.parent if is_note else folder
    vault = find_vault(folder)
    below = folder.relative_to(vault).as_posix() if vault and not is_note else "."
    return NoteFolder(vault or folder, "" if below == "." else f"{below}/")


def naming_folders(paths: Sequence[Path]) -> list[Path]:
    """For each imported path, the folder from which the names of its notes count; see `Source.name`.

    A folder alone names its notes; of several paths each is named itself, with as many of the folders above
    it as tell it from the others.
    """
    real = [Path(os.path.realpath(path)) if files.is_folder(path) else _real_note(path) for path in paths]
    if len(real) == 1 and files.is_folder(real[0]):
        return real
    depths = [1] * len(real)
    while alike := _alike(real, depths):
        for at in alike:
            depths[at] += 1
    pairs = zip(real, depths, strict=True)
    return [path.parents[depth - 1] if path.parents else path for path, depth in pairs]


def _alike(paths: Sequence[Path], depths: Sequence[int]) -> list[int]:
    """The paths that could be told apart by one more folder, where their notes have the same names now."""
    named: dict[tuple[str, ...], set[Path]] = defaultdict(set)
    for path, depth in zip(paths, depths, strict=True):
        named[_tail(path, depth)].add(path)
    shared = {tail for tail, owners in named.items() if len(owners) > 1}
    inside = {tail[:end] for tail in named for end in range(1, len(tail)) if tail[:end] in named}

    def clashes(tail: tuple[str, ...]) -> bool:
        return tail in shared | inside or any(tail[:end] in inside for end in range(1, len(tail)))

    return [
        at
        for at, (path, depth) in enumerate(zip(paths, depths, strict=True))
        if depth < len(path.parents) and clashes(_tail(path, depth))
    ]


def _tail(path: Path, depth: int) -> tuple[str, ...]:
    return path.parts[-depth:]


def home_path(folder: Path) -> str:
    """The folder as a deck records it: from `~` if it lies in the person's home, which may move."""
    home = Path(os.path.realpath(Path.home()))
    below = folder.is_relative_to(home) and folder != home
    return files.escape_undecodable(f"~/{folder.relative_to(home).as_posix()}" if below else str(folder))


def find_note(folders: Sequence[str], name: str) -> Path:
    """The note called `name` in the first of the folders that a deck records which has it.

    A deck may come from a stranger, so only a Markdown file within such a folder is found.
    Raises Problem if there is none.
    """
    if not _NOTE.fullmatch(name) or ".." in name.split("/"):
        raise Problem(f"'{name}' does not name a note", hint="import the notes again")
    found = (path for folder in folders if (path := _note_in(folder, name)))
    if path := next(found, None):
        return path
    where = f" in {' or '.join(folders)}" if folders else ""
    hint = "the note was moved or renamed: import the notes again" if folders else _IMPORT_AGAIN
    raise Problem(f"the note {name} was not found{where}", hint=hint)


def has_note(folders: Sequence[str], name: str) -> bool:
    """True if one of the folders has the note of that name."""
    return any(_note_in(folder, name) for folder in folders)


def _note_in(folder: str, name: str) -> Path | None:
    try:
        root = Path(folder).expanduser() if folder.startswith("~/") else Path(folder)
        if not root.is_absolute() or _NETWORK.match(folder):
            return None
        path = Path(os.path.realpath(root / name))
        return path if path.is_relative_to(os.path.realpath(root)) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):  # too long, a null character, or no home to speak of
        return None


_NOTE = re.compile(r"(?![A-Za-z]:|[\\/])[^\\\x00-\x1f]+\.(?:md|markdown|txt)", re.IGNORECASE)
_NETWORK = re.compile(r"[\\/]{2}")
_IMPORT_AGAIN = "the deck does not say in which folder its notes are: import them again"


def find_vault(folder: Path) -> Path | None:
    """The nearest folder at or above `folder` that Obsidian keeps as a vault; None if there is none."""
    return next((each for each in (folder, *folder.parents) if files.is_folder(each / ".obsidian")), None)
