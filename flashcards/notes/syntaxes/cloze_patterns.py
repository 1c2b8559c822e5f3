"""Gaps marked by patterns such as `==[123;;]answer[;;hint]==`, and the cards that they make.

The number in a pattern may also be a row of roles, one for each card: `a` ask, `s` show, `h` hide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flashcards.deck import cloze
from flashcards.notes.syntaxes.note_lines import blank_protected
from flashcards.text import math_spans
from flashcards.text.markdown.spans import MarkdownSpan

HIGHLIGHT = "==[123;;]answer[;;hint]=="
BOLD = "**[123;;]answer[;;hint]**"
BRACES = "{{[123;;]answer[;;hint]}}"
ANKI = "{{[c123::]answer[::hint]}}"
LONGEST = 5000
"""The most characters of a text in which gaps are looked for."""
_PART = re.compile(r"\[([^\[\]\n]{0,10}?)(123|hint)([^\[\]\n]{0,10}?)\]|(answer)")
_GROUP = {"123": r"(?P<order>\d{1,3}|[ash]{1,30})", "hint": r"(?P<hint>[^\n]{1,100}?)"}
_TEMPLATE = re.compile(
    r"\s*(?:V?DATE|TIME|TITLE|M?VALUE|NAME|MACRO|TEMPLATE|CLIPBOARD|SELECTED|RANDOM|FIELD|FILE|FOLDER|[A-Z]+_[A-Z_]+"
    r"|(?:date|time|title)(?=:|\s*$)|[A-Za-z_]\w*(?:\.\w+)+)(?::[^\n]*|\([^\n]*\))?\s*"
)
"""Placeholders of templates, which braces enclose too: `{{DATE_PRETTY}}`, `{{date:YYYY}}`, `{{tp.date}}`."""


@dataclass(frozen=True)
class MarkedGap:
    """A stretch of a text between the marks of a pattern."""

    start: int
    end: int
    answer: str
    order: str
    """The number or the roles; empty for a gap by itself."""
    hint: str
    place: int = 0
    """Its place among all gaps, pattern by pattern: the order in which the plugin asks gaps by themselves."""


def _answer(pattern: str) -> str:
    """The expression for the hidden text, at whose ends no space stands and no further sign of a mark."""
    sign = re.escape(pattern[0]) if pattern[0] not in "{([<" else ""
    return rf"(?P<answer>(?![\s{sign}])[^\n]{{1,500}}?(?<![\s{sign}]))"


@lru_cache(maxsize=64)
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """The regular expression of a pattern; None if it has no `answer` between two marks."""
    parts, at = [], 0
    for found in _PART.finditer(pattern[:100]):
        parts.append(re.escape(pattern[at : found.start()]))
        before, name, after, answer = found.groups()
        optional = "" if answer else f"(?:{re.escape(before)}{_GROUP[name]}{re.escape(after)})?"
        parts.append(_answer(pattern) if answer else optional)
        at = found.end()
    opening, closing = pattern[:1], pattern[at:]
    if pattern.count("answer") != 1 or not closing or opening in {"[", "a"} or len(pattern) > 100:
        return None
    body = "".join([*parts, re.escape(closing)])
    twice = re.escape(pattern[0])
    try:
        return re.compile(rf"(?<!{twice}){body}(?!{re.escape(closing[-1])})")
    except re.error:
        return None


def find_gaps(text: str, patterns: Sequence[str]) -> list[MarkedGap]:
    """The gaps of a text in its order; one that overlaps an earlier one is text."""
    if len(text) > LONGEST:
        return []
    shown = blank_protected(text)
    found = [
        MarkedGap(
            match.start(), match.end(), text[slice(*match.span("answer"))], *_order_and_hint(match, text)
        )
        for pattern in patterns
        if (compiled := compile_pattern(pattern)) and pattern[:2] in shown
        for match in compiled.finditer(shown)
        if (pattern != ANKI or match["order"])
        and not (pattern.startswith("{{") and _TEMPLATE.fullmatch(match["answer"]))
        and not re.fullmatch(r"=+|\*+", match["answer"])
    ]
    placed = [replace(gap, place=place) for place, gap in enumerate(found)]
    return _apart(sorted(placed, key=lambda gap: (gap.start, -gap.end)))


def _order_and_hint(match: re.Match[str], text: str) -> tuple[str, str]:
    named = match.groupdict()
    hint = text[slice(*match.span("hint"))] if named.get("hint") else ""
    return named.get("order") or "", hint


def _apart(found: Sequence[MarkedGap]) -> list[MarkedGap]:
    kept: list[MarkedGap] = []
    for gap in found:
        if not kept or gap.start >= kept[-1].end:
            kept.append(gap)
    return kept


@dataclass(frozen=True)
class GapText:
    """A text with gaps in the notation of decks, and which of the plugin's cards its prompts are."""

    text: str
    siblings: tuple[int, ...]
    """For each name of a gap, in the order of the text, the place of its card among those of the note."""


def gap_texts(text: str, patterns: Sequence[str]) -> Iterator[GapText]:
    """The texts with gaps, in the notation of decks, that a text with marked gaps stands for.

    Usually one; gaps with roles need one for each card, because what a card hides stays hidden behind it.
    Nothing if a deck cannot express it. The plugin makes a card for each role, for each number up to the
    highest, or for each gap.
    """
    found = find_gaps(text, patterns)
    by_role = [gap for gap in found if gap.order.isalpha()]
    numbered = [gap for gap in found if gap.order.isdigit()]
    if by_role:
        for at in range(max(len(gap.order) for gap in by_role)):
            for whole in _checked(text, found, lambda gap, at=at: _in_role(gap, at)):  # type: ignore[misc]
                yield GapText(whole, (at,))
    elif numbered:
        orders = dict.fromkeys(gap.order for gap in numbered)
        for whole in _checked(
            text, found, lambda gap: write_gap(gap, gap.order) if gap.order else gap.answer
        ):
            yield GapText(whole, tuple(int(order) - 1 for order in orders))
    elif found:
        names = {gap: f"gap-{at}" for at, gap in enumerate(found, 1)}
        for whole in _checked(
            text, found, lambda gap: write_gap(gap, names[gap] if _reads_as_name(gap.answer) else "")
        ):
            yield GapText(whole, tuple(gap.place for gap in found))


def _in_role(gap: MarkedGap, at: int) -> str:
    """What stands for the gap in the card number `at`."""
    role = gap.order[at : at + 1] if gap.order.isalpha() else "s"
    return {"a": write_gap(gap, "asked"), "h": "[...]"}.get(role, gap.answer)


def write_gap(gap: MarkedGap, name: str = "") -> str:
    """The gap in the notation of decks; a bar in the hidden text must not begin a hint."""
    hidden = math_spans.replace(gap.answer, _without_bar)
    hidden = hidden.replace(" | ", " |\u00a0")
    return "{{" + (f"{name}: " if name else "") + hidden + (f" | {gap.hint}" if gap.hint else "") + "}}"


def _without_bar(span: MarkdownSpan, source: str) -> str:
    return source.replace(" | ", r" \mid ") if span.kind == "maths" else source


def _reads_as_name(hidden: str) -> bool:
    return bool(re.match(r"[\w-]+:\s", hidden))


def _checked(text: str, found: Sequence[MarkedGap], written: Callable[[MarkedGap], str]) -> Iterator[str]:
    """The text with its gaps as `written`, if it then has exactly these gaps."""
    parts, at, expected = [], 0, 0
    for gap in found:
        shown = written(gap)
        expected += shown.startswith("{{")
        parts += [_apart_braces(text[at : gap.start]), shown]
        at = gap.end
    whole = "".join([*parts, _apart_braces(text[at:])])
    if expected and len(cloze.gaps(whole)) == expected:
        yield whole


def _apart_braces(text: str) -> str:
    r"""`text` in which no formula looks like a gap: `\sqrt{{v}}` becomes `\sqrt{ {v}}`, which is the same."""
    if "{{" not in text:
        return text
    return math_spans.replace(
        text, lambda span, source: source.replace("{{", "{ {") if span.kind == "maths" else source
    )
