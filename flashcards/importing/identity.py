"""Identity of imported cards: a fingerprint of the source text, and a readable id.

A card's origin stores `96cc6bb7161d-4f2a1b0c`: a fingerprint of the source text in the note, and one of the
card made from it, which distinguishes an edit in the deck from an edit in the note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from flashcards.deck import serialize
from flashcards.deck.model import Card, Origin


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits of a hash of `text`; white space is normalized, case is kept (m is not M)."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def with_content_fingerprint(card: Card) -> Card:
    """The card with a fingerprint of its current content added to its origin."""
    if card.origin is None:
        return card
    return replace(
        card, origin=replace(card.origin, fingerprint=f"{source_fingerprint(card.origin)}-{_content(card)}")
    )


def source_fingerprint(origin: Origin | None) -> str:
    """The fingerprint of the source text in the note; empty if there is no origin."""
    return origin.fingerprint.partition("-")[0] if origin else ""


def text_fingerprints(origin: Origin | None) -> tuple[str, ...]:
    """The fingerprints of the texts by which a card is found: of the one taken last, and, while a clash is
    not settled, of the one that the note has had since.
    """
    source, _, rest = origin.fingerprint.partition("-") if origin else ("", "", "")
    return tuple(each for each in (source, rest.partition("-")[2]) if each)


def without_clash(origin: Origin) -> Origin:
    """The origin without the fingerprint of a text that was not taken."""
    return replace(origin, fingerprint="-".join(origin.fingerprint.split("-")[:2]))


def with_clash(origin: Origin, place: Origin) -> Origin:
    """The origin of a card whose note changed but whose text in the deck was kept, at its present `place`."""
    source, _, rest = origin.fingerprint.partition("-")
    made = rest.partition("-")[0]
    return replace(place, fingerprint=f"{source}-{made}-{source_fingerprint(place)}")


def was_edited(card: Card) -> bool:
    """True if an imported card's question or answer was edited in the deck since the import."""
    made = card.origin.fingerprint.partition("-")[2].partition("-")[0] if card.origin else ""
    return bool(made) and made != _content(card)


def _content(card: Card) -> str:
    return fingerprint(f"{card.ask} {serialize.answer_fields(card.answer)}")[:8]


class Ids:
    """Generates ids that are unique in a deck."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._count: Counter[str] = Counter()

    def assign(self, choices: Iterable[str], fallback: str) -> str:
        """The first of `choices` that is not taken, otherwise the first non-empty one with a number."""
        names = [name for name in choices if name] or [f"card-{fallback[:6]}"]
        name = next((name for name in names if name not in self._taken), "")
        while not name or name in self._taken:
            self._count[names[0]] += 1
            name = f"{names[0]}-{self._count[names[0]] + 1}"
        self._taken.add(name)
        return name
