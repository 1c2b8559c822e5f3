"""Parses what an author claims of a card's numbers: `answer = m_hat@2`, `eta@(k+1) = eta within 1%`.

Arithmetic over names, with `q@t` for a quantity of a run at step t, `rule(eta=1).q@t` for that of another
rule, `line q(m=1)` for one equation of a rule with values put in, and `sum(term, i, first, last)`. Nothing is
evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from flashcards.formula.unreadable import Unreadable
from flashcards.value import Value

LONGEST = 400
"""Characters of a claim."""
DEEPEST = 40
RELATIONS = ("=", "<", ">", "<=", ">=")
_TOKEN = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[A-Za-z_]\w*|\*\*|<=|>=|[-+*/^()@,.=<>%]|\S")
_NUMBER = re.compile(r"[\d.]")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_WITHIN = re.compile(r"(.*)\bwithin\s+([\d.]+)\s*%\s*", re.DOTALL)


class ClaimedNumber(Value, frozen=True):
    """A number."""

    value: float


class ClaimedName(Value, frozen=True):
    """A name; with `run`, a quantity of that run; with `at`, at that step."""

    name: str
    run: str = ""
    settings: tuple[tuple[str, Claimed], ...] = ()
    at: Claimed | None = None


class ClaimedOperation(Value, frozen=True):
    """An operator or function with its arguments."""

    name: str
    given: tuple[Claimed, ...]


class ClaimedSum(Value, frozen=True):
    """`sum(term, letter, first, last)`."""

    term: Claimed
    letter: str
    first: Claimed
    last: Claimed


class ClaimedLine(Value, frozen=True):
    """`line rule.q(m=1)`: the equation of a quantity with values put in."""

    rule: str
    quantity: str
    given: tuple[tuple[str, Claimed], ...]


Claimed = ClaimedNumber | ClaimedName | ClaimedOperation | ClaimedSum | ClaimedLine
"""An expression of an author."""


class Claim(Value, frozen=True):
    """A chain of relations between expressions."""

    sides: tuple[Claimed, ...]
    ops: tuple[str, ...]
    within: float | None = None
    """The largest relative difference, where the author allows one."""


@lru_cache(maxsize=2048)
def parse_claim(text: str, runs: frozenset[str] = frozenset()) -> Claim:
    """The claim in `text`; `runs` are the names of runs, which may hold hyphens. Raises Unreadable."""
    loose = _WITHIN.fullmatch(text)
    parser = _ClaimParser(loose[1] if loose else text, runs)
    sides, ops = [parser.sum()], []
    while parser.next in RELATIONS:
        ops.append(parser.take())
        sides.append(parser.sum())
    parser.expect_end()
    if not ops:
        raise Unreadable(f"'{text[:60]}' claims nothing: write a relation, such as  answer = m_hat@2")
    return Claim(tuple(sides), tuple(ops), float(loose[2]) / 100 if loose else None)


@lru_cache(maxsize=2048)
def parse_claimed(text: str, runs: frozenset[str] = frozenset()) -> Claimed:
    """The expression in `text`. Raises Unreadable."""
    parser = _ClaimParser(text, runs)
    found = parser.sum()
    parser.expect_end()
    return found


def _tokens(text: str, runs: Collection[str]) -> list[str]:
    """The tokens of `text`; the names of runs are whole, hyphens and all."""
    if len(text) > LONGEST:
        raise Unreadable(f"a claim may have {LONGEST} characters, this one has {len(text)}")
    hyphenated = sorted((name for name in runs if "-" in name), key=len, reverse=True)
    if not hyphenated:
        return _TOKEN.findall(text)
    whole = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, hyphenated))})(?=[.(])|{_TOKEN.pattern}")
    return whole.findall(text)


class _ClaimParser:
    """Reads one text by recursive descent."""

    def __init__(self, text: str, runs: Collection[str]) -> None:
        self.text, self.runs = text, runs
        self.tokens = _tokens(text, runs)
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        """The next token. Raises Unreadable if it is not `wanted`."""
        token = self.next
        if not token or (wanted and token != wanted):
            after = " ".join(self.tokens[: self.place])[-30:]
            raise Unreadable(f"{wanted or 'something'} is missing after '{after}'", self.place)
        self.place += 1
        return token

    def expect_end(self) -> None:
        if self.next:
            raise Unreadable(f"'{self.next}' cannot be read in '{self.text[:60]}'", self.place)

    def sum(self) -> Claimed:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("this is nested too deeply")
        found = self._product()
        while self.next in {"+", "-"}:
            found = ClaimedOperation(self.take(), (found, self._product()))
        self.depth -= 1
        return found

    def _product(self) -> Claimed:
        found = self._signed()
        while self.next in {"*", "/"}:
            found = ClaimedOperation(self.take(), (found, self._signed()))
        return found

    def _signed(self) -> Claimed:
        minus = False
        while self.next == "-":
            minus = not minus
            self.take()
        found = self._power()
        return ClaimedOperation("neg", (found,)) if minus else found

    def _power(self) -> Claimed:
        base = self._moment()
        if self.next not in {"**", "^"}:
            return base
        self.take()
        negative = self.next == "-" and self.take() == "-"
        exponent = self._moment()
        return ClaimedOperation("**", (base, ClaimedOperation("neg", (exponent,)) if negative else exponent))

    def _moment(self) -> Claimed:
        found = self._atom()
        if self.next != "@":
            return found
        self.take()
        if not isinstance(found, ClaimedName):
            raise Unreadable("only a quantity has a value at a step, as in m_hat@2")
        return ClaimedName(found.name, found.run, found.settings, self._atom())

    def _atom(self) -> Claimed:
        token = self.take()
        if token == "(":
            found = self.sum()
            self.take(")")
            return found
        if _NUMBER.match(token) and token != ".":
            return ClaimedNumber(float(token))
        if not _NAME.fullmatch(token):
            raise Unreadable(f"'{token}' cannot be read in '{self.text[:60]}'", self.place)
        if token == "line" and _NAME.fullmatch(self.next):
            return self._line()
        if token in self.runs and self.next in {".", "("}:
            settings = self._named() if self.next == "(" else ()
            self.take(".")
            return ClaimedName(self.take(), token, settings)
        return self._call(token) if self.next == "(" else ClaimedName(token)

    def _line(self) -> ClaimedLine:
        rule, quantity = "", self.take()
        if self.next == ".":
            self.take()
            rule, quantity = quantity, self.take()
        return ClaimedLine(rule, quantity, self._named() if self.next == "(" else ())

    def _named(self) -> tuple[tuple[str, Claimed], ...]:
        """`(name=value, …)`."""
        self.take("(")
        found = []
        while self.next != ")":
            name = self.take()
            self.take("=")
            found.append((name, self.sum()))
            if self.next == ",":
                self.take()
        self.take(")")
        return tuple(found)

    def _call(self, function: str) -> Claimed:
        self.take("(")
        given = [self.sum()]
        while self.next == ",":
            self.take()
            given.append(self.sum())
        self.take(")")
        if function != "sum":
            return ClaimedOperation(function, tuple(given))
        match given:
            case [term, ClaimedName(letter), first, last]:
                return ClaimedSum(term, letter, first, last)
        raise Unreadable("write  sum(term, i, first, last)")
