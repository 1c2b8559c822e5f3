"""Puts what a note embeds into the text of a card: parts of other notes, and pictures.

Pure: the files are found by their names and read by functions that are passed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from flashcards.notes.excerpt import find_excerpt
from flashcards.notes.links import LONGEST_LINK, Link, NameIndex, read_address, read_link
from flashcards.text import math_spans
from flashcards.text.markdown.pictures import MARKDOWN_IMAGE, is_picture, write_picture
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value

DEEPEST = 2
"""How many embeds may lie within one another."""
MOST_EMBEDS = 20
"""How many embeds of one text are looked up."""
LONGEST_TEXT = 6000
"""The most characters that all embeds together add to a text."""
_EMBED = re.compile(rf"!\[\[(?P<inside>[^\[\]\n]{{1,{LONGEST_LINK}}})\]\]|{MARKDOWN_IMAGE}")
_COMMENT = re.compile(r"%%[^%]{0,2000}%%|<!--(?:[^-]|-(?!->)){0,2000}-->")


def _nothing(_: str) -> None:
    return None


class Vault(Value, frozen=True):
    """The files that the notes of an import may embed."""

    notes: NameIndex
    pictures: NameIndex
    read: Callable[[str], str | None] = _nothing
    """The text of the note with this name; None if it cannot be read."""
    keep: Callable[[str], str | None] = _nothing
    """The address that the deck will have the picture of this name at; None if it cannot be shown."""


def fill_embeds(text: str, source: str, vault: Vault, *, notes: bool = True) -> str:
    """`text` of the note named `source` with its embeds replaced by what they show.

    Pictures get the address that the deck has them at; with `notes`, embeds of notes become the text that
    they show. What is not found, or leads out of the folder, stays as it is written.
    """
    return _Filler(vault, notes=notes).fill(text, source, ()) if "![" in text else text


@dataclass
class _Filler:
    """What is left to spend on one text of a card."""

    vault: Vault
    notes: bool
    embeds: int = MOST_EMBEDS
    room: int = LONGEST_TEXT
    texts: dict[str, str | None] = field(default_factory=dict)

    def fill(self, text: str, source: str, open_notes: tuple[str, ...]) -> str:
        """`text` with its embeds filled in; `open_notes` are those that it lies in."""

        def shown(found: re.Match[str]) -> str:
            self.embeds -= 1
            new = self._shown(found, source, open_notes) if self.embeds >= 0 else None
            return new or found[0]

        return "".join(
            _EMBED.sub(shown, text[span.start : span.end])
            if span.kind == "prose"
            else text[span.start : span.end]
            for span in markdown_spans(text)
        )

    def _shown(self, found: re.Match[str], source: str, open_notes: tuple[str, ...]) -> str | None:
        """What one embed shows; None if that is not found."""
        if found["inside"] is None:
            return self._picture(read_address(found["address"]), found["alt"], source)
        link = read_link(found["inside"])
        if not is_picture(link.page):
            return self._note(link, source, open_notes)
        picture = self._picture(link, link.alias, source)
        in_table = "\\|" in found["inside"]
        return picture.replace("|", "\\|") if picture and in_table else picture

    def _picture(self, link: Link, alt: str, source: str) -> str | None:
        """The picture as the deck will show it; None if it is not found."""
        name = self.vault.pictures.resolve(link.page, source)
        address = name and self.vault.keep(name)
        return write_picture(address, alt, link.page) if address else None

    def _note(self, link: Link, source: str, open_notes: tuple[str, ...]) -> str | None:
        """The text that an embed of a note shows; None if it is not found or embeds itself."""
        name = self.vault.notes.resolve(link.page, source) if link.page else source
        if not self.notes or name is None or len(open_notes) >= DEEPEST or name in open_notes:
            return None
        if name not in self.texts:
            self.texts[name] = self.vault.read(name)
        excerpt = find_excerpt(self.texts[name] or "", link)
        if excerpt is None or len(excerpt) > self.room:
            return None
        self.room -= len(excerpt)
        return self.fill(_as_card_text(excerpt), name, (*open_notes, name))


def _as_card_text(text: str) -> str:
    """The text of a note as it stands on a card: links as their text, no comments."""
    return "".join(
        math_spans.link_texts(_COMMENT.sub("", text[span.start : span.end]))
        if span.kind == "prose"
        else text[span.start : span.end]
        for span in markdown_spans(text)
    ).strip()
