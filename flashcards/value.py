"""`Value`: what the immutable values of this program are made from; to a caller it is a frozen dataclass."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

__all__ = ["Value", "field", "replace"]


class _Fields:
    """What `dataclasses.replace`, `fields` and `asdict` ask a class for, with names alone."""

    def __get__(self, value: Value | None, kind: type[Value]) -> dict[str, dataclasses.Field[Any]]:
        return _fields_of(kind)


class Value(Struct, frozen=True):
    """A base for values that never change: compared by their fields, hashable, written as `Kind(field=…)`.

    A frozen dataclass compiles six methods when its module is imported, half a millisecond for each class;
    a start needs over a hundred of them before the first card is on the screen. A class of msgspec's is
    made in a fiftieth of that, and `dataclasses.replace`, `fields` and `asdict` work on it as on any other;
    so does `field(default_factory=…)`. Classes with a field that does not count in comparisons, or with a
    cached property, stay dataclasses.
    """

    __dataclass_fields__ = _Fields()


@cache
def _fields_of(kind: type[Value]) -> dict[str, dataclasses.Field[Any]]:
    said = {"__doc__": kind.__name__}  # without, a signature is worked out to stand in for it
    mirror = dataclasses.make_dataclass(
        kind.__name__, kind.__struct_fields__, namespace=said, init=False, repr=False, eq=False
    )
    return {each.name: each for each in dataclasses.fields(mirror)}
