"""What the import screen asks for: proposals, the lines of a note, a deck written, a card edited."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.errors import Problem, counted
from flashcards.importing.selection import Selection
from flashcards.tui.services import ImportProposals, ImportServices
from flashcards.value import Value

if TYPE_CHECKING:
    from flashcards.cli.import_plan import ImportPlan, ImportRequest
    from flashcards.importing.decisions import Decisions
    from flashcards.importing.make_cards import ImportedCards
    from flashcards.importing.proposals import Proposal
    from flashcards.importing.review_candidate import Decision, ReviewOutcome

Progress = Callable[[str], None]


class _Import(Value, frozen=True):
    """An import between its proposals and the writing of its deck."""

    plan: ImportPlan
    made: ImportedCards
    owned: tuple[Proposal, ...]
    """The proposals of which the deck has the cards already."""


def note_import(reload: Callable[[], None], request: ImportRequest | None = None) -> ImportServices:
    """The services of the import screen; `reload` is called when a deck was written.

    `request` has the deck and the syntax of the import; by default those that the notes suggest.
    """
    from flashcards.cli.editor_run import edit_text

    desk = _ImportDesk(reload, request)
    return ImportServices(desk.propose, desk.note_lines, desk.write, edit_text, complete_path)


class _ImportDesk:
    """The present import, and the lines of the note that was last looked at."""

    def __init__(self, reload: Callable[[], None], request: ImportRequest | None) -> None:
        self._request = request
        self._reload = reload
        self._present: _Import | None = None
        self._files: dict[str, Path] = {}
        """The notes that were read, by their names in places."""
        self._shown: tuple[str, Sequence[str]] = ("", ())

    def propose(self, path: str, progress: Progress) -> ImportProposals:
        """The proposals of the notes at `path`. Raises Problem if there are none."""
        from flashcards.cli.import_plan import ImportRequest, plan_import

        paths = (_typed_path(path),)
        request = replace(self._request, paths=paths) if self._request else ImportRequest(paths)
        plan = plan_import(request, progress)
        made = plan.propose()
        merged = plan.incoming(made, frozenset()).merge_into(plan.target.deck)
        decided = _left_out(merged.decided)
        owned = tuple(each for each in made.proposals if each.card.id in merged.known)
        fresh = [each for each in made.proposals if each.card.id not in merged.known]
        progress("Done")  # ends here if the person has left, and another import may have begun
        self._present = _Import(plan, made, owned)
        self._files = {note.file: plan.folders[0] / note.name for note in plan.notes}
        about = [f"{counted(len(owned), 'card')} of these notes are in the deck already."] if owned else []
        told = (*plan.problems, *made.problems, *plan.target.problems)
        known = {each.same_as: plan.known.card(each.same_as) for each in fresh if each.same_as}
        return ImportProposals(
            plan.name, tuple(fresh), told, len(plan.notes), " ".join(about), known, decided
        )

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
        plan, owned = self._present.plan, self._present.owned
        made = replace(self._present.made, proposals=(*owned, *outcome.taken))
        wanted = frozenset(each.card.id for each in outcome.taken)
        left = (*outcome.discarded, *outcome.merged)
        incoming = replace(plan.incoming(made, wanted), never=outcome.never, discarded=left)
        incoming = replace(incoming, again=outcome.again)
        merged = incoming.merge_into(plan.target.deck)
        if not outcome.never and not left:
            import_target.check_target(merged, plan.target, Selection(()))
        plan.keep_pictures(merged.deck)
        starts = import_write.write_import(incoming, plan.target, quiet=True).starts
        self._reload()
        count = counted(len(outcome.cards), "card")
        told = f"{count} written to {plan.target.place.file}."
        if starts.taken:
            told += f" {counted(len(starts.taken), 'starting memory')} taken from the schedules in the notes."
        if starts.renewed:
            told += f" {counted(len(starts.renewed), 'newer schedule')} followed."
        return told


def _left_out(decided: Decisions) -> dict[str, Decision]:
    """The ids of the cards that were left out before, with the decision; deleting one discards it."""
    from flashcards.importing.review_candidate import Decision

    never = {card.id for card in decided.never}
    return {card.id: Decision.NEVER if card.id in never else Decision.DISCARDED for card in decided.left_out}


def _typed_path(path: str) -> Path:
    """The path that a person typed. Raises Problem for the home of an unknown user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Problem(f"{path} names the home of an unknown user", hint="write the whole path") from None


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
