r"""Parses Markdown into blocks. Formulas are `$…$`, `$$…$$`, `\(…\)` and `\[…\]`; HTML is shown as text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from flashcards.errors import printable
from flashcards.text.blocks import (
    GAP_CLOSES,
    GAP_OPENS,
    Display,
    Grid,
    Inline,
    Listing,
    Maths,
    Paragraph,
    Ruler,
    TextBlock,
    Words,
)
from flashcards.text.markdown.pictures import picture_of

if TYPE_CHECKING:
    from markdown_it.token import Token

LONGEST = 20_000
"""The most characters of a text that are parsed: emphasis and links take quadratic time."""

_ONE_PARAGRAPH = re.compile(r"[^\W\d_](?:[^\W_]|(?<! ) (?! |$)|[,.;:?'\"()/-])*")
"""A line of words, without a character that could mean anything to Markdown."""


@lru_cache(maxsize=256)
def read_blocks(text: str) -> tuple[TextBlock, ...]:
    """The blocks of `text`, in order; a text beyond LONGEST is cut, with a remark at its end."""
    if len(text) <= LONGEST and _ONE_PARAGRAPH.fullmatch(text) and printable(text) == text:
        return (Paragraph((Words(text),)),)
    from flashcards.text.markdown.parser import parser, same_length  # 90 ms, for texts that need it

    found = tuple(_blocks(parser().parse(same_length(printable(text[:LONGEST])))))
    if len(text) <= LONGEST:
        return found
    left_out = f"… {len(text) - LONGEST:,} more characters are not shown: a card this long should be several."
    return (*found, Paragraph((Words(left_out, "dim"),)))


def _blocks(tokens: list[Token]) -> list[TextBlock]:
    found: list[TextBlock] = []
    lists: list[int | None] = []
    """For each open list its next number, or None for a bulleted list."""
    markers: list[str] = []
    heading = False
    quoted = 0
    at = 0
    while at < len(tokens):
        token = tokens[at]
        indent = 3 * len(lists) + 2 * quoted
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                markers = []  # an empty item leaves its own to nobody
            case "list_item_open":
                number = lists[-1]
                markers = ["•" if number is None else f"{number}."]
                lists[-1] = None if number is None else number + 1
            case "blockquote_open" | "blockquote_close":
                quoted += 1 if token.type.endswith("open") else -1
            case "heading_open" | "heading_close":
                heading = token.type == "heading_open"
            case "inline":
                style = "strong" if heading else "quote" if quoted else ""
                found += _paragraph(token, style, markers.pop() if markers else "", indent)
            case "math_block":
                found.append(Display(token.content.strip(), indent))
            case "fence" | "code_block":
                found.append(Listing(token.content.rstrip("\n"), token.info.split(" ")[0], indent))
            case "hr":
                found.append(Ruler())
            case "table_open":
                end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
                found.append(_grid(tokens[at:end]))
                at = end
        at += 1
    return found


def _grid(tokens: list[Token]) -> Grid:
    rows: list[list[tuple[Inline, ...]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(tuple(_inlines(token.children or [])))
    return Grid(tuple(tuple(row) for row in rows))


def _paragraph(token: Token, style: str, marker: str, indent: int) -> list[TextBlock]:
    """The blocks of a paragraph, with each `$$…$$` or `\\[…\\]` in it as a displayed formula."""
    found: list[TextBlock] = []
    line: list[Token] = []
    for child in token.children or []:
        if child.type == "math_inline" and child.markup in {"$$", "\\["}:
            found += _line(line, style, marker, indent)
            found.append(Display(child.content.strip(), indent))
            line, marker = [], ""
        else:
            line.append(child)
    return found + _line(line, style, marker, indent)


def _line(tokens: list[Token], style: str, marker: str, indent: int) -> list[TextBlock]:
    """The inlines as a paragraph, or as a displayed formula if they are just one formula."""
    inlines = tuple(_inlines(tokens))
    match inlines:
        case ():
            return []
        case (Maths(latex),) if not marker:
            return [Display(latex, indent)]
        case _:
            return [Paragraph(inlines, style, marker, indent)]


_STYLES = {"strong": "strong", "em": "emphasis", "s": "dim", "link": "link"}


def _inlines(tokens: list[Token]) -> list[Inline]:
    found: list[Inline] = []
    open_styles: list[str] = []
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if kind in _STYLES and end in {"open", "close"}:
            open_styles = [*open_styles, _STYLES[kind]] if end == "open" else open_styles[:-1]
        elif token.type.startswith("math_"):
            found.append(Maths(token.content.strip()))
        elif token.type == "code_inline":
            found.append(Words(token.content, "code"))
        elif picture := picture_of(token):
            found.append(Words(picture.label, "dim"))
        elif token.type == "page_link":
            found.append(Words(token.content, "link"))
        elif token.type == "embed":
            found.append(Words(f"[note: {token.content}]", "dim"))
        elif token.type in {"softbreak", "hardbreak"}:
            found.append(Words(" " if token.type == "softbreak" else "\n"))
        elif token.content:
            found.append(Words(token.content, open_styles[-1] if open_styles else ""))
    return [inline for inline in _with_gaps(found) if not (isinstance(inline, Words) and not inline.text)]


def _with_gaps(inlines: list[Inline]) -> list[Inline]:
    """The same inlines, with the text between gap markers in the style `gap`."""
    found: list[Inline] = []
    inside = False
    for inline in inlines:
        if isinstance(inline, Maths):
            found.append(inline)
            continue
        for part in re.split(f"([{GAP_OPENS}{GAP_CLOSES}])", inline.text):
            if part in (GAP_OPENS, GAP_CLOSES):
                inside = part == GAP_OPENS
            else:
                found.append(Words(part, "gap" if inside else inline.style))
    return found
