"""`log check` and `log repair`: the health of the review log, and a new log made of what can be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flashcards.scheduling import Review, RowKind, is_damaged_start
from flashcards.storage import backups, clock_faults, database, log_rows, migrations, sidecars
from flashcards.storage.anki_exports import all_exported, save_exported
from flashcards.storage.checks import structural_faults
from flashcards.storage.erasure import without_erased
from flashcards.storage.errors import is_damage, translate_errors
from flashcards.storage.rows import INSERT_NUMBERED, SqlRow, columns_of, to_reviews
from flashcards.storage.salvage import Salvage, salvage
from flashcards.value import Value


class Health(Value, frozen=True):
    """The result of checking one database."""

    path: Path
    rows: int = 0
    faults: tuple[str, ...] = ()
    """Empty for a whole one."""
    newest: int = 0
    """The time of the last row, in milliseconds since 1970; 0 if there is none."""
    starts: int = 0
    """How many of the rows are starting memories."""


class Repair(Value, frozen=True):
    """The result of a repair."""

    path: Path
    damaged: Path | None = None
    """Where the damaged file is kept; None if there was nothing to repair."""
    salvaged: int = 0
    """Reviews read from the damaged file."""
    from_backups: int = 0
    """Reviews that only a backup still had."""
    lost: int = 0
    """Reviews that neither had."""


def check_log(folder: Path, now: datetime) -> tuple[Health | None, list[Health]]:
    """The health of the log in `folder` (None without a log) and of its backups, oldest first.

    It need not have what rows erase that count at `now`, though a backup has it. Raises Problem if the file
    is not a review log or cannot be read at all.
    """
    path = folder.absolute() / database.FILE
    with translate_errors(path):
        copies = backups.all_copies(path)
        if database.identity(path) is None:
            return None, [_health(copy) for copy in copies]
        database.require_file(path)
        found = _health(path)
        changed = _changed(path, copies, now) if not found.faults else 0
        if changed:
            fault = f"reviews that a backup has are missing or differ: {changed}"
            found = replace(found, faults=(fault,))
        return found, [_health(copy) for copy in copies]


class Misdated(NamedTuple):
    """What was written with a wrong clock."""

    ahead: list[Review]
    """Rows that say a time more than a day after now, and wait until then."""
    off: list[Review]
    """Rows more than a day off those that their device wrote before and after."""


def misdated_rows(folder: Path, now: datetime) -> Misdated:
    """The rows of the log in `folder` that a wrong clock wrote; nothing is written.

    None are told of a log of an earlier version, which the next use brings to the present one.
    """
    path = folder.absolute() / database.FILE
    with translate_errors(path), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        if migrations.version(connection) < len(migrations.MIGRATIONS):
            return Misdated([], [])
        off = clock_faults.rows_off_clock(connection, log_rows.latest_at(now))
        return Misdated(log_rows.waiting(connection, now), off)


def repair(folder: Path, now: datetime) -> Repair:
    """Replace a damaged or missing log by an intact one; a damaged file is kept under another name.

    Its rows are those that can be read of the damaged one and, for those that cannot, the backups', without
    what rows erase that count at `now`. Raises Problem if the file is not a review log or the new one cannot
    be written; nothing is changed then.
    """
    path = folder.absolute() / database.FILE
    found, copies = check_log(folder, now)
    if not found.faults if found else not copies:
        return Repair(path)
    with translate_errors(path, "the repaired review log"):
        read = salvage(path) if found else Salvage()
        merged = _merged(read, backups.all_copies(path), now)
        unfinished = path.with_name(f"{path.name}.repaired-{os.getpid()}")
        try:
            written = _write(unfinished, merged, read.device)
            sources = [*([path] if found else []), *reversed(backups.all_copies(path))]
            _carry_exports(unfinished, sources)
            _carry_former_devices(unfinished, sources)
            damaged = _keep_aside(path) if found else None
            unfinished.replace(path)
        finally:
            sidecars.remove(unfinished, "", *sidecars.SUFFIXES)
        sidecars.remove(path, *sidecars.SUFFIXES)
    readable = {row[0] for row in read.rows.values()}
    salvaged = sum(row[0] in readable for row in written.values())
    lost = read.last - sum(number <= read.last for number in written)
    return Repair(path, damaged, salvaged, len(written) - salvaged, lost)


def rows_of_log(path: Path) -> list[SqlRow]:
    """The rows that can be read of a log of any place, in the order of writing. Raises Problem if the file is
    no review log, or a newer one."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with translate_errors(path), closing(sqlite3.connect(address, uri=True)) as connection:
        try:
            database.require_log(connection, path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        return [row for _, row in sorted(_rows(path)[0].items())]


def _health(path: Path) -> Health:
    """The health of the database at `path`. Raises Problem if it is not a review log or a newer one."""
    sidecars.set_foreign_aside(path)
    with closing(sqlite3.connect(path, timeout=database.PATIENCE)) as connection:
        try:
            database.require_log(connection, path)
            faults = structural_faults(connection, thorough=True)
            rows, newest = connection.execute(
                "select count(*), coalesce(max(at), 0) from reviews not indexed"
            ).fetchone()
            reviews = to_reviews(connection.execute(f"select {columns_of(connection)} from reviews"))
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                return Health(path, faults=(str(error),))
            raise
    if damaged := sum(map(is_damaged_start, reviews)):
        faults.append(f"starting memories that cannot be read: {damaged}")
    starts = sum(review.kind is RowKind.START for review in reviews)
    return Health(path, rows, tuple(faults), newest, starts)


def _rows(path: Path) -> tuple[dict[int, SqlRow], bool]:
    """The rows of a backup by number, as far as they can be read, and whether it is intact."""
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.DatabaseError):
        if not structural_faults(connection):
            found = connection.execute(f"select number, {columns_of(connection)} from reviews")
            return _with_sound_starts({number: tuple(row) for number, *row in found}), True
    return _with_sound_starts(salvage(path).rows), False


def _with_sound_starts(rows: dict[int, SqlRow]) -> dict[int, SqlRow]:
    """The rows without the starting memories that cannot be read: these say nothing that could be kept."""
    return {number: row for number, row in rows.items() if not is_damaged_start(to_reviews([row])[0])}


def _changed(path: Path, copies: list[Path], now: datetime) -> int:
    """The number of rows in intact backups that the log lacks or has in another form."""
    rows = set(_rows(path)[0].values())
    lacking: set[SqlRow] = set()
    for copy in copies:
        found, whole = _rows(copy)
        if whole and _same_log(found, {row[0] for row in rows}):
            lacking |= set(without_erased(set(found.values()) - rows, rows, log_rows.latest_at(now)))
    return len({row[0] for row in lacking})


def _same_log(rows: dict[int, SqlRow], ids: AbstractSet[str]) -> bool:
    """True if a backup belongs to the log with these ids, rather than to an earlier log; to one without any,
    which was emptied or begun anew in place of one that is gone, it does."""
    return not ids or any(row[0] in ids for row in rows.values())


def _merged(read: Salvage, copies: list[Path], now: datetime) -> dict[int, SqlRow]:
    """The rows read from the log and those that only its backups have, by number.

    Where both have a row, a whole backup is believed.
    """
    merged = _with_sound_starts(read.rows)
    places = {row[0]: number for number, row in merged.items()}
    known = list(merged.values())
    for copy in reversed(copies):  # newest first: where nothing could be read, it says which log this is
        rows, whole = _rows(copy)
        if not _same_log(rows, places.keys()):
            continue
        kept = {row[0] for row in without_erased(rows.values(), known, log_rows.latest_at(now))}
        for number, row in rows.items():
            if row[0] not in kept:
                continue
            if row[0] not in places:
                free = number if number not in merged else max(merged) + 1
                merged[free], places[row[0]] = row, free
            elif whole:
                merged[places[row[0]]] = row
    return merged


def _write(path: Path, rows: dict[int, SqlRow], device: str) -> dict[int, SqlRow]:
    """Make a log at `path` of these rows; the ones that make sense and are in it now."""
    connection, _, _ = database.connect(path)
    written = {}
    with closing(connection), connection:
        connection.execute("begin immediate")
        if device := device or (rows[max(rows)][1] if rows else ""):
            connection.execute("update device set id = ?", (device,))
        for number, row in sorted(rows.items()):
            with suppress(sqlite3.IntegrityError):
                connection.execute(INSERT_NUMBERED, (number, *row))
                written[number] = row
    return written


def _carry_exports(path: Path, sources: Iterable[Path]) -> None:
    """Keep what Anki was given, from the first of the files that still says it."""
    for source in sources:
        with suppress(sqlite3.DatabaseError, ValueError), closing(sqlite3.connect(source)) as connection:
            if notes := list(all_exported(connection)):
                with closing(sqlite3.connect(path)) as log, log:
                    save_exported(log, notes)
                return


def _carry_former_devices(path: Path, sources: Iterable[Path]) -> None:
    """Keep which ids this device had, from the first of the files that still says it."""
    for source in sources:
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(source)) as connection:
            if former := connection.execute("select id, upto from former_devices").fetchall():
                with closing(sqlite3.connect(path)) as log, log:
                    log.executemany("insert into former_devices values (?, ?)", former)
                return


def _keep_aside(path: Path) -> Path:
    """Copy the damaged file, with its journals, to another name in its folder."""
    aside = path.with_name(f"{path.stem}.damaged-{backups.stamp(path)}{path.suffix}")
    for suffix in ("", *sidecars.SUFFIXES):
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copy2(source, aside.with_name(aside.name + suffix))
    return aside
