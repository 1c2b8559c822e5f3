"""The verdict on a typed answer, as the screens show it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flashcards.scheduling import Grade
from flashcards.value import Value

JUDGING = "judging"
"""What stands for a verdict that is waited for."""
OPEN = "open"
"""The verdict on an answer that is shown beside the right one for the person to judge."""
VERDICT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "right": "Right",
        "variant": "Right, another dialect",
        "wrong": "Wrong",
        "unreadable": "Not read",
        OPEN: "Yours to judge",
        JUDGING: "Judging",
    }
)
"""How each verdict is called where a person reads or hears it."""
NOT_GRADED = "Nothing is graded."
MEND = f"{NOT_GRADED} Mend it and press Enter."
"""What follows on an answer that was not read."""


class Judgement(Value, frozen=True):
    """A verdict on a typed answer, and the grade that it proposes; the person decides."""

    verdict: str
    """right, variant, wrong, unreadable, or open for an answer in words that only the person can judge."""
    message: str = ""
    slip: str | None = None
    readings: tuple[str, str] = ("", "")
    """A wrong formula and the right one as LaTeX in the same letters; empty for other kinds."""
    other_line: str = ""
    """A wrong formula for another quantity than the one asked for, as it was typed, if it can be run."""
    hidden: str = ""
    """What the gap of a cloze hides, as Markdown; empty for other kinds."""
    code: tuple[str, str] = ("", "")
    """Wrong code and the right one for the same place."""

    @property
    def runs(self) -> str:
        """The wrong formula, LaTeX or as typed, to run in place of the rule's own; empty if there is none."""
        return self.readings[0] or self.other_line

    @property
    def proposed(self) -> Grade | None:
        """The grade that the verdict suggests; None for an answer that is unreadable or left open."""
        return {"right": Grade.GOOD, "variant": Grade.GOOD, "wrong": Grade.AGAIN}.get(self.verdict)
