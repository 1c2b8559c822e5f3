"""Reads deck files into rows of the catalogue, the files of a large collection on all processors."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO

from flashcards.deck import codec
from flashcards.errors import Problem
from flashcards.storage import deck_files
from flashcards.storage.catalogue_packing import DeckRows, deck_rows
from flashcards.storage.catalogue_rows import dump_problems
from flashcards.value import Value

WORTH_SHARING = 3_000_000
"""Bytes from which on the work is shared: a process starts in 0.2 s and reads as much in a second."""
MOST_PROCESSES = 4


class FileContent(Value, frozen=True):
    """What a deck file holds."""

    digest: str
    """Of its text, or of the problem with reading it."""
    readable: bool
    deck: DeckRows | None
    problems: str
    """As JSON; places in this file do not name it."""


class Wanted(Value, frozen=True):
    """A file to be read."""

    path: Path
    size: int
    digest: str
    """What it held when it was read last; empty if that does not matter."""


def read_content(path: Path, known: str = "") -> FileContent:
    """What the deck file holds; only the digest if that is `known`."""
    file = deck_files.display_path(path)
    try:
        text = deck_files.read_text(path)
    except Problem as problem:
        return FileContent(_digest(str(problem)), False, None, dump_problems([problem], file))
    digest = _digest(text)
    if digest == known:
        return FileContent(digest, True, None, "[]")
    deck, problems = codec.read_deck(text, file)
    return FileContent(digest, True, deck_rows(deck) if deck else None, dump_problems(problems, file))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def read_contents(wanted: Iterable[Wanted]) -> Iterator[FileContent]:
    """What the files hold, in their order."""
    files = list(wanted)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES, len(files))
    if processes < 2 or not sys.executable or sum(file.size for file in files) < WORTH_SHARING:
        return (read_content(file.path, file.digest) for file in files)
    return _read_shared(files, processes)


def _read_shared(files: list[Wanted], processes: int) -> Iterator[FileContent]:
    """As `read_contents`, in several processes; what these do not answer is read here."""
    with ExitStack() as running:
        readers = [running.enter_context(_reader(files[first::processes])) for first in range(processes)]
        for number, file in enumerate(files):
            yield _next_answer(readers[number % processes]) or read_content(file.path, file.digest)


@contextmanager
def _reader(files: list[Wanted]) -> Iterator[IO[bytes] | None]:
    """The pipe from which another process gives the contents of `files`; None if it cannot be started.

    It waits when the pipe is full, so that no more is read ahead than fits in there.
    """
    # -P: modules come from the installation, not from the folder that the person works in.
    command = [sys.executable, "-P", "-c", f"from {__name__} import answer_files; answer_files()"]
    try:
        with tempfile.TemporaryFile() as questions:
            pickle.dump(files, questions)
            questions.seek(0)
            null = subprocess.DEVNULL
            process = subprocess.Popen(
                command, stdin=questions, stdout=subprocess.PIPE, stderr=null, creationflags=_NO_WINDOW
            )
    except OSError:
        yield None
        return
    try:
        yield process.stdout
    finally:
        process.kill()
        process.communicate()


_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def _next_answer(pipe: IO[bytes] | None) -> FileContent | None:
    try:
        answer: FileContent | None = pickle.load(pipe) if pipe else None
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    return answer


def answer_files() -> None:
    """Read the files that standard input names, and write what they hold to standard output."""
    gc.disable()  # what is built has no circles, and looking for them takes a fifth of the time
    for file in pickle.load(sys.stdin.buffer):
        pickle.dump(read_content(file.path, file.digest), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()
