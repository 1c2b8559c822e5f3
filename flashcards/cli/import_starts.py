"""Starting memories of imported cards: what the schedules in their notes say, written to the review log."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.deck.former import all_former_ids
from flashcards.deck.gap_names import new_names
from flashcards.deck.model import Card, ClozeAnswer, Deck, Origin
from flashcards.deck.prompts import prompts
from flashcards.errors import counted
from flashcards.importing.identity import source_fingerprint, text_fingerprints
from flashcards.importing.make_cards import ImportedCards
from flashcards.importing.proposals import Proposal
from flashcards.notes.syntaxes.schedule_comments import NotedMemory, read_entry
from flashcards.scheduling import (
    Review,
    RowKind,
    Settings,
    StartingMemory,
    card_of,
    day_of,
    memory_from_sm2,
    utc,
    write_start,
)

if TYPE_CHECKING:
    from flashcards.storage.start_rows import StartOutcome


def take_starts(made: ImportedCards, deck: Deck, *, dry_run: bool = False) -> StartOutcome:
    """Gives the prompts of `deck` the memories that their notes say they have; returns what became of them.

    A prompt that was graded here keeps what it has; one that was only reviewed elsewhere since is brought up
    to that. A `dry_run` writes nothing. Raises Problem if the log cannot be read or written.
    """
    from flashcards.cli.app_data import now
    from flashcards.cli.settings import read_settings, settings_in_force
    from flashcards.storage import Store, deck_files
    from flashcards.storage.start_rows import StartOutcome, preview_starts

    home = deck_files.data_folder(os.environ)
    rows = list_starts(made, deck, now(), settings_in_force(read_settings()))
    if not rows:
        return StartOutcome()
    cards = {card_of(row.card) for row in rows}
    former = all_former_ids(card for card in deck.cards if card.key in cards)
    if dry_run:
        return preview_starts(home, rows, former)
    with Store.open(home, lambda text: output.err(text, "yellow")) as store:
        return store.append_starts([row._replace(device=store.device) for row in rows], former)


def tell_starts(outcome: StartOutcome, *, dry_run: bool = False) -> None:
    """Prints how many starting memories were taken or renewed, and how many not since there are reviews."""
    if outcome.taken:
        taken = "would be taken" if dry_run else "taken"
        output.out(
            f"{counted(len(outcome.taken), 'starting memory')} {taken} from the schedules in the notes"
        )
    if outcome.renewed:
        followed = "would be followed" if dry_run else "followed"
        count = counted(len(outcome.renewed), "newer schedule")
        output.out(f"{count} {followed}: reviewed in the notes since the last import, and not here")
    if outcome.reviewed:
        left = counted(len(outcome.reviewed), "schedule")
        output.out(f"{left} in the notes left aside: reviews made here count instead", "dim")


def list_starts(made: ImportedCards, deck: Deck, now: datetime, settings: Settings) -> list[Review]:
    """A row for each prompt of `deck` whose note says when it is due; `now` is an aware local datetime."""
    by_place = {
        replace(origin, fingerprint=""): each
        for each in made.proposals
        if each.schedule
        for origin in each.origins
    }
    rows = []
    own = settings.for_deck(deck.name)
    for card in deck.cards if by_place else ():
        proposal = by_place.get(replace(card.origin, fingerprint="")) if card.origin else None
        if proposal and _has_text(card.origin, proposal):
            rows += [_row(card, part, entry, now, own) for part, entry in _entries(card, proposal)]
    return [row for row in rows if row]


def _has_text(origin: Origin | None, proposal: Proposal) -> bool:
    """True if a card in the deck was made of the text of the proposal, not of one that stood there before."""
    texts = {source_fingerprint(each) for each in proposal.origins}
    return not texts.isdisjoint(text_fingerprints(origin))


def _entries(card: Card, proposal: Proposal) -> Iterator[tuple[str, str]]:
    """The parts that the card has in the deck, each with its entry; gaps may have other names there."""
    parts = {prompt.part for prompt in prompts(card)}
    names = _names(card, proposal.card)
    for part, entry in proposal.schedule.items():
        if names.get(part, part) in parts:
            yield names.get(part, part), entry


def _names(card: Card, made: Card) -> Mapping[str, str]:
    """The names of gaps in the imported text → those that the same gaps have in the deck."""
    if not isinstance(card.answer, ClozeAnswer) or not isinstance(made.answer, ClozeAnswer):
        return {}
    return new_names(card.answer.text, made.answer.text)


def _row(card: Card, part: str, entry: str, now: datetime, settings: Settings) -> Review | None:
    """The row of a prompt; its id follows from the prompt and the entry, so that no device has it twice."""
    noted = read_entry(entry)
    if noted is None:
        return None
    prompt = next(each for each in prompts(card) if each.part == part)
    at, offset = utc(now)
    start = starting_memory(noted, offset, settings)
    identity = f"{prompt.id}\0{entry}".encode("utf-8", "surrogatepass")
    return Review(
        id=f"start-{blake2b(identity, digest_size=16).hexdigest()}",
        device="",
        card=prompt.id,
        at=at,
        offset_minutes=offset,
        kind=RowKind.START,
        typed=write_start(start),
    )


def starting_memory(noted: NotedMemory, offset_minutes: int, settings: Settings) -> StartingMemory:
    """What a note says of a prompt as a starting memory; the ease of SM-2 becomes a difficulty."""
    due = _day(noted.due, offset_minutes, settings)
    last = due - round(noted.interval)
    if noted.last_review:
        last = _day(noted.last_review, offset_minutes, settings)
    stability, difficulty = noted.stability, noted.difficulty
    if noted.ease:
        stability, difficulty = memory_from_sm2(noted.ease, max(noted.interval, 1), settings)
    return StartingMemory(due, max(0, last), stability, difficulty, noted.reviews, noted.lapses)


def _day(moment: datetime, offset_minutes: int, settings: Settings) -> int:
    """The number of a local day, as `day_of` counts; without a time zone, a day of the calendar."""
    if moment.tzinfo is None:
        return (moment.date() - date(1970, 1, 1)).days
    return day_of(moment, offset_minutes, settings.day_starts_at)
