"""Obsidian-style notes as blocks with places. Notes are only read."""
