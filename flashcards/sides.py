"""The two sides of a prompt as Markdown: what is asked and what is answered. Chance comes as a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import assert_never

from flashcards import cloze, demo
from flashcards.card import Basic, Card, Choices, Cloze, Code, Formula, Number, Steps
from flashcards.cloze import Gap
from flashcards.maths import parse
from flashcards.prompt import Prompt
from flashcards.prose.blocks import GAP_CLOSES, GAP_OPENS

BLANK = "▁▁▁▁▁"
"""What stands in code for the part that is asked."""


@dataclass(frozen=True)
class Sides:
    """What a prompt shows before and after the answer."""

    question: str
    answer: str
    stays: str
    """What of the question stays above the answer: not what the answer says again, such as a cloze's text."""
    options: tuple[str, ...] = ()
    """The options of a choices card, in the order in which they are shown."""
    steps: tuple[str, ...] = ()
    """The lines of a steps card, shown one at a time."""


def sides(prompt: Prompt, seed: str) -> Sides:
    """The sides of `prompt` with the values and the order of options that `seed` draws."""
    card = prompt.card
    ask = filled(card.ask, drawn(card, seed))
    match card.answer:
        case Basic(answer) if prompt.part:
            return Sides(answer, ask, answer)
        case Basic(answer):
            return Sides(ask, filled(answer, drawn(card, seed)), ask)
        case Cloze(text):
            hidden = cloze_text(text, prompt.part, hide=True)
            return Sides(_under(ask, hidden), cloze_text(text, prompt.part, hide=False), ask)
        case Formula(latex):
            return Sides(ask, f"$$\n{latex}\n$$", ask)
        case Number():
            return Sides(ask, _worked(card, seed), ask)
        case Choices():
            return _choices(card, card.answer, ask, seed)
        case Steps(lines):
            listed = "\n".join(f"{n}. {_hanging(line)}" for n, line in enumerate(lines, 1))
            return Sides(ask, listed, ask, steps=lines)
        case Code(text):
            blanked = cloze.fill(text, lambda gap: BLANK if gap.name == prompt.part else gap.hidden)
            return Sides(_under(ask, _fence(blanked)), _fence(cloze.fill(text, lambda gap: gap.hidden)), ask)
        case _:
            assert_never(card.answer)


def drawn(card: Card, seed: str) -> dict[str, float]:
    """A value for each name in the card's `vary`; the same seed always draws the same."""
    rng = random.Random(f"{card.key}:{seed}")
    return {name: rng.choice(values) for name, values in card.vary.items()}


def filled(text: str, values: Mapping[str, float]) -> str:
    """`text` with `{name}` replaced by its value; braces round anything else are LaTeX's.

    In a formula the braces stay round the value, so that 10 remains one group: `\\sqrt{t}`.
    """
    parts, at = [], 0
    for start, end in [*_spans(text), (len(text), len(text))]:
        parts += [_put_in(text[at:start], values, "{}"), _put_in(text[start:end], values, "{{{}}}")]
        at = end
    return "".join(parts)


def _put_in(text: str, values: Mapping[str, float], form: str) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        return form.format(f"{values[name]:.10g}") if name in values else found[0]

    return re.sub(r"\{(\w+)\}", value, text)


def number(card: Card, values: Mapping[str, float]) -> float:
    """The right value of a number card for the values drawn.

    Names that `vary` does not hold are quantities of the card's own demo, run with the values drawn,
    at step `t` (the last step where `t` is not drawn). Raises Problem for a name that neither knows.
    """
    from flashcards.maths import evaluate  # NumPy loads here, for the cards that ask for it

    assert isinstance(card.answer, Number)
    tree = parse.typed(card.answer.expression).tree
    asked = evaluate.names_in(tree) - values.keys()
    return float(evaluate.value(tree, {**values, **_of_demo(card, values, asked)}))


def _of_demo(card: Card, values: Mapping[str, float], asked: Iterable[str]) -> dict[str, float]:
    """The quantities `asked` of the card's demo."""
    show = tuple(sorted(asked))
    if not show or card.demo is None:
        return {}
    own = demo.run(card.demo, optimizer=card.optimizer).settings
    settings = {name: value for name, value in values.items() if name in own}
    at = (int(values["t"]),) if "t" in values else None
    ran = demo.run(replace(card.demo, show=show), optimizer=card.optimizer, settings=settings, at=at)
    return dict(zip(ran.columns, ran.rows[-1], strict=True))


def cloze_text(text: str, part: str, *, hide: bool) -> str:
    """The text of a cloze with the gaps named `part` hidden or marked as just shown, the others filled."""
    formulas = _formulas(text)

    def shown(gap: Gap) -> str:
        if gap.name != part:
            return gap.hidden
        if any(start < gap.start < end for start, end in formulas):
            return rf"\hide{{{gap.name}}}{{{gap.hint}}}{{{gap.hidden}}}" if hide else gap.hidden
        return (
            f"{GAP_OPENS}{f'[{gap.hint}]' if gap.hint else '[…]'}{GAP_CLOSES}"
            if hide
            else (f"{GAP_OPENS}{gap.hidden}{GAP_CLOSES}")
        )

    return cloze.fill(text, shown)


def _formulas(text: str) -> list[tuple[int, int]]:
    """Where formulas stand in `text`; what the gaps hide is masked, since it may hold dollars of its own."""
    return _spans(cloze.fill(text, lambda gap: "x" * (gap.end - gap.start)))


def _spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\$\$.+?\$\$|(?<!\\)\$[^$\n]+\$", text, re.DOTALL)]


def _choices(card: Card, answer: Choices, ask: str, seed: str) -> Sides:
    spoilt = _spoilt(answer.right, answer.slips, card.optimizer)
    options = list(dict.fromkeys((answer.right, *answer.wrong, *spoilt)))
    random.Random(f"{card.key}:{seed}:order").shuffle(options)
    listed = "\n".join(f"{n}. {_hanging(_option(option))}" for n, option in enumerate(options, 1))
    right = options.index(answer.right) + 1
    question = _under(ask, listed)
    return Sides(question, f"{right}. {_hanging(_option(answer.right))}", question, tuple(options))


@lru_cache(maxsize=256)
def _spoilt(latex: str, slips: tuple[str, ...], optimizer: str) -> tuple[str, ...]:
    """The wrong options that slips make of a right formula."""
    if not slips:
        return ()
    from flashcards.maths.judge import spoilt  # SymPy loads here, for the cards that ask for it

    return tuple(filter(None, (spoilt(latex, slip, optimizer) for slip in slips)))


def _option(text: str) -> str:
    """An option as Markdown: a bare formula is put between dollars."""
    return f"${text}$" if "\\" in text and "$" not in text else text


def _worked(card: Card, seed: str) -> str:
    """The number with the arithmetic that gives it, the values drawn put in."""
    assert isinstance(card.answer, Number)
    values = drawn(card, seed)
    expression = card.answer.expression
    put_in = re.sub(
        r"[A-Za-z_]\w*", lambda name: _put(values[name[0]]) if name[0] in values else name[0], expression
    )
    result = f"{number(card, values):.6g}"
    return f"**{result}**" if put_in == expression else f"`{put_in}` = **{result}**"


def _put(value: float) -> str:
    """A number in the place of a name: a negative one keeps its sign to itself."""
    return f"{value:.10g}" if value >= 0 else f"({value:.10g})"


def _under(ask: str, text: str) -> str:
    return f"{ask}\n\n{text}" if ask else text


def _fence(code: str) -> str:
    return f"````python\n{code}\n````"


def _hanging(text: str) -> str:
    """`text` as the content of a numbered list's item."""
    return text.replace("\n", "\n   ")
