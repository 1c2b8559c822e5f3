"""Decodes a note: UTF-8, or UTF-16 where the bytes leave no doubt; anything else is refused with a remedy."""

from __future__ import annotations

import re
import shlex
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from flashcards.errors import Place, Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
_SAMPLE = 4096
"""How many of the first bytes decide whether a note without a byte order mark is UTF-16."""
_UNUSED_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
"""A character of two or more bytes in UTF-8."""
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(raw: bytes, file: str) -> str:
    """The text of a note, with LF line endings.

    Raises Problem with the line, the byte and the remedy if the bytes are neither UTF-8 nor UTF-16.
    """
    if raw.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):
        message = "the note is UTF-32, which is not read"
        raise Problem(message, Place(file), f"the note was skipped; {_conversion('UTF-32', file)}")
    if encoding := _utf_16(raw):
        return clean_text(_decode_utf_16(raw, encoding, file))
    try:
        return clean_text(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte order mark, and the person from the start of the file.
        raise _not_utf_8(raw, error.start + len(raw) - len(error.object), file) from None


def clean_text(text: str) -> str:
    """`text` with LF line endings and without control characters, which could manipulate a terminal."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _utf_16(raw: bytes) -> str:
    """The codec of a note in UTF-16, by its mark or by a NUL at nearly every other byte; else empty."""
    if raw.startswith(BOM_UTF16_LE):
        return "utf-16-le"
    if raw.startswith(BOM_UTF16_BE):
        return "utf-16-be"
    if raw.startswith(BOM_UTF8):
        return ""
    sample = raw[: min(len(raw), _SAMPLE) // 2 * 2]
    pairs, first, second = len(sample) // 2, sample[::2].count(0), sample[1::2].count(0)
    if pairs >= 2 and max(first, second) >= 0.4 * pairs and min(first, second) <= 0.1 * pairs:
        return "utf-16-be" if first > second else "utf-16-le"
    return ""


def _decode_utf_16(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "replace").lstrip("\ufeff")
        ends = error.end == len(raw)
        what = "it ends in the middle of a character" if ends else "half of a pair stands alone"
        message = f"the note is damaged UTF-16: {what}, at byte offset {error.start}"
        hint = "the note was skipped; restore it from a backup, or save it again as UTF-8"
        raise Problem(message, _place(before, file), hint) from None


def _not_utf_8(raw: bytes, at: int, file: str) -> Problem:
    """The Problem that the byte at offset `at` is not UTF-8."""
    message = f"the note is not UTF-8: byte 0x{raw[at]:02X} at offset {at}"
    before = raw[:at].decode("utf-8-sig", "replace")
    return Problem(message, _place(before, file), f"the note was skipped; {_remedy(raw, file)}")


def _place(before: str, file: str) -> Place:
    """The place that follows the text `before`."""
    lines = clean_text(f"{before}.").split("\n")
    return Place(file, len(lines), max(len(lines[-1]), 1))


def _remedy(raw: bytes, file: str) -> str:
    """How to make UTF-8 of the bytes, by the encoding that they are likeliest in; text has no NUL."""
    if b"\0" in raw:
        return "it looks like a picture or other binary data: name Markdown files (.md) or their folder"
    sound = sum(len(found) for found in _MULTIBYTE.findall(raw))
    stray = len(_HIGH.findall(raw)) - sound
    if sound > stray:
        return "nearly all of it is UTF-8: replace the damaged character in a text editor"
    if _UNUSED_IN_WINDOWS_1252.search(raw) or stray > 0.4 * len(raw):
        return "its encoding is unknown: in a text editor, reopen it with the right one and save it as UTF-8"
    single = "WINDOWS-1252" if re.search(rb"[\x80-\x9f]", raw) else "LATIN1"
    return f"it looks like {'Windows-1252' if single != 'LATIN1' else 'Latin-1'}: {_conversion(single, file)}"


def _conversion(encoding: str, file: str) -> str:
    """The command that converts the note, and what to do without a shell."""
    source, target = shlex.quote(file), shlex.quote(f"{file}.utf8")
    return (
        f"convert it with\niconv -f {encoding} -t UTF-8 < {source} > {target}\n"
        "and let that file replace the note, or choose Save with Encoding, UTF-8, in a text editor.\n"
        "Obsidian reads only UTF-8 and would save each such character as �: convert before editing there."
    )
