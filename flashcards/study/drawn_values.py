"""The values that a card is asked with: one for each name in its `vary`, drawn from a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from flashcards.deck.model import Card
from flashcards.errors import Problem
from flashcards.study.figures import number_markdown
from flashcards.text.markdown.spans import markdown_spans

MOST_VALUES = 200
"""The number of combinations of a card's `vary` that are checked."""


def draw_values(card: Card, seed: str) -> dict[str, float]:
    """A value for each name in the card's `vary`; the same seed always draws the same values."""
    rng = random.Random(f"{card.key}:{seed}")
    return {name: rng.choice(values) for name, values in card.vary.items()}


def combinations(vary: Mapping[str, tuple[float, ...]]) -> Iterator[dict[str, float]]:
    """The combinations of one value for each name, at most `MOST_VALUES` of them."""
    require_values(vary)
    for chosen in islice(product(*vary.values()), MOST_VALUES):
        yield dict(zip(vary, chosen, strict=True))


def require_values(vary: Mapping[str, tuple[float, ...]]) -> None:
    """Raises Problem if a name has no value to draw."""
    for name, values in vary.items():
        if not values:
            raise Problem(f"`vary` gives {name} no value", hint=f"write some, such as  {name}: [1, 2, 5]")


def fill_values(text: str, values: Mapping[str, float]) -> str:
    """`text` with `{name}` replaced by its value; braces around anything else belong to LaTeX.

    In a formula the braces stay round the value, so that 10 remains one group: `\\sqrt{t}`.
    """
    if "{" not in text or not values:
        return text
    return "".join(_put_in(text[span.start : span.end], values, span.kind) for span in markdown_spans(text))


def _put_in(text: str, values: Mapping[str, float], kind: str) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        return number_markdown(values[name], kind) if name in values else found[0]

    return re.sub(r"\{(\w+)\}", value, text)
