"""Displays a proposal: what speaks for and against it, its card as it will be studied, and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards.deck.model import BasicAnswer, Card, FormulaAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem, counted, printable, printable_line
from flashcards.importing.excerpt import NoteLine
from flashcards.importing.review import Candidate, Decision, Group, ImportReview
from flashcards.importing.stated import answer_text
from flashcards.study.faces import faces
from flashcards.text.diff import diff_formulas
from flashcards.tui.card_view import CardView
from flashcards.tui.note_view import NoteView
from flashcards.tui.proposal_list import DECIDED, card_line
from flashcards.tui.styles import content

MOST_PLACES = 5
"""The most other sources that are named."""


class ProposalView(VerticalScroll):
    """One proposal. It scrolls as a whole; Tab gives it the arrow keys."""

    def compose(self) -> ComposeResult:
        """The remarks, the card, the places and the lines of the note."""
        yield Static(id="remarks")
        yield CardView(id="drawn")
        yield Static(id="places")
        yield NoteView(id="excerpt")

    def show(
        self, review: ImportReview, at: int, lines: Sequence[NoteLine], known: Card | None = None
    ) -> None:
        """Show a proposal with the lines of its note; `known` is the card that asks the same."""
        candidate = review.candidates[at]
        remarks = [*_state(review, candidate), *_grounds(candidate, known), *self._draw(candidate)]
        self.query_one("#remarks", Static).update(Content("\n").join(remarks))
        self.query_one("#places", Static).update(_places(candidate))
        self.query_one(NoteView).show(lines)
        self.scroll_home(animate=False)

    def _draw(self, candidate: Candidate) -> list[Content]:
        """Draw the card; returns a remark if it cannot be asked. A contradicted answer is not drawn."""
        card, view = candidate.card, self.query_one(CardView)
        try:
            shown = faces(prompts(card)[0], "")
        except Problem as problem:
            view.ask(card.ask)
            return [Content.assemble(("✗ It cannot be asked: ", "bold $fc-wrong"), printable(str(problem)))]
        if candidate.is_contradicted:
            view.ask(shown.question)
        else:
            view.reveal(shown, card, "", None)
            view.query_one("#why").display = bool(card.why or card.source)
        return []


def _state(review: ImportReview, candidate: Candidate) -> list[Content]:
    """The kind of card, and what was decided about it."""
    card = candidate.card
    line = Content.assemble((printable_line(card.id), "bold"), (f"  {_kind(card)}", "$fc-muted"))
    if candidate.decision in DECIDED:
        sign, style, _ = DECIDED[candidate.decision]
        line = Content.assemble(line, "  ", (f"{sign[0]} {_decided(review, candidate)}", style))
    return [line]


def _decided(review: ImportReview, candidate: Candidate) -> str:
    if candidate.into is not None:
        return f"merged into {printable_line(review.candidates[candidate.into].card.id)}"
    if candidate.is_as_before:
        return "left out before; a takes it after all"
    words = {Decision.ACCEPTED: "accepted", Decision.DISCARDED: "discarded", Decision.NEVER: "never again"}
    return words.get(candidate.decision, "")


def _kind(card: Card) -> str:
    """The kind of a card, and how many prompts it has."""
    count = len(prompts(card))
    if isinstance(card.answer, BasicAnswer) and card.answer.both_ways:
        return f"{card.kind}, asked both ways"
    return f"{card.kind}, {counted(count, 'gap')}" if count > 1 else card.kind


def _grounds(candidate: Candidate, known: Card | None) -> list[Content]:
    """Why it was proposed, and what speaks against it."""
    proposal = candidate.original
    match candidate.group:
        case Group.CONTRADICTED:
            return _contradiction(candidate)
        case Group.SAME:
            other = printable_line(proposal.same_as)
            named = Content.assemble(("= ", "bold $fc-variant"), (other, "bold"), " asks this already")
            return [named, *_known_card(known)]
        case Group.DOUBTFUL:
            doubt = f"{printable_line(proposal.reason)} ({proposal.score:.1f})"
            return [Content.assemble(("? doubtful: ", "bold $fc-learn"), doubt)]
        case Group.SURE | Group.LEFT_OUT:
            reason = printable_line(proposal.reason)
            return [Content.styled(reason, "$fc-muted")] if reason else []


def _known_card(card: Card | None) -> list[Content]:
    """The question and the answer of a card that the person has, each on a line."""
    if card is None:
        return []
    text = answer_text(card.answer)
    answer = replace(card, ask=f"${text}$" if isinstance(card.answer, FormulaAnswer) else text)
    return [Content.styled(f"  {card_line(each)}", "$fc-muted") for each in (card, answer)]


def _contradiction(candidate: Candidate) -> list[Content]:
    """How the reference contradicts the note, with the right line; or that the card has it."""
    refutation = candidate.original.contradicts
    assert refutation
    if not candidate.is_contradicted:
        return [Content.styled("✓ corrected: the note itself says something else", "$fc-right")]
    title = f"✗ The note contradicts {printable_line(refutation.optimizer)}"
    said = [Content.styled(title, "bold $fc-wrong"), Content(printable(refutation.message))]
    if not refutation.reference:
        remedy = "There is no right line to take: e corrects it, x discards it."
        return [*said, Content.styled(remedy, "$fc-muted")]
    yours, right = diff_formulas(answer_text(candidate.original.card.answer), refutation.reference)
    pair = content(((("note   ", "dim"), *yours), (("right  ", "dim"), *right)))
    remedy = "g takes the right line for the card. The note is never written."
    return [*said, pair, Content.styled(remedy, "$fc-muted")]


def _places(candidate: Candidate) -> Content:
    """Where the card comes from, and what else says the same."""
    first, *others = candidate.proposal.sources or (candidate.card.place,)
    named = ", ".join(map(_place, others[:MOST_PLACES]))
    more = f" and {len(others) - MOST_PLACES} more" if len(others) > MOST_PLACES else ""
    also = f"\nalso in {named}{more}" if named else ""
    return Content.assemble((_place(first), "bold"), (also, "$fc-muted"))


def _place(place: Place) -> str:
    return f"{printable_line(place.file)}:{place.line}"
