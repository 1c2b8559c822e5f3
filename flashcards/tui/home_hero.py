"""The head of the home screen: what today holds, and what Enter does about it."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from flashcards.errors import counted, printable_line
from flashcards.study.overview import HomeFigures, Pace
from flashcards.study.tally import Counts
from flashcards.tui.blocks import Spans, big_digits
from flashcards.tui.deck_list import cut_cells
from flashcards.tui.services import DeckRow

MORE_NEW = 10
"""How many new cards `+` adds to the day."""
_BEGIN = "Begin with "
_ROOM = 47
"""So many cells of a row fit beside what Enter does, with panes beside the decks too."""
_TITLE = 24
"""So many cells of a deck's title fit beside its number of two digits, with panes beside the decks too."""


class Today(NamedTuple):
    """What the head is drawn from."""

    every: DeckRow
    first: DeckRow | None
    """The deck to begin with; None once something was studied."""
    decks: int
    figures: HomeFigures | None
    can_import: bool = False
    under: DeckRow | None = None
    """The deck under the cursor, which Enter studies; None where it studies all."""
    before: str = ""
    """The title of the deck that should come before that one."""

    @property
    def counts(self) -> Counts:
        """What is left today."""
        return self.every.alone

    @property
    def is_done(self) -> bool:
        """True if nothing is left."""
        return not sum(self.counts)

    @property
    def minutes(self) -> int:
        """About how long what is left takes."""
        return (self.figures.pace if self.figures else Pace()).minutes(self.counts)


def count_spans(counts: Counts) -> Spans:
    """The three counts in their colours."""
    named = ((counts.new, "new"), (counts.learning, "learning"), (counts.review, "review"))
    roles = ("$fc-new", "$fc-learn", "$fc-mature")
    parts: Spans = []
    for (number, word), role in zip(named, roles, strict=True):
        parts += [(" · ", "$fc-muted")] if parts else []
        parts += [(f"{number} {word}", role)]
    return parts


def hero_text(today: Today) -> Content:
    """Three rows: the number of the day beside what it is made of; or where to begin, or that it is done."""
    if not today.every.cards:
        return _lines([("No cards yet.", "bold $fc-fg")], [("Make some of your notes: n", "$fc-muted")])
    if today.under:
        return _deck_text(today, today.under)
    if today.first:
        return _first_run(today, today.first)
    if today.is_done:
        return _done(today)
    about = f", about {counted(today.minutes, 'minute')}" if today.figures else ""
    done = today.every.done
    below = f"{done} done already" if done else ""
    return _numbered(today.counts, f"today{about}", below)


def _deck_text(today: Today, deck: DeckRow) -> Content:
    """What Enter begins with the cursor on a deck."""
    title = cut_cells(printable_line(deck.title), min(cell_len(printable_line(deck.title)), _TITLE))
    before = printable_line(today.before)
    if not sum(deck.alone):
        none = "Alone it asks nothing today." if any(deck.part) else "Nothing of it is left for today."
        why = f"Its cards wait for {before}." if before else none
        return _lines([(title, "bold $fc-fg")], [(why, "$fc-muted")], [(_of_all(today, deck), "$fc-muted")])
    after = f"after {before}" if before and not any(deck.part) else ""
    session = "today" if deck.alone == deck.part else "alone"
    return _numbered(deck.alone, f"of {title} {session}", after or _of_all(today, deck))


def _of_all(today: Today, deck: DeckRow) -> str:
    """How many cards all decks have together; of a deck that asks others alone, how many of these are its."""
    left, its = sum(today.counts), sum(deck.part)
    if deck.alone == deck.part:
        return f"{counted(left, 'card')} in all decks: a"
    return f"{its or 'none'} of its cards {'are' if its > 1 else 'is'} in today's {left:,}: a"


def _numbered(counts: Counts, what: str, below: str) -> Content:
    """The number in big digits, beside it what it is made of."""
    left = sum(counts)
    beside = (
        [(f"{'card' if left == 1 else 'cards'} {what}", "bold $fc-fg")],
        count_spans(counts),
        [(below, "$fc-muted")],
    )
    digits = big_digits(left)
    return _lines(
        *([(f"{digit}  ", "bold $fc-accent"), *spans] for digit, spans in zip(digits, beside, strict=True))
    )


def _lines(*lines: Spans) -> Content:
    return Content("\n").join(Content.assemble(*line) for line in lines)


def _first_run(today: Today, first: DeckRow) -> Content:
    title, cards = printable_line(first.title), counted(first.new, "card")
    minutes = Pace().minutes(Counts(new=first.new))
    told = f": {cards}, {minutes} min."
    if cell_len(_BEGIN + title + told) > _ROOM:
        told = f": {cards}."
    return _lines(
        [(f"{today.every.cards} cards in {today.decks} decks. Nothing is studied yet.", "$fc-fg")],
        [
            (_BEGIN, "$fc-fg"),
            (title, "bold $fc-fg"),
            (told, "$fc-fg"),
        ],
        [("Your own notes become cards too: n" if today.can_import else "", "$fc-muted")],
    )


def _done(today: Today) -> Content:
    figures = today.figures
    if figures is None:
        return _lines([("✓  ", "bold $fc-right"), ("Nothing is left for today.", "bold $fc-fg")])
    done = figures.done
    if done.answers:
        minutes = max(1, round(done.milliseconds / 60_000))
        share = round(100 * done.right / done.answers)
        what = f"{counted(done.cards, 'card')}, {counted(minutes, 'minute')}, {share}% right"
        head = f"Done for today: {what}."
    else:
        head = "Nothing is due today."
    tomorrow = figures.forecast[1] if len(figures.forecast) > 1 else 0
    next_day = "Tomorrow nothing is due."
    if tomorrow:
        minutes = figures.pace.minutes(Counts(review=tomorrow))
        next_day = f"Tomorrow {counted(tomorrow, 'card')}, about {counted(minutes, 'minute')}."
    unseen = sum(stages.unseen for stages in figures.stages.values())
    rest = f"{counted(unseen, 'card')} {'is' if unseen == 1 else 'are'} unseen." if unseen else ""
    return _lines(
        [("✓  ", "bold $fc-right"), (head, "bold $fc-fg")],
        [("   " + next_day, "$fc-muted")],
        [("   " + rest, "$fc-muted")],
    )


def _short_title(deck: DeckRow, most: int = _TITLE) -> str:
    return cut_cells(printable_line(deck.title), most).rstrip()


def hero_line(today: Today) -> Content:
    """The same in one row, for a small terminal."""
    if today.under:
        alone = "" if today.under.alone == today.under.part else " alone"
        title = _short_title(today.under, _TITLE - len(alone))
        return Content.assemble((f"{sum(today.under.alone)} of {title}{alone}", "bold $fc-fg"))
    if today.is_done:
        return Content.assemble(("✓ ", "bold $fc-right"), ("Nothing is left for today.", "$fc-fg"))
    if today.first:
        return Content.assemble(
            (f"{today.first.new} to begin with, of {_short_title(today.first)}", "bold $fc-fg")
        )
    counts = today.counts
    about = f", about {today.minutes} min" if today.figures else ""
    numbers = [(str(counts.new), "$fc-new"), (str(counts.learning), "$fc-learn")]
    return Content.assemble(
        (f"{sum(counts)} today{about}   ", "bold $fc-fg"),
        *(part for number in numbers for part in (number, ("·", "$fc-muted"))),
        (str(counts.review), "$fc-mature"),
    )
