"""What a deck holds, and its files: YAML or Markdown text to and from a Deck. No disk."""
