"""What a check found: a proof for each formula, and every problem. No library."""

from __future__ import annotations

from typing import Literal, get_args

from flashcards.errors import Place, Problem
from flashcards.value import Value

CheckOutcome = Literal["proved", "sampled", "wrong", "unchecked"]
StatementClass = Literal["proved", "sampled", "computed", "settings", "told", "unplaced"]


class Proof(Value, frozen=True):
    """The comparison of one formula with its reference."""

    card: str
    place: Place
    verdict: CheckOutcome
    """Proved by algebra; sampled: of the same values in real runs; wrong; unchecked: nothing computes it."""
    optimizer: str = ""
    quantity: str = ""
    slip: str | None = None
    message: str = ""

    def as_json(self) -> dict[str, object]:
        """An entry of `formulas` in `flashcards check --json`."""
        return {
            "card": self.card,
            "file": self.place.file,
            "line": self.place.line,
            "verdict": self.verdict,
            "optimizer": self.optimizer,
            "quantity": self.quantity,
            "slip": self.slip,
            "message": self.message,
        }


class CardStatement(Value, frozen=True):
    """One statement of a card and how it was placed."""

    card: str
    place: Place
    field: str
    text: str
    kind: StatementClass
    """Proved; sampled: of the same values in real runs; computed; a setting; told; unplaced."""
    why: str = ""

    def as_json(self) -> dict[str, object]:
        """An entry of `unplaced` in `flashcards check --json`."""
        return {
            "card": self.card,
            "file": self.place.file,
            "line": self.place.line,
            "field": self.field,
            "text": self.text,
        }


class Report(Value, frozen=True):
    """Everything that a check found."""

    formulas: tuple[Proof, ...]
    problems: tuple[Problem, ...]
    cards: int = 0
    numbers: int = 0
    """How many values of number cards were computed."""
    demos: int = 0
    statements: tuple[CardStatement, ...] = ()

    @property
    def classes(self) -> dict[str, int]:
        """The number of statements of each class."""
        kinds = [statement.kind for statement in self.statements]
        return {kind: kinds.count(kind) for kind in get_args(StatementClass)}

    @property
    def wrong(self) -> tuple[Proof, ...]:
        """The formulas that disagree with the code."""
        return tuple(proof for proof in self.formulas if proof.verdict == "wrong")

    def as_json(self) -> dict[str, object]:
        """The shape of `flashcards check --json`."""
        return {
            "formulas": [proof.as_json() for proof in self.formulas],
            "statements": self.classes,
            "unplaced": [each.as_json() for each in self.statements if each.kind == "unplaced"],
            "problems": [problem.as_json() for problem in self.problems],
        }
