"""Pictures of screens as SVG, held against those that were looked at.

A picture is written where there is none; look at it before it is committed. What depends on the version of
Textual, such as the names of classes and the frame around the terminal, is left out of the comparison.
"""

from __future__ import annotations

import re
from pathlib import Path

from flashcards.tui.app import FlashcardsApp

PICTURES = Path(__file__).parent / "data" / "pictures"
_CELLS = re.compile(
    r'<rect fill="(#\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"|<text [^>]*>([^<]*)</text>'
)


def cells_of(svg: str) -> list[tuple[str, ...]]:
    """The coloured surfaces and the texts of a picture, in their order."""
    return [found.groups(default="") for found in _CELLS.finditer(svg)]


def differs_from_picture(app: FlashcardsApp, name: str) -> bool:
    """True if the screen is not as in the picture of that name, which is written if there is none."""
    svg, path = app.export_screenshot(title=name), PICTURES / f"{name}.svg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg, encoding="utf-8", newline="\n")
    assert cells_of(svg), "a picture without cells says nothing"
    return cells_of(svg) != cells_of(path.read_text(encoding="utf-8"))
