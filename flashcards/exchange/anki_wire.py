"""Anki's small binary records (protocol buffers), read field by field without a schema."""

from __future__ import annotations

from collections.abc import Iterator

_MOST_BYTES = 10
"""Of a number: 64 bits, seven in a byte."""


def read_wire(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a record in order, each with its number; they end where the record is damaged."""
    at = 0
    while at < len(data):
        key, at = _read_number(data, at)
        number, kind = key >> 3, key & 7
        value: int | bytes
        match kind:
            case 0:
                value, at = _read_number(data, at)
            case 1 | 5:
                size = 8 if kind == 1 else 4
                value, at = data[at : at + size], at + size
            case 2:
                size, at = _read_number(data, at)
                value, at = data[at : at + size], at + size
            case _:
                return
        if at > len(data) or at < 0:
            return
        yield number, value


def _read_number(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at` and the position after it; beyond the end of `data` if it is cut off."""
    value = 0
    for place in range(_MOST_BYTES):
        if at + place >= len(data):
            break
        byte = data[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, len(data) + 1
