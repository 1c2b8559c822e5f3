"""Notes → cards, and for every block a fate: the card that it makes, or why it makes none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flashcards.card import Basic, Card, Formula, Origin
from flashcards.errors import Place, Problem
from flashcards.notes import asking, context, frontmatter, lists, spans, terms
from flashcards.notes.block import Block, Note
from flashcards.notes.context import Context
from flashcards.notes.draft import Draft
from flashcards.notes.identity import Ids, fingerprint, slug


@dataclass(frozen=True)
class Fate:
    """What became of a block."""

    file: str
    line: int
    end: int
    kind: str
    fate: str
    """card or ignored."""
    why: str


@dataclass(frozen=True)
class Made:
    """What an import makes of notes."""

    cards: tuple[Card, ...]
    fates: tuple[Fate, ...]
    problems: tuple[Problem, ...]


_SUMMARY = ("summary", "description", "abstract", "about", "tldr")
_IGNORED = {
    "label": "a heading: it stands in the questions below it",
    "heading": "a heading: it stands in the questions below it",
    "cell": "code: kept for audit",
    "output": "what a notebook cell printed",
    "callout": "the head of a callout",
    "link": "a link",
    "tags": "tags: they go to the cards of this note",
    "comment": "a comment",
    "html": "HTML",
    "rule": "a rule",
    "markup": "only marks",
}


def make(notes: Sequence[Note], deck: str) -> Made:
    """The cards of `notes` for the deck named `deck`; a card that an earlier note made is made once."""
    ids = Ids()
    seen: dict[str, str] = {}
    cards: list[Card] = []
    fates: list[Fate] = []
    for note in notes:
        found = _Reader(note).read()
        orders: dict[tuple[str, str], int] = {}
        for block, drafts, why in found:
            made, why = _cards(note, deck, block, drafts, why, ids, seen, orders)
            cards += made
            fates.append(
                Fate(note.file, block.line, block.end, block.kind, "card" if made else "ignored", why)
            )
    return Made(tuple(cards), tuple(fates), tuple(p for note in notes for p in note.problems))


def _cards(
    note: Note,
    deck: str,
    block: Block,
    drafts: Sequence[Draft],
    why: str,
    ids: Ids,
    seen: dict[str, str],
    orders: dict[tuple[str, str], int],
) -> tuple[list[Card], str]:
    """The cards of a block's drafts, and the reason for what became of them."""
    made: list[Card] = []
    heading = " > ".join(context.clean(title) for title in block.headings)
    for draft in drafts:
        mark = fingerprint(draft.text)
        key = f"{draft.text.lower() if isinstance(draft.answer, Basic) else draft.text}"
        if key in seen:
            why = why or f"the same as {seen[key]}"
            continue
        order = orders[heading, block.kind] = orders.get((heading, block.kind), 0) + 1
        seen[key] = f"{note.name}:{block.line}"
        made.append(_card(note, deck, block, draft, ids, Origin(note.name, heading, block.kind, order, mark)))
    if made:
        return made, ", ".join(card.id for card in made)
    return [], why or "no question can be made of it"


def _card(note: Note, deck: str, block: Block, draft: Draft, ids: Ids, origin: Origin) -> Card:
    names = (draft.subject, draft.name), (draft.subject, draft.section, draft.name)
    choices = [slug(" ".join(dict.fromkeys(part for part in parts if part))) for parts in names]
    source = note.fields.get("source") or note.fields.get("url")
    return Card(
        deck=deck,
        id=ids.new(choices, origin.fingerprint),
        ask=draft.ask,
        answer=draft.answer,
        place=Place(note.file, block.line),
        why=draft.why,
        source=source if isinstance(source, str) else "",
        tags=note.tags,
        optimizer=draft.optimizer,
        origin=origin,
    )


@dataclass
class _Reader:
    """One note, block by block."""

    note: Note

    def read(self) -> list[tuple[Block, list[Draft], str]]:
        """Each block with its drafts and, where it has none, why."""
        self.title = context.title(self.note)
        self.found: list[tuple[Block, list[Draft], str]] = []
        for at, block in enumerate(self.note.blocks):
            drafts, why = self._drafts(at, block)
            self.found.append((block, [draft for draft in drafts if not _leaks(draft)], why))
        lists.ask(self.found, lambda block: context.of(block, self.title))
        return self.found

    def _here(self, block: Block) -> Context:
        return context.of(block, self.title)

    def _drafts(self, at: int, block: Block) -> tuple[list[Draft], str]:
        match block.kind:
            case "field":
                return self._field(block)
            case "heading" | "label":
                return [*asking.of_expansion(block.text)], _IGNORED[block.kind]
            case "formula":
                return [
                    *asking.of_formula(block, self._here(block))
                ], "a formula without a left side to ask for"
            case "row":
                return [*asking.of_row(block, self._here(block))], "a row without an answer"
            case "code":
                drafts = [*asking.of_code(block, self._here(block))]
                return drafts, "code: kept for audit"
            case "embed":
                name = re.sub(r"^!\[\[|\]\]$|^!\[[^\]]*\]\(|\)$", "", block.text).split("|")[0]
                return [], f"image: {name}" if re.search(
                    r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp4)$", name, re.I
                ) else f"embed: {name}"
            case "item" | "paragraph":
                return self._text(at, block)
            case kind:
                return [], _IGNORED[kind]

    def _field(self, block: Block) -> tuple[list[Draft], str]:
        value = self.note.fields.get(block.info)
        if block.info.lower() in _SUMMARY and isinstance(value, str) and value.strip() and self.title:
            text = spans.dollars(value.strip())
            ask = f"{self.title}: what is it, in a sentence or two?"
            return [Draft(ask, Basic(text), value.strip(), "summary", "", self.title)], ""
        return [], f"front matter: {block.info}"

    def _text(self, at: int, block: Block) -> tuple[list[Draft], str]:
        here = self._here(block)
        if terms.example(block.text):
            return [], "an example, not a definition"
        if terms.only_values(block.text):
            return [*asking.of_values(block, here)], ""
        drafts = [*asking.of_expansion(block.text), *asking.of_definition(block, here, self._listed(at))]
        if drafts:
            return drafts, ""
        term = terms.find(block.text, plain=block.kind == "item")
        if term and terms.backwards(term.meaning):
            return [], "it leans on the lines before it"
        if (draft := asking.of_term(block, here)) is not None:
            return [draft], ""
        return self._prose(at, block, here)

    def _prose(self, at: int, block: Block, here: Context) -> tuple[list[Draft], str]:
        before = self.note.blocks[at - 1] if at else None
        text = block.text
        if before and block.lead == before.text and _labelled(before) and block.kind == "paragraph":
            draft = asking.of_explained(before.text, text, here)
            if draft:
                return [draft], ""
        if (
            before
            and before.kind == "formula"
            and re.match(r"(?:This|These|Here|It|That)\b", text)
            and self._explains(text)
        ):
            return [], "it explains the formula above: kept as the card's why"
        after = self.note.blocks[at + 1] if at + 1 < len(self.note.blocks) else None
        if before and before.kind == "heading" and after and after.kind == "formula" and text.endswith(":"):
            if context.is_subject(context.clean(before.text)) and len(text.split()) <= 14:
                question = replace(here, section="").ask("sum it up in a line.")
                return [
                    Draft(
                        question,
                        Basic(spans.dollars(text.rstrip(":"))),
                        text,
                        "in a line",
                        "",
                        here.optimizer,
                    )
                ], ""
        if text.endswith(":") or _labelled(block):
            return [], "it introduces what follows"
        return [], "a list item without a term" if block.kind == "item" else "prose without a term"

    def _explains(self, text: str) -> bool:
        """Add `text` as the why of the formula just read; False where that holds several, or none."""
        block, drafts, why = self.found[-1]
        if len(drafts) != 1:
            return False
        self.found[-1] = (block, [replace(drafts[0], why=spans.dollars(text))], why)
        return True

    def _listed(self, at: int) -> tuple[str, ...]:
        """The terms of the list that follows a paragraph."""
        names: list[str] = []
        for block in self.note.blocks[at + 1 : at + 8]:
            if block.kind != "item" or block.lead != self.note.blocks[at].text:
                break
            term = terms.find(block.text, plain=True)
            names.append(term.name.replace("**", "") if term else block.text)
        return tuple(names)


def _labelled(block: Block) -> bool:
    """True for a bold line, or a list item that is one, which heads what follows."""
    return block.kind == "label" or bool(
        re.fullmatch(r"(?:\*\*|__)(?:(?!\*\*|__).)+(?:\*\*|__):?", block.text)
    )


def _leaks(draft: Draft) -> bool:
    """True where the question holds the whole of a basic answer."""
    if not isinstance(draft.answer, Basic):
        return False
    answer = _letters(draft.answer.answer)
    return not answer or len(answer) >= 4 and answer in _letters(draft.ask)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
