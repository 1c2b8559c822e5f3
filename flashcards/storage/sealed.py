"""Text stored with its checksum, for caches: reading returns exactly what was written, or None."""

from __future__ import annotations


def seal(text: str, key: str) -> str:
    """`text` preceded by a checksum of it and of `key`, which names everything that the text depends on."""
    return f"{_checksum(text, key)}\n{text}"


def unseal(sealed: str, key: str) -> str | None:
    """The text sealed under `key`; None if `sealed` differs by even a single bit."""
    checksum, _, text = sealed.partition("\n")
    return text if checksum == _checksum(text, key) else None


def _checksum(text: str, key: str) -> str:
    from hashlib import blake2b  # with it comes OpenSSL, which a start does without

    hashed = blake2b(digest_size=16)
    for part in (key, text):
        encoded = part.encode("utf-8", "surrogatepass")
        hashed.update(len(encoded).to_bytes(8, "big") + encoded)
    return hashed.hexdigest()
