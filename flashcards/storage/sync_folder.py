"""The folder that a person's devices share: lists its files, reads them within bounds, writes whole ones.

    flashcards-sync.json                   {"format": 1, "owner": …}
    devices/DEVICE/0123456789abcdef.jsonl.gz    a closed segment, never changed
    devices/DEVICE/tail.jsonl              the rows since, replaced as a whole

Any tool may carry it, so that anything may lie in it: conflict copies, torn files, what a stranger put
there. Links are not followed, and only regular files are read.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flashcards.errors import Place, Problem
from flashcards.exchange.segments import CLOSED, MOST_BYTES, TAIL
from flashcards.storage.errors import remedy
from flashcards.storage.files import display_path

OWNER = "flashcards-sync.json"
ATTRIBUTES, ATTRIBUTES_TEXT = ".gitattributes", "*.jsonl* -text\n"
"""Keeps git from changing the ends of lines."""
DEVICES = "devices"
_FORMAT = 1
_SEGMENT = re.compile(rf"[0-9a-f]{{16}}{re.escape(CLOSED)}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)
_BLOCK = 2**20
_ENDS = 128
"""The last bytes of a file, in which its checksum is."""
_GZIP = b"\x1f\x8b"
_READ = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_NOFOLLOW"))
_WRITE = sum(
    getattr(os, name, 0) for name in ("O_WRONLY", "O_CREAT", "O_TRUNC", "O_BINARY", "O_NOFOLLOW", "O_CLOEXEC")
)
_LARGEST_OWNER = 10_000


class FolderFile(NamedTuple):
    """A file of rows in the folder, as it was when it was looked at."""

    name: str
    """Its path in the folder: `devices/DEVICE/NAME`."""
    size: int
    changed: int
    """When it was changed, in nanoseconds since 1970."""
    ends: bytes
    """Its last bytes, if it may be replaced by another of that size at the same moment; else empty."""

    @property
    def device(self) -> str:
        """The name of the device's folder that it is in."""
        return self.name.split("/")[1]


def tail_of(device: str) -> str:
    """The name of the file with a device's rows since its last closed segment."""
    return f"{DEVICES}/{device}/{TAIL}"


def is_segment(name: str) -> bool:
    """True for the name of a closed segment, which no device changes."""
    return bool(_SEGMENT.fullmatch(name.rpartition("/")[2]))


class SyncFolder:
    """A sync folder at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read_owner(self) -> str | None:
        """The id of the person whose devices share the folder; None if nobody has used it yet.

        Raises Problem for a folder that cannot be read, is damaged, or is of a newer version.
        """
        path = self.path / OWNER
        if not os.path.lexists(path):
            return None
        with _translated(path), self._open(OWNER) as file:
            data = file.read(_LARGEST_OWNER)
        try:
            found = json.loads(data)
            number, owner = found["format"], found["owner"]
        except (ValueError, RecursionError, KeyError, TypeError):
            found = number = owner = None
        if type(number) is int and number > _FORMAT:
            raise Problem("the folder is of a newer flashcards", _place(path), "upgrade flashcards")
        if type(number) is not int or type(owner) is not str or not _HEX.fullmatch(owner):
            hint = "remove the file and sync on a device that was synced before: it is written again"
            raise Problem("the file does not say whose folder this is", _place(path), hint)
        return str(owner)

    def write_owner(self, owner: str) -> None:
        """Make the folder that of a person. Raises Problem if it cannot be written."""
        with _translated(self.path):
            self._write(OWNER, json.dumps({"format": _FORMAT, "owner": owner}).encode() + b"\n")
            if not os.path.lexists(self.path / ATTRIBUTES):
                self._write(ATTRIBUTES, ATTRIBUTES_TEXT.encode())

    def files(self, problems: list[Problem]) -> list[FolderFile]:
        """The files of rows of all devices, closed segments first; what cannot be looked at is told."""
        found: list[FolderFile] = []
        for folder in self._entries(DEVICES, problems):
            if _refuse_unless(folder, stat.S_ISDIR, problems):
                name = f"{DEVICES}/{folder.name}"
                for entry in self._entries(name, problems):
                    if ".jsonl" in entry.name and not entry.name.startswith("~"):
                        found += self._look_at(f"{name}/{entry.name}", entry, problems)
        return sorted(found, key=lambda file: (not is_segment(file.name), file.name))

    def devices(self) -> set[str]:
        """The names of the folders of devices."""
        return {entry.name for entry in self._entries(DEVICES, []) if not entry.name.startswith((".", "~"))}

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, unpacked if need be, up to `MOST_BYTES` and to the first damage.

        Raises Problem if it cannot be opened.
        """
        with _translated(self.path / name), self._open(name) as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            left = MOST_BYTES
            for block in _unpack(file) if packed else iter(lambda: file.read(_BLOCK), b""):
                yield block[:left]
                left -= len(block)
                if left < 0:
                    return

    def holds(self, name: str, data: bytes) -> bool:
        """True if the file has just these bytes."""
        try:
            with self._open(name) as file:
                return file.read(len(data) + 1) == data
        except (OSError, Problem):
            return False

    def write(self, device: str, name: str, data: bytes) -> FolderFile:
        """Write a file of this device, whole or not at all. Raises Problem if that fails."""
        path = f"{DEVICES}/{device}/{name}"
        with _translated(self.path / path):
            return self._write(path, data)

    def remove(self, name: str) -> None:
        """Remove a file of this device. Raises Problem if that fails."""
        with _translated(self.path / name):
            (self.path / name).unlink(missing_ok=True)

    def sweep(self, device: str) -> None:
        """Remove what a crash left of the files that this device was writing."""
        for entry in self._entries(f"{DEVICES}/{device}", []):
            if entry.name.startswith("~") and entry.name.endswith(".tmp"):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108 - an entry of scandir

    def _entries(self, name: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
        """What is in a folder below this one, sorted; nothing for a link and a missing one."""
        path = self.path / name
        try:
            if not stat.S_ISDIR(path.lstat().st_mode):
                problems.append(_refusal(path))
                return []
            with os.scandir(path) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            return []
        except OSError as error:
            problems.append(_failure(path, error))
            return []

    def _look_at(self, name: str, entry: os.DirEntry[str], problems: list[Problem]) -> list[FolderFile]:
        """The file of an entry; none, but a problem, if it is another thing."""
        if not _refuse_unless(entry, stat.S_ISREG, problems):
            return []
        try:
            found, ends = entry.stat(follow_symlinks=False), b""
            if not is_segment(name):
                with self._open(name) as file:
                    file.seek(max(found.st_size - _ENDS, 0))
                    ends = file.read(_ENDS)
        except OSError as error:
            problems.append(_failure(Path(entry.path), error))
            return []
        return [FolderFile(name, found.st_size, found.st_mtime_ns, ends)]

    def _open(self, name: str) -> BinaryIO:
        """A regular file, opened for reading. Raises OSError or Problem."""
        path = self.path / name
        if not stat.S_ISREG(path.lstat().st_mode):
            raise _refusal(path)
        return os.fdopen(os.open(path, _READ), "rb")

    def _write(self, name: str, data: bytes) -> FolderFile:
        path = self.path / name
        folder = path.parent
        for missing in [each for each in (folder, *folder.parents) if not each.exists()][::-1]:
            missing.mkdir(mode=0o700, exist_ok=True)
        _require_below(self.path, folder)
        temporary = folder / f"~{path.name}.tmp"
        with os.fdopen(os.open(temporary, _WRITE, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            found = os.fstat(file.fileno())
        temporary.replace(path)
        _flush_folder(folder)
        return FolderFile(name, found.st_size, found.st_mtime_ns, b"" if is_segment(name) else data[-_ENDS:])


def _unpack(file: BinaryIO) -> Iterator[bytes]:
    """The blocks of a gzip file, none much larger than `_BLOCK`, up to the first damage."""
    unpacker = zlib.decompressobj(31)
    with contextlib.suppress(zlib.error):
        while block := unpacker.unconsumed_tail or file.read(_BLOCK):
            yield unpacker.decompress(block, _BLOCK)
            if unpacker.eof:
                return


def _flush_folder(folder: Path) -> None:
    """Make the new name of a file durable, where a folder can be opened for that."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _require_below(root: Path, folder: Path) -> None:
    """Raise a Problem if a link leads a folder out of `root`."""
    if not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root)):
        raise _refusal(folder)


def _refuse_unless(entry: os.DirEntry[str], wanted: Callable[[int], bool], problems: list[Problem]) -> bool:
    """True if the entry is of the kind wanted; else it is told, but for what tools hide there."""
    try:
        if wanted(entry.stat(follow_symlinks=False).st_mode):
            return True
    except OSError as error:
        problems.append(_failure(Path(entry.path), error))
        return False
    if entry.is_symlink():
        problems.append(_refusal(Path(entry.path)))
    return False


def _place(path: Path) -> Place:
    return Place.whole(display_path(path))


def _refusal(path: Path) -> Problem:
    hint = "put the files themselves in its place"
    return Problem("this is a link, or no file that devices write, and is not followed", _place(path), hint)


_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
"""What the system answers to who may not do that, whatever carries the folder."""


def _failure(path: Path, error: OSError) -> Problem:
    hint = "if it lies in a cloud, let its tool download the folder; then sync again"
    if error.errno in _FORBIDDEN:
        hint = "let this account read and write the folder and all in it, then sync again"
    return Problem(f"this cannot be used: {error.strerror}", _place(path), remedy(error, hint))


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Raise a Problem for errors of the system at `path`."""
    try:
        yield
    except OSError as error:
        raise _failure(Path(error.filename or path), error) from None
