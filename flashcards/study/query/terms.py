"""Reads the terms that name a field: what may follow `deck:`, `is:`, `recall<`, `rated:`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import NamedTuple, NoReturn

from flashcards.deck.model import KINDS
from flashcards.errors import Place, Problem, suggest
from flashcards.study.query.tree import (
    FIELDS,
    NUMBERS,
    STATES,
    WHOLE,
    FieldTerm,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    quoted,
)

SOURCE = "query"
"""The file that the place of a problem names."""
CARD_KINDS: tuple[str, ...] = tuple(answer.kind for answer in KINDS.values())
GRADES: Mapping[str, int] = {"again": 1, "hard": 2, "good": 3, "easy": 4}

_SIGNS: Mapping[str, str] = {":": "=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!="}
_OTHER_NAMES: Mapping[str, str] = {
    **{"is:learn": "learning", "is:mark": "marked", "is:flagged": "marked"},
    **{"ivl": "interval", "reps": "reviews", "s": "stability", "d": "difficulty", "r": "recall"},
}
"""What Anki calls some of them."""
_FIELD_MEANT: Mapping[str, str] = {
    **{"type": "kind", "mid": "kind", "ease": "difficulty", "file": "note"},
    **{"state": "is", "status": "is", "flag": "is:marked", "prop": "lapses>3 or stability<5"},
    **{"added": "is:new", "introduced": "rated:7d", "tags": "tag"},
    **dict.fromkeys(("id", "card", "name"), "the name alone, such as adam/step"),
    **{"lapse": "lapses", "retrievability": "recall", "mistake": "slip", "error": "slip"},
}
"""Fields of Anki, or other words for ours → what is meant or comes nearest; spelling would guess worse."""
_DAYS: Mapping[str, int] = {"": 1, "d": 1, "w": 7}
_NUMBER = re.compile(r"(-?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?)([%dw]?)")
_RATED = re.compile(r"(\d{1,5})([dw]?)(?::([A-Za-z]{1,10}|\d))?")


class WrittenTerm(NamedTuple):
    """A term that names a field, as it was written."""

    name: str
    sign: str
    value: str
    column: int
    """Of the name."""
    value_column: int

    @property
    def text(self) -> str:
        """The term as words would be written that look like it."""
        return self.name + self.sign + self.value


def refuse(message: str, column: int, hint: str = "") -> NoReturn:
    """Raises the Problem with a query, at a column that counts from 1."""
    raise Problem(message, Place(SOURCE, 1, column), hint)


def read_term(written: WrittenTerm) -> Query:
    """The term. Raises Problem if its field is unknown, or its value not one of that field's."""
    name = written.name.lower()
    if name == "prop" and written.sign == ":":
        return _read_property(written)
    name = _OTHER_NAMES.get(name, name)
    reader = _READERS.get(name)
    if not reader:
        _refuse_name(written)
    if not written.value:
        example = EXAMPLES[name]
        refuse(
            f"nothing stands after '{written.name}{written.sign}'", written.value_column, f"write {example}"
        )
    if name not in NUMBERS and written.sign not in (":", "="):
        hint = f"write {written.name}:{written.value}, or -{written.name}:{written.value} for all others"
        refuse(f"'{written.sign}' does not go with '{written.name}'", written.column, hint)
    return reader(written._replace(name=name))


def _read_property(written: WrittenTerm) -> Query:
    """`prop:lapses>3`, as in Anki, means `lapses>3`."""
    found = re.match(r"([A-Za-z]{1,40})(<=|>=|!=|[<>=])(.*)", written.value, re.DOTALL)
    if not found:
        refuse("prop: needs a comparison", written.value_column, "write lapses>3 or stability<5")
    start = written.value_column
    return read_term(WrittenTerm(found[1], found[2], found[3], start, start + found.start(3)))


def _refuse_name(written: WrittenTerm) -> NoReturn:
    meant = _FIELD_MEANT.get(written.name.lower())
    near = f"did you mean {meant}?" if meant else suggest(written.name, [*FIELDS, "is", "rated", *NUMBERS])
    words = f"to find this text, write it in quotes: {quoted(written.text)}"
    refuse(f"there is no field '{written.name}'", written.column, f"{near}\n{words}")


def _read_field(written: WrittenTerm) -> Query:
    value = written.value
    if written.name == "kind" and "*" not in value and value.lower() not in CARD_KINDS:
        refuse(f"there is no kind '{value}'", written.value_column, suggest(value, CARD_KINDS))
    return FieldTerm(written.name, value)


def _read_state(written: WrittenTerm) -> Query:
    state = written.value.lower()
    state = _OTHER_NAMES.get(f"is:{state}", state)
    if state not in STATES:
        refuse(f"there is no state '{written.value}'", written.value_column, suggest(state, STATES))
    return StateTerm(state)


def _read_number(written: WrittenTerm) -> Query:
    name, value = written.name, written.value
    sign = _SIGNS.get(written.sign, written.sign)
    found = _NUMBER.fullmatch(value)
    units = "%" if name == "recall" else "" if name in ("lapses", "reviews", "difficulty") else "dw"
    if not found or not (found[2] == "" or found[2] in units):
        refuse(f"'{value}' is no number for '{name}'", written.value_column, f"write {EXAMPLES[name]}")
    if name not in WHOLE and sign not in ("<", "<=", ">", ">="):
        hint = f"write {name}<{value} or {name}>{value}"
        refuse(f"'{name}' is never exactly a number", written.column + len(name), hint)
    number = float(found[1])
    return NumberTerm(
        name, sign, _bounded(name, number / 100 if found[2] == "%" else number * _DAYS[found[2]], written)
    )


def _bounded(name: str, value: float, written: WrittenTerm) -> float:
    if name == "recall" and not 0 <= value <= 1:
        hint = f"write recall{written.sign}0.8, or recall{written.sign}80%"
        refuse("recall is between 0 and 1", written.value_column, hint)
    if not isfinite(value):
        refuse(f"'{written.value}' is too large", written.value_column)
    return value + 0.0  # no -0.0, which is written differently


def _read_rated(written: WrittenTerm) -> Query:
    found = _RATED.fullmatch(written.value)
    days = int(found[1]) * _DAYS[found[2]] if found else 0
    grade = _grade(found[3]) if found and found[3] else None
    if not days or grade == 0:
        hint = f"write {EXAMPLES['rated']} for those rated Again within a week"
        refuse(f"'{written.value}' is no number of days, or no grade", written.value_column, hint)
    return RatedTerm(days, grade, written.sign == "=")


def _grade(written: str) -> int:
    """The number of a grade; 0 if there is no such grade."""
    number = int(written) if written.isdecimal() else GRADES.get(written.lower(), 0)
    return number if 1 <= number <= 4 else 0


EXAMPLES: Mapping[str, str] = {
    **{"deck": "deck:adam or deck:opt*", "tag": "tag:formula", "kind": "kind:cloze"},
    **{"note": "note:adam.md", "slip": "slip:missing-square", "is": "is:due", "rated": "rated:7d:1"},
    **{"due": "due<7d", "interval": "interval>=21d", "lapses": "lapses>3", "reviews": "reviews<10"},
    **{"stability": "stability<5", "difficulty": "difficulty>7", "recall": "recall<0.8"},
}
"""A term of each field."""

_READERS: Mapping[str, Callable[[WrittenTerm], Query]] = {
    **dict.fromkeys(FIELDS, _read_field),
    **dict.fromkeys(NUMBERS, _read_number),
    "is": _read_state,
    "rated": _read_rated,
}
assert set(EXAMPLES) == set(_READERS)
