"""The verdict on a typed answer, as the screens show it."""

from __future__ import annotations

from flashcards.scheduling import Grade
from flashcards.value import Value


class Judgement(Value, frozen=True):
    """A verdict on a typed answer, and the grade that it proposes; the person decides."""

    verdict: str
    """right, variant, wrong or unreadable."""
    message: str = ""
    slip: str | None = None
    readings: tuple[str, str] = ("", "")
    """A wrong formula and the right one as LaTeX in the same letters; empty for other kinds."""
    other_line: str = ""
    """A wrong formula for another quantity than the one asked for, as it was typed, if it can be run."""
    code: tuple[str, str] = ("", "")
    """Wrong code and the right one for the same place."""

    @property
    def runs(self) -> str:
        """The wrong formula, LaTeX or as typed, to run in place of the rule's own; empty if there is none."""
        return self.readings[0] or self.other_line

    @property
    def proposed(self) -> Grade | None:
        """The grade that the verdict suggests; None for an unreadable answer."""
        return {"right": Grade.GOOD, "variant": Grade.GOOD, "wrong": Grade.AGAIN}.get(self.verdict)
