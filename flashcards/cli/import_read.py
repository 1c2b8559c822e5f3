"""Reading notes for an import: each becomes its questions, with progress for long work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.importing.note_questions import NoteQuestions

Progress = Callable[[str], None]
"""Shows how far long work has come; an empty text removes it."""


def read_all(
    paths: Sequence[Path], syntax: str, written: Sequence[str], progress: Progress
) -> tuple[list[NoteQuestions], list[Problem]]:
    """The questions of the notes that could be read, and the problems of the others.

    `written` are settings of the syntax as `NAME=VALUE`; they count before those of the vault in which the
    first path lies. Raises Problem if there are no notes.
    """
    from flashcards.importing.note_questions import read_questions
    from flashcards.notes import decode, note
    from flashcards.notes.syntaxes import registry
    from flashcards.storage import note_files

    registry.check_name(syntax)
    problems: list[Problem] = []
    settings = {**_vault_settings(paths[0], problems), **registry.parse_syntax_settings(written)}
    found: list[NoteQuestions] = []
    for file in note_files.read_notes(paths, problems):
        progress(f"{len(found) + 1} notes: {file.shown}")
        try:
            text = decode.decode(file.raw, file.shown)
            found.append(read_questions(note.read_note(text, file.shown, file.name, syntax, settings)))
        except Problem as problem:
            problems.append(problem)
    progress("")
    if not found:
        unread = f"{problems[0]}" if problems else ""
        hint = unread or "name a Markdown file (.md) or a folder that contains some"
        raise Problem("there are no notes to import", hint=hint)
    return found, problems


def _vault_settings(path: Path, problems: list[Problem]) -> Mapping[str, object]:
    """The settings of the flashcard plugin of the vault in which `path` lies."""
    from flashcards.notes.syntaxes.obsidian_spaced_repetition import SETTINGS
    from flashcards.storage import vault_settings

    return vault_settings.find_plugin_settings(path, SETTINGS, problems)
