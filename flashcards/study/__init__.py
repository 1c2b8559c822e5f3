"""A study session as a value: what is asked, what is left, and the session that each grade leads to."""

from flashcards.study.session import Counts, Session, Sums, Turn
from flashcards.study.start import done_today, start

__all__ = ["Counts", "Session", "Sums", "Turn", "done_today", "start"]
