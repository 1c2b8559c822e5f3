"""Merges the person's own decks with those in a sync folder, by the texts that both had at the last sync.

FOLDER/decks/NAME.yaml    as in the data folder; pictures beside them, under names of their content
DATA/sync-decks/          the texts as they were after the last sync
DATA/decks/NAME.conflict  what others wrote in fields that were changed here too
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flashcards.deck import codec, serialize, yaml_writer
from flashcards.deck.model import Deck
from flashcards.errors import Place, Problem, counted
from flashcards.exchange.deck_merge import FieldConflict, merge_decks
from flashcards.storage import deck_files, files
from flashcards.storage.pictures import LARGEST_PICTURE
from flashcards.text.markdown.pictures import KEPT_NAME, MEDIA

FOLDER, BASE = "decks", "sync-decks"
"""The folder with the decks, here and there, and the one with the texts of the last sync."""
REMOVED, CONFLICT = ".removed", ".conflict"
"""How the names of files end that are set aside; no deck's ends so."""
_ENDINGS = tuple(codec.ENDINGS)


@dataclass
class DeckOutcome:
    """What a sync did to decks."""

    came: int = 0
    """The decks that are as others have them now, or hold some of it."""
    given: int = 0
    removed: int = 0
    conflicts: int = 0
    """The fields that were changed here and there."""
    problems: list[Problem] = field(default_factory=list)


def synchronize_decks(home: Path, folder: Path, patience: float = files.PATIENCE) -> DeckOutcome:
    """Merges the decks of the data folder `home` with those in the sync folder.

    Raises Problem if a folder cannot be used; a deck that cannot be read is told and stays as it is.
    """
    mine, theirs, base = home / FOLDER, folder / FOLDER, home / BASE
    outcome = DeckOutcome()
    for path in (mine, theirs, base):
        _make_folder(path)
    with files.lock(mine, patience):
        _share_pictures(mine / MEDIA, theirs / MEDIA, outcome)
        found = [_by_stem(path, outcome.problems) for path in (mine, theirs, base)]
        for stem in sorted({*found[0], *found[1], *found[2]}):
            deck = _SharedDeck(stem, mine, theirs, base, [names.get(stem) for names in found])
            try:
                deck.merge(outcome)
            except Problem as problem:
                outcome.problems.append(problem)
    return outcome


def _make_folder(path: Path) -> None:
    with files.translate_writing(path):
        path.mkdir(parents=True, exist_ok=True)


def _by_stem(folder: Path, problems: list[Problem]) -> dict[str, Path]:
    """The decks in a folder by their names without endings; conflict copies of tools have other names."""
    found: dict[str, Path] = {}
    for path in files.visible_files(folder, _ENDINGS, problems):
        if path.parent == folder and not path.is_symlink():
            found.setdefault(path.stem, path)
    return found


@dataclass
class _SharedDeck:
    """A deck here, there, and as it was."""

    stem: str
    mine: Path
    theirs: Path
    base: Path
    paths: list[Path | None]

    def merge(self, outcome: DeckOutcome) -> None:
        here, there, before = (deck_files.read_text(path) if path else None for path in self.paths)
        if here is None and there is None:
            self._keep(None)
        elif here is None or there is None:
            self._merge_lone(here, there, before, outcome)
        elif here != there:
            self._merge_both(here, there, before, outcome)
        elif here != before:
            self._keep(here)

    def _merge_lone(
        self, here: str | None, there: str | None, before: str | None, outcome: DeckOutcome
    ) -> None:
        """A deck on one side: new there, or removed on the other, unless it was changed since."""
        lone, other = (self._path(0), self.theirs) if here is not None else (self._path(1), self.mine)
        text = here if here is not None else there
        assert text is not None
        if before == text:
            with files.translate_writing(lone):
                lone.replace(lone.with_name(lone.name + REMOVED))
            outcome.removed += 1
            self._keep(None)
            return
        files.write_text(other / lone.name, text)
        self._keep(text, lone.name)
        if here is None:
            outcome.came += 1
        else:
            outcome.given += 1

    def _merge_both(self, here: str, there: str, before: str | None, outcome: DeckOutcome) -> None:
        same_ending = self._path(0).suffix == self._path(1).suffix
        if before == there and same_ending:
            self._give(here, outcome)
        elif before == here and same_ending:
            files.write_text(self._path(0), there)
            self._keep(there)
            outcome.came += 1
        else:
            self._merge_cards(here, there, before, outcome)

    def _give(self, text: str, outcome: DeckOutcome) -> None:
        files.write_text(self._path(1), text)
        self._keep(text)
        outcome.given += 1

    def _merge_cards(self, here: str, there: str, before: str | None, outcome: DeckOutcome) -> None:
        ours, others = _read(here, self._path(0)), _read(there, self._path(1))
        old = _read(before, self.paths[2]) if before is not None and self.paths[2] else None
        merged, conflicts = merge_decks(old, ours, others)
        if conflicts:
            outcome.conflicts += len(conflicts)
            self._tell(conflicts, outcome)
        text = here
        if serialized(merged) != serialized(ours):
            text = codec.write_deck(merged, codec.ENDINGS[self._path(0).suffix])
            files.write_text(self._path(0), text)
            outcome.came += 1
        if self._path(0).suffix == self._path(1).suffix:
            self._give(text, outcome)
        elif serialized(merged) != serialized(others):
            written = codec.write_deck(merged, codec.ENDINGS[self._path(1).suffix])
            files.write_text(self._path(1), written)
            self._keep(text)
            outcome.given += 1

    def _tell(self, conflicts: Iterable[FieldConflict], outcome: DeckOutcome) -> None:
        """Writes what theirs says in the fields that both changed into a file beside the deck."""
        path = self.mine / f"{self.stem}{CONFLICT}"
        known = deck_files.read_text(path) if path.is_file() else ""
        lines: list[str] = []
        for conflict in conflicts:
            where = f"{conflict.card}: {conflict.field}" if conflict.card else conflict.field
            lines += [f"# {where}", *yaml_writer.block_lines({"theirs": conflict.theirs})]
            message = f"changed here and on another device: {where}"
            hint = f"yours stays; theirs is in {files.display_path(path)}"
            outcome.problems.append(Problem(message, Place(files.display_path(self._path(0))), hint))
        files.write_text(path, known + "\n".join(lines) + "\n")

    def _path(self, side: int) -> Path:
        path = self.paths[side]
        assert path
        return path

    def _keep(self, text: str | None, name: str = "") -> None:
        """Keeps what both have now as the base of the next time."""
        if self.paths[2] and (text is None or self.paths[2].name != (name or self._path(0).name)):
            with files.translate_writing(self.paths[2]):
                self.paths[2].unlink(missing_ok=True)
        if text is not None:
            files.write_text(self.base / (name or self._path(0).name), text)


def serialized(deck: Deck) -> tuple[object, ...]:
    """What a deck says, whatever its syntax."""
    return serialize.deck_fields(deck), [serialize.card(card) for card in serialize.own(deck)]


def _read(text: str, path: Path | None) -> Deck:
    """The deck in a text. Raises Problem if any of it cannot be read: it would be lost."""
    assert path
    deck, problems = codec.read_deck(text, files.display_path(path))
    if deck is None or problems:
        first = problems[0] if problems else Problem("this is no deck", Place(files.display_path(path)))
        what = f"not merged, as {counted(len(problems) or 1, 'problem')} stand in the deck: {first.message}"
        raise Problem(what, first.place, first.hint)
    return deck


def _share_pictures(mine: Path, theirs: Path, outcome: DeckOutcome) -> None:
    """Gives each side the pictures that only the other has; their names are those of their content."""
    here, there = _pictures(mine), _pictures(theirs)
    for names, source, target in ((here - there, mine, theirs), (there - here, theirs, mine)):
        for name in sorted(names):
            try:
                data = files.read_bytes(source / name, LARGEST_PICTURE, too_large="make it smaller")
                files.write_bytes(target / name, data)
            except Problem as problem:
                outcome.problems.append(problem)


def _pictures(folder: Path) -> set[str]:
    if not files.is_folder(folder):
        return set()
    with os.scandir(folder) as entries:
        return {
            entry.name
            for entry in entries
            if KEPT_NAME.fullmatch(f"{MEDIA}/{entry.name}") and entry.is_file(follow_symlinks=False)
        }
