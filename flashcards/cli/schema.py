"""`flashcards schema`: print the JSON Schema of YAML decks, for completion in editors."""

from __future__ import annotations

import argparse

from flashcards.cli import output

EXAMPLES = """\
examples:
  flashcards schema > deck.schema.json

Editors that know YAML then complete and check a deck whose first line is
  # yaml-language-server: $schema=deck.schema.json
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `schema` command."""
    parser = commands.add_parser(
        "schema",
        help="print the JSON Schema of decks",
        description="Print the JSON Schema (draft 2020-12) of YAML decks.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Prints the schema."""
    from flashcards.cli import FINE
    from flashcards.deck import codec

    output.json_out(codec.schema())
    return FINE
