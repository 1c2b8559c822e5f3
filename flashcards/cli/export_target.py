"""Where an export is written: over what an export wrote before, and over nothing else unasked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flashcards.errors import Place, Problem
from flashcards.storage.files import display_path, require_folder


def require_own(path: Path, is_own: Callable[[Path], bool], *, force: bool) -> None:
    """Raises Problem for a file that exists and that no export wrote, unless `force` is given, and for one
    in a folder that does not exist."""
    require_folder(path)
    place = Place(display_path(path))
    if path.is_dir():
        raise Problem("this is a folder", place, "name a file")
    if os.path.lexists(path) and not force and not is_own(path):
        raise Problem("the file exists, and no export wrote it", place, "--force writes over it")
