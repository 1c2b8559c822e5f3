"""Steps counted where a test would otherwise look at a clock: they do not vary with the load.

What happens within C – a regular expression that backtracks, a search of a string – is one step however
long it takes. Tests of that use the fixture `ends_at_all` of conftest.py with a text so long that a runaway
would take longer than the guard waits; `tests/benchmarks/test_hostile.py` measures its growth.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ENOUGH = 20_000_000
"""Steps after which counting is given up: some runaways have no end."""


class TooManySteps(BaseException):
    """More steps than allowed; not an Exception, which the code that is counted might catch."""


@contextmanager
def at_most(most: int, *, lines: bool = True) -> Iterator[list[int]]:
    """Raise TooManySteps once more than `most` lines and function calls are executed in this thread.

    It gives a list that ends up with their number. Without `lines`, function calls alone are counted: a few
    times quicker, and blind to loops that call nothing.
    """
    taken, count = list[int](), 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        if count > most:
            raise TooManySteps(f"more than {most:,} steps")
        return trace if lines else None

    before, collects = sys.gettrace(), gc.isenabled()
    gc.disable()  # what is run when garbage is collected would count too
    sys.settrace(trace)
    try:
        yield taken
    finally:
        sys.settrace(before)
        if collects:
            gc.enable()
    taken.append(count)
    if count > most:  # what was counted has caught the exception all the same
        raise TooManySteps(f"more than {most:,} steps")


def steps(run: Callable[[], object]) -> int:
    """The number of lines and function calls that `run` executes."""
    with at_most(ENOUGH) as taken:
        run()
    return taken[0]


def growth(run: Callable[[int], object], size: int, times: int = 4) -> float:
    """How many times the steps of `run(size)` those of `run(times * size)` are: about `times`, if linear.

    A third size is run first, for what is computed at the first call alone and for what is kept of its parts;
    each size is run once, as the whole of a text may be kept.
    """
    run(size // 2)
    few = steps(lambda: run(size))
    return steps(lambda: run(times * size)) / few
