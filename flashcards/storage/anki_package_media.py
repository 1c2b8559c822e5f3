"""The names of a package's media files, which nothing outside the deck's folder may follow from."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator

from flashcards.deck.slug import slug
from flashcards.errors import Place, Problem, unprintable
from flashcards.exchange.anki_wire import read_wire
from flashcards.storage.pictures import MEDIA_FOLDER

_LONGEST = 255
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL)
"""Names that Windows gives to devices, whatever their ending."""


def read_media_map(raw: bytes, place: Place, *, packed: bool) -> dict[str, str]:
    """The name of each media file → its entry; names that no file should have are among them.

    `packed` if the map is a record of Anki's, otherwise JSON. Raises Problem if it cannot be read.
    """
    pairs = _names_in_order(raw) if packed else _names_by_entry(raw, place)
    return {unicodedata.normalize("NFC", name): entry for entry, name in pairs}


def _names_in_order(raw: bytes) -> Iterator[tuple[str, str]]:
    """The names of a record: the place of each is its entry."""
    entries = (value for number, value in read_wire(raw) if number == 1 and isinstance(value, bytes))
    for place, entry in enumerate(entries):
        name = next((value for number, value in read_wire(entry) if number == 1), b"")
        if isinstance(name, bytes):
            yield str(place), name.decode("utf-8", "replace")


def _names_by_entry(raw: bytes, place: Place) -> Iterator[tuple[str, str]]:
    try:
        found = json.loads(raw.decode("utf-8", "replace") or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Problem("the list of media in the package cannot be read", place, "export it from Anki again")
    for entry, name in found.items():
        if isinstance(name, str):
            yield entry, name


def is_portable_name(name: str) -> bool:
    """True for the name of a file that is no path, no device, not hidden, and that a terminal can show."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= _LONGEST
        and not unprintable().search(name)
        and not re.search(r'[/\\:<>"|?*\n\t]', name)
        and not name.startswith(".")
        and not name.endswith((".", " "))
        and not _DEVICES.fullmatch(name)
    )


def media_name(name: str, raw: bytes) -> str:
    """The address beside a deck of a file that is no picture: its own name, and what tells it from others."""
    stem, dot, ending = name.rpartition(".")
    mark = hashlib.sha256(raw).hexdigest()[:8]
    words = slug(stem if dot else name, "file")
    tail = f".{ending.lower()}" if dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", ending) else ""
    return f"{MEDIA_FOLDER}/{words}-{mark}{tail}"
