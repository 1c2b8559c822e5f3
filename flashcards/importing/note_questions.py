"""Note → its questions with what the audit found of each: all that an import keeps of a note.

It depends on the note alone, so it can be cached by the note's content; cards are made from the questions
of all notes together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flashcards.audit.card_meanings import stated_text
from flashcards.audit.note_findings import Finding, note_findings
from flashcards.errors import Problem
from flashcards.importing import extract
from flashcards.importing.draft import BlockDrafts, Draft, Refutation
from flashcards.importing.identity import fingerprint
from flashcards.importing.refutations import Judgements, judge_statements
from flashcards.notes import context, front_matter
from flashcards.notes.block import Note
from flashcards.value import Value


class NoteQuestion(Value, frozen=True):
    """A question of a note, with the audit's opinion of its answer."""

    draft: Draft
    refutation: Refutation | None = None
    """How the reference contradicts its answer."""
    meaning: str = ""
    """What its formula or line of code computes, in any letters; empty if not certain."""
    verdict: str = ""
    """Whether its answer agrees with the reference or is a variant of it; empty if nothing is said of it."""


class BlockQuestions(Value, frozen=True):
    """A block of a note with its questions."""

    line: int
    end: int
    kind: str
    heading: str
    """The titles above it, with ` > ` between them."""
    print: str
    """The fingerprint of its text, which is not kept: a vault has more text than memory."""
    questions: tuple[NoteQuestion, ...] = ()
    why: str = ""
    """If there are no questions: the reason."""
    helps: bool = False
    """True if its text became part of another block's card."""


class NoteQuestions(Value, frozen=True):
    """What an import keeps of a note."""

    file: str
    """The path as a user would type it."""
    name: str
    """The path within the imported folder."""
    blocks: tuple[BlockQuestions, ...]
    source: str = ""
    """Where the note says that it comes from."""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names by which notes link to it."""
    syntax: str = ""
    """The flashcard syntax in which it was read; empty for prose."""
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_questions(note: Note) -> NoteQuestions:
    """The questions of a note, its formulas and code compared with the reference."""
    findings = tuple(note_findings(note))
    judged = judge_statements(findings)
    blocks = tuple(_block(found, judged) for found in extract.extract_questions(note))
    source = note.fields.get("source") or note.fields.get("url")
    return NoteQuestions(
        note.file,
        note.name,
        blocks,
        source if isinstance(source, str) else "",
        _note_tags(note),
        front_matter.strings(note.fields.get("aliases") or note.fields.get("alias")),
        note.syntax,
        note.problems,
        findings,
    )


def _block(found: BlockDrafts, judged: Judgements) -> BlockQuestions:
    block = found.block
    heading = " > ".join(context.clean_heading(title) for title in block.headings)
    asked = tuple(_questions(found, judged))
    return BlockQuestions(
        block.line,
        block.end,
        block.kind,
        heading,
        fingerprint(block.text),
        asked,
        found.why,
        found.helps,
    )


def _questions(found: BlockDrafts, judged: Judgements) -> Iterator[NoteQuestion]:
    for draft in found.drafts:
        opinion = judged.find(stated_text(draft.answer), found.block.line, found.block.end)
        yield NoteQuestion(draft, *opinion)


def _note_tags(note: Note) -> tuple[str, ...]:
    """The tags of a note but those that name decks, which only the cards in them have."""
    roots = {_root(deck) for block in note.blocks if block.card for deck in block.card.decks}
    return tuple(tag for tag in note.tags if _root(tag) not in roots)


def _root(tag: str) -> str:
    return tag.replace("::", "/").partition("/")[0].casefold()


def all_findings(notes: Sequence[NoteQuestions]) -> list[Finding]:
    """The findings of all notes, in order."""
    return [finding for note in notes for finding in note.findings]
