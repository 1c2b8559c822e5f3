"""Makes the three standard streams safe to use if closed, limited in encoding, or unwritable."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

_SPELLED = "flashcards.spelled"
"""The codec error handler that transliterates unencodable characters to ASCII."""
_MARKS = str.maketrans("·›‹«»─━│┌┐└┘├┤┬┴┼▁▸✓✗", "-><<>--|+++++++++_>vx")
_NEEDED = "β₁ᵗ√─⠿"
"""Characters of formulas and plots; an encoding that lacks them gets the ASCII form of everything."""


def prepare() -> None:
    """Opens closed streams on the null device, and transliterates characters an encoding lacks."""
    _open_closed()
    codecs.register_error(_SPELLED, _spell)
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, _SPELLED), (sys.stderr, _SPELLED)):
        if isinstance(stream, io.TextIOWrapper) and stream.errors != errors:
            stream.reconfigure(errors=errors)


@contextlib.contextmanager
def outlast_reader() -> Iterator[None]:
    """Lets a command that prints before it writes finish, though the reader of its output left early."""
    held = sys.stdout
    sys.stdout = cast(TextIO, _Patient(held))
    try:
        yield
    finally:
        sys.stdout = held


class _Patient:
    """A stream whose text is thrown away once nobody reads it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes the text if somebody reads it; its length."""
        try:
            self._stream.write(text)
        except BrokenPipeError:
            discard(self._stream)
        return len(text)

    def flush(self) -> None:
        """Flushes the stream if somebody reads it."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            discard(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def settle() -> None:
    """Flushes both outputs; discards one that cannot be written, to keep Python's flush at exit silent."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            discard(stream)


def discard(stream: TextIO) -> None:
    """Redirects the buffered and further output of `stream` to the null device."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def lacks_unicode(stream: TextIO) -> bool:
    """True if the encoding of `stream` lacks characters that formulas and plots are drawn with."""
    try:
        _NEEDED.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _open_closed() -> None:
    """Opens the null device for each closed standard stream, so that no database gets its descriptor."""
    streams = {"stdin": "r", "stdout": "w", "stderr": "w"}
    if all(getattr(sys, name) is not None for name in streams):
        return
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    for number, (name, mode) in enumerate(streams.items()):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from flashcards.text.names import spell_in_ascii

    text = error.object[error.start : error.end]
    return spell_in_ascii("".join(map(_picture, text)).translate(_MARKS)), error.end


def _picture(character: str) -> str:
    """Escapes a control picture as the control character it shows, and a lone surrogate as its code."""
    code = ord(character)
    if 0x2400 <= code <= 0x2421:
        return f"\\x{0x7F if code == 0x2421 else code - 0x2400:02x}"
    return f"\\u{code:04x}" if 0xD800 <= code <= 0xDFFF else character
