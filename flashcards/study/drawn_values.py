"""The values that a card is asked with: drawn from its `vary`, put into its texts, and what they give."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, product

from flashcards import demo
from flashcards.deck.model import Card, NumberAnswer
from flashcards.errors import Problem
from flashcards.formula.tree import Unreadable
from flashcards.study.figures import fill_figures, number_markdown
from flashcards.text.markdown.spans import markdown_spans

MOST_VALUES = 200
"""The number of combinations of a card's `vary` that are checked."""
NUMBER_HINT = "write arithmetic over the names in `vary`, or over the quantities of the card's own demo"


def combinations(vary: Mapping[str, tuple[float, ...]]) -> Iterator[dict[str, float]]:
    """The combinations of one value for each name, at most `MOST_VALUES` of them."""
    require_values(vary)
    for chosen in islice(product(*vary.values()), MOST_VALUES):
        yield dict(zip(vary, chosen, strict=True))


def require_values(vary: Mapping[str, tuple[float, ...]]) -> None:
    """Raises Problem if a name of `vary` has no value."""
    for name, values in vary.items():
        if not values:
            raise Problem(f"`vary` gives {name} no value", hint=f"write some, such as  {name}: [1, 2, 5]")


def draw_values(card: Card, seed: str) -> dict[str, float]:
    """A value for each name in the card's `vary`; the same seed always draws the same values."""
    rng = random.Random(f"{card.key}:{seed}")
    return {name: rng.choice(values) for name, values in card.vary.items()}


def compute_figures(card: Card, drawn: Mapping[str, float]) -> Card:
    """`card` with its `{= … }` computed for the `drawn` values. Raises Problem for one that has no value."""

    def compute(expression: str) -> float:
        from flashcards.demo.claims import DrawnCard  # NumPy loads here, for the cards that ask for it

        answer = right_number(card, drawn) if isinstance(card.answer, NumberAnswer) else None
        return DrawnCard(card, drawn, answer).value(expression)

    return fill_figures(card, compute)


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


def right_number(card: Card, values: Mapping[str, float]) -> float:
    """The right value of a number card for the drawn `values`.

    Names that are not in `vary` are quantities of the card's own demo, run with the drawn values,
    at step `t` (the last step if `t` is not drawn). Raises Problem if there is no such number.
    """
    where = ", ".join(f"{name} = {value:g}" for name, value in values.items())
    cannot = f"the number cannot be computed{' at ' if where else ''}{where}"
    try:
        return _computed(card, values)
    except Unreadable as why:
        raise Problem(f"{cannot}: {why.message}", hint=NUMBER_HINT) from None
    except Problem as problem:
        raise Problem(f"{cannot}: {problem.message}", problem.place, problem.hint) from None


def _computed(card: Card, values: Mapping[str, float]) -> float:
    from flashcards.formula import evaluate, parse  # NumPy loads here, for the cards that ask for it

    assert isinstance(card.answer, NumberAnswer)
    tree = parse.parse_typed(card.answer.expression).tree
    asked = evaluate.names_in(tree) - values.keys()
    value = evaluate.evaluate(tree, {**values, **_of_demo(card, values, asked)})
    return float(value)


def _of_demo(card: Card, values: Mapping[str, float], asked: Iterable[str]) -> dict[str, float]:
    """The quantities `asked` of the card's demo."""
    show = tuple(sorted(asked))
    if not show or card.demo is None:
        return {}
    own = demo.run(card.demo, optimizer=card.optimizer).settings
    settings = {name: value for name, value in values.items() if name in own}
    if not math.isfinite(values.get("t", 1)):
        raise Problem("t is not a step number", hint="write whole numbers for t, such as  t: [1, 2, 5]")
    at = (int(values["t"]),) if "t" in values else None
    ran = demo.run(replace(card.demo, show=show), optimizer=card.optimizer, settings=settings, at=at)
    return dict(zip(ran.columns, ran.rows[-1], strict=True))
