"""`flashcards convert`: convert a deck between YAML and Markdown without changing its cards."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output as say
from flashcards.errors import Place, Problem

if TYPE_CHECKING:
    from flashcards.deck.codec import Syntax

EXAMPLES = """\
examples:
  flashcards convert decks/adam.yaml                     as Markdown, on standard output
  flashcards convert momentum.md --to yaml -o momentum.yaml

The cards stay the same; comments and text between cards are lost.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `convert` command and its options."""
    parser = commands.add_parser(
        "convert",
        help="convert a deck from YAML to Markdown, or back",
        description="Convert a deck from YAML to Markdown, or back. FILE itself is not changed.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a deck: .yaml, .yml or .md")
    parser.add_argument("--to", choices=("yaml", "md"), help="the syntax to write (default: the other one)")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write to this file")
    parser.add_argument("--force", action="store_true", help="overwrite OUT if it exists")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Converts the deck; 1, without writing anything, if one of its cards cannot be read."""
    from flashcards.cli import FINDINGS, FINE, UNUSABLE
    from flashcards.deck import codec
    from flashcards.storage import deck_files
    from flashcards.storage.files import require_folder

    if args.file.suffix.lower() not in codec.ENDINGS:
        raise Problem(f"'{args.file}' is not a deck", None, f"decks end in {', '.join(codec.ENDINGS)}")
    deck, problems = codec.read_deck(deck_files.read_text(args.file), deck_files.display_path(args.file))
    say.problems(problems)
    if deck is None or problems:
        say.err("nothing was written: correct these problems first")
        return FINDINGS if deck else UNUSABLE
    written = codec.write_deck(deck, args.to or _syntax(args.file, args.output))
    if args.output is None:
        say.print_document(written)
        return FINE
    if os.path.lexists(args.output) and not args.force:
        raise Problem("the file exists", Place(deck_files.display_path(args.output)), "--force overwrites it")
    require_folder(args.output)
    deck_files.save_deck(args.output, written, new=not args.force)
    return FINE


def _syntax(file: Path, output: Path | None) -> Syntax:
    """The syntax implied by the extension of `output`; otherwise the one that `file` is not in."""
    from flashcards.deck.codec import ENDINGS

    if output is not None and output.suffix.lower() in ENDINGS:
        return ENDINGS[output.suffix.lower()]
    return "yaml" if ENDINGS[file.suffix.lower()] == "md" else "md"
