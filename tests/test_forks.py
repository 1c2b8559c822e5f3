"""Logs that were copied: what two of them wrote under one id counts by time, on every device alike."""

from __future__ import annotations

import itertools
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings
from flashcards.storage import Store
from flashcards.storage.forks import known_forks
from flashcards.storage.sync import synchronize
from flashcards.storage.sync_folder import SyncFolder
from tests.logs import NOON

PLAIN = Settings(fuzz=False)
AGAIN, GOOD, EASY = Grade.AGAIN, Grade.GOOD, Grade.EASY


def write(home: Path, name: str, hours: float, grade: Grade, card: str = "adam/m") -> None:
    with Store.open(home) as store:
        at = NOON + timedelta(hours=hours)
        store.append(Review(name, store.device, card, at, 0, RowKind.STUDY, grade))


def sync(home: Path, folder: Path) -> None:
    with Store.open(home) as store:
        synchronize(store, SyncFolder(folder))


def memories(home: Path) -> dict[str, Memory]:
    with Store.open(home) as store:
        return store.memories(PLAIN)


def by_time(*rows: tuple[float, Grade]) -> Memory:
    from functools import reduce

    from flashcards.scheduling import memory_after_row, new_memory

    made = [
        Review(f"r{hours}", "x", "adam/m", NOON + timedelta(hours=hours), 0, RowKind.STUDY, grade)
        for hours, grade in sorted(rows)
    ]
    return reduce(lambda memory, row: memory_after_row(memory, row, PLAIN), made, new_memory("adam/m"))


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    """A device with one grade, and a copy of it that has since got 38 rows of another device."""
    home, copy, other, folder = (tmp_path / name for name in ("home", "copy", "other", "folder"))
    write(home, "shared", 0, EASY)
    sync(home, folder)
    shutil.copytree(home, copy)
    for number in range(38):
        write(other, f"other-{number}", number / 100, GOOD, f"sgd/{number}")
    sync(other, folder)
    sync(copy, folder)
    return home, copy


@pytest.mark.parametrize("order", sorted(set(itertools.permutations(["home", "copy"] * 2))), ids="-".join)
def test_what_a_copy_wrote_earlier_counts_earlier(
    copies: tuple[Path, Path], tmp_path: Path, order: tuple[str, ...]
) -> None:
    """The running numbers of the two do not even clash: 2 and 40."""
    home, copy = copies
    write(home, "good", 491, GOOD)
    write(copy, "again", 489, AGAIN)
    for name in (*order, "home", "copy", "home", "third"):
        sync(tmp_path / name, tmp_path / "folder")
    expected = by_time((0, EASY), (489, AGAIN), (491, GOOD))
    for name in ("home", "copy", "third"):
        assert memories(tmp_path / name)["adam/m"]._replace(due_at=0) == expected._replace(due_at=0)
        with Store.open(tmp_path / name) as store:
            assert [row.id for row in store.reviews() if row.card == "adam/m"] == ["shared", "again", "good"]


def test_a_clock_set_back_on_one_device_is_no_copy(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "folder"
    write(home, "first", 0, EASY)
    write(home, "good", 491, GOOD)
    write(home, "again", 489, AGAIN)
    sync(home, folder)
    sync(tmp_path / "third", folder)
    for name in ("home", "third"):
        found = memories(tmp_path / name)["adam/m"]
        assert (found.lapses, found.state) == (1, by_time((0, EASY), (491, GOOD), (492, AGAIN)).state)
        with Store.open(tmp_path / name) as store:
            assert not store.read(known_forks)


ACTS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 60), st.sampled_from(Grade), st.booleans()),
    min_size=2,
    max_size=14,
)


@given(acts=ACTS, ends=st.permutations(["a", "b", "c"] * 3))
@hypothesis_settings(max_examples=12, deadline=None)
def test_states_are_the_same_whatever_the_order_of_merging(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, Grade, bool]], ends: list[str]
) -> None:
    """Three copies of one log write, on clocks that go back and forth, and sync now and then."""
    place = tmp_path_factory.mktemp("place")
    write(place / "a", "shared", 0, EASY)
    sync(place / "a", place / "folder")
    for name in "bc":
        shutil.copytree(place / "a", place / name)
    for number, (name, hours, grade, syncs) in enumerate(acts):
        write(place / name, f"{name}{number}", hours, grade)
        if syncs:
            sync(place / name, place / "folder")
    for name in (*ends, *"abc", *"abc", *"abc"):
        sync(place / name, place / "folder")
    sync(place / "d", place / "folder")
    found = [memories(place / name) for name in "abcd"]
    assert found[0] == found[1] == found[2] == found[3]
    for name in "abcd":
        with Store.open(place / name) as store:
            store.write(lambda log: log.execute("delete from states_of"))
            assert store.memories(PLAIN) == found[0]
