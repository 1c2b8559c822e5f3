"""The Textual app: widgets display their arguments and post messages, and never access the disk."""
