"""The sync at the start and the end of studying: a process of its own, which nobody waits for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import flashcards
from flashcards.cli.settings import read_settings, settings_folder
from flashcards.errors import Problem

WAITS = 2.0
"""Seconds that the sync at the start leaves the processor to the first card."""


@contextmanager
def sync_around() -> Iterator[None]:
    """Sync with the folder of the settings, if there is one, behind what is done in `with`, and after it.

    The rows that come are taken in by the next refresh of the states. What goes wrong is kept for
    `sync_notice`, and the next start tries again; a sync that is not over at the end goes on.
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
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "flashcards", "sync", "--json", "--behind-app", str(waits)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": searched},
        )
        process.returncode = 0  # nobody waits for it, and nothing need warn of that
    except OSError as error:  # studying goes on without
        _keep([Problem(f"the program that syncs cannot be started: {error.strerror}")])


def sync_notice(folder: str) -> str:
    """What the last sync behind studying, with the folder of the settings, could not do; usually nothing."""
    if not folder:
        return ""
    from flashcards.storage.sync_trouble import load_trouble  # for those who sync

    return str(load_trouble(settings_folder(), folder) or "")


@contextmanager
def told_later() -> Iterator[None]:
    """Keep for the next start what goes wrong in `with`, the sync that nobody watches."""
    from flashcards.storage.files import FolderBusy

    try:
        yield
    except FolderBusy:  # another sync is at work, which says itself what it could not do
        raise
    except Problem as problem:
        _keep([problem])
        raise
    except Exception as error:
        hint = "flashcards sync  says more"
        _keep([Problem(f"the program stopped with an internal error, {type(error).__name__}", hint=hint)])
        raise


def settle_trouble(folder: Path, problems: Sequence[Problem], *, is_behind: bool) -> None:
    """After a sync with `folder` that worked but for `problems`: what the one before could not do is over."""
    from flashcards.storage.sync_trouble import clear_trouble

    if is_behind and problems:
        _keep(problems, is_partial=True)
    elif not problems and _is_set(folder):
        with contextlib.suppress(Problem):  # the sync did work
            clear_trouble(settings_folder())


def _is_set(folder: Path) -> bool:
    chosen = read_settings().preferences.sync_folder
    return bool(chosen) and os.path.realpath(_expand(chosen)) == os.path.realpath(folder)


def _expand(folder: str) -> Path:
    """The folder as a path; that of a user who does not exist stays as it is."""
    return Path(os.path.expanduser(folder))  # noqa: PTH111 - which raises for that


def _keep(problems: Sequence[Problem], *, is_partial: bool = False) -> None:
    from flashcards.storage.sync_trouble import SyncTrouble, describe_trouble, keep_trouble

    folder = read_settings().preferences.sync_folder
    if not folder:  # the file of settings says itself what is wrong in it
        return
    text = describe_trouble(problems, _expand(folder))
    trouble = SyncTrouble(folder, datetime.now().astimezone().date(), text, is_partial)
    with contextlib.suppress(Problem):  # nowhere to keep it: the next start fails to write, too
        keep_trouble(settings_folder(), trouble)
