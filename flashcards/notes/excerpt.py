"""Cuts the part out of a note that a link to a heading or a block means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from flashcards.deck.front_matter import front_matter_length
from flashcards.notes import fenced_regions
from flashcards.notes.links import Link
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value

LONGEST_EXCERPT = 2000
"""The most characters of a note that are put into a card; an embed that long answers no question."""
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^([A-Za-z0-9-]{1,100})[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_NOT_COMPARED = re.compile(r"[\W_]+")


class _Outline(Value, frozen=True):
    """The lines of a note, with the places that links can name."""

    lines: Sequence[str]
    start: int
    """The line after the front matter; lines count from 0."""
    taken: Collection[int]
    """The lines of code, formulas and comments, which hold neither headings nor ids."""
    headings: Sequence[tuple[int, int, str]]
    """Line, level and comparable title of each heading."""
    blocks: Mapping[str, int]
    """Block id → its line."""


@lru_cache(maxsize=8)
def _outline(text: str) -> _Outline:
    lines = text.split("\n")
    start = front_matter_length(lines)
    regions = fenced_regions.find_regions(lines, start, "", [])
    taken = {at for region in regions for at in range(region.first, region.last + 1)}
    headings: list[tuple[int, int, str]] = []
    blocks: dict[str, int] = {}
    for at in range(start, len(lines)):
        if at in taken:
            continue
        if found := _HEADING.match(lines[at]):
            title = _BLOCK_ID.sub("", found[2].rstrip()).rstrip("# \t")
            headings.append((at, len(found[1]), _comparable(title)))
        if found := _BLOCK_ID.search(lines[at]):
            blocks.setdefault(found[1].casefold(), at)
    return _Outline(lines, start, taken, headings, blocks)


def find_excerpt(text: str, link: Link) -> str | None:
    """The part of a note that `link` means, without its heading or block id; None if there is none."""
    whole = _outline(text)
    if link.block:
        at = whole.blocks.get(link.block.casefold())
        found = () if at is None else _lines_of_block(whole, at)
    elif link.heading:
        found = _section(whole, _comparable(link.heading))
    else:
        found = whole.lines[whole.start :]
    bare = "\n".join(_dedent([_BLOCK_ID.sub("", line) for line in found]))
    excerpt = cut_excerpt(bare.strip("\n").rstrip(), LONGEST_EXCERPT)
    return excerpt if excerpt.strip(" …\n") else None


def _section(whole: _Outline, heading: str) -> Sequence[str]:
    """The lines below the heading up to the next one of its level or above."""
    for number, (at, level, title) in enumerate(whole.headings):
        if heading and title == heading:
            below = (end for end, other, _ in whole.headings[number + 1 :] if other <= level)
            return whole.lines[at + 1 : next(below, len(whole.lines))]
    return ()


def _comparable(heading: str) -> str:
    """A heading without case, marks and spaces, which links leave out at will."""
    return _NOT_COMPARED.sub(" ", heading).strip().casefold()


def _lines_of_block(whole: _Outline, at: int) -> Sequence[str]:
    """The lines of the paragraph, list item, quote, table, formula or code whose id stands in line `at`."""
    lines = whole.lines
    if not _BLOCK_ID.sub("", lines[at]).strip():  # an id on a line of its own is that of the block above
        end = at
        while end > whole.start and not lines[end - 1].strip():
            end -= 1
        return lines[_first(whole, end - 1) : end] if end > whole.start else ()
    if _ITEM.match(lines[at]):
        depth = _depth(lines[at])
        children = takewhile(lambda line: line.strip() and _depth(line) > depth, lines[at + 1 :])
        return [lines[at], *children]
    return lines[_first(whole, at) : at + 1]


def _first(whole: _Outline, last: int) -> int:
    """The first line of the block that ends at line `last`."""
    first = last
    while first > whole.start and not _HEADING.match(whole.lines[first - 1]):
        if not whole.lines[first - 1].strip() and not (first in whole.taken and first - 1 in whole.taken):
            break
        first -= 1
    return first


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _dedent(lines: Sequence[str]) -> list[str]:
    depth = min((_depth(line) for line in lines if line.strip()), default=0)
    return [line[depth:] for line in lines]


def cut_excerpt(text: str, most: int) -> str:
    """`text` cut after at most `most` characters, between paragraphs or words; no formula or code is cut."""
    if len(text) <= most:
        return text
    cut = 0
    for span in markdown_spans(text):
        if span.start >= most:
            break
        if span.kind != "prose":
            cut = span.end if span.end <= most else cut
            continue
        end = min(span.end, most)
        cut = max(text.rfind("\n\n", span.start, end), text.rfind(" ", span.start, end), cut)
    return f"{text[:cut].rstrip()} …".lstrip()
