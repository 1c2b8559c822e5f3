"""A name for the program's code, which changes with that code: what a cache holds was made by one version."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from flashcards import __version__
from flashcards.storage.digests import digest

READERS = ("deck", "formula", "text", "judging", "notes", "audit", "importing")
"""The rooms that a note's questions depend on, besides the optimizers."""


@functools.cache
def code_version(*rooms: str) -> str:
    """A name for the code of these rooms of the program, by the times at which its files were written."""
    package = Path(__file__).parent.parent
    return f"{__version__} {_times(package, [*rooms])}"


def contents_version(modules: Sequence[str]) -> str:
    """A name for the contents of these modules, by their paths in the package: other versions may have them
    too. Empty if they cannot be read.
    """
    package = Path(__file__).parent.parent
    try:
        return digest(*((package / module).read_bytes() for module in modules)).hex()
    except OSError:
        return ""


@functools.cache
def reading_version() -> str:
    """A name for everything that decides what is read in a note: our code, Python and the Markdown parser."""
    package = Path(__file__).parent.parent
    return (
        f"{sys.version} {_distribution('markdown-it-py')} {_distribution('sympy')} "
        f"{code_version(*READERS)} {_times(package, ['errors.py', 'value.py', '../optimizers'])}"
    )


def _times(package: Path, places: list[str]) -> str:
    """The times of the modules at these places, which are files or folders, as text: a start asks for it."""
    base = str(package)
    found = sorted(path for place in places for path in _modules(f"{base}/{place}"))
    return " ".join(f"{path[len(base) + 1 :]}:{os.stat(path).st_mtime_ns}" for path in found)  # noqa: PTH116


def _modules(place: str) -> Iterator[str]:
    if place.endswith(".py"):
        yield place
    for folder, _, names in os.walk(place):
        yield from (f"{folder}/{name}" for name in names if name.endswith(".py"))


def _distribution(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # as slow as all of this room

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
