"""Runs in a thread what may take long: it is waited for a moment, and goes on beside the screen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import Event
from time import thread_time
from typing import TypeVar

T = TypeVar("T")
SHARE, BREATH = 0.004, 0.02
"""Seconds for which what runs aside works at a time, and for which it then lets the screen go first."""
_hurry = Event()
"""Set while somebody waits for the thread."""


_JUDGE = "judge"


@cache
def _threads(name: str) -> ThreadPoolExecutor:
    """One thread of that name: answers are judged one after the other."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)


def begin_call(function: Callable[[], T], patience: float, thread: str = _JUDGE) -> Future[T]:
    """The call of `function`, done already if it takes no more than `patience` seconds.

    Of those in one `thread`, each waits for the one before it.
    """
    if thread == _JUDGE:
        _hurry.set()
    call = _threads(thread).submit(function)
    with suppress(TimeoutError):
        call.exception(timeout=patience)
    return call


def begin_aside(function: Callable[[Callable[[], None]], object]) -> None:
    """Run what nobody waits for; it is given what it calls now and then to let the screen go first.

    It goes on without a pause as soon as there is a call to wait for.
    """
    _hurry.clear()
    _threads(_JUDGE).submit(function, _breather())


def _breather() -> Callable[[], None]:
    worked = 0.0

    def breathe() -> None:
        nonlocal worked
        if thread_time() - worked >= SHARE:
            _hurry.wait(BREATH)
            worked = thread_time()

    return breathe
