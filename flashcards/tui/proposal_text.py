"""A proposal as lines: its place in the note, what speaks for and against it, its card, other places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from textual.content import Content

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
from flashcards.text.layout import inline_maths, lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import STYLES, StyledLine
from flashcards.tui.answered_view import CardAnswer, answer_rows, label_line
from flashcards.tui.card_view import filled_question
from flashcards.tui.lines_view import paint
from flashcards.tui.markdown_view import leading_lines
from flashcards.tui.note_view import note_lines
from flashcards.tui.proposal_rows import DECIDED, card_line, mark_of
from flashcards.tui.styles import content
from flashcards.tui.verdict_band import INDENT, LOOKS, Row, band_rows, wrap_text
from flashcards.value import Value

MOST_PLACES = 5
"""The most other sources that are named."""
_WIDEST_NOTE, _WIDEST_CARD = 100, 80
_COMPARED = {
    "agrees": "agrees with the reference optimizer",
    "variant": "right, in another form than the reference optimizer's",
}
"""What is said of a verdict on what a note states."""
_LABEL = 13
"""The cells before a formula: `in your note`, `reference`."""


class ShownProposal(Value, frozen=True):
    """A proposal of a review, and what is shown around it."""

    review: ImportReview
    at: int
    lines: Sequence[NoteLine]
    """Its place in the note."""
    known: Card | None = None
    """The card that asks the same."""
    is_tight: bool = False
    """True where there is no room for empty lines between the parts."""

    is_read: bool = False
    """True while the keys scroll it."""

    @property
    def candidate(self) -> Candidate:
        """The proposal with what is decided about it."""
        return self.review.candidates[self.at]


def proposal_lines(shown: ShownProposal, width: int) -> list[Content]:
    """All lines at a width in cells."""
    candidate, gap = shown.candidate, [] if shown.is_tight else [Content()]
    note = [content([line]) for line in note_lines(shown.lines, min(width, _WIDEST_NOTE))]
    band = _band(candidate, width)
    card, fault = _card(candidate, min(width, _WIDEST_CARD))
    remarks = [*_grounds(candidate, shown.known), *_state(shown.review, candidate), *fault]
    return [
        *_source(candidate, shown.lines, width, is_read=shown.is_read),
        *note,
        *gap,
        *band,
        *(gap if band else []),
        *_wrapped(remarks, width),
        *gap,
        *card,
        *gap,
        *_other_sources(candidate, width),
    ]


def _wrapped(lines: Iterable[Content], width: int) -> Iterator[Content]:
    for line in lines:
        yield from line.wrap(width)


def _source(
    candidate: Candidate, lines: Sequence[NoteLine], width: int, *, is_read: bool
) -> Iterator[Content]:
    """The place in the note; while it is read, with a cursor and what the keys do."""
    first = _places(candidate)[0]
    origin = next(iter(candidate.original.origins), None)
    number = next((line.number for line in lines if line.is_source), first.line)
    where = replace(first, file=origin.file if origin else first.file, line=number)
    line = Content.styled(_place(where), "bold $fc-muted")
    if is_read:
        line = Content.assemble(("▸ ", "bold $fc-key"), line, ("   ↑ ↓ scroll, Tab back", "$fc-muted"))
    return _wrapped([line], width)


def _other_sources(candidate: Candidate, width: int) -> Iterator[Content]:
    _, *others = _places(candidate)
    if not others:
        return iter(())
    named = ", ".join(map(_place, others[:MOST_PLACES]))
    more = f" and {len(others) - MOST_PLACES} more" if len(others) > MOST_PLACES else ""
    return _wrapped([Content.styled(f"also in {named}{more}", "$fc-muted")], width)


def _places(candidate: Candidate) -> Sequence[Place]:
    return candidate.proposal.sources or (candidate.card.place,)


def _place(place: Place) -> str:
    return f"{printable_line(place.file)}:{place.line}"


def _card(candidate: Candidate, width: int) -> tuple[list[Content], list[Content]]:
    """The card as it will be studied, and a remark if it cannot be. A contradicted answer is not drawn."""
    card = candidate.card
    try:
        shown = faces(prompts(card)[0], "")
    except Problem as problem:
        fault = Content.assemble(("✗ It cannot be asked: ", "bold $fc-wrong"), printable(str(problem)))
        return _on_card(_question(card.ask, width), [], width), [fault]
    if candidate.is_contradicted:
        return _on_card(_question(shown.question, width), [], width), []
    answer = answer_rows(CardAnswer(shown, card), width)
    return _on_card(_question(filled_question(shown, card), width), answer, width), []


def _question(text: str, width: int) -> list[StyledLine]:
    return leading_lines(tuple(lay(read_blocks(text), width - 2 * INDENT))) if text else []


def _on_card(question: Sequence[StyledLine], answer: Sequence[Row], width: int) -> list[Content]:
    """The question, and below it the answer, on the surface of a card."""
    rows: list[Row] = [
        [(" " * INDENT, ""), *((text, STYLES[style].theme) for text, style in line)] for line in question
    ]
    rows += [[], *answer] if answer else []
    return [paint([row]).pad_right(width).truncate(width).stylize_before("on $fc-card") for row in rows]


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
            return _remedy(candidate)
        case Group.SAME:
            other = card_path(proposal.same_as)
            named = Content.assemble(("= ", "bold $fc-young"), (other, "bold"), " asks this already")
            return [named, *_known_card(known)]
        case Group.DOUBTFUL:
            doubt = f"{printable_line(proposal.reason)} ({proposal.score:.1f})"
            return [Content.assemble(("? doubtful: ", "bold $fc-learn"), doubt)]
        case Group.SURE | Group.LEFT_OUT:
            parts = [printable_line(proposal.reason), _COMPARED.get(proposal.verdict, "")]
            reason = "; ".join(filter(None, parts))
            return [Content.styled(reason, "$fc-muted")] if reason else []


def _known_card(card: Card | None) -> list[Content]:
    """The question and the answer of a card that the person has, each on a line."""
    if card is None:
        return []
    text = answer_text(card.answer)
    if isinstance(card.answer, CodeAnswer):
        answer = printable_line(" ".join(text.split()))  # in Markdown, its powers would be emphasis
    elif isinstance(card.answer, FormulaAnswer):
        answer = printable_line(inline_maths(text))  # drawn, a fraction would take three lines
    else:
        answer = card_line(replace(card, ask=text))
    return [Content.styled(f"  {line}", "$fc-muted") for line in (card_line(card), answer)]


# A formula of the note that is not the reference's


def _band(candidate: Candidate, width: int) -> list[Content]:
    """What was compared with what, how they differ, and both; nothing for a card that agrees."""
    refutation = candidate.original.contradicts
    if refutation is None or not candidate.is_contradicted:
        return []
    optimizer, message = printable_line(refutation.optimizer), printable(refutation.message)
    slip = f"  {printable_line(refutation.slip)}" if refutation.slip not in {"", "other"} else ""
    title = f"✗ Not what {optimizer} computes"
    compared = f"Your note was compared with the reference {optimizer}, the code that this program runs."
    rows: list[Row] = [[(title, "bold $fc-wrong"), (slip, "$fc-muted")]]
    rows += _pair(candidate, width - INDENT - 1)
    rows += [[(line, "$fc-fg")] for line in wrap_text(message, width - INDENT - 2)]
    rows += [[(line, "$fc-muted")] for line in wrap_text(compared, width - INDENT - 2)]
    return [paint([row]) for row in band_rows(rows, LOOKS["wrong"], width)]


def _pair(candidate: Candidate, width: int) -> list[Row]:
    """The note's line above the reference's; nothing where the reference has none to put in its place."""
    refutation = candidate.original.contradicts
    if refutation is None or not refutation.reference:
        return []
    yours, right = diff_formulas(answer_text(candidate.original.card.answer), refutation.reference)
    return [
        *label_line("in your note", yours, width, _LABEL),
        *label_line("reference", right, width, _LABEL),
    ]


def _remedy(candidate: Candidate) -> list[Content]:
    """What can be done about a formula that is not the reference's."""
    if not candidate.is_contradicted:
        told = "✓ corrected: the card is right; the note still has the other line"
        return [Content.styled(told, "$fc-right")]
    refutation = candidate.original.contradicts
    if refutation is None or not refutation.reference:
        told = "There is no right line to take: e corrects it, x discards it."
    else:
        told = "g takes the reference's line for the card. The note itself is never written."
    return [Content.styled(told, "$fc-muted")]
