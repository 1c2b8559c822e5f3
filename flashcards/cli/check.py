"""`flashcards check`: check decks against the code and report every wrong formula, number and demo."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem, counted, printable_line

if TYPE_CHECKING:
    from flashcards.audit.report import Proof, Report
    from flashcards.audit.statements.proposing import ProposedLines
    from flashcards.storage.deck_files import Library

EXAMPLES = """\
examples:
  flashcards check                       all shipped decks and your own
  flashcards check my-decks/ adam.yaml   these folders and files
  flashcards check --list                each formula with its verdict
  flashcards check adam.yaml --propose   lines that would place what could not be placed
  flashcards check adam.yaml --json
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `check` command and its options."""
    parser = commands.add_parser(
        "check",
        help="check decks against the code: prove formulas, compute numbers, run demos",
        description="Load decks, prove their formulas, compute their numbers, run their demos. "
        "Exit status 1 if something is wrong, 2 if a deck could not be read; the other decks are still "
        "checked.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="deck files and folders of them")
    parser.add_argument(
        "-l", "--list", action="store_true", help="list every formula, including the right ones"
    )
    parser.add_argument(
        "--propose",
        action="store_true",
        help="search for the lines that would place what is unplaced, and print them",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Checks the decks and prints the report; 1 if anything is wrong, 2 if a deck cannot be read."""
    from flashcards.audit.decks import check_decks, propose
    from flashcards.cli import FINDINGS, FINE, UNUSABLE
    from flashcards.deck.unlisted import unlisted_needs
    from flashcards.storage import deck_files
    from flashcards.storage.collector import pause_collector

    loaded = deck_files.load_all(os.environ)
    beside, known = loaded.decks, {deck.place.file for deck in loaded.decks}
    if args.paths:
        loaded = deck_files.load_decks(args.paths, beside=loaded.decks)
    problems = (*loaded.problems, *_empty_folders(args.paths, loaded))
    advice = tuple(unlisted_needs(loaded.decks, beside))
    with pause_collector():
        strict = _shipped_files(loaded)
        told = (*problems, *advice)
        report = check_decks(loaded.decks, problems=told, strict=strict, progress=_progress())
    if args.json:
        output.json_out(report.as_json())
    else:
        _print_report(report, every=args.list)
        if args.propose:
            _print_proposals(propose(loaded.decks, report))
    known |= {deck.place.file for deck in loaded.decks}
    if any(problem.place is None or problem.place.file not in known for problem in problems):
        return UNUSABLE
    # A person's deck that leaves its order open is told so and is not wrong; a shipped one is.
    mere = sum(1 for problem in advice if problem.place and problem.place.file not in strict)
    return FINDINGS if report.wrong or len(report.problems) > mere else FINE


def _shipped_files(loaded: Library) -> frozenset[str]:
    """The files of shipped decks, in which every statement must be placed."""
    from flashcards.storage import deck_files

    folder = os.path.realpath(deck_files.shipped_decks())
    files = {deck.place.file for deck in loaded.decks}
    return frozenset(file for file in files if Path(os.path.realpath(file)).is_relative_to(folder))


def _empty_folders(paths: Sequence[Path], loaded: Library) -> Iterator[Problem]:
    """Yields a problem for each folder that contains no deck, readable or not."""
    from flashcards.storage.files import is_folder

    places = (*(deck.place for deck in loaded.decks), *(problem.place for problem in loaded.problems))
    files = [Path(os.path.realpath(place.file)) for place in places if place]
    for path in paths:
        folder = os.path.realpath(path)
        if is_folder(path) and not any(file.is_relative_to(folder) for file in files):
            hint = "decks are .yaml and .md files; flashcards new  writes one"
            yield Problem(f"no deck in {path}", None, hint)


def _progress() -> Callable[[int, int], None]:
    """A callback that shows progress on the standard error stream if that is a terminal."""

    def show(done: int, of: int) -> None:
        if done == of:
            output.progress()
        elif done % 10 == 0:
            output.progress(f"{done} of {counted(of, 'card')}")

    return show


def _print_report(report: Report, *, every: bool) -> None:
    for proof in report.formulas:
        if every or proof.verdict in {"wrong", "unchecked"}:
            _print_formula(proof)
    for problem in report.problems:
        output.out(str(problem), "yellow")
    if report.statements:
        output.out(_statement_counts(report))
    output.out(_summary(report), "red" if report.wrong else "yellow" if report.problems else "green")


def _print_proposals(proposals: Sequence[ProposedLines]) -> None:
    for proposal in proposals:
        output.out(f"{proposal.card}:", "bold")
        for line in proposal.lines:
            output.out(f"    {line}")


def _statement_counts(report: Report) -> str:
    """The statements by class, classes without one left out."""
    counts = ", ".join(f"{count} {kind}" for kind, count in report.classes.items() if count)
    return f"{counted(len(report.statements), 'statement')} ({counts})"


def _print_formula(proof: Proof) -> None:
    style = {"wrong": "red", "unchecked": "yellow"}.get(proof.verdict, "")
    verdict = f"{proof.verdict} ({proof.slip})" if proof.slip else proof.verdict
    of = f"{proof.optimizer}: {proof.quantity}" if proof.optimizer else proof.quantity
    where = f"{printable_line(proof.place.file)}:{proof.place.line}"
    output.out(f"{where}: {proof.card}: {verdict}{f' · {of}' if of else ''}", style)
    if proof.message:
        output.out(f"    {proof.message}")


def _summary(report: Report) -> str:
    verdicts = [proof.verdict for proof in report.formulas]
    verdict_counts = ", ".join(
        f"{verdicts.count(name)} {name}"
        for name in ("proved", "sampled", "unchecked", "wrong")
        if name in verdicts
    )
    parts = [
        counted(report.cards, "card"),
        counted(len(verdicts), "formula") + (f" ({verdict_counts})" if verdict_counts else ""),
        counted(report.numbers, "number"),
        counted(report.demos, "demo"),
        counted(len(report.problems), "problem"),
    ]
    return " · ".join(parts)
