"""Flashcard syntaxes, one module each."""
