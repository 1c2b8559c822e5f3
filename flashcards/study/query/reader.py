"""Reads the text of a query into a tree, or says at which column it cannot be read."""

from __future__ import annotations

import re

from flashcards.study.query.terms import WrittenTerm, read_term, refuse
from flashcards.study.query.tree import (
    EVERYTHING,
    FIELD_LIKE,
    Negation,
    Query,
    TextTerm,
    all_of,
    any_of,
    quoted,
)

LONGEST_QUERY = 10_000
"""Characters."""
MOST_TERMS = 200
DEEPEST = 20
"""How deep parentheses and minus signs may nest."""

_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\s\"()]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_CONNECTIVE = re.compile(r"(or|and)(?=[\s()\"]|$)", re.IGNORECASE)
_ESCAPED = re.compile(r'\\(["\\])')


def parse_query(text: str) -> Query:
    """The tree of a query; of an empty one, `EVERYTHING`. Raises Problem with the column, for any text."""
    if len(text) > LONGEST_QUERY:
        refuse(f"a query has at most {LONGEST_QUERY:,} characters", LONGEST_QUERY + 1)
    reader = _Reader(text)
    if reader.at_end():
        return EVERYTHING
    found = reader.disjunction(0)
    if not reader.at_end():
        refuse("')' closes nothing", reader.column, "remove it, or write '(' before")
    return found


class _Reader:
    """Reads terms from `text`, from `place` on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.terms = 0

    @property
    def column(self) -> int:
        return self.place + 1

    def at_end(self) -> bool:
        self.place = _match(_SPACE, self.text, self.place).end()
        return self.place == len(self.text)

    def disjunction(self, depth: int) -> Query:
        parts = [self.conjunction(depth)]
        while self.connective("or"):
            parts.append(self.conjunction(depth))
        return any_of(parts)

    def conjunction(self, depth: int) -> Query:
        parts = [self.operand(depth)]
        while self.connective("and") or not (self.at_end() or self.text[self.place] == ")" or self.sees_or()):
            parts.append(self.operand(depth))
        return all_of(parts)

    def sees_or(self) -> bool:
        found = _CONNECTIVE.match(self.text, self.place)
        return found is not None and found[1].lower() == "or"

    def connective(self, word: str) -> bool:
        """Whether the word comes next, which is then passed."""
        found = None if self.at_end() else _CONNECTIVE.match(self.text, self.place)
        if not found or found[1].lower() != word:
            return False
        self.place = found.end()
        return True

    def operand(self, depth: int) -> Query:
        """A term, a group in parentheses, or one of them after a minus sign."""
        self.require_operand()
        if depth > DEEPEST:
            refuse(f"parentheses and minus signs nest deeper than {DEEPEST}", self.column, "write it flatter")
        if self.text[self.place] == "-":
            return self.negation(depth)
        if self.text[self.place] == "(":
            return self.group(depth)
        self.terms += 1
        if self.terms > MOST_TERMS:
            refuse(f"a query has at most {MOST_TERMS} terms", self.column)
        return self.term()

    def require_operand(self) -> None:
        if self.at_end() or self.text[self.place] == ")":
            refuse("a term is missing here", self.column, "write a word, or a field such as deck:adam")
        if found := _CONNECTIVE.match(self.text, self.place):
            hint = f'write a term on both sides, or "{found[1]}" in quotes to find the word'
            refuse(f"nothing stands before '{found[1]}'", self.column, hint)

    def negation(self, depth: int) -> Query:
        start = self.column
        self.place += 1
        if self.place == len(self.text) or self.text[self.place].isspace():
            refuse("nothing stands after '-'", start, 'write -word to exclude it, or "-" to find the sign')
        return Negation(self.operand(depth + 1))

    def group(self, depth: int) -> Query:
        start = self.column
        self.place += 1
        found = self.disjunction(depth + 1)
        if self.at_end():
            refuse("'(' is not closed", start, "write ')' behind the last term of the group")
        self.place += 1
        return found

    def term(self) -> Query:
        if self.text[self.place] == '"':
            return self.phrase()
        word = _match(_WORD, self.text, self.place)
        if field := FIELD_LIKE.match(word[0]):
            return self.field(field[1], field[2])
        if word[0][0] in "!~" and FIELD_LIKE.match(word[0][1:]):
            hint = f"write -{word[0][1:]} for all others, or {quoted(word[0])} in quotes to find the text"
            refuse(f"'{word[0][0]}' excludes nothing", self.column, hint)
        self.place = word.end()
        if word[0] == "*":
            return EVERYTHING
        prefix = word[0].endswith("*")
        return TextTerm(word[0][:-1] if prefix else word[0], prefix)

    def phrase(self) -> Query:
        start = self.column
        text = self.quotation()
        if not text.strip():
            refuse("nothing stands between the quotes", start, "write words between them")
        prefix = self.text.startswith("*", self.place)
        self.place += prefix
        return TextTerm(text, prefix)

    def field(self, name: str, sign: str) -> Query:
        start = self.column
        self.place += len(name) + len(sign)
        value_column = self.column
        if self.text.startswith('"', self.place):
            return read_term(WrittenTerm(name, sign, self.quotation(), start, value_column))
        word = _WORD.match(self.text, self.place)
        self.place = word.end() if word else self.place
        return read_term(WrittenTerm(name, sign, word[0] if word else "", start, value_column))

    def quotation(self) -> str:
        """The text between the quote here and the next that is not escaped."""
        found = _QUOTED.match(self.text, self.place)
        if not found:
            refuse("this quote is not closed", self.column, """write '"' behind the last word""")
        self.place = found.end()
        return _ESCAPED.sub(r"\1", found[1])


def _match(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str]:
    """The match at `place` of a pattern that always matches there."""
    found = pattern.match(text, place)
    assert found
    return found
