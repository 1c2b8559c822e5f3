"""A study session as an immutable value: the prompt asked, what is left, and the session after each grade."""

from flashcards.study.session import Session
from flashcards.study.start import start_session
from flashcards.study.tally import Counts, Sums, Turn

__all__ = ["Counts", "Session", "Sums", "Turn", "start_session"]
