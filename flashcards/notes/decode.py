"""Decodes a note: normalizes line endings and removes the byte order mark and control characters."""

from __future__ import annotations

import re

from flashcards.errors import Place, Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def decode(raw: bytes, file: str) -> str:
    """The text of a note, with LF line endings.

    Raises Problem with the line and the byte if the bytes are not UTF-8.
    """
    if raw[:2] in _MARKS:
        raise Problem(
            f"the note is {_MARKS[raw[:2]]}, not UTF-8", Place(file), "the note was skipped; save it as UTF-8"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        message = f"the note is not UTF-8: byte 0x{raw[error.start]:02X} at offset {error.start}"
        raise Problem(message, place, "the note was skipped; save it as UTF-8") from None
    return clean_text(text)


def clean_text(text: str) -> str:
    """`text` with LF line endings and without control characters, which could manipulate a terminal."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)
