"""How far a bold line or the title of a callout is a heading, and which lists are glossaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flashcards.importing import definitions
from flashcards.notes import context
from flashcards.notes.block import Block
from flashcards.value import Value


class LabelScope(Value, frozen=True):
    """The lines that a label is the heading of."""

    label: str = ""
    kind: str = ""
    last: int = 0
    listed: bool = False
    """True if a list below it has begun."""

    def holds(self, block: Block) -> bool:
        """True if the next block still is below the label: a list ends it, unless it names an optimizer."""
        if block.kind in {"heading", "rule"}:
            return False
        if self.kind == "callout":
            return block.line <= self.last + 1
        ends = self.listed and block.kind != "item" and not block.parents
        return not ends or context.is_subject(context.clean_heading(self.label))


_NONE = LabelScope()


def labels_above(blocks: Sequence[Block]) -> list[str]:
    """For each block the bold line or callout's title that acts as a heading over it; or empty."""
    labels: list[str] = []
    scope = _NONE
    for block in blocks:
        if not scope.holds(block):
            scope = _NONE
        named = block.kind == "label" or (block.kind == "callout" and block.text)
        labels.append("" if named else scope.label)
        if named:
            asks = block.text.rstrip("* _:").endswith("?")
            scope = LabelScope("" if asks else block.text, block.kind, block.end)
        elif scope.label:
            scope = replace(scope, last=block.end, listed=scope.listed or block.kind == "item")
    return labels


def find_glossaries(blocks: Sequence[Block], longest: int) -> set[int]:
    """The lists of at least two items, none over `longest` characters, all of which define a term."""
    terms: dict[int, list[bool]] = {}
    for block in blocks:
        if block.kind == "item" and block.group:
            short = len(block.text) <= longest
            terms.setdefault(block.group, []).append(
                short and definitions.find_term(block.text, item=True) is not None
            )
    return {group for group, found in terms.items() if len(found) >= 2 and all(found)}
