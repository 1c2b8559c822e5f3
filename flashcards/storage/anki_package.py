"""Anki's packages, opened within bounds: a zip file with a collection in SQLite and media files.

A package comes from a stranger. Only entries that are named here are read, each up to a limit that counts
while it is unpacked; nothing is extracted to a path that the package chooses.
"""

from __future__ import annotations

import contextlib
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flashcards.errors import Place, Problem
from flashcards.exchange.anki_wire import read_wire
from flashcards.storage import files
from flashcards.storage.anki_package_media import read_media_map
from flashcards.storage.anki_package_tables import AnkiCollection, open_collection_file

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_ENTRIES = 100_000
LARGEST_COLLECTION = 512 * 2**20
LARGEST_MEDIA = 100 * 2**20
MOST_UNPACKED = 2 * 2**30
"""The most bytes that are unpacked of one package."""
_LARGEST_MAP = 64 * 2**20
_BLOCK = 2**20
_NAMES = {3: "collection.anki21b", 2: "collection.anki21", 1: "collection.anki2"}
"""The collection of each version of packages; a package holds those of earlier ones as a stub."""
_NEWEST = max(_NAMES)
_STUB_PAGE = 512
_UNREADABLE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, EOFError, zlib.error, zstd.ZstdError),
    *(OSError, ValueError, OverflowError, struct.error, AttributeError, KeyError, IndexError),
)
"""What `zipfile` raises for files that are none, or are damaged."""
_UPDATE = "in Anki, export again with  Support older Anki versions  ticked"


@dataclass
class AnkiPackage:
    """An open package."""

    file: str
    """Its name, as a person would type it."""
    collection: AnkiCollection
    media: Mapping[str, str]
    """The name of each media file → its entry."""
    _zip: zipfile.ZipFile = field(repr=False)
    _version: int
    _unpacked: int = 0

    def read_media(self, name: str) -> bytes:
        """The bytes of a media file. Raises Problem if it is not there, is damaged or too large."""
        place = Place(self.file)
        entry = self.media.get(name)
        if entry is None or entry not in self._zip.NameToInfo:
            raise Problem(f"the media file {name} is not in the package", place)
        limit = min(LARGEST_MEDIA, MOST_UNPACKED - self._unpacked)
        raw = b"".join(_unpack(self._zip, entry, limit, place, compressed=self._version == _NEWEST))
        self._unpacked += len(raw)
        return raw


@contextlib.contextmanager
def open_anki_package(path: Path) -> Iterator[AnkiPackage]:
    """An Anki package, `.apkg` or `.colpkg`; the collection lies in a temporary file meanwhile.

    Raises Problem if it is none, is damaged, was made by a newer Anki, or is more than is ever unpacked.
    """
    place = Place(files.display_path(path))
    if not next(files.stream_bytes(path, 4), b""):
        raise Problem("the file is empty", place, "export it from Anki again")
    with contextlib.ExitStack() as stack:
        archive = stack.enter_context(_open_zip(path, place))
        version = _find_version(archive, place)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        unpacked = folder / "collection.db"
        blocks = _unpack(archive, _NAMES[version], LARGEST_COLLECTION, place, compressed=version == _NEWEST)
        with unpacked.open("wb") as target:
            target.writelines(blocks)
        collection = stack.enter_context(open_collection_file(unpacked, place))
        if version == 1 and _is_stub(unpacked, collection):
            message = "this package has only the note by which a newer Anki asks older ones to update"
            raise Problem(message, place, _UPDATE)
        size = unpacked.stat().st_size
        yield AnkiPackage(
            place.file, collection, _read_media_names(archive, version, place), archive, version, size
        )


@contextlib.contextmanager
def _open_zip(path: Path, place: Place) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _UNREADABLE as error:
        raise _damaged(place, error) from None
    with archive:
        if len(archive.filelist) > MOST_ENTRIES:
            raise Problem(f"the package has more than {MOST_ENTRIES:,} files", place)
        yield archive


def _damaged(place: Place, error: BaseException | str) -> Problem:
    reason = str(error).strip().splitlines()
    what = f": {reason[0][:120]}" if reason else ""
    return Problem(f"this is no Anki package, or it is damaged{what}", place, "export it from Anki again")


def _find_version(archive: zipfile.ZipFile, place: Place) -> int:
    """The version of the package, by its `meta` or by the best collection in it."""
    there = [version for version, name in _NAMES.items() if name in archive.NameToInfo]
    if not there:
        raise _damaged(place, "it holds no collection")
    if "meta" not in archive.NameToInfo:
        return there[0]
    meta = b"".join(_unpack(archive, "meta", 10_000, place))
    version = next((value for number, value in read_wire(meta) if number == 1 and isinstance(value, int)), 0)
    if version > _NEWEST:
        raise Problem("this package was made by a newer Anki than is known here", place, _UPDATE)
    if meta and version < 1:
        raise _damaged(place, "its version cannot be read")
    if version and version not in there:
        raise _damaged(place, f"{_NAMES[version]} is missing")
    return version or there[0]


def _unpack(
    archive: zipfile.ZipFile, entry: str, most: int, place: Place, *, compressed: bool = False
) -> Iterator[bytes]:
    """The bytes of an entry in blocks. Raises Problem once they are more than `most`, or are damaged."""
    try:
        info = archive.NameToInfo[entry]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile("it is packed in a way that Anki does not use")
        with archive.open(info) as packed:
            source: IO[bytes] = zstd.ZstdFile(packed) if compressed else packed  # type: ignore[assignment]
            left = most
            while block := source.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    break
                yield block
    except _UNREADABLE as error:
        raise _damaged(place, error) from None
    if left < 0:
        raise Problem(f"{entry} in the package has more than {most:,} bytes", place, "nothing was imported")


def _is_stub(unpacked: Path, collection: AnkiCollection) -> bool:
    """True for the collection that newer packages hold for older programs: one note, in small pages."""
    with unpacked.open("rb") as file:
        page = int.from_bytes(file.read(18)[16:18], "big")
    return page == _STUB_PAGE and collection.count("notes") == 1


def _read_media_names(archive: zipfile.ZipFile, version: int, place: Place) -> dict[str, str]:
    if "media" not in archive.NameToInfo:
        return {}
    packed = version == _NEWEST
    raw = b"".join(_unpack(archive, "media", _LARGEST_MAP, place, compressed=packed))
    return read_media_map(raw, place, packed=packed)
