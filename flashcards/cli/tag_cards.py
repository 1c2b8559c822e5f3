"""Tags cards where they stand: in their deck files, all or none, and takes it back to the letter."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flashcards.deck.tags import TagEdit, tag_text
from flashcards.errors import Problem
from flashcards.scheduling import card_of
from flashcards.storage import deck_files
from flashcards.tui.services import TagChange, TellProgress


class _Plan(NamedTuple):
    """A deck file and what its text becomes."""

    file: str
    ids: Mapping[str, str]
    """The ids of the cards in question → their names."""
    before: str
    after: str
    changed: Sequence[str]
    """The ids of those whose tags are others then."""


def tag_cards(
    names: Sequence[str],
    edit: TagEdit,
    find_files: Callable[[Sequence[str]], Mapping[str, str]],
    reload: Callable[[], object],
    tell: TellProgress = lambda done, total: None,
    take_over: Callable[[], None] = lambda: None,
) -> TagChange:
    """Change the tags of the cards of prompts.

    `find_files` gives the deck files of cards by their names, `reload` takes in what is in the files then,
    also where only some of them could be written. How many of the cards are looked at is told; `take_over`
    is that of the result. Raises Problem, with all files as they were, if one cannot be read or written.
    """
    files = find_files(list(dict.fromkeys(map(card_of, names))))
    by_file: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key, file in files.items():
        by_file[file][key.partition("/")[2]] = key
    plans: list[_Plan] = []
    for file, ids in by_file.items():
        tell(sum(len(plan.ids) for plan in plans), len(files))
        _require_writable(file)
        plans.append(_plan(file, ids, deck_files.read_text(Path(file)), edit))
    tell(len(files), len(files))
    written = _write_all(plans, edit, reload)
    changed = tuple(plan.ids[name] for plan in written for name in plan.changed)
    return TagChange(changed, lambda: _take_back(written, reload), take_over)


def _plan(file: str, ids: Mapping[str, str], text: str, edit: TagEdit) -> _Plan:
    after, changed = tag_text(text, file, ids, edit)
    return _Plan(file, ids, text, after, changed)


def _write_all(plans: Sequence[_Plan], edit: TagEdit, reload: Callable[[], object]) -> list[_Plan]:
    """Write the files whose tags change, and return those; all as they were if one cannot be written."""
    written: list[_Plan] = []
    try:
        for plan in plans:
            done = _write(plan, edit)
            if done.changed:
                written.append(done)
    except Problem:
        _put_back(written)
        raise
    finally:
        reload()
    return written


def _write(plan: _Plan, edit: TagEdit) -> _Plan:
    """Change a file under its lock, by what it holds if it was changed meanwhile; what was done."""
    done = plan._replace(changed=())

    def change(text: str | None) -> str | None:
        nonlocal done
        if text is None:
            return None
        done = plan if text == plan.before else _plan(plan.file, plan.ids, text, edit)
        return done.after if done.changed else None

    deck_files.edit_deck(Path(plan.file), change)
    return done


def _put_back(written: Sequence[_Plan]) -> None:
    """Write the texts from before into the files that were not changed since."""
    for plan in written:
        deck_files.edit_deck(Path(plan.file), partial(_text_before, plan))


def _text_before(plan: _Plan, text: str | None) -> str | None:
    return plan.before if text == plan.after else None


def _take_back(written: Sequence[_Plan], reload: Callable[[], object]) -> None:
    """Write the texts from before; raises Problem if a file was changed since, and leaves all alone."""
    changed = [plan.file for plan in written if deck_files.read_text(Path(plan.file)) != plan.after]
    if changed:
        raise Problem(f"{changed[0]} was changed since it was tagged", hint="take the tags away in its place")
    try:
        _put_back(written)
    finally:
        reload()


def _require_writable(file: str) -> None:
    if not os.access(file, os.W_OK):
        raise Problem(
            f"{file} cannot be written: it came with the program",
            hint="tag cards of your own decks; these you can mark with *",
        )
