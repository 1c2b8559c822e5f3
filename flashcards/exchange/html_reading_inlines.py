"""One line of Markdown put together from pieces of HTML: text escaped, emphasis where it would be read."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from flashcards.exchange.html_reading_maths import MARKS

_SPACES = re.compile(r"[ \t\n\f\xa0]+")
_ESCAPED = re.compile(
    r"[\\`*$]"
    r"|~(?=~)|(?<=~)~"
    r"|_"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?[A-Za-z0-9]{1,32};)"
    r"|(?<=\])\("
    r"|(?<=\[)\["
    r"|(?<=\{)[{=]"
)
_ENTITIES = {"&": "&amp;", "(": "&#40;", "[": "&#91;"}
"""Where a backslash would make a formula of it."""
_STARTS = re.compile(
    r"(?P<hash>#{1,6})(?=\s|$)|(?P<mark>[-+>])(?=\s|$|>)|(?P<rule>-[- ]*$|=+[ ]*$)"
    r"|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<table>[|:])|(?P<label>\[)(?=[^\]]{1,200}\]:)|(?P<quote>>)"
)
"""What begins a block at the beginning of a line."""
_INDEXES = {
    "_": dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
    "^": dict(
        zip(
            "0123456789+-=()abcdefghijklmnoprstuvwxyz",
            "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
            strict=True,
        )
    ),
}
_TEXT, _MARKDOWN, _BREAK, _DELIMITER, _MATHS = range(5)


class Inlines:
    """The pieces of a paragraph so far."""

    def __init__(self, *, in_cell: bool = False) -> None:
        """`in_cell` for the cell of a table, where a bar would end it."""
        self._pieces: list[tuple[int, str]] = []
        self._in_cell = in_cell

    def add_text(self, text: str) -> None:
        """Adds text, in which nothing has a meaning."""
        if text:
            self._pieces.append((_TEXT, _SPACES.sub(" ", text)))

    def add_markdown(self, written: str) -> None:
        """Adds what is Markdown already."""
        self._pieces.append((_MARKDOWN, written))

    def break_line(self) -> None:
        """Ends the line."""
        self._pieces.append((_BREAK, "\n"))

    def add_code(self, text: str) -> None:
        """Adds code on a line."""
        text = _SPACES.sub(" ", text)
        if not text.strip(f" {MARKS}"):
            self.add_text(text)
            return
        run = max((len(each) for each in re.findall("`+", text)), default=0)
        fence = "`" * (run + 1 if run else 1)
        room = " " if text[0] in "` " or text[-1] in "` " else ""
        self.add_markdown(f"{fence}{room}{text}{room}{fence}")

    def add_index(self, text: str, mark: str) -> None:
        """Adds a subscript `_` or superscript `^`: maths after a single letter, else in Unicode."""
        text = " ".join(text.split())
        if not text:
            return
        kind, before = self._pieces[-1] if self._pieces else (_BREAK, "")
        index = f"{mark}{{{_latex(text)}}}"
        if kind == _MATHS and mark not in before:
            self._pieces[-1] = (_MATHS, before + index)
            return
        letter = re.search(r"(?:^|[^\w\\])([^\W\d_])$", before) if kind == _TEXT else None
        if letter:
            self._pieces[-1] = (_TEXT, before[:-1])
            self._pieces.append((_MATHS, letter[1] + index))
        elif all(character in _INDEXES[mark] for character in text):
            self.add_text("".join(_INDEXES[mark][character] for character in text))
        else:
            self._pieces.append((_MATHS, f"{{}}{index}"))

    @contextlib.contextmanager
    def styled(self, mark: str) -> Iterator[None]:
        """Puts what is added inside into emphasis, where Markdown would read it so."""
        opening = len(self._pieces)
        self._pieces.append((_DELIMITER, mark))
        yield
        self._pieces.append((_DELIMITER, f"{mark}{opening}"))

    @contextlib.contextmanager
    def linked(self, target: str) -> Iterator[None]:
        """Makes what is added inside a link."""
        before, self._pieces = self._pieces, []
        yield
        inside, self._pieces = self._pieces, before
        words = _write(inside, in_cell=self._in_cell).replace("\n", " ").strip()
        address = f"<{target}>" if re.search(r"[()\s]", target) else target
        if words and "![" not in words and "`" not in words:
            self.add_markdown(f"[{_BRACKET.sub(_bracket_entity, words)}]({address})")
        else:
            self._pieces += inside

    def paragraphs(self) -> list[str]:
        """The paragraphs of Markdown: an empty line ends one."""
        lines: list[list[tuple[int, str]]] = [[]]
        for piece in self._pieces:
            if piece[0] == _BREAK:
                lines.append([])
            else:
                lines[-1].append(piece)
        found: list[list[str]] = [[]]
        for line in lines:
            written = _write(line, in_cell=self._in_cell).strip(" ")
            if written:
                found[-1].append(written)
            elif found[-1]:
                found.append([])
        return [_broken(paragraph) for paragraph in found if paragraph]

    def one_line(self) -> str:
        """All of it on one line."""
        pieces = [(_TEXT, " ") if kind == _BREAK else (kind, text) for kind, text in self._pieces]
        return " ".join(_write(pieces, in_cell=self._in_cell).split())


def _broken(lines: list[str]) -> str:
    r"""The lines of a paragraph, each but the last ended by `\`; code in lines ends them by itself."""
    return "\\\n".join(lines)


def _latex(text: str) -> str:
    return re.sub(r"([%#&$_{}])", r"\\\1", text.replace("\\", " "))


def _write(pieces: list[tuple[int, str]], *, in_cell: bool) -> str:
    """The Markdown of the pieces of one line."""
    pieces = [*_joined_texts(pieces)]
    starts, last = True, " "
    written: list[str] = []
    for kind, text in pieces:
        piece = text
        if kind == _TEXT:
            bare = text.lstrip(" ") if last == " " else text
            piece = _escape(bare, starts=starts, in_cell=in_cell)
        elif kind == _MATHS:
            piece = f"${text}$"
        elif kind == _DELIMITER:
            piece = ""
        starts = starts and not piece.strip(f" {MARKS}")
        last = piece.strip(MARKS)[-1:] or last
        written.append(piece)
    _put_delimiters(pieces, written)
    return "".join(written)


def _joined_texts(pieces: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The pieces, texts that follow each other as one."""
    for kind, run in groupby(pieces, key=lambda piece: piece[0]):
        if kind == _TEXT:
            yield kind, _SPACES.sub(" ", "".join(text for _, text in run))
        else:
            yield from run


_BRACKET = re.compile(r"[\[\]]")


def _bracket_entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _put_delimiters(pieces: list[tuple[int, str]], written: list[str]) -> None:
    """Writes the marks of emphasis that Markdown reads as such where they stand."""
    opened: list[tuple[int, str]] = []
    for at, (kind, text) in enumerate(pieces):
        if kind != _DELIMITER:
            continue
        if not text[-1].isdigit():
            opened.append((at, text))
        elif opened:
            start, mark = opened.pop()
            _put_pair(written, start, at, mark)


def _put_pair(written: list[str], start: int, end: int, mark: str) -> None:
    inside = "".join(written[start + 1 : end])
    body = inside.strip(f" {MARKS}")
    if not body:
        return
    before = next((text[-1] for at in range(start - 1, -1, -1) if (text := written[at].rstrip(MARKS))), "")
    after = next((text[0] for at in range(end + 1, len(written)) if (text := written[at].lstrip(MARKS))), "")
    lead, tail = inside.startswith(" "), inside.endswith(" ")
    before, after = " " if lead else before, " " if tail else after
    opens = _is_free(before) or not _is_mark(body[0])
    closes = _is_free(after) or not _is_mark(body[-1])
    meets = {before, after, body[0], body[-1]} & {mark[0]} or "\n" in inside
    if not opens or not closes or meets:
        return
    first = next(at for at in range(start + 1, end) if written[at].strip())
    last = next(at for at in range(end - 1, start, -1) if written[at].strip())
    space = len(written[first]) - len(written[first].lstrip(" "))
    written[first] = written[first][:space] + mark + written[first][space:]
    kept = written[last].rstrip(" ")
    written[last] = kept + mark + written[last][len(kept) :]


def _is_free(character: str) -> bool:
    """True for what emphasis may begin after or end before in any case."""
    return not character or character.isspace() or _is_mark(character)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _escape(text: str, *, starts: bool, in_cell: bool) -> str:
    """`text` so that Markdown reads it as it is."""
    escaped = _ESCAPED.sub(lambda found: _escape_one(found, text), text)
    if in_cell:
        escaped = escaped.replace("|", "\\|")
    if starts and (found := _STARTS.match(escaped.lstrip(MARKS))):
        skip = len(escaped) - len(escaped.lstrip(MARKS))
        at = skip + (found.start("dot") if found["dot"] else 0)
        if found["label"]:
            return f"{escaped[:at]}&#91;{escaped[at + 1 :]}"
        return f"{escaped[:at]}\\{escaped[at:]}"
    return escaped


def _escape_one(found: re.Match[str], text: str) -> str:
    character = found[0]
    if character == "_":
        before, after = text[: found.start()][-1:], text[found.end() : found.end() + 1]
        if before.isalnum() and after.isalnum():
            return "_"
    return _ENTITIES.get(character, f"\\{character}")
