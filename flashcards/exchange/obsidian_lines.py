"""Cards in the forms of obsidian-spaced-repetition: `front::back`, `front:::back`, a line `?`, `==gaps==`."""

from __future__ import annotations

import re

from flashcards.deck import cloze
from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer
from flashcards.deck.prompts import prompts
from flashcards.study.faces import Faces, faces
from flashcards.text.markdown.spans import markdown_spans

_SEED = "anki"
"""As in the packages for Anki, so that both show the same values."""
_FENCE = re.compile(r"(^(?P<marks>`{3,}|~{3,}).*?^(?P=marks)[`~]*[ \t]*$)", re.DOTALL | re.MULTILINE)
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9-]+")


def write_lines_head(title: str, deck: str) -> str:
    """The beginning of a note whose cards are in the deck `flashcards/…` of the plugin."""
    tag = re.sub(r"[^\w-]+", "/", deck).strip("/") or "deck"
    return f"---\ntags: [flashcards/{tag}]\n---\n\n# {' '.join((title or deck).split())}\n"


def write_lines_card(card: Card) -> str:
    """The lines of a card, an empty one before them. Raises Problem if the card cannot be asked."""
    shown = faces(prompts(card)[0], _SEED)
    mark = f"^{_NOT_IN_ID.sub('-', card.id).strip('-') or 'card'}"
    written = _one_line(card, shown) or _with_gaps(card)
    if written:
        return f"\n{written} {mark}\n{_callout(shown.why)}"
    question, answer = (
        _hidden(card) if isinstance(card.answer, ClozeAnswer) else (shown.question, shown.answer)
    )
    back = "\n".join(part for part in (_compact(answer), _compact(shown.why)) if part)
    end = f"\n{mark}" if back.endswith(("```", "~~~", "$$")) else f" {mark}"
    return f"\n{_compact(question)}\n?\n{back}{end}\n"


def _one_line(card: Card, shown: Faces) -> str:
    """A basic card with `::` or `:::`; empty for one that does not fit on a line."""
    if not isinstance(card.answer, BasicAnswer):
        return ""
    sides = (shown.question, shown.answer)
    if any("\n" in side or "::" in side or "==" in side for side in sides):
        return "\n".join(_both_ways(card, sides)) if card.answer.both_ways else ""
    return (":::" if card.answer.both_ways else "::").join(sides)


def _both_ways(card: Card, sides: tuple[str, str]) -> list[str]:
    return [_compact(sides[0]), "??", _compact(sides[1])]


def _with_gaps(card: Card) -> str:
    """A cloze with `==gaps==`; empty where the plugin would not read them: in formulas, code and emphasis."""
    if not isinstance(card.answer, ClozeAnswer):
        return ""
    text = card.answer.text
    masked = cloze.fill(text, lambda gap: "x" * (gap.end - gap.start))
    found = cloze.gaps(text)
    inside = any(
        span.start < gap.start < span.end
        for span in markdown_spans(masked)
        if span.kind != "prose"
        for gap in found
    )
    if inside or "==" in text or "::" in text or any("\n" in gap.hidden for gap in found):
        return ""
    return _compact("\n".join(filter(None, (card.ask, cloze.fill(text, lambda gap: f"=={gap.hidden}==")))))


def _hidden(card: Card) -> tuple[str, str]:
    """The text of a cloze with all gaps hidden, and with none."""
    assert isinstance(card.answer, ClozeAnswer)
    text = card.answer.text
    hidden = cloze.fill(text, lambda gap: f"[{gap.hint or '…'}]")
    return "\n".join(filter(None, (card.ask, hidden))), cloze.fill(text, lambda gap: gap.hidden)


def _callout(why: str) -> str:
    """The reason below a card, apart from it: what stands in a card is shown with its question."""
    lines = "\n".join(f"> {line}".rstrip() for line in why.split("\n"))
    return f"\n> [!why]\n{lines}\n" if why else ""


def _compact(text: str) -> str:
    """`text` without empty lines, which end a card of the plugin; code keeps its own."""
    parts = _FENCE.split(text)
    kept = [part for at, part in enumerate(parts) if at % 3 != 2]
    return "".join(
        part if at % 2 else re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n", part) for at, part in enumerate(kept)
    ).strip("\n")
