r"""The Markdown parser: CommonMark, tables, strikethrough, and formulas as tokens with positions.

markdown-it records line numbers for blocks and no positions within them. The rules below store a `Delimited`
in the `meta` of each formula, code and comment token: positions in the whole text for blocks, and in the
content of the parent token for inline tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.code import code as indented_code
from markdown_it.rules_block.fence import fence
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.backticks import backtick
from markdown_it.token import Token

from flashcards.text.markdown.delimiters import PAGE_LINK, Delimited, closing, formula_at, link_text

__all__ = ["PLACE", "Token", "block_tokens", "inline_tokens", "parser", "same_length"]

IsFormula = Callable[[str], bool]
PLACE = "place"
"""The key of `Token.meta` that holds the token's `Delimited`."""

_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_AFTER = re.compile(r"[ \t]*[.,;]?[ \t]*(?:\([\w.:-]+\))?[ \t]*")
"""What may follow a displayed formula on its last line: punctuation and an equation number."""
_STOPS = re.compile(r"#{1,6} |`{3}|~{3}")
"""A displayed formula that runs into a heading or a fence is unclosed."""
_DOLLARS = re.compile(r"\${3,}")
"""Three or more dollar signs open no formula: they are text."""
_BAR = "\ufdd0"
"""A Unicode noncharacter that replaces `|` in formulas and code while tables are split into cells."""


@cache
def parser() -> MarkdownIt:
    """The parser, built once. HTML stays text; with `env["comments"]`, `%%…%%`, `<!--…-->` are tokens.

    `env["is_formula"]`, if given, is asked whether a formula with this content is one; else it is text.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.block.ruler.before("fence", "display", _display, _INTERRUPTS)
    markdown.block.ruler.at("fence", _fence, _INTERRUPTS)
    markdown.block.ruler.at("code", _indented_code)
    markdown.inline.ruler.before("escape", "formula", _formula)
    markdown.inline.ruler.before("escape", "comment", _comment)
    markdown.inline.ruler.at("backticks", _backticks)
    markdown.inline.ruler.before("link", "page_link", _page_link)
    markdown.inline.ruler.before("image", "embed", _embed)
    markdown.core.ruler.before("block", "protect_bars", _protect_bars)
    markdown.core.ruler.after("block", "restore_bars", _restore_bars)
    return markdown


def same_length(text: str) -> str:
    """`text` with the line endings that the parser expects, and all characters at their old positions."""
    return text.replace("\r\n", " \n").replace("\r", "\n").replace("\0", "\ufffd")


def inline_tokens(text: str, *, comments: bool = False, is_formula: IsFormula | None = None) -> list[Token]:
    """The inline tokens of `text`, parsed as the content of one paragraph; `is_formula` as in `parser`."""
    tokens: list[Token] = []
    parser().inline.parse(text, parser(), {"comments": comments, "is_formula": is_formula}, tokens)
    return tokens


def block_tokens(text: str) -> list[Token]:
    """The block tokens of a text whose formulas are hidden; inline content is not parsed."""
    return _blocks_alone().parse(text)


@cache
def _blocks_alone() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


def _formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    if run := _DOLLARS.match(state.src, state.pos, state.posMax):
        if not silent:
            state.pending += run[0]
        state.pos = run.end()
        return True
    found = formula_at(state.src, state.pos, state.posMax)
    is_formula = state.env.get("is_formula")
    if not found or (is_formula and not is_formula(state.src[found.inner_start : found.inner_end])):
        return False
    return _push(state, silent, "math_inline", found)


def _push(state: StateInline, silent: bool, kind: str, found: Delimited) -> bool:
    if not silent:
        token = state.push(kind, "math", 0)
        token.content = state.src[found.inner_start : found.inner_end]
        token.markup = state.src[found.start : found.inner_start]
        token.meta[PLACE] = found
    state.pos = found.end
    return True


_COMMENT = re.compile(r"%%(?P<percent>[^%]+)%%|<!--(?P<html>(?:[^<-]|<(?!!--)|-(?!->))*)-->")


def _comment(state: StateInline, silent: bool) -> bool:
    found = _COMMENT.match(state.src, state.pos, state.posMax) if state.env.get("comments") else None
    if not found:
        return False
    return _push(
        state, silent, "comment", Delimited(found.start(), *found.span(found.lastgroup or 0), found.end())
    )


_EMBED = re.compile(r"!\[\[(?P<name>[^\[\]|\n]{1,400})(?:\\?\|(?P<alt>[^\[\]\n]{0,300}))?\]\]")
"""An embed of Obsidian, which may have a width or a text: `![[loss.png|300]]`."""


def _embed(state: StateInline, silent: bool) -> bool:
    found = _EMBED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "!" else None
    if not found:
        return False
    if not silent:
        token = state.push("embed", "", 0)
        token.content, token.meta["alt"] = found["name"].rstrip("\\").strip(), found["alt"] or ""
    state.pos = found.end()
    return True


_PAGE = re.compile(PAGE_LINK)


def _page_link(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos) or state.src[max(state.pos - 1, 0)].isalnum():
        return False
    found = _PAGE.match(state.src, state.pos, state.posMax)
    text = link_text(found).strip() if found else ""
    if not found or "$" in text or "`" in text or not any(map(str.isalpha, text)):
        return False
    if not silent:
        state.push("page_link", "", 0).content = text
    state.pos = found.end()
    return True


def _backticks(state: StateInline, silent: bool) -> bool:
    start, before = state.pos, len(state.tokens)
    found = backtick(state, silent)
    if len(state.tokens) > before and state.tokens[-1].type == "code_inline":
        token = state.tokens[-1]
        marks = len(token.markup)
        token.meta[PLACE] = Delimited(start, start + marks, state.pos - marks, state.pos)
    return found


def _display(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Parse a formula on separate lines, followed by nothing but `_AFTER`."""
    start = state.bMarks[first] + state.tShift[first]
    opening = state.src[start : start + 2]
    if opening not in {"$$", "\\["} or state.is_code_block(first):
        return False
    taken: list[str] = []
    at = start + 2
    for line in range(first, end):
        written = state.src[at : state.eMarks[line]]
        if line > first and (_STOPS.match(written) or (written and state.sCount[line] < state.blkIndent)):
            return False
        position, delimiter = closing(opening, written)
        if delimiter:
            closes = delimiter != "\\[" and _AFTER.fullmatch(written, position + 2)
            content = "\n".join([*taken, written[:position]])
            if not closes or not content.strip():
                return False
            place = Delimited(start, start + 2, at + position, at + position + 2)
            return silent or _push_block(state, first, line + 1, content, place)
        taken.append(written)
        if line + 1 < end:
            at = state.bMarks[line + 1] + state.tShift[line + 1]
    return False


def _push_block(state: StateBlock, first: int, after: int, content: str, place: Delimited) -> bool:
    token = state.push("math_block", "math", 0)
    token.block, token.map, token.content = True, [first, after], content
    token.meta[PLACE] = place
    state.line = after
    return True


def _fence(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    found = fence(state, first, end, silent)
    if found and not silent:
        token, last = state.tokens[-1], state.line - 1
        closes = last > first and not state.is_code_block(last) and _closes(state, last, token.markup)
        start = state.bMarks[first] + state.tShift[first]
        inner = min(state.eMarks[first] + 1, state.eMarks[last])
        inner_end = max(inner, state.bMarks[last]) if closes else state.eMarks[last]
        token.meta[PLACE] = Delimited(start, inner, inner_end, state.eMarks[last])
    return found


def _closes(state: StateBlock, line: int, markup: str) -> bool:
    written = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip(" \t")
    return len(written) >= len(markup) and set(written) == {markup[0]}


def _indented_code(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    found = indented_code(state, first, end, silent)
    if found and not silent:
        start, stop = state.bMarks[first] + state.tShift[first], state.eMarks[state.line - 1]
        state.tokens[-1].meta[PLACE] = Delimited(start, start, stop, stop)
    return found


def _protect_bars(state: StateCore) -> None:
    """Hide each `|` in formulas and code within a line, where it would otherwise end a table cell."""
    if "|" in state.src:
        is_formula = state.env.get("is_formula")
        state.src = "\n".join(_without_bars(line, is_formula) for line in state.src.split("\n"))


def _without_bars(line: str, is_formula: IsFormula | None) -> str:
    if "|" not in line or not re.search(r"[`$]|\\\(", line):
        return line
    for token in inline_tokens(line, is_formula=is_formula):
        if place := token.meta.get(PLACE):
            inside = re.sub(r"(?<!\\)\|", _BAR, line[place.start : place.end])
            line = line[: place.start] + inside + line[place.end :]
    return line


def _restore_bars(state: StateCore) -> None:
    for token in state.tokens:
        if _BAR in token.content:
            token.content = token.content.replace(_BAR, "|")
