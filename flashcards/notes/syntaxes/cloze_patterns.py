"""Gaps marked by patterns such as `==[123;;]answer[;;hint]==`, and the cards that they make.

The number in a pattern may also be a row of roles, one for each card: `a` ask, `s` show, `h` hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from flashcards.notes.syntaxes.cloze_text import HiddenText, write_cloze
from flashcards.notes.syntaxes.note_lines import blank_protected
from flashcards.value import Value

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


class MarkedGap(Value, frozen=True):
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


class GapText(Value, frozen=True):
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
    if by_role:
        cards: list[tuple[list[tuple[MarkedGap, str | HiddenText]], tuple[int, ...]]] = [
            ([(gap, _in_role(gap, at)) for gap in found], (at,))
            for at in range(max(len(gap.order) for gap in by_role))
        ]
    elif any(gap.order for gap in found):
        hidden = [(gap, hide_gap(gap, gap.order) if gap.order else gap.answer) for gap in found]
        orders = dict.fromkeys(gap.order for gap in found if gap.order.isdigit())
        cards = [(hidden, tuple(int(order) - 1 for order in orders))]
    else:
        cards = [([(gap, hide_gap(gap)) for gap in found], tuple(gap.place for gap in found))]
    for pieces, siblings in cards:
        if whole := write_cloze(cut_gaps(text, pieces)):
            yield GapText(whole, siblings)


def _in_role(gap: MarkedGap, at: int) -> str | HiddenText:
    """What stands for the gap in the card number `at`."""
    role = gap.order[at : at + 1] if gap.order.isalpha() else "s"
    return hide_gap(gap, "asked") if role == "a" else "[...]" if role == "h" else gap.answer


def hide_gap(gap: MarkedGap, name: str = "") -> HiddenText:
    """The gap as the text that a card hides."""
    return HiddenText(gap.answer, gap.hint, name)


def cut_gaps(text: str, found: Sequence[tuple[MarkedGap, str | HiddenText]]) -> list[str | HiddenText]:
    """The text in pieces, with what stands for each of its gaps in the place of the gap."""
    pieces: list[str | HiddenText] = []
    at = 0
    for gap, piece in found:
        pieces += [text[at : gap.start], piece]
        at = gap.end
    return [*pieces, text[at:]]
