"""A study session as a value: what is asked, what is left, and the session that each grade leads to."""

from flashcards.session.begin import done_today, start
from flashcards.session.sitting import Counts, Session, Sums, Turn

__all__ = ["Counts", "Session", "Sums", "Turn", "done_today", "start"]
