"""Changes of the tags of cards: what a person types, and the deck file's text after it.

Only the lines of the tags are written; where a card does not have such lines, it alone is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from flashcards.deck import codec, yaml_writer
from flashcards.deck.edit import same_deck, splice_cards
from flashcards.deck.model import Card, Deck
from flashcards.errors import Place, Problem, printable_line

LONGEST = 60
_EXAMPLE = "as in  exam, second moment, -old"


class TagEdit(NamedTuple):
    """Tags that cards get, and tags that are taken from them."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def of(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """The tags after the change."""
        kept = [tag for tag in tags if tag not in self.remove]
        return (*kept, *(tag for tag in self.add if tag not in kept))


def read_tag_edit(text: str) -> TagEdit:
    """What a person typed: tags to add, and with `-` before them tags to take away.

    Commas part them where there are any, else spaces. Raises Problem.
    """
    words = [word.strip() for word in (text.split(",") if "," in text else text.split())]
    removed = tuple(_tag(word[1:]) for word in words if word.startswith("-"))
    added = tuple(_tag(word) for word in words if word and not word.startswith("-"))
    if not added and not removed:
        raise Problem("type a tag, or - and a tag that they have", hint=_EXAMPLE)
    if both := set(added) & set(removed):
        raise Problem(f"{min(both)} is both added and taken away", hint=_EXAMPLE)
    return TagEdit(tuple(dict.fromkeys(added)), tuple(dict.fromkeys(removed)))


def _tag(word: str) -> str:
    tag = word.strip().removeprefix("#").strip()
    if not tag:
        raise Problem("a tag is missing", hint=_EXAMPLE)
    if len(tag) > LONGEST or printable_line(tag) != tag or set(tag) & set("[]{}"):
        shown = printable_line(tag[:20])
        raise Problem(f"'{shown}' cannot be a tag", hint=f"words of at most {LONGEST} characters")
    return tag


def tag_text(text: str, file: str, ids: Collection[str], edit: TagEdit) -> tuple[str, list[str]]:
    """The deck file `text` after the change of the cards `ids`, and the ids of those that it changed.

    Raises Problem if the deck cannot be read without problems.
    """
    deck, problems = codec.read_deck(text, file)
    if deck is None or problems:
        place = problems[0].place if problems else Place(file)
        raise Problem("the deck has problems, so that its tags cannot be written", place, "mend it first")
    cards = [replace(card, tags=edit.of(card.tags)) if card.id in ids else card for card in deck.cards]
    after = replace(deck, cards=tuple(cards))
    changed = [new.id for old, new in zip(deck.cards, cards, strict=True) if new.tags != old.tags]
    if not changed:
        return text, []
    written = _edit_lines(text, file, deck, after) or splice_cards(text, file, after)
    if written is None:
        raise Problem("the deck's text cannot be changed in place", Place(file), "tag the cards in an editor")
    return written, changed


def _edit_lines(text: str, file: str, before: Deck, after: Deck) -> str | None:
    """The text with the lines of the changed tags alone written anew; None if that gives another deck."""
    lines = text.splitlines(keepends=True)
    is_markdown = PurePath(file).suffix.lower() == ".md"
    starts = [card.place.line - 1 for card in before.cards]
    ends = [*starts[1:], len(lines)]
    spans = list(zip(before.cards, after.cards, starts, ends, strict=True))
    if starts != sorted(set(starts)):
        return None
    for old, new, start, end in reversed(spans):
        if old.tags != new.tags:
            put = _put_markdown if is_markdown else _put_yaml
            lines[start:end] = put(lines[start:end], new)
    found = "".join(lines)
    return found if same_deck(found, file, after) else None


def _put_yaml(lines: list[str], card: Card) -> list[str]:
    """The lines of a card of a YAML deck with its tags."""
    opened = re.match(r"([ ]*-[ ]+)(?:id|ask)[ ]*:", lines[0]) if lines else None
    if not opened:
        return lines
    indent = len(opened[1])
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    listed = yaml_writer.block_lines({"tags": list(card.tags)}, indent) if card.tags else ()
    written = [f"{line}{ending}" for line in listed]
    at = next((at for at, line in enumerate(lines) if re.match(rf"[ ]{{{indent}}}tags[ ]*:", line)), None)
    if at is None:
        whole = lines[0] if lines[0].endswith("\n") else f"{lines[0]}{ending}"
        return [whole, *written, *lines[1:]]
    end = at + 1
    while end < len(lines) and re.match(rf"[ ]{{{indent + 1}}}[ ]*[^#\s]|[ ]{{{indent}}}- ", lines[end]):
        end += 1
    return [*lines[:at], *written, *lines[end:]]


def _put_markdown(lines: list[str], card: Card) -> list[str]:
    """The lines of a card of a Markdown deck with its tags, where a line says them."""
    at = next((at for at, line in enumerate(lines) if re.match(r"tags[ ]*::", line)), None)
    if at is None:
        return lines
    written = [f"tags:: {', '.join(card.tags)}\n"] if card.tags else []
    return [*lines[:at], *written, *lines[at + 1 :]]
