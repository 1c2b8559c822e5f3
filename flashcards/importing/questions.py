"""One block → its questions. The surrounding blocks are passed as its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flashcards.deck import cloze
from flashcards.deck.model import Answer, BasicAnswer, ClozeAnswer, CodeAnswer, NumberAnswer
from flashcards.importing import (
    agent_questions,
    code_questions,
    definitions,
    formula_questions,
    setting_questions,
    short_answers,
)
from flashcards.importing.draft import Draft
from flashcards.importing.formula_questions import PARAMETERS
from flashcards.importing.wording import strip_markup, what_is
from flashcards.notes import context, equations, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.notes.syntaxes import obsidian_spaced_repetition
from flashcards.text import math_spans


def _draft(
    here: SectionContext, question: str, answer: Answer, text: str, name: str, grade: tuple[float, str]
) -> Draft:
    score, reason = grade
    subject = here.optimizer or here.subject
    return Draft(here.ask(question), answer, text, name, here.section, subject, score=score, reason=reason)


def of_settings(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each setting that a line lists."""
    here = here if here.optimizer else formula_questions.context_before(block, here)
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
    for name, value, _ in setting_questions.find_usual_values(block.text):
        question = f"what is a typical value of {name}?"
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
    return _draft(here, question, answer, text, called, grade)


def of_term(block: Block, here: SectionContext, *, glossary: bool) -> Draft | None:
    """A question for a line such as `**Term**: meaning`, or None for a line without a term.

    In a `glossary`, a list whose items are all of that form, a term need not be marked.
    """
    term = definitions.find_term(block.text, item=block.kind == "item")
    if not term:
        return None
    lead = context.clean_heading(block.lead)
    name, meaning = strip_markup(term.name), _without_values(term.meaning)
    where = formula_questions.context_of_label(block, here)
    own = context.optimizers_in(context.short_subject(name)) if context.is_subject(name) else ()
    if own and (not here.subject or not here.optimizer or own == (here.optimizer,)):
        where = SectionContext("", "", context.optimizers_in(context.short_subject(name))[0])
    if patterns.SAYS_WHAT.fullmatch(name):
        return of_summary(here.section or here.subject, term.meaning, here, defines=True)
    found = _ask_term(term, meaning)
    refused = _refuse_term(
        term, meaning, f"{where.section} {lead if block.lead.rstrip(' *').endswith(':') else ''}"
    )
    if not found or refused:
        return _draft(
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
        base = min(base, 0.4)
    grade = short_answers.grade(answer, base, "a definition in a short phrase")
    why = math_spans.dollars(term.meaning) if len(term.meaning) > len(answer) + 12 else ""
    return replace(
        _draft(where, question, BasicAnswer(answer), block.text, name or term.name, grade), why=why
    )


def _ask_term(term: definitions.DefinedTerm, meaning: str) -> tuple[str, str, float] | None:
    """The question about a term, its answer and its score if that is short; None if nothing is defined."""
    agent = None if term.copula else agent_questions.ask_of_agent(term.name, meaning)
    if agent:
        vague = agent[0].endswith(" do?") or short_answers.count_words(agent[1]) < 2
        return (*agent, 0.55 if vague and not term.name.startswith("`") else 0.75)
    if definitions.is_statement(meaning):
        return None
    answer = short_answers.shorten(meaning)
    several = term.name.startswith("$") and (" and " in term.name or ", " in term.name)
    words = short_answers.count_words(answer)
    return what_is(term.name, answer, several=several), answer, 0.75 if words > 1 else 0.5


def _refuse_term(term: definitions.DefinedTerm, meaning: str, section: str) -> str:
    """Why nobody would ask about a term; empty if somebody would."""
    if not term.name.startswith(("$", "`")) and (
        patterns.ADVERBIAL.match(term.name.strip("*")) or patterns.TOPICS.fullmatch(term.name.strip("*"))
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
    found = re.sub(r" ?\((?:typically|usually|default|e\.g\.|often|commonly)[^()]{0,30}\)", "", meaning)
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
    meaning = re.sub(rf"^(?:the )?(?:\*\*)?{re.escape(name)}(?:\*\*)? ", "", meaning, flags=re.IGNORECASE)
    shown = f"**{name}**"
    parts = re.fullmatch(r"((?:[^+]{2,40}\+ ?){1,3}[^+:.]{2,40})[:.]?", meaning)
    if parts and "$" not in meaning:
        answer = re.sub(r"\*\*", "", parts[1]).strip()
        number = ("two", "three", "four")[answer.count("+") - 1]
        question = f"which {number} things make up {shown}?"
        grade = short_answers.grade(answer, 0.65, "the parts of a thing")
    elif (agent := agent_questions.ask_of_agent(shown, meaning)) and not agent[0].endswith(" do?"):
        question, answer = agent
        grade = short_answers.grade(answer, 0.65, "what a thing does, in a phrase")
    elif defines and not agent and not definitions.is_statement(meaning):
        answer = short_answers.shorten(meaning)
        question, grade = (
            what_is(shown, answer),
            short_answers.grade(answer, 0.75, "a definition in a short phrase"),
        )
    else:
        return None
    where = SectionContext("", "", here.optimizer) if context.is_subject(name) else replace(here, section="")
    return replace(_draft(where, question, BasicAnswer(answer), text, "summary", grade), subject=name)


def of_flashcard(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """The card marked with flashcard syntax in the note, verbatim."""
    mark = obsidian_spaced_repetition.read_plugin_card(block.text)
    if mark is None:
        return ()
    if not mark.front:
        where = " › ".join(part for part in (here.subject, here.section) if part)
        return (
            Draft(
                where,
                ClozeAnswer(mark.back),
                block.text,
                " ".join(_first_words(mark.back)),
                "",
                here.optimizer or here.subject,
            ),
        )
    return (
        Draft(
            mark.front, BasicAnswer(mark.back, mark.both_ways), block.text, strip_markup(mark.front), "", ""
        ),
    )


def _first_words(text: str) -> list[str]:
    """The first six words of a cloze's text, for its id."""
    return strip_markup(cloze.fill(text, lambda gap: gap.hidden)).split()[:6]


def of_question(title: str, text: str, here: SectionContext) -> Draft | None:
    """A question for a heading, label or callout ending in `?` and the paragraph after it, or None."""
    ask = re.sub(r"^(?:Q|Question|F|Frage|P|Pregunta)\s*\d*\s*[:.)]\s*", "", context.clean_heading(title))
    whole = math_spans.dollars(text.strip())
    if not ask.endswith("?"):
        return None
    first = short_answers.first_sentence(whole)
    first = re.sub(
        rf"^(?:the |an? )?{re.escape(here.subject)} is (?=an?\b|the\b)", "", first, flags=re.IGNORECASE
    )
    long = short_answers.count_words(first) > short_answers.SHORT
    answer = short_answers.shorten(first) if long else first
    score, reason = short_answers.grade(answer, 0.85, "the note asks it and answers in a sentence")
    if len(ask.split()) < 2 or not re.match(_INTERROGATIVE, ask, re.IGNORECASE):
        score, reason = min(score, 0.25), "the heading does not say what is asked"
    if re.match(r"(?:it )?depends\b|yes and no", answer, re.IGNORECASE) or re.search(
        r"\byou\b.*\b(?:use|do|choose)\?", ask
    ):
        score, reason = 0.0, "there is no one right answer"
    alone = replace(here, section="" if here.section == context.clean_heading(title) else here.section)
    needs = re.search(r"\b(?:it|this|that|they|these|he|she)\b", ask, re.IGNORECASE)
    if needs and not alone.optimizer and not alone.section:
        score, reason = min(score, 0.4), "the question does not say what it is about"
    if (
        score == 0.0
        and reason.startswith("it can be understood")
        and not re.match(r"\W*(?:see|above|below)\b", answer)
    ):
        score, reason = 0.75, "the note asks it and answers in a sentence"
    why = whole if len(whole) > len(answer) + 12 else ""
    return Draft(
        alone.ask(ask) if needs else ask,
        BasicAnswer(answer),
        f"{ask} {text}",
        strip_markup(ask),
        "",
        here.optimizer or here.subject,
        why=why,
        score=score,
        reason=reason,
    )


_INTERROGATIVE = (
    r".*\b(?:what|why|how|when|which|who|where|is|are|does|do|did|can|should|will|was|warum|wie|was|wann|welche[rs]?|wer"
    r"|wozu|qué|por qué|cómo|cuándo|cuál|quién|pourquoi|comment|quand|quel(?:le)?s?)\b"
)


def of_code(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """A question for each update in a short code listing."""
    near = formula_questions.context_of_label(block, here)
    near = near if near.optimizer or not context.optimizers_in(near.section) else here
    return tuple(
        _draft(
            near,
            f"write the line that {'updates' if update.again else 'computes'} `{update.target}`.",
            CodeAnswer(update.blanked),
            f"{near.section if update.target in PARAMETERS else ''} {update.line}",
            f"code {update.target}",
            (0.7, "a line of an optimizer's step")
            if near.optimizer
            else (0.4, "a line of code that names no rule"),
        )
        for update in code_questions.updates(block.text, block.info)
    )
