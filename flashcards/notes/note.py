"""The text of a note → its blocks. Every line that is not blank belongs to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashcards.deck.front_matter import front_matter_length
from flashcards.errors import Place, Problem
from flashcards.notes import decode, fenced_regions, front_matter, markdown_blocks
from flashcards.notes.block import Block, Note
from flashcards.notes.fenced_regions import Region
from flashcards.notes.syntaxes import obsidian_spaced_repetition
from flashcards.text import math_spans

MOST_LINES = 20_000
"""Lines of a note that are read, which takes about a second."""
_HASHTAG = re.compile(r"(?<![\w#&/])#([A-Za-z\u00c0-\uffff][\w/-]*)")
_GLUED = re.compile(r"^(#{2,6})(?=[^\s#])")
"""A heading without the space after its marks, as in `###1. SGD`."""


def read_note(text: str, file: str, name: str = "") -> Note:
    """The blocks of a note; what is wrong with it stands in its `problems`, and the rest is read.

    `file` names it in places, `name` in the origin of its cards; the same where not given.
    """
    lines = decode.clean_text(text).split("\n")
    problems: list[Problem] = []
    if len(lines) > MOST_LINES:
        message = f"the note has {len(lines):,} lines: only the first {MOST_LINES:,} are read"
        problems.append(Problem(message, Place(file, MOST_LINES + 1), "split it into several notes"))
        del lines[MOST_LINES:]
    head = front_matter_length(lines)
    fields = _fields(lines[:head], file, problems)
    found = tuple(
        _drawn(lines, head)
        if "excalidraw-plugin" in fields
        else fenced_regions.find_regions(lines, head, file, problems)
    )
    marked = tuple(obsidian_spaced_repetition.find_plugin_cards(lines, head, found))
    inside = {at for region in marked for at in range(region.first, region.last + 1)}
    found = (*(region for region in found if region.first not in inside), *marked)
    blocks = [
        *_front(lines[:head], fields),
        *_regions(found),
        *markdown_blocks.blocks(*_masked(lines, head, found)),
    ]
    blocks.sort(key=lambda block: block.line)
    blocks = _led([*_uncovered(lines, blocks)])
    return Note(file, name or file, fields, tuple(blocks), _tags(fields, blocks), tuple(problems), text)


def _drawn(lines: Sequence[str], head: int) -> Iterator[Region]:
    """The whole of a drawing: its text is for the program that draws it."""
    if any(line.strip() for line in lines[head:]):
        yield Region("drawing", head, len(lines) - 1, "")


def _fields(head: Sequence[str], file: str, problems: list[Problem]) -> dict[str, object]:
    try:
        return dict(front_matter.read_fields(head, file)) if head else {}
    except Problem as problem:
        problems.append(problem)
        return {}


def _front(head: Sequence[str], fields: dict[str, object]) -> Iterator[Block]:
    """A block a field, with the lines down to the next field."""
    starts = [at for at, line in enumerate(head) if line[:1].strip() and not line.startswith(("-", "#", "."))]
    for at, after in zip(starts, [*starts[1:], len(head) - 1][: len(starts)], strict=True):
        name = head[at].partition(":")[0].strip().strip("'\"")
        value = fields.get(name, "\n".join(head[at:after]))
        yield Block("field", value if isinstance(value, str) else str(value), at + 1, after, info=name)


def _regions(found: Sequence[Region]) -> Iterator[Block]:
    for region in found:
        if region.kind != "fence":
            yield Block(region.kind, region.text, region.first + 1, region.last + 1)


def _masked(lines: Sequence[str], head: int, found: Sequence[Region]) -> tuple[str, list[str]]:
    """The text for the Markdown parser, a line for a line, and what the marks in it stand for."""
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
    """The blocks, and between them the lines that are only marks, so that nothing is without a fate."""
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
    """The tags of the front matter and those in the text, each once, without `#`."""
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
