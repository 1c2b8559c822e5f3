"""`flashcards audit`: the formulas and the code in notes, held against the reference optimizers."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem, printable_line

if TYPE_CHECKING:
    from flashcards.audit.note_findings import Finding, Judgement
    from flashcards.notes.block import Note

EXAMPLES = """\
examples:
  flashcards audit ~/vault/optimizers            every mistake in the formulas and the code of these notes
  flashcards audit Adam.md --json | jq '.findings[] | select(.verdict == "contradicts")'

The notes are only read. A line of another dialect, as with ε inside the root, is told but no mistake.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command line of `audit`."""
    parser = commands.add_parser(
        "audit",
        help="find the mistakes in notes: hold their formulas and code against the reference",
        description="Hold the formulas and the code in notes against the reference optimizers. "
        "Exit status 1 where something contradicts them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a note, or a folder of notes")
    parser.add_argument("--json", action="store_true", help="print every finding as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Audit the notes and tell what was found."""
    from flashcards.audit import note_findings
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.import_ import read_notes

    notes, problems = read_notes(args.paths)
    if not notes:
        output.problems(problems)
        raise Problem("there are no notes to audit", hint="name a Markdown file (.md) or a folder of them")
    problems += [problem for note in notes for problem in note.problems]
    found = told_on_the_way(notes, lambda note: (*note_findings.formulas(note), *note_findings.code(note)))
    found.sort(key=lambda each: (each.file, each.line))
    if args.json:
        told = [problem.as_json() for problem in problems]
        output.json_out({"findings": [each.as_json() for each in found], "problems": told})
    else:
        tell(found)
        output.problems(problems)
        if not any(each.verdict.verdict != "unknown" for each in found):
            output.out("nothing was found that the reference knows")
    wrong = any(each.verdict.verdict == "contradicts" for each in found)
    return FINDINGS if wrong or problems else FINE


def told_on_the_way(notes: Sequence[Note], look: Callable[[Note], Iterable[Finding]]) -> list[Finding]:
    """What `look` finds in all notes, with a count of them on the standard error stream of a terminal."""
    found: list[Finding] = []
    for done, note in enumerate(notes, 1):
        output.progress(f"{done} of {len(notes)} notes")
        found += look(note)
    output.progress()
    return found


def tell(found: Sequence[Finding]) -> None:
    """What disagrees, one by one, and how many agree, on the standard output."""
    from flashcards.audit import note_findings

    judged = [each for each in found if each.verdict.verdict != "unknown"]
    if count := note_findings.left_out(found):
        output.out(f"{count} {'was' if count == 1 else 'were'} {note_findings.LEFT_OUT.message}")
    if not judged:
        return
    counts = Counter(each.verdict.verdict for each in judged)
    told = [f"{counts[name]} {said[counts[name] != 1]}" for name, said in _SAID.items() if counts[name]]
    output.out(f"held against the code: {', '.join(told)}", "red" if counts["contradicts"] else "")
    for each in judged:
        if each.verdict.verdict != "agrees":
            output.out(f"    {printable_line(each.file)}:{each.line}  {_shown(each)}")
            output.out(
                f"        {each.verdict.message}", "red" if each.verdict.verdict == "contradicts" else "dim"
            )


_SAID: dict[Judgement, tuple[str, str]] = {
    "agrees": ("agrees", "agree"),
    "variant": ("is another dialect", "are another dialect"),
    "contradicts": ("contradicts it", "contradict it"),
}


def _shown(finding: Finding) -> str:
    from flashcards.formula import parse
    from flashcards.formula.render import one_line

    if finding.kind == "code":
        return finding.text
    return one_line.inline(parse.latex(finding.text).tree)
