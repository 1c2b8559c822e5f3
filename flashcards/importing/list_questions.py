"""List without terms, such as the pros of a method → one question for the whole list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from flashcards.deck.model import BasicAnswer
from flashcards.importing.draft import BlockDrafts, Draft
from flashcards.notes import context, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext
from flashcards.text import math_spans

LONGEST = 200
"""Maximum characters of an item that is part of an answer."""
_ALL = ("", "", "both", "all three", "all four", "all five", "all six")


def add_list_questions(
    found: Sequence[BlockDrafts], here: Callable[[Block], SectionContext]
) -> list[BlockDrafts]:
    """`found` with a question at the first item of each such list, whose answer holds all items."""
    asked = list(found)
    groups: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        if one.block.kind == "item":
            groups.setdefault(one.block.group, []).append(at)
    for group, places in groups.items():
        items = [found[at] for at in places]
        draft = _draft([item.block for item in items], here) if group and _is_plain_list(items) else None
        if draft:
            why = f"it is in the answer of the card at line {items[0].block.line}"
            asked[places[0]] = BlockDrafts(items[0].block, (draft,))
            for at in places[1:]:
                asked[at] = BlockDrafts(found[at].block, why=why, helps=True)
    return asked


def _is_plain_list(items: Sequence[BlockDrafts]) -> bool:
    """True for a short list in which no item has a question or introduces anything."""
    bare = all(
        not item.drafts and not item.helps and item.why == "a list item without a term" for item in items
    )
    return bare and 2 <= len(items) < len(_ALL) and all(len(item.block.text) <= LONGEST for item in items)


def _draft(items: Sequence[Block], here: Callable[[Block], SectionContext]) -> Draft | None:
    where, lead = here(items[0]), context.clean_heading(items[0].lead)
    introduced = items[0].lead.rstrip(" *_").endswith(":") or items[0].lead.startswith(("**", "__"))
    named = patterns.LISTED.search(lead if introduced else where.section)
    if named:
        what = lead if introduced else where.section
        where = replace(where, section="")
        question = (
            f"name {_ALL[len(items)]} {what if context.optimizers_in(what) else what[:1].lower() + what[1:]}."
        )
    elif introduced and items[0].lead.rstrip().endswith(":"):
        question = f"{context.lower_words(lead)} … — name {_ALL[len(items)]}."
    else:
        return None
    marks = [f"{at}." if item.ordered else "-" for at, item in enumerate(items, 1)]
    answer = "\n".join(f"{mark} {_text(item)}" for mark, item in zip(marks, items, strict=True))
    text = "\n".join(item.text for item in items)
    subject = where.optimizer or where.subject
    return Draft(
        where.ask(question), BasicAnswer(answer), text, named[0] if named else lead, where.section, subject
    )


def _text(item: Block) -> str:
    return re.sub(r"^[^\w$`*(\[\"'“]+", "", math_spans.dollars(" ".join(item.text.split())))
