"""`flashcards import --watch`: waits for notes to change, and imports them again while one writes."""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import FINE, output
from flashcards.errors import Problem, printable_line
from flashcards.importing.selection import select

if TYPE_CHECKING:
    from flashcards.cli.import_plan import ImportRequest
    from flashcards.cli.import_read import NoteReader
    from flashcards.importing.merge import Clash, MergeResult
    from flashcards.importing.note_questions import NoteQuestions
    from flashcards.storage.note_files import ListedNote

INTERVAL = 1.0
"""Seconds between two looks at the notes."""
Stamps = Mapping[Path, tuple[int, int]]
_CHANGES = (
    ("new", "new card", "new cards"),
    ("changed", "changed", "changed"),
    ("orphans", "card kept although its text is gone", "cards kept although their texts are gone"),
    ("clashes", "card kept as edited in the deck", "cards kept as edited in the deck"),
)
"""What can happen to the cards of a note: its name in `MergeResult`, and how one and several are told."""


def run_watch(
    args: argparse.Namespace,
    first: Callable[[argparse.Namespace], int],
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Imports the notes once with `first`, and then whenever they change, until Ctrl+C.

    Raises Problem if an option makes no sense with `--watch`, or if a path does not exist.
    """
    for option in ("json", "dry_run"):
        if getattr(args, option):
            name = option.replace("_", "-")
            raise Problem(f"--watch cannot be used with --{name}", hint="leave one of the two away")
    watch = Watch(args)
    try:
        watch.import_first(first)
        output.err("waiting for the notes to change; Ctrl+C ends", "dim")
        while True:
            sleep(INTERVAL)
            watch.look()
    except KeyboardInterrupt:
        output.progress()
        return FINE


@dataclass
class Watch:
    """The notes as they were imported last, and as they were at the last look."""

    args: argparse.Namespace
    known: dict[Path, NoteQuestions | None] = field(default_factory=dict)
    """What was read in each note."""
    imported: Stamps = field(default_factory=dict)
    seen: Stamps = field(default_factory=dict)
    problems: dict[Path, list[Problem]] = field(default_factory=dict)
    """Of reading each note."""
    reported: set[str] = field(default_factory=set)
    """The problems that were there at the last import."""
    lasting: frozenset[tuple[str, str]] | None = None
    """The orphans and clashes of the last import, each with the text that it is about; None at the first."""
    names: dict[Path, str] = field(default_factory=dict)
    """The name of each note at the last look."""

    def import_first(self, first: Callable[[argparse.Namespace], int]) -> None:
        """Imports all notes and reports as without `--watch`; if that fails, waits for them to be mended."""
        self.args.yes = True
        notes = self._list()
        self.imported = self.seen = stamp_all(notes)
        self.names = {listed.path: listed.name for listed in notes}
        try:
            first(self.args)
        except Problem as problem:
            output.problems([problem])
            self.reported = {str(problem)}

    def look(self) -> None:
        """Imports again if notes have changed since the last import, and have not since the last look."""
        notes = self._list()
        before, self.seen = self.seen, stamp_all(notes)
        if self.seen == self.imported or self.seen != before:
            return
        paths = {*self.seen, *self.imported}
        changed = {path for path in paths if self.seen.get(path) != self.imported.get(path)}
        self.imported = self.seen
        self.names |= {listed.path: listed.name for listed in notes}
        try:
            found = self._import(notes, changed)
        except Problem as problem:
            found = [problem]
        self._tell(found)

    @property
    def _request(self) -> ImportRequest:
        from flashcards.cli.import_plan import ImportRequest

        settings = tuple(self.args.syntax_setting)
        return ImportRequest(tuple(self.args.paths), self.args.to, self.args.syntax, settings)

    def _list(self) -> list[ListedNote]:
        from flashcards.storage import note_files

        try:
            return note_files.list_notes(self.args.paths, [])
        except Problem:
            if not self.seen:
                raise
            return []  # an editor may be replacing the note that was named

    def _import(self, notes: list[ListedNote], changed: set[Path]) -> list[Problem]:
        """Reads the notes that changed, writes the deck if its cards differ, and tells the changes."""
        from flashcards.cli import import_starts, import_target, import_write
        from flashcards.cli.import_plan import make_plan
        from flashcards.storage import deck_files

        cache = deck_files.data_folder(os.environ) / "cache"
        plan = make_plan(self._request, self._read(notes, changed, cache), [], cache)
        target = plan.target
        if target.problems:
            return [*target.problems, import_target.deck_has_problems(target.place)]
        made = plan.propose(take_reference=self.args.take_reference)
        incoming = plan.incoming(made, select(made.proposals, everything=self.args.all).wanted)
        merged = incoming.merge_into(target.deck)
        if merged.deck.cards and merged.deck != target.deck:
            plan.keep_pictures(merged.deck)
            update = import_write.update_deck(incoming, target)
            merged, starts = update.merged, update.starts
        else:
            starts = import_starts.take_starts(made, merged.deck)
        import_starts.tell_starts(starts._replace(reviewed=()))
        self._tell_changes(merged, {self.names[path]: path in self.seen for path in changed})
        return [*made.problems, *(each for found in self.problems.values() for each in found)]

    def _read(self, notes: list[ListedNote], changed: set[Path], cache: Path) -> list[NoteQuestions]:
        """The questions of all notes, in order; only those that changed are read."""
        from flashcards.cli.import_plan import note_reader

        reader = note_reader(self._request, cache, None, [])
        there = {listed.path for listed in notes}
        self.known = {path: note for path, note in self.known.items() if path in there}
        self.problems = {path: found for path, found in self.problems.items() if path in there}
        unread = [listed for listed in notes if listed.path in changed or listed.path not in self.known]
        self._read_again(reader, unread)
        return [note for listed in notes if (note := self.known[listed.path])]

    def _read_again(self, reader: NoteReader, unread: list[ListedNote]) -> None:
        if not unread:
            return
        found: list[Problem] = []
        read = reader.read_listed(unread, found)
        by_file: dict[str, list[Problem]] = {listed.shown: [] for listed in unread} | _by_file(found)
        for listed, note in zip(unread, read, strict=True):
            self.known[listed.path] = note
            self.problems[listed.path] = by_file[listed.shown]

    def _tell_changes(self, merged: MergeResult, changed: Mapping[str, bool]) -> None:
        """Prints a line for each note whose cards are other ones now, or that changed without that.

        `changed` tells of each note that changed whether it is still there.
        """
        counts = count_changes(self._drop_told(merged, changed))
        for name in sorted({*counts, *(name for name, there in changed.items() if there)}):
            output.out(f"{printable_line(name)}: {_describe(counts.get(name, Counter()))}")

    def _drop_told(self, merged: MergeResult, changed: Collection[str]) -> MergeResult:
        """`merged` without the orphans and clashes that were told before.

        The report of the first import told those of the notes that have not changed since.
        """
        orphans = {("", each): each for each in merged.orphans}
        clashes = {(_fingerprint(each), each.id): each for each in merged.clashes}
        told, self.lasting = self.lasting, frozenset({*orphans, *clashes})
        if told is None:
            files = _files_by_card(merged)
            told = frozenset(key for key in self.lasting if files.get(key[1], "") not in changed)
        return replace(
            merged,
            orphans=tuple(each for key, each in orphans.items() if key not in told),
            clashes=tuple(each for key, each in clashes.items() if key not in told),
        )

    def _tell(self, found: list[Problem]) -> None:
        """Prints the problems that were not there at the last import."""
        fresh = {str(problem): problem for problem in found}
        output.problems(problem for text, problem in fresh.items() if text not in self.reported)
        self.reported = {*fresh}


def stamp_all(notes: list[ListedNote]) -> Stamps:
    """The time and size of each note's last change."""
    return {listed.path: listed.stamp() for listed in notes}


def _by_file(found: list[Problem]) -> dict[str, list[Problem]]:
    files: dict[str, list[Problem]] = {}
    for problem in found:
        files.setdefault(problem.place.file if problem.place else "", []).append(problem)
    return files


def count_changes(merged: MergeResult) -> dict[str, Counter[str]]:
    """Note → what happened to its cards, by the names in `MergeResult`."""
    files = _files_by_card(merged)
    counts: dict[str, Counter[str]] = {}
    for name, _, _ in _CHANGES:
        for each in getattr(merged, name):
            file = files.get(each if isinstance(each, str) else each.id, "")
            counts.setdefault(file, Counter())[name] += 1
    return counts


def _fingerprint(clash: Clash) -> str:
    return clash.note.origin.fingerprint if clash.note.origin else ""


def _files_by_card(merged: MergeResult) -> dict[str, str]:
    return {card.id: card.origin.file for card in merged.deck.cards if card.origin}


def _describe(counts: Counter[str]) -> str:
    parts = [
        f"{counts[name]:,} {one if counts[name] == 1 else several}"
        for name, one, several in _CHANGES
        if counts[name]
    ]
    return ", ".join(parts) or "no card changed"
