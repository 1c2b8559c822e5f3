"""Opens the note that an imported card was made from, at its line, in Obsidian or in the person's editor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from flashcards.cli.editor import NoteCommand, Suspend, editor_command, obsidian_command, with_chosen_editor
from flashcards.deck.model import Card, Deck
from flashcards.errors import Place, Problem
from flashcards.storage import files, note_files
from flashcards.storage.catalogue_decks import DeckSummary

_PATIENCE = 2.0
"""Seconds to wait for a program that opens a window and returns."""


def find_place(card: Card, decks: Iterable[Deck | DeckSummary]) -> Place:
    """The file and line of the note that the card was made from.

    Raises Problem if it is no imported card, or the note is not found or cannot be read.
    """
    from flashcards.importing.note_lines import find_card_line
    from flashcards.notes import decode, note

    if card.origin is None:
        raise Problem("this card was not made from a note", hint=f"it stands in {card.place}")
    folders = next((deck.notes for deck in decks if deck.name == card.deck), ())
    path = note_files.find_note(folders, card.origin.file)
    raw = files.read_bytes(path, note_files.LARGEST, too_large="open it in an editor")
    parsed = note.read_note(decode.decode(raw, str(path)), str(path), card.origin.file)
    return Place(str(path), find_card_line(parsed, card.origin))


def open_card_note(
    card: Card, decks: Iterable[Deck | DeckSummary], suspend: Suspend, environ: Mapping[str, str] = os.environ
) -> str:
    """Open the card's note and return what to say about it. Raises Problem if that fails."""
    place = find_place(card, decks)
    note = Path(place.file)
    vault = note_files.find_vault(note.parent)
    command = obsidian_command(note, sys.platform, environ, shutil.which) if vault else None
    if command and _hand_over(command):
        return f"Opened in Obsidian: {note.name}, line {place.line}"
    return f"Opened in {open_in_editor(place, suspend, environ)}: {note.name}, line {place.line}"


def open_in_editor(place: Place, suspend: Suspend, environ: Mapping[str, str] = os.environ) -> str:
    """Open the person's editor at a line of a file; its name. Raises Problem if there is none or it fails."""
    found = with_chosen_editor(environ)
    command = editor_command(Path(place.file), place.line, sys.platform, found, shutil.which)
    _run_editor(command, suspend)
    return command.program


def _hand_over(command: NoteCommand) -> bool:
    """True if the system took the address; False if it knows no program for it."""
    if command.arguments[0].endswith("xdg-open") and not _knows_obsidian():
        return False  # it would ask a browser
    try:
        return not _launch(command.arguments)
    except OSError:
        return False


def _knows_obsidian() -> bool:
    asked = [shutil.which("xdg-mime") or "xdg-mime", "query", "default", "x-scheme-handler/obsidian"]
    try:
        ran = subprocess.run(
            asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(ran.stdout.strip())


def _launch(arguments: Sequence[str]) -> int:
    """Start a program with a window of its own; its exit status, 0 if it is still running after a moment."""
    null = subprocess.DEVNULL
    program = subprocess.Popen(arguments, stdin=null, stdout=null, stderr=null)
    try:
        return program.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        _STARTED.append(program)
        return 0


_STARTED: list[subprocess.Popen[bytes]] = []
"""Programs that go on without us; one that is forgotten while it runs is reported as a leak."""


def _run_editor(command: NoteCommand, suspend: Suspend) -> None:
    """Run the editor; one that draws on the terminal until it is closed. Raises Problem if it fails."""
    arguments = [shutil.which(command.arguments[0]) or command.arguments[0], *command.arguments[1:]]
    try:
        if command.takes_terminal:
            with suspend():
                why = _run_until_closed(arguments)
        else:
            why = _ended(_launch(arguments))
    except OSError as error:
        why = error.strerror or str(error)
    if why:
        hint = "set EDITOR to the program that opens your notes"
        raise Problem(f"{command.program} could not open the note: {why}", hint=hint)


def _run_until_closed(arguments: Sequence[str]) -> str:
    """Run an editor on the terminal; why it failed. Raises nothing, or the screen would not come back."""
    try:
        return _ended(subprocess.run(arguments, check=False).returncode)
    except OSError as error:
        return error.strerror or str(error)


def _ended(status: int) -> str:
    return f"it ended with status {status}" if status else ""


def note_line(card: Card, decks: Iterable[Deck | DeckSummary]) -> str:
    """Where the card's note is, as `path:line`; for a note that is not found, its name and heading."""
    origin = card.origin
    if origin is None:
        return ""
    try:
        place = find_place(card, decks)
    except Problem:
        return " › ".join(part for part in (origin.file, origin.heading) if part)
    return f"{files.display_path(Path(place.file))}:{place.line}"
