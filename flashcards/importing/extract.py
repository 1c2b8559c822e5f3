"""Note → for each block, its questions or the reason why it has none."""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.deck.model import BasicAnswer
from flashcards.importing import definitions, list_questions, questions
from flashcards.importing.draft import BlockDrafts, Draft
from flashcards.notes import context, patterns
from flashcards.notes.block import Block, Note
from flashcards.notes.context import SectionContext
from flashcards.text import math_spans

LONGEST = 5000
"""Maximum characters of a block that is read for questions."""
_SUMMARY = {"summary", "description", "abstract", "about", "tldr"}
_HEADING = "a heading: it is part of the questions below it"
_NO_QUESTION = {
    "cell": "code: flashcards audit checks it",
    "output": "output of a notebook cell",
    "callout": "the title of a callout",
    "link": "a link",
    "tags": "tags: added to the cards of this note",
    "comment": "a comment",
    "html": "HTML",
    "rule": "a rule",
    "markup": "only markup",
    "drawing": "a drawing",
}
"""Kinds of blocks that never make a question, with the reason."""
_ASKED = {"field", "heading", "label", "formula", "row", "code", "item", "paragraph"}
"""Kinds of blocks that make questions in prose; where a person marks cards, only marked blocks do."""
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp4|webm)$", re.IGNORECASE)
_POINTS_BACK = re.compile(r"(?:This|These|Here|It|That)\b")


def extract_questions(note: Note) -> list[BlockDrafts]:
    """The questions of each block of a note, in order."""
    return _Extractor(note).read()


class _Extractor:
    """Reads a note in one pass, with access to the blocks before and after each."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._title = context.title(note)
        self._compared = self._find_comparisons()
        self._found: list[BlockDrafts] = []

    def read(self) -> list[BlockDrafts]:
        for at, block in enumerate(self._note.blocks):
            found = self._block(at, block)
            if block.kind != "flashcard":
                found = replace(found, drafts=tuple(d for d in found.drafts if not _gives_answer_away(d)))
            self._found.append(found)
        return list_questions.add_list_questions(self._found, self._context)

    def _context(self, block: Block) -> SectionContext:
        return context.of(block, self._title)

    def _find_comparisons(self) -> set[int]:
        """The lists that compare optimizers: they contain the subject, or there is no subject."""
        compared: set[int] = set()
        for block in self._note.blocks:
            short = block.kind == "item" and len(block.text) <= LONGEST
            term = definitions.find_term(block.text, item=True) if short else None
            if term and context.is_subject(questions.strip_markup(term.name)):
                here = self._context(block)
                own = context.optimizers_in(context.short_subject(questions.strip_markup(term.name)))
                if own == (here.optimizer,) or not here.subject:
                    compared.add(block.group)
        return compared

    def _block(self, at: int, block: Block) -> BlockDrafts:
        if len(block.text) > LONGEST and block.kind in {"item", "paragraph", "flashcard", "row"}:
            return BlockDrafts(block, why="longer than a card can be")
        if self._note.syntax and block.kind in _ASKED:
            return BlockDrafts(block, why=f"not marked as a card (the note is in {self._note.syntax})")
        match block.kind:
            case "field":
                return self._field(block)
            case "heading" | "label":
                return BlockDrafts(block, tuple(questions.of_expansion(block.text)), _HEADING)
            case "formula":
                why = "a formula without a left side to ask for"
                return BlockDrafts(block, questions.of_formula(block, self._context(block)), why)
            case "flashcard":
                why = "marked as a card, but one of its sides is empty"
                return BlockDrafts(block, questions.of_flashcard(block, self._context(block)), why)
            case "row":
                return BlockDrafts(
                    block, questions.of_row(block, self._context(block)), "a row without an answer"
                )
            case "code":
                return BlockDrafts(
                    block, questions.of_code(block, self._context(block)), "code: flashcards audit checks it"
                )
            case "embed":
                return BlockDrafts(block, why=_embed_reason(block.text))
            case "item" | "paragraph":
                return self._text(at, block)
            case kind:
                return BlockDrafts(block, why=_NO_QUESTION[kind])

    def _field(self, block: Block) -> BlockDrafts:
        value = self._note.fields.get(block.info)
        if block.info.lower() not in _SUMMARY or not isinstance(value, str) or not self._title:
            return BlockDrafts(block, why=f"front matter: {block.info}")
        question = f"{self._title}: what is it, in a sentence or two?"
        return BlockDrafts(
            block,
            (
                Draft(
                    question,
                    BasicAnswer(math_spans.dollars(value.strip())),
                    value,
                    "summary",
                    "",
                    self._title,
                ),
            ),
        )

    def _text(self, at: int, block: Block) -> BlockDrafts:
        here = self._context(block)
        if definitions.is_example(block.text) and not block.text.rstrip().endswith(":"):
            return BlockDrafts(block, why="an example, not a definition")
        above = self._note.blocks[at - 1] if at else block
        asks = above.kind in {"heading", "label", "callout"}
        if asks and (draft := questions.of_question(above.text, block.text, here)):
            return BlockDrafts(block, (draft,))
        if drafts := questions.of_settings(block, here):
            return BlockDrafts(block, drafts)
        if drafts := (
            *questions.of_expansion(block.text),
            *questions.of_definition(block, here, self._list_terms(at)),
        ):
            return BlockDrafts(block, drafts)
        term = definitions.find_term(block.text, item=block.kind == "item")
        if term and patterns.BACKWARDS.match(term.meaning):
            return BlockDrafts(block, why="it depends on the lines before it")
        if draft := questions.of_term(block, here, compared=block.group in self._compared):
            return BlockDrafts(block, (draft,))
        return self._prose(at, block, here)

    def _prose(self, at: int, block: Block, here: SectionContext) -> BlockDrafts:
        blocks, text = self._note.blocks, block.text
        before = blocks[at - 1] if at else None
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        under = before and block.kind == "paragraph" and _is_label(before) and block.lead == before.text
        if under and (draft := questions.of_explained(block.lead, text, here)):
            return BlockDrafts(block, (draft,))
        if before and before.kind == "formula" and _POINTS_BACK.match(text) and self._add_explanation(text):
            return BlockDrafts(
                block, why="it explains the formula above it: added to that card's why", helps=True
            )
        if before and after and _is_one_line_summary(before, block, after):
            question = replace(here, section="").ask("sum it up in a line.")
            answer = BasicAnswer(math_spans.dollars(text.rstrip(": ")))
            return BlockDrafts(block, (Draft(question, answer, text, "in a line", "", here.optimizer),))
        if text.endswith(":") or _is_label(block):
            return BlockDrafts(block, why="it introduces what follows")
        return BlockDrafts(block, why=f"{'a list item' if block.kind == 'item' else 'prose'} without a term")

    def _add_explanation(self, text: str) -> bool:
        """Adds `text` as the why of the previous formula; False unless that has exactly one question."""
        above = self._found[-1]
        if len(above.drafts) != 1:
            return False
        self._found[-1] = replace(above, drafts=(replace(above.drafts[0], why=math_spans.dollars(text)),))
        return True

    def _list_terms(self, at: int) -> tuple[str, ...]:
        """The terms of the list introduced by a paragraph."""
        names: list[str] = []
        for block in self._note.blocks[at + 1 : at + 8]:
            if block.kind != "item" or block.lead != self._note.blocks[at].text:
                break
            term = definitions.find_term(block.text, item=True)
            names.append(questions.lower_title(questions.strip_markup(term.name)) if term else block.text)
        return tuple(names)


def _is_one_line_summary(before: Block, block: Block, after: Block) -> bool:
    """True if `block` is a short summary between an optimizer's heading and its formula."""
    subject = before.kind == "heading" and context.is_subject(context.clean_heading(before.text))
    if not subject or after.kind != "formula" or block.kind != "paragraph":
        return False
    return (
        3 <= len(block.text.split()) <= 14
        and block.text.endswith(":")
        and not patterns.LEADS.search(block.text)
    )


def _is_label(block: Block) -> bool:
    """True for a bold line or list item that acts as a heading of what follows."""
    return block.kind == "label" or bool(
        re.fullmatch(r"(?:\*\*|__)(?:(?!\*\*|__).)+(?:\*\*|__):?", block.text)
    )


def _embed_reason(text: str) -> str:
    name = re.sub(r"^!\[\[|\]\]$|^!\[[^\]]*\]\(|\)$", "", text).partition("|")[0]
    return f"{'image' if _PICTURE.search(name) else 'embed'}: {name}"


def _gives_answer_away(draft: Draft) -> bool:
    """True if the question contains the whole of a basic answer."""
    if not isinstance(draft.answer, BasicAnswer):
        return False
    answer = _letters(draft.answer.answer)
    return not answer or (len(answer) >= 4 and answer in _letters(draft.ask))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
