"""Makes cards from notes, and reports for every block its cards or why it makes none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from flashcards.deck import cloze
from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    Origin,
    StepsAnswer,
)
from flashcards.deck.slug import slug
from flashcards.errors import Place, Problem
from flashcards.importing import extract
from flashcards.importing.draft import BlockDrafts, Draft, Refutation, Refutations
from flashcards.importing.identity import Ids, fingerprint, with_content_fingerprint
from flashcards.notes import context
from flashcards.notes.block import Block, Note
from flashcards.text.markdown.spans import inline_spans


@dataclass(frozen=True)
class Fate:
    """The outcome of one block."""

    file: str
    line: int
    end: int
    kind: str
    fate: str
    """One of: card, ignored, set aside."""
    why: str
    """The ids of its cards, or the reason why it has none."""


@dataclass(frozen=True)
class ImportedCards:
    """The result of maker cards from notes."""

    cards: tuple[Card, ...]
    fates: tuple[Fate, ...]
    problems: tuple[Problem, ...]
    aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """A card that is left out because the reference contradicts its answer."""

    card: Card
    refutation: Refutation


NO_REFUTATIONS = Refutations()


def make_cards(
    notes: Sequence[Note],
    deck: str,
    refuted: Refutations = NO_REFUTATIONS,
    *,
    take_reference: bool = False,
) -> ImportedCards:
    """Makes the cards of `notes` for the deck named `deck`; the same text in two notes makes one card.

    A `refuted` statement never serves as an answer: its card is set aside or, with `take_reference`, asks
    for the reference's formula.
    """
    maker = _CardMaker(deck, refuted, take_reference=take_reference)
    for note in notes:
        maker.add(note)
    problems = tuple(p for note in notes for p in note.problems)
    return ImportedCards(tuple(maker.cards), tuple(maker.fates), problems, maker.cards_set_aside())


@dataclass
class _CardMaker:
    """The cards made so far, indexed by text and question."""

    deck: str
    refuted: Refutations
    take_reference: bool
    cards: list[Card] = field(default_factory=list)
    aside: list[tuple[Note, Block, Draft, Origin, Refutation]] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    texts: dict[str, int] = field(default_factory=dict)
    """Source text → index in `cards` of the card made from it."""
    asks: dict[str, int] = field(default_factory=dict)

    def add(self, note: Note) -> None:
        orders: Counter[tuple[str, str]] = Counter()
        for found in extract.extract_questions(note):
            block = found.block
            before = len(self.aside)
            ids, why = self._make_block(note, found, orders)
            refused = [_refusal(refutation) for *_, refutation in self.aside[before:]]
            if ids or found.helps or not refused:
                fate = "card" if ids or found.helps else "ignored"
                self.fates.append(
                    Fate(note.file, block.line, block.end, block.kind, fate, ", ".join(ids) or why)
                )
            self.fates += (
                Fate(note.file, block.line, block.end, block.kind, "set aside", each) for each in refused
            )

    def _make_block(
        self, note: Note, found: BlockDrafts, orders: Counter[tuple[str, str]]
    ) -> tuple[list[str], str]:
        """Makes a block's cards; returns their ids and the reason if there are none."""
        ids: list[str] = []
        why = found.why or "no question can be made from it"
        if (
            not found.drafts
            and not found.helps
            and (at := self.texts.get(_text_key(found.block.text))) is not None
        ):
            return [], f"the same as {_place(self.cards[at])}"
        for stated in found.drafts:
            refutation = self.refuted.find(note.file, found.block, _statement(stated))
            draft = stated
            if refutation and self.take_reference and refutation.reference:
                draft = _replace_by_reference(stated, refutation.reference)
            elif refutation:
                origin = _origin(note, found.block, stated, orders)
                self.aside.append((note, found.block, stated, origin, refutation))
                continue
            twin, relation = self._find_twin(draft)
            if twin is not None:
                why = f"{relation} {_place(self.cards[twin])}"
                self._append_why(twin, draft.why)
                continue
            card = self._card(note, found.block, draft, _origin(note, found.block, draft, orders))
            self.texts[_text_key(draft.text)] = self.asks[_question_key(draft)] = len(self.cards)
            self.cards.append(card)
            ids.append(card.id)
        return ids, why

    def _find_twin(self, draft: Draft) -> tuple[int | None, str]:
        """The index of a card with the same source text or question, or None; and how it is the same."""
        if (at := self.texts.get(_text_key(draft.text))) is not None:
            return at, "the same as"
        return self.asks.get(_question_key(draft)), "already asked by"

    def _append_why(self, at: int, why: str) -> None:
        """Appends a second note's explanation to the card of the first."""
        card = self.cards[at]
        if why and why not in card.why:
            self.cards[at] = replace(card, why="\n\n".join(part for part in (card.why, why) if part))

    def cards_set_aside(self) -> tuple[SetAside, ...]:
        """The cards left out; their ids are assigned last, so that they take none from the others."""
        return tuple(
            SetAside(self._card(note, block, draft, origin), refutation)
            for note, block, draft, origin, refutation in self.aside
        )

    def _card(self, note: Note, block: Block, draft: Draft, origin: Origin) -> Card:
        source = note.fields.get("source") or note.fields.get("url")
        card = Card(
            deck=self.deck,
            id=self.ids.assign(_id_candidates(draft), origin.fingerprint),
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
        return with_content_fingerprint(card)


def _origin(note: Note, block: Block, draft: Draft, orders: Counter[tuple[str, str]]) -> Origin:
    """The draft's origin; increments the count of its heading and kind in `orders`."""
    heading = " > ".join(context.clean_heading(title) for title in block.headings)
    orders[heading, block.kind] += 1
    return Origin(note.name, heading, block.kind, orders[heading, block.kind], fingerprint(draft.text))


def _statement(draft: Draft) -> str:
    """The formula or line of code that the draft's answers would be judged by."""
    match draft.answer:
        case FormulaAnswer(latex):
            text = latex
        case CodeAnswer(listing):
            blanked = next(line for line in listing.split("\n") if "{{" in line)
            text = cloze.fill(blanked, lambda gap: gap.hidden).strip()
        case BasicAnswer() | ClozeAnswer() | NumberAnswer() | ChoicesAnswer() | StepsAnswer():
            text = ""
        case _:
            assert_never(draft.answer)
    return text


def _replace_by_reference(draft: Draft, line: str) -> Draft:
    """The draft with the reference's formula as its answer, and that formula's left side in its question.

    Its source text includes that formula, so that a later import recognizes the card and leaves it unchanged.
    """
    ask, answer = take_reference(draft.ask, line)
    return replace(draft, ask=ask, answer=answer, text=f"{draft.text} {line}")


def take_reference(ask: str, line: str) -> tuple[str, Answer]:
    """A question and its answer, asking for the reference's formula in place of the note's wrong one."""
    new = line.partition("=")[0].strip()
    return re.sub(r"\$[^$]+\$", lambda _: f"${new}$", ask, count=1), FormulaAnswer(line)


def _refusal(refutation: Refutation) -> str:
    how = "; --take-reference makes it with the reference's formula" if refutation.reference else ""
    return f"it contradicts {refutation.optimizer}: {refutation.message}{how}"


def _id_candidates(draft: Draft) -> list[str]:
    """Candidates for the card's id, shortest first."""
    return [
        slug(f"{draft.subject} {draft.name}"),
        slug(f"{draft.subject} {draft.section} {draft.name}"),
    ]


def _text_key(text: str) -> str:
    """Key of equal source texts: everything but white space counts; m and M differ."""
    return " ".join(text.split())


def _question_key(draft: Draft) -> str:
    """Key of equal questions: the words alone if they name the subject, otherwise with the source text."""
    parts = [(span.kind, draft.ask[span.start : span.end]) for span in inline_spans(draft.ask)]
    ask = "".join(part.lower() if kind == "prose" else part for kind, part in parts)
    ask = re.sub(r"[* ]", "", ask)
    whole = isinstance(draft.answer, BasicAnswer) or (
        draft.subject and draft.ask and not isinstance(draft.answer, (CodeAnswer, ClozeAnswer))
    )
    return ask if whole else f"{ask} {draft.text}"


def _place(card: Card) -> str:
    return f"{card.origin.file if card.origin else card.place.file}:{card.place.line}"
