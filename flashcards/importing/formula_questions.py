"""Formulas, displayed or within a sentence → a question for the right side of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flashcards.deck.model import Demo, FormulaAnswer, NumberAnswer
from flashcards.importing import lead_context
from flashcards.importing.draft import Draft
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.notes.equations import Equation
from flashcards.text import math_spans

STATE = frozenset(
    {"m", "v", "s", "r", "u", "G", "E", "theta", "w", "W", "x", "m-hat", "v-hat", "s-hat", "Delta-theta", "p"}
)
"""Quantities of an optimizer's state; formulas of others, such as a loss, do not belong to an optimizer."""
PARAMETERS = frozenset({"theta", "w", "W", "x", "p", "phi"})

_LEFT = re.compile(
    r"\\(?:frac|nabla|partial|operatorname|mathbb|mathcal|mathrm|text)(?![A-Za-z]).{1,60}"
    r"|[A-Za-z\\{}_^*'0-9 ]{1,30}(?:\((?:[^()=+]|\([^()]{0,20}\)){1,40}\)|\[[^\[\]=]{1,40}\])"
    r"(?:_\{?\w{1,6}\}?)?"
)
"""A left side that is no symbol but names something: `L(\\theta)`, `E[m_t]`, a derivative."""
_LETTER = re.compile(r"\\(?!frac|sqrt|left|right|cdot|times|sum|quad|text|in\b|,|;|!)[A-Za-z]+|[A-Za-z]+")
_OPERATION = re.compile(
    r"[-+/*^(]|\\(?:frac|d?frac|sqrt|sum|prod|cdot|times|max|min|odot|log|exp|operatorname|nabla)|\s"
)
_GRADIENT = re.compile(r"(?:\\nabla|\\frac\{\\partial).{0,60}")
_EXAMPLE = re.compile(
    r"(?:\b(?:for|if|when|with|at|since|because|say|let|e\.g\.|eg|example|so|then|gives?|get|becomes|beispiel|mit|für"
    r"|para|con)|[(>→⇒])\s*[,:]?\s*$",
    re.IGNORECASE,
)
"""Words before a formula in a sentence that make it a case or a consequence rather than a rule."""
_LONGEST = 220


def of_formula(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each equation of a display formula; it shows only the left side."""
    near = lead_context.context_before(block, here)
    found = [
        equation
        for latex in split_formulas(block.text)
        for equation in equations.read_equations(latex)
        if len(equation.left) <= 60
    ]
    return tuple(ask_equation(equation, near) for equation in found)


def split_formulas(text: str) -> Iterator[str]:
    """Yields the formulas of a block: its text, or each of several on one line with their delimiters."""
    if not text.startswith(("$$", "\\[")):
        yield text
        return
    yield from (span.inside.strip() for span in math_spans.protected_spans(text) if span.kind == "maths")


def of_sentence(block: Block, here: SectionContext) -> Iterator[Draft]:
    """Yields a question for each rule that a line states between its words: `softmax: $p_i = …$`."""
    near, at, named = lead_context.context_before(block, here), 0, False
    for span in math_spans.protected_spans(block.text):
        before, start, at = block.text[at : span.start], at, span.end
        line = re.split(r"\n|[.;] ", before)[-1]
        if start == 0 or len(line) < len(before):
            near, named = lead_context.context_of_line(line, lead_context.context_before(block, here))
        if (
            span.kind != "maths"
            or "==" in span.inside
            or (_EXAMPLE.search(before) and not before.rstrip().endswith(":"))
        ):
            continue
        for equation in equations.read_equations(span.inside):
            if not equation.number and len(equation.left) <= 60:
                yield _in_prose(ask_equation(equation, near), equation, near, named=named)


def _in_prose(draft: Draft, equation: Equation, near: SectionContext, *, named: bool) -> Draft:
    """The question for a formula of a sentence, which is often a step of a thought rather than a rule."""
    if re.search(r"_\s*\{?\s*\d", equation.left):
        return replace(draft, score=0.0, reason="a formula for a single step or one case")
    if named:
        return draft
    if not near.path:
        return replace(draft, score=0.0, reason="a formula within a sentence, without a name")
    return replace(draft, score=min(draft.score, 0.65 if draft.optimizer else 0.45))


def ask_equation(equation: Equation, here: SectionContext) -> Draft:
    """The question for the right side of an equation, with how sure it is to be wanted."""
    if equation.number:
        return _initial_value(equation, here)
    name, base = equations.readable_symbol(equation.left), equations.base(equation.left)
    optimizer = here.optimizer if name in STATE else ""
    equation = equation if optimizer else _last_side(equation)
    where = replace(here, section=_which(here.section)) if optimizer else here
    remark = ", ".join(each for each in (equation.note, _dialect(equation, optimizer, base)) if each)
    note = f" ({remark})" if remark else ""
    ask = where.ask(f"write {_kind(equation, name, base)}${equation.left}${note}.")
    text = f"{here.optimizer or here.subject.lower()} {''.join(equation.latex.split())}"
    score, reason = _grade(equation, base, where, optimizer)
    subject = here.optimizer or here.subject
    answer = FormulaAnswer(equation.latex)
    demo = _demo(optimizer, name)
    return Draft(
        ask, answer, text, name, where.section, subject, optimizer, demo=demo, score=score, reason=reason
    )


def _last_side(equation: Equation) -> Equation:
    """Of a chain `a = b = c` the equation `a = c`, for an answer is judged by one right side."""
    sides = equations.split_chain(equation.right)
    if len(sides) < 2 or not _OPERATION.search(sides[-1]) or equations.maths_number(sides[-1]):
        return equation
    return replace(equation, right=sides[-1], latex=f"{equation.left} = {sides[-1]}")


def _which(section: str) -> str:
    """What a heading over a formula of an optimizer's state tells besides what the formula is: `PyTorch`."""
    variant = re.search(r"\(([^()]{2,30})\)$", section)
    same = re.match(
        r"(?:comput|calculat|updat|parameter|weight|first|second|bias|moment|moving|formula|equation|math"
        r"|combin|step|gradient|decay)\w*\b",
        section,
        re.IGNORECASE,
    )
    if not same and len(section.split()) <= 7:
        return section
    return (
        variant[1]
        if variant and not context.optimizers_in(variant[1]) and len(variant[1].split()) < 3
        else ""
    )


def _kind(equation: Equation, name: str, base: str) -> str:
    letters = equation.right.replace("\\", "")
    again = name == base and re.search(
        rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z]|_\{{?(?:0|max|min))", letters
    )
    if not again or name not in STATE:
        return "the formula of "
    return "the parameter update " if base in PARAMETERS else "the update of "


def _dialect(equation: Equation, optimizer: str, base: str) -> str:
    """Which of several usual forms of a rule this is, where its left side does not tell."""
    right = equation.right
    if optimizer in {"momentum", "nesterov"} and base in {"m", "v", "u"}:
        if re.search(r"1\s*-\s*\\?[A-Za-z]", right):
            return "as a moving average"
        inside = re.search(r"\\(?:eta|alpha|gamma)\b|\blr\b", right)
        return "with the learning rate in it" if inside else "as a sum of gradients"
    if base in PARAMETERS and optimizer in {"adam", "adamw"} and re.search(r"\bm\b|m_", right):
        return "" if re.search(r"hat|1\s*-\s*\\beta", right) else "without bias correction"
    if (
        optimizer
        and base in PARAMETERS
        and re.search(r"\\sqrt\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\\(?:var)?epsilon", right)
    ):
        return r"$\epsilon$ inside the root"
    return ""


def _grade(equation: Equation, base: str, here: SectionContext, optimizer: str) -> tuple[float, str]:
    index = re.search(r"_\s*\{?\s*\d", equation.left)
    letters = _LETTER.findall(re.sub(r"\\(?:mathbf|mathrm|hat|bar|text)\b", "", equation.right))
    if index and here.optimizer:
        return 0.0, "a single step of a rule, not the rule"
    if not letters or re.search(r"(?:=|\\approx)\s*-?\d[\d.]*\s*$", equation.latex):
        return 0.0, "a worked example, not a rule"
    if not equation.symbol and not _LEFT.fullmatch(equation.left):
        return 0.0, "an equation that says nothing of one quantity"
    if (
        base in {"g", "nabla", "nabla-theta"}
        and "+" not in equation.right
        and _GRADIENT.match(equation.right)
    ):
        return 0.0, "the usual notation of a gradient"
    if not _OPERATION.search(equation.right.strip()) or len(re.findall(r"[A-Za-z]", equation.right)) < 2:
        return 0.0, "another letter for the same quantity"
    if re.search(r"\\(?:dots|ldots|cdots)|\?", equation.right):
        return 0.0, "a formula that is not written out"
    if optimizer:
        return 0.95, f"a formula of {next(iter(context.mentions(here.subject)), here.subject)}'s state"
    if len(equation.latex) > _LONGEST:
        return 0.4, "a long formula"
    if not here.path:
        return 0.35, "nothing says what the letters stand for"
    return (
        (0.8, "a formula that its heading names")
        if here.section or here.optimizer
        else (0.5, "a formula without a name")
    )


def _initial_value(equation: Equation, here: SectionContext) -> Draft:
    """The value of a quantity at the start, `m_0 = 0`; other numbers in a formula are cases."""
    start = equation.symbol and re.search(r"_\s*(?:0|\{0\})$", equation.left) and here.optimizer
    score, reason = (0.7, "where a rule starts") if start else (0.0, "a number of one case")
    subject = here.optimizer or here.subject
    text = f"{subject} {''.join(equation.latex.split())}"
    ask = replace(here, section="").ask(f"what is the initial value ${equation.left}$?")
    return Draft(
        ask,
        NumberAnswer(equation.number),
        text,
        equations.readable_symbol(equation.left),
        here.section,
        subject,
        score=score,
        reason=reason,
    )


def _demo(optimizer: str, quantity: str) -> Demo | None:
    """A five-step demo that shows the quantity; v gets gradients of 2, which differ from their squares."""
    show = patterns.DEMOS.get(optimizer, {}).get(quantity)
    return (
        Demo(gradients="constant 2" if quantity == "v" else "constant 1", steps=5, show=show)
        if show
        else None
    )
