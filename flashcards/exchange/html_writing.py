r"""Markdown as HTML for Anki: formulas in `\(…\)` and `\[…\]`, the gaps of a cloze as `{{c1::…}}`.

While the Markdown is read, a private character stands at either end of each gap. What would end a gap early,
or begin one that is none, is written in another way; see `_text` and `_maths`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from flashcards.deck.cloze import Gap, gaps
from flashcards.errors import Problem, printable
from flashcards.exchange.html_writing_maths import are_braces_paired, hint_in_maths, latex_in_field
from flashcards.text.markdown.parser import Token, inline_tokens, parser, same_length
from flashcards.text.markdown.pictures import picture_of
from flashcards.text.markdown.reader import LONGEST

MediaName = Callable[[str], str]
"""The name in Anki of a picture, by its address beside the deck; empty if it cannot be shown."""
MOST_NUMBERS = 500
"""The highest number of a gap that Anki takes."""
_OPENS, _CLOSES, _MOST = 0xF100, 0xF200, 0x100
_MARKS = re.compile(f"([{chr(_OPENS)}-{chr(_CLOSES + _MOST - 1)}])")
_PLAIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0370-\u03ff,;?!'\"%/][\w ,;?!'\"%/\u2013\u2014\u2019()]*\.?")
"""A text that Markdown reads as it stands, which many are; its parser takes half a millisecond."""
_STYLES = {"strong": "b", "em": "i", "s": "s"}
_COMMANDS = re.compile(r"\[(?=(?:/?latex|/?\$\$?)\]|sound:|anki:)", re.IGNORECASE)
"""What Anki would obey in a text."""
_DELIMITERS = re.compile(r"\\([()\[\]])")
"""What would begin a formula; MathJax looks at each stretch of text by itself."""
_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def no_media(address: str) -> str:
    """No name: pictures are named in words."""
    return ""


def write_html(text: str, media: MediaName = no_media) -> str:
    """The HTML of a Markdown text."""
    return HtmlWriting(media=media).write(_without_marks(text))


def write_line_html(text: str) -> str:
    """The HTML of one line of Markdown, without blocks."""
    return HtmlWriting().inlines(inline_tokens(same_length(_without_marks(text))))


def write_cloze_html(text: str, numbers: Mapping[str, int], media: MediaName = no_media) -> str:
    """The HTML of a text with gaps, each under the number of its name.

    Raises Problem for a gap without a number that Anki takes, and for one that stands where it hides nothing.
    """
    found = gaps(_without_marks(text))
    for gap in found:
        if not 1 <= numbers.get(gap.name, 0) <= MOST_NUMBERS:
            raise Problem(f"the gap '{gap.name}' has no number from 1 to {MOST_NUMBERS}")
    writing = HtmlWriting(found, numbers, media)
    html = writing.write(_marked(_without_marks(text), found))
    missing = [gap.name for at, gap in enumerate(found) if writing.passed.count(at) != 2]
    if missing or not found:
        what = f"the gap '{missing[0]}' stands where Anki hides nothing" if missing else "nothing is hidden"
        raise Problem(what, hint="move it out of links, of pictures and of what is no text")
    return html


def _without_marks(text: str) -> str:
    return _MARKS.sub("", printable(text)) if not text.isascii() else printable(text)


def _marked(text: str, found: Sequence[Gap]) -> str:
    """`text` with private characters in the place of the marks of its gaps, and without their names."""
    parts, at = [], 0
    for number, gap in enumerate(found):
        parts += [text[at : gap.start], chr(_OPENS + number), gap.hidden, chr(_CLOSES + number)]
        at = gap.end
    return "".join(parts) + text[at:]


def _holds_whole_gaps(latex: str) -> bool:
    """True if each gap that begins in a formula ends in it: Anki would tear any other.

    In `$5 {{$x$}}` the second dollar, behind a mark in place of a space, would end a formula at the first.
    """
    marks = [ord(mark) for mark in _MARKS.findall(latex)]
    opened = {mark - _OPENS for mark in marks if mark < _CLOSES}
    return opened == {mark - _CLOSES for mark in marks if mark >= _CLOSES}


@dataclass
class HtmlWriting:
    """Writes the HTML of one text; what it has passed of the gaps is kept."""

    gaps: Sequence[Gap] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    media: MediaName = no_media
    passed: list[int] = field(default_factory=list)
    """The gap of each mark that was written."""
    _inside: int = 0
    """How many gaps are open."""

    def write(self, text: str) -> str:
        """The HTML of `text`, in which marks stand for gaps; a very long one is not read as Markdown."""
        if _PLAIN.fullmatch(text):
            return escape(text, quote=False)
        if len(text) > LONGEST:
            return self._text(text).replace("\n", "<br>")
        tokens = parser().parse(same_length(text), {"is_formula": _holds_whole_gaps} if self.gaps else {})
        if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
            return self.inlines(tokens[1].children or [])
        return "".join(map(self._block, tokens))

    def _block(self, token: Token) -> str:
        match token.type:
            case "inline":
                return self.inlines(token.children or [])
            case "math_block":
                return f"<p>{self._maths(token.content, display=True)}</p>"
            case "fence" | "code_block":
                language = re.match(r"[A-Za-z0-9+#.-]{1,30}", token.info)
                named = f' class="language-{language[0]}"' if language else ""
                return f"<pre><code{named}>{self._text(token.content.rstrip(chr(10)))}</code></pre>"
            case "hr":
                return "<hr>"
            case _ if token.hidden or not token.tag:
                return "" if token.hidden else self._text(token.content)
            case _ if token.nesting < 0:
                return f"</{token.tag}>"
            case _:
                attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())
                return f"<{token.tag}{attributes}>"

    def inlines(self, tokens: Sequence[Token]) -> str:
        """The HTML of what stands in one line or paragraph."""
        return "".join(map(self._inline, tokens))

    def _inline(self, token: Token) -> str:
        kind, _, end = token.type.rpartition("_")
        if kind in _STYLES:
            return f"<{'/' if end == 'close' else ''}{_STYLES[kind]}>"
        if kind == "link":
            return self._link(token)
        if picture := picture_of(token):
            name = self.media(picture.address)
            width = f' width="{picture.width}"' if picture.width else ""
            alt = escape(picture.alt)
            return f'<img src="{escape(name)}" alt="{alt}"{width}>' if name else self._text(picture.label)
        match token.type:
            case "math_inline":
                return self._maths(token.content, display=token.markup in {"$$", "\\["})
            case "code_inline":
                return f"<code>{self._text(token.content)}</code>"
            case "softbreak":
                return "\n"
            case "hardbreak":
                return "<br>"
            case "embed":
                return self._text(f"[note: {token.content}]")
            case _:
                return self._text(token.content, apart=True)

    def _link(self, token: Token) -> str:
        if token.type == "link_close":
            return "</a>"
        target = str(token.attrGet("href") or "").replace("::", "%3A%3A").replace("}", "%7D")
        return f'<a href="{escape(target)}">' if _ADDRESS.match(target) else "<a>"

    def _text(self, text: str, *, apart: bool = False) -> str:
        """Text or code, in which nothing has a meaning for Anki; `apart` for what is not in code."""
        return "".join(self._mark(piece) or self._piece(piece, apart=apart) for piece in _MARKS.split(text))

    def _piece(self, text: str, *, apart: bool) -> str:
        text = _COMMANDS.sub("&#91;", escape(text, quote=False))
        if apart and "\\" in text:
            text = _DELIMITERS.sub(r"\\<span></span>\1", text)
        if self.gaps:
            text = re.sub(r"\{\{(?=c\d)", "&#123;&#123;", text)
        if self._inside:
            text = re.sub(r":(?=:|\Z)|(?<=:):", "&#58;", text).replace("{", "&#123;").replace("}", "&#125;")
        return text

    def _maths(self, latex: str, *, display: bool) -> str:
        pieces = _MARKS.split(latex)
        if not are_braces_paired("".join(pieces[::2])) or not _holds_whole_gaps(latex):
            return f"<code>{self._text(latex)}</code>"  # MathJax would look for its end in all that follows
        written = [
            self._mark(piece, before="".join(pieces[:at]), in_maths=True)
            or latex_in_field(piece, in_gap=self._inside > 0, in_cloze=bool(self.gaps))
            for at, piece in enumerate(pieces)
        ]
        body = "".join(written).strip()
        return rf"\[{body}\]" if display else rf"\({body}\)"

    def _mark(self, piece: str, before: str = "", *, in_maths: bool = False) -> str:
        """What Anki wants at the end of a gap, if the piece is the mark of one; else nothing."""
        if len(piece) != 1 or not _MARKS.match(piece):
            return ""
        number, opens = (ord(piece) - _OPENS) % _MOST, ord(piece) < _CLOSES
        if number >= len(self.gaps):
            return ""
        self.passed.append(number)
        self._inside += 1 if opens else -1
        gap = self.gaps[number]
        # an index would take no more than the first sign of what stands for the hidden part
        grouped = in_maths and before[: _start_of(before, number)].rstrip().endswith(("_", "^"))
        if opens:
            return f"{'{ ' if grouped else ''}{{{{c{self.numbers[gap.name]}::"
        hint = self._hint(gap.hint, in_maths=in_maths)
        return f"{f'::{hint}' if hint else ''}}}}}{' }' if grouped else ''}"

    def _hint(self, hint: str, *, in_maths: bool) -> str:
        if not hint or in_maths:
            return hint_in_maths(hint) if hint else ""
        return HtmlWriting(self.gaps, _inside=1).inlines(inline_tokens(hint))


def _start_of(before: str, number: int) -> int:
    """Where the gap begins in what stands before one of its marks."""
    found = before.find(chr(_OPENS + number))
    return found if found >= 0 else len(before)
