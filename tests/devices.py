"""Simulated devices, each with a log and a copy of the sync folder of its own, and what befalls them."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings
from flashcards.storage import Store, forks
from flashcards.storage.database import FILE
from flashcards.storage.rows import COLUMNS, NAMES
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from flashcards.storage.sync_outcome import SyncOutcome
from tests.logs import NOON

STEPS = ("sync.py", "sync_pull.py", "sync_folder.py", "row_merge.py", "held_rows.py")
"""The modules between whose lines a device may die."""
KIND = NAMES.index("kind")
KINDS = (*(RowKind.STUDY,) * 6, RowKind.CRAM, RowKind.SUSPEND, RowKind.RESUME, RowKind.MARK, RowKind.RESET)


class Killed(BaseException):
    """The device died here."""


@contextmanager
def traced_lines(modules: tuple[str, ...], see: Callable[[str, int], None]) -> Iterator[None]:
    """`see` hears of each line of some modules of the storage before it runs, by file and number."""

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        file = frame.f_code.co_filename
        if not file.endswith(modules) or "storage" not in file:
            return None
        if event == "line":
            see(file, frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


@contextmanager
def killed_after(
    lines: int, modules: tuple[str, ...] = STEPS, then: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Die after so many lines of the modules; without an end, nothing is cleaned up by them. `then` sees the
    disk as it was at that moment."""
    left = lines

    def see(file: str, line: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            sys.settrace(None)
            then()
            raise Killed

    with traced_lines(modules, see):
        yield


@dataclass
class Device:
    """A device; `place` holds its log and its copy of the folder."""

    place: Path
    written: set[str] = field(default_factory=set)
    """The ids of the rows that a person gave on it and that no restored backup took away."""
    kept: dict[str, Path] = field(default_factory=dict)
    count: int = 0

    @property
    def home(self) -> Path:
        return self.place / "home"

    @property
    def folder(self) -> Path:
        return self.place / "folder"

    def study(self, rng: random.Random, at: float) -> None:
        """Write a few rows, and sometimes take the last one back."""
        with Store.open(self.home) as store:
            for _ in range(rng.randint(1, 6)):
                self.count += 1
                store.append(self._row(rng, at, store.device))
            if rng.random() < 0.3 and (last := store.last_undoable()):
                store.take_back_all(last, NOON + timedelta(hours=at + 1))
                self.written |= {f"{row.id}-back" for row in last}

    def _row(self, rng: random.Random, at: float, device: str) -> Review:
        name = f"{self.place.name}-{rng.getrandbits(40):x}-{self.count}"
        self.written.add(name)
        kind = rng.choice(KINDS)
        grade = rng.choice(list(Grade)) if kind in (RowKind.STUDY, RowKind.CRAM) else None
        moment = NOON + timedelta(hours=at, seconds=rng.randrange(3600))
        card = f"adam/{rng.randrange(6)}" + rng.choice(("", ":back"))
        return Review(name, device, card, moment, 60, kind, grade, 1000, "s", "m_t" * rng.randrange(2))

    def sync(self, dies_after: int = 0) -> SyncOutcome | None:
        """Merge with its copy of the folder; None if it died."""
        with killed_after(dies_after):
            store = Store.open(self.home)
            try:
                outcome = synchronize(store, SyncFolder(self.folder), join=True)
            except Killed:
                store._log.connection.close()
                return None
        store.close()
        return outcome

    def save(self) -> None:
        """Copy the log, as a backup of the whole device does."""
        copy = self.place / "backup"
        if self.home.exists():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.home, copy)

    def restore(self) -> None:
        """Put the last copy of the log in the place of the log."""
        copy = self.place / "backup"
        if copy.exists():
            shutil.rmtree(self.home)
            shutil.copytree(copy, self.home)

    def rows(self) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.home / FILE)) as connection:
            rest = COLUMNS.removeprefix("id, ")
            return sorted(connection.execute(f"select id, {rest} from reviews"))

    def ids(self) -> set[str]:
        """The ids of all rows but those by which devices tell each other of copied logs."""
        rows = self.rows() if (self.home / FILE).exists() else []
        return {row[0] for row in rows if row[KIND] != forks.KIND}

    def memories(self) -> dict[str, Memory]:
        with Store.open(self.home) as store:
            return store.memories(Settings())


def carry(a: Path, b: Path, rng: random.Random, base: dict[str, bytes]) -> None:
    """Bring two copies of a folder together as carriers do: a file that changed in both becomes two."""
    ours, theirs = _contents(a), _contents(b)
    for name in sorted({*ours, *theirs}):
        mine, other, before = ours.get(name), theirs.get(name), base.get(name)
        if mine == other:
            continue
        if mine is None or mine == before:
            _put(a / name, other)
        elif other is None or other == before:
            _put(b / name, mine)
        else:
            lost, kept = (a, b) if rng.random() < 0.5 else (b, a)
            loser, winner = (mine, other) if lost is a else (other, mine)
            path = Path(name)
            copy = path.with_name(f"{path.stem} (conflict {rng.randrange(10**6)}){path.suffix}")
            for root in (a, b):
                _put(root / copy, loser)
                _put(root / name, winner)
            assert kept != lost
    base.clear()
    base |= _contents(a)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("~")
    }


def _put(path: Path, data: bytes | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert data is not None
    path.write_bytes(data)
