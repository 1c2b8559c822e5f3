"""Processor time from a key to the settled screen: `python -m tests.benchmarks.keys 1000 home browse`.

Drives the real app over 10,000 cards. Time of the processor, as other programs on the machine do not bear on
it: of the thread that draws and handles keys, then with all that runs behind a screen meanwhile, such as the
preparation of a judge while a formula is typed.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import process_time, thread_time
from typing import NamedTuple

import pytest

from flashcards import cli
from flashcards.cli import study
from flashcards.tui.app import FlashcardsApp
from tests.benchmarks.homes import make_home

CARDS, SIZE, REST = 10_000, (120, 40), 1.5
NOTES = "tests/data/notes"
SCREENS: dict[str, tuple[list[str], list[str]]] = {
    "home": ([], ["down", "down", "up", "j", "k", "pagedown", "pageup", "end", "home"]),
    "study": ([], ["space", "3"]),
    "typed": ([], ["m", "underscore", "t", "space", "equals_sign", "space", "b", "enter", "1"]),
    "browse": (["b"], ["down", "down", "j", "x", "up", "pagedown", "k", "c"]),
    "query": (["/"], [*"que 12", *["backspace"] * 6]),
    "stats": (["s"], ["down", "down", "tab", "up", "j", "x", "x"]),
    "periods": (["s"], ["p", "p", "f", "p", "f"]),
    "settings": ([","], ["down", "right", "down", "left", "tab", "j", "u"]),
    "palette": (["ctrl+p"], [*"bro", *["backspace"] * 3, "down", "up"]),
    "lab": (["l"], ["down", "right", "left", "up", "tab", "j", "k"]),
    "ground": (["l"], ["g", *"adam", "down", "up", "escape"]),
    "import": (["n", " ".join(NOTES), "enter"], ["down", "down", "j", "up", "k", "tab", "tab"]),
    "info": (["b", "i"], ["down", "up", "j", "k"]),
}
"""The keys that open each screen, those without a rest between them together, and those that are measured,
over and over."""
COMMANDS = {
    "study": ["study", "--cram"],
    "typed": ["study", "--query", "kind:formula", "--cram"],
}
"""What opens a screen instead of the home screen: a session without an end; formulas to be typed, all of them
answered wrong."""


class KeyTime(NamedTuple):
    """The milliseconds of a key."""

    screen: float
    """In the thread of the screen."""
    whole: float
    """In all threads."""


def measure_keys(name: str, count: int, home: Path) -> list[KeyTime]:
    """The time of so many keys on a screen."""
    opening, keys = SCREENS[name]
    taken: list[KeyTime] = []

    async def drive(app: FlashcardsApp) -> None:
        async with app.run_test(size=SIZE) as pilot:
            for key in (None, *opening):
                await pilot.press(*(key or "").split())
                await pilot.pause(REST)
            await pilot.press(*keys)
            for key in islice(cycle(keys), count):
                begun = thread_time(), process_time()
                await pilot.press(key)
                spent = thread_time() - begun[0], process_time() - begun[1]
                taken.append(KeyTime(*(seconds * 1000 for seconds in spent)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASHCARDS_HOME", str(home))
        patch.setattr(study, "_has_screen", lambda: True)
        patch.setattr(FlashcardsApp, "run", lambda self: asyncio.run(drive(self)))
        cli.main(COMMANDS.get(name, []))
    return taken


def print_keys(count: int, names: list[str]) -> None:
    """Prints the median and the 99th percentile of each screen."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home", CARDS)
        for name in names or SCREENS:
            taken = measure_keys(name, count, home)
            told = "   ".join(
                f"{what} median {median(each):6.1f} ms, 99th {quantiles(each, n=100)[98]:6.1f} ms"
                for what, each in zip(KeyTime._fields, zip(*taken, strict=True), strict=True)
            )
            print(f"{name:10} {told}", flush=True)


if __name__ == "__main__":
    print_keys(int(sys.argv[1]), sys.argv[2:])
