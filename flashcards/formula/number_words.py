"""Numbers in English words: `ten`, `two hundred`, `half`, `a tenth`, `two thirds`, `one and a half`."""

from __future__ import annotations

import re
from types import MappingProxyType

_SMALL = MappingProxyType(
    {
        word: float(value)
        for value, word in enumerate(
            [
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
            ]
        )
    }
    | {
        word: 10.0 * value
        for value, word in enumerate(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
        )
    }
    | {"once": 1.0, "twice": 2.0, "double": 2.0, "thrice": 3.0, "triple": 3.0, "dozen": 12.0}
    | {"a": 1.0, "an": 1.0}
)
_LARGE = MappingProxyType({"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12})
_PARTS = MappingProxyType(
    {
        "half": 1 / 2,
        "halves": 1 / 2,
        "quarter": 1 / 4,
        **{
            word: 1 / value
            for value, word in enumerate(
                [
                    "third",
                    "fourth",
                    "fifth",
                    "sixth",
                    "seventh",
                    "eighth",
                    "ninth",
                    "tenth",
                    "eleventh",
                    "twelfth",
                ],
                3,
            )
        },
        "twentieth": 1 / 20,
        **{f"{word}th": 1 / value for word, value in _LARGE.items()},
    }
)
_FIRST = re.compile(r"([a-z]+)", re.I)
_NEXT = re.compile(r"[ -]*([a-z]+)", re.I)
"""A hyphen joins words; before the first one it is a minus."""


def large_number(word: str) -> float | None:
    """The value of `thousand`, `million` and so on; None for any other word."""
    return _LARGE.get(word.lower())


def is_number(word: str) -> bool:
    """True if `word` by itself is a number."""
    found = match(word, 0)
    return found is not None and found[1] == len(word)


def match(text: str, at: int) -> tuple[float, int] | None:
    """The number in words that begins at `at`, and where it ends; None if none begins there.

    >>> match("two hundred steps", 0), match("one and a half", 0), match("steps", 0)
    ((200.0, 11), (1.5, 14), None)
    """
    total = group = 0.0
    end = -1
    is_after_part = False
    while (found := (_FIRST if end < 0 else _NEXT).match(text, at)) and not is_after_part:
        word = found[1].lower()
        word = word.removesuffix("fold") or word
        if word == "and" and end >= 0:
            at = found.end()
            continue
        single = word[:-1] if word.endswith("s") and word[:-1] in _PARTS else word
        if word in _SMALL:
            group += _SMALL[word]
        elif word == "hundred" and end >= 0:
            group *= 100
        elif word in _LARGE and end >= 0:
            total, group = total + group * _LARGE[word], 0.0
        elif word in _LARGE:
            group = _LARGE[word]
        elif single in _PARTS:
            total, group = _with_part(total, group, text, end, _PARTS[single])
            is_after_part = True
        else:
            break
        at = end = found.end()
    return (total + group, end) if end >= 0 else None


def _with_part(total: float, group: float, text: str, end: int, part: float) -> tuple[float, float]:
    """The number so far with a fraction: of it (`two thirds`) or beside it (`one and a half`)."""
    _, joined, last = text[:end].rpartition(" and ") if end >= 0 else ("", "", "")
    if joined and last.strip().lower() in {"a", "an", "one"}:
        return total + group - 1 + part, 0.0
    return (total + group or 1.0) * part, 0.0
