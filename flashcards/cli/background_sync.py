"""The sync at the start and the end of studying: a process of its own, which nobody waits for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flashcards
from flashcards.cli.settings import read_settings

WAITS = 2.0
"""Seconds that the sync at the start leaves the processor to the first card."""


@contextmanager
def sync_around() -> Iterator[None]:
    """Sync with the folder of the settings, if there is one, behind what is done in `with`, and after it.

    The rows that come are taken in by the next refresh of the states. What goes wrong is told by
    `flashcards sync`, and the next start tries again; a sync that is not over at the end goes on.
    """
    folder = read_settings().preferences.sync_folder
    if folder:
        sync_behind(WAITS)
    try:
        yield
    finally:
        if folder:
            sync_behind(0)


def sync_behind(waits: float) -> None:
    """Start a sync that outlives this program; of two at the same time, the second ends by itself."""
    import subprocess  # for those who sync

    home = str(Path(flashcards.__file__).parent.parent)
    searched = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
    with contextlib.suppress(OSError):  # studying goes on without
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "flashcards", "sync", "--json", "--behind-app", str(waits)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": searched},
        )
        process.returncode = 0  # nobody waits for it, and nothing need warn of that
