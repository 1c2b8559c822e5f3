"""Ids under which two logs wrote: a device's log was copied, or restored, before it took a new id.

The running numbers of such an id say nothing of the order in which the two wrote. From the rows alone the
place where they part cannot be told, since the numbers of one may begin where those of the other end. The
log that notices it says so in a row of the kind `fork`, which every device gets: as what is known then
depends on the rows alone, all come to the same order, however their rows are merged.
"""

from __future__ import annotations

import os
import sqlite3

from flashcards.scheduling.model import FIRST, milliseconds
from flashcards.storage.rows import INSERT, NAMES

KIND, CARD = "fork", "log"
"""The kind of these rows, which earlier versions pass over, and what stands for a prompt in them."""
_MOST = 200
"""The most characters of a device's id."""


def known_forks(connection: sqlite3.Connection) -> dict[str, int]:
    """Device → the running number from which on its rows are those of two logs."""
    found: dict[str, int] = {}
    query = "select seed from reviews where card = ? and kind = ?"
    for (text,) in connection.execute(query, (CARD, KIND)):
        device, _, number = text.rpartition(":")
        if device and len(device) <= _MOST and device.isprintable() and number.isdecimal():
            first = int(number[:18])
            found[device] = min(first, found.get(device, first))
    return found


def write_fork(connection: sqlite3.Connection, former: str, device: str, before: int) -> None:
    """Write from where on the rows of the id `former` are also those of another log, if that is news.

    What that one wrote came after the row number `before`; `device` is the id that this log has now.
    """
    query = "select min(seq), min(at) from reviews where number > ? and device = ? and seq > 0"
    first, at = connection.execute(query, (before, former)).fetchone()
    if first is None or first >= known_forks(connection).get(former, first + 1):
        return
    newest = connection.execute("select max(number) from reviews").fetchone()[0]
    said = {
        **{"id": f"fork-{os.urandom(16).hex()}", "device": device, "card": CARD, "kind": KIND},
        **{"at": max(at, milliseconds(FIRST)), "seed": f"{former}:{first}", "seq": newest + 1},
    }
    usual = {"offset_minutes": 0, "milliseconds": 0}
    texts = dict.fromkeys(("typed", "verdict", "slip", "batch", "takes_back"), "")
    row = {**dict.fromkeys(NAMES), **usual, **texts, **said}
    connection.execute(f"insert {INSERT}", tuple(row.values()))


def numbers_told_apart(connection: sqlite3.Connection) -> str:
    """In SQL, the running number of a row; 0, as where none is known, for one of two logs."""
    cases = ""
    for device, first in known_forks(connection).items():
        name = device.replace("'", "''")
        cases += f" when '{name}' then iif(seq >= {first}, 0, seq)"
    return f"case device{cases} else seq end" if cases else "seq"
