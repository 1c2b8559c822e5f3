"""What the log has to erase, and what is told once it is erased: the backups have it, too."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

from flashcards.cli import output
from flashcards.cli.app_data import StudyData
from flashcards.errors import Problem, counted
from flashcards.scheduling import Review, card_of
from flashcards.storage import Store, backups, catalogue_seen, log_rows
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.erasure import write_compactly
from flashcards.storage.errors import translate_errors
from flashcards.storage.statistics_file import remove_statistics
from flashcards.study.query import Query, means_removed


def prompts_with_rows(store: Store, catalogue: Catalogue, prompts: Collection[str]) -> list[str]:
    """Those of the prompts that the log has rows of, also under their former names.

    Their memories do not tell: what was crammed or undone left nothing there, and its texts in the log.
    """
    wanted = set(prompts)
    former = {old: new for old, new in catalogue.former_ids().items() if new in wanted}
    having = store.read(lambda log: log_rows.with_rows(log, [*prompts, *former]))
    having |= {former[name] for name in having if name in former}
    return [name for name in prompts if name in having]


def removed_prompts(studies: StudyData, query: Query, found: Collection[str]) -> list[str]:
    """The prompts with rows of which no deck has the card, or its gap, any longer and that the query means by
    name; also the gaps that cards had of which it means all prompts, which are among those `found`."""
    gone = studies.pool.ask(catalogue_seen.rows_without_card)
    titles = {deck.name: deck.title or deck.name for deck in studies.catalogue.decks()}
    had = defaultdict(list)
    for prompt in gone:
        had[card_of(prompt)].append(prompt)
    whole = {card for card in had if (now := studies.pool.siblings(card)) and set(now) <= set(found)}
    return [name for name in gone if card_of(name) in whole or means_removed(query, name, titles)]


def former_erasures(store: Store, catalogue: Catalogue, rows: Iterable[Review]) -> list[Review]:
    """Rows that erase, with `rows`, what the log has of the same prompts under their former names."""
    known = catalogue.former_ids()
    used = store.read(lambda log: log_rows.former_in_use(log, known))
    now = {row.card: row for row in rows}
    return [now[new]._replace(id=str(uuid.uuid4()), card=old) for old, new in used.items() if new in now]


def forget_in_copies(store: Store) -> list[Path]:
    """Leave no trace in the log's file, renew the backups that have erased rows, and tell of those that stay;
    returns them.

    The statistics, which quote typed answers, are made anew by those who ask for them.
    """
    remove_statistics(store.path.parent / "cache")
    try:
        store.read(write_compactly)
    except Problem as problem:
        output.problems([problem])
        output.err("until it is erased again, unused parts of the log may keep some of that", "yellow")
    try:
        with translate_errors(store.path.parent / backups.FOLDER, backups.WHAT):
            store.read(lambda connection: backups.forget(connection, store.path))
            left = backups.with_erased(store.path)
    except Problem as problem:  # the log itself has forgotten
        output.problems([problem])
        left = backups.all_copies(store.path)
    if left:
        copies = "it" if len(left) == 1 else "them"
        output.err(
            f"what was erased may still be in {counted(len(left), 'copy')} of the log; "
            f"remove {copies} if nothing else there is needed:",
            "yellow",
        )
        for path in left:
            output.err(f"    {path}", "yellow")
    return left
