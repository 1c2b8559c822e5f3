"""The two faces of a prompt as Markdown: question and answer. Randomness comes from a seed.

A card whose answer cannot be read or computed has no faces: `faces` then raises a Problem with the
card's place and a hint at what to write instead.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import assert_never

from flashcards.deck import cloze
from flashcards.deck.cloze import Gap
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
from flashcards.deck.prompts import Prompt
from flashcards.errors import Problem
from flashcards.formula.unreadable import Unreadable
from flashcards.study.card_faults import at_card, require_askable
from flashcards.study.drawn_values import draw_values, fill_values
from flashcards.study.options import option_markdown, option_texts
from flashcards.study.right_numbers import compute_figures, right_number
from flashcards.text.blocks import GAP_CLOSES, GAP_OPENS
from flashcards.text.numbers import format_number
from flashcards.value import Value

BLANK = "▁▁▁▁▁"
"""The blank for the part of the code that is asked."""


class Faces(Value, frozen=True):
    """What a prompt shows before and after the answer."""

    question: str
    answer: str
    stays: str
    """The part of the question shown above the answer, without what the answer repeats, such as a cloze."""
    options: tuple[str, ...] = ()
    """The options of a choices card, in the order in which they are shown."""
    steps: tuple[str, ...] = ()
    """The lines of a steps card, shown one at a time."""
    why: str = ""
    hint: str = ""


def faces(prompt: Prompt, seed: str) -> Faces:
    """The faces of `prompt` with the values and the order of options drawn from `seed`.

    Raises Problem if the card cannot be asked.
    """
    with at_card(prompt.card):
        require_askable(prompt.card)
        card = compute_figures(prompt.card, draw_values(prompt.card, seed))
        shown = _faces(replace(prompt, card=card) if card is not prompt.card else prompt, seed)
        return replace(shown, why=card.why, hint=card.hint)


def _faces(prompt: Prompt, seed: str) -> Faces:
    card = prompt.card
    ask = fill_values(card.ask, draw_values(card, seed))
    match card.answer:
        case BasicAnswer(answer) if prompt.part:
            return Faces(answer, ask, answer)
        case BasicAnswer(answer):
            return Faces(ask, fill_values(answer, draw_values(card, seed)), ask)
        case ClozeAnswer(text):
            hidden = cloze_text(text, prompt.part, hide=True)
            return Faces(_under(ask, hidden), cloze_text(text, prompt.part, hide=False), ask)
        case FormulaAnswer(latex):
            return Faces(ask, f"$$\n{latex}\n$$", ask)
        case NumberAnswer():
            return Faces(ask, _worked(card, seed), ask)
        case ChoicesAnswer():
            return _choices(card, card.answer, ask, seed)
        case StepsAnswer(lines):
            listed = "\n".join(f"{n}. {_hanging(line)}" for n, line in enumerate(lines, 1))
            return Faces(ask, listed, ask, steps=lines)
        case CodeAnswer(text):
            blanked = cloze.fill(text, lambda gap: BLANK if gap.name == prompt.part else gap.hidden)
            return Faces(_under(ask, _fence(blanked)), _fence(cloze.fill(text, lambda gap: gap.hidden)), ask)
        case _:
            assert_never(card.answer)


def cloze_text(text: str, part: str, *, hide: bool) -> str:
    """The text of a cloze with the gaps named `part` hidden or marked as revealed, and the others filled."""
    from flashcards.study.gaps import hidden_gaps  # for a cloze alone

    in_formula = {each.gap.start for each in hidden_gaps(text, part) if each.in_formula}

    def shown(gap: Gap) -> str:
        if gap.name != part:
            return gap.hidden
        if gap.start in in_formula:
            return rf"\hide{{{gap.name}}}{{{gap.hint}}}{{{gap.hidden}}}" if hide else gap.hidden
        return f"{GAP_OPENS}{gap_box(gap.hint) if hide else gap.hidden}{GAP_CLOSES}"

    return cloze.fill(text, shown)


def gap_box(hint: str) -> str:
    """What stands for a gap: its hint, or dots, so that its width says nothing of what it hides."""
    return f"[\u00a0{hint or '……'}\u00a0]"


def _choices(card: Card, answer: ChoicesAnswer, ask: str, seed: str) -> Faces:
    options = option_texts(answer, card.optimizer)
    if len(options) == 1:
        raise Problem(f"none of its slips changes {answer.right}, so there is only one option")
    random.Random(f"{card.key}:{seed}:order").shuffle(options)
    listed = "\n".join(f"{n}. {_hanging(option_markdown(option))}" for n, option in enumerate(options, 1))
    right = options.index(answer.right) + 1
    question = _under(ask, listed)
    return Faces(question, f"{right}. {_hanging(option_markdown(answer.right))}", question, tuple(options))


def _worked(card: Card, seed: str) -> str:
    """The number with the arithmetic that gives it, the drawn values substituted."""
    assert isinstance(card.answer, NumberAnswer)
    values = draw_values(card, seed)
    expression = card.answer.expression
    put_in = re.sub(
        r"[A-Za-z_]\w*", lambda name: _put(values[name[0]]) if name[0] in values else name[0], expression
    )
    result = format_number(right_number(card, values), ascii_only=True)
    return f"**{result}**" if put_in == expression else f"{_typeset(put_in)} = **{result}**"


def _typeset(expression: str) -> str:
    """Arithmetic as a formula in a line of text; as code where it is no plain arithmetic."""
    from flashcards.formula import parse
    from flashcards.formula.render.as_latex import arithmetic_latex

    try:
        return f"${arithmetic_latex(parse.parse_typed(expression).tree)}$"
    except Unreadable:
        return f"`{expression}`"


def _put(value: float) -> str:
    """A number substituted for a name, in parentheses if negative."""
    shown = format_number(value, 10, ascii_only=True)
    return shown if value >= 0 else f"({shown})"


def _under(ask: str, text: str) -> str:
    return f"{ask}\n\n{text}" if ask else text


def _fence(code: str) -> str:
    return f"````python\n{code}\n````"


def _hanging(text: str) -> str:
    """`text` as the content of a numbered list's item."""
    return text.replace("\n", "\n   ")
