"""Prints, for each shipped demo, what share of its picture its lines use and what a narrow pane leaves out.

    python -m tests.demo_pictures [DECK…]      # one row a card
    python -m tests.demo_pictures --worst      # only those that show less than they should

A line that varies and spans under a twentieth of its panel's height is as good as not drawn; a column that a
pane of 80 columns leaves out is not seen by those who work in one.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flashcards import demo
from flashcards.deck.model import Card
from flashcards.demo.axes import SEEN, height_shares
from flashcards.demo.plot.number_table import columns_left_out
from flashcards.demo.plot.picture import rows, table_width
from flashcards.demo.result import Curves, Heat, Landscape, Result
from flashcards.storage import deck_files

ROOMS = {80: (76, 10), 120: (116, 22)}
"""The width of a terminal → the width and height of its demo pane."""
MOVES = 0.1
"""A line that varies by less than this share of its size is level on any axis that tells its size."""


@dataclass(frozen=True)
class DemoPicture:
    """What one demo shows."""

    card: str
    axes: str
    shares: dict[str, float]
    left_out: dict[int, tuple[str, ...]]
    moves: dict[str, float]
    """For each line how much it varies, as a share of its largest number."""
    lost_rows: int
    """Rows of the table for which a pane of 80 × 24 has no room."""

    @property
    def unseen(self) -> list[str]:
        """The lines that vary by much of their size and are as good as not drawn."""
        return [name for name, share in self.shares.items() if share < SEEN and self.moves[name] >= MOVES]


def pictures(cards: Sequence[Card]) -> Iterator[DemoPicture]:
    """The picture of each card's demo."""
    for card in cards:
        if card.demo is not None:
            yield picture_of(card)


def picture_of(card: Card) -> DemoPicture:
    """What the card's demo shows at its own settings."""
    assert card.demo is not None
    result = demo.run(card.demo, optimizer=card.optimizer)
    figure = result.figure
    shares = height_shares(figure, _drawn(result, figure)) if isinstance(figure, Curves) else {}
    missing = {size: _missing(result, *room) for size, room in ROOMS.items()}
    lost = len(result.rows) - len(rows(result, most=ROOMS[80][1] - 2)) if card.demo.at else 0
    moves = {name: _movement(result.series[name]) for name in shares}
    return DemoPicture(card.key, _axes(result), shares, missing, moves, lost)


def _movement(line: Sequence[float]) -> float:
    finite = [value for value in line if math.isfinite(value)]
    return (max(finite) - min(finite)) / max(map(abs, finite))


def _drawn(result: Result, figure: Curves) -> dict[str, tuple[float, ...]]:
    first = result.t.index(figure.since) if figure.since in result.t else 0
    return {name: line[first:] for name, line in result.series.items()}


def _axes(result: Result) -> str:
    match result.figure:
        case Curves(logarithmic=logarithmic, panels=panels):
            return f"{'log' if logarithmic else 'linear'}{f' × {len(panels)}' if panels else ''}"
        case figure:
            return type(figure).__name__.lower()


def _missing(result: Result, width: int, height: int) -> tuple[str, ...]:
    if not isinstance(result.figure, Curves) or isinstance(result.figure, Landscape | Heat):
        return ()
    numbers = rows(result, most=max(2, height - 2))
    return columns_left_out(result.columns, numbers, width=table_width(result.columns, numbers, width))


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("decks", nargs="*")
    parser.add_argument("--worst", action="store_true")
    chosen = parser.parse_args()
    cards = deck_files.load_decks([deck_files.shipped_decks()]).cards
    found = list(pictures([card for card in cards if not chosen.decks or card.deck in chosen.decks]))
    for each in found:
        if not chosen.worst or each.unseen or each.left_out[80] or each.lost_rows:
            shares = " ".join(f"{name}={share:.0%}" for name, share in each.shares.items())
            missing = "; ".join(
                f"at {size}: {', '.join(names)}" for size, names in each.left_out.items() if names
            )
            print(f"{each.card:40} {each.axes:12} {shares}{f'   LEFT OUT {missing}' if missing else ''}")
    unseen, narrow = sum(bool(each.unseen) for each in found), sum(bool(each.left_out[80]) for each in found)
    print(f"{len(found)} demos; {unseen} with a line that nobody sees; {narrow} that leave out columns at 80")


if __name__ == "__main__":
    _main()
