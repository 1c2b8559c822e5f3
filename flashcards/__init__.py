"""Spaced repetition about how neural networks are trained, in which every card runs."""

__version__ = "0.1.0"
