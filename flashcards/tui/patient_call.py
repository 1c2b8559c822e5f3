"""Runs in a thread what may take long: it is waited for a moment, and goes on beside the screen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TypeVar

T = TypeVar("T")


@cache
def _threads() -> ThreadPoolExecutor:
    """One thread: answers are judged one after the other."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge")


def begin_call(function: Callable[[], T], patience: float) -> Future[T]:
    """The call of `function`, done already if it takes no more than `patience` seconds."""
    call = _threads().submit(function)
    with suppress(TimeoutError):
        call.exception(timeout=patience)
    return call
