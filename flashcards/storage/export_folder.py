"""Notes that are written into a folder of a person: over what was written before, never over an edit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from flashcards.errors import Place, Problem
from flashcards.storage import files

LIST = ".flashcards-export.json"
"""The file in the folder with the checksum of each note that was written."""
_MOST = 64 * 2**20


@dataclass
class ExportFolder:
    """A folder of notes; use `close` when all are written."""

    path: Path
    force: bool = False
    _sums: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files.require_folder(self.path)
        if (self.path / LIST).is_file():
            self._sums = _read_list(self.path / LIST)

    def write(self, name: str, blocks: Iterable[bytes]) -> None:
        """Writes the note of that name. Raises Problem if it was edited since, or another wrote it."""
        path = self.path / name
        if path.is_symlink() or (
            path.exists() and not self.force and self._sum(path) != self._sums.get(name)
        ):
            what = (
                "was changed since it was written" if name in self._sums else "exists, and no export wrote it"
            )
            hint = "take over the change, then write over it with --force"
            raise Problem(f"the note {what}", Place(files.display_path(path)), hint)
        with files.translate_writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        digest = sha256()
        files.write_blocks(path, _passing(blocks, digest.update))
        self._sums[name] = digest.hexdigest()

    def close(self) -> None:
        """Keeps what was written for the next time."""
        text = json.dumps({"flashcards": "export", "notes": self._sums}, indent=1, sort_keys=True)
        files.write_text(self.path / LIST, text + "\n")

    @staticmethod
    def _sum(path: Path) -> str:
        digest = sha256()
        for block in files.stream_bytes(path):
            digest.update(block)
        return digest.hexdigest()


def _passing(blocks: Iterable[bytes], see) -> Iterator[bytes]:  # type: ignore[no-untyped-def]
    for block in blocks:
        see(block)
        yield block


def list_exported(folder: Path) -> list[str]:
    """The names of the notes that were exported to this folder; none for another folder."""
    path = folder / LIST
    names = sorted(_read_list(path)) if path.is_file() else []
    return [name for name in names if "/" not in name and "\\" not in name and name.endswith(".md")]


def _read_list(path: Path) -> dict[str, str]:
    try:
        found = json.loads(files.read_bytes(path, _MOST, too_large="remove it"))
    except ValueError:
        return {}
    notes = found.get("notes") if isinstance(found, dict) else None
    return {str(name): str(value) for name, value in notes.items()} if isinstance(notes, dict) else {}


def note_file(deck: str) -> str:
    """The name of the note of a deck, such as every system takes."""
    reserved = deck.partition(".")[0] in {"con", "prn", "aux", "nul"} or deck[:3] in {"com", "lpt"}
    return f"{'deck-' if reserved and len(deck.partition('.')[0]) <= 4 else ''}{deck}.md"
