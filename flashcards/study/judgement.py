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

    @property
    def proposed(self) -> Grade | None:
        """The grade that the verdict suggests; None for an unreadable answer."""
        return {"right": Grade.GOOD, "variant": Grade.GOOD, "wrong": Grade.AGAIN}.get(self.verdict)
