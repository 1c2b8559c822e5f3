"""What a note is made of: blocks in the order of the file, each with its lines and what stands above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flashcards.errors import Problem

KINDS = (
    "field",  # a line of the front matter
    "heading",
    "label",  # a bold line that stands alone, as a heading without marks
    "paragraph",
    "item",
    "row",
    "formula",
    "flashcard",  # lines with a flashcard's own marks, as `front::back`
    "code",
    "cell",  # the code of a pasted notebook cell
    "output",  # what a notebook cell printed
    "callout",  # the opening line of a callout
    "embed",
    "link",
    "tags",
    "comment",
    "html",
    "rule",
    "drawing",
    "markup",  # a line that only carries marks: a table's ruler, a reference, an empty bullet
)


@dataclass(frozen=True)
class Block:
    """A stretch of a note that has one fate."""

    kind: str
    """One of KINDS."""
    text: str
    """What it says, without the marks of the quote, list or fence that holds it."""
    line: int
    end: int
    """Its last line; lines count from 1."""
    headings: tuple[str, ...] = ()
    """The titles above it, outermost first, as they are written."""
    lead: str = ""
    """The label, paragraph or list item that introduces it."""
    group: int = 0
    """The first line of the list or table that it belongs to; 0 for none."""
    ordered: bool = False
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """Of a row: its cells and the table's head."""
    info: str = ""
    """The language of code, the type of a callout, the name of a field, the level of a heading."""


@dataclass(frozen=True)
class Note:
    """One file of notes."""

    file: str
    """Its path as a person would type it."""
    name: str
    """Its path within the imported folder: what the origin of a card remembers."""
    fields: Mapping[str, object]
    """The front matter."""
    blocks: tuple[Block, ...]
    tags: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    text: str = field(default="", repr=False)
    """The whole note."""
