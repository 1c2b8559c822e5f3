"""The decks in files and folders, with every problem in them; the only module that opens deck files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from flashcards import deckfile
from flashcards.card import Card, Deck
from flashcards.errors import Place, Problem

LARGEST = 4 * deckfile.LARGEST
"""How many bytes a deck file may have: a character takes at most four."""


@dataclass(frozen=True)
class Library:
    """The decks that could be read, and what is wrong with the rest."""

    decks: tuple[Deck, ...]
    problems: tuple[Problem, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all decks."""
        return tuple(card for deck in self.decks for card in deck.cards)


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where the person's data live: `FLASHCARDS_HOME`, else the platform's user-data folder."""
    home = environ.get("FLASHCARDS_HOME")
    return Path(home).expanduser() if home else platformdirs.user_data_path("flashcards", appauthor=False)


def shipped_decks() -> Path:
    """The folder of the decks that come along: beside the package in a checkout, else inside it."""
    package = Path(__file__).parent
    checkout = package.parent
    return checkout / "decks" if (checkout / "pyproject.toml").is_file() else package / "decks"


def own_decks(home: Path) -> Path:
    """The folder of the person's own decks in the data folder `home`; it need not exist yet."""
    return home / "decks"


def folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Where decks are looked for: the shipped ones and, where there are any, the person's own."""
    own = own_decks(data_folder(environ))
    return (shipped_decks(), own) if own.is_dir() else (shipped_decks(),)


def load(paths: Iterable[Path]) -> Library:
    """The decks in the given files and folders, and every problem in and between them."""
    decks: list[Deck] = []
    problems: list[Problem] = []
    for path in _files(paths, problems):
        try:
            deck, found = deckfile.read(_text(path), _shown(path))
        except Problem as problem:
            problems.append(problem)
            continue
        problems += found
        if deck is not None:
            decks.append(deck)
    return Library(tuple(decks), tuple(problems))


def _files(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    """The deck files that `paths` name or hold."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        root = path.resolve()
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() not in deckfile.ENDINGS or file.name.lower() == "readme.md":
                continue
            if any(part.startswith(".") for part in file.relative_to(path).parts) or not file.is_file():
                continue
            if not file.resolve().is_relative_to(root):
                problems.append(
                    Problem("this link leads out of the folder", Place(_shown(file)), "copy the file here")
                )
                continue
            yield file


def _text(path: Path) -> str:
    """The text of a deck file. Raises Problem where it cannot be read, is too large, or is not UTF-8."""
    where = Place(_shown(path))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Problem(f"the file cannot be read: {error.strerror}", where) from None
    if len(data) > LARGEST:
        raise Problem(f"the file is larger than {LARGEST:,} bytes", where, "split it into several decks")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
        raise Problem(message, Place(where.file, line), "save the file as UTF-8") from None


def _shown(path: Path) -> str:
    """The path as a person would type it: from the current folder where it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
