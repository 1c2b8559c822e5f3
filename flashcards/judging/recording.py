"""The items of an iterator, recorded as they come so that they can be gone through again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
_breathe: ContextVar[Callable[[], None] | None] = ContextVar("breathe", default=None)


@contextmanager
def unhurried(breathe: Callable[[], None]) -> Iterator[None]:
    """Call `breathe` after each item that is drawn meanwhile: it may let other threads go first."""
    former = _breathe.set(breathe)
    try:
        yield
    finally:
        _breathe.reset(former)


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
            is_new = place == len(self._items)
            if is_new:
                self._items.extend(item for item in (next(self._source, None),) if item is not None)
            reached = place < len(self._items)
        breathe = _breathe.get()
        if is_new and reached and breathe:
            breathe()  # without the lock, for which a judge in a hurry may wait
        return reached
