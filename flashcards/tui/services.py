"""The services that the app depends on: decks, sessions, saved reviews and the clock.

They are dataclasses with an `__init__` alone: each further method is compiled at every start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from flashcards.config.declarations import Preferences, default_of
from flashcards.errors import Place, Problem, counted
from flashcards.scheduling import Review, card_of, date_of, day_of, utc
from flashcards.study.tally import Counts
from flashcards.text.dates import weekday_words
from flashcards.value import Value, field

if TYPE_CHECKING:  # they load with the screens that use them
    from flashcards.deck.model import Card, Demo
    from flashcards.deck.prompts import Prompt
    from flashcards.deck.tags import TagEdit
    from flashcards.demo.result import Result
    from flashcards.importing.proposals import Proposal
    from flashcards.importing.review_candidate import Decision, ReviewOutcome
    from flashcards.study import Session
    from flashcards.study.card_facts import CardFacts
    from flashcards.study.listing import CardAction, ListedPrompt, ListingOrder
    from flashcards.study.overview import HomeFigures
    from flashcards.study.query import Query
    from flashcards.study.statistics import Statistics
    from flashcards.tui.retention_load import SimulateLoad

EVERY_DECK = ""
"""The name of the row for all decks together; they share the day's limits."""


class DeckHead(Protocol):
    """What is shown of a deck besides its cards."""

    @property
    def name(self) -> str:
        """As in the card `adam/first-moment`."""

    @property
    def title(self) -> str:
        """Empty if it has none."""

    @property
    def place(self) -> Place:
        """Its file."""


class DeckRow(Value, frozen=True):
    """A deck on the home screen, with the counts of what a session over it alone would ask today."""

    name: str
    title: str
    about: str
    cards: int
    new: int
    learning: int
    review: int
    needs: tuple[str, ...] = ()
    """The decks that should come before it."""
    done: int = 0
    """The cards that were answered today; for all decks together."""
    after: str = ""
    """The deck that should come before this one; empty if it can be begun."""
    in_all: Counts | None = None
    """Its part of a session over all decks; None if that is all that it would ask alone."""
    has_more: bool = True
    """False of all decks if there are no new cards that could be asked besides."""

    @property
    def alone(self) -> Counts:
        """What a session over it alone would ask."""
        return Counts(self.new, self.learning, self.review)

    @property
    def part(self) -> Counts:
        """What a session over all decks asks of it: over all rows these add up to the number of the day."""
        return self.alone if self.in_all is None else self.in_all


def _no_note(card: Card, _: Callable[[], AbstractContextManager[None]]) -> str:
    raise Problem("this card was not made from a note")


def _no_picture(card: Card, address: str) -> None:
    return None


class ImportProposals(Value, frozen=True):
    """What the notes of an import propose."""

    deck: str
    """The name of the deck that the cards go into."""
    proposals: tuple[Proposal, ...]
    problems: tuple[Problem, ...] = ()
    notes: int = 0
    """The number of notes that were read."""
    about: str = ""
    """What else there is to say, such as the number of cards that the deck has already."""
    known: Mapping[str, Card] = field(default_factory=dict)
    """The cards that proposals name in `same_as`, by that name."""
    left_out: Mapping[str, Decision] = field(default_factory=dict)
    """How the person left some of these out before, by the ids of their cards."""


class ImportServices(Value, frozen=True, eq=False):
    """The import screen's interface to disk and editor."""

    propose: Callable[[str, Callable[[str], None]], ImportProposals]
    """The proposals of the notes at a path, reporting progress as text; called in a thread.

    Raises Problem if there are no notes. An exception of the progress function ends it.
    """
    note_lines: Callable[[str], Sequence[str]]
    """The lines of a note that was read, by its name in a Place. Raises Problem if it cannot be read."""
    write_import: Callable[[ReviewOutcome], str]
    """Write the deck and remember the decisions; returns what was done. Raises Problem if that fails."""
    edit_text: Callable[[str, Callable[[], AbstractContextManager[None]]], str]
    """The text after the person edited it, in an editor that runs while the app is suspended.

    Raises Problem if there is no editor.
    """
    complete_path: Callable[[str], str] = str
    """The path with its last part completed to the only or first folder or note that begins so."""


class SettingsState(Value, frozen=True):
    """What the person's file of settings holds."""

    written: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The values that are set: in general under "", otherwise by the deck's name."""
    file: str = ""
    problems: tuple[Problem, ...] = ()
    problem_of: Mapping[tuple[str, str], Problem] = field(default_factory=dict)
    """The problems of settings, by deck ("" in general) and name."""


class SettingsServices(Value, frozen=True, eq=False):
    """The settings screen's interface to disk."""

    read: Callable[[], SettingsState]
    write: Callable[[Mapping[tuple[str, str], object]], SettingsState]
    """Set values by deck ("" in general) and name, or unset those that are None. Raises Problem."""
    prepare_load: Callable[[], SimulateLoad | None] = lambda: None
    """What simulates the reviews a day at a retention; None where there are few cards. Called in a thread."""


CountStatistics: TypeAlias = "Callable[[int, Sequence[str], Callable[[int, int], None]], Statistics]"
"""Counts a period of days of some decks, or of all for none; it reports how much of the log is read."""


class StatsServices(Value, frozen=True, eq=False):
    """The screen of statistics' interface to disk."""

    prepare: Callable[[], CountStatistics]
    """Brings the states up to now; what it returns is called in a thread. Raises Problem if that fails."""
    asked_retention: Callable[[], float]
    """The share of reviews that is to be recalled."""


class ElsewhereServices(Value, frozen=True, eq=False):
    """What other programs write while the app is open: the log, the settings, the decks."""

    stamp: Callable[[], object]
    """Something that is another once one of the files was written, also by this program; asked often."""
    take_in: Callable[[int], bool]
    """Read what changed; called in a thread. False if the log has more than so many rows to take in.

    Raises Problem, as while another program writes.
    """
    adopt: Callable[[], bool]
    """Show what was read from now on; whether decks or settings are others than before."""


class HomeServices(Value, frozen=True, eq=False):
    """The home screen's interface to what is counted after the first frame."""

    figures: Callable[[], HomeFigures]
    """What is shown besides the counts; called in a thread, after `Services.rows`."""
    has_begun: Callable[[], bool]
    """True once anything was answered."""
    catch_up: Callable[[], bool]
    """Take in what changed in the deck files, and whether anything did; called in a thread."""
    reload: Callable[[], None]
    """Read the decks again after that."""
    plans: Callable[[], Mapping[str, Sequence[str]]]
    """Row → what there is to say when more of it is due than a day takes, in fewer and fewer words."""
    first_demo: Callable[[str, bool], tuple[Demo, str] | None]
    """The first demo of a deck, with the optimizer of its card; called in a thread.

    If the second value is true, rather one that is a picture than one that is read.
    """
    more_new: Callable[[int], None]
    """Allow so many more new cards today."""
    start_ahead: Callable[[], Session]
    """A session over what is due tomorrow."""
    next_prompts: Callable[[int], Sequence[str]] = lambda _: ()
    """So many prompts that a session over all decks would ask first."""
    elsewhere: Callable[[], ElsewhereServices] | None = None
    """What tells of changes by other programs; called after the first frame. None if nothing does."""


class RecordRows(Protocol):
    """Commits rows to disk."""

    def __call__(self, *rows: Review) -> None:
        """Commit the rows, all or none."""


class TagChange(Value, frozen=True):
    """What was tagged."""

    cards: tuple[str, ...]
    """The cards whose tags are others now."""
    take_back: Callable[[], None]
    """Write the deck files as they were. Raises Problem if one was changed since."""
    take_over: Callable[[], None] = lambda: None
    """Show the decks as they are, after what was tagged or taken back in a thread."""


class BrowseServices(Value, frozen=True, eq=False):
    """The browse screen's interface to disk."""

    find: Callable[[Query, ListingOrder, int], Sequence[str]]
    """The ids of the first so many prompts that a query means, or of all of them for -1; called in a thread.

    Raises Problem if the search fails.
    """
    count_cards: Callable[[], int]
    """The number of all cards."""
    list_prompts: Callable[[Sequence[str]], Mapping[str, ListedPrompt]]
    """What the list says of prompts, by their ids; those that are in no deck are missing."""
    prompt: Callable[[str], Prompt | None]
    """A prompt with its card; None if it is in no deck."""
    change: Callable[[CardAction, Sequence[str], str], Sequence[Review]]
    """Do something to prompts, all or none, on a day as people type it where it needs one.

    The rows that were written: none if nothing changes. Raises Problem if that fails.
    """
    is_ranked: Callable[[Query], bool] = lambda query: False
    """True if the best matches of a query's words come first in the learning order; called in a thread."""
    tag: Callable[[Sequence[str], TagEdit], TagChange] | None = None
    """Change the tags of the cards of prompts in their deck files, all or none. Raises Problem."""


TellProgress: TypeAlias = "Callable[[int, int], None]"
"""Takes how many of how many rows are written."""


class BulkServices(Value, frozen=True, eq=False):
    """What is done to very many cards; each is called in a thread, one at a time.

    The rows are written part by part, in one batch: what a failure or the end of the program leaves written
    stands, and one undo takes it back.
    """

    change: Callable[[CardAction, Sequence[str], str, TellProgress], Sequence[Review]]
    """As `BrowseServices.change`."""
    take_back: Callable[[Sequence[Review], TellProgress], None]
    """As `Services.take_back`, at the moment of the call."""
    undoable: Callable[[], tuple[Sequence[Review], Sequence[Review]]]
    """As `Services.undoable`."""
    tag: Callable[[Sequence[str], TagEdit, TellProgress], TagChange]
    """As `BrowseServices.tag`, also all or none; `TagChange.take_over` is called in the screen's thread.

    What it takes back may be done in a thread, too.
    """


class DemoEntry(Value, frozen=True):
    """The demo of a card, as the list of all demos names it."""

    deck: str
    """The title of its deck."""
    name: str
    """What the card asks, or its id."""
    id: str
    demo: Demo
    optimizer: str
    """The rule to run if the demo names none."""


class Services(Value, frozen=True, eq=False):
    """The app's interface to disk and clock."""

    decks: Callable[[], Sequence[DeckHead]]
    """The decks in their order."""
    rows: Callable[[], tuple[DeckRow, ...]]
    """The counts of due cards: a row for all decks together, then one for each."""
    start: Callable[[tuple[str, ...]], Session]
    """A session over the named decks, or over all decks if `names` is empty."""
    record: RecordRows
    """Commit rows to disk, all or none, before returning. Raises Problem if that fails."""
    take_back: Callable[[Sequence[Review], datetime], None]
    """Record that rows are undone. Raises Problem if that fails."""
    clock: Callable[[], datetime]
    """The current time, with the local UTC offset."""
    last_undoable: Callable[[], Sequence[Review]] = list
    """What was done last, also in an earlier session, and is not undone."""
    final_since: Callable[[Sequence[Review]], Sequence[Review]] = lambda _: ()
    """What was erased since those rows, which no undo brings back."""
    log_notice: Callable[[], str] = str
    """What there is to say of the log at the start; usually nothing."""
    start_more: Callable[[tuple[str, ...]], Session] | None = None
    """A session over the named decks with ten more new cards than the day's limit; None if not offered."""
    history: Callable[[str], Sequence[Review]] = lambda _: ()
    """The rows of the log about a prompt, the first one first."""
    card: Callable[[str], Card | None] = lambda _: None
    """A card by its `deck/id`; None if it is in no deck."""
    card_facts: Callable[[str], CardFacts | None] | None = None
    """What is known of a prompt; None for one that is in no deck. None if that is not offered."""
    reset_card: Callable[[str], Sequence[Review]] | None = None
    """Make the prompts of a prompt's card new again; the rows that were written. Raises Problem."""
    edit_card: Callable[[Card, Callable[[], AbstractContextManager[None]]], str] | None = None
    """Edit a card at its line in the person's editor, and return what to say; see `open_note`."""
    mend_deck: Callable[[Place, Callable[[], AbstractContextManager[None]]], str] | None = None
    """Edit a deck at the place of a problem, and return what to say; see `open_note`."""
    open_note: Callable[[Card, Callable[[], AbstractContextManager[None]]], str] = _no_note
    """Open the note of an imported card, and return what to say; the terminal is free within the context.

    Raises Problem if the card has no note or it cannot be opened.
    """
    picture: Callable[[Card, str], bytes | None] = _no_picture
    """The picture that a card shows by that address; None for one that is only named."""
    own_memory: Callable[[Mapping[str, float]], Result] | None = None
    """The demo of the person's own memory with these settings; None if that is not offered."""
    problems: Callable[[], Sequence[Problem]] = tuple
    """The problems of the decks; the faulty cards and files were skipped."""
    card_demos: Callable[[], Sequence[DemoEntry]] = tuple
    """The demos of all cards."""
    day_starts_at: Callable[[], int] = lambda: default_of("day_starts_at")
    """The local hour at which a new day begins."""
    preferences: Callable[[], Preferences] = Preferences
    """The colours, keys and such that the person has chosen."""
    home: HomeServices | None = None
    """What the home screen says besides the counts; None if that is not offered."""
    settings: SettingsServices | None = None
    """Changing the settings; None if that is not offered."""
    browse: BrowseServices | None = None
    """Searching and changing the cards; None if that is not offered."""
    bulk: BulkServices | None = None
    """Changing very many cards beside the screen; without it, that is waited for."""
    imports: ImportServices | None = None
    """Importing notes; None if that is not offered."""
    stats: StatsServices | None = None
    """The statistics; None if they are not offered."""

    def undoable(self) -> tuple[Sequence[Review], Sequence[Review]]:
        """What was done last and is not undone, and what was erased since. Raises Problem."""
        rows = self.last_undoable()
        return rows, self.final_since(rows)

    def today(self) -> int:
        """The number of the current local day."""
        return day_of(*utc(self.clock()), self.day_starts_at())

    def day_words(self) -> str:
        """The local day as in `Tue 25 Nov`: the one that counts, until the hour at which the next begins."""
        return weekday_words(date_of(self.today()))

    def left_out(self) -> tuple[Counter[str], int]:
        """The number of problems of each deck with any, and the number of files that were not read at all."""
        files = Counter(problem.place.file for problem in self.problems() if problem.place)
        decks = Counter({deck.name: files.pop(deck.place.file, 0) for deck in self.decks()})
        return +decks, len(files)

    def card_name(self, card: str) -> str:
        """What a message calls the card `deck/id`: how it begins, else Gradient descent › iteration."""
        from flashcards.study.card_opening import card_opening
        from flashcards.study.events import card_path

        found = self.card(card)
        if found and (opening := card_opening(found)):
            return f"“{opening}”"
        deck, _, name = card.rpartition("/")
        return card_path(f"{self.title(deck)}/{name}")

    def card_names(self, names: Sequence[str]) -> str:
        """What a message calls the cards of these prompts: one by its name, several by their number."""
        cards = list(dict.fromkeys(map(card_of, names)))
        return self.card_name(cards[0]) if len(cards) == 1 else counted(len(cards), "card")

    def title(self, name: str) -> str:
        """The title of the deck named `name`."""
        return next((deck.title or deck.name for deck in self.decks() if deck.name == name), name)
