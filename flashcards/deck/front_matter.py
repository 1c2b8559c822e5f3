"""The YAML between the `---` lines at the head of a Markdown file, read safely and in bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flashcards.deck import yaml_reader
from flashcards.deck.nodes import DataNode, MappingNode, ScalarNode
from flashcards.errors import Place, Problem

LONGEST = 20_000
"""Characters; the front matter of a note is a handful of fields."""
_CLOSES = re.compile(r"^(---|\.\.\.)[ \t]*$")

Pair = tuple[ScalarNode, DataNode]


def front_matter_length(lines: Sequence[str]) -> int:
    """The number of lines of the front matter, including both rulers; 0 if there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at in range(1, len(lines)) if _CLOSES.match(lines[at])), 0)


def read_front_matter(lines: Sequence[str], file: str, longest: int = LONGEST) -> tuple[Pair, ...]:
    """The fields between the rulers of `lines`, which begin the file.

    Raises Problem if they are no YAML mapping, too long or nested too deeply, or hold anchors, aliases or
    tags: the reader is that of YAML decks, which constructs nothing and bounds what it reads.
    """
    text = "\n".join(lines[1:-1])
    if len(text) > longest:
        message = f"the front matter is longer than {longest:,} characters"
        raise Problem(message, Place(file, 2), "move text below it")
    value = yaml_reader.read_yaml_value(text, Place(file, 2))
    if value is not None and not isinstance(value, MappingNode):
        raise Problem("the front matter is not a list of fields", value.place, "write `name: value` lines")
    return value.pairs if value else ()
