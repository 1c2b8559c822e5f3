"""Which optimizers a block of a note is about: by its table row, list item, label, heading, title or file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from flashcards.notes import context, front_matter
from flashcards.notes.block import Block, Note
from flashcards.notes.context import names_only_subjects, subjects_in
from flashcards.text import math_spans

_BOLD = re.compile(r"\W{0,4}(?:\*\*|__)(?=\S)([^*_\n]{1,80})(?:\*\*|__)")
_BEFORE_COLON = re.compile(r"\s*([^:=]{1,60}):(?:\s|$)")
_COMPARES = re.compile(
    r"\?|\b(?:not|unlike|vs|versus|than|why|instead|differ\w*|compar\w*|contrast\w*|(?:dis)?advantages?"
    r"|problems?|issues?|limitations?|pros|cons)\b",
    re.IGNORECASE,
)
"""Words of a label that names an optimizer only to set another off from it."""
_BRACKETS = re.compile(r"\([^()]*\)")
"""What a heading says in brackets is often but a gloss: `First moment (momentum)` in a note on Adam."""
_QUOTED = re.compile(r"[ \t]*>")
_WORDS = 6
"""Words that the label of a list item may have."""


class ContextWalk:
    """What stands open above the block that is read; blocks are given in order."""

    def __init__(self, note: Note, lines: Sequence[str]) -> None:
        self._lines = lines
        self._whole = _title(note)
        self._label: tuple[str, ...] = ()
        self._callout: tuple[str, ...] = ()
        self._items: list[tuple[int, tuple[str, ...]]] = []

    def enter(self, block: Block) -> tuple[str, ...]:
        """The optimizers that `block` is about, nearest first; none if nothing above it names one."""
        line = self._lines[block.line - 1] if block.line <= len(self._lines) else ""
        if not _QUOTED.match(line):
            self._callout = ()
        self._note_labels(block, _indent(line))
        if block.kind == "row" and block.cells and (named := subjects_in(_prose(block.cells[0]))):
            return named
        labels = (*(names for _, names in reversed(self._items)), self._callout, self._label)
        titles = [_prose(heading) for heading in reversed(block.headings)]
        plain = (subjects_in(title) for title in titles if subjects_in(_BRACKETS.sub(" ", title)))
        glosses = (subjects_in(title) for title in titles)
        return next((names for names in (*labels, *plain, self._whole, *glosses) if names), ())

    def _note_labels(self, block: Block, indent: int) -> None:
        match block.kind:
            case "heading":
                self._label, self._items = (), []
            case "rule" | "cell":
                self._items = []
            case "callout":
                self._callout, self._items = subjects_in(_prose(block.text)), []
            case "label":
                self._items = []
                self._label = _label_subjects(_prose(block.text)) or self._label
            case "item":
                self._items = [above for above in self._items if above[0] < indent]
                self._items.append((indent, _item_subjects(block.text)))
            case "paragraph":
                if indent == 0:
                    self._items = []
                if bold := _BOLD.match(block.text):
                    self._label = _label_subjects(bold[1]) or self._label
                elif (named := _BEFORE_COLON.match(_prose(block.text))) and names_only_subjects(named[1]):
                    self._label = subjects_in(named[1]) or self._label


def _title(note: Note) -> tuple[str, ...]:
    """What the whole note is about: by its title, its aliases, its file's name, or its first sentence."""
    for name in ("title", "aliases", "alias", "optimizer"):
        for value in front_matter.strings(note.fields.get(name)):
            if named := subjects_in(value):
                return named
    stem = PurePosixPath(note.file.replace("\\", "/")).stem
    return subjects_in(stem) or subjects_in(context.title(note))


def _label_subjects(label: str) -> tuple[str, ...]:
    """What a label says that its text is about; nothing if it only compares: `Why not Adam?`."""
    return () if _COMPARES.search(label) else subjects_in(label)


def _item_subjects(text: str) -> tuple[str, ...]:
    """What a list item is about by its label: bold, before its colon, or all of a short item."""
    prose = _prose(text)
    if label := _BOLD.match(prose) or _BEFORE_COLON.match(prose):
        return _label_subjects(label[1]) if len(label[1].split()) <= _WORDS else ()
    return subjects_in(prose) if len(prose.split()) <= _WORDS and names_only_subjects(prose) else ()


def _prose(text: str) -> str:
    """`text` without its formulas and code."""
    return math_spans.replace(text[:400], lambda _, source: " ").strip()


def _indent(line: str) -> int:
    """The column of a line's text behind its quote marks."""
    bare = re.sub(r"^(?:[ \t]*>)+ ?", "", line.expandtabs(4))
    return len(bare) - len(bare.lstrip())
