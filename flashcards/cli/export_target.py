"""Where an export is written: over what an export wrote before, and over nothing else unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flashcards.cli import output
from flashcards.errors import Place, Problem
from flashcards.storage.files import display_path, is_folder, is_taken, require_folder, write_blocks

STANDARD_OUTPUT = Path("-")


def require_own(path: Path, is_own: Callable[[Path], bool], *, force: bool) -> None:
    """Raises Problem for a file that exists and that no export wrote, unless `force` is given, and for one
    in a folder that does not exist, or of a name that no file has. Standard output can always be written."""
    if path == STANDARD_OUTPUT:
        return
    require_folder(path)
    place = Place(display_path(path))
    if is_folder(path):
        raise Problem("this is a folder", place, "name a file")
    if is_taken(path) and not force and not is_own(path):
        raise Problem("the file exists, and no export wrote it", place, "--force writes over it")


def write_to(path: Path, blocks: Iterable[bytes]) -> None:
    """Write the blocks to a file, or to standard output if it is called `-`."""
    if path == STANDARD_OUTPUT:
        output.print_blocks(blocks)
    else:
        write_blocks(path, blocks)
