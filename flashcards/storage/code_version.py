"""A name for the program's code, which changes with that code: what a cache holds was made by one version."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

from flashcards import __version__

READERS = ("deck", "formula", "text", "judging", "notes", "audit", "importing")
"""The rooms that a note's questions depend on, besides the optimizers."""


@functools.cache
def code_version(*rooms: str) -> str:
    """A name for the code of these rooms of the program, by the times at which its files were written."""
    package = Path(__file__).parent.parent
    sources = sorted(source for room in rooms for source in (package / room).rglob("*.py"))
    return f"{__version__} {_times(package, sources)}"


@functools.cache
def reading_version() -> str:
    """A name for everything that decides what is read in a note: our code, Python and the Markdown parser."""
    package = Path(__file__).parent.parent
    sources = [package / "errors.py", *sorted((package.parent / "optimizers").rglob("*.py"))]
    return (
        f"{sys.version} {_distribution('markdown-it-py')} {_distribution('sympy')} "
        f"{code_version(*READERS)} {_times(package.parent, sources)}"
    )


def _times(folder: Path, sources: list[Path]) -> str:
    return " ".join(
        f"{source.relative_to(folder).as_posix()}:{source.stat().st_mtime_ns}" for source in sources
    )


def _distribution(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # as slow as all of this room

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
