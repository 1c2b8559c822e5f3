r"""Where a block of a note holds formulas and code: displays, spans, listings, lines with a left side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.notes.block import Block
from flashcards.text import math_spans
from flashcards.text.markdown.spans import MarkdownSpan
from flashcards.value import Value

_PYTHON = frozenset({"", "python", "py", "python3", "jax", "numpy", "torch", "pytorch", "ipython", "pycon"})
_MATHS = frozenset({"math", "latex", "tex", "katex"})
_PLAIN = frozenset({"text", "txt", "plain", "plaintext", "pseudo", "pseudocode"})
_ENVIRONMENT = re.compile(
    r"\\begin\{(align|aligned|equation|gather|gathered|eqnarray|multline|array|split)\*?\}(?:(?!\\begin)[\s\S])*?\\end\{\1\*?\}"
)
_HIDDEN = "\ufdd0"
"""A noncharacter that stands for each character of a formula or code in a line."""
_SPACED = re.compile(rf"(?<!\$)\$([^$\n{_HIDDEN}]{{3,400}})\$(?!\$)")
"""A formula with spaces inside its dollars, which CommonMark's dialects leave as text."""
_TAG = re.compile(r"<[^<>]{1,200}>")
_ASSIGNS = re.compile(r"(?<![=<>!])=(?!=)|←|:=|≔|_\(")
_PLAIN_LINE = re.compile(
    r"(?:[^\s=:]{1,14}|[^=:]{1,40}:\s+\S{1,12})(?:\s*[(\[{][^)\]}]{0,20}[)\]}])?\s*(?::=|[-+*/]?=(?!=)|←)\s*\S"
)
_LIST_MARK = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+")
_OPERATORS = re.compile(r"[\s=+\-−*/().,:·×←\d\[\]]*")
"""What may stand between the pieces of a formula."""
_FULL_WIDTH = str.maketrans(
    {"：": ": ", "；": "; ", "，": ", ", "（": "(", "）": ")", "＝": "=", "＋": "+", "－": "-"}
)
"""The punctuation of Chinese and Japanese as formulas have it."""
_SMALL = re.compile(r"<su(b|p)>([^<>\n]{1,40})</su[bp]>", re.IGNORECASE)


class Stretch(Value, frozen=True):
    """A stretch of a block that is formula or code."""

    kind: str
    """maths, code or plain."""
    text: str
    line: int


def stretches(block: Block, lines: Sequence[str]) -> Iterator[Stretch]:
    """The stretches of a block of the note whose text is `lines`."""
    match block.kind:
        case "code" | "cell":
            yield from _listing(block, lines)
        case "formula" if not block.text.startswith(("$$", "\\[")):
            yield Stretch("maths", block.text, _first_line(block, lines))
        case _:
            yield from _prose_stretches(block)


def _listing(block: Block, lines: Sequence[str]) -> Iterator[Stretch]:
    language = re.sub(r"[^a-z0-9].*", "", block.info.lower().lstrip("{.= "))
    fenced = block.kind == "cell" or re.search("```|~~~", lines[block.line - 1])
    kind = "code" if language in _PYTHON else "maths" if language in _MATHS else "plain"
    if language in _PYTHON | _MATHS | _PLAIN:
        yield Stretch(kind, block.text, block.line + 1 if fenced else block.line)


def _first_line(block: Block, lines: Sequence[str]) -> int:
    """The line on which the text of a displayed formula begins, which may be below its `$$`."""
    for number in range(block.line, block.end):
        if lines[number - 1].replace("$$", "").replace("\\[", "").strip(" \t>-*+"):
            return number
    return block.end


def _prose_stretches(block: Block) -> Iterator[Stretch]:
    """The formulas, code and plain equations in the text of a paragraph, list item, row or heading."""
    text = block.text
    spans = math_spans.protected_spans(text)
    line, at = block.line, 0
    for span in spans:
        line, at = line + text.count("\n", at, span.inner_start), span.inner_start
        if span.kind == "maths" or (span.kind == "code" and _ASSIGNS.search(span.inside)):
            yield Stretch(span.kind, span.inside, line)
    bare = _without_spans(text, spans)
    if not re.search("=|←", bare):
        return
    yield from _bare_stretches(bare, block)
    if len(spans) > 1:
        yield from _scattered(text, spans, block)


def _scattered(text: str, spans: Sequence[MarkdownSpan], block: Block) -> Iterator[Stretch]:
    """The lines whose formula lies in pieces: `$m_t$ = $\\beta$ $m_{t-1}$ + $g_t$`."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], _HIDDEN + span.inside.replace("\n", " ") + _HIDDEN]
        at = span.end
    for number, line in enumerate(("".join(parts) + text[at:]).split("\n"), block.line):
        outside = "".join(line.split(_HIDDEN)[::2])
        if "=" in outside and _OPERATORS.fullmatch(_LIST_MARK.sub("", outside.strip())):
            yield Stretch("maths", line.replace(_HIDDEN, " "), number)


def _without_spans(text: str, spans: Sequence[MarkdownSpan]) -> str:
    """`text` with each character of its formulas and code hidden."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], re.sub(r"[^\n]", _HIDDEN, text[span.start : span.end])]
        at = span.end
    return "".join(parts) + text[at:]


def _bare_stretches(text: str, block: Block) -> Iterator[Stretch]:
    """The environments, and the lines that begin with a left side, in text without its spans."""
    for found in _ENVIRONMENT.finditer(text):
        yield Stretch("maths", found[0], block.line + text.count("\n", 0, found.start()))
    for found in _SPACED.finditer(text):
        yield Stretch("maths", found[1], block.line + text.count("\n", 0, found.start()))
    rest = _ENVIRONMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    rest = rest.translate(_FULL_WIDTH)
    rest = _SMALL.sub(lambda small: f"{'_' if small[1] in 'bB' else '^'}{{{small[2]}}}", rest)
    for number, line in enumerate(rest.split("\n"), block.line):
        if _HIDDEN in line or "$" in line or not re.search("=|←", line):
            continue
        cells = _TAG.sub("|", line).split("|") if "<" in line or block.kind == "row" else [line]
        for cell in cells:
            plain = _LIST_MARK.sub("", cell.strip().strip("*"))
            if _PLAIN_LINE.match(plain):
                yield Stretch(_plain_kind(plain), plain, number)


def _plain_kind(text: str) -> str:
    """How a line of plain text is read: as maths if it has macros, as code if it may be Python."""
    if "\\" in text:
        return "maths"
    return "code" if text.isascii() and not re.search(r"[{^]|:=", text) else "plain"
