"""Begins a transaction that writes the review log."""

from __future__ import annotations

import sqlite3


def begin_writing(connection: sqlite3.Connection) -> None:
    """Begin to write the log; wait while another program does so.

    What `begin immediate` does, but that would lock the catalogue as well where it is attached, and wait for
    who reads decks into it.
    """
    connection.execute("begin")
    connection.execute("update main.device set id = id where false")  # what writes, locks
