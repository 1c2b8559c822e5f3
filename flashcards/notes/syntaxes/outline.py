"""The bullets of an outline, as Logseq and RemNote keep notes, with their depth and what lies below them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from flashcards.notes.syntaxes.marked_card import NoteSource
from flashcards.notes.syntaxes.note_lines import region_kinds
from flashcards.value import Value

_BULLET = re.compile(r"(?P<indent>[ \t]*)[-*+\u2022](?:[ \t]+|$)")


class Bullet(Value, frozen=True):
    """A bullet and its own lines; the bullets inside it follow it."""

    first: int
    """The index of its first line."""
    end: int
    """The index after its own last line."""
    indent: int
    text: str
    """Its own lines, without the marker and the indentation that is common to them."""
    parent: int
    """The position of the bullet that contains it; -1 for none."""
    after: int
    """The position of the first bullet that is no longer inside it."""


def read_outline(source: NoteSource) -> list[Bullet]:
    """The bullets of a note, in order."""
    hidden = {at for region in source.regions for at in range(region.first + 1, region.last + 1)}
    inside, lines = region_kinds(source), source.lines
    starts = [at for at in range(source.start, len(lines)) if at not in hidden and _BULLET.match(lines[at])]
    return _nest([_own_lines(lines, at, below, inside) for at, below in pairwise([*starts, len(lines)])])


class _Own(Value, frozen=True):
    first: int
    indent: int
    text: str
    apart: bool
    """True if text outside the outline follows."""


def _own_lines(lines: Sequence[str], first: int, below: int, inside: Mapping[int, str]) -> _Own:
    """A bullet with its own lines, which end at line `below` at the latest."""
    marker = _BULLET.match(lines[first])
    indent, width = (_width(marker["indent"]), _width(marker[0])) if marker else (0, 0)
    end = first + 1
    while end < below and (end in inside or not lines[end].strip() or _depth(lines[end]) > indent):
        end += 1
    taken = [lines[first][len(marker[0]) if marker else 0 :]]
    taken += [_unindent(line, width) for line in lines[first + 1 : end]]
    while len(taken) > 1 and not taken[-1].strip():
        taken.pop()
    return _Own(first, indent, "\n".join(taken), apart=end < below)


def _nest(own: Sequence[_Own]) -> list[Bullet]:
    """The bullets with their parents: the nearest one above that is indented less."""
    parents: list[int] = []
    afters = [len(own)] * len(own)
    stack: list[int] = []
    for place, bullet in enumerate(own):
        apart = place > 0 and own[place - 1].apart
        while stack and (apart or own[stack[-1]].indent >= bullet.indent):
            afters[stack.pop()] = place
        parents.append(stack[-1] if stack else -1)
        stack.append(place)
    return [
        Bullet(each.first, each.first + each.text.count("\n") + 1, each.indent, each.text, parent, after)
        for each, parent, after in zip(own, parents, afters, strict=True)
    ]


def _width(text: str) -> int:
    return len(text.expandtabs(4))


def _depth(line: str) -> int:
    return _width(line[: len(line) - len(line.lstrip())])


def _unindent(line: str, width: int) -> str:
    """The line without up to `width` columns of indentation."""
    bare = line.lstrip(" \t")
    return " " * max(0, _depth(line) - width) + bare if bare else ""


def text_below(bullets: Sequence[Bullet], first: int, after: int) -> str:
    """The bullets from `first` to before `after` as text: a list, or plain if there is only one."""
    if after - first == 1:
        return bullets[first].text.strip()
    least = min((bullets[place].indent for place in range(first, after)), default=0)
    return "\n".join(_listed(bullets[place], bullets[place].indent - least) for place in range(first, after))


def _listed(bullet: Bullet, indent: int) -> str:
    first, *rest = bullet.text.split("\n")
    pad = " " * min(indent, 40)
    return "\n".join([f"{pad}- {first}", *(f"{pad}  {line}" for line in rest)])
