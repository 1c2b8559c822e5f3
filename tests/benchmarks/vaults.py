"""Builds a vault of any size by varying the notes in `tests/data`, and times importing it.

`python -m tests.benchmarks.vaults 2000` builds a vault of 2,000 notes in a temporary folder, imports it twice
and prints seconds of processor and wall time and the peak memory of each import; `--keep FOLDER` leaves the
vault and the data folder there. Other options are those of `flashcards import`, such as `--dry-run`.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NOTES = Path(__file__).parent.parent / "data" / "notes"
SYLLABLES = ("ba", "cor", "den", "fil", "gra", "hon", "jul", "kem", "lor", "mun", "nep", "pol", "quar", "ros")
VARIED = 0.25
"""The share of words that become others, so that the notes of a vault ask different things."""

_MEASURED = """
import resource, sys, time
from flashcards.cli import main
began = time.monotonic()
status = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
children = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime + children.ru_utime + children.ru_stime
wall = time.monotonic() - began
print(f'{cpu:8.1f} s of processor {wall:8.1f} s of wall {used.ru_maxrss / 1024:8.0f} MB', file=sys.stderr)
"""


def build_vault(folder: Path, count: int, seed: int = 0) -> None:
    """Writes `count` notes below `folder`, the same ones for the same seed."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(NOTES.glob("*.md"))]
    for at in range(count):
        chance = random.Random(f"{seed} {at}")
        path = folder / f"{at // 100:03}" / f"{_word(chance).capitalize()} {at}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(vary_note(chance.choice(sources), chance), encoding="utf-8", newline="\n")


def vary_note(text: str, chance: random.Random) -> str:
    """A note like `text`: one or two of its sections, in its order, with other words here and there."""
    sections = re.split(r"(?m)^(?=#{2,6} )", text)
    kept = sorted(chance.sample(range(len(sections)), min(len(sections), chance.randint(1, 2))))
    return "".join(_vary_words(sections[at], chance) for at in kept)


def _vary_words(text: str, chance: random.Random) -> str:
    r"""The text with other words in place of some; formulas, code and links stay as they are."""

    def vary(found: re.Match[str]) -> str:
        return _word(chance) if found[1] and chance.random() < VARIED else found[0]

    return re.sub(
        r"\$\$.*?\$\$|\$[^$\n]*\$|```.*?```|`[^`\n]*`|\S*://\S*|\b([a-z]{4,})\b", vary, text, flags=re.S
    )


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--times", type=int, default=2)
    given, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as temporary:
        base = given.keep or Path(temporary)
        vault, home = base / "vault", base / "home"
        if not vault.exists():
            build_vault(vault, given.count)
        for _ in range(given.times):
            _import(vault, home, options or ["--yes"])


def _import(vault: Path, home: Path, options: list[str]) -> None:
    subprocess.run(
        [sys.executable, "-c", _MEASURED, "import", str(vault), *options],
        env={**os.environ, "FLASHCARDS_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=False,
    )


if __name__ == "__main__":
    main()
