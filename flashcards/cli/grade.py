"""`flashcards grade`: judge a typed answer to a card from the shell."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.deck.model import Card

EXAMPLES = """\
examples:
  flashcards grade adam/first-moment 'm = b1*m + (1 - b1)*g'
  flashcards grade adam/first-moment 'm = b1*m + g' --json
  flashcards grade sgd/step -- '-lr*g + theta'
  echo 'w -= lr*dw' | flashcards grade sgd/step -
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `grade` command and its options."""
    parser = commands.add_parser(
        "grade",
        help="judge a typed answer to a card",
        description="Judge a typed answer to a card: LaTeX, plain text, Unicode or Python. "
        "Exit status 0 if it is right or another dialect, 1 otherwise.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("card", metavar="CARD", help="deck/id")
    parser.add_argument("answer", metavar="ANSWER", help="the answer; - reads it from standard input")
    parser.add_argument(
        "--deck", type=Path, metavar="FILE", help="a deck file to search instead of all decks"
    )
    parser.add_argument("--seed", default="", help="the seed that draws a card's numbers")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judges the answer and prints the verdict; 1 unless it is right or a variant."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.deck.prompts import prompts
    from flashcards.study import answers

    card = _find_card(args.card, args.deck)
    if not answers.can_be_typed(card):
        raise Problem(
            f"the answers of {card.kind} cards are not judged",
            card.place,
            "grade formula, number and code cards",
        )
    answer = sys.stdin.read(answers.LONGEST + 1) if args.answer == "-" else args.answer
    judged = answers.judge_answer(prompts(card)[0], answer.strip(), args.seed)
    if args.json:
        output.json_out({"verdict": judged.verdict, "slip": judged.slip, "message": judged.message})
    else:
        slip = f" ({judged.slip})" if judged.slip else ""
        output.out(f"{judged.verdict}{slip}", _STYLES[judged.verdict])
        if judged.message:
            output.out(judged.message)
    return FINE if judged.verdict in {"right", "variant"} else FINDINGS


_STYLES = {"right": "green", "variant": "green", "wrong": "red", "unreadable": "yellow"}


def _find_card(key: str, file: Path | None) -> Card:
    """The card with that key, from `file` if given. Raises Problem if there is none."""
    from flashcards.storage import deck_files

    loaded = deck_files.load_decks([file]) if file else deck_files.load_all(os.environ)
    for problem in loaded.problems if file and not loaded.decks else ():
        raise problem
    return deck_files.find_card(loaded, key)
