"""Names made from text, for cards and decks."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 48
"""Maximum characters of a slug."""


def slug(text: str, otherwise: str = "") -> str:
    """The ASCII words of `text`, lower-case, without repetitions, joined by `-`; `otherwise` if it has none.

    >>> slug("Was ist Adams Schätzer m̂? Adams!"), slug("日本語")
    ('was-ist-adams-schatzer-m', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = dict.fromkeys(re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain).lower()))
    taken: list[str] = []
    for word in words:
        if taken and sum(map(len, taken)) + len(taken) + len(word) > LONGEST:
            break
        taken.append(word[:LONGEST])
    return "-".join(taken) or otherwise
