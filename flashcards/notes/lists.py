"""A list whose items have no terms of their own, as the pros of a method → one question for the whole of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from flashcards.card import Basic
from flashcards.notes import context, spans
from flashcards.notes.block import Block
from flashcards.notes.context import Context
from flashcards.notes.draft import Draft

Found = tuple[Block, list[Draft], str]
MOST, LONGEST = 6, 200
"""Items that a person can be asked to name at once, and characters of each."""
_NUMBERS = ("", "one", "two", "three", "four", "five", "six")
_NAMED = re.compile(
    r"\b(?:pros|cons|advantages|disadvantages|limitations|benefits|drawbacks|use cases|features|properties|steps"
    r"|assumptions|ingredients|components|requirements|applications|strengths|weaknesses|challenges)\b",
    re.IGNORECASE,
)


def ask(found: list[Found], here: Callable[[Block], Context]) -> None:
    """Give the first item of each such list in `found` the question, and the others its answer's place."""
    groups: dict[int, list[int]] = {}
    for at, (block, _, _) in enumerate(found):
        if block.kind == "item" and block.group:
            groups.setdefault(block.group, []).append(at)
    for places in groups.values():
        items = [found[at] for at in places]
        draft = _draft([block for block, _, _ in items], here(items[0][0])) if _plain(items) else None
        if draft:
            first, line = places[0], items[0][0].line
            found[first] = (items[0][0], [draft], "")
            for at in places[1:]:
                found[at] = (found[at][0], [], f"it is in the answer of the card at line {line}")


def _plain(items: Sequence[Found]) -> bool:
    """True for a short list none of whose items asks or introduces anything."""
    texts = [block.text for block, _, _ in items]
    bare = not any(drafts or why.startswith(("it ", "an example", "the same")) for _, drafts, why in items)
    return bare and 2 <= len(items) <= MOST and all(len(text) <= LONGEST for text in texts)


def _draft(items: Sequence[Block], here: Context) -> Draft | None:
    lead = context.clean(items[0].lead)
    introduced = items[0].lead.rstrip(" *_").endswith(":")
    named = _NAMED.search(lead if introduced else here.section)
    if not introduced and not named:
        return None
    count = _NUMBERS[len(items)]
    if named:
        where, what = (here, lead) if introduced else (replace(here, section=""), here.section)
        question = f"name {'both' if count == 'two' else f'all {count}'} {_lower(what)}."
    else:
        where, question = here, f"{lead} … — name {'both' if count == 'two' else f'all {count}'}."
    marks = [f"{at}." if item.ordered else "-" for at, item in enumerate(items, 1)]
    answer = "\n".join(f"{mark} {_text(item)}" for mark, item in zip(marks, items, strict=True))
    text = "\n".join(item.text for item in items)
    name = (named[0] if named else lead) or "list"
    return Draft(where.ask(question), Basic(answer), text, name, here.section, here.optimizer or here.subject)


def _text(item: Block) -> str:
    return re.sub(r"^[^\w$`*(\[\"'“]+", "", spans.dollars(" ".join(item.text.split())))


def _lower(name: str) -> str:
    return name if context.named(name) else name[:1].lower() + name[1:]
