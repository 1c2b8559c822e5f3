"""Three devices, each with a copy of the folder, and everything that goes wrong between them."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.exchange import segments
from flashcards.exchange.segments import SegmentReader
from flashcards.scheduling import Settings
from flashcards.scheduling.replay import replay
from flashcards.storage import Store, forks
from flashcards.storage.sync_folder import SyncFolder
from tests.devices import KIND, Device, carry
from tests.rows import most_telling

ROUNDS = 25
pytestmark = [  # a device that dies leaves its files open
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_ROWS", 7)
    monkeypatch.setattr(os, "fsync", lambda number: None)  # no power fails here


class World:
    """Three devices, the carrier between their folders, and the rows that exist anywhere."""

    def __init__(self, place: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.hub = place / "hub"
        self.devices = [Device(place / name) for name in "abc"]
        self.bases: list[dict[str, bytes]] = [{}, {}, {}]
        self.versions: dict[str, list[bytes]] = {}
        self.deaths = self.copies = 0
        self.hour = 0.0

    def rows(self) -> set[str]:
        """The ids of the rows in any log and in any copy of a file, but those that tell of copied logs."""
        found: set[str] = set()
        for folder in (self.hub, *(device.folder for device in self.devices)):
            files = SyncFolder(folder)
            for file in files.files([]):
                for batch in SegmentReader(files.blocks(file.name)).batches():
                    found |= {row.values[0] for row in batch if row.values[KIND] != forks.KIND}
        return found.union(*(device.ids() for device in self.devices))

    def carry(self, number: int) -> None:
        carry(self.devices[number].folder, self.hub, self.rng, self.bases[number])
        for path in self.hub.rglob("*.jsonl*"):
            self.versions.setdefault(str(path.relative_to(self.hub)), []).append(path.read_bytes())

    def act(self) -> None:
        """One thing that happens to one of the devices."""
        number = self.rng.randrange(3)
        device = self.devices[number]
        self.hour += self.rng.random() * 10
        happens = self.rng.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        happens(self, number, device)

    def study(self, number: int, device: Device) -> None:
        device.study(self.rng, self.hour)

    def sync(self, number: int, device: Device) -> None:
        before = self.rows()
        device.sync()
        assert self.rows() >= before

    def die(self, number: int, device: Device) -> None:
        before = self.rows()
        self.deaths += device.sync(self.rng.randrange(1, 700)) is None
        assert self.rows() >= before

    def save(self, number: int, device: Device) -> None:
        device.save()

    def restore(self, number: int, device: Device) -> None:
        device.restore()

    def copy(self, number: int, device: Device) -> None:
        """Set a device up with the data folder of another: two then write under one id."""
        other = self.devices[(number + 1) % 3]
        if other.home.exists() and device.ids() <= other.ids():
            self.copies += 1
            shutil.rmtree(device.home, ignore_errors=True)
            shutil.copytree(other.home, device.home)

    def tear(self, number: int, device: Device) -> None:
        """Cut a file short, as a carrier that was interrupted, in one copy of the folder."""
        if files := sorted(device.folder.rglob("*.jsonl*")):
            path = self.rng.choice(files)
            path.write_bytes(path.read_bytes()[: self.rng.randrange(path.stat().st_size + 1)])

    def revert(self, number: int, device: Device) -> None:
        """Put an earlier version of a file in one copy of the folder."""
        if files := sorted(device.folder.rglob("tail.jsonl")):
            path = self.rng.choice(files)
            versions = self.versions.get(str(path.relative_to(device.folder)), [b""])
            path.write_bytes(self.rng.choice(versions))

    def settle(self) -> None:
        """Carry and sync until everything has gone round."""
        for _ in range(4):
            for number, device in enumerate(self.devices):
                self.carry(number)
                device.sync()
                self.carry(number)


ACTIONS: dict[Callable[[World, int, Device], None], int] = {
    World.study: 6,
    World.sync: 5,
    World.die: 5,
    lambda world, number, device: world.carry(number): 5,
    World.save: 2,
    World.restore: 1,
    World.copy: 1,
    World.tear: 1,
    World.revert: 1,
}


def run(place: Path, seed: int) -> World:
    """A world in which much went wrong and that then came to rest, every row on every device once."""
    world = World(place, seed)
    for device in world.devices:
        with Store.open(device.home):
            pass
    for _ in range(ROUNDS):
        world.act()
    for device in world.devices:
        device.study(world.rng, world.hour)  # a copy is noticed by what both write
    expected = world.rows()
    world.settle()
    first, *others = world.devices
    assert first.ids() == expected
    for device in others:
        assert device.rows() == first.rows()
    with Store.open(first.home) as store:
        memories = replay(store.reviews(), Settings())
    for device in world.devices:
        assert device.memories() == memories
    assert [device.sync().new for device in world.devices] == [0, 0, 0]  # type: ignore[union-attr]
    assert len({Store.open(device.home).device for device in world.devices}) == 3
    return world


WORLDS = int(os.environ.get("SYNC_WORLDS", "8"))
"""How many the slow test runs; 100 take a minute and more."""


@pytest.mark.parametrize("seed", most_telling(*range(4)))
def test_every_row_reaches_every_device(seed: int, tmp_path: Path) -> None:
    run(tmp_path, seed)


@pytest.mark.slow
def test_every_row_reaches_every_device_in_many_worlds(tmp_path: Path) -> None:
    worlds = [run(tmp_path / str(seed), seed) for seed in range(100, 100 + WORLDS)]
    assert sum(world.deaths for world in worlds) > WORLDS
    assert sum(world.copies for world in worlds) > WORLDS // 10
