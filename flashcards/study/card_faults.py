"""What keeps a card from being asked, as a Problem with its place and a hint at what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import assert_never

from flashcards.deck import cloze
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import Problem
from flashcards.formula.unreadable import Unreadable
from flashcards.study.drawn_values import combinations, require_values
from flashcards.study.right_numbers import NUMBER_HINT, compute_figures, right_number


def fault(card: Card) -> Problem | None:
    """The problem that keeps `card` from being asked, over all draws; None if it can be. Loads no SymPy."""
    try:
        with at_card(card):
            require_askable(card)
            if isinstance(card.answer, NumberAnswer):
                for values in combinations(card.vary):
                    right_number(card, values)
            first = {name: values[0] for name, values in card.vary.items()}
            compute_figures(card, first)
    except Problem as problem:
        return problem
    return None


@contextmanager
def at_card(card: Card) -> Iterator[None]:
    """Turns errors about `card` into a Problem with the card's name and place."""
    try:
        yield
    except Unreadable as why:
        raise Problem(f"{card.key}: {why.message}", card.place, _HINTS.get(card.kind, "")) from None
    except Problem as problem:
        hint = problem.hint or _HINTS.get(card.kind, "")
        raise Problem(f"{card.key}: {problem.message}", card.place, hint) from None


_HINTS = {
    "number": NUMBER_HINT,
    "formula": r"write it in LaTeX, such as  m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
    "cloze": "put {{ }} around what is asked for",
    "code": "write Python with {{ }} around what is asked for",
    "choices": "list the right option first and at least one wrong one after it",
    "steps": "list one line for each step",
}
"""A hint for each kind of card, for problems without one."""


def require_askable(card: Card) -> None:
    """Raises Unreadable or Problem if the answer of `card` cannot be used, whatever is drawn."""
    require_values(card.vary)
    match card.answer:
        case FormulaAnswer(latex) if not _formulas_of(latex):
            raise Unreadable("there is no formula")
        case ClozeAnswer(text) | CodeAnswer(text) if not cloze.gaps(text):
            raise Unreadable("nothing is hidden")
        case ClozeAnswer(text) | CodeAnswer(text) if empty := [
            g.name for g in cloze.gaps(text) if not g.hidden
        ]:
            raise Unreadable(f"the gap '{empty[0]}' hides nothing")
        case CodeAnswer(text):
            from flashcards.judging.python import parse_program

            parse_program(cloze.fill(text, lambda gap: gap.hidden))
        case ChoicesAnswer(right, wrong, slips) if not slips and not {*wrong} - {right}:
            raise Unreadable("there is only one option")
        case ChoicesAnswer(right, _, slips) if slips:
            _formulas_of(right)
        case StepsAnswer(lines) if not lines:
            raise Unreadable("there are no steps")
        case (
            BasicAnswer() | ClozeAnswer() | FormulaAnswer() | NumberAnswer() | ChoicesAnswer() | StepsAnswer()
        ):
            pass
        case _:
            assert_never(card.answer)


def _formulas_of(latex: str) -> Iterable[object]:
    """The formulas that the text is. Raises Unreadable."""
    from flashcards.formula import parse, traverse  # a session of words and numbers reads none

    return traverse.formulas(parse.parse_latex(latex).tree)
