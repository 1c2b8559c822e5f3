"""Edits the text of a deck that has changed; unchanged cards and text between cards are preserved.

`write` makes a new text, without the comments and the spacing of the old one; this keeps them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from flashcards.deck import codec, markdown_writer, serialize, yaml_writer
from flashcards.deck.gap_names import keep_gap_names
from flashcards.deck.model import Card, Deck
from flashcards.deck.serialize import Plain
from flashcards.errors import Place

_COMMENT = re.compile(r"[ \t]*#")


def splice_cards(text: str, file: str, deck: Deck) -> str | None:
    """The deck file `text` with the cards of `deck`; None if that needs a completely new text.

    Cards are cut out and put in as whole lines, each with the comments right above it.
    """
    old, problems = codec.read_deck(text, file)
    if old is None or problems or not old.cards:
        return None
    syntax = codec.ENDINGS.get(PurePath(file).suffix.lower(), "yaml")
    lines = f"{text.rstrip()}\n".splitlines(keepends=True)
    starts = [_start(lines, card.place.line - 1, syntax) for card in old.cards]
    if starts != sorted(set(starts)):
        return None
    deck = _keep_histories(old, deck)
    pieces = {
        card.id: (card, "".join(lines[start:end]))
        for card, start, end in zip(old.cards, starts, [*starts[1:], len(lines)], strict=True)
    }
    indent = _indent(lines[old.cards[0].place.line - 1])
    parts = [_head(lines[: starts[0]], old, deck)]
    for card in serialize.own(deck.inherited()):
        before, piece = pieces.get(card.id, (None, ""))
        if before is None or _bare(before, old) != _bare(card, old):
            piece = _replaced(piece, _written(card, syntax, indent), syntax)
        parts.append(piece)
    apart = len(pieces) == 1 or any(piece.endswith("\n\n") for _, piece in pieces.values())
    found = "".join(_apart(parts) if apart else parts)
    return found if same_deck(found, file, deck) else None


def _keep_histories(old: Deck, deck: Deck) -> Deck:
    """`deck` with the gaps of changed texts named as in `old`, so that their histories follow them."""
    before = {card.id: card for card in old.cards}
    changed = {card.id for card in deck.cards if card.id in before and card.answer != before[card.id].answer}
    cards = [keep_gap_names(before[card.id], card) if card.id in changed else card for card in deck.cards]
    return replace(deck, cards=tuple(cards))


def _head(lines: list[str], old: Deck, deck: Deck) -> str:
    """The lines above the cards, with the fields of the deck that have changed written anew."""
    before, after = serialize.deck_fields(old), serialize.deck_fields(deck)
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            lines = _with_field(lines, name, after.get(name))
    return "".join(lines)


def _with_field(lines: list[str], name: str, value: Plain) -> list[str]:
    """The lines of a head with a field of the deck in place of the one of that name, or after all others."""
    written = [] if value is None else [f"{line}\n" for line in yaml_writer.block_lines({name: value})]
    first = next((at for at, line in enumerate(lines) if re.match(rf"{name}[ \t]*:", line)), None)
    if first is None:
        ends = [at for at, line in enumerate(lines) if at and re.match(r"cards[ \t]*:|---[ \t]*$", line)]
        last = ends[0] if ends else len(lines)
        while last > 1 and not lines[last - 1].strip():
            last -= 1
        return [*lines[:last], *written, *lines[last:]] if ends else lines
    end = first + 1
    while end < len(lines) and re.match(r"[ \t]+[^#\s]|- |\}", lines[end]):
        end += 1
    return [*lines[:first], *written, *lines[end:]]


def _start(lines: list[str], at: int, syntax: codec.Syntax) -> int:
    """The first line that belongs to the card in line `at`: of the comments right above it."""
    while syntax == "yaml" and at and _COMMENT.match(lines[at - 1]):
        at -= 1
    return at


def _written(card: Card, syntax: codec.Syntax, indent: int) -> str:
    return (
        markdown_writer.write_markdown_card(card)
        if syntax == "md"
        else yaml_writer.write_yaml_card(card, indent)
    )


def _replaced(piece: str, written: str, syntax: codec.Syntax) -> str:
    """The lines of a card with `written` in place of it; the comments above and below it stay."""
    lines = piece.splitlines(keepends=True) if syntax == "yaml" else []
    said = [at for at, line in enumerate(lines) if line.strip() and not _COMMENT.match(line)]
    if not said:
        return written
    first = _indent(lines[said[0]])
    below = [line for line in lines[said[-1] + 1 :] if not line.strip() or _indent(line) <= first]
    return "".join([*lines[: said[0]], written, *below])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _apart(parts: list[str]) -> list[str]:
    """The pieces of a file with an empty line between any two cards that touch."""
    spaced = [parts[0]]
    for at, part in enumerate(parts[1:]):
        touches = at and spaced[-1].strip() and not spaced[-1].endswith("\n\n")
        spaced.append(f"\n{part}" if touches else part)
    return [*spaced[:-1], spaced[-1].rstrip("\n") + "\n"]


def _bare(card: Card, deck: Deck) -> Card:
    """A card without its place, its optimizer written out."""
    return replace(card, place=Place(""), optimizer=card.optimizer or deck.optimizer)


def same_deck(text: str, file: str, deck: Deck) -> bool:
    """True if the text contains exactly this deck."""
    found, problems = codec.read_deck(text, file)
    if found is None or problems or replace(found, cards=(), place=deck.place) != replace(deck, cards=()):
        return False
    return [_bare(card, deck) for card in found.cards] == [_bare(card, deck) for card in deck.cards]
