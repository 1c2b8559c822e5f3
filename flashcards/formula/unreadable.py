"""What is raised where a text is no formula, or a formula has no value."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818 - named in the words of the person who reads it
    """No tree can be made of a text, or no value of a tree."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        """Where in the text, counted from 1; 0 where no place is to blame."""
