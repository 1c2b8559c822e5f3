"""Makes proposals from the questions of notes, and reports for every block its cards or why it makes none."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from flashcards.deck.model import Answer, BasicAnswer, Card, ClozeAnswer, CodeAnswer, FormulaAnswer, Origin
from flashcards.deck.prompts import prompts
from flashcards.deck.slug import slug
from flashcards.errors import Place, Problem
from flashcards.importing.draft import MARKED, Draft, Refutation
from flashcards.importing.duplicates import CardIndex, wording_key
from flashcards.importing.identity import Ids, fingerprint, with_content_fingerprint
from flashcards.importing.known_cards import KnownCards
from flashcards.importing.note_questions import BlockQuestions, NoteQuestion, NoteQuestions
from flashcards.importing.proposals import Proposal
from flashcards.value import Value


class Fate(Value, frozen=True):
    """The outcome of one block."""

    file: str
    line: int
    end: int
    kind: str
    fate: str
    """One of: card, ignored, set aside."""
    why: str
    """The ids of its cards, or the reason why it has none."""


class ImportedCards(Value, frozen=True):
    """What the notes of an import propose."""

    proposals: tuple[Proposal, ...]
    fates: tuple[Fate, ...]
    problems: tuple[Problem, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards whose answers the reference does not contradict."""
        return tuple(each.card for each in self.proposals if each.contradicts is None)

    @property
    def aside(self) -> tuple[Proposal, ...]:
        """The proposals that the reference contradicts."""
        return tuple(each for each in self.proposals if each.contradicts is not None)


def make_cards(
    notes: Sequence[NoteQuestions],
    deck: str,
    known: KnownCards | None = None,
    *,
    take_reference: bool = False,
) -> ImportedCards:
    """The proposals that `notes` make for the deck named `deck`; what is said twice is proposed once.

    A proposal that asks the same as a card in `known` names it. A contradicted statement never serves as an
    answer: with `take_reference`, its card asks for the reference's formula.
    """
    maker = _CardMaker(deck, known or KnownCards(), take_reference=take_reference)
    for note in notes:
        maker.add(note)
    problems = tuple(problem for note in notes for problem in note.problems)
    return ImportedCards((*maker.finish(), *maker.set_aside()), tuple(maker.fates), problems)


@dataclass
class _CardMaker:
    """The proposals made so far, indexed by what they ask."""

    deck: str
    known: KnownCards
    take_reference: bool
    proposals: list[Proposal] = field(default_factory=list)
    twins: dict[int, list[Proposal]] = field(default_factory=lambda: defaultdict(list))
    """Place in `proposals` → others that ask the same."""
    aside: list[tuple[NoteQuestions, BlockQuestions, NoteQuestion, Origin]] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    index: CardIndex[int] = field(default_factory=CardIndex)
    """What is asked → its place in `proposals`."""
    orders: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, note: NoteQuestions) -> None:
        """Adds the proposals and fates of one note."""
        for block in note.blocks:
            before = len(self.aside)
            ids, why = self._make_block(note, block)
            refused = [_refusal(each[2].refutation) for each in self.aside[before:]]
            if ids or block.helps or not refused:
                fate = "card" if ids or block.helps else "ignored"
                self._end(note, block, fate, ", ".join(ids) or why)
            for reason in refused:
                self._end(note, block, "set aside", reason)

    def _end(self, note: NoteQuestions, block: BlockQuestions, fate: str, why: str) -> None:
        self.fates.append(Fate(note.file, block.line, block.end, block.kind, fate, why))

    def _make_block(self, note: NoteQuestions, block: BlockQuestions) -> tuple[list[str], str]:
        """Makes a block's proposals; returns their ids, and the reason if there are none."""
        ids: list[str] = []
        why = block.why or "no question can be made from it"
        twin = self.index.exact.get(f"text {block.print}")
        if twin is not None and not block.questions and not block.helps:
            return [], f"the same as {_place(self.proposals[twin].card)}"
        for stated in block.questions:
            question = self._usable(stated)
            origin = self._origin(note, block, (question or stated).draft)
            if question is None:
                self.aside.append((note, block, stated, origin))
                continue
            made, reason = self._make(self._proposal(note, block, question, origin), question)
            if made:
                ids.append(made.card.id)
            why = reason or why
        return ids, why

    def _usable(self, stated: NoteQuestion) -> NoteQuestion | None:
        """The question with a right answer; None if the reference contradicts it and has nothing instead."""
        if stated.refutation and not (self.take_reference and stated.refutation.reference):
            return None
        return _right_question(stated)

    def _make(self, proposal: Proposal, question: NoteQuestion) -> tuple[Proposal | None, str]:
        """Adds a proposal, or joins it to one that says the same; returns what was added, or why not."""
        draft, card = question.draft, proposal.card
        marked = draft.reason == MARKED
        text, wording = f"text {fingerprint(draft.text)}", _wording_keys(draft, card)
        twin = self.index.find(card, question.meaning, text, verbatim=marked)
        if twin is not None:
            self.twins[twin].append(proposal)
            return None, f"the same as {_place(self.proposals[twin].card)}"
        asked = next((self.index.exact[key] for key in wording if key in self.index.exact), None)
        if asked is not None:
            return None, f"asked already, with another answer, by {_place(self.proposals[asked].card)}"
        proposal = self._named(proposal, draft)
        self.index.add(proposal.card, question.meaning, len(self.proposals), text, *wording)
        same_as = self.known.find(card, question.meaning, verbatim=marked)
        self.proposals.append(replace(proposal, same_as=same_as))
        return self.proposals[-1], ""

    def finish(self) -> Iterator[Proposal]:
        """The proposals, each with what others that ask the same add to it."""
        for at, first in enumerate(self.proposals):
            yield _join_twins(first, self.twins[at]) if at in self.twins else first

    def set_aside(self) -> Iterator[Proposal]:
        """The contradicted proposals; their ids are assigned last, so that they take none from the others."""
        for note, block, question, origin in self.aside:
            proposal = self._proposal(note, block, question, origin)
            yield replace(self._named(proposal, question.draft), contradicts=question.refutation)

    def _proposal(
        self, note: NoteQuestions, block: BlockQuestions, question: NoteQuestion, origin: Origin
    ) -> Proposal:
        """The proposal for a question, its card still without an id."""
        draft, place = question.draft, Place(note.file, block.line)
        card = Card(
            deck=self.deck,
            id="",
            ask=draft.ask,
            answer=draft.answer,
            place=place,
            why=draft.why,
            source=note.source,
            tags=tuple(dict.fromkeys((*note.tags, *draft.tags))),
            optimizer=draft.optimizer,
            demo=draft.demo,
            origin=origin,
        )
        parts = (prompt.part for prompt in prompts(card))
        schedule = {part: entry for part, entry in zip(parts, draft.schedule, strict=False) if entry}
        return Proposal(
            card,
            draft.score,
            draft.reason,
            draft.text,
            (place,),
            origins=(origin,),
            verdict=question.verdict,
            schedule=schedule,
        )

    def _named(self, proposal: Proposal, draft: Draft) -> Proposal:
        """The proposal with an id for its card."""
        fallback = fingerprint(draft.text)
        card = replace(proposal.card, id=self.ids.assign(_id_candidates(draft), fallback))
        return replace(proposal, card=with_content_fingerprint(card))

    def _origin(self, note: NoteQuestions, block: BlockQuestions, draft: Draft) -> Origin:
        """The draft's origin; counts the cards of its kind under its heading."""
        key = (note.name, block.heading, block.kind)
        self.orders[key] += 1
        return Origin(note.name, block.heading, block.kind, self.orders[key], fingerprint(draft.text))


def _join_twins(first: Proposal, others: Sequence[Proposal]) -> Proposal:
    """The proposal with the sources, explanations, origins and best score of all that ask the same."""
    every = (first, *others)
    why = join_reasons([each.card.why for each in every])
    best = max(every, key=lambda each: each.score)
    return replace(
        first,
        card=replace(first.card, why=why),
        sources=tuple(place for each in every for place in each.sources),
        origins=tuple(origin for each in every for origin in each.origins),
        score=best.score,
        reason=best.reason,
        schedule=next((each.schedule for each in every if each.schedule), first.schedule),
    )


def join_reasons(reasons: Sequence[str]) -> str:
    """The explanations one below the other, each once, as many as a person would read."""
    joined = ""
    for why in reasons:
        longer = "\n\n".join(filter(None, (joined, why)))
        if why not in joined and (not joined or len(longer) <= MOST_REASONS):
            joined = longer
    return joined


MOST_REASONS = 1_500
"""Characters of explanations that are joined: of a vault, hundreds of notes may explain one formula."""


def _right_question(question: NoteQuestion) -> NoteQuestion:
    """The question, with the reference's formula as its answer if the note's is wrong.

    Its source text includes that formula, so that a later import recognizes the card and leaves it unchanged.
    """
    if question.refutation is None:
        return question
    line = question.refutation.reference
    draft = question.draft
    ask, answer = take_reference(draft.ask, line)
    return NoteQuestion(replace(draft, ask=ask, answer=answer, text=f"{draft.text} {line}"))


def take_reference(ask: str, line: str) -> tuple[str, Answer]:
    """A question and its answer, asking for the reference's formula in place of the note's wrong one."""
    new = line.partition("=")[0].strip()
    return re.sub(r"\$[^$]+\$", lambda _: f"${new}$", ask, count=1), FormulaAnswer(line)


def _refusal(refutation: Refutation | None) -> str:
    if refutation is None:
        return ""
    how = "; --take-reference makes it with the reference's formula" if refutation.reference else ""
    return f"it contradicts {refutation.optimizer}: {refutation.message}{how}"


def _id_candidates(draft: Draft) -> list[str]:
    """Candidates for the card's id, shortest first."""
    return [
        slug(f"{draft.subject} {draft.name}"),
        slug(f"{draft.subject} {draft.section} {draft.name}"),
    ]


def _wording_keys(draft: Draft, card: Card) -> tuple[str, ...]:
    """The key of a question that can have one answer only; none for one that its words do not determine."""
    alone = isinstance(card.answer, BasicAnswer) or (
        draft.subject and draft.ask and not isinstance(card.answer, (CodeAnswer, ClozeAnswer))
    )
    return (wording_key(card),) if alone and draft.reason != MARKED else ()


def _place(card: Card) -> str:
    return f"{card.origin.file if card.origin else card.place.file}:{card.place.line}"
