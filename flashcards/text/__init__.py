"""A card's text: Markdown with formulas and code, read into blocks and laid out as styled lines."""
