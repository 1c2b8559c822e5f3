"""`flashcards grade`: judge a typed answer to a card from the shell."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.deck.model import Card
    from flashcards.deck.prompts import Prompt

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
        description="Judge a typed answer to a card. Formulas are compared by their values (LaTeX, text, "
        "Unicode or Python), code by what it computes, numbers within the card's tolerance, choices by "
        "number or text; basic, cloze and steps cards word for word, case and punctuation aside. Exit "
        "status 0 if it is right or another dialect, 1 if not, 2 if there is no answer or no such card.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("card", metavar="CARD", help="deck/id")
    parser.add_argument("answer", metavar="ANSWER", help="the answer; - reads it from standard input")
    parser.add_argument(
        "--deck", type=Path, metavar="FILE", help="a deck file to search instead of all decks"
    )
    parser.add_argument("--part", default="", metavar="NAME", help="the gap or side asked; else the first")
    parser.add_argument("--seed", default="", help="the seed that draws a card's numbers")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judges the answer and prints the verdict; 1 unless it is right or a variant."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.study import answers

    prompt = _find_prompt(_find_card(args.card, args.deck), args.part)
    answer = sys.stdin.read(answers.LONGEST + 1) if args.answer == "-" else args.answer
    if not answer.strip():
        raise Problem("the answer is empty", hint="write it after the card:  flashcards grade CARD 'm = …'")
    judged = answers.judge_any(prompt, answer.strip(), args.seed)
    message = f"{judged.message}; expected  {judged.code[1]}" if judged.code[1] else judged.message
    if args.json:
        output.json_out({"verdict": judged.verdict, "slip": judged.slip, "message": message})
    else:
        slip = f" ({judged.slip})" if judged.slip else ""
        output.out(f"{judged.verdict}{slip}", _STYLES[judged.verdict])
        if message:
            output.out(message)
    return FINE if judged.verdict in {"right", "variant"} else FINDINGS


def _find_prompt(card: Card, part: str) -> Prompt:
    """The prompt of `card` that asks `part`, or its first. Raises Problem if there is none."""
    from flashcards.deck.prompts import gap_numbers, prompts

    name = gap_numbers(card).get(part, part)
    found = [prompt for prompt in prompts(card) if not name or prompt.part == name]
    if not found:
        parts = ", ".join(prompt.part for prompt in prompts(card) if prompt.part)
        raise Problem(f"{card.key} asks nothing called {part!r}", card.place, f"its parts: {parts or 'none'}")
    return found[0]


_STYLES = {"right": "green", "variant": "green", "wrong": "red", "unreadable": "yellow"}


def _find_card(key: str, file: Path | None) -> Card:
    """The card with that key, from `file` if given. Raises Problem if there is none."""
    from flashcards.cli.collection import open_collection
    from flashcards.storage import deck_files

    if file is None:
        with open_collection() as catalogue:
            return catalogue.card(key)
    loaded = deck_files.load_decks([file])
    for problem in loaded.problems if not loaded.decks else ():
        raise problem
    return deck_files.find_card(loaded, key)
