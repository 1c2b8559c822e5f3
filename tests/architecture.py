"""Draw the rooms of `test_layers.ROOMS` and their arrows into CONTRIBUTING.md.

python -m tests.architecture            rewrite the picture
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.test_layers import LAYERS, ROOMS

PAGE = Path(__file__).parent.parent / "CONTRIBUTING.md"
BEGINS, ENDS = "<!-- rooms: begin -->", "<!-- rooms: end -->"


def arrows() -> list[tuple[str, str]]:
    """Each direct arrow between rooms, those left out that a longer way already implies."""
    found = {name: {other for other in allowed if other in ROOMS} for name, allowed in ROOMS.items()}

    def reaches(start: str) -> set[str]:
        return found[start].union(*(reaches(other) for other in found[start]))

    return [
        (name, other)
        for name in ROOMS
        for other in ROOMS
        if other in found[name] and not any(other in reaches(way) for way in found[name] - {other})
    ]


def picture() -> str:
    """The rooms as a Mermaid flow chart, one box a layer, then as lines of text."""
    lines = ["```mermaid", "flowchart BT"]
    for layer, names in LAYERS.items():
        lines += [f"  subgraph {layer}", *(f"    {name}" for name in names), "  end"]
    lines += [f"  {name} --> {other}" for name, other in arrows()]
    return "\n".join([*lines, "```"])


def page(text: str) -> str:
    """`text` with the picture between its two marks replaced by the present one."""
    block = f"{BEGINS}\n{picture()}\n{ENDS}"
    return re.sub(f"{BEGINS}.*?{ENDS}", lambda _: block, text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    sys.exit(0)
