"""Which deck a person names: by its name, or in other case or by its title where only one is called so."""

from __future__ import annotations

from collections.abc import Mapping

from flashcards.errors import Problem, suggest


def find_deck(given: str, titles: Mapping[str, str]) -> str | None:
    """The name of that deck, of those whose names and titles are given; None if none or several are meant."""
    if given in titles:
        return given
    wanted = _folded(given)
    found = {name for name, title in titles.items() if wanted in (_folded(name), _folded(title))}
    return found.pop() if len(found) == 1 else None


def require_deck(given: str, titles: Mapping[str, str]) -> str:
    """The name of that deck. Raises Problem if none or several are meant."""
    found = find_deck(given, titles)
    if found is None:
        raise Problem(f"no deck is named '{given}'", hint=suggest(given, titles))
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
