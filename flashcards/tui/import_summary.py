"""The lines of the import screen: what was found in the notes, what is decided, and what can be done next."""

from __future__ import annotations

from pathlib import PurePath

from rich.cells import cell_len
from textual.content import Content

from flashcards.errors import counted, printable_line
from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Decision, Group
from flashcards.tui.services import ImportProposals

BROAD = 100
"""From so many cells on, the first line has room for all counts."""
_DECISIONS = {
    Decision.ACCEPTED: "accepted",
    Decision.MERGED: "merged",
    Decision.DISCARDED: "discarded",
    Decision.NEVER: "never",
}


def found_line(path: str, found: ImportProposals | None, review: ImportReview, width: int) -> Content:
    """The first line: the notes, how many cards there are of which kind, and the deck at the right."""
    name = printable_line(PurePath(path).name or path)
    start = Content.assemble(("notes › ", "$fc-muted"), (name, "bold"))
    if found is None:
        return start
    cards = len(review.candidates)
    kinds = _kinds(review)
    counts = f"   {counted(cards, 'card')}{': ' if kinds else ''}{', '.join(kinds)}"
    right = f"deck {printable_line(found.deck)}"
    wrong = len(review.by_group().get(Group.CONTRADICTED, ()))
    brief = f"   {f'{wrong} of ' if wrong else ''}{counted(cards, 'card')}"
    brief += f" differ{'s' if wrong == 1 else ''} from the reference" if wrong else ""
    problems = f"  ·  ! {counted(len(found.problems), 'problem')}: p" if found.problems else ""
    counts, brief = counts + problems, brief + problems
    if width < BROAD:
        counts, right = brief, f"{review.counts[Decision.OPEN]} open"
    room = width - start.cell_length - cell_len(right) - 2
    fitting = (each for each in (counts, brief) if cell_len(each) <= room)
    left = Content.assemble(start, (next(fitting, ""), "$fc-muted"))
    space = max(2, width - left.cell_length - cell_len(right))
    return Content.assemble(left, " " * space, (right, "$fc-muted"))


def _kinds(review: ImportReview) -> list[str]:
    """How many proposals there are of each kind, in words."""
    groups = {group: len(members) for group, members in review.by_group().items()}
    sure = [each.original.verdict for each in review.candidates if each.group is Group.SURE]
    agree, dialect = sure.count("agrees"), sure.count("variant")
    counts = [
        (len(sure) - agree - dialect, "new"),
        (agree, "agree" if agree > 1 else "agrees"),
        (dialect, "dialect"),
        (groups.get(Group.SAME, 0), "asked already"),
        (groups.get(Group.CONTRADICTED, 0), "differ from the reference"),
        (groups.get(Group.DOUBTFUL, 0), "doubtful"),
        (groups.get(Group.LEFT_OUT, 0), "left out before"),
    ]
    return [f"{count:,} {word}" for count, word in counts if count]


def decided_words(review: ImportReview) -> str:
    """The decisions in words: `3 accepted, 1 discarded`."""
    return ", ".join(_decisions(review)) or "nothing decided"


def _decisions(review: ImportReview) -> list[str]:
    counts = review.counts
    return [f"{counts[each]:,} {word}" for each, word in _DECISIONS.items() if counts[each]]


def decided_line(review: ImportReview, remark: str = "") -> Content:
    """The decisions so far, how many proposals are open, and a remark on the last action."""
    left = review.counts[Decision.OPEN]
    none = "nothing is open" if review.history else "nothing new is proposed"
    parts = [*_decisions(review), f"{left:,} open" if left else none]
    return Content.assemble((" · ".join(parts), "$fc-muted"), (remark, "bold"))


def write_label(review: ImportReview) -> str:
    """What the filled control says: how many cards are to be written, and by which key; empty for nothing."""
    if not review.history:
        return ""
    key = "Ctrl+S" if review.counts[Decision.OPEN] else "Enter"
    cards = review.counts[Decision.ACCEPTED]
    return f"{key}  Write {counted(cards, 'card') if cards else 'the decisions'}"
