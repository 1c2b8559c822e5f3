"""A question, a listing or a marked card → its question. The surrounding blocks are passed as its context."""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.deck import cloze
from flashcards.deck.model import Answer, BasicAnswer, ChoicesAnswer, ClozeAnswer, CodeAnswer
from flashcards.importing import code_questions, lead_context, short_answers
from flashcards.importing.draft import Draft
from flashcards.importing.formula_questions import PARAMETERS
from flashcards.importing.wording import put_question, strip_markup
from flashcards.notes import context
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.notes.syntaxes.marked_card import MarkedCard
from flashcards.text import math_spans


def of_flashcard(block: Block, here: SectionContext) -> tuple[Draft, ...]:
    """The card that the author of the note marked, verbatim."""
    card = block.card
    answer = _marked_answer(card) if card else None
    if not card or answer is None:
        return ()
    decks = (deck.replace("::", "/").strip("/") for deck in card.decks)
    content = "\n".join(part for part in (card.front, card.back, card.gaps, *card.wrong) if part)
    tags, plan = (*card.tags, *decks), card.schedule
    if not card.gaps:
        name = strip_markup(card.front)
        return (Draft(card.front, answer, content, name, why=card.why, tags=tags, schedule=plan),)
    where = " › ".join(part for part in (here.subject, here.section) if part)
    name, subject = " ".join(_first_words(card.gaps)), here.optimizer or here.subject
    ask = card.front or where
    return (Draft(ask, answer, content, name, "", subject, why=card.why, tags=tags, schedule=plan),)


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
    ask = re.sub(r"^(?:Q|Question|F|Frage|P|Pregunta)\s*\d*\s*[:.)]\s*", "", context.clean_heading(title))
    whole = re.sub(r"^\W{0,2}(?:A|Answer|Antwort|R)\W{0,2}:\W{0,2} ", "", math_spans.dollars(text.strip()))
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
    if re.match(r"(?:yes|no|ja|nein|sí)\b", answer, re.IGNORECASE):
        score, reason = min(score, 0.5), "a question of yes or no"
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
    near = lead_context.context_of_label(block, here)
    near = near if near.optimizer or not context.optimizers_in(near.section) else here
    return tuple(
        put_question(
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
