"""Reading notes for an import: each becomes its questions, from the cache if it has not changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli.progress import Progress
from flashcards.errors import Problem
from flashcards.storage import code_version, note_cache
from flashcards.storage.digests import digest
from flashcards.value import Value, field

if TYPE_CHECKING:
    from flashcards.importing.note_questions import NoteQuestions
    from flashcards.storage.note_files import ListedNote

_DAY = 24 * 60 * 60


def open_note_cache(folder: Path | None) -> note_cache.NoteCache:
    """The cache of what was read in notes, in a folder of caches; None for no cache."""
    return note_cache.NoteCache(folder, int(time.time() // _DAY))


class NoteReader(Value, frozen=True):
    """Reads notes in one flashcard syntax, each only if its content is not in the cache."""

    syntax: str
    cache: Path | None
    """The folder of caches; None for none."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """Settings of the syntax."""
    show: Callable[[str], None] | None = None
    """Shows how far the reading has come, by default at the terminal; an error that it raises ends it."""
    everything: bool = False
    """Keep every finding of the audit, as `--json` prints them; otherwise those that are told or counted."""

    def read(self, paths: Sequence[Path], problems: list[Problem]) -> list[NoteQuestions]:
        """The questions of the notes that could be read; the problems of the others are appended.

        Raises Problem if there are no notes.
        """
        from flashcards.storage import note_files

        found = [each for each in self.read_listed(note_files.list_notes(paths, problems), problems) if each]
        if not found:
            hint = str(problems[0]) if problems else "name a Markdown file (.md) or a folder with some"
            raise Problem("there are no notes to import", hint=hint)
        return found

    def read_listed(self, notes: Sequence[ListedNote], problems: list[Problem]) -> list[NoteQuestions | None]:
        """The questions of each note; None for one that cannot be read, whose problem is appended."""
        from flashcards.notes.syntaxes import registry

        registry.check_name(self.syntax)
        found: list[NoteQuestions | None] = []
        with (
            open_note_cache(self.cache) as cache,
            Progress("note", len(notes), time.monotonic, self.show) as progress,
        ):
            for listed in notes:
                progress.begin(listed.name)
                try:
                    found.append(self._read(listed, cache))
                except Problem as problem:
                    problems.append(problem)
                    found.append(None)
        return found

    def _read(self, listed: ListedNote, cache: note_cache.NoteCache) -> NoteQuestions:
        """The questions of one note. Raises Problem if it cannot be read."""
        from flashcards.importing import note_questions, packed_questions
        from flashcards.notes import decode, note

        file = listed.read()
        version = code_version.reading_version()
        settings = repr(sorted(self.settings.items()))
        key = digest(file.raw, file.shown, file.name, self.syntax, settings, version)
        if (packed := cache.get(key)) is not None:
            return self._shorten(packed_questions.unpack_questions(packed))
        text = decode.decode(file.raw, file.shown)
        read = note.read_note(text, file.shown, file.name, self.syntax, self.settings)
        found = note_questions.read_questions(read)
        cache.put(key, packed_questions.pack_questions(found))
        return self._shorten(found)

    def _shorten(self, found: NoteQuestions) -> NoteQuestions:
        """The questions without the findings that nobody is shown, which would take most of the memory."""
        from flashcards.audit.note_findings import is_told

        if self.everything:
            return found
        return replace(found, findings=tuple(each for each in found.findings if is_told(each)))
