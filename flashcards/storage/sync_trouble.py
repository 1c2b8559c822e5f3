"""What the last sync behind the app could not do: `sync-trouble.json` in the cache, until one that works."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from flashcards.errors import Problem, printable_line
from flashcards.storage import files

FILE = "cache/sync-trouble.json"
_MOST = 100_000


class SyncTrouble(NamedTuple):
    """What went wrong in a sync that nobody watched."""

    folder: str
    """The sync folder, as the settings have it."""
    since: date
    """The day of the first sync in a row that went wrong."""
    text: str
    """What is wrong and what to do, on one line."""
    is_partial: bool = False
    """True if the sync did all but that."""

    def __str__(self) -> str:
        named = "" if self.folder in self.text else f" with {self.folder}"
        what = "Not all could be" if self.is_partial else "Nothing was"
        return printable_line(f"{what} synced{named} since {self.since:%Y-%m-%d}: {self.text}")


def describe_trouble(problems: Sequence[Problem], folder: Path) -> str:
    """The first of the problems with its hint, on one line, and how many more there are; places in `folder`
    are named from there."""
    first, *others = problems
    place = f"{_named_from(folder, first.place.file)}: " if first.place else ""
    hint = "; ".join(["", *filter(None, first.hint.splitlines())])
    more = f" (and {len(others):,} more: see  flashcards sync)" if others else ""
    return f"{place.removeprefix('.: ')}{first.message}{hint}{more}"


def _named_from(folder: Path, file: str) -> str:
    path = Path(file).absolute()
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def load_trouble(home: Path, folder: str) -> SyncTrouble | None:
    """What went wrong in the last sync with `folder`; None if nothing did. A damaged file is passed over."""
    path = home / FILE
    if not os.path.lexists(path):
        return None
    try:
        found = json.loads(files.read_bytes(path, _MOST, too_large="remove it"))
        since, partial = date.fromisoformat(found["since"]), bool(found["partial"])
        trouble = SyncTrouble(str(found["folder"]), since, str(found["text"]), partial)
    except (Problem, ValueError, RecursionError, KeyError, TypeError):
        return None
    return trouble if trouble.folder == folder else None


def keep_trouble(home: Path, trouble: SyncTrouble) -> None:
    """Keep it for the next start, since the day on which it began. Raises Problem if it cannot be written."""
    before = load_trouble(home, trouble.folder)
    since = min(before.since, trouble.since) if before else trouble.since
    fields = {"folder": trouble.folder, "since": since.isoformat(), "text": trouble.text}
    files.write_text(home / FILE, json.dumps({**fields, "partial": trouble.is_partial}) + "\n")


def clear_trouble(home: Path) -> None:
    """Forget it: a sync worked."""
    if os.path.lexists(home / FILE):
        with files.translate_writing(home / FILE):
            (home / FILE).unlink(missing_ok=True)
