"""Validators for the fields of a deck: each returns a frozen value or raises a Problem."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flashcards.deck.model import NAME
from flashcards.deck.nodes import DataNode, MappingNode, ScalarNode, SequenceNode, describe
from flashcards.deck.slug import slug
from flashcards.errors import Problem, suggest
from flashcards.value import Value

Schema = Mapping[str, Any]


class FieldReader(Value, frozen=True):
    """Reads one type of value; carries its JSON Schema."""

    read: Callable[[DataNode], Any]
    """Raises Problem for a value of another type."""
    schema: Schema
    unpack: Callable[[Any], Any] | None = None
    """The value that `read` gave, from the plain data that `serialize` made of it; None if equal."""


class Field(Value, frozen=True):
    """One field of a table: its type and its purpose."""

    reader: FieldReader
    about: str


LONGEST = 20_000
"""Characters of one text of a card: what is longer is no card, and reading it would make the screen wait."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def _text(value: DataNode) -> str:
    return _lines(value).strip()


def _lines(value: DataNode) -> str:
    """A text that keeps the indentation of its first line."""
    if not isinstance(value, ScalarNode):
        raise Problem(f"this must be text, not {describe(value)}", value.place, "put it in 'quotes'")
    if len(value.text) > LONGEST:
        message = f"this text has {len(value.text):,} characters; a text of a card may have {LONGEST:,}"
        raise Problem(message, value.place, "split it into several cards, or link to the text")
    if not value.text.isascii() and _SURROGATE.search(value.text):
        raise Problem("this text contains half of a character (a lone surrogate)", value.place)
    text = _BLANK_LINES.sub("", value.text) if value.text[:1].isspace() else value.text
    return text.rstrip()


def _number(value: DataNode) -> float:
    written = value.text.strip() if isinstance(value, ScalarNode) else ""
    if _WHOLE.fullmatch(written):
        return int(written)
    try:
        number = float(written)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Problem(f"this must be a number, not {describe(value)}", value.place, "such as 0.9 or 1e-8")
    return number


def _count(value: DataNode) -> int:
    number = _number(value)
    if number != int(number) or number < 0:
        raise Problem(f"this must be a whole number, not {describe(value)}", value.place)
    return int(number)


def _positive(value: DataNode) -> float:
    number = _number(value)
    if number <= 0:
        raise Problem("this must be more than 0", value.place, "0.01 lets an answer be off by a hundredth")
    return number


_FLAGS = MappingProxyType({"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False})


def _flag(value: DataNode) -> bool:
    flag = _FLAGS.get(value.text.strip().lower()) if isinstance(value, ScalarNode) else None
    if flag is None:
        raise Problem(f"this must be true or false, not {describe(value)}", value.place)
    return flag


def _name(value: DataNode) -> str:
    name = _text(value)
    if not NAME.fullmatch(name):
        raise Problem(
            f"'{name}' cannot be a name",
            value.place,
            f"lowercase letters, digits and hyphens: {slug(name, 'a-name')}",
        )
    return name


def _key(value: DataNode) -> str:
    """The name of a card in this deck, or `deck/id`."""
    key = _text(value)
    if not all(NAME.fullmatch(part) for part in key.split("/")) or key.count("/") > 1:
        raise Problem(f"'{key}' cannot name a card or deck", value.place, "write  id  or  deck/id")
    return key


_PART = re.compile(r"[A-Za-z0-9][\w-]*")


def _former(value: DataNode) -> str:
    """A former name of a card, `id` or `deck/id`, or of one of its prompts, `deck/id:gap`."""
    name = _text(value)
    key, colon, part = name.partition(":")
    if colon and not _PART.fullmatch(part):
        raise Problem(
            f"'{name}' cannot have been a card's name", value.place, "write  id,  deck/id  or  deck/id:gap"
        )
    _key(ScalarNode(key, value.place))
    return name


def choice(*names: str) -> FieldReader:
    """One of `names`."""

    def read(value: DataNode) -> str:
        name = _text(value)
        if name not in names:
            raise Problem(f"'{name}' is not one of the names allowed here", value.place, suggest(name, names))
        return name

    return FieldReader(read, {"enum": list(names)})


def many(item: FieldReader) -> FieldReader:
    """A list, or a single item."""

    def read(value: DataNode) -> tuple[Any, ...]:
        if isinstance(value, SequenceNode):
            return tuple(item.read(each) for each in value.items)
        return () if isinstance(value, ScalarNode) and not value.text.strip() else (item.read(value),)

    def unpack(plain: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(plain) if item.unpack is None else tuple(map(item.unpack, plain))

    return FieldReader(read, {"anyOf": [item.schema, {"type": "array", "items": item.schema}]}, unpack)


def word_list(item: FieldReader) -> FieldReader:
    """A list of names; a text may hold several, separated by commas, as in `tags: adam, momentum`."""

    def read(value: DataNode) -> tuple[Any, ...]:
        if isinstance(value, ScalarNode):
            parts = [part.strip().removeprefix("#") for part in value.text.split(",")]
            return tuple(item.read(ScalarNode(part, value.place)) for part in parts if part)
        return tuple(many(item).read(value))

    return FieldReader(read, many(item).schema, tuple)


def table_of(item: FieldReader) -> FieldReader:
    """Names, each with a value of the same type."""

    def read(value: DataNode) -> Mapping[str, Any]:
        found = {}
        for name, each in pairs(value):
            if not name.text.isidentifier():
                raise Problem(f"'{name.text}' cannot be a name here", name.place, "letters, digits and _")
            found[name.text] = item.read(each)
        return MappingProxyType(found)

    def unpack(plain: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: _unpacked(item, each) for name, each in plain.items()}

    return FieldReader(read, {"type": "object", "additionalProperties": item.schema}, unpack)


def premise_table(item: FieldReader) -> FieldReader:
    """Names, each with one or several texts; a lone word such as `late` is short for `{late: true}`."""
    table = table_of(many(item))

    def read(value: DataNode) -> Mapping[str, Any]:
        if isinstance(value, ScalarNode) and (word := value.text.strip()):
            value = MappingNode(
                ((ScalarNode(word, value.place), ScalarNode("true", value.place)),), value.place
            )
        found: Mapping[str, Any] = table.read(value)
        return found

    return FieldReader(read, {"anyOf": [{"type": "string"}, table.schema]}, table.unpack)


def text_table(item: FieldReader) -> FieldReader:
    """Texts of one line, each with a value: `{m_1 = g_1: what one could do instead}`."""

    def read(value: DataNode) -> Mapping[str, Any]:
        found = {}
        for name, each in pairs(value):
            key = _text(name)
            if not key or any(not character.isprintable() for character in key):
                raise Problem(
                    "this name must be a text on one line", name.place, "write the statement itself"
                )
            if key in found:
                raise Problem(f"'{key[:40]}' is given twice", name.place)
            found[key] = item.read(each)
        return MappingProxyType(found)

    return FieldReader(read, {"type": "object", "additionalProperties": item.schema}, MappingProxyType)


def name_table(item: FieldReader) -> FieldReader:
    """Names of cards or gaps, each with a value of the same type."""

    def read(value: DataNode) -> Mapping[str, Any]:
        if isinstance(value, ScalarNode) and not value.text.strip():
            return MappingProxyType({})
        return MappingProxyType({_name(name): item.read(each) for name, each in pairs(value)})

    return FieldReader(read, {"type": "object", "additionalProperties": item.schema}, MappingProxyType)


def either(list_reader: FieldReader, other: FieldReader) -> FieldReader:
    """A list read by `list_reader`, anything else by `other`."""

    def read(value: DataNode) -> Any:
        return (list_reader if isinstance(value, SequenceNode) else other).read(value)

    def unpack(plain: Any) -> Any:
        return _unpacked(list_reader if type(plain) is list else other, plain)

    return FieldReader(read, {"anyOf": [list_reader.schema, other.schema]}, unpack)


def record(make: Callable[..., Any], fields: Mapping[str, Field], what: str, *required: str) -> FieldReader:
    """A table with these fields, passed to `make` as keyword arguments."""

    def read(value: DataNode) -> Any:
        found = {}
        for name, each in pairs(value):
            if name.text not in fields:
                raise unknown_field(name, fields, what)
            found[name.text] = fields[name.text].reader.read(each)
        for needed in required:
            if needed not in found:
                raise Problem(f"{what} needs the field '{needed}'", value.place)
        return make(**found)

    def unpack(plain: Mapping[str, Any]) -> Any:
        return make(**unpack_fields(plain, fields))

    return FieldReader(read, {**object_schema(fields), "required": list(required)}, unpack)


def unpack_fields(plain: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The values of the fields in `plain`, as their readers gave them before they were serialized."""
    return {name: _unpacked(fields[name].reader, each) for name, each in plain.items()}


def _unpacked(reader: FieldReader, plain: Any) -> Any:
    return plain if reader.unpack is None else reader.unpack(plain)


def object_schema(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The JSON Schema of a table that has these fields and no others."""
    properties = {name: {**field.reader.schema, "description": field.about} for name, field in fields.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def pairs(value: DataNode) -> tuple[tuple[ScalarNode, DataNode], ...]:
    """The fields of a table. Raises Problem for any other value, or for a name given twice."""
    if not isinstance(value, MappingNode):
        raise Problem(f"this must be a table of fields, not {describe(value)}", value.place)
    seen: set[str] = set()
    for name, _ in value.pairs:
        if name.text in seen:
            raise Problem(f"the field '{name.text}' is given twice", name.place)
        seen.add(name.text)
    return value.pairs


def unknown_field(name: ScalarNode, fields: Iterable[str], what: str) -> Problem:
    """The problem that no field of `what` is called `name`: the nearest field, then all of them."""
    names = list(fields)
    hint = f"{suggest(name.text, names, '')} {what} has: {', '.join(names)}".strip()
    return Problem(f"unknown field '{name.text}'", name.place, hint)


TEXT = FieldReader(_text, {"type": ["string", "number", "boolean"]})
LINES = FieldReader(_lines, {"type": "string"})
NUMBER = FieldReader(_number, {"type": "number"})
POSITIVE = FieldReader(_positive, {"type": "number", "exclusiveMinimum": 0})
COUNT = FieldReader(_count, {"type": "integer", "minimum": 0})
FLAG = FieldReader(_flag, {"type": "boolean"})
IDENTIFIER = FieldReader(_name, {"type": "string", "pattern": f"^{NAME.pattern}$"})
KEY = FieldReader(_key, {"type": "string", "pattern": f"^({NAME.pattern}/)?{NAME.pattern}$"})
FORMER = FieldReader(
    _former, {"type": "string", "pattern": f"^({NAME.pattern}/)?{NAME.pattern}(:{_PART.pattern})?$"}
)
