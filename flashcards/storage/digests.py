"""The digest by which caches know again what they were made from, and notice what the disk changed."""

from __future__ import annotations


def digest(*parts: str | bytes) -> bytes:
    """16 bytes that differ if any of the parts does, or where one ends and the next begins."""
    from hashlib import blake2b  # with it comes OpenSSL, which a start does without

    hashed = blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hashed.update(len(encoded).to_bytes(8, "big") + encoded)
    return hashed.digest()
