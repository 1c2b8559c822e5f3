"""The rows of an import's proposals: a sign, the question, the kind of card, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from textual.content import Content

from flashcards.deck.model import Card, ClozeAnswer
from flashcards.errors import counted, printable_line
from flashcards.importing.review_candidate import Candidate, Decision, Group
from flashcards.importing.stated import answer_text
from flashcards.study.events import card_path
from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import unstyled
from flashcards.tui.deck_list import cut_cells

FOLDING: Mapping[Group, str] = MappingProxyType({Group.DOUBTFUL: "d", Group.LEFT_OUT: "D"})
"""The groups that are folded away at first, each with the key that shows it."""
_WIDEST = 300
_SIGN, _KIND, _WORD = 4, 9, 13
"""The cells of the columns beside the question."""
_COLUMNS, _WORD_ALONE = 54, 36
"""From so many cells on, the kind and what is said of a card; and the latter alone."""


class RowMark(NamedTuple):
    """How a row tells of a decision, or of a proposal on which there is none."""

    sign: str
    style: str
    word: str


DECIDED: Mapping[Decision, RowMark] = MappingProxyType(
    {
        Decision.ACCEPTED: RowMark("✓", "bold $fc-right", ""),
        Decision.DISCARDED: RowMark("·", "$fc-muted", "no card"),
        Decision.NEVER: RowMark("·", "$fc-muted", "never"),
        Decision.MERGED: RowMark("→", "$fc-accent", "merged"),
    }
)
"""The mark of a decision; an accepted card keeps the word of its proposal."""
GROUPS: Mapping[Group, RowMark] = MappingProxyType(
    {
        Group.SURE: RowMark(" ", "", ""),
        Group.SAME: RowMark("=", "$fc-young", ""),
        Group.CONTRADICTED: RowMark("!", "bold $fc-wrong", "differs"),
        Group.DOUBTFUL: RowMark("?", "$fc-learn", "doubtful"),
        Group.LEFT_OUT: RowMark(" ", "", "left out"),
    }
)
"""The mark of a proposal on which nothing is decided, by its group."""
TITLES: Mapping[Group, str] = MappingProxyType(
    {
        Group.SURE: "Proposed cards",
        Group.SAME: "You have a card that asks the same",
        Group.CONTRADICTED: "Differs from the reference",
        Group.DOUBTFUL: "Doubtful",
        Group.LEFT_OUT: "Left out before",
    }
)
"""The headings of the groups."""
_DIALECT = RowMark("≈", "$fc-variant", "dialect")
_VERDICTS = {"agrees": "agrees", "variant": "dialect"}


def mark_of(candidate: Candidate) -> RowMark:
    """The sign of a proposal with its style, and the word for what is decided or said of it."""
    decided = DECIDED.get(candidate.decision)
    own = _own_mark(candidate)
    return decided._replace(word=decided.word or own.word) if decided else own


def _own_mark(candidate: Candidate) -> RowMark:
    proposal, mark = candidate.original, GROUPS[candidate.group]
    if candidate.group is Group.SAME:
        return mark._replace(word=card_path(proposal.same_as))
    if candidate.group is Group.CONTRADICTED:
        return mark if candidate.is_contradicted else mark._replace(word="corrected")
    if candidate.group is Group.SURE and proposal.verdict == "variant":
        return _DIALECT
    return mark._replace(word=mark.word or _VERDICTS.get(proposal.verdict, "new"))


def card_line(card: Card) -> str:
    """The question of a card on one line, as it reads when drawn; for a cloze, with its text."""
    text = card.ask or answer_text(card.answer)
    if card.ask and isinstance(card.answer, ClozeAnswer):
        text = f"{card.ask.rstrip(':')}: {answer_text(card.answer)}"
    lines = unstyled(lay(read_blocks(text[: 4 * _WIDEST]), _WIDEST)).split("\n")
    return printable_line(next((line.strip() for line in lines if line.strip()), "") or card.id)


def proposal_row(candidate: Candidate, title: str, width: int) -> Content:
    """The row of a proposal in so many cells, which may cut its title; the first is left for the cursor."""
    mark = mark_of(candidate)
    left = candidate.decision in DECIDED and candidate.decision is not Decision.ACCEPTED
    start = (
        (f" {mark.sign}  ", mark.style),
        (cut_cells(title, title_width(width)), "$fc-muted" if left else ""),
    )
    if width < _WORD_ALONE:
        return Content.assemble(*start)
    kind = cut_cells(f" {candidate.card.kind}", _KIND) if width >= _COLUMNS else ""
    word = f" {cut_cells(mark.word, _WORD - 1)}"
    style = mark.style if mark.sign in "!≈?" else "$fc-muted"
    return Content.assemble(*start, (kind, "$fc-muted"), (word, style))


def title_width(width: int) -> int:
    """The cells of the question in a row of so many."""
    room = width - _SIGN
    if width >= _COLUMNS:
        return room - _KIND - _WORD
    return max(1, room - _WORD if width >= _WORD_ALONE else room)


def group_heading(group: Group, count: int, *, folded: bool) -> Content:
    """The heading of a group with the number of its proposals, and the key that folds it."""
    title = TITLES[group]
    if group not in FOLDING:
        return Content.assemble(" ", (title, "bold $fc-muted"), (f"  {count:,}", "$fc-muted"))
    how = f"  {counted(count, 'proposal')}, {FOLDING[group]} {'shows' if folded else 'folds'} them"
    return Content.assemble(" ", "+ " if folded else "- ", (title, "bold $fc-muted"), (how, "$fc-muted"))
