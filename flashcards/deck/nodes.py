"""The tree that both syntaxes are parsed into: texts, lists and tables, each with its place in the file.

They are tuples: a large file holds 100,000 of them, and these are made fastest.
"""

from __future__ import annotations

from flashcards.errors import Place
from flashcards.value import Value

DEEPEST = 20
"""How deep values may lie in one another."""


class ScalarNode(Value, frozen=True):
    """A scalar as written; its field decides whether it is text, a number or a truth value."""

    text: str
    place: Place


class SequenceNode(Value, frozen=True):
    """A list."""

    items: tuple[DataNode, ...]
    place: Place


class MappingNode(Value, frozen=True):
    """Names and their values in file order; a name may occur twice."""

    pairs: tuple[tuple[ScalarNode, DataNode], ...]
    place: Place


DataNode = ScalarNode | SequenceNode | MappingNode


def describe(value: DataNode) -> str:
    """A name for this kind of value, for a message about the wrong type."""
    match value:
        case ScalarNode("", _):
            return "nothing"
        case ScalarNode(text, _):
            return f"the text '{text if len(text) <= 30 else text[:29] + '…'}'"
        case SequenceNode(_, _):
            return "a list"
        case MappingNode(_, _):
            return "a table of fields"
