"""Note → for each block, its questions or the reason why it has none."""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.importing import (
    definitions,
    derivations,
    formula_questions,
    label_scopes,
    list_questions,
    questions,
    repeats,
    short_answers,
    table_questions,
    term_questions,
    value_questions,
)
from flashcards.importing.draft import BlockDrafts, Draft
from flashcards.importing.draft_filter import is_kept, without_refused
from flashcards.importing.wording import lower_title, strip_markup
from flashcards.notes import context, patterns
from flashcards.notes.block import Block, Note
from flashcards.notes.context import SectionContext
from flashcards.text import math_spans

LONGEST = 5000
"""Maximum characters of a block that is read for questions."""
_SUMMARY = {"summary", "description", "abstract", "about", "tldr"}
_DEFINES = {"definition", "def", "defn", "concept", "term"}
"""Types of callouts that define what their title names."""
_HEADING = "a heading: it is part of the questions below it"
_NO_QUESTION = {
    "cell": "code: flashcards audit checks it",
    "output": "printed by a notebook cell",
    "callout": "the title of a callout",
    "link": "only a link",
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
        self._labels = label_scopes.labels_above(note.blocks)
        self._where: dict[int, SectionContext] = {}
        self._glossaries = label_scopes.find_glossaries(note.blocks, LONGEST)
        self._derivations = derivations.find_derivations(note.blocks)
        self._repeated = table_questions.find_repeated(note.blocks)
        self._found: list[BlockDrafts] = []

    def read(self) -> list[BlockDrafts]:
        for at, block in enumerate(self._note.blocks):
            self._where[block.line] = context.of(block, self._title, self._labels[at])
            found = self._block(at, block)
            self._found.append(found if block.kind == "flashcard" else without_refused(found))
        asked = list_questions.add_list_questions(self._found, self._context)
        kept = [each if each.block.kind == "flashcard" else without_refused(each) for each in asked]
        return list(repeats.drop_repeats(kept))

    def _context(self, block: Block) -> SectionContext:
        return self._where.get(block.line) or context.of(block, self._title)

    def _block(self, at: int, block: Block) -> BlockDrafts:
        if len(block.text) > LONGEST and block.kind in {"item", "paragraph", "flashcard", "row"}:
            return BlockDrafts(block, why="longer than a card can be")
        if self._note.syntax and block.kind in _ASKED:
            return BlockDrafts(block, why=f"not marked as a card (the note is in {self._note.syntax})")
        here = self._context(block)
        match block.kind:
            case "field":
                return self._field(block)
            case "heading" | "label":
                return BlockDrafts(block, tuple(term_questions.of_expansion(block.text)), _HEADING)
            case "formula":
                return self._formula(at, block, here)
            case "flashcard":
                why = "marked as a card, but one of its sides is empty"
                return BlockDrafts(block, questions.of_flashcard(block, here), why)
            case "row":
                if block.cells[0].strip() in self._repeated.get(block.group, ()):
                    return BlockDrafts(block, why="several rows of the table are about the same thing")
                return BlockDrafts(
                    block, table_questions.of_row(block, here), "a row without anything definite to ask for"
                )
            case "code":
                return BlockDrafts(block, questions.of_code(block, here), _NO_QUESTION["cell"])
            case "embed":
                return BlockDrafts(block, why=_embed_reason(block.text))
            case "item" | "paragraph":
                return self._text(at, block, here)
            case kind:
                return BlockDrafts(block, why=_NO_QUESTION[kind])

    def _field(self, block: Block) -> BlockDrafts:
        value = self._note.fields.get(block.info)
        why = f"front matter: {block.info}"
        if block.info.lower() not in _SUMMARY or not isinstance(value, str) or not self._title:
            return BlockDrafts(block, why=why)
        here = SectionContext(self._title, "", "")
        draft = term_questions.of_summary(self._title, math_spans.dollars(value.strip()), here)
        return BlockDrafts(block, (draft,) if draft else (), why)

    def _formula(self, at: int, block: Block, here: SectionContext) -> BlockDrafts:
        why = "a formula without a left side to ask for"
        if derivation := self._derivations.get(at):
            first = derivation.places[0]
            if at == first:
                return BlockDrafts(block, (derivations.ask_steps(derivation, here),), why)
            line = self._note.blocks[first].line
            return BlockDrafts(block, why=f"a step of the derivation at line {line}", helps=True)
        alone = replace(block, lead="") if self._follows_list(at, block) else block
        values = value_questions.of_named_value(alone, here)
        return BlockDrafts(block, values or formula_questions.of_formula(alone, here), why)

    def _follows_list(self, at: int, block: Block) -> bool:
        """True if what stands above a formula is the last point of a list that the formula is no part of."""
        if not block.lead or block.parents:
            return False
        above = next((each for each in reversed(self._note.blocks[:at]) if each.text == block.lead), None)
        return bool(above and above.kind == "item" and not _introduces(above))

    def _text(self, at: int, block: Block, here: SectionContext) -> BlockDrafts:
        if any(
            patterns.PRIVATE.search(context.clean_heading(each))
            for each in (*block.headings[-1:], *block.parents)
        ):
            return BlockDrafts(block, why="under a heading of one's own plans, opinions or sources")
        if definitions.is_example(block.text) and not block.text.rstrip().endswith(":"):
            return BlockDrafts(block, why="an example, not a definition")
        above = self._note.blocks[at - 1] if at else block
        asks = above.kind in {"heading", "label", "callout"}
        if asks and (draft := questions.of_question(above.text, block.text, here)):
            return BlockDrafts(block, (draft,))
        if above.kind == "callout" and above.info in _DEFINES and above.text:
            return BlockDrafts(
                block, _one(self._defined(above, block, here)), "a statement, not a definition"
            )
        if drafts := value_questions.of_settings(block, here):
            return BlockDrafts(block, drafts)
        usual = tuple(value_questions.of_usual_values(block, here))
        defined = (
            *term_questions.of_expansion(block.text),
            *term_questions.of_definition(block, here, self._list_terms(at)),
        )
        if defined:
            return BlockDrafts(block, (*defined, *usual))
        term = term_questions.of_term(block, here, glossary=block.group in self._glossaries)
        rules = () if term and is_kept(term) else tuple(formula_questions.of_sentence(block, here))
        if any(is_kept(each) for each in (*_one(term), *rules, *usual)):
            return BlockDrafts(block, (*_one(term), *rules, *usual))
        prose = self._prose(at, block, here)
        if prose.drafts or prose.helps or not (term or rules):
            return prose
        return BlockDrafts(block, (*_one(term), *rules), prose.why)

    def _defined(self, above: Block, block: Block, here: SectionContext) -> Draft | None:
        """The question about a callout that defines what its title names."""
        line = replace(
            block, kind="item", text=f"**{context.clean_heading(above.text)}**: {block.text}", lead=""
        )
        draft = term_questions.of_term(line, here, glossary=False)
        return replace(draft, text=block.text) if draft else None

    def _prose(self, at: int, block: Block, here: SectionContext) -> BlockDrafts:
        blocks, text = self._note.blocks, block.text
        before = blocks[at - 1] if at else None
        if before and before.kind == "formula" and _POINTS_BACK.match(text) and self._add_explanation(text):
            return BlockDrafts(
                block, why="it explains the formula above it: added to that card's why", helps=True
            )
        name = _summarised(before, here) if before and block.kind == "paragraph" else ""
        if block.kind == "item" and here.optimizer and not here.section and _directly_below(block):
            name = here.subject
        if sum_ := _SUM.match(text):
            name = sum_["name"] if context.is_subject(sum_["name"]) else ""
            text = short_answers.first_sentence(text[sum_.end() :])
        if draft := term_questions.of_summary(name, math_spans.dollars(text), here):
            return BlockDrafts(block, (replace(draft, score=min(draft.score, 0.62)),))
        if text.endswith(":") or _is_label(block):
            return BlockDrafts(block, why="it introduces what follows")
        return BlockDrafts(
            block, why=list_questions.WITHOUT_TERM if block.kind == "item" else "prose without a term"
        )

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
            names.append(lower_title(strip_markup(term.name)) if term else block.text)
        return tuple(names)


_SUM = re.compile(
    r"(?:in short: )?(?:\*\*)?(?P<name>[A-Za-z][\w -]{1,30}?)(?:\*\*)? = (?=[^=$]{2,40}\+)", re.IGNORECASE
)
"""`Adam = momentum + RMSProp`."""


def _introduces(item: Block) -> bool:
    """True for an item that names the formula below it: `1. **First moment**:`."""
    return item.text.rstrip().endswith((":", "**", "__")) or item.ordered or "$" in item.text


def _directly_below(block: Block) -> bool:
    """True for an item of a list whose heading or parent is the name of an optimizer."""
    return context.is_subject(
        context.clean_heading(next(iter((*block.parents[-1:], *block.headings[-1:])), ""))
    )


def _one(draft: Draft | None) -> tuple[Draft, ...]:
    return (draft,) if draft else ()


def _summarised(before: Block, here: SectionContext) -> str:
    """What a paragraph right below a heading or a label is a summary of; empty if that is uncertain."""
    title = context.clean_heading(before.text)
    if before.kind == "heading" and context.is_subject(title):
        return context.short_subject(title)
    return here.subject if before.kind in {"heading", "label"} and patterns.IDEAS.fullmatch(title) else ""


def _is_label(block: Block) -> bool:
    """True for a bold line or list item that acts as a heading of what follows."""
    return block.kind == "label" or bool(
        re.fullmatch(r"(?:\*\*|__)(?:(?!\*\*|__).)+(?:\*\*|__):?", block.text)
    )


def _embed_reason(text: str) -> str:
    name = re.sub(r"^!\[\[|\]\]$|^!\[[^\]]*\]\(|\)$", "", text).partition("|")[0]
    return f"{'image' if _PICTURE.search(name) else 'embed'}: {name}"
