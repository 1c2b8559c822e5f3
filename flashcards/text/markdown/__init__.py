"""Reads Markdown with code and formulas: as blocks for the screen, and as spans with places."""
