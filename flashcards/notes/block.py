"""The model of a note: its blocks in file order, each with its lines, its headings and its lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flashcards.errors import Problem
from flashcards.notes.syntaxes.marked_card import MarkedCard
from flashcards.value import Value

KINDS = (
    "field",  # a line of the front matter
    "heading",
    "label",  # a bold line by itself, used as a heading
    "paragraph",
    "item",
    "row",
    "formula",
    "flashcard",  # lines in flashcard notation, such as `front::back`
    "code",
    "cell",  # the code of a pasted notebook cell
    "output",  # the output of a notebook cell
    "callout",  # the first line of a callout
    "embed",
    "link",
    "tags",
    "comment",
    "html",
    "rule",
    "drawing",
    "markup",  # a line without content: a table's ruler, a link reference, an empty bullet
)


class Block(Value, frozen=True):
    """A part of a note that an import handles as one unit."""

    kind: str
    """One of KINDS."""
    text: str
    """Its content, without the marks of the enclosing quote, list or fence."""
    line: int
    end: int
    """Its last line; line numbers start at 1."""
    headings: tuple[str, ...] = ()
    """The headings above it, outermost first, verbatim."""
    lead: str = ""
    """The label, paragraph or list item that introduces it."""
    group: int = 0
    """The first line of the list or table that contains it; 0 if there is none."""
    ordered: bool = False
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """For a row: its cells, and the table's header."""
    info: str = ""
    """The language of code, type of a callout, name of a field or level of a heading."""
    parents: tuple[str, ...] = ()
    """The list items that enclose it, outermost first, verbatim."""
    card: MarkedCard | None = None
    """For a flashcard: what its author marked."""


@dataclass(frozen=True)
class Note:
    """A parsed note file."""

    file: str
    """The path as a user would type it."""
    name: str
    """The path within the imported folder, as recorded in the origin of each card."""
    fields: Mapping[str, object]
    """The front matter."""
    blocks: tuple[Block, ...]
    tags: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    text: str = field(default="", repr=False)
    """The whole note."""
    syntax: str = ""
    """The flashcard syntax in which it was read; empty for a note in prose."""
