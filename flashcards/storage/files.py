"""Files on the disk: bounded reads of plain files, walks of folders, atomic writes, and locks.

Every reader of decks and notes opens files here, so a FIFO, a device, or a link to itself cannot
make one of them hang.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from flashcards.errors import Place, Problem
from flashcards.storage.errors import ELSEWHERE, NAMED_ELSEWHERE, remedy

PATIENCE = 30.0
"""Seconds to wait for another process that is writing in the same folder."""
LOCK = ".lock"
"""The lock file of a folder; a leading dot hides it from every reader."""


class FolderBusy(Problem):
    """Another process holds the lock of a folder."""


_BLOCK = 2**20
_FLAGS = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC"))
"""A FIFO opened without O_NONBLOCK waits for a writer, possibly forever."""
_HINTS = {
    errno.EACCES: "give yourself permission to read it",
    errno.EPERM: "give yourself permission to read it",
    errno.ELOOP: "this link leads back to itself: replace it with the file",
    errno.ENAMETOOLONG: "use a shorter path",
}
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def display_path(path: Path | str) -> str:
    """The path as a person would type it, relative to the current folder if it lies below."""
    try:
        here = os.getcwd()  # noqa: PTH109 - as text: a start names every deck file
    except OSError:
        return escape_undecodable(str(path))
    whole = os.path.join(here, path)  # noqa: PTH118 - the same
    named = "." if whole == here else whole.removeprefix(os.path.join(here, ""))  # noqa: PTH118 - the same
    return escape_undecodable(named)


def escape_undecodable(name: str) -> str:
    """`name` with bytes that are not UTF-8 escaped, since they could be neither printed nor saved."""
    return name.encode("utf-8", "backslashreplace").decode()


def stamp_of(path: Path) -> tuple[int, ...]:
    """What is another once the file is written, or another file is there; empty if there is none to see."""
    try:
        found = os.stat(path)  # noqa: PTH116 - faster, at each grade
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def read_bytes(path: Path, most: int, *, too_large: str) -> bytes:
    """The bytes of a regular file.

    Raises Problem if the file cannot be read, is not a regular file, or has more than `most` bytes;
    `too_large` then says what to do instead.
    """
    data = b"".join(stream_bytes(path, most + 1))
    if len(data) > most:
        raise Problem(f"the file is larger than {most:,} bytes", Place(display_path(path)), too_large)
    return data


def stream_bytes(path: Path, most: int | None = None) -> Iterator[bytes]:
    """The bytes of a regular file, up to `most` of them, in blocks. Raises Problem as `read_bytes`."""
    place = Place(display_path(path))
    left = sys.maxsize if most is None else most
    try:
        _require_plain(path.stat().st_mode, place)
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            # The path may have been replaced since, so the file that is open counts.
            _require_plain(os.fstat(file.fileno()).st_mode, place)
            while block := file.read(min(_BLOCK, left)):
                left -= len(block)
                yield block
    except (OSError, ValueError) as error:
        raise _unreadable("file", place, error) from None


def _require_plain(mode: int, place: Place) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _KINDS if test(mode)), "not a regular file")
        raise Problem(f"this is {kind}, not a file that can be read", place, "name a text file")


def _unreadable(what: str, place: Place, error: OSError | ValueError) -> Problem:
    """The problem for a file or folder that the system refuses to open."""
    reason = getattr(error, "strerror", None) or str(error)
    hint = _HINTS.get(getattr(error, "errno", None) or 0, "")
    return Problem(f"the {what} cannot be read: {reason}", place, hint)


def is_folder(path: Path) -> bool:
    """True for a folder; False for anything else, even if the system denies access to it."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for an over-long path or a closed folder


def visible_files(folder: Path, endings: Collection[str], problems: list[Problem]) -> list[Path]:
    """The visible files below `folder` whose names end in one of `endings`, sorted.

    A folder that cannot be listed, a link that leads out, and a folder named like a file become
    `problems`; the rest is found.
    """
    root = Path(os.path.realpath(folder))
    found: list[Path] = []

    def refuse(error: OSError) -> None:
        problems.append(
            _unreadable("folder", Place.whole(display_path(Path(error.filename or folder))), error)
        )

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in (*folders, *names):
            if name.startswith(".") or os.path.splitext(name)[1].lower() not in endings:  # noqa: PTH122 - no path yet
                continue
            path = Path(parent, name)
            problem = _unusable(path, root, folder=name in folders)
            if problem:
                problems.append(problem)
            else:
                found.append(path)
    return sorted(found)


def _unusable(path: Path, root: Path, *, folder: bool) -> Problem | None:
    """The Problem that keeps a file below `root` from being read, judged by its path; None if none does."""
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
        what, hint = "this link points outside the folder", "copy the file into the folder"
        return Problem(what, Place(display_path(path)), hint)
    if folder:
        what, hint = "this is a folder with the name of a file", "rename the folder; the files in it are read"
        return Problem(what, Place(display_path(path)), hint)
    return None


def write_text(path: Path, text: str, *, new: bool = False) -> None:
    """Write a file atomically: after a crash the old one is intact.

    With `new`, an existing file is never overwritten. Raises Problem if the file cannot be written.
    """
    try:
        data = text.encode("utf-8")
    except ValueError as error:
        raise _unwritable("file", path, error) from None
    write_bytes(path, data, new=new)


def write_bytes(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a file of bytes; as `write_text`."""
    with translate_writing(path, ELSEWHERE):
        path.parent.mkdir(parents=True, exist_ok=True)
        if new:
            _reserve(path)
        _replace(path, (data,))


def write_blocks(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file that the user named, of bytes that come one after the other; as `write_text`.

    Its folder is not made: it may be misspelled, or on a disk that is not there.
    """
    require_folder(path)
    with translate_writing(path):
        _replace(path, blocks)


def require_folder(path: Path) -> None:
    """Raises Problem if the folder that is to hold a file or folder which the user named is missing."""
    parent = path.absolute().parent
    if not is_folder(parent):
        hint = "make that folder first, or name another"
        raise Problem(f"'{display_path(path)}' cannot be written: there is no folder {parent}", hint=hint)


def is_taken(path: Path) -> bool:
    """True if there is something at `path`, even a broken link.

    Raises Problem where nothing can be, such as for a name that is too long.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise _unwritable("file", path, error) from error
    return True


def _unwritable(what: str, path: Path, error: Exception, hint: str = ELSEWHERE) -> Problem:
    reason = getattr(error, "strerror", None) or str(error)
    place = Place.whole(display_path(path))
    return Problem(f"the {what} cannot be written: {reason}", place, remedy(error, hint))


def _reserve(path: Path) -> None:
    """Create an empty file; if two processes ask for the same name, one fails."""
    try:
        path.open("x").close()
    except FileExistsError:
        raise Problem("the file exists", Place(display_path(path)), "choose another name") from None


def _replace(path: Path, blocks: Iterable[bytes]) -> None:
    with partial_file(path) as file:
        file.writelines(blocks)


@contextlib.contextmanager
def partial_file(path: Path) -> Iterator[BinaryIO]:
    """A file that stands at `path` after the block, and nowhere if that fails. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(path.stat().st_mode if path.exists() else 0o644)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def translate_writing(path: Path, hint: str = NAMED_ELSEWHERE) -> Iterator[None]:
    """Raises Problem, about the file at `path`, for what the system says while it is written."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise _unwritable("file", path, error, hint) from None


@contextlib.contextmanager
def lock(folder: Path, patience: float = PATIENCE, name: str = LOCK) -> Iterator[None]:
    """Hold the lock of `folder`, which other processes wait for.

    Raises Problem if the folder cannot be written, FolderBusy if the lock is not free within `patience`
    seconds.
    """
    import filelock  # takes 10 ms, for the few commands that write a deck

    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = filelock.FileLock(folder / name, timeout=patience)
        held.acquire()
    except filelock.Timeout:
        hint = "wait until it is done, then try again"
        raise FolderBusy(
            "another process is writing to this folder", Place.whole(display_path(folder)), hint
        ) from None
    except (OSError, NotImplementedError) as error:
        raise _unwritable("folder", folder, error) from None
    try:
        yield
    finally:
        held.release()


def edit_file(path: Path, change: Callable[[bytes | None], str | None], most: int, *, too_large: str) -> bool:
    """Read, change and write a file under a lock, so that no other process writes in between.

    `change` gets the bytes that the file has now, None if there is no file, and returns its new text, or
    None to leave the file alone. Returns whether the file was written.
    """
    with lock(path.parent):
        before = read_bytes(path, most, too_large=too_large) if os.path.lexists(path) else None
        after = change(before)
        if after is not None:
            write_text(path, after)
    return after is not None
