"""Queries on the command line: which arguments they are, and which cards they mean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flashcards.errors import list_some, nearest, suggest

if TYPE_CHECKING:
    from flashcards.scheduling import Settings
    from flashcards.storage.catalogue import Catalogue
    from flashcards.storage.collection import CollectionPool
    from flashcards.storage.search_context import SearchContext
    from flashcards.study.query import Query

EVENT_COMMANDS = ("suspend", "resume", "bury", "unbury", "mark", "unmark", "reset", "forget", "set-due")
"""The commands that do something to the cards of a QUERY; they are in one module."""
OPTIONS: dict[str, frozenset[str]] = {
    "cards": frozenset({"--deck"}),
    "export": frozenset({"--anki", "--text", "--obsidian", "--json", "--form"}),
    **dict.fromkeys(EVENT_COMMANDS, frozenset({"--until"})),
}
"""The commands that take a QUERY → those of their options that take a value."""
_AND, _OR = ("&", "&&", "+"), ("|", "||")
"""Signs that other query languages have."""
_TARGETS = frozenset({"--anki", "--text", "--obsidian"})
"""Where an export goes."""


def put_query_last(argv: Sequence[str]) -> list[str]:
    """`argv` with the words of a QUERY behind `--`, since `-is:suspended` would be taken for options."""
    if not argv or argv[0] not in OPTIONS or "--" in argv:
        return list(argv)
    options, words = [], []
    rest = iter(argv[1:])
    valued = OPTIONS[argv[0]]
    if _TARGETS.intersection(argument.partition("=")[0] for argument in argv):
        valued -= {"--json"}  # beside another target it says how the result is printed
    for argument in rest:
        if argument in valued:
            options += [argument, *[value for value in [next(rest, None)] if value is not None]]
        elif argument.startswith("--") or argument == "-h":
            options.append(argument)
        else:
            words.append(argument)
    return [argv[0], *options, "--", *words] if words else [argv[0], *options]


def find_cards(catalogue: Catalogue, query: Query, at: datetime) -> list[str]:
    """The names of the cards that the query means, in the order of a search."""
    from flashcards.cli import output
    from flashcards.cli.settings import read_settings, settings_in_force
    from flashcards.storage import Store, deck_files, search
    from flashcards.storage.collection import CollectionPool

    context = context_at(at, settings_in_force(read_settings()), orphans_for(query, catalogue))
    if not search.reads_log(query):
        return search.search_catalogue(catalogue.address, query, context)
    with Store.open(deck_files.data_folder(os.environ), lambda text: output.err(text, "yellow")) as store:
        pool = CollectionPool(store, catalogue)
        pool.refresh(context.settings, context.now)
        return pool.ask(lambda log: search.search_cards(log, query, context))


def find_prompts(
    pool: CollectionPool, catalogue: Catalogue, query: Query, at: datetime, settings: Settings
) -> set[str]:
    """The ids of the prompts that the query means."""
    from flashcards.storage import search

    context = context_at(at, settings, orphans_for(query, catalogue))
    hits = pool.ask(lambda log: search.search_prompts(log, query, context))
    return {hit.prompt for hit in hits}


def orphans_for(query: Query, catalogue: Catalogue) -> tuple[str, ...]:
    """The orphans if the query asks about them: to know them takes looking at all notes."""
    from flashcards.study.query import StateTerm, terms_of

    if StateTerm("orphan") not in terms_of(query):
        return ()
    from flashcards.cli.orphans import find_orphans

    return find_orphans(catalogue)


def no_card_hint(words: Sequence[str], cards: Iterable[str]) -> str:
    """What to write instead of a query that means no card: names of cards and decks that are near."""
    from flashcards.scheduling import deck_of

    keys = list(cards)
    decks = list(dict.fromkeys(map(deck_of, keys)))
    written = " ".join(words).split()
    for named in (set(keys), {f"deck:{deck}" for deck in decks}):
        if len(several := [word for word in dict.fromkeys(written) if word in named]) > 1:
            return f"terms beside each other must all hold: write  '{' or '.join(several)}'"
    if sign := _strange_sign(written):
        return sign
    for word in written:
        name = word.strip('"()').removeprefix("-")
        if name.startswith("deck:") and "*" not in name and name[5:].lower() not in decks:
            return suggest(name.removeprefix("deck:"), decks)
        if name.startswith("slip:") and "*" not in name and (meant := _suggest_slip(name[5:])):
            return meant
        if "/" in name and name not in keys and (near := nearest(name, keys)):
            return f"did you mean {' or '.join(near)}?"
        if ":" not in name and "*" in name[:-1]:
            return "in words * stands at the end alone, as in correct*"
    return "see what a query can say with  flashcards cards --help"


def _strange_sign(written: Sequence[str]) -> str:
    """What to write in place of a sign or word that other query languages have; empty without one."""
    for word, following in zip(written, [*written[1:], ""], strict=True):
        term = following if word.lower() == "not" else word.removeprefix("!")
        if term and term != word:
            return f"write  -{term}  for what is not so"
        if word in _AND:
            return "terms beside each other must all hold, without a sign between them"
        if word in _OR:
            return "write  or  between terms of which one must hold"
    return ""


def _suggest_slip(name: str) -> str:
    """What to write in place of a name that no slip has; empty for the name of a slip."""
    from flashcards.tui.slip_words import NAMELESS, SLIP_WORDS

    return "" if name in (NAMELESS, *SLIP_WORDS) else suggest(name, SLIP_WORDS)


def tell_no_card(words: Sequence[str], cards: Iterable[str]) -> None:
    """Print that the words of a query mean no card, and what to write instead; without any, that none is."""
    from flashcards.cli import output

    output.err("no card matches" if words else "there are no cards yet")
    if not words:
        return
    for line in no_card_hint(words, cards).splitlines():
        output.err(f"    {line}", "dim")


def no_match_notice(query: str, decks: Sequence[str], cards: Iterable[str]) -> str:
    """What to say of a query that means no card of the named decks, or of any."""
    where = f" of {list_some(decks)}" if decks else ""
    return f"no card{where} matches the query '{query}'\n{no_card_hint([query], cards)}"


def context_at(at: datetime, settings: Settings, orphans: tuple[str, ...] = ()) -> SearchContext:
    """What the terms of a query depend on at an aware local moment."""
    from flashcards.scheduling import utc
    from flashcards.storage.search_context import SearchContext

    return SearchContext(at, utc(at)[1], settings, orphans)
