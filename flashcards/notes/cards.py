"""Notes → cards, and for every block a fate: the cards that it makes, or why it makes none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flashcards.card import Basic, Card, Cloze, Code, Origin
from flashcards.errors import Place, Problem
from flashcards.notes import context, reader
from flashcards.notes.block import Block, Note
from flashcards.notes.draft import Draft, Found
from flashcards.notes.identity import Ids, fingerprint, slug, stamped


@dataclass(frozen=True)
class Fate:
    """What became of a block."""

    file: str
    line: int
    end: int
    kind: str
    fate: str
    """card or ignored."""
    why: str
    """The ids of its cards, or the reason."""


@dataclass(frozen=True)
class Made:
    """What an import makes of notes."""

    cards: tuple[Card, ...]
    fates: tuple[Fate, ...]
    problems: tuple[Problem, ...]


def make(notes: Sequence[Note], deck: str) -> Made:
    """The cards of `notes` for the deck named `deck`; what two notes say in the same words is one card."""
    making = _Making(deck)
    for note in notes:
        making.add(note)
    return Made(tuple(making.cards), tuple(making.fates), tuple(p for note in notes for p in note.problems))


@dataclass
class _Making:
    """The cards so far, and what they have already asked."""

    deck: str
    cards: list[Card] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    texts: dict[str, int] = field(default_factory=dict)
    """Piece of a note → the place in `cards` of the card that asks it."""
    asks: dict[str, int] = field(default_factory=dict)

    def add(self, note: Note) -> None:
        orders: Counter[tuple[str, str]] = Counter()
        for found in reader.read(note):
            block = found.block
            ids, why = self._asked(note, found, orders)
            fate = "card" if ids or found.helps else "ignored"
            self.fates.append(Fate(note.file, block.line, block.end, block.kind, fate, ", ".join(ids) or why))

    def _asked(self, note: Note, found: Found, orders: Counter[tuple[str, str]]) -> tuple[list[str], str]:
        """The ids of a block's cards; where there are none, why."""
        ids: list[str] = []
        why = found.why or "no question can be made of it"
        if (
            not found.drafts
            and not found.helps
            and (at := self.texts.get(_same(found.block.text))) is not None
        ):
            return [], f"the same as {_where(self.cards[at])}"
        for draft in found.drafts:
            twin, said = self._twin(draft)
            if twin is not None:
                why = f"{said} {_where(self.cards[twin])}"
                self._explain(twin, draft.why)
                continue
            card = self._card(note, found.block, draft, orders)
            self.texts[_same(draft.text)] = self.asks[_asked(draft)] = len(self.cards)
            self.cards.append(card)
            ids.append(card.id)
        return ids, why

    def _twin(self, draft: Draft) -> tuple[int | None, str]:
        """The card that asks the same already: the same words, or the same question in other words."""
        if (at := self.texts.get(_same(draft.text))) is not None:
            return at, "the same as"
        return self.asks.get(_asked(draft)), "already asked by"

    def _explain(self, at: int, why: str) -> None:
        """What the second note says more goes to the first one's card."""
        card = self.cards[at]
        if why and why not in card.why:
            self.cards[at] = replace(card, why="\n\n".join(part for part in (card.why, why) if part))

    def _card(self, note: Note, block: Block, draft: Draft, orders: Counter[tuple[str, str]]) -> Card:
        heading = " > ".join(context.clean(title) for title in block.headings)
        orders[heading, block.kind] += 1
        order = orders[heading, block.kind]
        origin = Origin(note.name, heading, block.kind, order, fingerprint(draft.text))
        source = note.fields.get("source") or note.fields.get("url")
        card = Card(
            deck=self.deck,
            id=self.ids.new(_names(draft), origin.fingerprint),
            ask=draft.ask,
            answer=draft.answer,
            place=Place(note.file, block.line),
            why=draft.why,
            source=source if isinstance(source, str) else "",
            tags=note.tags,
            optimizer=draft.optimizer,
            demo=draft.demo,
            origin=origin,
        )
        return stamped(card)


def _names(draft: Draft) -> list[str]:
    """What the card's id may be, the shortest first."""
    return [slug(f"{draft.subject} {draft.name}"), slug(f"{draft.subject} {draft.section} {draft.name}")]


def _same(text: str) -> str:
    """What makes two pieces of notes the same: all but white space; m and M differ."""
    return " ".join(text.split())


def _asked(draft: Draft) -> str:
    """What makes two questions the same: their words, and nothing else where these say what it is about."""
    parts = re.split(r"(\$[^$]*\$|`[^`]*`)", re.sub(r"[* ]", "", draft.ask))
    ask = "".join(part if at % 2 else part.lower() for at, part in enumerate(parts))
    whole = isinstance(draft.answer, Basic) or (
        draft.subject and draft.ask and not isinstance(draft.answer, (Code, Cloze))
    )
    return ask if whole else f"{ask} {draft.text}"


def _where(card: Card) -> str:
    return f"{card.origin.file if card.origin else card.place.file}:{card.place.line}"
