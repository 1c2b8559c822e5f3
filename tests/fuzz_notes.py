"""Mutated notes through reading, card making and the cache's codec; each non-blank line has a fate.

`python -m tests.fuzz_notes 100000` runs so many, or as many as `--minutes` allow, and tells each failure.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from flashcards.errors import Problem
from flashcards.importing.make_cards import make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.importing.packed_questions import pack_questions, unpack_questions
from flashcards.notes import decode, note

NOTES = Path(__file__).parent / "data" / "notes"
PIECES = (
    *("$", "$$", "\\(", "\\)", "```", "```python\n", "~~~", "> ", "> [!note] ", "# ", "###", "- "),
    *("1. ", "| ", "---\n", "::", ":::", "==", "{{", "}}", "{{c1::", "[[", "]]", "![[", "?", "\n?\n"),
    *("%%", "<!--", "-->", "<!--SR:!2024-01-01,3,250-->", "#flashcards", "#card", "Q: ", "A: ", "C: "),
    *("START\n", "END\n", "\t", "**", "\r", "\u2028", "\x00", "\x85", "\ufeff", "\u202e", "\xe9"),
    *("\u03b2", "\u5b66", "\U0001f642", "\\frac{", "}", "^{", "_", "=", " ", "\n", "\n\n", "    "),
    *("tags: [a, b]\n", "Basic\n", "Back: ", ">>", ">>>", "&", "\\\\", "\\begin{aligned}"),
)


def mutate(chance: random.Random, sources: list[list[str]]) -> str:
    """Some lines of some notes, with pieces of syntax inserted, doubled, swapped and cut."""
    lines = [line for _ in range(chance.randint(1, 2)) for line in _run(chance, chance.choice(sources))]
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randint(0, len(line))
        lines[at] = chance.choice(
            (
                line[:cut] + chance.choice(PIECES) + line[cut:],
                line[:cut],
                line[cut:] + line[:cut],
                line * 2,
                chance.choice(PIECES) + line,
                chance.choice(lines),
            )
        )
    return "\n".join(lines)


def _run(chance: random.Random, lines: list[str]) -> list[str]:
    start = chance.randrange(len(lines))
    return lines[start : start + chance.randint(1, 14)]


def source_lines() -> list[list[str]]:
    """The lines of the notes to mutate."""
    return [path.read_text(encoding="utf-8").split("\n") for path in sorted(NOTES.glob("*.md"))]


def examine(text: str) -> str:
    """What is wrong with how a note is imported; empty if nothing is. Raises what the import raises."""
    try:
        text = decode.decode(text.encode(), "n.md")
    except Problem as refused:  # bytes that are no text in a known encoding are told with the remedy
        return "" if refused.hint else f"refused without a remedy: {refused}"
    found = read_questions(note.read_note(text, "n.md"))
    packed = pack_questions(found)
    back = unpack_questions(packed)
    if pack_questions(back) != packed or (found.blocks, found.findings) != (back.blocks, back.findings):
        return "the cache gives back something else"
    made, again = make_cards([found], "d"), make_cards([back], "d")
    if (made.proposals, made.fates) != (again.proposals, again.fates):
        return "the cache makes other cards"
    told = {line for fate in made.fates for line in range(fate.line, fate.end + 1)}
    lost = [at for at, line in enumerate(text.split("\n"), 1) if line.strip() and at not in told]
    return f"lines without a fate: {lost}" if lost else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=15)
    given = parser.parse_args()
    sources, began = source_lines(), time.monotonic()
    slowest, failures = (0.0, -1), 0
    for at in range(given.count):
        begun = time.monotonic()
        if begun - began > 60 * given.minutes:
            break
        text = mutate(random.Random(f"{given.seed} {at}"), sources)
        try:
            wrong = examine(text)
        except Exception as error:  # noqa: BLE001 - any exception is what is looked for
            wrong = f"{type(error).__name__}: {error}"
        if wrong:
            failures += 1
            print(f"note {at} of seed {given.seed}: {wrong}\n{text!r}", flush=True)
        slowest = max(slowest, (time.monotonic() - begun, at))
        if at % 1000 == 999:
            print(
                f"{at + 1} notes, {failures} failures, slowest {slowest[0]:.1f} s: {slowest[1]}", flush=True
            )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
