"""Leaves out the drafts that nobody would keep: weak ones, and those whose question tells the answer."""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.deck.model import BasicAnswer
from flashcards.importing.draft import BlockDrafts, Draft

LEAST = 0.3
"""The score below which no card is made."""


def is_kept(draft: Draft) -> bool:
    """True for a draft that somebody might keep."""
    return draft.score >= LEAST and not _gives_answer_away(draft)


def without_refused(found: BlockDrafts) -> BlockDrafts:
    """The block with the drafts that somebody might keep; if there are none, the best says why."""
    kept = tuple(draft for draft in found.drafts if is_kept(draft))
    if kept or not found.drafts:
        return replace(found, drafts=kept)
    best = max(found.drafts, key=lambda draft: draft.score)
    return BlockDrafts(
        found.block, why="the question would tell the answer" if best.score >= LEAST else best.reason
    )


def _gives_answer_away(draft: Draft) -> bool:
    """True if the question contains the whole of a basic answer."""
    if not isinstance(draft.answer, BasicAnswer):
        return False
    answer = _letters(draft.answer.answer)
    asked = _letters(draft.ask)
    told = set(answer.split()) - _FILLING <= set(asked.split())
    return not answer or (len(answer) >= 4 and (answer in asked or told))


_FILLING = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "its",
        "for",
        "term",
        "coefficient",
        "parameter",
        "factor",
        "constant",
        "value",
        "method",
        "rate",
    ]
)
"""Words that add nothing to the others of an answer."""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
