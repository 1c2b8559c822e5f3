"""The decks in files and folders, with every problem in and between them."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from flashcards.deck import codec
from flashcards.deck.model import Card, Deck
from flashcards.errors import Place, Problem, suggest
from flashcards.storage import files
from flashcards.storage.code_version import code_version
from flashcards.storage.errors import ELSEWHERE
from flashcards.storage.sealed import seal, unseal

if TYPE_CHECKING:
    from flashcards.deck import packed

LARGEST = 4 * codec.LARGEST
"""How many bytes a deck file may have: a character takes at most four."""
WORTH_REMEMBERING = 4000
"""From how many characters on a deck is kept in the cache."""
MOST_HINTS = 20
"""For how many missing cards the name that was likely meant is looked for."""


class Library:
    """The decks that could be read, and the problems with the rest."""

    def __init__(self, decks: tuple[Deck, ...], problems: tuple[Problem, ...]) -> None:
        self.decks = decks
        self.problems = problems

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all decks."""
        return tuple(card for deck in self.decks for card in deck.cards)

    @functools.cached_property
    def former_ids(self) -> Mapping[str, str]:
        """The ids under which older reviews name prompts → the ids that the prompts have now."""
        from flashcards.deck import former  # for what was renamed

        return former.all_former_ids(self.cards)


def data_folder(environ: Mapping[str, str]) -> Path:
    """The user's data folder: `FLASHCARDS_HOME` if set, otherwise the platform's user-data folder."""
    home = environ.get("FLASHCARDS_HOME")
    if not home:
        return platformdirs.user_data_path("flashcards", appauthor=False)
    try:
        return Path(home).expanduser()
    except RuntimeError:
        raise Problem(f"FLASHCARDS_HOME names the home of an unknown user: {home}", hint=ELSEWHERE) from None


def shipped_decks() -> Path:
    """The folder of the shipped decks: next to the package in a checkout, otherwise inside it."""
    package = Path(__file__).parent.parent
    checkout = package.parent
    return checkout / "decks" if (checkout / "pyproject.toml").is_file() else package / "decks"


def own_decks(home: Path) -> Path:
    """The folder of the user's own decks in the data folder `home`; it may not exist yet."""
    return home / "decks"


def folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Where decks are looked for: the shipped ones and the person's own, if there are any."""
    own = own_decks(data_folder(environ))
    return (shipped_decks(), own) if files.is_folder(own) else (shipped_decks(),)


def load_all(environ: Mapping[str, str]) -> Library:
    """The shipped decks and the user's own, read through the cache in the data folder."""
    return load_decks(folders(environ), cache=data_folder(environ) / "cache")


def load_decks(paths: Iterable[Path], *, beside: Iterable[Deck] = (), cache: Path | None = None) -> Library:
    """The decks in the given files and folders, and every problem in and between them.

    The decks come in the order in which they should be learned, each card with its deck's optimizer.
    `beside` are further decks that these may need, such as the shipped ones.
    `cache` is a folder for parsed decks; it may be deleted at any time.
    """
    from flashcards.deck import needs

    decks: dict[str, Deck] = {}
    problems: list[Problem] = []
    for path in find_files(paths, problems):
        try:
            deck, found = _read(path, cache)
        except Problem as problem:
            problems.append(problem)
            continue
        problems += found
        if deck is not None and deck.name in decks:
            message = f"the deck '{deck.name}' is already in {decks[deck.name].place.file}"
            problems.append(Problem(message, deck.place, "rename one of the two decks"))
        elif deck is not None:
            decks[deck.name] = deck.inherited()
    return Library(
        tuple(decks[name] for name in needs.in_order({deck.name: deck.needs for deck in decks.values()})),
        (*problems, *cross_deck_problems(decks.values(), beside)),
    )


def cross_deck_problems(
    decks: Iterable[Deck], beside: Iterable[Deck] = (), keys: Collection[str] | None = None
) -> Iterator[Problem]:
    """Problems between decks: needed cards or decks that do not exist, and cyclic needs.

    With `keys`, the names of all cards and prompts, the decks may leave out the cards that name no other.
    """
    from flashcards.deck import former, needs  # when decks were read, which a start need not

    decks = tuple(decks)
    known = {deck.name: deck for deck in (*beside, *decks)}
    cards = {card.key: card for deck in known.values() for card in deck.cards}
    present = former.names_present(cards.values()) if keys is None else keys
    keys = cards if keys is None else keys
    renamed = {claim.name: claim.card.key for claim in former.name_claims(cards.values())}
    missing = 0
    for deck in decks:
        for name in deck.needs:
            if name not in known:
                yield Problem(
                    f"there is no deck '{name}' to learn first", deck.place, suggest(name, known, "")
                )
        for card in deck.cards:
            for key in (needs.qualified_id(name, card.deck) for name in (*card.needs, *card.confusable)):
                if key not in keys:
                    missing += 1
                    hint = suggest(key, keys, "") if missing <= MOST_HINTS else ""
                    if key in renamed:
                        hint = f"it is called '{renamed[key]}' now"
                    yield Problem(
                        f"'{card.id}' refers to a card '{key}' that does not exist", card.place, hint
                    )
    yield from former.name_problems(cards.values(), present, {deck.name for deck in decks})
    deck_needs = {name: deck.needs for name, deck in known.items()}
    for circle in needs.circles(deck_needs):
        yield _round(circle, known[circle[0]].place)
    card_needs = {
        key: tuple(needs.qualified_id(need, card.deck) for need in card.needs)
        for key, card in cards.items()
        if card.needs
    }
    for circle in needs.circles(card_needs):
        yield _round(circle, cards[circle[0]].place)


def _round(circle: tuple[str, ...], place: Place) -> Problem:
    return Problem(f"needs form a cycle: {', '.join(circle)}", place, "remove one of these needs")


def find_card(library: Library, key: str) -> Card:
    """The card `deck/id`. Raises Problem with the name that was likely meant."""
    cards = {card.key: card for card in library.cards}
    if key in cards:
        return cards[key]
    raise no_such_card(key, cards, {deck.name for deck in library.decks})


def no_such_card(key: str, cards: Iterable[str], decks: Collection[str], now: str = "") -> Problem:
    """The Problem that no card is named `key`, with the name among `cards` that was likely meant.

    `now` is the card that had this name before, if there is one.
    """
    if now:
        return Problem(f"the card '{key}' is called '{now}' now", None, f"flashcards show {now}")
    if key in decks:
        return Problem(
            f"'{key}' is a deck", None, f"name a card of it:  flashcards cards --deck {key}  lists them"
        )
    return Problem(f"there is no card '{key}'", None, suggest(key, cards, "flashcards cards  lists them"))


def save_deck(path: Path, written: str, *, new: bool = False) -> None:
    """Write a file completely or not at all; see `files.write`."""
    files.write_text(path, written, new=new)


def edit_deck(path: Path, change: Callable[[str | None], str | None]) -> bool:
    """Read, change and write a deck file under a lock, so that no other process writes in between.

    `change` gets the text that the file has now, None if there is no file, and returns its new text, or
    None to leave the file alone. Every change of a deck file goes through here. Returns whether it was
    written. Raises Problem if the file cannot be read or written.
    """

    def changed(before: bytes | None) -> str | None:
        return change(None if before is None else _decoded(before, display_path(path)))

    return files.edit_file(path, changed, LARGEST, too_large=_SPLIT)


def read_text(path: Path) -> str:
    """The text of a deck file. Raises Problem if it cannot be read, is too large, or is not UTF-8."""
    return _decoded(files.read_bytes(path, LARGEST, too_large=_SPLIT), display_path(path))


_SPLIT = "split it into several decks"


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
        raise Problem(message, Place(file, line), "save the file as UTF-8") from None


display_path = files.display_path
"""The path as a person would type it."""


def _read(path: Path, cache: Path | None) -> packed.DeckReading:
    """The result of `codec.read` for the file, cached in `cache` by its text and the version of our code."""
    from flashcards.deck import packed

    written, file = read_text(path), display_path(path)
    if cache is None or len(written) < WORTH_REMEMBERING:
        return _parsed(written, file)
    from hashlib import blake2b  # with it comes OpenSSL, which a start does without

    name = blake2b(str(path.absolute()).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    memory, key = cache / f"{name}.json", f"{code_version('deck')}\0{file}\0{written}"
    if (remembered := _remembered(memory, key)) is not None:
        return packed.unpack(json.loads(remembered))
    reading = _parsed(written, file)
    with contextlib.suppress(Problem):
        save_deck(memory, seal(json.dumps(packed.pack(reading, file)), key))
    return reading


@functools.lru_cache(maxsize=64)
def _parsed(written: str, file: str) -> packed.DeckReading:
    """What `codec` reads; a program that loads the same decks again, as the app does, parses them once."""
    return codec.read_deck(written, file)


def _remembered(memory: Path, key: str) -> str | None:
    """The text saved there under `key`; None if it is missing or not exactly that."""
    try:
        return unseal(memory.read_bytes().decode(), key)
    except (OSError, UnicodeDecodeError):
        return None


def find_files(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    """The deck files that `paths` name or hold, in the order in which they are read.

    A folder that cannot be listed becomes one of `problems` when its turn comes.
    """
    for path in paths:
        if not files.is_folder(path):
            yield path
            continue
        for file in files.visible_files(path, codec.ENDINGS, problems):
            if file.name.lower() != "readme.md":
                yield file
