"""Obsidian-style notes → blocks → cards. Notes are only read: no disk, no clock, and never a byte written.

`source` bytes to text · `regions` and `spans` what Markdown must not touch · `note.read` text to blocks ·
`cards.make` blocks to cards, each block with a fate · `merge` those cards into the deck of an earlier import.
"""
