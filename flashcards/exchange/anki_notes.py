"""Anki's notes as cards of ours: by their templates, whatever their note type is called.

Each card of a note is asked as its template says, unless two of our cards would be one: a card with its
reverse is asked both ways, the gaps of a note are one cloze.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from flashcards.deck import cloze
from flashcards.deck.model import Answer, BasicAnswer, Card, ClozeAnswer, FormulaAnswer, NumberAnswer, Origin
from flashcards.deck.prompts import FRONT, REVERSE, prompts
from flashcards.deck.slug import slug
from flashcards.errors import Place, printable_line
from flashcards.exchange.anki_notes_cloze import mark_gaps, write_gaps
from flashcards.exchange.anki_notes_templates import fill_template, split_answer
from flashcards.exchange.anki_notes_types import AnkiCard, AnkiNote, NoteTemplate, NoteType
from flashcards.exchange.html_reading import HtmlReading
from flashcards.exchange.html_reading_maths import Address
from flashcards.exchange.html_reading_tags import without_controls
from flashcards.formula.parse import Unreadable, parse_latex

KIND = "anki"
"""The kind of the origin of cards that were notes of Anki's."""
LONGEST_GUID = 200
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?")
_EXACT = 1e-6
"""The tolerance of a number that Anki has compared letter by letter."""
_FORMULA = re.compile(r"\${1,2}([^$]{1,2000})\${1,2}")
_LATEX = re.compile(r"\\begin|\\text|\{\{|\\\\|&")
_MARKED, _LEECH = "marked", "leech"
_SPEAKS = re.compile(r"tts(?:-voices)?(?=[ :]|$)")


class NoteCard(NamedTuple):
    """A card that is made of a note."""

    card: Card
    """Without the name of its deck; its origin has the guid of its note."""
    parts: Mapping[int, str]
    """The number of each of Anki's cards that it stands for → the part of the prompt."""
    deck: tuple[str, ...]
    """The levels of the name of its deck in Anki."""


@dataclass
class AnkiNoteReader:
    """Makes cards of the notes of one package."""

    file: str
    """The name of the package, for places and origins."""
    types: Mapping[int, NoteType]
    decks: Mapping[int, tuple[str, ...]]
    address: Address
    occlusion: bool = False
    """Whether notes that hide parts of a picture become basic cards."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """What was not taken in, each with the beginning of its note."""

    def read(self, note: AnkiNote) -> list[NoteCard]:
        """The cards that the note's cards in the package make."""
        kind = self.types.get(note.type)
        if kind is None:
            self._tell(note, "its note type is missing")
            return []
        fields = {name: without_controls(text) for name, text in kind.named_fields(note.fields).items()}
        if not note.cards:
            self._tell(note, "it has no card")
            return []
        if kind.is_occlusion:
            return self._read_occlusion(note, fields)
        if kind.is_cloze:
            return self._read_cloze(note, kind, fields)
        return self._read_templates(note, kind, fields)

    def _read_templates(self, note: AnkiNote, kind: NoteType, fields: Mapping[str, str]) -> list[NoteCard]:
        sides: dict[int, _Sides] = {}
        for card in note.cards:
            template = kind.templates.get(card.order)
            if template is None:
                self._tell(note, f"its note type has no card {card.order + 1}")
            elif card.order not in sides:
                sides[card.order] = self._sides(note, template, fields)
        usable = {order: each for order, each in sides.items() if self._is_usable(note, order, each)}
        cards = {card.order: card for card in note.cards}
        first, second = usable.get(0), usable.get(1)
        if first and second and (first.question, first.answer) == (second.answer, second.question):
            del usable[1]
        found = []
        for order, each in usable.items():
            both = order == 0 and 1 in sides and 1 not in usable and second is not None
            orders = {order: FRONT} | ({1: REVERSE} if both else {})
            answer = BasicAnswer(each.answer, both_ways=True) if both else _answer(each)
            flagged = [cards[other] for other in orders]
            found.append(self._make(note, each.question, answer, orders, flagged))
        return found

    def _sides(self, note: AnkiNote, template: NoteTemplate, fields: Mapping[str, str]) -> _Sides:
        """The question and the answer of one template, in Markdown."""
        named = {**fields, **self._special(note, fields)}
        is_typed = False

        def asked(filters: str, text: str) -> str:
            nonlocal is_typed
            if "type" in filters.split(":"):
                is_typed = True
                return ""
            return _filtered(filters, text)

        question = fill_template(template.question, named, asked)
        answer = fill_template(split_answer(template.answer), named, _filtered)
        reading = HtmlReading(self.address)
        asks, says = reading.read(question), reading.read(answer)
        if asks and says.startswith(asks) and says != asks:
            says = re.sub(r"\A\s*(?:---)?\s*", "", says[len(asks) :]) or says
        for loss in dict.fromkeys(reading.losses):
            self._tell(note, f"left out: {loss}")
        return _Sides(asks, says, is_typed)

    def _is_usable(self, note: AnkiNote, order: int, sides: _Sides) -> bool:
        if sides.question and sides.answer:
            return True
        side = "answer" if sides.question else "question"
        self._tell(note, f"the {side} of its card {order + 1} is empty")
        return False

    def _read_cloze(self, note: AnkiNote, kind: NoteType, fields: Mapping[str, str]) -> list[NoteCard]:
        template = next(iter(kind.templates.values()), NoteTemplate("", "", ""))
        told: list[str] = []

        def gapped(filters: str, text: str) -> str:
            names = filters.split(":")
            return mark_gaps(text, told) if "cloze" in names else _filtered(filters, text)

        def further(filters: str, text: str) -> str:
            return "" if "cloze" in filters.split(":") else _filtered(filters, text)

        named = {**fields, **self._special(note, fields)}
        reading = HtmlReading(self.address)
        text = write_gaps(reading.read(fill_template(template.question, named, gapped)))
        why = reading.read(fill_template(split_answer(template.answer), named, further))
        for each in dict.fromkeys([*told, *(f"left out: {loss}" for loss in reading.losses)]):
            self._tell(note, each)
        parts = {int(name[1:]) - 1: name for name in cloze.names(text) if re.fullmatch(r"c[0-9]{1,3}", name)}
        kept = {card.order: parts[card.order] for card in note.cards if card.order in parts}
        for card in note.cards:
            if text and card.order not in parts:
                self._tell(note, f"no gap of ours for its card c{card.order + 1}")
        if not kept:
            self._tell(note, "it has no gap that a card can have" if not text else "its cards have no gaps")
            return []
        return [self._make(note, "", ClozeAnswer(text), kept, note.cards, _without_question(why, text))]

    def _read_occlusion(self, note: AnkiNote, fields: Mapping[str, str]) -> list[NoteCard]:
        """A basic card with the whole picture, if that is asked for: what hides its parts is unknown."""
        if not self.occlusion:
            self._tell(note, "it hides parts of a picture: not taken in (--occlusion takes the picture)")
            return []
        reading = HtmlReading(self.address)
        header, picture, back = (
            reading.read(fields.get(name, "")) for name in ("Header", "Image", "Back Extra")
        )
        self._tell(note, "the parts of its picture are not hidden")
        question = "\n\n".join(part for part in (header, picture) if part)
        if not question:
            return []
        answer = BasicAnswer(back or picture or header)
        return [self._make(note, question, answer, {note.cards[0].order: FRONT}, note.cards[:1])]

    def _make(
        self,
        note: AnkiNote,
        ask: str,
        answer: Answer,
        parts: Mapping[int, str],
        cards: Sequence[AnkiCard],
        why: str = "",
    ) -> NoteCard:
        deck = self.decks.get(cards[0].deck, ("Default",))
        levels = tuple(" ".join(without_controls(level).split()) or "-" for level in deck)
        flags = sorted({card.flags & 7 for card in cards} - {0})
        tags = [
            tag for tag in map(without_controls, note.tags) if tag and tag.lower() not in (_MARKED, _LEECH)
        ]
        tags += [f"flag-{flag}" for flag in flags]
        origin = Origin(self.file, " > ".join(levels), KIND, min(parts) + 1, guid=safe_guid(note.guid))
        text = ask or cloze.fill(getattr(answer, "text", ""), lambda gap: gap.hidden)
        card = Card(
            deck="",
            id=name_card(text, note.guid),
            ask=ask,
            answer=answer,
            place=Place(self.file),
            why=why,
            tags=tuple(dict.fromkeys(tags)),
            origin=origin,
        )
        known = {prompt.part for prompt in prompts(card)}
        return NoteCard(card, {order: part for order, part in parts.items() if part in known}, levels)

    def _special(self, note: AnkiNote, fields: Mapping[str, str]) -> dict[str, str]:
        """What templates may name besides the fields of the note; fields of these names come first."""
        deck = self.decks.get(note.cards[0].deck, ("",))
        special = {
            "Tags": " ".join(note.tags),
            "Type": self.types[note.type].name,
            "Deck": "::".join(deck),
            "Subdeck": deck[-1],
        }
        return {name: without_controls(text) for name, text in special.items() if name not in fields}

    def _tell(self, note: AnkiNote, message: str) -> None:
        self.problems.append((name_note(note), message))


class _Sides(NamedTuple):
    question: str
    answer: str
    is_typed: bool = False


def is_marked(note: AnkiNote) -> bool:
    """True for a note with the tag by which Anki marks it."""
    return any(tag.lower() == _MARKED for tag in note.tags)


def safe_guid(guid: str) -> str:
    """The guid of a note as decks and rows name it."""
    cleaned = without_controls(guid)
    if cleaned == guid and len(guid) <= LONGEST_GUID:
        return guid
    from hashlib import sha256

    return f"hash-{sha256(guid.encode('utf-8', 'replace')).hexdigest()[:24]}"


def name_note(note: AnkiNote) -> str:
    """The beginning of a note, by which a person finds it in Anki."""
    text = " ".join(re.sub(r"<[^<>]{0,200}>", " ", without_controls(" ".join(note.fields)[:400])).split())
    return printable_line(text[:40]) or safe_guid(note.guid)


def name_card(text: str, guid: str) -> str:
    """An id for a card that asks this; by the guid of its note if it has no words."""
    words = re.sub(r"!\[[^\]]{0,300}\]\([^()]{0,400}\)", " ", text[:600])
    return slug(words.replace("\\", " ")) or slug(f"card {guid[:20]}", "card")


def _answer(sides: _Sides) -> Answer:
    """The answer by what it is: a number that was typed, a formula that is read whole, else a text."""
    if sides.is_typed and _NUMBER.fullmatch(sides.answer):
        return NumberAnswer(sides.answer.lstrip("+"), _EXACT)
    formula = _FORMULA.fullmatch(sides.answer)
    if formula and _is_read_whole(formula[1]):
        return FormulaAnswer(formula[1].strip())
    return BasicAnswer(sides.answer)


def _is_read_whole(latex: str) -> bool:
    """True for an equation that our parser reads without a remark."""
    if "=" not in latex or _LATEX.search(latex):
        return False
    try:
        return not parse_latex(latex).warnings
    except Unreadable:
        return False


def _filtered(filters: str, text: str) -> str:
    """A field after its filters; what speaks it aloud shows nothing."""
    return "" if _SPEAKS.match(filters) else text


def _without_question(why: str, text: str) -> str:
    """What the back of a cloze says besides its text."""
    return "" if why == text or not why.strip("-\\ \n") else why


def with_deck(made: NoteCard, deck: str, name: str, tag: str = "") -> NoteCard:
    """The card with its deck and id, and with one more tag."""
    card = made.card
    tags = tuple(dict.fromkeys([*card.tags, *([tag] if tag else [])]))
    return made._replace(card=replace(card, deck=deck, id=name, tags=tags))
