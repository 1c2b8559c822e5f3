"""Writes YAML as a person would: no folded lines, no doubled backslashes, short tables on one line.

A text is written in the plainest form that our own reader reads back as the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.deck import serialize, yaml_reader
from flashcards.deck.model import Card, Deck
from flashcards.deck.nodes import MappingNode, ScalarNode
from flashcards.deck.serialize import Plain
from flashcards.errors import Place, Problem

WIDEST = 110
"""How many columns a table or list in one line may take before it is broken into lines."""


def write_yaml(deck: Deck) -> str:
    """`deck` as a YAML file."""
    head = list(block_lines(serialize.deck_fields(deck), 0))
    body = "\n".join(write_yaml_card(card, 2) for card in serialize.own(deck))
    return "\n".join(head) + (f"\n\ncards:\n{body}" if deck.cards else "\n\ncards: []\n")


def write_yaml_card(card: Card, indent: int) -> str:
    """The lines of one card in the list of cards, with their newlines."""
    return "\n".join(_item(list(block_lines(serialize.card(card), indent + 2)), indent)) + "\n"


def flow(value: Plain) -> str:
    """`value` on one line, for use after `name:` or, in a Markdown deck, after `name::`."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_key(name)}: {flow(each)}" for name, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(flow(each) for each in value) + "]"
        case str():
            return scalar(value, flowing=True)
        case _:
            return yaml_number(value)


def _key(name: str) -> str:
    """The name of a field; in quotes unless it is a plain word."""
    return name if re.fullmatch(r"[A-Za-z_][\w.-]*", name) else _quoted(name)


def _quoted(written: str) -> str:
    """A text in single quotes; in double quotes if it would not read back from those."""
    form = "'" + written.replace("'", "''") + "'"
    return form if _reads_back(form, written, flowing=True) else _double_quoted(written)


def yaml_number(value: float) -> str:
    """A number or truth value as a person writes it: 1e-8, not 1e-08."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub(r"e([+-])0+", r"e\1", repr(value)).replace("e+", "e")


def scalar(written: str, *, flowing: bool = False) -> str:
    """A text on one line: plain if that reads back, otherwise in single or double quotes."""
    if _PLAIN[flowing].fullmatch(written) and written.isprintable() and written.lower() != "null":
        return written  # most texts, without asking the reader
    for form in (written, "'" + written.replace("'", "''") + "'"):
        if "\n" not in form and _reads_back(form, written, flowing):
            return form
    return _double_quoted(written)


_PLAIN = (
    re.compile(r"[A-Za-z0-9](?:[^\n:# ]|:(?=[^ ])| (?=[^ #]))*"),
    re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./()+;^=*<>-]| (?=[A-Za-z0-9(]))*"),
)
"""What certainly reads back: in a line of its own, and within a list or table on one line."""


def _double_quoted(written: str) -> str:
    r"""In double quotes, invisible characters by number: `\n` before a `u` would look like LaTeX."""
    return '"' + "".join(map(_escaped, written)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    code = ord(character)
    if character.isprintable():
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _reads_back(form: str, written: str, flowing: bool) -> bool:
    if written.lower() in {"", "~", "null"} and form == written:
        return False
    try:
        found = yaml_reader.read_yaml_value("{a: " + form + "}" if flowing else f"a: {form}\n", Place(""))
    except Problem:
        return False
    value = found.pairs[0][1] if isinstance(found, MappingNode) and len(found.pairs) == 1 else None
    return isinstance(value, ScalarNode) and value.text == written


def block_lines(table: dict[str, Plain], indent: int = 0) -> Iterator[str]:
    """The lines of a table in block style."""
    for name, value in table.items():
        yield from _field(f"{' ' * indent}{_key(name)}:", value, indent)


def _field(start: str, value: Plain, indent: int) -> Iterator[str]:
    """The lines of one field or list item, the first beginning with `start`."""
    match value:
        case str():
            yield from _block(start, value, indent)
        case dict() | list() if (
            len(value) < WIDEST and len(start) + 1 + len(line := flow(value)) <= WIDEST and _short(value)
        ):
            yield f"{start} {line}"
        case dict():
            yield start
            yield from block_lines(value, indent + 2)
        case list():
            yield start
            for each in value:
                yield from _listed(each, indent + 2)
        case _:
            yield f"{start} {yaml_number(value)}"


def _listed(value: Plain, indent: int) -> Iterator[str]:
    if isinstance(value, dict) and len(flow(value)) + indent + 2 > WIDEST:
        yield from _item(list(block_lines(value, indent + 2)), indent)
    else:
        yield from _field(f"{' ' * indent}-", value, indent)


def _item(lines: list[str], indent: int) -> list[str]:
    """The lines of a table as an item of a list."""
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _short(value: Plain) -> bool:
    """True if a value fits in flow style; False for lists of sentences and for texts of several lines."""
    if isinstance(value, list):
        return all(
            _short(each) and not (isinstance(each, str) and " " in each and len(each) > 30) for each in value
        )
    if isinstance(value, dict):
        return all(_short(each) for each in value.values())
    return not (isinstance(value, str) and "\n" in value)


def _block(start: str, value: str, indent: int) -> Iterator[str]:
    """A text; as a literal block if it has several lines and reads back."""
    lines = value.split("\n")
    inner = " " * (indent + 2)
    literal = "\n".join(f"  {line}" if line else "" for line in lines)
    mark = "|2" if value.startswith((" ", "\n")) else "|"
    if len(lines) > 1 and _literal_reads_back(f"a: {mark}\n{literal}\n", value):
        yield f"{start} {mark}"
        yield from (f"{inner}{line}" if line else "" for line in lines)
    else:
        yield f"{start} {scalar(value)}"


def _literal_reads_back(written: str, value: str) -> bool:
    try:
        found = yaml_reader.read_yaml_value(written, Place(""))
    except Problem:
        return False
    return (
        isinstance(found, MappingNode)
        and isinstance(found.pairs[0][1], ScalarNode)
        and found.pairs[0][1].text == value + "\n"
    )
