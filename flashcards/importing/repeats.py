"""What one note says twice: a rule as a formula and in code, a term defined in a list and in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashcards.deck.model import BasicAnswer, CodeAnswer, FormulaAnswer
from flashcards.importing.draft import BlockDrafts, Draft

ALIKE = 0.6
"""The share of common words from which two definitions of one term say the same."""
_SMALL = frozenset(["a", "an", "the", "of", "for", "to", "in", "and", "at", "by", "its"])


def drop_repeats(asked: Sequence[BlockDrafts]) -> Iterator[BlockDrafts]:
    """The blocks of a note in order, without the drafts that ask what another one asks already."""
    rules = _find_rules(asked)
    defined: dict[tuple[str, str], list[tuple[frozenset[str], int]]] = {}
    for found in asked:
        kept: list[Draft] = []
        why = ""
        for draft in found.drafts:
            line = _asked_by_formula(draft, rules) or _defined_before(draft, defined, found.block.line)
            why = why or (f"the card at line {line} asks this" if line else "")
            kept += [] if line else [draft]
        yield found if len(kept) == len(found.drafts) else replace(found, drafts=tuple(kept), why=why)


def _find_rules(asked: Sequence[BlockDrafts]) -> dict[tuple[str, str], int]:
    """The optimizers' quantities that a note asks as formulas, each with its line."""
    return {
        (draft.optimizer, draft.name): found.block.line
        for found in asked
        for draft in found.drafts
        if isinstance(draft.answer, FormulaAnswer) and draft.optimizer
    }


def _asked_by_formula(draft: Draft, rules: dict[tuple[str, str], int]) -> int:
    quantity = draft.name.removeprefix("code ")
    return rules.get((draft.subject, quantity), 0) if isinstance(draft.answer, CodeAnswer) else 0


def _defined_before(
    draft: Draft, defined: dict[tuple[str, str], list[tuple[frozenset[str], int]]], line: int
) -> int:
    """The line of a definition of the same term in about the same words; 0 if there is none."""
    if not isinstance(draft.answer, BasicAnswer) or not draft.name:
        return 0
    words = frozenset(re.findall(r"\w+", draft.answer.answer.lower())) - _SMALL
    letters = re.sub(r"[\W_]", "", draft.name)
    letters = letters.lower() if len(letters) > 2 else letters
    name = {"eps": "epsilon"}.get(letters.removesuffix("description").removesuffix("meaning"), "")
    before = defined.setdefault((draft.subject, name or letters.removesuffix("description")), [])
    same = next((at for known, at in before if _alike(known, words)), 0)
    if not same:
        before.append((words, line))
    return same


def _alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return bool(words and others) and len(words & others) >= ALIKE * len(words | others)
