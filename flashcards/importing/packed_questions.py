"""Converts what an import keeps of a note to and from plain data, for the cache.

The forms follow from the type hints of the classes in `CLASSES`, so a new field needs no code here.
What is packed was read by this very version of the program; `unpack` checks nothing.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from flashcards.audit.note_findings import Comparison, Finding
from flashcards.deck.model import KINDS, Demo, Predict, Run
from flashcards.errors import Place, Problem
from flashcards.importing.draft import Draft, Refutation
from flashcards.importing.note_questions import BlockQuestions, NoteQuestion, NoteQuestions

CLASSES = frozenset(
    {
        *(NoteQuestions, BlockQuestions, NoteQuestion, Draft, Refutation, Finding, Comparison),
        *(Demo, Run, Predict, Place, *KINDS.values()),
    }
)
"""The only classes that are ever made of plain data."""

_Convert = Callable[[Any], Any]


class _Form(NamedTuple):
    """How the values of one type become plain data, and back."""

    pack: _Convert
    unpack: _Convert
    kind: type = object
    """The class of the values."""


def pack_questions(note: NoteQuestions) -> str:
    """The questions of a note as a JSON text."""
    return json.dumps(_form(NoteQuestions).pack(note), separators=(",", ":"))


def unpack_questions(text: str) -> NoteQuestions:
    """The questions that `pack_questions` made `text` of."""
    note = _form(NoteQuestions).unpack(json.loads(text))
    assert isinstance(note, NoteQuestions)
    return note


def _same(value: Any) -> Any:
    return value


@cache
def _form(hint: Any) -> _Form:
    """The form of a type hint. Raises TypeError for a type that has none."""
    if hint is str:
        return _Form(_same, sys.intern, str)  # titles, reasons and names recur in every block of a note
    if hint in {int, float, bool, types.NoneType}:
        return _Form(_same, _same, hint)
    if get_origin(hint) is Literal:
        return _Form(_same, sys.intern, str)
    if hint is Problem:
        return _problem()
    if hint in CLASSES:
        return _dataclass(hint)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        return _sequence(_form(get_args(hint)[0]))
    if get_origin(hint) is Mapping and get_args(hint)[0] is str:
        return _mapping(_form(get_args(hint)[1]))
    if get_origin(hint) in {Union, types.UnionType}:
        return _union([_form(each) for each in get_args(hint)])
    raise TypeError(f"{hint} has no form as plain data")


def _sequence(each: _Form) -> _Form:
    pack, unpack = each.pack, each.unpack
    return _Form(lambda value: [*map(pack, value)], lambda plain: (*map(unpack, plain),), tuple)


def _mapping(each: _Form) -> _Form:
    def convert(how: _Convert) -> _Convert:
        return lambda value: {name: how(each) for name, each in value.items()}

    return _Form(convert(each.pack), convert(each.unpack), Mapping)


def _problem() -> _Form:
    place = _form(Place | None)
    return _Form(
        lambda problem: [problem.message, place.pack(problem.place), problem.hint],
        lambda plain: Problem(plain[0], place.unpack(plain[1]), plain[2]),
        Problem,
    )


def _dataclass(kind: Any) -> _Form:
    """The form of a frozen dataclass: its values in order, without the last ones that are as by default."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    forms = [_form(hints[name]) for name in names]
    packers = [(name, form.pack) for name, form in zip(names, forms, strict=True)]
    unpackers = [form.unpack for form in forms]
    defaults = [*map(_default, fields(kind))]

    def pack(value: Any) -> list[Any]:
        count = len(names)
        while count and _is_default(getattr(value, names[count - 1]), defaults[count - 1]):
            count -= 1
        return [pack_field(getattr(value, name)) for name, pack_field in packers[:count]]

    def unpack(plain: list[Any]) -> Any:
        return kind(*[unpack_field(each) for unpack_field, each in zip(unpackers, plain, strict=False)])

    return _Form(pack, unpack, kind)


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _is_default(value: Any, default: Any) -> bool:
    """True if the value is the field's default, in type too: 0 is not False."""
    return default is not MISSING and type(value) is type(default) and bool(value == default)


def _union(forms: list[_Form]) -> _Form:
    """The form of one of several types: a single value as it is, any other with the number of its form."""
    numbered = [*enumerate(forms)]
    single = (str, int, float, bool, types.NoneType)

    def pack(value: Any) -> Any:
        if isinstance(value, single):
            return value
        return next([at, form.pack(value)] for at, form in numbered if isinstance(value, form.kind))

    def unpack(plain: Any) -> Any:
        return forms[plain[0]].unpack(plain[1]) if isinstance(plain, list) else plain

    return _Form(pack, unpack)
