"""An experiment as the `demo:` of a card in a YAML deck."""

from __future__ import annotations

from flashcards.deck import serialize
from flashcards.deck.model import BasicAnswer, Card
from flashcards.deck.yaml_writer import block_lines
from flashcards.demo.lab import Experiment
from flashcards.errors import Place


def write_demo(experiment: Experiment) -> str:
    """The lines of the demo, as they stand in a card; a seed, which no demo has, is told in a comment."""
    card = Card("", "", "", BasicAnswer(""), Place(""), demo=experiment.demo())
    lines = list(block_lines({"demo": serialize.card(card)["demo"]}))
    if experiment.seed:
        lines.insert(0, f"# a demo draws with seed 0; the laboratory drew with seed {experiment.seed}")
    return "\n".join(lines) + "\n"
