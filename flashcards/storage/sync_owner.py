"""Whose a sync folder is: log and folder are of one owner, unless the person joins two histories."""

from __future__ import annotations

import os
import shlex

from flashcards.errors import Place, Problem
from flashcards.storage import files
from flashcards.storage.review_log import Store
from flashcards.storage.sync_folder import SyncFolder


class OtherOwner(Problem):
    """The folder is that of another person, or of a history that was begun apart from this one."""


def settle_owner(store: Store, folder: SyncFolder, join: bool) -> None:
    """Make sure that log and folder are of one owner."""
    theirs = folder.read_owner()
    mine = store.read(lambda connection: connection.execute("select owner from sharing").fetchone())
    if theirs is None:
        if not mine and folder.devices() and not join:
            hint = f"wait until the folder has arrived; if nobody has that file any more: {_joining(folder)}"
            raise Problem("the folder has devices, but does not say whose they are", _place(folder), hint)
        theirs = mine[0] if mine else os.urandom(16).hex()
        folder.write_owner(theirs)
    elif mine and mine[0] != theirs and not join:
        hint = f"if both are yours, merge them for good with  {_joining(folder)}"
        raise OtherOwner("the folder is shared by the devices of another history", _place(folder), hint)
    if not mine:
        store.write(lambda connection: connection.execute("insert into sharing values (?, 1)", (theirs,)))
    elif mine[0] != theirs:
        store.write(lambda connection: connection.execute("update sharing set owner = ?", (theirs,)))


def _joining(folder: SyncFolder) -> str:
    """The command that merges for good, also for those who read of it elsewhere."""
    return f"flashcards sync {shlex.quote(files.escape_undecodable(str(folder.path)))} --join"


def _place(folder: SyncFolder) -> Place:
    return Place.whole(files.display_path(folder.path))
