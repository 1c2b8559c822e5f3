"""Choosing the deck that `flashcards import` writes to, and the doubts about it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from flashcards.cli import output
from flashcards.deck.model import NAME, Deck
from flashcards.errors import Place, Problem, counted, printable_line
from flashcards.importing.merge import MergeResult
from flashcards.importing.selection import Selection
from flashcards.value import Value


class Target(Value, frozen=True):
    """The deck to import into, as read before the import."""

    deck: Deck | None
    place: Place
    problems: tuple[Problem, ...] = ()
    others: tuple[Deck, ...] = ()
    """The user's other decks."""


def find_target(name: str, folder: Path, cache: Path | None) -> Target:
    """Finds the user's deck of that name, in whichever file of `folder` it is."""
    from flashcards.deck import codec
    from flashcards.storage import deck_files, files

    own = deck_files.load_decks([folder] if files.is_folder(folder) else [], cache=cache)
    deck = next((deck for deck in own.decks if deck.name == name), None)
    place = deck.place if deck else Place(str(folder / f"{name}.yaml"))
    problems = tuple(each for each in own.problems if each.place and each.place.file == place.file)
    as_written = deck
    if deck and deck.optimizer:  # which the library has put on each card
        as_written = codec.read_deck(deck_files.read_text(Path(place.file)), place.file)[0]
    others = tuple(each for each in own.decks if each.name != name)
    return Target(as_written, place, problems, others)


def empty_deck(name: str, place: Place, path: Path, count: int) -> Deck:
    """A new deck for `count` notes, titled after the note or folder `path`."""
    about = "Imported from a note." if count == 1 else f"Imported from {count} notes."
    return Deck(name, (), place, title=_title(path), about=about)


def choose_name(asked: str | None, paths: Sequence[Path], taken: Collection[str]) -> str:
    """The name given, or one derived from the first path. Raises Problem if it is invalid or `taken`."""
    from flashcards.deck.slug import slug

    if asked is None:
        name = slug(_name(paths[0])) or "notes"
        return f"{name}-notes" if name in taken else name
    if asked in taken:
        hint = f"choose another name: --to my-{asked}"
        raise Problem(f"'{asked}' is the name of a deck that comes with the program", hint=hint)
    if not NAME.fullmatch(asked):
        hint = f"for example: --to {slug(asked) or 'notes'}"
        raise Problem(f"'{asked}' cannot be the name of a deck", hint=hint)
    return asked


def _name(path: Path) -> str:
    """The name of a folder, or of a file without its extension, after resolving links."""
    from flashcards.storage.files import is_folder

    real = Path(os.path.realpath(path))
    return real.name if is_folder(real) else real.stem


def _title(path: Path) -> str:
    name = printable_line(_name(path))
    return name.replace("_", " ").replace("-", " ").strip().capitalize() if name == name.lower() else name


def count_unrelated(merged: MergeResult, target: Target) -> int:
    """The number of cards in the deck if hardly any come from these notes, otherwise 0."""
    cards = target.deck.cards if target.deck else ()
    again = len(merged.kept) + len(merged.changed) + len(merged.clashes)
    return len(cards) if 4 * again < min(len(cards), again + len(merged.new)) else 0


def unrelated_warning(merged: MergeResult, unrelated: int) -> str:
    """The warning that the import would add to a deck of `unrelated` cards from elsewhere."""
    new = counted(len(merged.new), "card")
    cards = counted(unrelated, "card")
    return f"the deck '{merged.deck.name}' already has {cards} from elsewhere: {new} would be added to it"


def check_target(merged: MergeResult, target: Target, chosen: Selection) -> None:
    """Raises Problem if the deck has problems or the import made no cards."""
    if target.problems:
        output.problems(target.problems)
        raise deck_has_problems(target.place)
    if not merged.deck.cards:
        left = f" of {counted(len(chosen.left), 'proposal')}" if chosen.left else ""
        hint = "see why with  --dry-run" + ("; --all makes them anyway" if chosen.left else "")
        raise Problem(f"no cards were made{left}: nothing was written", hint=hint)


def deck_has_problems(place: Place) -> Problem:
    """The problem that the deck at `place` must be corrected before an import."""
    return Problem(f"the deck {place.file} has problems: correct it before importing into it", place)


def nobody_to_confirm(merged: MergeResult, target: Target, unrelated: int, path: Path) -> Problem:
    """The problem that nobody can confirm an import of `path` into a deck of `unrelated` cards."""
    from flashcards.deck.slug import slug

    folder = Path(os.path.realpath(path)).parent.name
    name = f"{slug(folder) or 'my'}-{merged.deck.name}"
    hint = f"--to {name}  makes a separate deck; --yes adds to this one"
    return Problem(unrelated_warning(merged, unrelated), target.place, hint)
