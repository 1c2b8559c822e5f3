"""`Value`: what the immutable values of this program are made from; to a caller it is a frozen dataclass."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct, field

__all__ = ["Value", "field"]


class _Fields:
    """What `dataclasses.replace`, `fields` and `asdict` ask a class for, made when they first ask."""

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
    defaults = kind.__struct_defaults__
    names = kind.__struct_fields__
    required = len(names) - len(defaults)
    listed = [(name, Any, dataclasses.field()) for name in names[:required]]
    listed += [(name, Any, _field(default)) for name, default in zip(names[required:], defaults, strict=True)]
    said = {"__doc__": kind.__doc__ or kind.__name__}  # without, a signature is worked out to stand in for it
    mirror = dataclasses.make_dataclass(
        kind.__name__, listed, namespace=said, init=False, repr=False, eq=False
    )
    return {each.name: each for each in dataclasses.fields(mirror)}


def _field(default: Any) -> Any:
    """A dataclass's field with the default of a struct's.

    The annotations are not read: they may name what only the type checker imports.
    """
    if default is NODEFAULT:
        return dataclasses.field()
    if isinstance(default, _factory_kind()):
        made: Any = default
        return dataclasses.field(default_factory=made.factory)
    return dataclasses.field(default=default)


@cache
def _factory_kind() -> type:
    """The class of msgspec's own for a default that is made anew, which it does not name in public."""

    class Sample(Struct):
        made: list[int] = field(default_factory=list)

    return type(Sample.__struct_defaults__[0])
