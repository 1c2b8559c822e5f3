"""A small vault of notes, a desk at which it is imported again and again, and edits that people make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from functools import cache

from flashcards.deck import cloze
from flashcards.deck.model import Card, ClozeAnswer, Deck, Origin
from flashcards.errors import Place
from flashcards.importing import make_cards
from flashcards.importing.merge import MergeResult, merge
from flashcards.importing.note_questions import NoteQuestions, read_questions
from flashcards.notes import note

MOMENTUM = """\
#flashcards

# Momentum

What does momentum average?::the gradients of past steps

What is the usual coefficient of momentum?::it is nine tenths

==SGD== is older than ==Adagrad== by many years.

## Nesterov

Where does Nesterov evaluate the gradient?::at the point that the velocity would reach

What does looking ahead avoid?::an overshoot in a narrow valley
"""
ADAM = """\
#flashcards

# Adam

What do both averages estimate?::the mean and the uncentred variance of the gradient

Why is a correction of the bias needed?::both averages start at zero

Which constant prevents a division by zero?::epsilon, added to the root

Adam keeps ==two moments== and scales them by ==the learning rate==.

## Variants

What does AMSGrad keep?::the largest second moment so far

What does AdamW decouple?::weight decay from the gradient
"""
RULES = """\
# RMSprop

$$ v_t = \\beta v_{t-1} + (1 - \\beta) g_t^2 $$

$$ \\theta_t = \\theta_{t-1} - \\eta \\frac{g_t}{\\sqrt{v_t} + \\epsilon} $$

# Adagrad

$$ s_t = s_{t-1} + g_t^2 $$
"""
VAULT = {"Adam.md": ADAM, "Momentum.md": MOMENTUM, "Rules.md": RULES}
CARDS = {
    "average": "What does momentum average",
    "coefficient": "usual coefficient",
    "older": "older than",
    "nesterov": "Where does Nesterov",
    "ahead": "looking ahead avoid",
    "estimate": "both averages estimate",
    "bias": "correction of the bias",
    "epsilon": "division by zero",
    "moments": "Adam keeps",
    "amsgrad": "AMSGrad keep",
    "adamw": "AdamW decouple",
    "v": "v_t = \\beta v_{t-1}",
    "theta": "\\theta_t = \\theta_{t-1}",
    "s": "s_t = s_{t-1}",
}
"""A name for each card of the vault → what of its text says that it is the one."""


def text_of(card: Card) -> str:
    """Question and answer of a card, its gaps filled."""
    if isinstance(card.answer, ClozeAnswer):
        return f"{card.ask} {cloze.fill(card.answer.text, lambda gap: gap.hidden)}"
    return f"{card.ask} {getattr(card.answer, fields_of(card.answer)[0].name)}"


@cache
def _questions(text: str, name: str) -> NoteQuestions:
    """What a note asks, read once: most tests begin with the same vault and change one note."""
    return read_questions(note.read_note(text, name))


@dataclass
class Desk:
    """A vault, and the deck that imports have made of it."""

    vault: dict[str, str]
    deck: Deck = field(default_factory=lambda: Deck("d", (), Place("d.yaml")))
    merged: MergeResult | None = None
    made: tuple[Card, ...] = ()
    also: Mapping[str, list[Origin]] = field(default_factory=dict)

    def read(self) -> MergeResult:
        """Imports the vault."""
        notes = [_questions(text, name) for name, text in sorted(self.vault.items())]
        found = make_cards.make_cards(notes, "d")
        self.made = found.cards
        also = {**self.also, **{each.card.id: each.origins[1:] for each in found.proposals}}
        self.merged = merge(self.made, self.deck, tuple(self.vault), also=also)
        self.deck = self.merged.deck
        return self.merged

    def find(self, snippet: str) -> Card:
        """The one card of the deck with that text."""
        found = [card for card in self.deck.cards if snippet in text_of(card)]
        assert len(found) == 1, (snippet, [card.id for card in found])
        return found[0]

    def change(self, snippet: str, **values: object) -> None:
        """Edits a card in the deck, as a person would."""
        name = self.find(snippet).id
        cards = (replace(card, **values) if card.id == name else card for card in self.deck.cards)  # type: ignore[arg-type]
        self.deck = replace(self.deck, cards=tuple(cards))

    def drop(self, *snippets: str) -> None:
        """Deletes cards from the deck."""
        names = {self.find(snippet).id for snippet in snippets}
        self.deck = replace(self.deck, cards=tuple(c for c in self.deck.cards if c.id not in names))


Step = Callable[[Desk], None]


def sub(file: str, *pairs: str) -> Step:
    """Replaces texts in a note: old, new, old, new."""

    def step(desk: Desk) -> None:
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in desk.vault[f"{file}.md"], old
            desk.vault[f"{file}.md"] = desk.vault[f"{file}.md"].replace(old, new)

    return step


def rename(old: str, new: str) -> Step:
    """Renames a note."""
    return lambda desk: desk.vault.update({f"{new}.md": desk.vault.pop(f"{old}.md")})


def delete(file: str) -> Step:
    """Deletes a note."""
    return lambda desk: desk.vault.__delitem__(f"{file}.md")


def cut(file: str, heading: str) -> str:
    """The section of a note of the first vault, from its heading to the next."""
    text = VAULT[f"{file}.md"]
    start = text.index(heading)
    end = text.find("\n# ", start + 1)
    other = text.find("\n## ", start + 1)
    ends = [at for at in (end, other) if at > 0]
    return text[start : min(ends) + 1 if ends else len(text)]


def move(file: str, heading: str, to: str, *pairs: str) -> Step:
    """Moves a section to the end of another note, which is made if it is new; `pairs` reword it."""

    def step(desk: Desk) -> None:
        section = cut(file, heading)
        assert section in desk.vault[f"{file}.md"]
        desk.vault[f"{file}.md"] = desk.vault[f"{file}.md"].replace(section, "")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in section, old
            section = section.replace(old, new)
        head = desk.vault.get(
            f"{to}.md", "" if section.startswith("# ") and "$$" in section else "#flashcards\n"
        )
        desk.vault[f"{to}.md"] = f"{head}\n{section}"

    return step


def everywhere(change: Callable[[str], str]) -> Step:
    """Changes every note."""
    return lambda desk: desk.vault.update({name: change(text) for name, text in desk.vault.items()})


def swap(file: str, one: str, other: str) -> Step:
    """Swaps two stretches of a note."""
    return sub(file, one, "\0", other, one, "\0", other)


def steps(*several: Step) -> Step:
    """One edit after another."""

    def step(desk: Desk) -> None:
        for each in several:
            each(desk)

    return step


def imported(desk: Desk) -> None:
    """An import between two edits."""
    desk.read()


def line(file: str, start: str) -> str:
    """The line of a note of the first vault that begins so, with the empty line after it."""
    text = VAULT[f"{file}.md"]
    at = text.index(start)
    return text[at : text.index("\n", at) + 1] + "\n"


def paragraphs_reversed(text: str) -> str:
    """The text with the cards between two headings in the opposite order."""
    parts = text.strip("\n").split("\n\n")
    runs: list[list[str]] = [[]]
    for part in parts:
        if part.startswith("#"):
            runs += [[part], []]
        else:
            runs[-1].insert(0, part)
    return "\n\n".join(part for run in runs for part in run) + "\n"
