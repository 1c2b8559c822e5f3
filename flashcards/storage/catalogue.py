"""The catalogue: what the deck files hold, asked by name, in the learning order or by words.

It is derived from the files and may be removed at any time. Without a folder that can be written it lives
in memory. Cards are built only when they are asked for.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar

from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt
from flashcards.errors import Place, Problem
from flashcards.storage import catalogue_file, catalogue_problems, deck_files
from flashcards.storage.catalogue_decks import DeckSummary, read_decks
from flashcards.storage.catalogue_files import display_written
from flashcards.storage.catalogue_prompts import PromptsById
from flashcards.storage.catalogue_rows import checksum, unpack_row
from flashcards.storage.errors import is_damage

RECENT = 512
"""How many of the cards asked for last are kept."""
T = TypeVar("T")


def _refresh_catalogue(connection: sqlite3.Connection, folders: Sequence[Path], now_ns: int) -> bool:
    from flashcards.storage.catalogue_refresh import refresh_catalogue  # behind the first frame

    return refresh_catalogue(connection, folders, now_ns)


class Catalogue:
    """An open catalogue; a damaged one is made anew when that is noticed.

    `folder` is the folder of caches; None keeps everything in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._sources: tuple[Sequence[Path], int] = ((), 0)
        self._recent: OrderedDict[str, Card] = OrderedDict()
        self._generation = ""
        self._restoring = Lock()
        self._open(folder)

    def _open(self, folder: Path | None) -> None:
        connection = catalogue_file.open_file(folder) if folder else None
        self.in_memory = connection is None
        """True if nothing is kept: there is no folder that can be written."""
        self.address = str(folder and folder / catalogue_file.FILE)
        """What `attach` takes: the file, or a URI if the catalogue is in memory."""
        if connection is None:
            connection, self.address = catalogue_file.open_memory()
        self.connection = connection
        self._identity = self._find_identity()
        self.shows_former = False
        """True while what another version of the program had read is shown."""

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def is_usable(self, folders: Sequence[Path], now_ns: int) -> bool:
        """True if what was read earlier can be shown until `refresh_behind` has taken in what changed.

        After an upgrade that is what the version before had read.
        """
        self._sources = folders, now_ns
        if self.in_memory:
            return False
        if self._rows("select value from meta where name = 'complete'") != [("1",)]:
            return self._show_former()
        if self._folder:
            catalogue_file.remove_former(self._folder)  # if a stop has left it
        return True

    def _show_former(self) -> bool:
        former = self._folder and catalogue_file.open_former(self._folder)
        if not self._folder or not former:
            return False
        self.connection.close()
        self.connection, self.address = former, str(self._folder / catalogue_file.FORMER)
        self.shows_former = True
        return True

    def take_over(self) -> None:
        """Show what `refresh_behind` has read, if that is another file than the one that is shown: what the
        version before had read, or one that was removed since."""
        if self.shows_former and self._folder:
            self._open_anew()
            catalogue_file.remove_former(self._folder)
        elif not self.in_memory and self._find_identity() != self._identity:
            self._open_anew()
            self.refresh(*self._sources)  # where it is in memory by now, all are read

    def _find_identity(self) -> tuple[int, int] | None:
        """Which file is at the address; None if none is."""
        try:
            found = os.stat(self.address)  # noqa: PTH116 - at each start
        except (OSError, ValueError):
            return None
        return found.st_dev, found.st_ino

    def _open_anew(self) -> None:
        self.connection.close()
        self._recent.clear()
        self._open(self._folder)

    def refresh(self, folders: Sequence[Path], now_ns: int) -> bool:
        """Take in every change of the deck files in `folders`; whether anything changed.

        `now_ns` is the time in nanoseconds since 1970.
        """
        self._sources = folders, now_ns
        if self.shows_former:
            self._open_anew()
        try:
            return _refresh_catalogue(self.connection, folders, now_ns)
        except sqlite3.Error as error:
            if self.in_memory:
                raise
            self._make_anew(error)
            return True

    def refresh_behind(self, folders: Sequence[Path], now_ns: int) -> bool:
        """As `refresh`, in another thread than the one that reads here meanwhile."""
        if self.in_memory:
            return self.refresh(folders, now_ns)
        with Catalogue(self._folder) as other:
            changed = other.refresh(folders, now_ns)
            if not other.in_memory:
                return changed
        return self.refresh(folders, now_ns)  # the disk is full by now, or cannot be written any more

    def restore(self, *, is_damaged: bool = False) -> None:
        """Fill the file again if it was removed while it is open, or proved to be damaged.

        From any thread that is to open it anew.
        """
        with self._restoring:
            if not self.in_memory and (is_damaged or not os.path.lexists(self.address)):
                self.refresh_behind(*self._sources)

    def make_anew(self) -> None:
        """Fill a new catalogue in the place of one that proved to be damaged."""
        self._make_anew(sqlite3.DatabaseError())

    def _make_anew(self, error: Exception) -> None:
        """Fill a new catalogue: in the place of a damaged file, otherwise in memory."""
        self.connection.close()
        self._recent.clear()
        damaged = not isinstance(error, sqlite3.DatabaseError) or is_damage(error)
        folder = self._folder
        if folder and damaged and not self.in_memory and catalogue_file.remove_file(folder):
            self._open(folder)
            try:
                _refresh_catalogue(self.connection, *self._sources)
                return
            except sqlite3.Error:
                self.connection.close()
        self._open(None)
        _refresh_catalogue(self.connection, *self._sources)

    def _mended(self, read: Callable[[], T]) -> T:
        """What `read` returns; if the catalogue proves to be damaged it is made anew and read again."""
        try:
            return read()
        except (json.JSONDecodeError, DamagedRow) as error:
            self._make_anew(error)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._make_anew(error)
        return read()

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._mended(lambda: self.connection.execute(query, values).fetchall())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem in and between the decks, as `deck_files.load_decks` tells them."""
        return self._mended(lambda: catalogue_problems.all_problems(self.connection))

    def decks(self) -> list[DeckSummary]:
        """The decks in the order in which they should be learned."""
        return self._mended(lambda: read_decks(self.connection))

    def kinds(self, deck: str) -> dict[str, int]:
        """The number of cards of each kind, in the order in which the kinds first occur in the deck."""
        order = "min((line << 32) + column)"
        return dict(
            self._rows(
                f"select kind, count(*) from cards where deck = ? group by kind order by {order}", deck
            )
        )

    def keys(self, deck: str | None = None) -> Iterator[str]:
        """The names of the cards, of one deck or of all decks in their order, as they stand in the files."""
        names = [deck] if deck is not None else [name for (name,) in self._rows(_DECK_NAMES)]
        for name in names:
            for (key,) in self._rows("select key from cards where deck = ? order by line, column", name):
                yield key

    def cards(self, deck: str | None = None) -> Iterator[Card]:
        """The cards in the order of `keys`; one after the other is built."""
        for key in self.keys(deck):
            if card := self._load(key):
                yield card

    def cards_with_demo(self) -> list[Card]:
        """The cards that have a demo, in the order of `keys`."""
        rows = self._rows(
            "select key from cards join decks on name = deck where instr(cards.packed, '\"demo\":')"
            " order by decks.position, line, column"
        )
        cards = (self._load(key) for (key,) in rows)
        return [card for card in cards if card and card.demo]

    def files_of(self, keys: Sequence[str]) -> dict[str, str]:
        """The deck files of those cards that there are, as `Card.place` names them; from any thread."""
        with closing(sqlite3.connect(self.address, timeout=5, uri=True)) as aside:
            rows = aside.execute(_FILES, (json.dumps(keys),)).fetchall()
        return {key: display_written(file) for key, file in rows}

    def first_demo(self, deck: str, *, drawn: bool = False) -> Card | None:
        """The first card of a deck that has a demo, read over a connection of its own: from any thread.

        With `drawn`, one whose demo is best looked at, before one that is best read. None of a catalogue that
        cannot be read now: who needs more of it says why.
        """
        self.restore()
        try:
            with closing(sqlite3.connect(self.address, timeout=5, uri=True)) as aside:
                rows = aside.execute(_CARDS_WITH_DEMO, (deck,)).fetchall()
        except sqlite3.DatabaseError:
            return None
        built = (
            unpack_row(name, Place(display_written(file), *place), text) for name, file, *place, text in rows
        )
        found = (card for card in built if card.demo)
        return min(found, key=_rank_picture, default=None) if drawn else next(found, None)

    def card(self, key: str) -> Card:
        """The card `deck/id`. Raises Problem with the name that was likely meant."""
        key = key.encode("utf-8", "replace").decode()  # a terminal may send half a character
        if card := self.find(key):
            return card
        raise deck_files.no_such_card(
            key, self.keys(), [name for (name,) in self._rows(_DECK_NAMES)], self.name_now(key)
        )

    def name_now(self, key: str) -> str:
        """The name of the card that was called `key` before; empty if there is none."""
        return next((new.partition(":")[0] for (new,) in self._rows(_RENAMED, key)), "")

    def find(self, key: str) -> Card | None:
        """The card `deck/id`; None if there is none."""
        self._forget_old()
        card = self._recent.get(key) or self._load(key)
        if card is None:
            return None
        self._recent[key] = card
        self._recent.move_to_end(key)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return card

    def _forget_old(self) -> None:
        """Forget the cards that were built before the decks changed."""
        found = self._rows("select value from meta where name = 'generation'")
        if found and found[0][0] != self._generation:
            self._recent.clear()
            self._generation = found[0][0]

    def _load(self, key: str) -> Card | None:
        return self._mended(lambda: self._build(key))

    def _build(self, key: str) -> Card | None:
        row = self.connection.execute(_CARD, (key,)).fetchone()
        if row is None:
            return None
        deck, file, line, column, text, expected = row
        if checksum(text) != expected:
            raise DamagedRow(key)
        return unpack_row(deck, Place(display_written(file), line, column), text)

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """The prompts by their ids; each is built when it is asked for."""
        return PromptsById(self.find, self._rows)

    def former_ids(self) -> dict[str, str]:
        """The ids under which older reviews name prompts → the ids that the prompts have now."""
        return dict(self._rows("select old, new from former"))

    def needs_before(self) -> dict[str, tuple[str, ...]]:
        """Cards → those of their needs that come before them in the learning order."""
        from flashcards.storage.catalogue_order import needs_before  # for simulations

        return self._mended(lambda: needs_before(self.connection))


_RENAMED = "select new from former where renamed = 1 and (old = ?1 or old > ?1 || ':' and old < ?1 || ';')"
_DECK_NAMES = "select name from decks order by position, name"
_CARD = (
    "select deck, file, line, column, cards.packed, hash from cards join decks on name = deck where key = ?"
)

_FILES = (
    "select cards.key, file from json_each(?) cross join cards on cards.key = value join decks on name = deck"
)
_CARDS_WITH_DEMO = (
    "select deck, file, line, column, cards.packed from cards join decks on name = deck"
    " where deck = ? and instr(cards.packed, '\"demo\":') order by line, column limit 8"
)


def _rank_picture(card: Card) -> int:
    """0 for a demo that is best looked at; more for the numbers of a table, or the lines of a step."""
    read = ("table", "step")
    return 1 + read.index(card.demo.kind) if card.demo and card.demo.kind in read else 0


class DamagedRow(Exception):  # noqa: N818 - it never reaches a person
    """Raised for a row that is not as it was written."""
