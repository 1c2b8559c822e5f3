"""The decks that obsidian-spaced-repetition reads from the tags of a note, or from its folder."""

from __future__ import annotations

import re

from flashcards.notes.syntaxes import note_lines
from flashcards.notes.syntaxes.marked_card import NoteSource
from flashcards.notes.syntaxes.plugin_marks import PluginMarks

OWN_TAGS = re.compile(r"(?:#[A-Za-z\u00c0-\uffff][\w/-]*[ \t]+)+")
ONLY_TAGS = re.compile(r"(?:#[A-Za-z\u00c0-\uffff][\w/-]*[ \t]*)+$")


class DeckTags:
    """The decks of a note's cards: by the tags above a card, in front of it, or of the whole note."""

    def __init__(self, source: NoteSource, marks: PluginMarks) -> None:
        self._marks = marks
        self._folder = source.name.rpartition("/")[0] if marks.folders else ""
        self._front = self._matching(note_lines.front_tags(source))
        self._body: list[tuple[int, tuple[str, ...]]] = []
        for at, line in note_lines.free_lines(source):
            own = "#" in line and OWN_TAGS.match(note_lines.strip_marks(line))
            if found := self._matching(note_lines.find_tags(line)) if "#" in line else ():
                self._body.append((-1 if own and not ONLY_TAGS.match(line.strip()) else at, found))
        self.tagged = bool(self._front or self._body)

    def of(self, first: int, line: str) -> tuple[str, ...]:
        """The decks of the card that begins with this line at index `first`."""
        if self._folder:
            return (self._folder,)
        own = OWN_TAGS.match(note_lines.strip_marks(line))
        if own and (found := self._matching(note_lines.find_tags(own[0]))):
            return found
        above = [found for at, found in self._body if 0 <= at < first]
        first_tag = self._body[0][1][:1] if self._body else ()
        return above[-1] if above else self._front or first_tag

    def _matching(self, tags: list[str]) -> tuple[str, ...]:
        """The tags that are flashcard tags or lie below one."""
        gates = [tag.casefold() for tag in self._marks.tags]
        return tuple(
            tag for tag in tags if any(f"{tag.casefold()}/".startswith(f"{gate}/") for gate in gates)
        )
