"""`flashcards export`: cards for Anki, with their history, and as text, notes or JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from flashcards.storage.catalogue import Catalogue

DESCRIPTION = """\
Write the cards that QUERY means (see  flashcards cards --help ), or all, for another program.

--anki      a package for Anki: cards with formulas, demos and tags, in decks under 'Flashcards'; with the
            review history, which Anki takes for the cards that it does not have yet. A second export updates
            the cards in Anki and leaves their schedules alone. From then on, reviews flow from Anki to here:
            export the deck in Anki and take its file in with  flashcards import FILE.
--text      a table that Anki and others import: tabs between fields, HTML in them, no history
--obsidian  a note a deck, in the syntax of decks; importing them again finds each card by its block id
--json      the decks by the schema (flashcards schema), the rows of reviews among them
FILE may be - for standard output, but with --anki. A file that this command did not write is written over
only with --force.
"""
EXAMPLES = """\
examples:
  flashcards export --anki all.apkg              everything, with the history
  flashcards export --anki adam.apkg deck:adam   one deck
  flashcards export --obsidian ~/Vault/Cards tag:basics
  flashcards export --json backup.json
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `export` command and its options."""
    parser = commands.add_parser(
        "export",
        help="write cards for Anki, for Obsidian, or as text or JSON",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("query", nargs="*", metavar="QUERY", help="which cards; all of them without it")
    parser.add_argument("--anki", type=Path, metavar="FILE", help="write a package for Anki, FILE.apkg")
    parser.add_argument("--text", type=Path, metavar="FILE", help="write a table for Anki, FILE.txt")
    parser.add_argument("--obsidian", type=Path, metavar="FOLDER", help="write notes into this folder")
    parser.add_argument(
        "--json",
        nargs="?",
        const="",
        metavar="FILE",
        dest="json_file",
        help="write decks and reviews as JSON; print the result as JSON, also beside another of these",
    )
    parser.add_argument(
        "--no-history", action="store_true", help="leave the reviews out, for others to learn"
    )
    parser.add_argument(
        "--form",
        choices=("deck", "lines"),
        default="deck",
        help="of notes: the syntax of decks, or ::, ::: and ==gaps== for obsidian-spaced-repetition",
    )
    parser.add_argument("--force", action="store_true", help="write over what this command did not write")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the cards that the query means; 1 if there are none, or if some cannot be written."""
    from flashcards.cli import FINDINGS
    from flashcards.cli.collection import open_collection
    from flashcards.cli.queries import tell_no_card

    write = _writer(args)
    with open_collection() as catalogue:
        keys = _matching(catalogue, " ".join(args.query))
        output.problem_count(catalogue.problems)
        if keys:
            return write(args, catalogue, keys)
        tell_no_card(args.query, catalogue.keys())
    if args.json and args.json_file != "-":
        output.json_out({"notes": 0, "cards": 0, "problems": []})
    return FINDINGS


def _writer(args: argparse.Namespace) -> Callable[[argparse.Namespace, Catalogue, list[str]], int]:
    """What writes the one format that was asked for. Raises Problem for none or several."""
    from flashcards.cli import export_anki, export_json, export_notes, export_text

    writers = {
        "anki": export_anki.write_anki,
        "text": export_text.write_text_table,
        "obsidian": export_notes.write_obsidian_notes,
    }
    chosen = [name for name in writers if getattr(args, name) is not None]
    args.json = args.json_file is not None
    _refuse_standard_output(args)
    if len(chosen) == 1 and not args.json_file:
        return writers[chosen[0]]
    if not chosen and args.json_file:
        return export_json.write_json_file
    what = "say where to" if not chosen else "one at a time"
    raise Problem(what, hint="use one of --anki FILE, --text FILE, --obsidian FOLDER, --json FILE")


def _refuse_standard_output(args: argparse.Namespace) -> None:
    """Raises Problem if standard output, called `-`, should take what is no text, or two texts."""
    from flashcards.cli.export_target import STANDARD_OUTPUT

    for option, what in (("anki", "a package"), ("obsidian", "a folder of notes")):
        if getattr(args, option) == STANDARD_OUTPUT:
            raise Problem(f"{what} cannot go to standard output", hint=f"name it: --{option} PATH")
    if args.text == STANDARD_OUTPUT and args.json:
        raise Problem("--json cannot be combined with --text -, which prints too", hint="omit --json")


def _matching(catalogue: Catalogue, text: str) -> list[str]:
    """The names of the cards that the query means, in the order of their files."""
    from flashcards.study.query import EVERYTHING, parse_query

    query = parse_query(text)
    if query == EVERYTHING:
        return list(catalogue.keys())
    from flashcards.cli.app_data import now
    from flashcards.cli.queries import find_cards

    found = {*find_cards(catalogue, query, now())}
    every = catalogue.keys()
    return [key for key in every if key in found]
