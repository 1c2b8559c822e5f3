"""What a sync did, for who asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flashcards.errors import Problem


@dataclass
class SyncOutcome:
    """What a sync did."""

    devices: int = 0
    """The other devices that have a folder there."""
    new: int = 0
    """The rows that this log lacked."""
    given: int = 0
    """The rows that the folder lacked."""
    read: int = 0
    unfinished: int = 0
    """The files that could not be read, or not to a right end; they are tried again next time."""
    erased: int = 0
    """The rows that went from this log, as a device says to forget them."""
    problems: list[Problem] = field(default_factory=list)
