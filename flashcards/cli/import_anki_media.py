"""The media files of a package that cards show: named by their content, and kept beside the decks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flashcards.errors import Problem
from flashcards.storage import pictures
from flashcards.storage.anki_package import AnkiPackage
from flashcards.storage.anki_package_media import is_portable_name, media_name


class MediaAddresses:
    """Finds the address that a media file will have; reads each file that is asked for once."""

    def __init__(self, package: AnkiPackage) -> None:
        self._package = package
        self._known: dict[str, str] = {}
        self._told: list[str] = []

    def address(self, name: str) -> str:
        """The address beside a deck; empty for a file that is not in the package or cannot be kept."""
        import unicodedata

        name = unicodedata.normalize("NFC", name)
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def kept(self) -> Iterator[tuple[str, str]]:
        """The name and the address of each file that was asked for and is there."""
        yield from ((name, address) for name, address in self._known.items() if address)

    def keep(self, folder: Path, name: str, address: str) -> bool:
        """Writes a file beside the decks in `folder`, unless it is there. Raises Problem if that fails."""
        from flashcards.storage import files

        path = folder / address
        if path.exists():
            return False
        files.write_bytes(path, self._package.read_media(name))
        return True

    def unused(self) -> tuple[str, ...]:
        """The files that no card asked for."""
        return tuple(
            name for name in self._package.media if name not in self._known and is_portable_name(name)
        )

    def problems(self) -> Iterator[str]:
        """What is wrong with files of the package."""
        yield from self._told
        for name in self._package.media:
            if not is_portable_name(name):
                yield f"the media file {name[:100]!r} has a name that no file may have: left out"

    def _find(self, name: str) -> str:
        if name not in self._package.media or not is_portable_name(name):
            return ""
        try:
            raw = self._package.read_media(name)
        except Problem as problem:
            self._told.append(f"the media file {name} cannot be read: {problem.message}")
            return ""
        try:
            return pictures.media_address(raw)
        except Problem:
            return media_name(name, raw)
