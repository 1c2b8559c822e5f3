"""The review log in SQLite; the only room that opens the database."""

from flashcards.store.log import Store

__all__ = ["Store"]
