"""Writes a Deck as a Markdown note for Obsidian, which `markdown_reader` reads back as the same deck.

Each field has a natural form (heading, callout, list, maths). What does not read back from it, such
as a text that itself holds a heading, falls back to `key:: "text"` on one line.
"""

from __future__ import annotations

import json
import re
from typing import assert_never

from flashcards.deck import build, markdown_reader, serialize, yaml_writer
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Deck,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.schema import AFTER
from flashcards.deck.serialize import Plain

WIDEST = 110
"""How many columns a `demo::` line may take before the demo is written in a fence."""

_BLOCK_ID = re.compile(r"[a-z0-9-]+")
_CALLED_OUT = ("hint", "why")
"""The fields that are written as callouts."""
"""What Obsidian takes for the id of a block."""

KIND = "kind"


def note(deck: Deck) -> str:
    """`deck` as a Markdown note."""
    return "\n".join([write_front_matter(deck), *map(write_markdown_card, serialize.own(deck))])


def write_front_matter(deck: Deck) -> str:
    """The lines at the beginning of the note of `deck`."""
    return "\n".join(["---", *yaml_writer.block_lines(serialize.deck_fields(deck)), "---", ""])


def write_markdown_card(card: Card) -> str:
    """The text of one card, with the newline after its last line."""
    return "\n\n".join(_card(card)) + "\n"


def _card(card: Card) -> list[str]:
    """The blocks of a card, with as many fields in their natural form as survive a round trip."""
    plain = serialize.card(card)
    changed = _changed(plain, _blocks(card, plain, set()))
    attempts: list[set[str]] = [set(), {KIND}, changed, changed | {KIND}, *({name} for name in plain)]
    for quoted in attempts:
        blocks = _blocks(card, plain, quoted)
        if not _changed(plain, blocks):
            return blocks
    return _blocks(card, plain, set(plain))


def _changed(plain: dict[str, Plain], blocks: list[str]) -> set[str]:
    """The fields that change when `blocks` are read back; all of them if that is unclear."""
    written = "---\ndeck: x\n---\n\n" + "\n\n".join([*blocks, "## What follows? ^end", "x"])
    deck, problems = build.build_deck(*markdown_reader.read_markdown(written, "x.md"), "x.md")
    if deck is None or problems or len(deck.cards) != 2:
        return set(plain)
    found = serialize.card(deck.cards[0])
    return {name for name in plain.keys() | found.keys() if plain.get(name) != found.get(name)}


def _blocks(card: Card, plain: dict[str, Plain], quoted: set[str]) -> list[str]:
    """The paragraphs of a card: question, answer, callouts, fields; those named in `quoted` as JSON."""
    found = [*_question(card, quoted), *_answer(card, quoted)]
    lines = [_field(name, plain[name]) for name in ("vary", "tolerance", "both_ways") if name in plain]
    found += ["\n".join(lines)] if lines and not isinstance(card.answer, NumberAnswer) else []
    if isinstance(card.answer, NumberAnswer):
        found[-1] = "\n".join([found[-1], *lines])
    for name in _CALLED_OUT:
        if name in plain:
            found.append(
                _field(name, plain[name], json_text=True) if name in quoted else _callout(name, plain[name])
            )
    others = {name: plain[name] for name in AFTER if name in plain and name not in _CALLED_OUT}
    return found + _rest(others, quoted)


def _question(card: Card, quoted: set[str]) -> list[str]:
    """The heading, with the rest of a question of several paragraphs."""
    first, _, more = card.ask.partition("\n\n")
    asked = card.id if "ask" in quoted or not card.ask else first
    found = [f"## {asked} ^{card.id}" if _BLOCK_ID.fullmatch(card.id) else f"## {asked}\n\nid:: {card.id}"]
    if "ask" in quoted and card.ask:
        found.append(_field("ask", card.ask, json_text=True))
    elif more:
        found.append(_callout("question", more))
    return found


def _answer(card: Card, quoted: set[str]) -> list[str]:
    """The answer in the form that implies its kind; if that is ambiguous, under `kind::` or in JSON."""
    plain = serialize.answer_fields(card.answer)
    name = next(iter(plain))
    if name in quoted:
        return [_field(name, plain[name], json_text=True)]
    if KIND in quoted and isinstance(plain[name], str):
        return [_field(KIND, name), plain[name]]
    match card.answer:
        case BasicAnswer(written) | ClozeAnswer(written):
            return [written]
        case FormulaAnswer(latex):
            return [f"$$\n{latex}\n$$" if "\n" in latex else f"$$ {latex} $$"]
        case NumberAnswer(expression):
            return [_field("number", expression)]
        case StepsAnswer(lines):
            return ["\n".join(_listed(f"{at}. ", line) for at, line in enumerate(lines, 1))]
        case CodeAnswer(written):
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", written)), default=0))
            return [f"{fence}python\n{written}\n{fence}"]
        case ChoicesAnswer(right, wrong, slips):
            shown = f"${right}$" if slips else right
            options = [_listed("- [x] ", shown), *(_listed("- [ ] ", each) for each in wrong)]
            return ["\n".join(options), *([_field("slips", list(slips))] if slips else [])]
        case _:
            assert_never(card.answer)


def _listed(mark: str, item: str) -> str:
    """A list item whose continuation lines are indented to its text."""
    return mark + item.replace("\n", "\n" + " " * len(mark))


def _callout(name: str, written: str) -> str:
    return "\n".join([f"> [!{name}]", *(f"> {line}".rstrip() for line in written.split("\n"))])


def _rest(plain: dict[str, Plain], quoted: set[str]) -> list[str]:
    """The remaining fields, one line each; a demo that is too wide is written in a fence."""
    lines = {name: _field(name, value, json_text=name in quoted) for name, value in plain.items()}
    fenced: list[str] = []
    if len(lines.get("demo", "")) > WIDEST and "demo" not in quoted:
        del lines["demo"]
        fenced = ["\n".join(["```demo", *yaml_writer.block_lines(plain["demo"]), "```"])]
    return fenced + (["\n".join(lines.values())] if lines else [])


def _field(name: str, value: Plain, *, json_text: bool = False) -> str:
    """A `key:: value` line."""
    if isinstance(value, str):
        return f"{name}:: {json.dumps(value, ensure_ascii=False) if json_text else value}"
    return (
        f"{name}:: {_words(value) if isinstance(value, list) and not json_text else yaml_writer.flow(value)}"
    )


def _words(items: list[Plain]) -> str:
    """A list of names as `a, b`."""
    if all(isinstance(item, str) and re.fullmatch(r"[^\W_][\w./ -]*", item) for item in items):
        return ", ".join(items)
    return yaml_writer.flow(items)
