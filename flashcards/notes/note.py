"""Parses a note into blocks. Every non-blank line belongs to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from flashcards.deck.front_matter import front_matter_length
from flashcards.errors import Place, Problem
from flashcards.notes import decode, fenced_regions, front_matter, markdown_blocks
from flashcards.notes.block import Block, Note
from flashcards.notes.fenced_regions import Region
from flashcards.notes.syntaxes import registry
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource
from flashcards.text import math_spans

MOST_LINES = 20_000
"""The most lines of a note that are read, which takes about a second."""
_HASHTAG = re.compile(r"(?<![\w#&/])#([A-Za-z\u00c0-\uffff][\w/-]*)")
_QUOTES = re.compile(r"^[ \t]*(?:>[ \t]?)+")
NO_SETTINGS: Mapping[str, object] = MappingProxyType({})
_COMMENTED_TAG = re.compile(r"[ \t]*-[ \t]+(#[A-Za-z\u00c0-\uffff][\w/-]*)[ \t]*$")
_GLUED = re.compile(r"^(#{2,6})(?=[^\s#])")
"""A heading without a space after its marks, as in `###1. SGD`."""


def read_note(
    text: str, file: str, name: str = "", syntax: str = "", settings: Mapping[str, object] = NO_SETTINGS
) -> Note:
    """The parsed note; its faults are listed in `problems`, and everything else is read.

    `file` is the path in reported places, and `name`, `file` by default, the one in the origin of its cards.
    The flashcard syntax is found by its marks unless `syntax` names one; `settings` are those of the syntax.
    Raises Problem if there is no such syntax.
    """
    lines = decode.clean_text(text).split("\n")
    problems: list[Problem] = []
    if len(lines) > MOST_LINES:
        message = f"the note has {len(lines):,} lines: only the first {MOST_LINES:,} are read"
        problems.append(Problem(message, Place(file, MOST_LINES + 1), "split it into several notes"))
        del lines[MOST_LINES:]
    head = front_matter_length(lines)
    fields = _fields(lines[:head], file, problems)
    drawn = "excalidraw-plugin" in fields
    found = tuple(_drawn(lines, head) if drawn else fenced_regions.find_regions(lines, head, file, problems))
    source = NoteSource(lines, head, fields, found, file, name or file, settings)
    chosen = None if drawn else registry.choose(source, syntax)
    cards = _in_order(chosen.read(source, problems), head, len(lines)) if chosen else []
    found = (*_beside(found, cards), *(_card_region(lines, card) for card in cards))
    blocks = [
        *_front(lines[:head], fields),
        *_regions(found, cards),
        *markdown_blocks.blocks(*_masked(lines, head, found)),
    ]
    blocks.sort(key=lambda block: block.line)
    blocks = _led([*_uncovered(lines, blocks)])
    used = chosen.name if chosen else ""
    return Note(file, name or file, fields, tuple(blocks), _tags(fields, blocks), tuple(problems), text, used)


def _in_order(cards: Iterable[MarkedCard], head: int, count: int) -> list[MarkedCard]:
    """The cards by their lines, all of which lie in the note's text; several may share the same lines."""
    inside = (card for card in cards if head < card.first <= card.last <= count)
    return sorted(inside, key=lambda card: (card.first, card.last))


def _beside(found: Sequence[Region], cards: Sequence[MarkedCard]) -> Iterator[Region]:
    """The regions that no card takes a line of."""
    taken = {at for card in cards for at in range(card.first - 1, card.last)}
    return (each for each in found if taken.isdisjoint(range(each.first, each.last + 1)))


def _card_region(lines: Sequence[str], card: MarkedCard) -> Region:
    """The lines of a card, without the marks of the quote that they stand in."""
    quote = _QUOTES.match(lines[card.first - 1])
    own = lines[card.first - 1 : card.last]
    bare = [_QUOTES.sub("", line, count=1) for line in own] if quote else own
    return Region("flashcard", card.first - 1, card.last - 1, "\n".join(bare), quote[0] if quote else "")


def _drawn(lines: Sequence[str], head: int) -> Iterator[Region]:
    """A drawing as a single block: its text is meant for the drawing program."""
    if any(line.strip() for line in lines[head:]):
        yield Region("drawing", head, len(lines) - 1, "")


def _fields(head: Sequence[str], file: str, problems: list[Problem]) -> dict[str, object]:
    try:
        problems += _tags_lost(head, file)
        return dict(front_matter.read_fields(head, file)) if head else {}
    except Problem as problem:
        problems.append(problem)
        return {}


def _tags_lost(head: Sequence[str], file: str) -> Iterator[Problem]:
    """A problem for each tag that YAML reads as a comment, as in `- #flashcards`."""
    for at, line in enumerate(head, 1):
        if found := _COMMENTED_TAG.match(line):
            place = Place(file, at, found.start(1) + 1)
            message = f"YAML takes {found[1]} for a comment, so the note does not have this tag"
            yield Problem(message, place, f"write {found[1][1:]} without the #")


def _front(head: Sequence[str], fields: dict[str, object]) -> Iterator[Block]:
    """One block per field, up to the line of the next field."""
    starts = [at for at, line in enumerate(head) if line[:1].strip() and not line.startswith(("-", "#", "."))]
    for at, after in zip(starts, [*starts[1:], len(head) - 1][: len(starts)], strict=True):
        name = head[at].partition(":")[0].strip().strip("'\"")
        value = fields.get(name, "\n".join(head[at:after]))
        yield Block("field", value if isinstance(value, str) else str(value), at + 1, after, info=name)


def _regions(found: Sequence[Region], cards: Sequence[MarkedCard]) -> Iterator[Block]:
    """One block per region except fences, which the Markdown parser reads; `cards` in the regions' order."""
    marked = iter(cards)
    for region in found:
        if region.kind != "fence":
            card = next(marked) if region.kind == "flashcard" else None
            yield Block(region.kind, region.text, region.first + 1, region.last + 1, card=card)


def _masked(lines: Sequence[str], head: int, found: Sequence[Region]) -> tuple[str, list[str]]:
    """The text for the Markdown parser, line numbers unchanged, and the originals of its placeholders."""
    masked = [_GLUED.sub(r"\1 ", line) for line in lines]
    masked[:head] = [""] * head
    plain = [True] * len(lines)
    for region in found:
        plain[region.first : region.last + 1] = [False] * (region.last + 1 - region.first)
        if region.kind != "fence":
            quote = region.prefix[: region.prefix.rfind(">") + 1]
            masked[region.first] = region.prefix
            masked[region.first + 1 : region.last + 1] = [quote] * (region.last - region.first)
    kept: list[str] = []
    at = head
    while at < len(lines):
        end = at
        while end < len(lines) and plain[end] and lines[end].strip():
            end += 1
        masked[at:end] = math_spans.hide("\n".join(masked[at:end]), kept).split("\n") if end > at else []
        at = max(end, at + 1)
    return "\n".join(masked), kept


def _uncovered(lines: Sequence[str], blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with `markup` blocks for all lines between them, so that every line is accounted for."""
    covered = {line for block in blocks for line in range(block.line, block.end + 1)}
    rest = [
        Block("markup", line.strip(), at, at)
        for at, line in enumerate(lines, 1)
        if line.strip() and at not in covered
    ]
    return iter(sorted([*blocks, *rest], key=lambda block: block.line))


def _led(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each with the headings above it and the text that introduces it."""
    led: list[Block] = []
    headings: tuple[str, ...] = ()
    lead = ""
    introduced: dict[int, str] = {}
    for block in blocks:
        if block.kind == "heading":
            headings, lead = (*block.headings, block.text), ""
            led.append(block)
            continue
        if block.kind in {"field", "markup", "rule", "cell", "output"}:
            led.append(block if block.kind == "field" else replace(block, headings=headings))
            lead = "" if block.kind == "rule" else lead
            continue
        above = (
            introduced.setdefault(block.group, lead)
            if block.kind in {"item", "row"} and block.group
            else lead
        )
        led.append(replace(block, headings=headings, lead=above))
        if block.kind in {"label", "paragraph", "item", "callout"}:
            lead = block.text
    return led


def _tags(fields: dict[str, object], blocks: Sequence[Block]) -> tuple[str, ...]:
    """The distinct tags of the front matter and of the text, without `#`."""
    front = [tag for name in ("tags", "tag") for tag in front_matter.strings(fields.get(name))]
    body = [
        tag
        for block in blocks
        if block.kind in {"paragraph", "item", "tags", "heading", "label", "callout"}
        for tag in _HASHTAG.findall(math_spans.blank(_no_links(block.text)))
    ]
    return tuple(dict.fromkeys(tag.lstrip("#").strip("/") for tag in (*front, *body) if tag.lstrip("#")))


def _no_links(text: str) -> str:
    return re.sub(r"https?://\S+|\[\[[^\]]{0,300}\]\]|\]\([^)]{0,300}\)", " ", text)
