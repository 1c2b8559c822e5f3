"""HTML as a tree of elements and texts, tolerant of every mistake, in time linear in its length.

`html.parser` reads hostile text, such as thousands of tags that are never closed, in quadratic time (until
Python 3.14); a field needs no more than this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from flashcards.errors import unprintable
from flashcards.value import Value

DEEPEST = 60
"""How deep elements may lie in one another; what is deeper becomes part of the element there."""
VOID = frozenset(
    {"br", "hr", "img", "input", "wbr", "source", "col", "area", "base", "link", "meta", "embed"}
)
"""Elements without content."""
_OPENS = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})(?=[\s/>])")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]{1,60})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "p": (frozenset({"p"}), frozenset({"div", "td", "th", "li", "blockquote"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
}
"""By the element that begins: those that end there, and those within which it looks for them."""


@dataclass
class Element:
    """An element with what is in it."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        """The text in it, lines where the elements say so."""
        return "".join(
            child if isinstance(child, str) else "\n" if child.tag == "br" else _lined(child)
            for child in self.children
        )


def _lined(element: Element) -> str:
    inner = element.text()
    return f"{inner}\n" if element.tag in {"div", "p", "li", "tr"} and not inner.endswith("\n") else inner


def read_tags(html: str) -> Element:
    """The tree of a text; comments are left out."""
    root = Element("")
    opened = [root]
    for part in split_tags(html):
        if isinstance(part, str):
            opened[-1].children.append(read_entities(part))
        else:
            _take(part, opened)
    return root


class TagMark(Value, frozen=True):
    """A tag in the text."""

    name: str
    closes: bool
    inside: str
    """What stands between its name and its end."""


def split_tags(html: str) -> Iterator[str | TagMark]:
    """The texts and the tags between them, in order; a `<` that begins no tag is text."""
    at, text_from = 0, 0
    has_end = has_quote = True
    while has_end and (start := html.find("<", at)) >= 0:
        if html.startswith("<!--", start):
            end = html.find("-->", start + 4)
            yield html[text_from:start]
            at = text_from = len(html) if end < 0 else end + 3
            continue
        opening = _OPENS.match(html, start)
        if opening is None:
            at = start + 1
            continue
        end = html.find(">", opening.end())
        if end < 0:
            has_end = False
            continue
        if has_quote and html.count('"', opening.end(), end) % 2:
            quote = html.find('"', end)
            has_quote = quote >= 0
            further = html.find(">", quote) if has_quote else -1
            end = further if further >= 0 else end
        yield html[text_from:start]
        yield TagMark(opening[2].lower(), bool(opening[1]), html[opening.end() : end])
        at = text_from = end + 1
    yield html[text_from:]


def _take(tag: TagMark, opened: list[Element]) -> None:
    """Opens or closes an element, in the list of those that are open."""
    if tag.closes:
        _close(tag.name, opened)
        return
    if tag.name in _ENDS:
        _end_siblings(*_ENDS[tag.name], opened)
    element = Element(tag.name, _attributes(tag.inside))
    opened[-1].children.append(element)
    if tag.name not in VOID and not tag.inside.endswith("/") and len(opened) < DEEPEST:
        opened.append(element)


def _close(name: str, opened: list[Element]) -> None:
    for at in range(len(opened) - 1, 0, -1):
        if opened[at].tag == name:
            del opened[at:]
            return


def _end_siblings(ends: frozenset[str], within: frozenset[str], opened: list[Element]) -> None:
    for at in range(len(opened) - 1, 0, -1):
        if opened[at].tag in ends:
            del opened[at:]
            return
        if opened[at].tag in within:
            return


def _attributes(inside: str) -> Mapping[str, str]:
    if "=" not in inside:
        return {}
    found = _ATTRIBUTE.finditer(inside)
    return {each[1].lower(): read_entities(each[2] or each[3] or each[4] or "") for each in found}


_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
PRIVATE = re.compile("[\ue000-\uf8ff\ufdd0-\ufdef]")
"""Characters that mean something of our own, so that no field may hold them."""


def read_entities(text: str) -> str:
    """`text` with the characters that its entities name, without those that no card may hold."""
    return _ENTITY.sub(lambda found: without_controls(unescape(found[0])), text) if "&" in text else text


def without_controls(text: str) -> str:
    """`text` without control characters, overrides of direction, and characters of our own meaning."""
    return text if text.isascii() and text.isprintable() else PRIVATE.sub("", unprintable().sub("", text))
