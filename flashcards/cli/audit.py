"""`flashcards audit`: compare the formulas and code in notes with the reference optimizers."""

from __future__ import annotations

import argparse
from pathlib import Path

from flashcards.cli import output
from flashcards.errors import Problem

EXAMPLES = """\
examples:
  flashcards audit ~/vault/optimizers            every mistake in the formulas and the code of these notes
  flashcards audit Adam.md --json | jq '.findings[] | select(.verdict == "contradicts")'

The notes are only read. A line of another dialect, such as ε inside the root,
is reported, but not as a mistake.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `audit` command and its options."""
    parser = commands.add_parser(
        "audit",
        help="find mistakes in notes: compare their formulas and code with the reference",
        description="Compare the formulas and code in notes with the reference optimizers. "
        "Exit status 1 if something contradicts them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a note, or a folder of notes")
    parser.add_argument("--json", action="store_true", help="print every finding as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Audits the notes and prints the findings; 1 if any contradicts the reference."""
    from flashcards.cli import FINDINGS, FINE, note_audit

    notes, problems = note_audit.load_notes(args.paths)
    if not notes:
        output.problems(problems)
        raise Problem(
            "there are no notes to audit", hint="name a Markdown file (.md) or a folder that contains some"
        )
    problems += [problem for note in notes for problem in note.problems]
    found = note_audit.collect_findings(notes)
    found.sort(key=lambda each: (each.file, each.line))
    if args.json:
        listed = [problem.as_json() for problem in problems]
        output.json_out({"findings": [each.as_json() for each in found], "problems": listed})
    else:
        note_audit.print_findings(found)
        output.problems(problems)
        if not any(each.comparison.verdict != "unknown" for each in found):
            output.out("nothing was found that the reference covers")
    wrong = any(each.comparison.verdict == "contradicts" for each in found)
    return FINDINGS if wrong or problems else FINE
