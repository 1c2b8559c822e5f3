"""Two devices of one person, each with its own clock, that share a folder: whatever each does, undoes and
erases, and wherever one dies, both come to the same rows and states."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from flashcards.exchange import segments
from flashcards.exchange.segments import SegmentReader
from flashcards.scheduling import Grade, Review, RowKind
from flashcards.scheduling.plain_rows import to_review
from flashcards.storage import states
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from tests.devices import Killed, killed_after
from tests.machine_client import PROMPTS, WAYS, Client
from tests.machine_model import hold_equal
from tests.test_state_machine import EVENTS, some_prompts

SYNCERS = (
    "sync.py",
    "sync_pull.py",
    "sync_given.py",
    "sync_folder.py",
    "row_merge.py",
    "held_rows.py",
    "erasure.py",
)
"""The modules between whose lines a device may die while it syncs."""
either = st.sampled_from([0, 1])
pytestmark = [  # who died while it wrote closed nothing
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Devices(RuleBasedStateMachine):
    """Both devices and their folder."""

    @initialize(rows=st.sampled_from([3, 7, 5000]))
    def begin(self, rows: int) -> None:
        """`rows` make a closed segment."""
        self.usual, segments.MOST_ROWS = segments.MOST_ROWS, rows
        self.place = Path(tempfile.mkdtemp())
        self.devices = [Client(self.place / name, name) for name in ("one", "two")]
        self.folder = SyncFolder(self.place / "folder")
        self.written: dict[str, Review] = {}
        """Every row that was ever written anywhere, as its own device has it."""

    def teardown(self) -> None:
        if hasattr(self, "devices"):
            try:
                self.settle()
            finally:
                segments.MOST_ROWS = self.usual
                for device in self.devices:
                    device.close()
                shutil.rmtree(self.place)

    @rule(at=either, grade=st.sampled_from(Grade), minutes=st.integers(0, 600))
    def grade(self, at: int, grade: Grade, minutes: int) -> None:
        self.devices[at].grade(grade, minutes)

    @rule(at=either, grade=st.sampled_from(Grade))
    def cram(self, at: int, grade: Grade) -> None:
        self.devices[at].cram(grade)

    @rule(at=either, way=st.sampled_from(sorted(WAYS)))
    def do_in_the_session(self, at: int, way: str) -> None:
        self.devices[at].do_in_session(way)

    @rule(at=either)
    def undo_in_the_session(self, at: int) -> None:
        self.devices[at].undo_in_session()

    @rule(at=either, kind=st.sampled_from(EVENTS), names=some_prompts, days=st.integers(0, 9))
    def do_in_bulk(self, at: int, kind: RowKind, names: list[str], days: int) -> None:
        self.devices[at].do_in_bulk(kind, names, days)

    @rule(at=either)
    def undo_the_last(self, at: int) -> None:
        """Of this device alone, a whole batch, whatever came from the other meanwhile."""
        self.devices[at].undo()

    @rule(at=either, number=st.integers(0, 99))
    def undo_what_the_other_did(self, at: int, number: int) -> None:
        """An undo refers by id: that of the same row on both devices is one. An erasure has none."""
        undoable = [row for row in self.devices[at].store.reviews() if not row.takes_back]
        rows = [row for row in undoable if row.kind is not RowKind.ERASE]
        if rows:
            self.devices[at].take_back([rows[number % len(rows)]])

    @rule(at=either, names=some_prompts)
    def erase(self, at: int, names: list[str]) -> None:
        self.devices[at].erase(names)

    @rule(at=either, name=st.sampled_from(PROMPTS), last=st.integers(0, 40), days=st.integers(0, 50))
    def bring_along(self, at: int, name: str, last: int, days: int) -> None:
        self.devices[at].bring_along(name, last, days)

    @rule(at=either, hours=st.integers(-20, 30))
    def set_the_clock(self, at: int, hours: int) -> None:
        self.devices[at].now += timedelta(hours=hours)

    @rule(at=either)
    def restart(self, at: int) -> None:
        self.devices[at].restart()

    @rule(at=either)
    def fix_the_clock(self, at: int) -> None:
        self.devices[at].fix_clock()

    @rule(at=either)
    def sync(self, at: int) -> None:
        device = self.devices[at]
        self.note_rows()
        given = self.rows_in_folder()
        synchronize(device.store, self.folder, now=device.now)
        self.take_in(device, given)

    @rule(at=either, lines=st.integers(1, 700))
    def die_while_syncing(self, at: int, lines: int) -> None:
        """What the disks say at that moment is what there is after it."""
        device, died = self.devices[at], self.place / "died"
        self.note_rows()
        given, known = self.rows_in_folder(), device.model.ids()

        def see_disks() -> None:
            shutil.rmtree(died, ignore_errors=True)
            shutil.copytree(device.home, died / "home")
            if self.folder.path.exists():
                shutil.copytree(self.folder.path, died / "folder")

        try:
            with killed_after(lines, SYNCERS, see_disks):
                synchronize(device.store, self.folder, now=device.now)
        except Killed:
            device.store._log.connection.close()
            device.catalogue.close()
            shutil.rmtree(device.home)
            (died / "home").rename(device.home)
            shutil.rmtree(self.folder.path, ignore_errors=True)
            if (died / "folder").exists():
                (died / "folder").rename(self.folder.path)
            device.open()
            found = {row.id for row in device.store.reviews()}
            assert found <= known | given.keys()
            device.model.rows += [row for name, row in given.items() if name in found - known]
            if found != device.model.ids():
                device.model.drop_erased(device.now)
        else:
            self.take_in(device, given)

    def take_in(self, device: Client, given: dict[str, Review]) -> None:
        """The model after a sync: it knows what the folder held, and what is to be forgotten is."""
        known = device.model.ids()
        device.model.rows += [row for name, row in given.items() if name not in known]
        device.model.drop_erased(device.now)

    def rows_in_folder(self) -> dict[str, Review]:
        found: dict[str, Review] = {}
        for file in self.folder.files([]):
            for batch in SegmentReader(self.folder.blocks(file.name)).batches():
                for row in batch:
                    found.setdefault(row.values[0], to_review(row.values))
        return found

    def note_rows(self) -> None:
        for device in self.devices:
            for row in device.model.rows:
                self.written.setdefault(row.id, row)

    def settle(self) -> None:
        """Both clocks set right and both synced: the same rows, none lost or doubled, the same states."""
        self.note_rows()
        last = max([row.at for row in self.written.values()] + [device.now for device in self.devices])
        for device in self.devices:
            device.now = last.astimezone(device.now.tzinfo)
        for at in (0, 1, 0, 1):
            self.sync(at)
        one, two = self.devices
        for device in self.devices:
            device.check()
        assert content(one) == content(two)
        hold_equal(*(device.store.read(states.load_states) for device in self.devices))
        everything = type(one.model)(one.model.settings, PROMPTS, list(self.written.values()))
        everything.drop_erased(last)
        assert one.model.ids() >= everything.ids()
        for at in (0, 1):
            outcome = synchronize(self.devices[at].store, self.folder, now=last)
            assert (outcome.new, outcome.given, outcome.problems) == (0, 0, [])

    @invariant()
    def each_is_what_its_model_says(self) -> None:
        for device in getattr(self, "devices", ()):
            device.check()


def content(device: Client) -> list[Review]:
    """The rows, but for which device undid what both undid, and when."""
    rows = device.store.reviews()
    assert len({row.id for row in rows}) == len(rows)
    plain = [row._replace(device="", at=row.at.min, seq=0, offset_minutes=0) for row in rows]
    mixed = zip(rows, plain, strict=True)
    return sorted(bare if row.takes_back else row for row, bare in mixed)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class TestDevices(Devices.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=QUIET)


@pytest.mark.slow
class TestDevicesForLong(Devices.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=QUIET)
