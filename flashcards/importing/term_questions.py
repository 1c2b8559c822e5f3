"""Terms, symbols and abbreviations with their meanings → questions what they are or do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flashcards.deck.model import BasicAnswer
from flashcards.importing import agent_questions, definitions, lead_context, short_answers
from flashcards.importing.draft import Draft
from flashcards.importing.wording import put_question, spell_greek, strip_markup, what_is
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.text import math_spans


def of_term(block: Block, here: SectionContext, *, glossary: bool) -> Draft | None:
    """A question for a line such as `**Term**: meaning`, or None for a line without a term.

    In a `glossary`, a list whose items are all of that form, a term need not be marked.
    """
    term = definitions.find_term(spell_greek(block.text), item=block.kind == "item")
    if not term:
        return None
    lead = context.clean_heading(block.lead)
    name, meaning = strip_markup(term.name), _without_values(term.meaning)
    where = lead_context.context_of_label(block, here)
    own = context.optimizers_in(context.short_subject(name)) if context.is_subject(name) else ()
    if own and (own != ("momentum",) or not here.optimizer or own == (here.optimizer,)):
        where = SectionContext("", "", context.optimizers_in(context.short_subject(name))[0])
    if patterns.SAYS_WHAT.fullmatch(name):
        return of_summary(here.section or here.subject, term.meaning, here, defines=True)
    found = _ask_term(replace(term, name=_of_formula(term.name)), meaning)
    lead = lead if block.lead.rstrip(" *").endswith(":") else ""
    title = context.clean_heading(next(iter(block.headings[-1:]), ""))
    title = title if not context.is_subject(title) and context.generic(title) else ""
    refused = _refuse_term(term, meaning, f"{where.section} {title} {lead}")
    if not found or refused:
        return put_question(
            where,
            term.name,
            BasicAnswer(meaning),
            block.text,
            name,
            (0.0, refused or "a statement, not a definition"),
        )
    question, answer, base = found
    if term.plain:
        bare = re.sub(r"\([^()]*\)", "", answer)
        usual = re.match(r"(?:usually|often|mostly|meist|about|ca\.|see)\b", answer)
        base = 0.62 if glossary and short_answers.count_words(bare) >= 3 and not usual else 0.2
    if where.section.lower() == name.lower():
        where = replace(where, section="")
    if where.subject.lower() == name.lower():
        where = SectionContext("", "", where.optimizer)
    if not where.path and term.name.startswith("$"):
        base = 0.2
    said = "a definition in a short phrase" if base > 0.2 else "a remark in a list that is no glossary"
    grade = _grade(question, answer, base, said)
    why = math_spans.dollars(term.meaning) if len(term.meaning) > len(answer) + 12 else ""
    return replace(
        put_question(where, question, BasicAnswer(answer), block.text, name or term.name, grade), why=why
    )


_PART = re.compile(
    r"\*\*(numerator|denominator|left side|right side|(?:first|second|last) (?:term|factor))\b", re.IGNORECASE
)


def _of_formula(name: str) -> str:
    """The name of a part of a formula with its article: `the **numerator** …`; other names as they are."""
    return _PART.sub(lambda match: f"the **{match[1].lower()}", name, count=1)


def _grade(question: str, answer: str, score: float, reason: str) -> tuple[float, str]:
    """The score of a question with its reason; a weak one is doubtful."""
    if weakness := agent_questions.find_weakness(question, answer):
        return short_answers.grade(answer, min(score, 0.3), weakness)
    return short_answers.grade(answer, score, reason)


def _ask_term(term: definitions.DefinedTerm, meaning: str) -> tuple[str, str, float] | None:
    """The question about a term, its answer and its score if that is short; None if nothing is defined."""
    agent = None if term.copula else agent_questions.ask_of_agent(term.name, meaning)
    if agent:
        if term.name.startswith("`"):
            return (*agent, 0.75)
        bare = short_answers.count_words(agent[1]) < 2
        return (*agent, 0.25 if bare else 0.55 if agent[0].endswith(" do?") else 0.75)
    if not term.copula and (condition := definitions.find_condition(meaning)):
        return (*condition, 0.7)
    if definitions.is_statement(meaning):
        return None
    answer = short_answers.shorten(meaning)
    several = term.name.startswith("$") and (" and " in term.name or ", " in term.name)
    words = short_answers.count_words(answer)
    return what_is(term.name, answer, several=several), answer, 0.75 if words > 1 else 0.5


def _refuse_term(term: definitions.DefinedTerm, meaning: str, section: str) -> str:
    """Why nobody would ask about a term; empty if somebody would."""
    if not term.name.startswith(("$", "`")) and (
        patterns.ADVERBIAL.match(term.name.strip("*")) or patterns.TOPICS.match(term.name.strip("*"))
    ):
        return "a remark rather than a definition"
    if re.fullmatch(r"\$[^$]+\$[.;]?", meaning) and "=" in meaning:
        return "a formula rather than a definition"
    if definitions.is_usual_notation(term.name, meaning):
        return "the usual notation"
    if patterns.TOPICS.search(section) and not term.name.startswith(("$", "`")):
        return "a point about the subject rather than a definition"
    if patterns.EXAMPLES.search(section) or patterns.RUNS.search(section):
        return "an example, not a definition"
    if re.match(
        r"(?:typically|usually|often|simple|fast|slow|good|bad|crucial|less|more|not|no|works|may|might|can|while)\b",
        meaning,
        re.IGNORECASE,
    ):
        return "a judgement rather than a definition"
    if (
        re.search(r"\b(?:than|larger|smaller|faster|slower|worse|higher|lower)\b", meaning)
        and not term.copula
    ):
        return "a comparison rather than a definition"
    if patterns.BACKWARDS.match(meaning):
        return "it depends on the lines before it"
    if not term.name.startswith(("$", "`")) and equations.maths_number(meaning):
        return "a number without what it is of"
    return ""


def _without_values(meaning: str) -> str:
    """A meaning without the usual value of its symbol, which is asked for by itself."""
    meaning = re.sub(
        r" \((?:float|bool|int|str|tuple|list|tensor)[^()]{0,40}\)$", "", meaning, flags=re.IGNORECASE
    )
    meaning = re.sub(r"[,;] (?:default(?:s to)?|typically|usually)[ :=]{1,3}\S+$", "", meaning)
    found = re.sub(
        r" ?\((?:typically|usually|default|standard|e\.g\.|often|commonly)[^()]{0,30}\)", "", meaning
    )
    return re.sub(r": (\$[^$]{1,80}\$)$", "", found) if found.strip() else meaning


def of_definition(block: Block, here: SectionContext, listed: tuple[str, ...]) -> Iterator[Draft]:
    """Yields a question for a paragraph that begins `Adam (Adaptive Moment Estimation) is a …`."""
    found = definitions.find_definition(block.text, f"{here.subject} › {here.section}")
    if not found:
        return
    name, what = found
    first = short_answers.first_sentence(what)
    if first.endswith(":") and listed:
        first = f"{first.removesuffix(':').rstrip()}: {', '.join(listed)}"
    answer = (
        first if short_answers.count_words(first) <= short_answers.SHORT else short_answers.shorten(first)
    )
    answer = answer.rstrip(" .:")
    grade = short_answers.grade(answer, 0.8, "a definition in one sentence")
    question = what_is(f"**{name}**", answer)
    yield Draft(
        question[:1].upper() + question[1:] if question[0].isalpha() else question,
        BasicAnswer(answer),
        block.text,
        "definition",
        here.section,
        name,
        why=what if len(what) > len(answer) + 12 else "",
        score=grade[0],
        reason=grade[1],
    )


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
            score=0.7,
            reason="what an abbreviation stands for",
        )


def of_summary(name: str, text: str, here: SectionContext, *, defines: bool = False) -> Draft | None:
    """A question for a sentence that says what its subject does, as under a heading; None for another one.

    A text that `defines` its subject may also say what it is.
    """
    if not name:
        return None
    meaning = " ".join(text.split())
    own = re.match(r"(?:the )?(?:\*\*)?([A-Z][\w-]{1,30})(?:\*\*)? ", meaning, re.IGNORECASE)
    verb = meaning[own.end() :].partition(" ")[0] if own else ""
    if own and context.is_subject(own[1]) and patterns.ACTS.fullmatch(verb):
        name = own[1]
    said = rf"^(?:the )?(?:\*\*)?{re.escape(name)}(?:\*\*)?(?: (?:optimi[sz]er|algorithm|method))? "
    meaning = re.sub(said, "", meaning, flags=re.IGNORECASE)
    shown = f"**{name}**"
    parts = re.fullmatch(r"((?:[^+]{2,40}\+ ?){1,3}[^+:.]{2,40})[:.]?", meaning)
    if parts and "$" not in meaning:
        answer = re.sub(r"\*\*", "", parts[1]).strip()
        number = ("two", "three", "four")[answer.count("+") - 1]
        question = f"which {number} things make up {shown}?"
        grade = short_answers.grade(answer, 0.65, "the parts of a thing")
    elif (agent := agent_questions.ask_of_agent(shown, meaning)) and not agent[0].endswith(" do?"):
        question, answer = agent
        if short_answers.count_words(answer) < 2:
            return None
        grade = _grade(question, answer, 0.65, "what a thing does, in a phrase")
    elif defines and not agent and not definitions.is_statement(meaning):
        answer = short_answers.shorten(meaning)
        question, grade = (
            what_is(shown, answer),
            short_answers.grade(answer, 0.75, "a definition in a short phrase"),
        )
    else:
        return None
    where = SectionContext("", "", here.optimizer) if context.is_subject(name) else replace(here, section="")
    return replace(put_question(where, question, BasicAnswer(answer), text, "summary", grade), subject=name)
