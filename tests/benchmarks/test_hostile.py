"""How the time for a hostile text grows with its length: 4 for four times the text is linear, 16 quadratic.

Run with  pytest tests/benchmarks/test_hostile.py --benchmark-enable -n 0 -s. The tests proper count lines and
calls of Python, which do not see within a regular expression or a search of a string; this measures, and
asserts nothing. The lower bound is 4.
"""

from __future__ import annotations

import time

import pytest

from flashcards.notes import note
from tests.test_markdown_spans import HOSTILE as OF_LINES
from tests.test_markdown_spans import READERS
from tests.test_notes import HOSTILE as OF_NOTES

LONG, TIMES = 100_000, 4


def read_note(text):
    note.read_note(text, "n.md")


CASES = [
    *[pytest.param(read_note, piece, id=f"note {piece!r}") for piece in OF_NOTES],
    *[
        pytest.param(reader, piece, id=f"{name} {piece!r}")
        for reader, name in zip(READERS, ("spans", "inline"), strict=True)
        for piece in OF_LINES
    ],
]


def seconds(read, text):
    started = time.process_time()
    read(text)
    return time.process_time() - started


@pytest.mark.parametrize(("read", "piece"), CASES)
@pytest.mark.benchmark(group="growth of the time for four times a hostile text")
def test_growth_of_time(benchmark, read, piece):
    short, long = (f"{piece}{size} " + piece * (size // len(piece)) for size in (LONG, TIMES * LONG))
    read(piece * 100)
    few = seconds(read, short)
    many = benchmark.pedantic(lambda: seconds(read, long), rounds=1)
    benchmark.extra_info["growth"] = round(many / few, 1)
    print(f"  {piece!r}: {few:.2f} s for {LONG:,} characters, {many / few:.1f} times that for {TIMES} times")
