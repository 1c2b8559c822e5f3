"""Flashcard syntaxes of note-taking programs, one module each."""
