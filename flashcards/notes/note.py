"""The text of a note → its blocks. Every line that is not blank belongs to one of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from flashcards.errors import Problem
from flashcards.notes import frontmatter, marks, regions, source, spans
from flashcards.notes.block import Block, Note
from flashcards.notes.regions import Region

_HASHTAG = re.compile(r"(?<![\w#&/])#([A-Za-z\u00c0-\uffff][\w/-]*)")
_ONLY_TAGS = re.compile(r"(?:#[A-Za-z\u00c0-\uffff][\w/-]*[ \t]*)+$")
_EMBED = re.compile(r"!\[\[([^\]]+)\]\]$|!\[[^\]]*\]\(([^)]+)\)$")
_LINK = re.compile(r"<?https?://\S+>?$|\[\[[^\]]+\]\]$|\[[^\]]+\]\(\S+\)$")
_LABEL = re.compile(r"(?:\*\*|__)(?=\S)((?:(?!\*\*|__).)+?)(?:\*\*|__)[ ]?:?$")
_TERM_LINE = re.compile(r"(?:\*\*|__)(?=\S)(?:(?!\*\*|__).)+?(?::(?:\*\*|__)|(?:\*\*|__)[ ]?:) ")
_CALLOUT = re.compile(r"\[!([\w|-]+)\][+-]?[ \t]*(.*)")
_GLUED = re.compile(r"^(#{2,6})(?=[^\s#])")
"""A heading without the space after its marks, as in `###1. SGD`."""


def read(text: str, file: str, name: str = "") -> Note:
    """The blocks of a note; what is wrong with it stands in its `problems`, and the rest is read.

    `file` names it in places, `name` in the origin of its cards; the same where not given.
    """
    lines = source.clean(text).split("\n")
    problems: list[Problem] = []
    head = frontmatter.lines_of(lines)
    fields = _fields(lines[:head], file, problems)
    found = tuple(
        _drawn(lines, head) if "excalidraw-plugin" in fields else regions.find(lines, head, file, problems)
    )
    marked = tuple(marks.find(lines, head, found))
    inside = {at for region in marked for at in range(region.first, region.last + 1)}
    found = (*(region for region in found if region.first not in inside), *marked)
    blocks = [*_front(lines[:head], fields), *_regions(found), *_Walk(_masked(lines, head, found)).blocks()]
    blocks.sort(key=lambda block: block.line)
    blocks = _led([*_uncovered(lines, blocks)])
    return Note(file, name or file, fields, tuple(blocks), _tags(fields, blocks), tuple(problems))


def _drawn(lines: Sequence[str], head: int) -> Iterator[Region]:
    """The whole of a drawing: its text is for the program that draws it."""
    if any(line.strip() for line in lines[head:]):
        yield Region("drawing", head, len(lines) - 1, "")


def _fields(head: Sequence[str], file: str, problems: list[Problem]) -> dict[str, object]:
    try:
        return dict(frontmatter.read("\n".join(head[1:-1]), file)) if head else {}
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


@dataclass(frozen=True)
class _Masked:
    """The text for the Markdown parser, a line for a line, and what its marks stand for."""

    text: str
    kept: list[str]


def _masked(lines: Sequence[str], head: int, found: Sequence[Region]) -> _Masked:
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
        masked[at:end] = spans.hide("\n".join(masked[at:end]), kept).split("\n") if end > at else []
        at = max(end, at + 1)
    return _Masked("\n".join(masked), kept)


@cache
def _markdown() -> MarkdownIt:
    """Blocks alone: what stands within a line is read by `spans`."""
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


@dataclass
class _Walk:
    """One pass over the parser's tokens, with what stands open around them."""

    masked: _Masked
    headings: list[tuple[int, str]] = field(default_factory=list)
    groups: list[tuple[int, bool]] = field(default_factory=list)
    """The lists that are open: first line, and whether numbered."""
    items: list[int] = field(default_factory=list)
    """For each open list item, its line until its first text is read, then 0."""
    columns: tuple[str, ...] = ()
    cells: list[str] = field(default_factory=list)
    table: int = 0
    heading: int = 0
    quotes: int = 0

    def blocks(self) -> Iterator[Block]:
        """The blocks of the Markdown, in order."""
        for token in _markdown().parse(self.masked.text):
            yield from self._token(token)

    def _token(self, token: Token) -> Iterator[Block]:
        first, last = token.map or (0, 0)
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "bullet_list_open" | "ordered_list_open":
                self.groups.append((first + 1, token.type.startswith("ordered")))
            case "bullet_list_close" | "ordered_list_close":
                self.groups.pop()
            case "list_item_open":
                self.items.append(first + 1)
            case "list_item_close":
                self.items.pop()
            case "table_open":
                self.table, self.columns = first + 1, ()
            case "table_close":
                self.table = 0
            case "tr_open":
                self.cells = []
            case "tr_close":
                yield from self._row()
            case "inline":
                yield from self._inline(token, first, last)
            case "fence" | "code_block":
                yield self._block("code", token.content.rstrip("\n"), first, last, info=token.info.strip())
            case "html_block":
                yield self._block("html", token.content.strip("\n"), first, last)
            case "hr":
                yield self._block("rule", "", first, last)
            case _:
                pass

    def _block(self, kind: str, text: str, first: int, last: int, *, info: str = "") -> Block:
        text = spans.show(text, self.masked.kept)
        headings = tuple(title for _, title in self.headings)
        group, ordered = self.groups[-1] if self.groups else (0, False)
        return Block(kind, text, first + 1, max(last, first + 1), headings, "", group, ordered, info=info)

    def _inline(self, token: Token, first: int, last: int) -> Iterator[Block]:
        if self.table:
            self.cells.append(spans.show(token.content.strip(), self.masked.kept))
            self.row = first
        elif self.heading:
            level, self.heading = self.heading, 0
            block = self._block("heading", token.content.strip(), first, last, info=str(level))
            self.headings = [*(above for above in self.headings if above[0] < level), (level, block.text)]
            yield replace(block, headings=tuple(title for _, title in self.headings[:-1]))
        else:
            yield from self._pieces(token.content, first)

    def _row(self) -> Iterator[Block]:
        if not self.columns:
            self.columns = tuple(self.cells)
            yield self._cells("markup")
        elif self.cells:
            yield self._cells("row")

    def _cells(self, kind: str) -> Block:
        block = self._block(kind, " | ".join(self.cells), self.row, self.row + 1)
        return replace(block, cells=tuple(self.cells), columns=self.columns, group=self.table)

    row: int = 0

    def _pieces(self, content: str, first: int) -> Iterator[Block]:
        """A paragraph cut where a line is something by itself: a label, an embed, a link, a term."""
        taken: list[str] = []
        for at, line in enumerate(content.split("\n")):
            kind = self._kind(line.strip(), fresh=not taken)
            joins = kind == "paragraph" and taken
            if taken and not joins:
                yield self._text(taken, first + at - len(taken))
                taken = []
            taken.append(line.strip())
            if kind in {"paragraph", "term"}:
                continue
            block = self._text(taken, first + at, kind)
            yield replace(block, kind="item", group=block.group or first + 1) if kind == "bullet" else block
            taken = []
        if taken:
            yield self._text(taken, first + content.count("\n") + 1 - len(taken))

    def _kind(self, line: str, *, fresh: bool) -> str:
        """What a line of a paragraph is by itself; `term` begins a paragraph of its own."""
        if _EMBED.match(line):
            return "embed"
        if _LINK.match(line):
            return "link"
        if _ONLY_TAGS.match(line):
            return "tags"
        if _CALLOUT.match(line) and fresh:
            return "callout"
        if _LABEL.match(line):
            return "label"
        if line[:1] and unicodedata.category(line[0]) == "So":
            return "bullet"
        return "term" if _TERM_LINE.match(line) else "paragraph"

    def _text(self, lines: list[str], first: int, kind: str = "") -> Block:
        text = "\n".join(lines)
        if self.items and self.items[-1] and kind not in {"embed", "link", "tags"}:
            self.items[-1], kind = 0, "item"
        if kind == "callout" and (match := _CALLOUT.match(text)):
            return self._block("callout", match[2], first, first + 1, info=match[1].lower())
        if not kind and _only_maths(shown := spans.show(text, self.masked.kept)):
            return replace(self._block("formula", "", first, first + len(lines)), text=shown)
        return self._block(kind or "paragraph", text, first, first + len(lines))


def _only_maths(text: str) -> bool:
    """True for a line that holds display formulas and nothing else."""
    found = [*spans.spans(text)]
    rest = spans.replace(text, lambda span, source: "" if span.kind == "maths" else source)
    return bool(found) and not rest.strip(" \t\n.,;") and text.startswith(("$$", "\\["))


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
    front = [tag for name in ("tags", "tag") for tag in frontmatter.strings(fields.get(name))]
    body = [
        tag
        for block in blocks
        if block.kind in {"paragraph", "item", "tags", "heading", "label", "callout"}
        for tag in _HASHTAG.findall(spans.blank(_no_links(block.text)))
    ]
    return tuple(dict.fromkeys(tag.lstrip("#").strip("/") for tag in (*front, *body) if tag.lstrip("#")))


def _no_links(text: str) -> str:
    return re.sub(r"https?://\S+|\[\[[^\]]{0,300}\]\]|\]\([^)]{0,300}\)", " ", text)
