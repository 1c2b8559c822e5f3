r"""A note → the equations and assignments in it, each with its line and the optimizers its section names.

Read are formulas wherever they stand, listings of Python, code within a line that assigns, `math` fences, and
lines of plain text that begin with a left side.
"""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.audit.note_contexts import ContextWalk
from flashcards.audit.note_stretches import Stretch, stretches
from flashcards.judging.systems.from_code import lines_of_code
from flashcards.judging.systems.from_formula import lines_of_formula
from flashcards.judging.systems.step_faults import StepFault
from flashcards.judging.systems.terms import Gradient, Letter, SystemLine, Term, transform
from flashcards.judging.systems.time_letters import time_letters
from flashcards.notes import decode
from flashcards.notes.block import Block, Note
from flashcards.notes.context import subjects_in
from flashcards.notes.note import read_note
from flashcards.notes.syntaxes.registry import PROSE
from flashcards.value import Value

LONGEST = 100_000
"""Characters of a note that are read."""
MOST_STRETCHES = 1_500
"""Formulas, listings and lines of a note that are read: enough for a book, and read within a second."""
_SILENT = frozenset({"field", "output", "embed", "link", "tags", "comment", "rule", "drawing"})
_SMALL_DELTA = re.compile(r"\\delta\s*(?:\{?\\?(?:theta|[WwbB])(?![A-Za-z]))|δ[WwbBθ]")
_PAIRED = re.compile(r"\\\\\(((?:(?!\\\\[()])[^\n])+)\\\\\)")
_OPENING = re.compile(r"^([ \t>]*)\\\\\[(?!\d)", re.MULTILINE)
_CLOSING = re.compile(r"\\\\\](?=[ \t.,;]*$)", re.MULTILINE)


class NoteSystems(Value, frozen=True):
    """What a note states of systems."""

    lines: tuple[SystemLine, ...]
    faults: tuple[StepFault, ...] = ()
    """What its listings do wrong over several steps."""
    unread: tuple[tuple[int, str], ...] = ()
    """The lines of its Python that do not parse, with the reason."""


def note_systems(text: str, file: str) -> tuple[SystemLine, ...]:
    """The lines of the systems that a note states, in order; `file` is its name."""
    return read_note_systems(text, file).lines


def read_note_systems(text: str, file: str, parsed: Note | None = None) -> NoteSystems:
    """The systems that a note states, with the faults of its listings.

    `parsed` is the note as it was read for something else, which saves reading it again where it is the same.
    """
    cleaned = decode.clean_text(text[:LONGEST])
    same = parsed is not None and not parsed.syntax and len(text) <= LONGEST
    text = _single_backslashes(cleaned)
    reuse = parsed if same and text == cleaned else None
    note = reuse or read_note(text, file, syntax=PROSE)  # marks of cards hide no heading
    lines = text.split("\n")
    reader = _NoteReader(lines, time_letters(text))
    walk = ContextWalk(note, lines)
    for block in note.blocks:
        optimizers = walk.enter(block)
        if block.kind not in _SILENT:
            reader.read(block, optimizers)
    found = tuple(reader.found)
    if _SMALL_DELTA.search(text) and not re.search(r"\\Delta|Δ", text):
        found = _delta_as_gradient(found)
    return NoteSystems(found, tuple(reader.faults), tuple(reader.unread))


def _delta_as_gradient(lines: tuple[SystemLine, ...]) -> tuple[SystemLine, ...]:
    r"""`lines` with `\delta w` as the gradient, which it is in a note that nowhere says what it is set to."""
    if any(isinstance(line.left, Letter) and line.left.name.startswith("delta_") for line in lines):
        return lines

    def change(term: Term) -> Term | None:
        return Gradient() if isinstance(term, Letter) and term.name.startswith("delta_") else None

    return tuple(
        replace(line, right=None if line.right is None else transform(line.right, change)) for line in lines
    )


def _single_backslashes(text: str) -> str:
    r"""`text` with `\\( … \\)` and `\\[ … \\]` in their usual spelling, each character at its old place."""
    if "\\\\(" in text:
        text = _PAIRED.sub(r" \\(\1 \\)", text)
    if "\\\\[" in text:
        text = _CLOSING.sub(r" \\]", _OPENING.sub(r"\1 \\[", text))
    return text


class _NoteReader:
    """Reads blocks in order; lines of one formula or listing share a number."""

    def __init__(self, lines: list[str], time: frozenset[str]) -> None:
        self.found: list[SystemLine] = []
        self.faults: list[StepFault] = []
        self.unread: list[tuple[int, str]] = []
        self._lines = lines
        self._time = time
        self._block = self._count = 0

    def read(self, block: Block, optimizers: tuple[str, ...]) -> None:
        """Adds the lines of one block; pieces of code in one paragraph are one listing."""
        kind = ""
        for stretch in stretches(block, self._lines):
            self._block += not stretch.kind == kind == "code"
            kind = stretch.kind
            self._count += 1
            if self._count > MOST_STRETCHES:
                return
            if stretch.kind == "code":
                self.found += self._code(stretch, optimizers)
            else:
                self.found += self._formula(stretch, optimizers)

    def _formula(self, stretch: Stretch, optimizers: tuple[str, ...]) -> tuple[SystemLine, ...]:
        return lines_of_formula(
            stretch.text,
            stretch.line,
            self._time,
            typed=stretch.kind == "plain",
            optimizers=optimizers,
            block=self._block,
        )

    def _code(self, stretch: Stretch, optimizers: tuple[str, ...]) -> list[SystemLine]:
        """The lines of a listing; of what is no Python, those that are typed formulas."""
        read = lines_of_code(
            stretch.text, stretch.line, optimizers=optimizers, block=self._block, subjects=subjects_in
        )
        self.faults += read.faults
        written = stretch.text.split("\n")
        found = [*read.lines]
        for number, why in read.unread:
            typed = self._formula(Stretch("plain", written[number - stretch.line], number), optimizers)
            found += typed
            if not typed and len(written) > 1:
                self.unread.append((number, why))
        return sorted(found, key=lambda line: line.number)
