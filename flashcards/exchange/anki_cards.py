"""Cards as notes of Anki: what each field of the two note types holds. See `anki_cards_types` for these."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from flashcards.deck import cloze
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    StepsAnswer,
)
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Problem
from flashcards.exchange.anki_cards_demo import demo_html
from flashcards.exchange.anki_cards_types import BASIC, CLOZE
from flashcards.exchange.anki_notes_own import PREFIX
from flashcards.exchange.html_writing import (
    MOST_NUMBERS,
    MediaName,
    no_media,
    write_cloze_html,
    write_html,
    write_line_html,
)
from flashcards.study.drawn_values import draw_values, fill_values
from flashcards.study.faces import Faces, faces
from flashcards.study.options import option_markdown
from flashcards.study.right_numbers import compute_figures

SEED = "anki"
"""What the values and the order of options are drawn from: the same at each export."""
MOST_DRAWS = 12
"""The most further draws of a card with values."""
_TRIES = 60


class ExportedNote(NamedTuple):
    """A card as a note."""

    guid: str
    kind: str
    """`BASIC` or `CLOZE`."""
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    prompts: Mapping[int, str]
    """The order of each of its cards in Anki → the id of the prompt."""
    gaps: Mapping[str, int]
    """The number of each gap that it has, or ever had, by name."""

    @property
    def content_hash(self) -> str:
        """A checksum of what the person reads."""
        text = "\x1f".join((self.kind, *self.fields, *self.tags))
        return sha256(text.encode("utf-8", "replace")).hexdigest()


def write_note(
    card: Card,
    known: Mapping[str, int],
    *,
    marked: bool = False,
    source: str = "",
    media: MediaName = no_media,
) -> ExportedNote:
    """The note of a card; `known` are the numbers that its gaps have had, `source` that of its deck.

    Raises Problem, with the card's place, for a card that cannot be asked or that Anki would show torn.
    """
    try:
        writing = _Writing(card, source or "", media)
        if isinstance(card.answer, (ClozeAnswer, CodeAnswer)):
            numbers = number_gaps(cloze.names(card.answer.text), known)
            kind, fields = CLOZE, writing.cloze_fields(numbers)
        else:
            kind, numbers, fields = BASIC, {}, writing.basic_fields()
    except Problem as problem:
        raise Problem(f"{card.key}: {problem.message}", problem.place or card.place, problem.hint) from None
    orders = _orders(card, numbers)
    tags = [*("-".join(tag.split()) for tag in card.tags), f"flashcards::kind::{card.kind}"]
    tags += ["marked"] if marked else []
    return ExportedNote(f"{PREFIX}{card.key}", kind, fields, tuple(dict.fromkeys(tags)), orders, numbers)


def number_gaps(names: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """The number of each gap by name, those that are gone too: a number is never given to another gap."""
    numbers = dict(known)
    for name in names:
        numbers.setdefault(name, max(numbers.values(), default=0) + 1)
    if max(numbers.values(), default=0) > MOST_NUMBERS:
        raise Problem(f"Anki numbers gaps up to {MOST_NUMBERS}, and this card has had more")
    return numbers


def _orders(card: Card, numbers: Mapping[str, int]) -> dict[int, str]:
    found = {}
    for place, prompt in enumerate(prompts(card)):
        found[numbers[prompt.part] - 1 if numbers else place] = prompt.id
    return found


class _Writing:
    """Writes the fields of one card."""

    def __init__(self, card: Card, source: str, media: MediaName) -> None:
        self._card, self._source, self._media = card, card.source or source, media

    def _html(self, text: str) -> str:
        return write_html(text, self._media) if text else ""

    def basic_fields(self) -> tuple[str, ...]:
        """The fields of a note with a question and an answer."""
        card = self._card
        shown = faces(Prompt(card), SEED)
        ask, answer = self._sides(shown, SEED)
        reverse = "1" if isinstance(card.answer, BasicAnswer) and card.answer.both_ways else ""
        return (
            *(
                ask,
                answer,
                self._html(shown.why),
                self._html(shown.hint),
                self._demo(),
                self._html(self._source),
            ),
            *(reverse, card.kind, self._draws(), card.key, "", ""),
        )

    def cloze_fields(self, numbers: Mapping[str, int]) -> tuple[str, ...]:
        """The fields of a note with gaps."""
        card = self._card
        faces(prompts(card)[0], SEED)  # raises a Problem for a card that cannot be asked
        values = draw_values(card, SEED)
        drawn = compute_figures(card, values)
        assert isinstance(drawn.answer, (ClozeAnswer, CodeAnswer))
        text = drawn.answer.text
        if isinstance(drawn.answer, CodeAnswer):
            text = f"````python\n{text}\n````"
        written = write_cloze_html(text, numbers, self._media)
        ask = self._html(fill_values(drawn.ask, values))
        return (
            *(
                written,
                ask,
                self._html(drawn.why),
                self._html(drawn.hint),
                self._demo(),
                self._html(self._source),
            ),
            *(card.kind, json.dumps(numbers, ensure_ascii=False), card.key, "", ""),
        )

    def _sides(self, shown: Faces, seed: str) -> tuple[str, str]:
        """The question and the answer of a draw."""
        match self._card.answer:
            case FormulaAnswer(latex):
                return self._html(shown.question), self._html(f"$$\n{latex}\n$$")
            case ChoicesAnswer():
                return self._choices(shown, seed)
            case StepsAnswer(lines):
                count = f"{len(lines)} step{'' if len(lines) == 1 else 's'}"
                return f'{self._html(shown.question)}<p class="count">({count})</p>', self._steps(shown.steps)
            case _:
                return self._html(shown.question), self._html(shown.answer)

    def _choices(self, shown: Faces, seed: str) -> tuple[str, str]:
        """The options in their order below the question, and again with the right one marked."""
        right = int(shown.answer.partition(".")[0]) - 1
        values = draw_values(self._card, seed)
        ask = fill_values(compute_figures(self._card, values).ask, values)
        options = [self._option(line) for line in shown.options]
        marked = [f"<b>{text} ✓</b>" if at == right else text for at, text in enumerate(options)]
        return f"{self._html(ask)}{_listed(options)}", _listed(marked)

    def _option(self, text: str) -> str:
        written = option_markdown(text)
        return self._html(written) if "\n" in written else write_line_html(written)

    def _steps(self, lines: Sequence[str]) -> str:
        """The steps, each behind its number until it is tapped."""
        return _listed(
            [
                f"<details><summary>{number}</summary>{self._html(line)}</details>"
                for number, line in enumerate(lines, 1)
            ]
        )

    def _demo(self) -> str:
        return demo_html(self._card, draw_values(self._card, SEED))

    def _draws(self) -> str:
        """Further draws as JSON, for the script in the template; empty for a card without values."""
        if not any(len(values) > 1 for values in self._card.vary.values()):
            return ""
        seeds = {tuple(draw_values(self._card, f"{SEED}-{n}").values()): f"{SEED}-{n}" for n in range(_TRIES)}
        seeds.pop(tuple(draw_values(self._card, SEED).values()), None)
        draws: list[dict[str, str]] = []
        for seed in list(seeds.values())[:MOST_DRAWS]:
            shown = faces(Prompt(self._card), seed)
            ask, answer = self._sides(shown, seed)
            draws.append({"ask": ask, "answer": answer, "why": self._html(shown.why)})
        return _json_in_html(draws) if draws else ""


def _json_in_html(value: object) -> str:
    """JSON in which no character has a meaning in HTML, nor a backslash or brace for Anki and MathJax."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\\\\", "\\u005c")
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _listed(items: Sequence[str]) -> str:
    return f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"
