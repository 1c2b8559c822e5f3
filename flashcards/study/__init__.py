"""A study session as an immutable value: the prompt asked, what is left, and the session after each grade."""

from flashcards.study.session import Session
from flashcards.study.start import AllDecks, backlog, done_today, due_counts, start
from flashcards.study.tally import Counts, Sums, Turn

__all__ = ["AllDecks", "Counts", "Session", "Sums", "Turn", "backlog", "done_today", "due_counts", "start"]
