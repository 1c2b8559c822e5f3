"""Settings and their usual values → questions for a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flashcards.deck.model import BasicAnswer, NumberAnswer
from flashcards.importing import formula_questions, lead_context, setting_questions
from flashcards.importing.draft import Draft
from flashcards.importing.wording import put_question, spell_greek
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext


def of_settings(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each setting that a line lists."""
    here = here if here.optimizer else lead_context.context_before(block, here)
    named = context.optimizers_in(block.text)
    if len(named) == 1 and named != (here.optimizer,):
        here = SectionContext(context.mentions(block.text)[0], "", named[0])
    words = f"{block.text} {_around(block)} {here.section}"
    usual = patterns.CUSTOMARY.search(words)
    listed = bool(usual or re.search(r"hyper-?param|settings?\b|\bwerte\b", words, re.IGNORECASE))
    kind = "typical value" if re.search("typical", words, re.IGNORECASE) else "default" if listed else "value"
    once = patterns.RUNS.search(here.section) or not (here.subject or here.section)
    grade = (0.85, "a setting that everybody uses") if listed else (0.4, "a value that may hold only here")
    if (once and not usual) or not (listed or here.optimizer):
        grade = (0.0, "a value of one run or one example")
    found = setting_questions.find_settings(block.text, listed=listed)
    where = replace(here, section="") if here.optimizer or patterns.CUSTOMARY.search(here.section) else here
    return tuple(
        _setting(where, name, value, f"what is the {kind} of {name}?", _grade_value(value, grade))
        for name, value in found
    )


def _around(block: Block) -> str:
    """The words above a block: what introduces it, what encloses it and its heading."""
    return " ".join((block.lead, *block.headings[-1:], *block.parents))


def of_usual_values(block: Block, here: SectionContext) -> Iterator[Draft]:
    """Yields a question for each usual value that a sentence gives beside a symbol: `(typically 0.9)`."""
    where = replace(here, section="") if here.optimizer else here
    for name, value, said in setting_questions.find_usual_values(spell_greek(block.text)):
        default = re.search(r"default|standard|defecto", said, re.IGNORECASE)
        question = f"what is {'the default' if default else 'a typical value'} of {name}?"
        yield _setting(where, name, value, question, (0.8, "a usual value of a setting"))


def of_named_value(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for a symbol's number in a display formula, named by the line above: `Learning rate:`."""
    lead = context.clean_heading(block.lead)
    named = lead if 0 < len(lead.split()) <= 5 and block.lead.rstrip().endswith(":") else ""
    listed = re.search(r"hyper-?param|default|settings?\b", _around(block), re.IGNORECASE)
    usual = patterns.CUSTOMARY.search(_around(block))
    if not (named or listed or usual) or patterns.LEADS.search(lead) or patterns.RUNS.search(here.section):
        return ()
    where = replace(here, section="") if here.optimizer or usual else here
    kind = "default of" if listed or usual else "value of"
    named = "" if patterns.VALUES.fullmatch(named) or patterns.CUSTOMARY.search(named) else named
    grade = (
        (0.85, "a setting that everybody uses")
        if listed or usual
        else (0.45, "a value that may hold only here")
    )
    return tuple(
        _setting(
            where,
            f"${each.left}$",
            f"${each.right}$",
            f"what is the {kind} {_named_symbol(named, each.left)}?",
            grade,
        )
        for latex in formula_questions.split_formulas(block.text)
        for each in equations.read_equations(latex)
        if each.symbol and each.number and not re.search(r"_\{?0", each.left)
    )


def _named_symbol(named: str, left: str) -> str:
    return f"${left}$ ({named[:1].lower()}{named[1:]})" if named else f"${left}$"


def _grade_value(value: str, grade: tuple[float, str]) -> tuple[float, str]:
    if value.startswith("["):
        return 0.0, "several values to choose from"
    return grade


def _setting(here: SectionContext, name: str, value: str, question: str, grade: tuple[float, str]) -> Draft:
    number = equations.maths_number(value)
    answer = NumberAnswer(number) if number else BasicAnswer(value if value[:1] in "$(" else f"`{value}`")
    text = f"{here.optimizer or here.subject} {setting_questions.setting_key(name, value)}"
    called = name.replace("_", " ") if name.startswith("`") else re.sub(r"[\s$\\_{}]", "", name)
    return put_question(here, question, answer, text, called, grade)
