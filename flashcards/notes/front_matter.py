"""Reads the fields of a note's front matter as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flashcards.deck.front_matter import read_front_matter
from flashcards.deck.nodes import DataNode, MappingNode, ScalarNode, SequenceNode


def read_fields(lines: Sequence[str], file: str) -> Mapping[str, object]:
    """The fields of the front matter in `lines`. Raises Problem if it cannot be read."""
    return {name.text: _plain(each) for name, each in read_front_matter(lines, file)}


def _plain(value: DataNode) -> object:
    """The value as strings, lists and mappings; None if it is empty."""
    match value:
        case ScalarNode(text, _):
            return None if text in {"", "~", "null"} else text
        case SequenceNode(items, _):
            return [_plain(item) for item in items]
        case MappingNode(pairs, _):
            return {name.text: _plain(each) for name, each in pairs}


def strings(value: object) -> tuple[str, ...]:
    """The strings of a field that may be a list, a single value or a comma-separated string."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        return tuple(part.strip() for part in value if isinstance(part, str) and part.strip())
    return ()
