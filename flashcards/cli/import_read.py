"""Reading notes for an import: each becomes its questions, with progress for long work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.importing.note_questions import NoteQuestions


def read_all(paths: Sequence[Path], syntax: str) -> tuple[list[NoteQuestions], list[Problem]]:
    """The questions of the notes that could be read, and the problems of the others.

    Raises Problem if there are no notes.
    """
    from flashcards.importing.note_questions import read_questions
    from flashcards.notes import decode, note
    from flashcards.notes.syntaxes import registry
    from flashcards.storage import note_files

    registry.check_name(syntax)
    problems: list[Problem] = []
    found: list[NoteQuestions] = []
    for file in note_files.read_notes(paths, problems):
        output.progress(f"{len(found) + 1} notes: {file.shown}")
        try:
            text = decode.decode(file.raw, file.shown)
            found.append(read_questions(note.read_note(text, file.shown, file.name, syntax)))
        except Problem as problem:
            problems.append(problem)
    output.progress()
    if not found:
        output.problems(problems)
        hint = "name a Markdown file (.md) or a folder that contains some"
        raise Problem("there are no notes to import", hint=hint)
    return found, problems
