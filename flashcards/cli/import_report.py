"""Reports what an import proposes and changes in a deck, as text and as JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flashcards.cli import note_audit, output
from flashcards.deck.model import KINDS, Card, ClozeAnswer, Origin
from flashcards.errors import Problem, counted, printable_line
from flashcards.importing.make_cards import Fate, ImportedCards
from flashcards.importing.merge import MergeResult
from flashcards.importing.note_questions import NoteQuestions, all_findings
from flashcards.importing.proposals import Proposal
from flashcards.importing.selection import Selection

if TYPE_CHECKING:
    from flashcards.storage.start_rows import StartOutcome

_MARKS = {"rule", "markup", "heading", "label"}
"""Blocks omitted from the text listing if they make no card."""
_KIND = {"basic": "question", "code": "line of code"}


@dataclass(frozen=True)
class ImportReport:
    """An import: the notes, what they propose, what is taken of it, and the deck that this makes."""

    notes: Sequence[NoteQuestions]
    made: ImportedCards
    chosen: Selection
    merged: MergeResult
    starts: StartOutcome | None = None
    """What becomes of the memories that the notes bring along; None if nothing was written."""

    def show(self, *, listed: bool) -> None:
        """Prints each note's cards by kind, every block if `listed`, and then the result of the merge."""
        for note in self.notes:
            self._note(note, listed=listed)
        taken = counted(len(self.taken), "card")
        output.out(f"{taken} for the deck '{self.merged.deck.name}'{_merge_counts(self.merged)}")
        self._left_out()
        self._clashes()
        found = [each for each in all_findings(self.notes) if each.kind == "formula" or self._judged(each)]
        note_audit.print_findings(found)

    @cached_property
    def taken(self) -> list[Proposal]:
        """The proposals that are cards of the deck."""
        taken = (self.chosen.wanted - self._decided.keys()) | self.merged.known
        return [each for each in self.made.proposals if each.possible and each.card.id in taken]

    @cached_property
    def _decided(self) -> dict[str, str]:
        """The ids of the proposals that the person left out before, with the reason."""
        decided = self.merged.decided
        kinds = {"deleted": "deleted before", "never": "never again", "discarded": "discarded before"}
        return {card.id: why for kind, why in kinds.items() for card in getattr(decided, kind)}

    def _note(self, note: NoteQuestions, *, listed: bool) -> None:
        cards = self._taken_by_file.get(note.file, [])
        kinds = Counter(card.kind for card in cards)
        counts = [counted(count, _KIND.get(kind, kind)) for kind, count in kinds.most_common()]
        fates = self._fates_by_file.get(note.file, [])
        blocks = {(fate.line, fate.kind) for fate in fates}
        made_some = {(fate.line, fate.kind) for fate in fates if fate.fate == "card"}
        read_in = f" ({note.syntax} syntax)" if note.syntax else ""
        output.out(f"{printable_line(note.file)}{read_in}", "bold")
        none = f"{len(blocks) - len(made_some)} of {counted(len(blocks), 'block')} made no card"
        output.out(f"    {', '.join(counts) or 'no cards'}; {none}")
        if listed:
            _print_blocks(fates, cards)

    @cached_property
    def _taken_by_file(self) -> Mapping[str, list[Card]]:
        found: dict[str, list[Card]] = defaultdict(list)
        for each in self.taken:
            found[each.card.place.file].append(each.card)
        return found

    @cached_property
    def _fates_by_file(self) -> Mapping[str, list[Fate]]:
        found: dict[str, list[Fate]] = defaultdict(list)
        for fate in self.fates():
            found[fate.file].append(fate)
        return found

    def fates(self) -> Iterator[Fate]:
        """What became of each block: a card that is left out is set aside, with the reason."""
        left = {each.card.id: self._reason(each) for each in self._left()}
        for fate in self.made.fates:
            ids = fate.why.split(", ") if fate.fate == "card" else []
            reasons = [left[name] for name in ids if name in left]
            if not reasons or len(reasons) < len(ids):
                yield fate
            for reason in dict.fromkeys(reasons):
                yield replace(fate, fate="set aside", why=reason)

    def _left(self) -> list[Proposal]:
        taken = {id(each) for each in self.taken}
        return [each for each in self.made.proposals if each.possible and id(each) not in taken]

    def _reason(self, proposal: Proposal) -> str:
        """Why a proposal is left out."""
        if proposal.card.id in self._decided:
            return self._decided[proposal.card.id]
        return f"the same as {proposal.same_as}" if proposal.same_as else f"doubtful: {proposal.reason}"

    def _left_out(self) -> None:
        """Prints how many proposals are left out, by the reason, and how to take them."""
        for why, count in Counter(self._decided.values()).items():
            ids = [name for name, reason in self._decided.items() if reason == why]
            output.out(f"{counted(count, 'card')} left out: {why}: {_first_names(ids)}", "dim")
        if self._decided:
            output.out("    --again CARD  makes one of them again,  --again all  every one", "dim")
        left = [each for each in self._left() if each.card.id not in self._decided]
        same = [each for each in left if each.same_as]
        doubtful = len(left) - len(same)
        if same:
            what = "ask the same as cards" if len(same) > 1 else "asks the same as a card"
            output.out(f"{len(same)} more {what} that you have: {_names(same)}", "dim")
        if doubtful:
            output.out(f"{counted(doubtful, 'doubtful card')} left out", "dim")
        if left:
            output.out(f"    --all makes {'them' if len(left) > 1 else 'it'} anyway", "dim")
        if aside := len(self.made.aside):
            takes = any(each.contradicts and each.contradicts.reference for each in self.made.aside)
            how = "; --take-reference makes such cards with the reference's formulas" if takes else ""
            reason = "because the reference contradicts the answer"
            output.out(f"{counted(aside, 'card')} set aside {reason}{how}", "yellow")

    def _clashes(self) -> None:
        for clash in self.merged.clashes:
            output.out(f"{clash.id}: your edit in the deck is kept; the note changed too, to:", "yellow")
            place = clash.note.place
            output.out(f"    {printable_line(place.file)}:{place.line}: {_one_line(clash.note)}")
            output.out(f"    settle it with  --settle {clash.id}=deck  or  --settle {clash.id}=note", "dim")
        for orphan, new in self.merged.unsure:
            output.out(f"{orphan}, whose text is gone, may have become {new}", "yellow")
            output.out(f"    if so:  --settle {orphan}={new}  gives it the history", "dim")
        if gone := self.merged.orphans:
            kept = f"{counted(len(gone), 'card')} kept although the text is gone from the notes"
            output.out(f"{kept}: {', '.join(gone)}")

    def _judged(self, finding: Any) -> bool:
        """True if a card was set aside because of this line of code."""
        return (finding.file, finding.line) in self._aside_lines

    @cached_property
    def _aside_lines(self) -> set[tuple[str, int]]:
        """The lines of notes for which a card was set aside."""
        return {(each.card.place.file, each.contradicts.line) for each in self.made.aside if each.contradicts}

    def as_json(self, problems: Sequence[Problem]) -> dict[str, Any]:
        """The JSON object of `import --json`; each card has the id that it has in the deck."""
        ids = {_place(card): card.id for card in self.merged.deck.cards}
        taken = {id(each) for each in self.taken}
        return {
            "cards": [
                proposal_json(each, ids.get(_place(each.card), each.card.id), taken=id(each) in taken)
                for each in self.made.proposals
            ],
            "blocks": [
                {"file": f.file, "line": f.line, "end": f.end, "kind": f.kind, "fate": f.fate, "why": f.why}
                for f in self.fates()
            ],
            "syntaxes": {note.file: note.syntax for note in self.notes if note.syntax},
            "problems": [problem.as_json() for problem in problems],
            "orphans": list(self.merged.orphans),
            "unsure": [list(pair) for pair in self.merged.unsure],
            "decided": self._decided,
            "starts": self.starts._asdict() if self.starts else {"taken": [], "reviewed": [], "renewed": []},
            "clashes": [
                {"id": clash.id, "file": clash.note.place.file, "line": clash.note.place.line}
                | {"note": _one_line(clash.note)}
                for clash in self.merged.clashes
            ],
            "findings": [
                each.as_json()
                for each in all_findings(self.notes)
                if each.kind == "formula" or self._judged(each)
            ],
        }


def _names(proposals: Sequence[Proposal]) -> str:
    return _first_names(list(dict.fromkeys(each.same_as for each in proposals)))


def _first_names(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _print_blocks(fates: Sequence[Fate], cards: Sequence[Card]) -> None:
    """Prints the outcome of each block of a note."""
    by_line: dict[int, list[str]] = defaultdict(list)
    for card in cards:
        by_line[card.place.line].append(_listed(card))
    for fate in fates:
        asked = by_line.get(fate.line)
        if fate.fate == "card" and asked:
            for ask in asked:
                output.out(f"    {fate.line:>4}  {' '.join(ask.split())}")
        elif fate.fate == "set aside":
            output.out(f"    {fate.line:>4}  set aside: {fate.why}", "yellow")
        elif fate.kind not in _MARKS:
            why = fate.why.removeprefix(f"{fate.kind}: ")  # the reason may name the kind itself
            output.out(f"    {fate.line:>4}  {fate.kind}: {why}", "dim")


def _listed(card: Card) -> str:
    """What names a card in the list of blocks: its question, and the text of a cloze."""
    text = card.answer.text if isinstance(card.answer, ClozeAnswer) else ""
    return f"{card.ask}: {text}" if card.ask and text else card.ask or text


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


def _place(card: Card) -> Origin | None:
    """The place of a card's block, ignoring its text."""
    return replace(card.origin, fingerprint="") if card.origin else None


def proposal_json(proposal: Proposal, name: str, *, taken: bool) -> dict[str, Any]:
    """The card of a proposal, by the `name` that it has in the deck; `taken` if the deck has it."""
    card, wrong = proposal.card, proposal.contradicts
    answer = getattr(card.answer, fields(card.answer)[0].name)
    written = next(field for field, kind in KINDS.items() if isinstance(card.answer, kind))
    return {
        "id": name,
        "kind": card.kind,
        "deck": card.deck,
        "tags": list(card.tags),
        "ask": card.ask,
        written: list(answer) if isinstance(answer, tuple) else answer,
        "both_ways": getattr(card.answer, "both_ways", False),
        **{field: value for field in ("why", "optimizer") if (value := getattr(card, field))},
        "source": {"file": card.place.file, "line": card.place.line},
        "sources": [{"file": place.file, "line": place.line} for place in dict.fromkeys(proposal.sources)],
        "score": proposal.score,
        "reason": proposal.reason,
        "taken": taken,
        "same_as": proposal.same_as or None,
        "contradicts": wrong.message if wrong else None,
        "verdict": proposal.verdict or None,
        "reference": wrong.reference if wrong and wrong.reference else None,
    }
