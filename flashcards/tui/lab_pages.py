"""What the laboratory has no room for at once, in pages: what matters most comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def split_pages(count: int, room: int, first: Iterable[int]) -> list[list[int]]:
    """The places of `count` things, `room` to a page: those named `first`, then the rest in their order."""
    order = list(dict.fromkeys([*first, *range(count)]))
    room = max(1, room)
    return [order[at : at + room] for at in range(0, count, room)]


def hidden_phrase(names: Sequence[str], pages: Sequence[Sequence[int]], page: int) -> str:
    """What is on the other pages, and the keys that lead there; empty if everything is on this one."""
    if len(pages) < 2:
        return ""
    hidden = [names[at] for at in sorted(at for other in pages for at in other if at not in pages[page])]
    return f"{paging_keys(pages, page)}: {', '.join(hidden)}"


def paging_keys(pages: Sequence[Sequence[int]], page: int) -> str:
    """The keys that lead from a page to others."""
    return " ".join(key for key, leads in (("PgUp", page > 0), ("PgDn", page < len(pages) - 1)) if leads)
