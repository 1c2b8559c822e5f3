"""`flashcards new`: create a deck from a commented template and open it in the user's editor."""

from __future__ import annotations

import argparse
import json
import os
from contextlib import nullcontext
from pathlib import Path

from flashcards.cli import output
from flashcards.cli.editor import choose_editor
from flashcards.cli.editor_run import edit_by_hand
from flashcards.errors import Problem, counted

EXAMPLES = """\
examples:
  flashcards new lion                  write lion.yaml and open it in $VISUAL or $EDITOR
  EDITOR=nano flashcards new lion
"""

SCHEMA = ".deck.schema.json"
"""The JSON Schema next to the deck, which editors read for completion."""

TEMPLATE = r"""# yaml-language-server: $schema=./.deck.schema.json
# A line that begins with # is a comment. Text is Markdown with $LaTeX$. If it contains ': ' or begins
# with a sign such as { or *, put it in 'single quotes', or on separate lines after a |. Double quotes
# do not work for LaTeX: in them, a backslash begins an escape.

deck: NAME
title: TITLE
about: ''                       # one sentence
needs: []                       # decks to learn first
# optimizer: adam               # the rule that its formulas are checked against and its demos run
# source: the origin of the cards

# Uncomment the kinds of card that you want. The review history of a card is stored under its id.
cards:
  # - id: basic
  #   ask: What does a momentum of 0.9 remember?
  #   answer: About the last ten gradients.
  #   why: Their weights sum to 1, and 1/(1 - 0.9) is 10.
  #   both_ways: true           # also shows the answer and asks for the question
  #   demo: {optimizer: momentum, gradients: constant 1, steps: 5, show: [g, m]}

  # - id: gaps
  #   cloze: 'Momentum keeps an {{average}} of the {{what: gradients | of what?}}.'

  # - id: formula
  #   ask: Write the update of the first moment $m_t$.
  #   formula: m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t

  # - id: number
  #   ask: By what factor does the correction scale $m_t$ at $t = {t}$, for $\beta_1 = {beta1}$?
  #   vary: {beta1: [0.5, 0.9], t: [1, 2, 5]}
  #   number: 1 / (1 - beta1**t)

  # - id: choices
  #   ask: Which setting weights the newest gradient?
  #   choices: [the first is right, the others are wrong, and they are shown in random order]

  # - id: steps
  #   ask: Derive it.
  #   steps:
  #     - shown one line at a time
  #     - in this order

  # - id: code
  #   ask: Complete the line.
  #   code: |
  #     m = beta1 * m + {{(1 - beta1)}} * g
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `new` command and its options."""
    parser = commands.add_parser(
        "new",
        help="create a deck of your own",
        description="Create a deck from a template and open it in your editor.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deck", metavar="DECK", help="its name: lowercase letters, digits and hyphens")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the template, opens it in the editor, and prints the problems of the edited deck."""
    from flashcards.storage import deck_files

    path = _new_path(args.deck)
    title = args.deck.replace("-", " ").capitalize()
    try:
        deck_files.save_deck(path.parent / SCHEMA, _schema())
    except Problem as problem:
        where = f"the folder {path.parent} is not writable"
        raise Problem(where, None, f"{problem.message}; {problem.hint}") from None
    deck_files.save_deck(path, TEMPLATE.replace("TITLE", title).replace("NAME", args.deck), new=True)
    output.out(str(path))
    if not choose_editor():
        output.err("to open new decks in your editor, choose one with  flashcards config editor NAME", "dim")
        return 0
    edit_by_hand(path, nullcontext, "the deck")
    return _report_deck(path)


def _new_path(name: str) -> Path:
    """The path of the new deck. Raises Problem if the name is invalid or taken."""
    from flashcards.cli.collection import open_collection
    from flashcards.deck.model import NAME
    from flashcards.deck.slug import slug
    from flashcards.storage import deck_files

    if not NAME.fullmatch(name):
        raise Problem(
            f"'{name}' cannot be the name of a deck", None, f"flashcards new {slug(name, 'a-name')}"
        )
    path = deck_files.own_decks(deck_files.data_folder(os.environ)) / f"{name}.yaml"
    with open_collection() as catalogue:
        taken = {deck.name: deck.place.file for deck in catalogue.decks()}
    if os.path.lexists(path) or name in taken:
        where = taken.get(name, str(path))
        raise Problem(f"there is a deck '{name}' in {where}", None, "choose another name, or edit that deck")
    return path


def _schema() -> str:
    from flashcards.deck import codec

    return json.dumps(codec.schema(), ensure_ascii=False, indent=2) + "\n"


def _report_deck(path: Path) -> int:
    """Prints the number of cards in the deck and its problems; returns the exit status."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.storage import deck_files

    shipped = deck_files.load_decks([deck_files.shipped_decks()])
    found = deck_files.load_decks([path], beside=shipped.decks)
    output.problems(found.problems)
    name = found.decks[0].name if found.decks else ""
    if name:
        count = len(found.cards)
        output.out(f"{counted(count, 'card')}.  flashcards study {name}" if count else "no cards yet")
    return FINDINGS if found.problems else FINE
