"""The Textual app: widgets show what they are given and post messages; it never touches disk."""
