"""Which card is which: a fingerprint of a piece of a note, and an id that a person can read.

What a card's origin keeps is `96cc6bb7161d-4f2a1b0c`: a fingerprint of the piece of the note, and one of
what the import made of it, by which an edit in the deck is told from one in the note.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from flashcards.deck import serialize
from flashcards.deck.model import Card, Origin

LONGEST = 48
"""Characters of an id, before the number that makes it unique."""


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits of `text`; white space is as one blank, case counts: m and M differ."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def stamped(card: Card) -> Card:
    """The card with what it says now added to the fingerprint of its origin."""
    if card.origin is None:
        return card
    return replace(card, origin=replace(card.origin, fingerprint=f"{piece(card.origin)}-{_content(card)}"))


def piece(origin: Origin | None) -> str:
    """The fingerprint of the piece of the note; empty where there is none."""
    return origin.fingerprint.partition("-")[0] if origin else ""


def edited(card: Card) -> bool:
    """True for an imported card whose question or answer has been changed in the deck since."""
    made = card.origin.fingerprint.partition("-")[2] if card.origin else ""
    return bool(made) and made != _content(card)


def _content(card: Card) -> str:
    return fingerprint(f"{card.ask} {serialize.answer(card.answer)}")[:8]


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
