"""Obsidian-style notes → blocks → cards. Notes are only read: no disk, no clock, and never a byte written.

`extract` blocks to questions · `make_cards` questions to cards, each block with a fate · `merge` those cards
into the deck of an earlier import.
"""
