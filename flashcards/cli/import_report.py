"""Reports what an import made from notes and changed in a deck, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from flashcards.cli import output
from flashcards.deck.model import KINDS, Card, Origin
from flashcards.errors import Problem, counted, printable_line
from flashcards.importing.make_cards import Fate, ImportedCards
from flashcards.importing.merge import MergeResult
from flashcards.notes.block import Note

_MARKS = {"rule", "markup", "heading", "label"}
"""Blocks omitted from the text listing if they make no card."""


def print_report(notes: Sequence[Note], made: ImportedCards, merged: MergeResult, *, listed: bool) -> None:
    """Prints each note's cards by kind, every block if `listed`, and then the result of the merge."""
    for note in notes:
        kinds = Counter(card.kind for card in made.cards if card.place.file == note.file)
        fates = [fate for fate in made.fates if fate.file == note.file]
        blocks = {(fate.line, fate.kind) for fate in fates}
        made_some = {(fate.line, fate.kind) for fate in fates if fate.fate == "card"}
        found = (
            ", ".join(counted(count, _KIND.get(kind, kind)) for kind, count in kinds.most_common())
            or "no cards"
        )
        read_in = f" (in {note.syntax})" if note.syntax else ""
        output.out(f"{printable_line(note.file)}{read_in}", "bold")
        output.out(
            f"    {found}; {len(blocks) - len(made_some)} of {counted(len(blocks), 'block')} made no card"
        )
        if listed:
            _print_blocks(fates, [card for card in made.cards if card.place.file == note.file])
    output.out(f"{counted(len(made.cards), 'card')} for the deck '{merged.deck.name}'{_merge_counts(merged)}")
    for clash in merged.clashes:
        output.out(f"{clash.id}: your edit in the deck is kept; the note changed too, to:", "yellow")
        output.out(
            f"    {printable_line(clash.note.place.file)}:{clash.note.place.line}: {_one_line(clash.note)}"
        )
    if made.aside:
        count = counted(len(made.aside), "card")
        output.out(
            f"{count} set aside because the reference contradicts the answer{_reference_hint(made)}", "yellow"
        )
    if merged.orphans:
        gone = ", ".join(merged.orphans)
        output.out(
            f"{counted(len(merged.orphans), 'card')} kept although the text is gone from the notes: {gone}"
        )


def _reference_hint(made: ImportedCards) -> str:
    """How to make the cards that were set aside, if the reference has a formula for any of them."""
    takes = any(each.refutation.reference for each in made.aside)
    return "; --take-reference makes such cards with the reference's formulas" if takes else ""


def _print_blocks(fates: Sequence[Fate], cards: Sequence[Card]) -> None:
    """Prints the outcome of each block of a note."""
    for fate in fates:
        asked = [
            card.ask or getattr(card.answer, "text", "") for card in cards if card.place.line == fate.line
        ]
        if fate.fate == "card" and asked:
            for ask in asked:
                output.out(f"    {fate.line:>4}  {' '.join(ask.split())}")
        elif fate.fate == "set aside":
            output.out(f"    {fate.line:>4}  set aside: {fate.why}", "yellow")
        elif fate.kind not in _MARKS:
            output.out(f"    {fate.line:>4}  {fate.kind}: {fate.why}", "dim")


def _one_line(card: Card) -> str:
    """Question and answer of a card on one line."""
    answer = getattr(card.answer, fields(card.answer)[0].name)
    return " ".join(f"{card.ask} {' '.join(answer) if isinstance(answer, tuple) else answer}".split())


def _merge_counts(merged: MergeResult) -> str:
    """Counts of new, changed and unchanged cards; empty for a new deck."""
    if not merged.kept and not merged.changed and not merged.clashes:
        return ""
    as_before = len(merged.kept) + len(merged.clashes)
    return f": {len(merged.new)} new, {len(merged.changed)} changed, {as_before} unchanged"


_KIND = {"basic": "question", "code": "line of code"}


def import_fields(
    notes: Sequence[Note], made: ImportedCards, merged: MergeResult, problems: Sequence[Problem]
) -> dict[str, Any]:
    """The JSON object of `import --json`; each card has the id that it has in the deck."""
    ids = {_place(card): card.id for card in merged.deck.cards}
    return {
        "cards": [_card_json(replace(card, id=ids.get(_place(card), card.id))) for card in made.cards]
        + [_card_json(each.card, each.refutation.message) for each in made.aside],
        "blocks": [
            {"file": f.file, "line": f.line, "end": f.end, "kind": f.kind, "fate": f.fate, "why": f.why}
            for f in made.fates
        ],
        "syntaxes": {note.file: note.syntax for note in notes if note.syntax},
        "problems": [problem.as_json() for problem in problems],
        "orphans": list(merged.orphans),
        "clashes": [
            {"id": clash.id, "file": clash.note.place.file, "line": clash.note.place.line}
            | {"note": _one_line(clash.note)}
            for clash in merged.clashes
        ],
    }


def _place(card: Card) -> Origin | None:
    """The place of a card's block, ignoring its text."""
    return replace(card.origin, fingerprint="") if card.origin else None


def _card_json(card: Card, contradicts: str | None = None) -> dict[str, Any]:
    answer = getattr(card.answer, fields(card.answer)[0].name)
    written = next(name for name, kind in KINDS.items() if isinstance(card.answer, kind))
    result: dict[str, Any] = {
        "id": card.id,
        "kind": card.kind,
        "deck": card.deck,
        "tags": list(card.tags),
        "ask": card.ask,
    }
    result[written] = list(answer) if isinstance(answer, tuple) else answer
    result["both_ways"] = getattr(card.answer, "both_ways", False)
    more = {name: value for name in ("why", "optimizer") if (value := getattr(card, name))}
    source = {"file": card.place.file, "line": card.place.line}
    return {**result, **more, "source": source, "contradicts": contradicts}
