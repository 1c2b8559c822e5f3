"""What the import screen asks for: proposals, the lines of a note, a deck written, a card edited."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.errors import Problem, counted
from flashcards.tui.services import ImportProposals, ImportServices

if TYPE_CHECKING:
    from flashcards.audit.note_findings import Finding
    from flashcards.cli.import_target import Target
    from flashcards.cli.import_write import Incoming
    from flashcards.deck.model import Card, Deck
    from flashcards.importing.make_cards import ImportedCards
    from flashcards.importing.proposals import Proposal
    from flashcards.importing.review import ReviewOutcome
    from flashcards.notes.block import Note
    from flashcards.storage.note_files import Source

Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Import:
    """An import between its proposals and the writing of its deck."""

    incoming: Incoming
    target: Target
    owned: tuple[Card, ...]
    """The cards of these notes that the deck has already, as the notes would make them now."""


def note_import(reload: Callable[[], None]) -> ImportServices:
    """The services of the import screen; `reload` is called when a deck was written."""
    from flashcards.cli.editor import edit_text

    desk = _ImportDesk(reload)
    return ImportServices(desk.propose, desk.note_lines, desk.write, edit_text, complete_path)


class _ImportDesk:
    """The present import, and the lines of the note that was last looked at."""

    def __init__(self, reload: Callable[[], None]) -> None:
        self._reload = reload
        self._present: _Import | None = None
        self._files: dict[str, Path] = {}
        """The notes that were read, by their names in places."""
        self._shown: tuple[str, Sequence[str]] = ("", ())

    def propose(self, path: str, progress: Progress) -> ImportProposals:
        """The proposals of the notes at `path`. Raises Problem if there are none."""
        from flashcards.cli import import_target, import_write
        from flashcards.importing.identity import source_fingerprint
        from flashcards.importing.make_cards import make_cards
        from flashcards.importing.refutations import find_refutations
        from flashcards.storage import deck_files, files

        paths = [_typed_path(path)]
        home = deck_files.data_folder(os.environ)
        cache = home / "cache" if files.is_folder(home) else None
        taken = {deck.name for deck in deck_files.load_decks([deck_files.shipped_decks()], cache=cache).decks}
        name = import_target.choose_name(None, paths, taken)
        notes, problems = self._read(paths, progress)
        made = make_cards(notes, name, find_refutations(_findings(notes, progress)))
        target = import_target.find_target(name, deck_files.own_decks(home), cache)
        empty = import_target.empty_deck(name, target.place, paths[0], len(notes))
        incoming = import_write.Incoming(made, empty, tuple(note.name for note in notes))
        asides = _asides(made, notes)
        owned = _owned(incoming, target.deck, asides)
        prints = {source_fingerprint(card.origin) for card in owned}
        proposals = _proposals(made.cards, notes, prints)
        proposals += [each for each in asides if _corrected_print(each) not in prints]
        progress("Done")  # ends here if the person has left, and another import may have begun
        self._present = _Import(incoming, target, owned)
        about = f"{counted(len(owned), 'card')} of these notes are in the deck already." if owned else ""
        told = (*problems, *made.problems, *target.problems)
        return ImportProposals(name, tuple(proposals), told, len(notes), about)

    def _read(self, paths: Sequence[Path], progress: Progress) -> tuple[list[Note], list[Problem]]:
        """The notes that can be read, and the problems of the others."""
        from flashcards.notes.decode import decode
        from flashcards.notes.note import read_note
        from flashcards.storage import note_files

        notes: list[Note] = []
        problems: list[Problem] = []
        self._files = {}
        for source in note_files.read_notes(paths, problems):
            progress(f"Reading {source.shown}")
            try:
                notes.append(read_note(decode(source.raw, source.shown), source.shown, source.name))
            except Problem as problem:
                problems.append(problem)
            self._files[source.shown] = _path_of(source, paths)
        if not notes:
            hint = str(problems[0]) if problems else "name a Markdown file (.md) or a folder that has some"
            raise Problem(f"there are no notes to import in {paths[0]}", hint=hint)
        return notes, problems

    def note_lines(self, file: str) -> Sequence[str]:
        """The lines of a note that was read. Raises Problem if it cannot be read any more."""
        from flashcards.notes.decode import decode
        from flashcards.storage import files, note_files

        if file not in self._files:
            raise Problem(f"{file} was not read", hint="import it again")
        if file != self._shown[0]:
            raw = files.read_bytes(self._files[file], note_files.LARGEST, too_large="it has grown")
            self._shown = file, decode(raw, file).split("\n")
        return self._shown[1]

    def write(self, outcome: ReviewOutcome) -> str:
        """Writes the accepted cards into the deck; those that it has stay. Returns what was done."""
        from flashcards.cli import import_target, import_write

        assert self._present
        incoming, target = self._present.incoming, self._present.target
        cards = (*self._present.owned, *outcome.cards)
        incoming = replace(incoming, made=replace(incoming.made, cards=cards, aside=()))
        merged = incoming.merge_into(target.deck)
        import_target.check_target(merged, target)
        import_write.write_import(incoming, target, quiet=True)
        self._reload()
        count = counted(len(outcome.cards), "card")
        return f"{count} written to {target.place.file}."


def _findings(notes: Sequence[Note], progress: Progress) -> Iterator[Finding]:
    """The findings of all notes."""
    from flashcards.audit.note_findings import note_findings

    for done, note in enumerate(notes, 1):
        progress(f"Holding note {done} of {len(notes)} against the code: {note.name}")
        yield from note_findings(note)


def _owned(incoming: Incoming, deck: Deck | None, asides: Sequence[Proposal]) -> tuple[Card, ...]:
    """The made cards that the deck has, also under other ids, and its cards with a right line."""
    from flashcards.importing.identity import source_fingerprint
    from flashcards.importing.merge import merge

    if deck is None:
        return ()
    prints = {_corrected_print(each) for each in asides}
    corrected = [card for card in deck.cards if source_fingerprint(card.origin) in prints]
    made = (*corrected, *incoming.made.cards)
    merged = merge(made, deck, incoming.files)
    fresh = set(merged.new)
    return tuple(card for card, owner in zip(made, merged.deck.cards, strict=False) if owner.id not in fresh)


def _proposals(cards: Sequence[Card], notes: Sequence[Note], owned: Collection[str]) -> list[Proposal]:
    """The proposals of `cards`, but for those whose fingerprints are in `owned`."""
    from flashcards.importing.identity import source_fingerprint
    from flashcards.importing.proposals import Proposal

    texts = {(note.file, block.line): block.text for note in notes for block in note.blocks}
    return [
        Proposal(
            card,
            score=1.0,
            reason="",
            text=texts.get((card.place.file, card.place.line), ""),
            sources=(card.place,),
            origins=(card.origin,) if card.origin else (),
        )
        for card in cards
        if source_fingerprint(card.origin) not in owned
    ]


def _asides(made: ImportedCards, notes: Sequence[Note]) -> list[Proposal]:
    """The proposals that the reference contradicts."""
    proposals = _proposals([each.card for each in made.aside], notes, ())
    return [
        replace(proposal, contradicts=each.refutation)
        for proposal, each in zip(proposals, made.aside, strict=True)
    ]


def _corrected_print(proposal: Proposal) -> str:
    """The fingerprint that the card of a contradicted proposal has with the right line."""
    from flashcards.importing.identity import fingerprint

    refutation = proposal.contradicts
    return fingerprint(f"{proposal.text} {refutation.reference}") if refutation else ""


def _typed_path(path: str) -> Path:
    """The path that a person typed. Raises Problem for the home of an unknown user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Problem(f"{path} names the home of an unknown user", hint="write the whole path") from None


def _path_of(source: Source, paths: Sequence[Path]) -> Path:
    """Where a note lies: at the path itself or below it."""
    return paths[0] if paths[0].name == source.name and not paths[0].is_dir() else paths[0] / source.name


def complete_path(path: str) -> str:
    """The path with its last part completed to the first folder or note that begins so; else as it is."""
    head, name = os.path.split(path)
    if not name:
        return path
    with suppress(OSError, Problem, ValueError):
        entries = sorted(os.scandir(_typed_path(head or ".")), key=lambda entry: entry.name)
        for entry in entries:
            hidden = entry.name.startswith(".") and not name.startswith(".")
            if entry.name.startswith(name) and not hidden and entry.name.isprintable():
                if entry.is_dir():
                    return os.path.join(head, entry.name, "")  # noqa: PTH118 - keeps ~ and the way it was typed
                if entry.name.endswith(".md"):
                    return os.path.join(head, entry.name)  # noqa: PTH118
    return path
