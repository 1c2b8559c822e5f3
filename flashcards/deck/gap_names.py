"""Carries the names of gaps, under which their histories are kept, over to a changed text of their card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial

from flashcards.deck import cloze
from flashcards.deck.cloze import Gap
from flashcards.deck.model import NO_NAMES, Card, ClozeAnswer, CodeAnswer
from flashcards.deck.prompts import gap_numbers

ALIKE, APART = 0.6, 0.1
"""How alike two hidden texts must be to be the same gap, and by how much more than any other two."""
_COMPARED = 80
"""Characters of each hidden text that are compared."""
_MOST_COMPARED = 40
"""With more gaps than these to compare on both sides, none is: the text is another one."""


def keep_gap_names(before: Card, after: Card) -> Card:
    """The changed card `after` with every gap that `before` had under the name that it had there.

    A name is written into the text only where it would be another one otherwise.
    """
    old, new = before.answer, after.answer
    if not isinstance(old, (ClozeAnswer, CodeAnswer)) or not isinstance(new, (ClozeAnswer, CodeAnswer)):
        return after
    text = _rename_gaps(new.text, new_names(old.text, new.text))
    card = replace(after, answer=replace(new, text=text), gap_numbers=NO_NAMES)
    digits = {name: name for name in cloze.names(old.text) if name.isdigit()}
    numbers = digits | dict(before.gap_numbers or cloze.place_numbers(old.text))
    names = set(cloze.names(text))
    kept = {number: name for number, name in numbers.items() if name in names and number not in names}
    return card if not numbers or kept == gap_numbers(card) else replace(card, gap_numbers=numbers)


def new_names(old: str, new: str) -> dict[str, str]:
    """The name of each gap in the text `new` → the name that it should have, as the same gap of `old`.

    Gaps are the same by a written name, then by what they hide, by likeness, and by their sole place.
    """
    before, after = _by_name(old), _by_name(new)
    written = {gap.name for gap in cloze.gaps(new) if gap.named}
    found = {name: name for name in after if name in written and name in before}
    alone = partial(_stand_alone, old=old, new=new)
    for match in (_hide_the_same, _hide_alike, alone):
        rest = {name: gaps for name, gaps in before.items() if name not in found.values()}
        found |= match(rest, {name: gaps for name, gaps in after.items() if name not in found})
    taken = {*before, *after}
    for name in after:
        if name not in found and name in before and name not in written:
            found[name] = next(each for n in range(2, len(taken) + 3) if (each := f"{name}-{n}") not in taken)
            taken.add(found[name])
    return found


Units = Mapping[str, list[Gap]]


def _by_name(text: str) -> dict[str, list[Gap]]:
    found: dict[str, list[Gap]] = {}
    for gap in cloze.gaps(text):
        found.setdefault(gap.name, []).append(gap)
    return found


def _hidden(gaps: list[Gap]) -> str:
    return " … ".join(" ".join(gap.hidden.split()) for gap in gaps)


def _hide_the_same(before: Units, after: Units) -> dict[str, str]:
    names: dict[str, list[str]] = {}
    for name, gaps in before.items():
        names.setdefault(_hidden(gaps), []).append(name)
    found: dict[str, str] = {}
    for name, gaps in after.items():
        same = names.get(_hidden(gaps), [])
        if same:
            found[name] = same.pop(same.index(name) if name in same else 0)
    return found


def _hide_alike(before: Units, after: Units) -> dict[str, str]:
    """Pairs of gaps that hide texts more alike than either is to any other; no guess between two."""
    if len(before) * len(after) > _MOST_COMPARED**2:
        return {}
    pairs = [
        (_likeness(_hidden(before[one]), _hidden(after[other])), one, other)
        for one in before
        for other in after
    ]
    pairs = sorted((pair for pair in pairs if pair[0] >= ALIKE), reverse=True)
    found: dict[str, str] = {}
    unclear: set[str] = set()
    for score, one, other in pairs:
        rivals = [
            pair
            for pair in pairs
            if (pair[1] == one) != (pair[2] == other)
            and pair[0] > score - APART
            and pair[1] not in found.values()
            and pair[2] not in found
        ]
        if rivals or {f"<{one}", f">{other}"} & unclear:
            unclear |= {f"<{one}", f">{other}"}
        elif one not in found.values() and other not in found:
            found[other] = one
    return found


def _likeness(one: str, other: str) -> float:
    """How alike two hidden texts are; texts that differ in case or numbers alone are different answers."""
    if min(len(one), len(other)) <= 2 or _letters(one) == _letters(other):
        return 0.0
    return SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False).ratio()


def _letters(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _stand_alone(before: Units, after: Units, *, old: str, new: str) -> dict[str, str]:
    """The one gap that is left on each side, if it stands at the same place in the same words."""
    if len(before) != 1 or len(after) != 1 or list(_frame(old)) != list(_frame(new)):
        return {}
    (one, those), (other, these) = next(iter(before.items())), next(iter(after.items()))
    places = [[each.start for each in cloze.gaps(text)] for text in (old, new)]
    same = [places[0].index(gap.start) for gap in those] == [places[1].index(gap.start) for gap in these]
    return {other: one} if same else {}


def _frame(text: str) -> Iterator[str]:
    """The words around the gaps."""
    at = 0
    for gap in cloze.gaps(text):
        yield " ".join(text[at : gap.start].split())
        at = gap.end
    yield " ".join(text[at:].split())


def _rename_gaps(text: str, names: Mapping[str, str]) -> str:
    """`text` with these names of its gaps written in it where they do not follow from what is hidden."""
    wanted = [names.get(gap.name, gap.name) for gap in cloze.gaps(text)]
    if wanted == [gap.name for gap in cloze.gaps(text)]:
        return text
    changed = {name: other for name, other in names.items() if name != other}
    written = cloze.with_written_names(text, changed)
    if [gap.name for gap in cloze.gaps(written)] == wanted:
        return written
    return cloze.with_written_names(text, {name: names.get(name, name) for name in cloze.names(text)})
