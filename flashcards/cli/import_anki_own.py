"""Cards of ours that come back from Anki: which texts were edited there. Nothing of them is taken."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from flashcards.cli import output
from flashcards.cli.collection import open_collection
from flashcards.deck.model import Card, NumberAnswer
from flashcards.errors import Place, Problem
from flashcards.exchange.anki_cards import ExportedNote, write_note
from flashcards.exchange.anki_cards_types import BASIC, CLOZE, FIELDS
from flashcards.exchange.anki_notes_own import OwnNote
from flashcards.storage import Store, deck_files
from flashcards.storage.anki_exports import NoteInAnki, load_exported
from flashcards.storage.database import FILE

_TEXTS = {"Ask": "question", "Answer": "answer", "Text": "text", "Why": "explanation", "Hint": "hint"}
"""The fields that a person edits, and what each is called."""
_PICTURE = re.compile(r"<img\b[^<>]{0,500}>")


def find_edits(notes: Sequence[OwnNote], file: str) -> list[Problem]:
    """A problem for each text that was edited in Anki, at its card's place in the deck; and for cards that
    are in no deck any longer, whose reviews are kept.
    """
    exported = _load_exported([note.guid for note in notes])
    problems = []
    with open_collection() as catalogue:
        for note in notes:
            card = catalogue.find(note.key) or catalogue.find(catalogue.name_now(note.key))
            if card is None:
                message = f"the card {note.key} is in no deck: its reviews are kept under its name"
                problems.append(Problem(message, Place(file)))
            else:
                problems += _compare(note, card, exported.get(note.guid))
    return problems


def _load_exported(guids: Sequence[str]) -> Mapping[str, NoteInAnki]:
    """What Anki was given, by guid; nothing without a log."""
    folder = deck_files.data_folder(os.environ)
    if not (folder / FILE).exists():
        return {}
    with Store.open(folder, lambda text: output.err(text, "yellow")) as store:
        return store.read(partial(load_exported, guids=guids))


def _compare(note: OwnNote, card: Card, known: NoteInAnki | None) -> list[Problem]:
    """A problem for each text that is neither as the card has it now nor as Anki was given it."""
    now = _write_now(card, known.gaps if known else {})
    if now is None:
        return []
    present = dict(zip(FIELDS[now.kind], now.fields, strict=True))
    edited = [name for name in _TEXTS if _differs(note.fields.get(name), present.get(name))]
    if not edited or (known and _hash_in_anki(note, now) == known.hash):
        return []
    hint = "it stays as it is here: edit the card in the deck if Anki's text is the better one"
    return [
        Problem(f"the {_TEXTS[name]} of {card.key} was edited in Anki", card.place, hint) for name in edited
    ]


def _write_now(card: Card, gaps: Mapping[str, int]) -> ExportedNote | None:
    """The note of a card as it is now; None for one that cannot be exported.

    Without its demo where its texts need none: that takes long to run, and is compared nowhere.
    """
    bare = replace(card, demo=None)
    for each in (card,) if isinstance(card.answer, NumberAnswer) else (bare, card):
        with suppress(Problem):
            return write_note(each, gaps)
    return None


def _differs(there: str | None, here: str | None) -> bool:
    return there is not None and here is not None and _PICTURE.sub("", there) != _PICTURE.sub("", here)


def _hash_in_anki(note: OwnNote, now: ExportedNote) -> str:
    """The checksum that the note has with Anki's texts: as at the export, if only the deck changed since."""
    names = FIELDS[CLOZE if now.kind == CLOZE else BASIC]
    fields = tuple(note.fields.get(name, "") for name in names)
    return now._replace(fields=fields).content_hash
