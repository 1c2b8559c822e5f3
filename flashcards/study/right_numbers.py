"""What a card computes for the values that are drawn: the right number, and the figures in its texts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from flashcards.deck.model import Card, NumberAnswer
from flashcards.errors import Problem
from flashcards.formula.unreadable import Unreadable
from flashcards.study.figures import fill_figures

NUMBER_HINT = "write arithmetic over the names in `vary`, or over the quantities of the card's own demo"
"""What to write where a number cannot be computed."""


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
    from flashcards import demo  # for the few cards that ask for such a number

    own = demo.run(card.demo, optimizer=card.optimizer).settings
    settings = {name: value for name, value in values.items() if name in own}
    if not math.isfinite(values.get("t", 1)):
        raise Problem("t is not a step number", hint="write whole numbers for t, such as  t: [1, 2, 5]")
    at = (int(values["t"]),) if "t" in values else None
    ran = demo.run(replace(card.demo, show=show), optimizer=card.optimizer, settings=settings, at=at)
    return dict(zip(ran.columns, ran.rows[-1], strict=True))


def compute_figures(card: Card, drawn: Mapping[str, float]) -> Card:
    """`card` with its `{= … }` computed for the `drawn` values. Raises Problem for one that has no value."""

    def compute(expression: str) -> float:
        from flashcards.demo.claims import DrawnCard  # NumPy loads here, for the cards that ask for it

        answer = right_number(card, drawn) if isinstance(card.answer, NumberAnswer) else None
        return DrawnCard(card, drawn, answer).value(expression)

    return fill_figures(card, compute)
