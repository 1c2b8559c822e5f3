"""A list as a whole → its steps in order, or the few things that it names; a list of points → gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from flashcards.deck.model import BasicAnswer, ClozeAnswer, StepsAnswer
from flashcards.importing import short_answers
from flashcards.importing.draft import BlockDrafts, Draft
from flashcards.notes import context, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.notes.syntaxes.cloze_text import HiddenText, write_cloze
from flashcards.text import math_spans

WITHOUT_TERM = "a list item without a term"
"""Why an item has no question of its own."""
_COUNT = ("", "", "two", "three", "four")
_EVIDENCE = re.compile(
    r"(?P<before>(?:(?:more|less|higher|lower|fewer|extra|no|needs?(?: to [a-z]+)?|requires?|mehr"
    r"|weniger) )?)"
    r"(?P<claim>[^()$`{}\d]{4,40}?) (?P<why>\((?!e\.g|i\.e|see|cf|for ex|such as|z\.|p\.)[^()]{8,120}\))\.?",
    re.IGNORECASE,
)
"""A claim with its reason in brackets: the reason tells the claim."""
_QUANTITY = re.compile(r"(?<![\w.^_$-])(?P<number>\d+(?:\.\d+)?(?:x|×|%)?)(?= [a-z]|$)")


def add_list_questions(
    found: Sequence[BlockDrafts], here: Callable[[Block], SectionContext]
) -> list[BlockDrafts]:
    """`found` with the questions about its lists, each at the first item of the list or at its own item."""
    asked = list(found)
    groups: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        if one.block.kind == "item" and one.block.group:
            groups.setdefault(one.block.group, []).append(at)
    for places in groups.values():
        items = [found[at] for at in places]
        if not all(not item.drafts and not item.helps and item.why == WITHOUT_TERM for item in items):
            continue
        where = here(items[0].block)
        if patterns.PRIVATE.search(f"{where.section} {items[0].block.lead}"):
            continue
        if draft := _whole([item.block for item in items], where):
            why = f"it is in the answer of the card at line {items[0].block.line}"
            asked[places[0]] = BlockDrafts(items[0].block, (draft,))
            for at in places[1:]:
                asked[at] = BlockDrafts(found[at].block, why=why, helps=True)
        elif name := _points(items[0].block, where):
            for at in places:
                asked[at] = _point(found[at].block, where, name)
    return asked


def _whole(items: Sequence[Block], where: SectionContext) -> Draft | None:
    """The question for all items of a list; None for a list that nobody would know by heart."""
    texts = [_plain(item) for item in items]
    lead = context.clean_heading(items[0].lead)
    if any(short_answers.leans(text) or short_answers.private(text) for text in texts):
        return None
    ordered = patterns.ORDERED.search(f"{lead} {where.section} {where.subject}") and where.path
    short = max(map(short_answers.count_words, texts)) <= 8
    if items[0].ordered and 3 <= len(items) <= 7 and ordered and short:
        return _steps(items, texts, replace(where, section=_title(lead, where)))
    return _few(items, texts, lead, where)


def _title(lead: str, where: SectionContext) -> str:
    """The words above a list that say what its steps are of; those that merely lead on say nothing."""
    named = len(lead.split()) >= 3 and not patterns.LEADS.search(lead) and not re.search(r"matter", lead)
    return context.drop_subject(lead, where.subject) if named else where.section


def _steps(items: Sequence[Block], texts: list[str], where: SectionContext) -> Draft:
    ask = where.ask(f"what are the {len(items)} steps, in order?")
    text = "\n".join(item.text for item in items)
    return Draft(
        ask,
        StepsAnswer(tuple(texts)),
        text,
        "steps",
        where.section,
        where.optimizer or where.subject,
        score=0.65,
        reason=f"{len(items)} short steps in order",
    )


def _few(items: Sequence[Block], texts: list[str], lead: str, where: SectionContext) -> Draft | None:
    """The question for two to four short names that a line with a colon announces."""
    announced = items[0].lead.rstrip(" *_").endswith(":") and (
        patterns.LISTED.search(lead) or re.search(r"\b(?:combines|consists of|unifies|made of)\b", lead)
    )
    if not announced or not 2 <= len(items) < len(_COUNT) or (not where.path and len(lead.split()) < 3):
        return None
    if max(map(short_answers.count_words, texts)) > 4:
        return None
    ask = where.ask(f"{context.lower_words(lead)} … which {_COUNT[len(items)]}?")
    answer = "; ".join(texts)
    score, reason = short_answers.grade(answer, 0.65, f"{_COUNT[len(items)]} names to know")
    text = "\n".join(item.text for item in items)
    draft = Draft(ask, BasicAnswer(answer), text, lead, where.section, where.optimizer or where.subject)
    return replace(draft, score=score, reason=reason) if score >= 0.3 else None


def _points(item: Block, where: SectionContext) -> str:
    """What a list of points is of, `cons`; empty for another list, or if nothing says of what."""
    lead = context.clean_heading(item.lead)
    title = lead if patterns.POINTS.search(lead) and len(lead.split()) <= 4 else where.section
    match = patterns.POINTS.search(title)
    return match[0].lower() if match and where.subject else ""


def _point(item: Block, where: SectionContext, name: str) -> BlockDrafts:
    drafts = tuple(_gaps(item, where, name))
    return BlockDrafts(item, drafts, "" if drafts else "a point without one word to ask for")


def _gaps(item: Block, where: SectionContext, name: str) -> Iterator[Draft]:
    """Yields a text with a gap where the rest of a point tells what is missing."""
    text = _plain(item)
    if short_answers.count_words(text) > short_answers.SHORT or short_answers.private(text):
        return
    if match := _EVIDENCE.fullmatch(text):
        pieces = [match["before"], HiddenText(match["claim"]), f" {match['why']}"]
        reason = "a point whose reason tells it"
    elif (numbers := list(_QUANTITY.finditer(math_spans.blank(text)))) and len(numbers) == 1:
        start, end = numbers[0].span("number")
        pieces = [text[:start], HiddenText(text[start:end]), text[end:]]
        reason = "a point with a number"
    else:
        return
    gapped = write_cloze(pieces)
    if not gapped:
        return
    ask = replace(where, section="").ask(f"{name}")
    yield Draft(
        ask,
        ClozeAnswer(gapped),
        item.text,
        " ".join(re.findall(r"\w+", text)[:5]),
        name,
        where.optimizer or where.subject,
        score=0.62,
        reason=reason,
    )


def _plain(item: Block) -> str:
    """The text of an item on one line, without a mark such as ✅ before it."""
    text = math_spans.dollars(" ".join(item.text.split()))
    return re.sub(r"^[^\w$`*(\[\"'“]+", "", re.sub(r"\*\*|__", "", text)).rstrip(" .;")
