"""Compares decks and notes with the reference optimizers."""
