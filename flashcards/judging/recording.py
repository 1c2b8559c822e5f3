"""The items of an iterator, recorded as they come so that they can be gone through again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recording(Generic[T]):
    """An iterable that takes each item from its source once, when the first pass reaches it."""

    def __init__(self, source: Iterable[T]) -> None:
        self._source = iter(source)
        self._items: list[T] = []
        self._lock = Lock()
        """Answers are judged in threads, and two of them cannot advance one generator at the same time."""

    def __iter__(self) -> Iterator[T]:
        for place in count():
            if not self._reaches(place):
                return
            yield self._items[place]

    def _reaches(self, place: int) -> bool:
        """Whether there is an item at `place`; draws it from the source if need be."""
        with self._lock:
            if place == len(self._items):
                self._items.extend(item for item in (next(self._source, None),) if item is not None)
            return place < len(self._items)
