"""Converts Markdown with hidden formulas into blocks, in one pass over the parser's tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flashcards.notes.block import Block
from flashcards.text import math_spans
from flashcards.text.markdown.parser import Token, block_tokens

_CALLOUT = re.compile(r"\[!([\w|-]+)\][+-]?[ \t]*(.*)")
_TERM_LINE = re.compile(
    r"(?:[A-Z]\w{2,9}\. )?(?:\*\*|__)(?=\S)(?:(?!\*\*|__).)+?(?::(?:\*\*|__)"
    r"|(?:\*\*|__)(?:[ ]?[:–—]|[ ](?:is|are|means))) "
    "|\x02\\d+\x03(?:[ ]?[:–—][ ]|[ ]-[ ])(?=[A-Za-z])"
)
"""A line that defines a term or a piece of code: it begins a paragraph of its own."""
_LABEL = re.compile(r"(?:\*\*|__)(?=\S)((?:(?!\*\*|__).)+?)(?:\*\*|__)[ ]?:?$")
_LINK = re.compile(r"<?https?://\S+>?$|\[\[[^\]]+\]\]$|\[[^\]]+\]\(\S+\)$")
_EMBED = re.compile(r"!\[\[([^\]]+)\]\]$|!\[[^\]]*\]\(([^)]+)\)$")
_ONLY_TAGS = re.compile(r"(?:#[A-Za-z\u00c0-\uffff][\w/-]*[ \t]*)+$")


def blocks(text: str, kept: list[str]) -> Iterator[Block]:
    """The blocks of a Markdown text with placeholders for the strings in `kept`; see `math_spans.hide`."""
    walk = _Walk(kept)
    for token in block_tokens(text):
        yield from walk.token(token)


@dataclass
class _Walk:
    """The blocks that are open at the current token."""

    kept: list[str]
    headings: list[tuple[int, str]] = field(default_factory=list)
    groups: list[tuple[int, bool]] = field(default_factory=list)
    """The open lists: first line, and whether they are numbered."""
    items: list[bool] = field(default_factory=list)
    """For each open list item, whether its first paragraph is still to come."""
    parents: list[str] = field(default_factory=list)
    """The first paragraph of each open list item."""
    table: int = 0
    """The first line of the open table; 0 if there is none."""
    columns: tuple[str, ...] = ()
    cells: list[str] = field(default_factory=list)
    row: int = 0
    heading: int = 0
    """The level of the open heading; 0 if there is none."""

    def token(self, token: Token) -> Iterator[Block]:
        """Yield the blocks that end with this token."""
        first, last = token.map or (0, 0)
        match token.type:
            case "inline":
                yield from self._inline(token, first, last)
            case "tr_close":
                yield from self._row()
            case "fence" | "code_block":
                yield self._block("code", token.content.rstrip("\n"), first, last, info=token.info.strip())
            case "html_block":
                yield self._block("html", token.content.strip("\n"), first, last)
            case "hr":
                yield self._block("rule", "", first, last)
            case _:
                self._nest(token, first + 1)

    def _nest(self, token: Token, line: int) -> None:
        """Update the state for a token that opens or closes a block."""
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "bullet_list_open" | "ordered_list_open":
                self.groups.append((line, token.type.startswith("ordered")))
            case "bullet_list_close" | "ordered_list_close":
                self.groups.pop()
            case "list_item_open":
                self.items.append(True)
                self.parents.append("")
            case "list_item_close":
                self.items.pop()
                self.parents.pop()
            case "table_open":
                self.table, self.columns = line, ()
            case "table_close":
                self.table = 0
            case "tr_open":
                self.cells, self.row = [], line - 1

    def _block(self, kind: str, text: str, first: int, last: int, *, info: str = "") -> Block:
        text = math_spans.restore(text, self.kept)
        headings = tuple(title for _, title in self.headings)
        group, ordered = self.groups[-1] if self.groups else (0, False)
        place = Block(kind, text, first + 1, max(last, first + 1), headings, "", group, ordered, info=info)
        return replace(place, parents=self._enclosing(text))

    def _enclosing(self, text: str) -> tuple[str, ...]:
        """The items that a block with this text lies in; the first paragraph of an item is not its own."""
        if self.parents and not self.parents[-1]:
            self.parents[-1] = text
            return tuple(self.parents[:-1])
        return tuple(self.parents)

    def _inline(self, token: Token, first: int, last: int) -> Iterator[Block]:
        if self.table:
            self.cells.append(math_spans.restore(token.content.strip(), self.kept).replace("\\|", "|"))
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

    def _pieces(self, content: str, first: int) -> Iterator[Block]:
        """The blocks of a paragraph, split at each line that is a label, an embed, a link or a term."""
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
        """The kind of a line in a paragraph; a `term` begins a new paragraph."""
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
        if not kind and _only_maths(shown := math_spans.restore(text, self.kept)):
            formula = self._block("formula", text, first, first + len(lines))
            self.items[-1:] = [False] * bool(self.items)
            return replace(formula, text=shown)
        if self.items and self.items[-1] and kind not in {"embed", "link", "tags"}:
            self.items[-1], kind = False, "item"
        if kind == "callout" and (match := _CALLOUT.match(text)):
            return self._block("callout", match[2], first, first + 1, info=match[1].lower())
        return self._block(kind or "paragraph", text, first, first + len(lines))


def _only_maths(text: str) -> bool:
    """True if a line consists only of display formulas."""
    if not text.startswith(("$$", "\\[")):
        return False
    rest = math_spans.replace(text, lambda span, source: "" if span.kind == "maths" else source)
    return rest != text and not re.sub(r"\(\d+(?:\.\d+)*\)|[\s.,;]", "", rest)
