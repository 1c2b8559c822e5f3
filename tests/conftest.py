"""What tests of several files ask for by name."""

from __future__ import annotations

import faulthandler
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import rows

GUARD = 120
"""Seconds: hundreds of times what any text that is guarded takes, a fraction of what a runaway would."""

sys.dont_write_bytecode = False  # or each of the hundred programs that tests start compiles all modules anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ["COLORTERM"] = "truecolor"  # whatever terminal the tests run in; those of fewer colours say so

settings.register_profile("modest", max_examples=50, deadline=None)
settings.load_profile("modest")  # other examples each time: what fifty miss, the next runs find

SHARE, LEAST = 6, 10
"""A usual run draws a sixth of the examples that a property test asks for, and ten at least."""

IN_MEMORY = Path("/dev/shm")
ENOUGH = 1 << 30
"""Bytes: several times what the tests write, even if every one fails and keeps its folder."""


def is_fit(folder: Path) -> bool:
    """True if tests may write to a folder, and run the editors that they write there."""
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    runs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return runs and shutil.disk_usage(folder).free > ENOUGH


if is_fit(IN_MEMORY):
    # Each commit of a log waits for the disk to have it; of the logs of tests it does not need to.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest -m 'slow or sweep' --every 5` runs a fifth of the slow tests, spread over all files."""
    parser.addoption("--every", type=int, default=1, metavar="N", help="of the slow tests run only one of N")
    parser.addoption("--beginning", type=int, default=0, metavar="K", help="with --every, at which it begins")
    parser.addoption("--deep", action="store_true", help="draw all the examples that property tests ask for")
    parser.addoption("--row", default="", metavar="TEXT", help="of the rows in one test, run those so named")


def pytest_configure(config: pytest.Config) -> None:
    """Let tests of many rows know which of them are wanted."""
    rows.chosen = config.getoption("--row")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep one of `--every` slow tests, after those that are not asked for were left out."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    every = config.getoption("--every")
    kept = set(slow[config.getoption("--beginning") % every :: every])
    items[:] = [item for item in items if item in kept or not item.get_closest_marker("slow")]
    if not config.getoption("--deep"):
        for test in {item.obj for item in items if isinstance(item, pytest.Function) and is_quick(item)}:
            draw_fewer(test)


def is_quick(item: pytest.Item) -> bool:
    """True for a property test of the usual run."""
    return item.get_closest_marker("hypothesis") is not None and item.get_closest_marker("slow") is None


def draw_fewer(test: Any) -> None:
    """Let a property test draw its share of the examples."""
    asked = getattr(test, "_hypothesis_internal_use_settings", None)
    if asked is not None and asked.max_examples > LEAST:
        fewer = settings(asked, max_examples=max(LEAST, asked.max_examples // SHARE))
        test._hypothesis_internal_use_settings = fewer


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what thousands of collected tests hold, and look less often.

    At Python's own thresholds it takes a sixth of the time of the tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def ends_at_all(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """End the test run, with the stack, if this test does not end in two minutes.

    A guard and no measurement: it is for code that would run for hours, even within one call into C, which
    nothing in Python can interrupt.
    """
    with capfd.disabled():
        faulthandler.dump_traceback_later(GUARD, exit=True, file=sys.__stderr__)
        yield
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session", autouse=True)
def _shipped_decks_are_read_once() -> None:
    """Keep what is read from the shipped decks, where tests that read decks are among those that run."""
    if "flashcards.storage" in sys.modules or "flashcards.cli" in sys.modules:
        from tests import read_once

        read_once.install()


@pytest.fixture(scope="session", autouse=True)
def _apps_wait_for_work_and_not_for_time() -> None:
    """Make the pilot wait as idle.py describes, where tests of apps are among those that run."""
    if "textual.pilot" in sys.modules:
        from tests import idle

        idle.install()
