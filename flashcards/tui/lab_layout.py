"""How the laboratory lies on a terminal: which parts there is room for."""

from __future__ import annotations

from typing import NamedTuple

WIDE, BESIDE = 110, 70
"""From so many columns on the panel has rules and knobs; from so many on it stands beside the picture."""
LOW, TALL = 18, 30
"""In fewer rows there is one thing at a time; from so many on the curves stand below the map."""


class LabLayout(NamedTuple):
    """What is shown where."""

    is_wide: bool
    """Rules and knobs together at the left, the curves below the map."""
    is_beside: bool
    """Panel and picture beside each other."""
    is_bare: bool
    """One of them at a time."""

    @property
    def classes(self) -> dict[str, bool]:
        """The classes of the screen; the app has others for the breakpoints of its size."""
        return {
            "-lab-wide": self.is_wide,
            "-lab-beside": self.is_beside and not self.is_wide,
            "-lab-bare": self.is_bare,
        }


def lay_out_lab(width: int, height: int) -> LabLayout:
    """The layout for a terminal of that size."""
    is_wide = width >= WIDE and height >= TALL
    is_bare = not is_wide and (width < BESIDE or height < LOW)
    return LabLayout(is_wide, not is_bare, is_bare)
