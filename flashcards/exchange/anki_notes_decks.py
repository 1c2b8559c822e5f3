"""Which decks of ours the decks of Anki become."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from flashcards.deck.slug import slug

LONGEST = 100
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that no file can have on Windows."""


def deck_name(levels: Sequence[str]) -> str:
    """The name of the deck that stands for `A::B::C`: `a.b.c`."""
    name = ".".join(slug(level) or f"deck-{_hash(level)}" for level in levels) or "anki"
    if _DEVICES.fullmatch(name.partition(".")[0]):
        name = f"deck-{name}"
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 9].rstrip('.-')}-{_hash(name)}"


def deck_title(levels: Sequence[str]) -> str:
    """The title of that deck: `A › B › C`."""
    return " › ".join(levels)[:200]


def deck_tag(levels: Sequence[str]) -> str:
    """The tag of its cards where all go into one deck: `A::B::C`, without spaces."""
    return "::".join("-".join(level.split()) for level in levels)


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
