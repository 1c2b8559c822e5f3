"""The content of a deck: cards, their answers, their demos. Frozen values; no library, no disk.

A *card* is what an author writes. A *prompt* is one side of it that is asked and scheduled by
itself: a basic card both ways has two, a cloze card one for each name. Prompts of one card are
*siblings*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from flashcards.errors import Place
from flashcards.value import Value, field

NOTHING: Mapping[str, tuple[float, ...]] = MappingProxyType({})
NO_PREMISES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NO_REASONS: Mapping[str, str] = MappingProxyType({})
NO_NAMES: Mapping[str, str] = MappingProxyType({})


class BasicAnswer(Value, frozen=True):
    """A question with an answer that the person recalls and grades."""

    kind: ClassVar[str] = "basic"
    answer: str
    both_ways: bool = False
    """True adds the reverse prompt: the answer is shown, the question is asked for."""


class ClozeAnswer(Value, frozen=True):
    """A text with gaps; see `deck.cloze` for the syntax."""

    kind: ClassVar[str] = "cloze"
    text: str


class FormulaAnswer(Value, frozen=True):
    """A formula that may be typed and is judged by algebra."""

    kind: ClassVar[str] = "formula"
    latex: str


class NumberAnswer(Value, frozen=True):
    """A number that is typed and judged, with values drawn from the card's `vary` at each review."""

    kind: ClassVar[str] = "number"
    expression: str
    """Arithmetic over the names in `vary`, or over the quantities of the card's own demo run at `t`."""
    tolerance: float = 0.01
    """The largest relative error that is still right."""


class ChoicesAnswer(Value, frozen=True):
    """One right option among wrong ones."""

    kind: ClassVar[str] = "choices"
    right: str
    wrong: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    """Names of slips that, applied to `right` (then a formula in LaTeX), make more wrong options."""


class StepsAnswer(Value, frozen=True):
    """An ordered derivation or procedure, recalled a line at a time."""

    kind: ClassVar[str] = "steps"
    lines: tuple[str, ...]


class CodeAnswer(Value, frozen=True):
    """Python lines with one part blanked as `{{hidden}}`; never run."""

    kind: ClassVar[str] = "code"
    text: str


Answer = BasicAnswer | ClozeAnswer | FormulaAnswer | NumberAnswer | ChoicesAnswer | StepsAnswer | CodeAnswer

KINDS: Mapping[str, type[Answer]] = MappingProxyType(
    {
        "answer": BasicAnswer,
        "cloze": ClozeAnswer,
        "formula": FormulaAnswer,
        "number": NumberAnswer,
        "choices": ChoicesAnswer,
        "steps": StepsAnswer,
        "code": CodeAnswer,
    }
)
"""The deck field that names each kind of card."""


class Run(Value, frozen=True):
    """One run that a demo shows: an optimizer and the settings changed from its defaults."""

    optimizer: str
    settings: Mapping[str, float] = field(default_factory=dict)
    label: str = ""
    replace: tuple[str, ...] = ()
    """Equations, typed or in LaTeX, in place of the rule's own lines: how a bug is run."""
    schedule: str = ""
    """Its learning-rate schedule; by default the demo's."""
    gradients: tuple[float, ...] | str = ""
    """Its gradients; by default the demo's."""


class Predict(Value, frozen=True):
    """A prediction that a demo asks for before it runs: one of its numbers, or which of its runs wins.

    Who wins stands nowhere in a deck: it is what the run comes to.
    """

    quantity: str
    """The number, or the one by which the runs are ranked."""
    t: int = 0
    """Its step; 0 is the first step for a number, the last one for a winner."""
    tolerance: float = 0.01
    which: str = ""
    """Empty for a number; else lowest, highest, nearest, first, survives or diverges."""
    level: float = 0.0
    """What `nearest` is near to, and `first` is first to reach."""

    @property
    def step(self) -> int:
        """The step of a number."""
        return self.t or 1


class Demo(Value, frozen=True):
    """A live mini-example, declared as data; `flashcards.demo` runs it."""

    kind: str = "table"
    """table, curve, path, compare, schedule, training, boundary, sweep or step."""
    optimizer: str = ""
    """A name in `optimizers.RULES`; by default the deck's optimizer."""
    settings: Mapping[str, float] = field(default_factory=dict)
    gradients: tuple[float, ...] | str = ""
    """Numbers, or a named sequence such as `constant 1`; none for the slope of the surface."""
    surface: str = ""
    """A name in `optimizers.SURFACES`, or a problem such as `regression`."""
    start: tuple[float, ...] = ()
    steps: int = 0
    """How many steps; 0 takes the length of `gradients` or the kind's own default."""
    show: tuple[str, ...] = ()
    """Quantities, or derived ones as `name = expression` over quantities, settings and `t`."""
    at: tuple[int, ...] = ()
    """The steps whose rows the table holds; none for all of them."""
    compare: tuple[Run, ...] = ()
    schedule: str = ""
    """A name in `optimizers.SCHEDULES`."""
    over: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """The settings that a sweep varies, each with its values; one or two of them."""
    predict: Predict | None = None
    about: str = ""
    """What to look at, in one sentence."""


class Origin(Value, frozen=True):
    """The origin of an imported card in a note, by which the next import recognizes it."""

    file: str
    heading: str = ""
    """The titles above it, ` > ` between them."""
    kind: str = ""
    """The kind of the note's block."""
    order: int = 1
    """Its position among the cards of that kind under that heading."""
    fingerprint: str = ""
    """Hashes with dashes between: of the block's text, white space aside (`m` and `M` differ); of the card
    that the import made of it, which distinguishes an edit in the deck from one in the note; and, while
    both were edited and the person has not said which one holds, of the block's text as it is now."""
    guid: str = ""
    """Of a card that was a note of Anki's: the name by which its note is known everywhere."""


class Card(Value, frozen=True):
    """One idea, as its author wrote it."""

    deck: str
    id: str
    """Written in the deck file, unique in its deck, so that mending a typo keeps the card's history."""
    ask: str
    answer: Answer
    place: Place
    why: str = ""
    hint: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Cards to learn first: `id` in this deck, or `deck/id`."""
    optimizer: str = ""
    """The reference for its formula and demo; by default the deck's."""
    confusable: tuple[str, ...] = ()
    """Cards that are easily mistaken for this one, asked near it in a session."""
    vary: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: NOTHING)
    demo: Demo | None = None
    holds: tuple[str, ...] = ()
    """Relations that are checked for every draw, such as `answer = m_hat@2`; see `demo.claims`."""
    given: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_PREMISES)
    """Premises that the text does not say: settings, `gradients`, `steps`, `t`, `late`."""
    bug: str = ""
    """The slip in the code that the question shows."""
    told: Mapping[str, str] = field(default_factory=lambda: NO_REASONS)
    """A statement that nothing here can check → the reason."""
    was: tuple[str, ...] = ()
    """Its former names, `id`, `deck/id` or `deck/id:part`: reviews under them are its own (`former`)."""
    gap_numbers: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """The number that a gap had in reviews written while gaps were numbered by place → its name; only on
    cards whose gaps have moved since, otherwise it follows from the text (`prompts.former_ids`)."""
    origin: Origin | None = None
    """Of a card that was imported from a note."""

    @property
    def key(self) -> str:
        """The name that commands and the review log use: `deck/id`."""
        return f"{self.deck}/{self.id}"

    @property
    def kind(self) -> str:
        """basic, cloze, formula, number, choices, steps or code."""
        return self.answer.kind


class Deck(Value, frozen=True):
    """The cards of one deck file, with the fields that apply to all of them."""

    name: str
    """As in the card `adam/first-moment`; renaming the file changes nothing."""
    cards: tuple[Card, ...]
    place: Place
    title: str = ""
    about: str = ""
    needs: tuple[str, ...] = ()
    """Decks to learn first."""
    optimizer: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    imported: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """The id of every card that an import made → the fingerprint of its text; an id here without a card in
    the deck was deleted by the person, and no import makes it again."""
    never: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """The cards that the person never wants proposed again → the fingerprints of their texts."""
    discarded: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """The proposals that the person discarded → the fingerprints of their texts; a changed text is
    proposed again."""
    notes: tuple[str, ...] = ()
    """The folders of the notes that its cards were imported from, the latest first."""

    def inherited(self) -> Deck:
        """The deck with its optimizer set on every card that names none."""
        if not self.optimizer:
            return self
        cards = (card if card.optimizer else replace(card, optimizer=self.optimizer) for card in self.cards)
        return replace(self, cards=tuple(cards))


NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""What the name of a deck and the id of a card may look like."""
