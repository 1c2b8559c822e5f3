"""A device's folder with its log, beside the model of it: what is written to it, and what befalls it.

After each thing done the log holds just the model's rows, and the states are the replay of the log and what
the model says.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from flashcards.scheduling import Review, RowKind, Settings, new_memory
from flashcards.scheduling.replay import replay
from flashcards.storage import Store, states
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.storage.database import FILE
from flashcards.study import Session
from tests.devices import Killed, killed_after
from tests.machine_model import DAY, Model, hold_equal

NOON = datetime(2026, 3, 27, 12, tzinfo=timezone(timedelta(hours=1)))
"""Two days before the clocks of Europe are put forward."""
SETTINGS = Settings(new_per_day=4, decks={"b": Settings(day_starts_at=0, retention=0.8)})
DECKS = {
    "a": "cards:\n  - {id: x, ask: X, answer: x}\n  - {id: y, ask: Y, answer: y, needs: [x]}\n"
    '  - {id: gaps, cloze: "{{p: one}} and {{q: two}}"}\n',
    "b": "cards:\n  - {id: x, ask: BX, answer: x}\n  - {id: y, ask: BY, answer: y}\n",
}
PROMPTS = ("a/x", "a/y", "a/gaps:p", "a/gaps:q", "b/x", "b/y")
WRITERS = (
    "review_log.py",
    "states.py",
    "states_refresh.py",
    "bulk_states.py",
    "erasure.py",
    "undo_rows.py",
    "log_rows.py",
)
"""The modules between whose lines a device may die while it writes."""


@dataclass
class LoggedHome:
    """A device: its folder, its clock, its open collection, and the model of it."""

    home: Path
    name: str = "here"
    now: datetime = NOON
    model: Model = field(default_factory=lambda: Model(SETTINGS, PROMPTS))
    session: Session | None = None
    cramming: Session | None = None
    ids: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        (self.home / "decks").mkdir(parents=True)
        for name, text in DECKS.items():
            (self.home / "decks" / f"{name}.yaml").write_text(f"deck: {name}\n{text}", encoding="utf-8")
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.home)
        self.catalogue = Catalogue(self.home / "cache")
        self.catalogue.refresh([self.home / "decks"], 0)
        self.pool = CollectionPool(self.store, self.catalogue)
        self.session = self.cramming = None
        self.refresh()

    def close(self) -> None:
        self.store.close()
        self.catalogue.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def refresh(self) -> None:
        self.pool.refresh(SETTINGS, self.now)

    def make_id(self) -> str:
        return f"{self.name}-{next(self.ids)}"

    def learn_of(self, *, action: bool) -> list[Review]:
        """Let the model know the rows that the log has and it has not; they are numbered as they came."""
        known = self.model.ids()
        new = sorted((row for row in self.store.reviews() if row.id not in known), key=lambda row: row.seq)
        self.model.write(new, action=action)
        return new

    def write(self, *rows: Review, aside: bool = False) -> None:
        """Write rows as the app does, or `aside` as another program does meanwhile; both are numbered."""
        if aside:
            with Store.open(self.home) as other:
                other.append(*rows)
        else:
            self.store.append(*rows)
        last = max((row.seq for row in self.model.rows if row.device == self.store.device), default=0)
        new = self.learn_of(action=True)
        assert [row.id for row in new] == [row.id for row in rows]
        numbers = [row.seq for row in new]
        assert all(first < second for first, second in zip([last, *numbers], numbers, strict=False))
        if aside:
            self.refresh()
        self.check_states()

    def take_back(self, rows: Iterable[Review]) -> None:
        """Undo; rows that were undone elsewhere since are not undone twice."""
        self.store.take_back_all(rows, self.now)
        self.learn_of(action=False)
        self.check_states()

    def check_states(self) -> None:
        """The states are current before anybody asks for a refresh."""
        hold_equal(self.store.read(states.load_states), self.model.memories(self.now))

    def check(self) -> None:
        """The log holds the model's rows; the states are the replay of the log, and what the model says."""
        rows = self.store.reviews()
        assert sorted(row.id for row in rows) == sorted(row.id for row in self.model.rows)
        self.refresh()
        found = self.store.read(states.load_states)
        known = [row for row in rows if row.at <= self.now + DAY or row.takes_back]
        hold_equal(found, replay(known, SETTINGS))
        hold_equal(found, self.model.memories(self.now))
        for name in PROMPTS:
            memory = found.get(name, new_memory(name))
            flags = (memory.suspended, memory.marked, memory.buried_until)
            assert flags == self.model.flags(name, self.now)
            if not any(row.kind in (RowKind.START, RowKind.SET_DUE) for row in rows if row.card == name):
                assert (memory.reviews, memory.right) == self.model.asked(name, self.now)

    # What befalls a device

    def die_while(self, do: Callable[[], object], lines: int, expected: set[str], keeps: bool = True) -> bool:
        """Die in the midst of `do`, which writes the rows `expected` and, unless it `keeps` the others, may
        remove some: all or none of them are there after the restart. True if it died."""
        copy = self.home.with_name(f"{self.home.name}-died")

        def see_disk() -> None:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.home, copy)

        known = self.model.ids()
        try:
            with killed_after(lines, WRITERS, see_disk):
                do()
        except Killed:
            self.store._log.connection.close()
            self.catalogue.close()
            shutil.rmtree(self.home)
            copy.rename(self.home)
            self.open()
            found = {row.id for row in self.store.reviews()}
            assert found - known in (set(), expected)
            assert not keeps or found >= known
            return True
        return False

    def drop_states(self, *, everything: bool) -> None:
        self.close()
        with closing(sqlite3.connect(self.home / FILE)) as log, log:
            log.execute("delete from states" if everything else "delete from states where prompt > 'a/m'")
            log.execute("delete from states_of")
            if everything:
                log.execute("drop table states")
        self.open()

    def drop_catalogue(self) -> None:
        self.close()
        shutil.rmtree(self.home / "cache")
        self.open()

    def edit_deck(self, tag: str) -> None:
        """Tag a card in its file, as the browser does: no row, no state changes."""
        before = self.store.read(states.load_states)
        path = self.home / "decks" / "b.yaml"
        text = f"deck: b\n{DECKS['b']}"
        path.write_text(
            text.replace("{id: x,", f"{{id: x, tags: [{tag}],") if tag else text, encoding="utf-8"
        )
        self.catalogue.refresh([self.home / "decks"], 0)
        self.refresh()
        assert self.store.read(states.load_states) == before
