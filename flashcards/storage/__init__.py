"""The review log in SQLite; the only room that opens the database."""

from flashcards.storage.review_log import Store

__all__ = ["Store"]
