"""Text stored with its checksum, for caches: reading returns exactly what was written, or None."""

from __future__ import annotations

from flashcards.storage.digests import digest


def seal(text: str, key: str) -> str:
    """`text` preceded by a checksum of it and of `key`, which names everything that the text depends on."""
    return f"{digest(key, text).hex()}\n{text}"


def unseal(sealed: str, key: str) -> str | None:
    """The text sealed under `key`; None if `sealed` differs by even a single bit."""
    checksum, _, text = sealed.partition("\n")
    return text if checksum == digest(key, text).hex() else None
