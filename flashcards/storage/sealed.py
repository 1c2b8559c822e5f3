"""Text kept beside its checksum, for caches: what comes back is exactly what was written, or nothing."""

from __future__ import annotations

import hashlib


def seal(text: str, key: str) -> str:
    """`text` behind a checksum of it and of `key`, which names everything that the text depends on."""
    return f"{_checksum(text, key)}\n{text}"


def unseal(sealed: str, key: str) -> str | None:
    """The text that was sealed under `key`; None if `sealed` is anything else, be it by a single bit."""
    checksum, _, text = sealed.partition("\n")
    return text if checksum == _checksum(text, key) else None


def _checksum(text: str, key: str) -> str:
    hashed = hashlib.blake2b(digest_size=16)
    for part in (key, text):
        encoded = part.encode("utf-8", "surrogatepass")
        hashed.update(len(encoded).to_bytes(8, "big") + encoded)
    return hashed.hexdigest()
