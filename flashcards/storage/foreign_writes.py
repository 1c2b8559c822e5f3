"""Notices that another program has written to the review log."""

from __future__ import annotations

from flashcards.storage.database import data_version
from flashcards.storage.files import stamp_of
from flashcards.storage.review_log import Store


class ForeignWrites:
    """Counts them, as far as it is asked: what was written between two questions counts as one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp: tuple[int, ...] = ()
        """Of the file when it was looked into last: to ask the database takes ten times as long."""
        self._version: tuple[int, ...] = ()
        self._count = 0

    def count(self) -> int:
        """A number that is another one once another program has written, or put another file there."""
        stamp = stamp_of(self._store.path)
        if stamp != self._stamp or not stamp:
            own, known = self._store.last_commit
            version = (*stamp[:1], known if own and stamp == own else self._store.read(data_version))
            self._count += version != self._version
            self._stamp, self._version = stamp, version
        return self._count
