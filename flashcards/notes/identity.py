"""Which card is which: a fingerprint of a piece of a note, and an id that a person can read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

LONGEST = 48
"""Characters of an id, before the number that makes it unique."""


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits of `text`; white space is as one blank, case counts: m and M differ."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def slug(text: str) -> str:
    """`text` as words of ASCII letters and digits, each once, with `-` between them; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = dict.fromkeys(re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain).lower()))
    taken: list[str] = []
    for word in words:
        if taken and sum(map(len, taken)) + len(taken) + len(word) > LONGEST:
            break
        taken.append(word[:LONGEST])
    return "-".join(taken)


class Ids:
    """The ids of a deck: each is given out once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._count: Counter[str] = Counter()

    def new(self, choices: Iterable[str], fallback: str) -> str:
        """The first of `choices` that is not taken; else the first that is not empty, with a number."""
        names = [name for name in choices if name] or [f"card-{fallback[:6]}"]
        name = next((name for name in names if name not in self._taken), "")
        while not name or name in self._taken:
            self._count[names[0]] += 1
            name = f"{names[0]}-{self._count[names[0]] + 1}"
        self._taken.add(name)
        return name
