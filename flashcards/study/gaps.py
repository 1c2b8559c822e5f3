"""The gaps that a cloze prompt hides, and what each asks for. Loads nothing that reads answers."""

from __future__ import annotations

import re
from functools import lru_cache

from flashcards.deck import cloze
from flashcards.deck.cloze import Gap
from flashcards.text.markdown.spans import markdown_spans
from flashcards.value import Value

LONGEST_TERM = 4
"""The most words of a gap that is typed: a longer one is said in one's own words."""
_NUMBER = re.compile(
    r"[-−+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+|\s*(?:\\cdot|\\times)\s*10\^\{?[-−]?\d+\}?)?%?"
)
_POWER_OF_TEN = re.compile(r"[-−+]?10\^\{?[-−]?\d+\}?")
_NUMBER_WORD = re.compile(
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|twice|half)", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_][\u0300-\u036f]?[₀-₉ₜ₊₋₁]{0,8}")


class HiddenGap(Value, frozen=True):
    """A gap of a cloze, and whether it stands within a formula."""

    gap: Gap
    in_formula: bool

    @property
    def markdown(self) -> str:
        """What it hides, as a text of its own."""
        return f"${self.gap.hidden}$" if self.in_formula else self.gap.hidden

    @property
    def formula(self) -> str:
        """The LaTeX of what it hides, if that is a formula or a letter; else empty."""
        text = self.gap.hidden.strip()
        if self.in_formula:
            return text
        spans = list(markdown_spans(text))
        if len(spans) == 1 and spans[0].kind == "maths":
            return spans[0].inside.strip()
        return text if _LETTER.fullmatch(text) else ""

    @property
    def kind(self) -> str:
        """What is typed for it: a number, a formula, or words."""
        bare = self.formula or self.gap.hidden.strip()
        if any(each.fullmatch(bare) for each in (_NUMBER, _POWER_OF_TEN, _NUMBER_WORD)):
            return "number"
        return "formula" if self.formula else "words"


@lru_cache(maxsize=512)  # asked for at every key
def hidden_gaps(text: str, part: str) -> tuple[HiddenGap, ...]:
    """The gaps of a cloze that its prompt `part` hides, in order."""
    masked = cloze.fill(text, lambda gap: "x" * (gap.end - gap.start))  # a gap may hold dollars of its own
    formulas = [span for span in markdown_spans(masked) if span.kind == "maths"]
    return tuple(
        HiddenGap(gap, any(span.start < gap.start < span.end for span in formulas))
        for gap in cloze.gaps(text)
        if gap.name == part
    )


@lru_cache(maxsize=512)
def typed_gap(text: str, part: str) -> HiddenGap | None:
    """The gap whose text is typed; None if it is long, or if several hide different things."""
    found = hidden_gaps(text, part)
    if not found or len({each.gap.hidden for each in found}) > 1:
        return None
    words = len(re.sub(r"\$[^$]*\$", "x", found[0].gap.hidden).split())
    return found[0] if found[0].formula or words <= LONGEST_TERM else None
