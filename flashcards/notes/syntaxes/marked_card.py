"""What every flashcard syntax is given, and what it returns: the lines of a note, and marked cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from flashcards.errors import Problem
from flashcards.notes.fenced_regions import Region
from flashcards.value import Value, field


class MarkedCard(Value, frozen=True):
    """A card that the author of a note marked as one, verbatim, with the lines that it takes up."""

    first: int
    last: int
    """Its first and last line in the note; line numbers start at 1."""
    front: str = ""
    """The question; for a text with gaps what stands above the text, usually nothing."""
    back: str = ""
    """The answer; empty for a text with gaps."""
    gaps: str = ""
    """A text with gaps in the notation of decks: `{{hidden}}`, `{{name: hidden | hint}}`."""
    wrong: tuple[str, ...] = ()
    """The wrong options beside `back`, if the card is a choice."""
    both_ways: bool = False
    tags: tuple[str, ...] = ()
    """Tags of this card, without `#`."""
    decks: tuple[str, ...] = ()
    """The decks that its author put it in, as written: `ML::Optim`, `flashcards/dl`."""
    why: str = ""
    """A remark that belongs to the answer."""
    block_id: str = ""
    """Its identity in the syntax, without `^`; empty if it has none."""
    schedule: tuple[str, ...] = ()
    """The raw entries of its schedule, one for each of its prompts in their order; empty ones say nothing."""


class NoteSource(Value, frozen=True):
    """A note as a syntax reads it."""

    lines: Sequence[str]
    """Clean text without line endings."""
    start: int
    """The index of the first line after the front matter."""
    fields: Mapping[str, object]
    """The front matter."""
    regions: Sequence[Region]
    """Fences, display formulas, comments and notebook cells: text that no mark counts in."""
    file: str
    """The path to report."""
    name: str
    """The path within the imported folder."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """The syntax's own settings, by the names that the program which invented it gives them."""


class Syntax(Value, frozen=True):
    """A flashcard syntax: how to recognise a note in it, and how to read its cards."""

    name: str
    """As in reports and `--syntax`."""
    detect: Callable[[NoteSource], bool]
    """True if the note carries this syntax's marks."""
    read: Callable[[NoteSource, list[Problem]], Iterator[MarkedCard]]
    """The note's cards, in order; what is wrong with marks is appended to the problems."""
