"""HTML of an Anki field as our Markdown: formulas untouched, pictures beside the deck, nothing that runs.

What is text in HTML is text in Markdown: characters that would mean something there are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from flashcards.errors import unprintable
from flashcards.exchange.html_reading_inlines import Inlines
from flashcards.exchange.html_reading_maths import Address, hide_formulas, show_formulas
from flashcards.exchange.html_reading_tags import Element, read_tags
from flashcards.text.markdown.pictures import write_picture

LONGEST = 200_000
"""The most characters of HTML that are read; a card shows 20,000."""
_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:?!'\"()/\u00c0-\u024f\u0370-\u03ff\u3040-\u30ff\u4e00-\u9fff-]*")
_DROPPED = {
    **dict.fromkeys(("script", "noscript"), "a script"),
    **dict.fromkeys(("iframe", "frame", "frameset", "object", "embed", "applet"), "a frame"),
    **dict.fromkeys(("svg", "canvas", "video", "audio", "map"), "a drawing or recording"),
    **dict.fromkeys(("form", "textarea", "select", "button", "input"), "a form"),
    **dict.fromkeys(("style", "head", "title", "meta", "link", "base", "template"), ""),
}
"""Elements that are left out with what is in them → what is told of it."""
_BLOCKS = frozenset(
    {
        *(
            "div",
            "p",
            "ul",
            "ol",
            "li",
            "table",
            "pre",
            "hr",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
        ),
        *(
            "section",
            "article",
            "center",
            "dl",
            "dt",
            "dd",
            "figure",
            "figcaption",
            "header",
            "footer",
            "details",
        ),
        *(
            "summary",
            "address",
            "main",
            "nav",
            "aside",
            "fieldset",
            "form",
            "tbody",
            "thead",
            "tr",
            "td",
            "th",
        ),
    }
)
_STYLES = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]")
_TTS = re.compile(r"\[anki:(?:tts|play)[^\]\n]{0,300}\]")


@dataclass
class HtmlReading:
    """What was read so far of the fields of one card."""

    address: Address
    losses: list[str] = field(default_factory=list)
    """What could not be carried along."""
    media: list[str] = field(default_factory=list)
    """The names of the media files that it shows."""

    def read(self, html: str) -> str:
        """The Markdown of a field."""
        if len(html) > LONGEST:
            self.losses.append(f"all after its first {LONGEST:,} characters")
            html = html[:LONGEST]
        if _PLAIN.fullmatch(html) and not re.match(r"\s*[0-9-]", html):
            return " ".join(html.split())
        html = unprintable().sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
        kept: list[str] = []
        hidden = hide_formulas(html, kept)
        blocks = self._blocks(read_tags(hidden).children)
        text = show_formulas("\n\n".join(blocks), kept)
        return _tidy(text)

    def _blocks(self, children: Sequence[Element | str]) -> list[str]:
        """The blocks of Markdown that these make."""
        found: list[str] = []
        line = Inlines()
        for child in children:
            if isinstance(child, Element) and _has_block(child):
                found += line.paragraphs()
                line = Inlines()
                found += self._block(child)
            else:
                self._inline(child, line)
        return [*found, *line.paragraphs()]

    def _block(self, element: Element) -> list[str]:
        match element.tag:
            case tag if tag in _DROPPED:
                self._drop(tag)
                return []
            case "ul" | "ol":
                return self._list(element)
            case "table":
                return self._table(element)
            case "pre":
                return _fence(element)
            case "hr":
                return ["---"]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                title = self._line(element.children)
                return [f"{'#' * int(element.tag[1])} {title}"] if title else []
            case "blockquote":
                return [_prefixed("\n\n".join(self._blocks(element.children)), "> ", "> ")]
            case _:
                return self._blocks(element.children)

    def _list(self, element: Element) -> list[str]:
        start = element.attributes.get("start", "1")
        number = int(start) if re.fullmatch(r"[0-9]{1,8}", start) else 1
        items: list[str] = []
        for child in element.children:
            if isinstance(child, str) and not child.strip():
                continue
            inside = child.children if isinstance(child, Element) and child.tag == "li" else [child]
            blocks = self._blocks(inside)
            if isinstance(child, Element) and child.tag in {"ul", "ol"} and items and blocks:
                items[-1] += "\n" + _prefixed(blocks[0], "   ", "   ")
            elif blocks:
                mark = f"{number}. " if element.tag == "ol" else "- "
                items.append(_prefixed(_join_item(blocks), mark, " " * len(mark)))
                number += 1
        return ["\n".join(items)] if items else []

    def _table(self, element: Element) -> list[str]:
        rows = [[self._line(cell.children, cell=True) for cell in row] for row in _rows(element)]
        rows = [row for row in rows if any(row)]
        if not rows:
            return []
        width = max(map(len, rows))
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return ["\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]

    def _line(self, children: Sequence[Element | str], *, cell: bool = False) -> str:
        """All of it on one line."""
        line = Inlines(in_cell=cell)
        for child in children:
            self._inline(child, line)
        return line.one_line()

    def _inline(self, child: Element | str, line: Inlines) -> None:
        if isinstance(child, str):
            self._text(child, line)
            return
        match child.tag:
            case tag if tag in _DROPPED:
                self._drop(tag)
            case "br":
                line.break_line()
            case "img":
                self._picture(child, line)
            case "code" | "tt" | "kbd" | "samp" | "pre":
                line.add_code(child.text())
            case "sub" | "sup":
                line.add_index(child.text(), "_" if child.tag == "sub" else "^")
            case "a":
                self._link(child, line)
            case tag if tag in _STYLES:
                with line.styled(_STYLES[tag]):
                    self._all(child, line)
            case tag if tag in _BLOCKS:
                line.add_text(" ")
                self._all(child, line)
                line.add_text(" ")
            case _:
                self._all(child, line)

    def _all(self, element: Element, line: Inlines) -> None:
        for child in element.children:
            self._inline(child, line)

    def _text(self, text: str, line: Inlines) -> None:
        at = 0
        text = _TTS.sub("", text) if "[anki:" in text else text
        for sound in _SOUND.finditer(text) if "[sound:" in text else ():
            line.add_text(text[at : sound.start()])
            self._sound(sound[1], line)
            at = sound.end()
        line.add_text(text[at:])

    def _sound(self, name: str, line: Inlines) -> None:
        if not self.address(name):
            self.losses.append(f"the sound {name}, which is not in the package")
        else:
            self.media.append(name)
        line.add_text(f"(sound: {name})")

    def _picture(self, element: Element, line: Inlines) -> None:
        source = element.attributes.get("src", "").strip()
        alt = " ".join(element.attributes.get("alt", "").split())[:200]
        if not source or re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:|//)", source):
            self.losses.append("a picture that is not in the package")
            line.add_text(alt and f"[{alt}]")
            return
        name = source if self.address(source) else unquote(source)
        if address := self.address(name):
            self.media.append(name)
            line.add_markdown(write_picture(address, alt, name))
            return
        self.losses.append(f"the picture {name[:100]}, which is not in the package")
        line.add_text(f"[{alt or name[:100]}]")

    def _link(self, element: Element, line: Inlines) -> None:
        target = "".join(element.attributes.get("href", "").split())
        is_web = re.fullmatch(r"(?:https?://|mailto:)[^<>\\\"]{1,1000}", target, re.IGNORECASE)
        if not is_web:
            if target and not target.startswith("#"):
                self.losses.append("a link that leads to no web page")
            self._all(element, line)
            return
        with line.linked(target):
            self._all(element, line)

    def _drop(self, tag: str) -> None:
        if _DROPPED[tag]:
            self.losses.append(_DROPPED[tag])


def _has_block(element: Element) -> bool:
    """True for an element that ends the line before it, or has such a one in it."""
    if element.tag in _BLOCKS:
        return True
    return any(isinstance(child, Element) and _has_block(child) for child in element.children)


def _rows(table: Element) -> list[list[Element]]:
    """The cells of each row; those of tables inside belong to their cell."""
    found: list[list[Element]] = []
    for child in table.children:
        if isinstance(child, Element) and child.tag == "tr":
            cells = [
                cell for cell in child.children if isinstance(cell, Element) and cell.tag in {"td", "th"}
            ]
            found.append(cells)
        elif isinstance(child, Element) and child.tag in {"tbody", "thead", "tfoot"}:
            found += _rows(child)
    return found


def _fence(element: Element) -> list[str]:
    """A block of code, in the language that its class names."""
    text = element.text().replace("\xa0", " ").strip("\n")
    if not text.strip():
        return []
    marks = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, marks + 1)
    return [f"{fence}{_language(element)}\n{text}\n{fence}"]


def _language(element: Element) -> str:
    inside = [child for child in element.children if isinstance(child, Element)]
    for each in (element, *inside[:1]):
        found = re.search(
            r"(?:^|\s)(?:language|lang)-([A-Za-z0-9+#.-]{1,30})", each.attributes.get("class", "")
        )
        if found:
            return found[1].lower()
    return ""


def _join_item(blocks: list[str]) -> str:
    """The blocks of a list's item; a list in it follows its text without an empty line."""
    text = blocks[0]
    for block in blocks[1:]:
        text += ("\n" if re.match(r"(?:- |\d+\. )", block) else "\n\n") + block
    return text


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([f"{first}{lines[0]}".rstrip(), *(f"{rest}{line}".rstrip() for line in lines[1:])])


def _tidy(text: str) -> str:
    """`text` without spaces at the ends of lines and with at most one empty line in a row."""
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
