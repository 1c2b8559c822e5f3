"""Parses Obsidian-style notes into blocks with line numbers. Notes are never written."""
