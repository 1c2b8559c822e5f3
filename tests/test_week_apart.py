"""Two devices that were offline for a week, synced in both orders, one killed midway at any step: both have
the same rows, none lost or doubled, and the same states."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from flashcards.exchange import segments
from flashcards.scheduling import Settings
from flashcards.scheduling.replay import replay
from flashcards.storage import Store
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from tests.devices import STEPS, Device, Killed, killed_after, traced_lines

MODULES = (*STEPS, "sync_given.py", "erasure.py")
ORDERS = pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["one first", "the other first"])
pytestmark = [  # a device that dies leaves its files open
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_ROWS", 10)
    monkeypatch.setattr(os, "fsync", lambda number: None)  # no power fails here


class Apart:
    """A place with two devices and one folder, as they are after a week without a sync."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.devices = [Device(place / "one"), Device(place / "two")]

    def sync(self, number: int) -> None:
        with Store.open(self.devices[number].home) as store:
            outcome = synchronize(store, SyncFolder(self.place / "shared"))
        assert outcome.problems == []

    def die(self, number: int, lines: int) -> None:
        """Sync until that line; what there is then on the disks is what there is from then on."""
        died = self.place.with_name("died")
        store = Store.open(self.devices[number].home)
        with pytest.raises(Killed), killed_after(lines, MODULES, lambda: shutil.copytree(self.place, died)):
            synchronize(store, SyncFolder(self.place / "shared"))
        store._log.connection.close()
        shutil.rmtree(self.place)
        died.rename(self.place)


def spend_a_week(place: Path) -> Apart:
    """Some rows that both have, then seven days on each that the other knows nothing of."""
    apart = Apart(place)
    for device in apart.devices:
        device.study(random.Random(device.place.name), 0)
    for number in (0, 1, 0):
        apart.sync(number)
    for device in apart.devices:
        chance = random.Random(f"week of {device.place.name}")
        for day in range(7):
            device.study(chance, 24 * day + chance.random() * 12)
    return apart


def steps_of(apart: Apart, number: int, copy: Path) -> list[int]:
    """After how many lines each line of the sync comes for the first time, and for the last."""
    shutil.copytree(apart.place, copy)
    first: dict[tuple[str, int], int] = {}
    last: dict[tuple[str, int], int] = {}
    seen = Counter[str]()

    def see(file: str, line: int) -> None:
        seen["lines"] += 1
        first.setdefault((file, line), seen["lines"])
        last[file, line] = seen["lines"]

    with traced_lines(MODULES, see):
        Apart(copy).sync(number)
    return sorted({*first.values(), *last.values()})


def hold_all_rows(apart: Apart, expected: set[str]) -> None:
    one, two = apart.devices
    assert one.ids() == expected
    assert one.rows() == two.rows()
    with Store.open(one.home) as store:
        memories = replay(store.reviews(), Settings())
    assert one.memories() == two.memories() == memories


def die_and_sync(tmp_path: Path, order: tuple[int, int], every: int) -> int:
    """Kill the first device at each of its steps, sync both; how often."""
    week = spend_a_week(tmp_path / "week")
    expected = week.devices[0].ids() | week.devices[1].ids()
    assert len(expected) > 40
    steps = steps_of(week, order[0], tmp_path / "traced")
    for lines in steps[::every]:
        shutil.copytree(week.place, tmp_path / "each")
        apart = Apart(tmp_path / "each")
        apart.die(order[0], lines)
        for number in (*order, *order):
            apart.sync(number)
        hold_all_rows(apart, expected)
        shutil.rmtree(apart.place)
    return len(steps)


@ORDERS
def test_a_week_apart_and_a_death_midway(tmp_path: Path, order: tuple[int, int]) -> None:
    assert die_and_sync(tmp_path, order, every=19) > 100


@pytest.mark.slow
@ORDERS
def test_a_week_apart_and_a_death_at_every_step(tmp_path: Path, order: tuple[int, int]) -> None:
    die_and_sync(tmp_path, order, every=1)


@ORDERS
def test_a_second_death_after_the_first(tmp_path: Path, order: tuple[int, int]) -> None:
    """Both die, each in the midst of what the other left."""
    week = spend_a_week(tmp_path / "week")
    expected = week.devices[0].ids() | week.devices[1].ids()
    for lines in (90, 400):
        shutil.copytree(week.place, tmp_path / "each")
        apart = Apart(tmp_path / "each")
        apart.die(order[0], lines)
        apart.die(order[1], lines)
        for number in (*order, *order):
            apart.sync(number)
        hold_all_rows(apart, expected)
        shutil.rmtree(apart.place)
