"""Table row → a question for each cell under a header that is one: `Role`, `Default`, `Update rule`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashcards.deck.model import BasicAnswer, NumberAnswer
from flashcards.importing import (
    agent_questions,
    definitions,
    formula_questions,
    setting_questions,
    short_answers,
)
from flashcards.importing.draft import Draft
from flashcards.importing.wording import lower_title, strip_markup, what_is
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.text import math_spans
from flashcards.value import Value

_MEANING = re.compile(
    r"(?:short |brief )?(?:description|meaning|definition|explanation|interpretation|what(?: is it"
    r"| it is)?|stands for"
    r"|bedeutung|beschreibung|significado|descripción|signification|)",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"(?:what it )?(?:role|purpose|function|effect|controls|does|job|rolle|zweck|función)", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"\b(?:defaults?|values?|update(?: rule)?|formula|equation|rule|gradient|derivative|memory(?: use| cost)?"
    r"|state|states|buffers?|complexity|cost|units?|shape|dimensions?|hyper-?parameters|learning rate"
    r"|batch size"
    r"|optimi[sz]er|activation|loss|idea|full name|abbreviation|type|year|norm|stores?|standardwert"
    r"|formel|fórmula)s?\b",
    re.IGNORECASE,
)
"""Words for what a thing has one of."""
_EVALUATES = re.compile(
    r"\b(?:pros?|cons?|notes?|comments?|remarks?|best|impact|when|why"
    r"|to use|use cases?|used|example|examples|advantages?"
    r"|details?|links?|range|status|rating|liked?|strengths?|weakness(?:es)?"
    r"|tuned|my|acc\w*|speed|quality|performance|tips?)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"(?:year|introduced|published|invented|jahr|año)(?: in)?", re.IGNORECASE)
_WHO = re.compile(r"(?:introduced|proposed|invented|published) by|authors?|inventors?", re.IGNORECASE)
_TO_WHAT = re.compile(r".{3,40} (?:to|by|from|on|with|at)", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:property|feature|aspect|criterion|comparison|eigenschaft|propiedad|)", re.IGNORECASE
)
_CUED = re.compile(
    r"(?:cues?|keywords?|questions?|prompts?|stichworte?|fragen?)"
    r" \| (?:notes?|details?|answers?|notizen|antwort(?:en)?)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\W*(?:low|high|lower|higher|medium|fast|faster|slow|slower|moderate|good|bad|better|worse|best|worst|yes|no|n/?a"
    r"|none needed|varies|depends|simple|standard|same|easy|hard|small|large|poor|excellent|more|less"
    r"|tbd|ja|nein|sí)?\W*",
    re.IGNORECASE,
)
"""Cells that say nothing that could be recalled."""


class _Cell(Value, frozen=True):
    """A cell with what it is about and what of it."""

    thing: str
    attribute: str
    text: str
    turned: bool = False
    """True if the thing stands in the header."""
    cued: bool = False
    """True in a table of cues and notes, as Cornell notes have it."""


def find_repeated(blocks: Sequence[Block]) -> dict[int, set[str]]:
    """For each table the first cells that stand in several rows, so that none of them has one answer."""
    counts = Counter((block.group, block.cells[0].strip()) for block in blocks if block.kind == "row")
    found: dict[int, set[str]] = {}
    for (group, first), count in counts.items():
        if count > 1:
            found.setdefault(group, set()).add(first)
    return found


def of_row(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each cell of a table row whose header asks for something; see `short_answers.grade`."""
    first, *rest = (math_spans.dollars(cell) for cell in block.cells)
    thing = strip_markup(first)
    private = patterns.RUNS.search(here.section) or patterns.PRIVATE.search(here.section)
    if private or not re.search(r"[^\W\d]", thing) or len(thing.split()) > 6:
        return ()
    cued = bool(_CUED.fullmatch(" | ".join(strip_markup(column) for column in block.columns)))
    turned = not cued and _is_turned(block, first)
    cells = [
        _Cell(column, first, cell, turned=True) if turned else _Cell(first, column, cell, cued=cued)
        for column, cell in zip(block.columns[1:], rest, strict=False)
    ]
    return tuple(draft for cell in cells for draft in _ask(cell, here))


def _is_turned(block: Block, first: str) -> bool:
    """True for a table whose rows are properties of the things in its header."""
    head, *columns = (strip_markup(column) for column in block.columns)
    named = [column for column in columns if context.optimizers_in(column)]
    return (not context.is_subject(strip_markup(first)) and 2 * len(named) > len(columns) > 0) or bool(
        columns
        and len(columns) > 1
        and _PROPERTY.fullmatch(head)
        and not first.startswith("$")
        and not any(_MEANING.fullmatch(column) or _DOES.fullmatch(column) for column in columns)
    )


def _ask(cell: _Cell, here: SectionContext) -> Iterator[Draft]:
    thing, attribute = strip_markup(cell.thing), strip_markup(cell.attribute)
    if _EMPTY.fullmatch(cell.text) or not re.search(r"\w", cell.text):
        return
    parameter = thing == thing.lower() and here.optimizer and not cell.turned
    named = (
        context.optimizers_in(thing)
        and not parameter
        and (context.is_subject(thing) or not here.optimizer or cell.turned)
    )
    if named or (
        re.search(r"\w[A-Z]|[A-Z].*\d", thing) and not cell.thing.startswith("$") and not here.optimizer
    ):
        alone = len(context.optimizers_in(thing)) == 1 and context.is_subject(thing)
        here = SectionContext("", "", context.optimizers_in(context.short_subject(thing))[0] if alone else "")
    if stated := _equations(cell, here):
        yield from stated
    elif found := _question(cell):
        question, answer, score, reason = found
        text = f"{cell.thing} | {cell.attribute} | {cell.text}"
        number = equations.maths_number(answer) if patterns.CUSTOMARY.search(attribute) else ""
        score, reason = short_answers.grade(answer, score, reason)
        if patterns.CUSTOMARY.search(attribute):
            here = replace(here, section="" if here.subject else here.section)
        if number:
            text = f"{here.optimizer or here.subject} {setting_questions.setting_key(thing, number)}"
        yield Draft(
            here.ask(question),
            NumberAnswer(number) if number else BasicAnswer(answer),
            text,
            f"{thing or cell.thing} {attribute}",
            here.section,
            here.optimizer or here.subject,
            score=score,
            reason=reason,
        )


def _equations(cell: _Cell, here: SectionContext) -> list[Draft]:
    """The rules that a cell states; it must consist of formulas."""
    name = strip_markup(cell.thing)
    alone = math_spans.replace(cell.text, lambda span, source: "" if span.kind == "maths" else source)
    if re.search(r"\w", alone) or cell.thing.startswith("$"):
        return []
    where = here if here.optimizer else replace(here, section=name)
    where = replace(where, subject=where.subject or context.short_subject(name)) if here.optimizer else where
    return [
        formula_questions.ask_equation(equation, where)
        for span in math_spans.protected_spans(cell.text)
        for equation in equations.read_equations(span.inside)
        if len(equation.left) <= 60 and not equation.number
    ]


def _ask_agent(thing: str, text: str) -> tuple[str, str] | None:
    """What a thing does, unless the header asks better: `what is the role of β₁?`, not what it controls."""
    agent = agent_questions.ask_of_agent(thing, text)
    return None if agent and agent_questions.find_weakness(*agent) else agent


def _question(cell: _Cell) -> tuple[str, str, float, str] | None:
    """The question, the answer and the score of a cell; None under a header that asks for nothing."""
    attribute = strip_markup(cell.attribute) if not cell.attribute.startswith("$") else cell.attribute
    thing, lower = cell.thing, lower_title(attribute)
    answer = (
        short_answers.shorten(cell.text) if short_answers.count_words(cell.text) > 1 else cell.text.strip()
    )
    if cell.cued and thing.endswith("?"):
        return thing, answer, 0.75, "the note asks it and answers in a phrase"
    if attribute.endswith("?"):
        return f"{thing}: {lower}", answer, 0.65, "a question that the table's header asks"
    if cell.cued or _MEANING.fullmatch(attribute):
        if definitions.is_usual_notation(thing, answer):
            return None
        agent = _ask_agent(thing, cell.text)
        return (*(agent or (what_is(thing, answer), answer)), 0.75, "a table of meanings")
    if _DOES.fullmatch(attribute):
        agent = agent_questions.ask_of_agent(thing, cell.text)
        if agent and definitions.is_usual_notation(re.sub(r" \([^()]*\)$", "", thing), agent[1]):
            return None
        asked = _ask_agent(thing, cell.text) or (f"what is the {lower} of {thing}?", answer)
        return (*asked, 0.75, f"a table gives the {lower}")
    if _WHEN.fullmatch(attribute):
        return f"what year is {thing} from?", answer, 0.6, "a table gives the year"
    if _WHO.fullmatch(attribute):
        return f"who proposed {thing}?", answer, 0.6, "a table gives the author"
    if _EVALUATES.search(attribute):
        return None
    if _TO_WHAT.fullmatch(attribute):
        return f"{thing}: {lower} what?", answer, 0.65, "a table that compares"
    if _ATTRIBUTE.search(attribute):
        score = 0.85 if patterns.CUSTOMARY.search(attribute) else 0.7
        verb = "are" if re.search(r"[^s]s$", lower) else "is"
        return f"what {verb} the {lower} of {thing}?", answer, score, f"a table gives the {lower}"
    return None
