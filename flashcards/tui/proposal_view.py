"""Displays a proposal: what speaks for and against it, its card as it will be studied, and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from flashcards.deck.model import BasicAnswer, Card, CodeAnswer, FormulaAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem, counted, printable, printable_line
from flashcards.importing.excerpt import NoteLine
from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Candidate, Decision, Group
from flashcards.importing.stated import answer_text
from flashcards.study.events import card_path
from flashcards.study.faces import faces
from flashcards.text.diff import diff_formulas
from flashcards.tui.card_view import CardView
from flashcards.tui.note_view import NoteView
from flashcards.tui.proposal_rows import DECIDED, card_line, mark_of
from flashcards.tui.styles import content

MOST_PLACES = 5
"""The most other sources that are named."""


class ProposalView(VerticalScroll):
    """One proposal below its source. It scrolls as a whole; Tab gives it the arrow keys."""

    def compose(self) -> ComposeResult:
        """The lines of the note, what contradicts them, the remarks, the card, and what says the same."""
        yield Static(id="places")
        yield NoteView(id="excerpt")
        yield Static(id="band")
        yield Static(id="remarks")
        yield CardView(id="drawn")
        yield Static(id="also")

    def show(
        self, review: ImportReview, at: int, lines: Sequence[NoteLine], known: Card | None = None
    ) -> None:
        """Show a proposal with the lines of its note; `known` is the card that asks the same."""
        candidate = review.candidates[at]
        band = _band(candidate)
        remarks = [*_grounds(candidate, known), *_state(review, candidate), *self._draw(candidate)]
        self.query_one("#band").display = bool(band)
        self.query_one("#band", Static).update(Content("\n").join(band))
        self.query_one("#remarks", Static).update(Content("\n").join(remarks))
        self._show_places(candidate)
        self.query_one(NoteView).show(lines)
        self.scroll_home(animate=False)

    def _show_places(self, candidate: Candidate) -> None:
        first, *others = candidate.proposal.sources or (candidate.card.place,)
        origin = next(iter(candidate.original.origins), None)
        where = replace(first, file=origin.file) if origin else first
        self.query_one("#places", Static).update(Content.styled(_place(where), "bold $fc-muted"))
        named = ", ".join(map(_place, others[:MOST_PLACES]))
        more = f" and {len(others) - MOST_PLACES} more" if len(others) > MOST_PLACES else ""
        self.query_one("#also").display = bool(named)
        self.query_one("#also", Static).update(Content.styled(f"also in {named}{more}", "$fc-muted"))

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
        return []


def _state(review: ImportReview, candidate: Candidate) -> list[Content]:
    """The kind of card, and what was decided about it."""
    card = candidate.card
    line = Content.assemble((printable_line(card.id), "bold"), (f"  {_kind(card)}", "$fc-muted"))
    if candidate.decision in DECIDED:
        mark = mark_of(candidate)
        line = Content.assemble(line, "  ", (f"{mark.sign} {_decided(review, candidate)}", mark.style))
    return [line]


def _decided(review: ImportReview, candidate: Candidate) -> str:
    if candidate.into is not None:
        return f"merged into {printable_line(review.candidates[candidate.into].card.id)}"
    if candidate.is_as_before:
        return "left out before; Space takes it after all"
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
            other = card_path(proposal.same_as)
            named = Content.assemble(("= ", "bold $fc-young"), (other, "bold"), " asks this already")
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
    if isinstance(card.answer, CodeAnswer):
        answer = printable_line(" ".join(text.split()))  # in Markdown, its powers would be emphasis
    else:
        as_asked = f"${text}$" if isinstance(card.answer, FormulaAnswer) else text
        answer = card_line(replace(card, ask=as_asked))
    return [Content.styled(f"  {line}", "$fc-muted") for line in (card_line(card), answer)]


def _band(candidate: Candidate) -> list[Content]:
    """That the note contradicts the reference, and how; nothing for a card that does not."""
    refutation = candidate.original.contradicts
    if refutation is None or not candidate.is_contradicted:
        return []
    title = f"✗ The note contradicts the code: {printable_line(refutation.optimizer)}"
    slip = f"  {printable_line(refutation.slip)}" if refutation.slip not in {"", "other"} else ""
    first = Content.assemble((title, "bold $fc-wrong"), (slip, "$fc-muted"))
    return [first, Content(printable(refutation.message))]


def _contradiction(candidate: Candidate) -> list[Content]:
    """The wrong line above the right one, and what to do; or that the card has the right one."""
    refutation = candidate.original.contradicts
    assert refutation
    if not candidate.is_contradicted:
        return [Content.styled("✓ corrected: the note itself says something else", "$fc-right")]
    if not refutation.reference:
        return [Content.styled("There is no right line to take: e corrects it, x discards it.", "$fc-muted")]
    yours, right = diff_formulas(answer_text(candidate.original.card.answer), refutation.reference)
    pair = content(((("yours   ", "dim"), *yours), (("right   ", "dim"), *right)))
    remedy = "g takes the right line for the card. The note itself is never written."
    return [pair, Content.styled(remedy, "$fc-muted")]


def _place(place: Place) -> str:
    return f"{printable_line(place.file)}:{place.line}"
