"""Fills what a note embeds into the texts of the cards that were made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flashcards.deck.model import Answer, BasicAnswer, Card, ChoicesAnswer, ClozeAnswer, StepsAnswer
from flashcards.importing.identity import with_content_fingerprint
from flashcards.notes.embeds import Vault, fill_embeds


def embed_in_card(card: Card, source: str, vault: Vault) -> Card:
    """The card of the note named `source` with its embeds filled in.

    Pictures are filled into every text; the text of other notes into an answer and a reason alone, since
    it would give away what a question asks and what a gap hides.
    """

    def pictures(text: str) -> str:
        return fill_embeds(text, source, vault, notes=False)

    def everything(text: str) -> str:
        return fill_embeds(text, source, vault)

    answer = _fill_answer(card.answer, everything, pictures)
    filled = replace(
        card, answer=answer, ask=pictures(card.ask), hint=pictures(card.hint), why=everything(card.why)
    )
    return card if filled == card else with_content_fingerprint(filled)


def _fill_answer(answer: Answer, everything: Callable[[str], str], pictures: Callable[[str], str]) -> Answer:
    match answer:
        case BasicAnswer(text):
            return replace(answer, answer=everything(text))
        case ClozeAnswer(text):
            return ClozeAnswer(pictures(text))
        case ChoicesAnswer(right, wrong) if not answer.slips:
            return replace(answer, right=pictures(right), wrong=tuple(map(pictures, wrong)))
        case StepsAnswer(lines):
            return StepsAnswer(tuple(map(pictures, lines)))
        case _:
            return answer
