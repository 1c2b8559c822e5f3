"""The YAML between the `---` lines at the head of a note, read safely and in bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flashcards.deck import yaml_reader
from flashcards.deck.nodes import DataNode, MappingNode, ScalarNode, SequenceNode
from flashcards.errors import Place, Problem

LONGEST = 20_000
"""Characters; front matter is a handful of fields."""
_CLOSES = re.compile(r"^(---|\.\.\.)[ \t]*$")


def front_matter_length(lines: Sequence[str]) -> int:
    """How many lines the front matter takes, both rulers included; 0 where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at in range(1, len(lines)) if _CLOSES.match(lines[at])), 0)


def read_fields(text: str, file: str) -> Mapping[str, object]:
    """The fields in `text`, which begins on the file's second line.

    Raises Problem if it is no YAML mapping, is too long or nested too deeply, or holds anchors, aliases or
    tags: the reader is that of decks, which constructs nothing and bounds what it reads.
    """
    if len(text) > LONGEST:
        raise Problem(
            f"the front matter is longer than {LONGEST:,} characters", Place(file, 2), "move text below it"
        )
    value = yaml_reader.read_yaml_value(text, Place(file, 2))
    if value is None:
        return {}
    if not isinstance(value, MappingNode):
        raise Problem("the front matter is no list of fields", Place(file, 2), "write `name: value` lines")
    return {name.text: _plain(each) for name, each in value.pairs}


def _plain(value: DataNode) -> object:
    """The value as texts, lists and mappings; None for an empty one."""
    match value:
        case ScalarNode(text, _):
            return None if text in {"", "~", "null"} else text
        case SequenceNode(items, _):
            return [_plain(item) for item in items]
        case MappingNode(pairs, _):
            return {name.text: _plain(each) for name, each in pairs}


def strings(value: object) -> tuple[str, ...]:
    """A field that may be a list, a single value, or words with commas between them."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        return tuple(part.strip() for part in value if isinstance(part, str) and part.strip())
    return ()
