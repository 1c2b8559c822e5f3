"""Stub."""

from __future__ import annotations

import argparse

from flashcards.storage.catalogue import Catalogue


def write_json_file(args: argparse.Namespace, catalogue: Catalogue, keys: list[str]) -> int:
    """Writes it."""
    raise NotImplementedError
