"""Parses Markdown with code and formulas: into blocks for display, and into spans with positions."""
