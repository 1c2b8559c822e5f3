"""Reading notes and printing findings, for the commands `import` and `audit`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem, printable_line

if TYPE_CHECKING:
    from flashcards.audit.note_findings import Finding, FindingKind
    from flashcards.notes.block import Note


NOTHING_SET: Mapping[str, object] = MappingProxyType({})


def load_notes(
    paths: Sequence[Path], syntax: str = "", settings: Mapping[str, object] = NOTHING_SET
) -> tuple[list[Note], list[Problem]]:
    """The notes that could be read, and the problems of the others; `syntax` as in `read_note`.

    `settings` of the syntax count before those of the vault in which the first path lies.
    """
    from flashcards.notes import decode, note
    from flashcards.notes.syntaxes.obsidian_spaced_repetition import SETTINGS
    from flashcards.storage import note_files, vault_settings

    problems: list[Problem] = []
    notes: list[Note] = []
    in_vault = vault_settings.find_plugin_settings(paths[0], SETTINGS, problems) if paths else {}
    used = {**in_vault, **settings}
    for file in note_files.read_notes(paths, problems):
        try:
            text = decode.decode(file.raw, file.shown)
            notes.append(note.read_note(text, file.shown, file.name, syntax, used))
        except Problem as problem:
            problems.append(problem)
    return notes, problems


def collect_findings(notes: Sequence[Note]) -> list[Finding]:
    """The findings in all notes, with a progress count if standard error is a terminal."""
    from flashcards.audit.note_findings import note_findings

    found: list[Finding] = []
    for done, note in enumerate(notes, 1):
        output.progress(f"{done} of {len(notes)} notes")
        found += note_findings(note)
    output.progress()
    return found


def print_findings(found: Sequence[Finding]) -> None:
    """Prints how many findings agree, and each one that does not."""
    from flashcards.audit import note_findings

    judged = [each for each in found if each.comparison.verdict != "unknown"]
    if count := note_findings.count_unjudged(found):
        output.out(f"{count} {'was' if count == 1 else 'were'} {note_findings.UNJUDGED.message}")
    if not judged:
        return
    counts = Counter(each.comparison.verdict for each in judged)
    parts = [
        f"{counts[name]} {phrases[counts[name] != 1]}" for name, phrases in _PHRASES.items() if counts[name]
    ]
    output.out(f"compared with the code: {', '.join(parts)}", "red" if counts["contradicts"] else "")
    for each in judged:
        if each.comparison.verdict != "agrees":
            output.out(f"    {printable_line(each.file)}:{each.line}  {_display_text(each)}")
            output.out(
                f"        {each.comparison.message}",
                "red" if each.comparison.verdict == "contradicts" else "dim",
            )


_PHRASES: dict[FindingKind, tuple[str, str]] = {
    "agrees": ("agrees", "agree"),
    "variant": ("is another dialect", "are another dialect"),
    "contradicts": ("contradicts it", "contradict it"),
}


def _display_text(finding: Finding) -> str:
    from flashcards.formula import parse
    from flashcards.formula.render import one_line

    if finding.kind == "code":
        return finding.text
    try:
        return one_line.inline(parse.parse_answer(finding.text).tree)
    except parse.Unreadable:
        return printable_line(finding.text)
