"""The longest part of a sequence of numbers that rises."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise


def longest_rise(numbers: Sequence[int], *, level: bool = False) -> list[int]:
    """The places of a longest increasing subsequence; with `level` equal numbers count as a rise.

    >>> longest_rise([10, 20, 99, 30]), longest_rise([1, 1]), longest_rise([1, 1], level=True)
    ([0, 1, 3], [1], [0, 1])
    """
    if all(left < right for left, right in pairwise(numbers)):
        return list(range(len(numbers)))
    search = bisect_right if level else bisect_left
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = search(tails, number)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [place]
    found = [ends[-1]] if ends else []
    while found and before[found[-1]] >= 0:
        found.append(before[found[-1]])
    return found[::-1]
