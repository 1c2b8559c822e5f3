"""Opens the note that an imported card was made from, at its line, in Obsidian or in the person's editor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from flashcards.cli.editor import NoteCommand, Suspend, editor_command, obsidian_command, with_chosen_editor
from flashcards.cli.editor_run import PATIENCE, launch, run_editor
from flashcards.deck.model import Card, Deck
from flashcards.errors import Place, Problem
from flashcards.storage import files, note_files
from flashcards.storage.catalogue_decks import DeckSummary


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
    run_editor(command, suspend)
    return command.program


def _hand_over(command: NoteCommand) -> bool:
    """True if the system took the address; False if it knows no program for it."""
    if command.arguments[0].endswith("xdg-open") and not _knows_obsidian():
        return False  # it would ask a browser
    try:
        return not launch(command.arguments)
    except OSError:
        return False


def _knows_obsidian() -> bool:
    asked = [shutil.which("xdg-mime") or "xdg-mime", "query", "default", "x-scheme-handler/obsidian"]
    try:
        ran = subprocess.run(
            asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(ran.stdout.strip())


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
