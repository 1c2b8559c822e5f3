r"""A note → the equations and assignments in it, each with its line and the optimizers its section names.

Read are formulas wherever they stand, listings of Python, code within a line that assigns, `math` fences, and
lines of plain text that begin with a left side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flashcards.audit.note_contexts import ContextWalk
from flashcards.judging.systems.from_code import lines_of_code
from flashcards.judging.systems.from_formula import lines_of_formula
from flashcards.judging.systems.step_faults import StepFault
from flashcards.judging.systems.terms import SystemLine
from flashcards.judging.systems.time_letters import time_letters
from flashcards.notes import decode
from flashcards.notes.block import Block
from flashcards.notes.context import subjects_in
from flashcards.notes.note import read_note
from flashcards.text import math_spans
from flashcards.text.markdown.spans import MarkdownSpan

LONGEST = 400_000
"""Characters of a note that are read."""
_PYTHON = frozenset({"", "python", "py", "python3", "jax", "numpy", "torch", "pytorch", "ipython", "pycon"})
_MATHS = frozenset({"math", "latex", "tex", "katex"})
_PLAIN = frozenset({"text", "txt", "plain", "plaintext", "pseudo", "pseudocode"})
_SILENT = frozenset({"field", "output", "embed", "link", "tags", "comment", "rule", "drawing"})
_ENVIRONMENT = re.compile(
    r"\\begin\{(align|aligned|equation|gather|gathered|eqnarray|multline|array|split)\*?\}.*?\\end\{\1\*?\}",
    re.DOTALL,
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
_PAIRED = re.compile(r"\\\\\(((?:(?!\\\\[()])[^\n])+)\\\\\)")
_OPENING = re.compile(r"^([ \t>]*)\\\\\[(?!\d)", re.MULTILINE)
_CLOSING = re.compile(r"\\\\\](?=[ \t.,;]*$)", re.MULTILINE)


@dataclass(frozen=True)
class NoteSystems:
    """What a note states of systems."""

    lines: tuple[SystemLine, ...]
    faults: tuple[StepFault, ...] = ()
    """What its listings do wrong over several steps."""
    unread: tuple[tuple[int, str], ...] = ()
    """The lines of its Python that do not parse, with the reason."""


def note_systems(text: str, file: str) -> tuple[SystemLine, ...]:
    """The lines of the systems that a note states, in order; `file` is its name."""
    return read_note_systems(text, file).lines


def read_note_systems(text: str, file: str) -> NoteSystems:
    """The systems that a note states, with the faults of its listings."""
    text = _single_backslashes(decode.clean_text(text[:LONGEST]))
    note, lines = read_note(text, file), text.split("\n")
    reader = _NoteReader(lines, time_letters(text))
    walk = ContextWalk(note, lines)
    for block in note.blocks:
        optimizers = walk.enter(block)
        if block.kind not in _SILENT:
            reader.read(block, optimizers)
    return NoteSystems(tuple(reader.found), tuple(reader.faults), tuple(reader.unread))


def _single_backslashes(text: str) -> str:
    r"""`text` with `\\( … \\)` and `\\[ … \\]` in their usual spelling, each character at its old place."""
    if "\\\\(" in text:
        text = _PAIRED.sub(r" \\(\1 \\)", text)
    if "\\\\[" in text:
        text = _CLOSING.sub(r" \\]", _OPENING.sub(r"\1 \\[", text))
    return text


@dataclass(frozen=True)
class _Stretch:
    """A stretch of a block that is formula or code."""

    kind: str
    """maths, code or plain."""
    text: str
    line: int


class _NoteReader:
    """Reads blocks in order; lines of one formula or listing share a number."""

    def __init__(self, lines: list[str], time: frozenset[str]) -> None:
        self.found: list[SystemLine] = []
        self.faults: list[StepFault] = []
        self.unread: list[tuple[int, str]] = []
        self._lines = lines
        self._time = time
        self._block = 0

    def read(self, block: Block, optimizers: tuple[str, ...]) -> None:
        """Adds the lines of one block."""
        for stretch in self._stretches(block):
            self._block += 1
            if stretch.kind == "code":
                self.found += self._code(stretch, optimizers)
            else:
                self.found += self._formula(stretch, optimizers)

    def _formula(self, stretch: _Stretch, optimizers: tuple[str, ...]) -> tuple[SystemLine, ...]:
        return lines_of_formula(
            stretch.text,
            stretch.line,
            self._time,
            typed=stretch.kind == "plain",
            optimizers=optimizers,
            block=self._block,
        )

    def _code(self, stretch: _Stretch, optimizers: tuple[str, ...]) -> list[SystemLine]:
        """The lines of a listing; of what is no Python, those that are typed formulas."""
        read = lines_of_code(
            stretch.text, stretch.line, optimizers=optimizers, block=self._block, subjects=subjects_in
        )
        self.faults += read.faults
        written = stretch.text.split("\n")
        found = [*read.lines]
        for number, why in read.unread:
            typed = self._formula(_Stretch("plain", written[number - stretch.line], number), optimizers)
            found += typed
            if not typed and len(written) > 1:
                self.unread.append((number, why))
        return sorted(found, key=lambda line: line.number)

    def _stretches(self, block: Block) -> Iterator[_Stretch]:
        match block.kind:
            case "code" | "cell":
                yield from self._listing(block)
            case "formula" if not block.text.startswith(("$$", "\\[")):
                yield _Stretch("maths", block.text, self._first_line(block))
            case _:
                yield from _prose_stretches(block)

    def _listing(self, block: Block) -> Iterator[_Stretch]:
        language = re.sub(r"[^a-z0-9].*", "", block.info.lower().lstrip("{.= "))
        fenced = block.kind == "cell" or re.search("```|~~~", self._lines[block.line - 1])
        line = block.line + 1 if fenced else block.line
        kind = "code" if language in _PYTHON else "maths" if language in _MATHS else "plain"
        if language in _PYTHON | _MATHS | _PLAIN:
            yield _Stretch(kind, block.text, line)

    def _first_line(self, block: Block) -> int:
        """The line on which the text of a displayed formula begins, which may be below its `$$`."""
        line = block.line
        while line < block.end and not self._lines[line - 1].replace("$$", "").replace("\\[", "").strip(
            " \t>-*+"
        ):
            line += 1
        return line


def _prose_stretches(block: Block) -> Iterator[_Stretch]:
    """The formulas, code and plain equations in the text of a paragraph, list item, row or heading."""
    text = block.text
    spans = math_spans.protected_spans(text)
    for span in spans:
        if span.kind == "maths" or (span.kind == "code" and _ASSIGNS.search(span.inside)):
            yield _Stretch(span.kind, span.inside, block.line + text.count("\n", 0, span.inner_start))
    bare = _without_spans(text, spans)
    if not re.search("=|←", bare):
        return
    yield from _bare_stretches(bare, block)
    if len(spans) > 1:
        yield from _scattered(text, spans, block)


def _scattered(text: str, spans: Sequence[MarkdownSpan], block: Block) -> Iterator[_Stretch]:
    """The lines whose formula lies in pieces: `$m_t$ = $\\beta$ $m_{t-1}$ + $g_t$`."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], _HIDDEN + span.inside.replace("\n", " ") + _HIDDEN]
        at = span.end
    for number, line in enumerate(("".join(parts) + text[at:]).split("\n"), block.line):
        outside = "".join(line.split(_HIDDEN)[::2])
        if "=" in outside and _OPERATORS.fullmatch(_LIST_MARK.sub("", outside.strip())):
            yield _Stretch("maths", line.replace(_HIDDEN, " "), number)


def _without_spans(text: str, spans: Sequence[MarkdownSpan]) -> str:
    """`text` with each character of its formulas and code hidden."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], re.sub(r"[^\n]", _HIDDEN, text[span.start : span.end])]
        at = span.end
    return "".join(parts) + text[at:]


def _bare_stretches(text: str, block: Block) -> Iterator[_Stretch]:
    """The environments, and the lines that begin with a left side, in text without its spans."""
    for found in _ENVIRONMENT.finditer(text):
        yield _Stretch("maths", found[0], block.line + text.count("\n", 0, found.start()))
    for found in _SPACED.finditer(text):
        yield _Stretch("maths", found[1], block.line + text.count("\n", 0, found.start()))
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
                yield _Stretch(_plain_kind(plain), plain, number)


def _plain_kind(text: str) -> str:
    """How a line of plain text is read: as maths if it has macros, as code if it may be Python."""
    if "\\" in text:
        return "maths"
    return "code" if text.isascii() and not re.search(r"[{^]|:=", text) else "plain"
