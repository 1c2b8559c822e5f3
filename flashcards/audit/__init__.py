"""Decks and notes held against the reference optimizers."""
