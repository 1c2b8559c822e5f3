"""The pictures of cards: read within bounds from beside a deck, and kept there for cards of notes."""

from __future__ import annotations

import hashlib
import os
import re
import struct
from pathlib import Path

from flashcards.errors import Place, Problem
from flashcards.storage import files

LARGEST_PICTURE = 10_000_000
"""How many bytes a picture may have."""
MOST_PIXELS = 24_000_000
"""How many pixels a picture may have; they take four bytes each when it is shown."""
MEDIA_FOLDER = "media"
"""The folder beside a deck in which pictures of notes are kept."""
_PORTABLE = re.compile(r"(?![A-Za-z]:)[^\\/\x00-\x1f:]+(?:/[^\\/\x00-\x1f:]+)*")
"""A relative path without a drive, a scheme or a stream of Windows."""


def keep_picture(deck_folder: Path, raw: bytes) -> str:
    """Keep a picture beside a deck and return its address there, which is named after its content.

    Raises Problem if it is no picture that can be shown, or cannot be written.
    """
    address = media_address(raw)
    path = deck_folder / address
    if not os.path.lexists(path):
        files.write_bytes(path, raw)
    return address


def media_address(raw: bytes) -> str:
    """The address that `keep_picture` gives. Raises Problem if it is no picture that can be shown."""
    kind = picture_kind(raw)
    return f"{MEDIA_FOLDER}/{hashlib.sha256(raw).hexdigest()[:16]}.{kind}"


def read_picture_beside(deck_file: Path, address: str) -> bytes:
    """The picture that a card names, from the deck's folder or below it.

    An address that leads elsewhere is never opened: a path with `..`, an absolute one, a web address, a link
    out of the folder. Raises Problem for these, and for what is no picture that can be shown.
    """
    place = Place(files.display_path(deck_file))
    if not _PORTABLE.fullmatch(address) or {".", ".."} & set(address.split("/")):
        raise Problem(f"{address} does not lie beside the deck", place, "name a file in the deck's folder")
    folder = Path(os.path.realpath(deck_file.parent))
    path = Path(os.path.realpath(folder / address))
    if not path.is_relative_to(folder):
        raise Problem(f"{address} leads out of the deck's folder", place, "copy the picture beside the deck")
    raw = files.read_bytes(path, LARGEST_PICTURE, too_large="make it smaller")
    picture_kind(raw)
    return raw


def picture_kind(raw: bytes) -> str:
    """png, jpg, gif, webp or bmp, by the first bytes; no pixel is decoded.

    Raises Problem for another kind of file and for more than MOST_PIXELS.
    """
    found = _size(raw)
    if found is None:
        raise Problem("this is no picture that can be shown", hint="use PNG, JPEG, GIF, WebP or BMP")
    kind, width, height = found
    if not 0 < width * height <= MOST_PIXELS:
        message = f"the picture has {width:,} × {height:,} pixels"
        raise Problem(message, hint=f"{MOST_PIXELS:,} pixels are shown at most: make it smaller")
    return kind


def _size(raw: bytes) -> tuple[str, int, int] | None:
    """Kind, width and height that the header says; None if it is not that of a picture."""
    try:
        if raw.startswith(b"\x89PNG\r\n\x1a\n") and raw[12:16] == b"IHDR":
            return ("png", *struct.unpack(">II", raw[16:24]))
        if raw[:6] in {b"GIF87a", b"GIF89a"}:
            return ("gif", *struct.unpack("<HH", raw[6:10]))
        if raw[:2] == b"BM" and len(raw) > 26:
            width, height = struct.unpack("<ii", raw[18:26])
            return "bmp", abs(width), abs(height)
        if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
            return _webp(raw)
        if raw[:3] == b"\xff\xd8\xff":
            return _jpeg(raw)
    except (struct.error, IndexError):
        pass
    return None


def _webp(raw: bytes) -> tuple[str, int, int] | None:
    match raw[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", raw[26:30])
            return "webp", width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(raw[21:25], "little")
            return "webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            sides = int.from_bytes(raw[24:27], "little"), int.from_bytes(raw[27:30], "little")
            return "webp", sides[0] + 1, sides[1] + 1
        case _:
            return None


def _jpeg(raw: bytes) -> tuple[str, int, int] | None:
    """The size in the frame header, which follows segments of any length."""
    at = 2
    while raw[at] == 0xFF:
        marker = raw[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return "jpg", width, height
        padding = marker == 0xFF
        at += 1 if padding else 2 + max(2, int.from_bytes(raw[at + 2 : at + 4], "big"))
    return None
