"""One block → its questions. The surrounding blocks are passed as its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flashcards.deck import cloze
from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
)
from flashcards.importing import code_questions, definitions, setting_questions
from flashcards.importing.draft import Draft
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.notes.equations import Equation
from flashcards.notes.syntaxes.marked_card import MarkedCard
from flashcards.text import math_spans

STATE = frozenset({"m", "v", "s", "r", "u", "theta", "w", "W", "x", "m-hat", "v-hat", "s-hat", "Delta-theta"})
"""Quantities of an optimizer's state; formulas of others, such as a loss, do not belong to an optimizer."""
_PARAMETERS = frozenset({"theta", "w", "W", "x", "p", "phi"})


def _draft(
    here: SectionContext, question: str, answer: Answer, text: str, name: str, optimizer: str = ""
) -> Draft:
    subject = here.optimizer or here.subject
    return Draft(here.ask(question), answer, text, name, here.section, subject, optimizer)


def of_formula(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each equation of a display formula; it shows only the left side."""
    near = _context_before(block, here)
    return tuple(
        _value(equation, block, here) if equation.number else _equation(equation, near)
        for latex in _split_formulas(block.text)
        for equation in equations.read_equations(latex)
        if len(equation.left) <= 60
    )


def _split_formulas(text: str) -> Iterator[str]:
    """Yields the formulas of a block: its text, or each of several on one line with their delimiters."""
    if not text.startswith(("$$", "\\[")):
        yield text
        return
    yield from (span.inside.strip() for span in math_spans.protected_spans(text) if span.kind == "maths")


def _context_before(block: Block, here: SectionContext) -> SectionContext:
    """The context taken from the words right before a formula if they say more than the headings."""
    found = context.mentions(block.lead)
    if here.section and not here.optimizer and len({context.optimizers_in(name) for name in found}) == 1:
        return SectionContext(found[0], "", context.optimizers_in(found[0])[0])
    return _context_of_label(block, here)


def _context_of_label(block: Block, here: SectionContext) -> SectionContext:
    """The context with a label in place of the heading: `Adam › Variants` for `**Variants**:`."""
    title = context.clean_heading(block.lead)
    label = block.lead.startswith(("**", "__")) and definitions.find_term(block.lead, item=False) is None
    if not label or len(title.split()) > 8 or context.generic(title) or patterns.VALUES.fullmatch(title):
        return here
    return replace(here, section=context.drop_subject(title, here.subject)) if title != here.subject else here


def _equation(equation: Equation, here: SectionContext) -> Draft:
    name, base = equations.readable_symbol(equation.left), equations.base(equation.left)
    letters = equation.right.replace("\\", "")
    again = name == base and re.search(rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z])", letters)
    kind = ("parameter update " if base in _PARAMETERS else "update of ") if again else "formula of "
    if "update" in here.section.lower():
        kind = "" if again else "formula of "
    request = f"write the {kind}" if kind else "write "
    note = f" ({equation.note})" if equation.note else ""
    text = f"{here.optimizer or here.subject.lower()} {''.join(equation.latex.split())}"
    optimizer = here.optimizer if name in STATE else ""
    draft = _draft(
        here, f"{request}${equation.left}${note}.", FormulaAnswer(equation.latex), text, name, optimizer
    )
    return replace(draft, demo=_demo(optimizer, name))


def _demo(optimizer: str, quantity: str) -> Demo | None:
    """A five-step demo that shows the quantity; v gets gradients of 2, which differ from their squares."""
    show = patterns.DEMOS.get(optimizer, {}).get(quantity)
    return (
        Demo(gradients="constant 2" if quantity == "v" else "constant 1", steps=5, show=show)
        if show
        else None
    )


def _value(equation: Equation, block: Block, here: SectionContext) -> Draft:
    lead = context.clean_heading(block.lead)
    named = lead if 0 < len(lead.split()) <= 5 and block.lead.rstrip().endswith(":") else ""
    what = f"the {lower_title(named)}, ${equation.left}$" if named else f"the value of ${equation.left}$"
    return _setting(here, f"${equation.left}$", f"${equation.right}$", f"what is {what}?")


def of_settings(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each setting that a line lists."""
    words = f"{block.text} {block.lead}".lower()
    kind = "typical value" if "typical" in words else "default" if "default" in words else "value"
    found = setting_questions.find_settings(block.text)
    return tuple(_setting(here, name, value, f"what is the {kind} of {name}?") for name, value in found)


def _setting(here: SectionContext, name: str, value: str, question: str) -> Draft:
    number = equations.maths_number(value)
    answer = NumberAnswer(number) if number else BasicAnswer(value if value.startswith("$") else f"`{value}`")
    text = f"{here.optimizer or here.subject} {setting_questions.setting_key(name, value)}"
    called = name.replace("_", " ") if name.startswith("`") else re.sub(r"[\s$\\_{}]", "", name)
    return _draft(here, question, answer, text, called)


def of_term(block: Block, here: SectionContext, *, compared: bool) -> Draft | None:
    """A question for a line such as `**Term**: meaning`, or None for a line without a term.

    In a list that compares optimizers (`compared`), each item is a separate subject.
    """
    term = definitions.find_term(block.text, item=block.kind == "item")
    if not term:
        return None
    lead = context.clean_heading(block.lead)
    if compared and context.is_subject(strip_markup(term.name)):
        name = context.short_subject(strip_markup(term.name))
        alone = SectionContext("", "", context.optimizers_in(name)[0])
        question = definitions.term_question(term, here.section, "")
        return _draft(alone, question, BasicAnswer(term.meaning), block.text, "in short")
    where = here if patterns.EXAMPLES.search(lead) else _context_of_label(block, here)
    question = definitions.term_question(term, where.section, lead)
    number = equations.maths_number(term.meaning)
    answer = NumberAnswer(number) if number else BasicAnswer(term.meaning)
    return _draft(where, question, answer, block.text, strip_markup(term.name) or term.name)


def of_definition(block: Block, here: SectionContext, listed: tuple[str, ...]) -> Iterator[Draft]:
    """Yields a question for a paragraph that begins `Adam (Adaptive Moment Estimation) is a …`."""
    if found := definitions.find_definition(block.text):
        name, what = found
        what = (
            f"{what.removesuffix(':').rstrip()}: {', '.join(listed)}"
            if what.endswith(":") and listed
            else what
        )
        yield Draft(f"What is **{name}**?", BasicAnswer(what), block.text, "definition", here.section, name)


def of_expansion(text: str) -> Iterator[Draft]:
    """Yields a question about an abbreviation that a heading or paragraph spells out."""
    found = context.expansion(re.sub(r"\*\*|__", "", context.clean_heading(text))) if "(" in text else None
    if found:
        name, meant = found
        yield Draft(
            f"What does **{name}** stand for?",
            BasicAnswer(meant),
            f"{name} {meant}".lower(),
            "stands for",
            "",
            name,
        )


def of_explained(label: str, text: str, here: SectionContext) -> Draft | None:
    """A question for a paragraph under a label such as `**Contribution:**`, or None."""
    name = context.clean_heading(label)
    special = patterns.SPECIAL.get(name.lower(), "")
    answer = math_spans.dollars(text.strip())
    if not name or len(name.split()) > 9 or len(answer) > 1200 or definitions.is_example(name):
        return None
    if context.generic(name) and not special:
        return None
    if derived := re.fullmatch(r"(?:derivation|proof) of (?:the )?(.+)", name, re.IGNORECASE):
        here = replace(here, section="") if here.section.lower() == derived[1].lower() else here
        special = f"how is **{lower_title(derived[1])}** derived?"
    question = special or (name if name.endswith("?") else f"explain **{name}**.")
    return _draft(here, question, BasicAnswer(answer), f"{name} {text}", name)


def of_flashcard(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """The card that the author of the note marked, verbatim."""
    card = block.card
    answer = _marked_answer(card) if card else None
    if not card or answer is None:
        return ()
    decks = (deck.replace("::", "/").strip("/") for deck in card.decks)
    content = "\n".join(part for part in (card.front, card.back, card.gaps, *card.wrong) if part)
    if not card.gaps:
        name = strip_markup(card.front)
        return (Draft(card.front, answer, content, name, why=card.why, tags=(*card.tags, *decks)),)
    where = " › ".join(part for part in (here.subject, here.section) if part)
    name, subject = " ".join(_first_words(card.gaps)), here.optimizer or here.subject
    ask = card.front or where
    return (Draft(ask, answer, content, name, "", subject, why=card.why, tags=(*card.tags, *decks)),)


def _marked_answer(card: MarkedCard) -> Answer | None:
    """The answer of a marked card; None if a side of it is empty."""
    if card.gaps:
        return ClozeAnswer(card.gaps) if cloze.gaps(card.gaps) else None
    if not card.front or not card.back:
        return None
    return ChoicesAnswer(card.back, card.wrong) if card.wrong else BasicAnswer(card.back, card.both_ways)


def _first_words(text: str) -> list[str]:
    """The first six words of a cloze's text, for its id."""
    return strip_markup(cloze.fill(text, lambda gap: gap.hidden)).split()[:6]


def of_question(title: str, text: str, here: SectionContext) -> Draft | None:
    """A question for a heading, label or callout ending in `?` and the paragraph after it, or None."""
    ask = context.clean_heading(title)
    answer = math_spans.dollars(text.strip())
    if not ask.endswith("?") or len(answer) > 1200:
        return None
    return Draft(
        ask, BasicAnswer(answer), f"{ask} {text}", strip_markup(ask), "", here.optimizer or here.subject
    )


def of_row(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each cell of a table row except the first, which is the subject."""
    first, *cells = (math_spans.dollars(cell) for cell in block.cells)
    if not re.search(r"\w", first):
        return ()
    if context.is_subject(strip_markup(first)):
        here = SectionContext("", "", context.optimizers_in(context.short_subject(strip_markup(first)))[0])
    head, *columns = block.columns
    return tuple(
        _draft(
            here,
            _cell(first, column, head),
            BasicAnswer(cell),
            f"{first} | {column} | {cell}",
            f"{strip_markup(first) or first} {column}",
        )
        for column, cell in zip(columns, cells, strict=False)
        if re.search(r"\w|[✓✗✔✘✅❌]", cell)
    )


def _cell(first: str, column: str, head: str) -> str:
    name = strip_markup(column) if not column.startswith("$") else column
    if re.fullmatch(r"(?i)(?:description|meaning|definition|explanation|what(?: it is)?|)", name):
        return f"what is {first}?"
    if (context.is_subject(name) and not context.is_subject(strip_markup(first))) or re.fullmatch(
        r"(?i)(?:property|feature|aspect|criterion|comparison|)", strip_markup(head)
    ):
        return f"what is the {lower_title(first)} of {name}?"
    return f"what is the {lower_title(name)} of {first}?"


def of_code(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each update in a short code listing."""
    near = _context_of_label(block, here)
    return tuple(
        _draft(
            near,
            f"write the line that {'updates' if update.again else 'computes'} `{update.target}`.",
            CodeAnswer(update.blanked),
            f"{near.section if update.target in _PARAMETERS else ''} {update.line}",
            f"code {update.target}",
        )
        for update in code_questions.updates(block.text, block.info)
    )


def strip_markup(name: str) -> str:
    """A term without markup and parentheses."""
    return " ".join(re.sub(r"\([^()]*\)|\*\*|__|[$\\{}`]", " ", name).split())


def lower_title(name: str) -> str:
    """A title in lower case for use in a sentence; names such as RMSprop keep their case."""
    return " ".join(
        word.lower() if re.fullmatch(r"[A-Z][a-z'-]*[.,]?", word) and not _is_name(word) else word
        for word in name.split()
    )


def _is_name(word: str) -> bool:
    """True for proper names such as Adam and RMSprop; momentum is an ordinary word."""
    return context.optimizers_in(word) not in {(), ("momentum",)}
