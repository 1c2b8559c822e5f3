"""A desk over a few cards, for tests that drive the app: the log is a list, the clock stands still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget

from flashcards.cli.line_mode import LineServices
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    CodeAnswer,
    Deck,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.prompts import prompts
from flashcards.errors import Place
from flashcards.scheduling import Review, Settings
from flashcards.study import Session
from flashcards.tui.services import EVERY_DECK, DeckRow, Services
from flashcards.tui.study import StudyScreen
from tests.pools import start

StudyScreen.patience = 60.0  # a test sees the verdict, however busy the machine is
StudyScreen.demo_patience = 60.0
StudyScreen.reading = 60.0  # and no judge is prepared in a thread for an answer that no test gives
StudyScreen.after_a_look = StudyScreen.call_after_refresh  # type: ignore[assignment]
"""What opens beside an answer is there with it."""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = Place("d.yaml")

A = Card("d", "a", "What is a?", BasicAnswer("a!"), PLACE, hint="the first letter", why="because")
B = Card("d", "b", "What is b?", BasicAnswer("b!"), PLACE)
FORMULA = Card(
    "d",
    "formula",
    "Write m.",
    FormulaAnswer(r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"),
    PLACE,
    optimizer="adam",
)
NUMBER = Card("d", "number", "Twice {x}?", NumberAnswer("2*x"), PLACE, vary={"x": (3.0,)})
CHOICE = Card("d", "choice", "Which?", ChoicesAnswer("right", ("wrong", "worse")), PLACE)
STEPS = Card("d", "steps", "How?", StepsAnswer(("one", "two", "three")), PLACE)
CODE = Card("d", "code", "Fill in.", CodeAnswer("m = {{b1*m + (1-b1)*g}}"), PLACE)
DEMO = Card(
    "d",
    "demo",
    "Run it.",
    BasicAnswer("ran"),
    PLACE,
    optimizer="adam",
    demo=Demo(gradients="constant 1", steps=5, show=("m", "m_hat"), at=(1, 5)),
)


@dataclass
class Log:
    """What the app has committed."""

    graded: list[Review] = field(default_factory=list)
    taken_back: list[Review] = field(default_factory=list)

    events: list[Review] = field(default_factory=list)
    written: list[Review] = field(default_factory=list)
    """Both, in their order."""

    def append(self, *rows: Review) -> None:
        for row in rows:
            (self.graded if row.grade else self.events).append(row)
        self.written.extend(rows)

    def take_back(self, rows: Sequence[Review], now: datetime) -> None:
        self.taken_back.extend(rows)

    def last_undoable(self) -> list[Review]:
        written = [row for row in self.written if row not in self.taken_back]
        batch = written[-1].batch if written else ""
        return [row for row in written if row.batch == batch] if batch else written[-1:]

    def line_services(self, **more: object) -> LineServices:
        services = {"record": self.append, "take_back": self.take_back, "clock": lambda: NOON}
        return LineServices(**{**services, "last_undoable": self.last_undoable, **more})  # type: ignore[arg-type]

    def pairs(self) -> list[tuple[str, int]]:
        return [(review.card.partition("/")[2], int(review.grade or 0)) for review in self.graded]


def session_over(*cards: Card, now: datetime = NOON) -> Session:
    asked = [prompt for card in cards for prompt in prompts(card)]
    return start(asked, {}, now, Settings(), device="test", seed="test")


def desk_over(
    *cards: Card,
    log: Log | None = None,
    record: Callable[..., None] | None = None,
    clock: Callable[[], datetime] = lambda: NOON,
) -> Services:
    log = log or Log()
    deck = Deck("d", cards, PLACE, title="Deck of tests", about="Cards for tests.")
    return Services(
        decks=lambda: (deck,),
        rows=lambda: tuple(
            DeckRow(name, deck.title, deck.about, len(cards), len(cards), 0, 0) for name in (EVERY_DECK, "d")
        ),
        start=lambda names: session_over(*cards, now=clock()),
        record=record or log.append,
        take_back=log.take_back,
        last_undoable=log.last_undoable,
        clock=clock,
    )


async def ask_anew(pilot: Pilot[None], *cards: Card) -> Log:
    """Begin a session over these cards on the study screen that is open; returns what it commits."""
    app, log = pilot.app, Log()
    assert isinstance(app.screen, StudyScreen)
    desk = desk_over(*cards, log=log)
    app.screen._services = desk
    app.screen.close_demo()
    app.screen.ask(desk.start(()))
    app.clear_notifications()
    await pilot.pause()
    return log


def is_in_sight(app: App[None], kind: type[Widget]) -> bool:
    """True if a widget of that kind is shown; some are made when they are first needed."""
    return any(each.display for each in app.screen.query(kind))
