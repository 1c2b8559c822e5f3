"""The line of each proposal in the list; those that ask the same say which note they are from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from rich.cells import cell_len

from flashcards.deck.model import Card
from flashcards.errors import Place, printable_line
from flashcards.tui.deck_list import cut_cells, cut_words
from flashcards.tui.proposal_rows import card_line

_LEAST_SECTION = 8
"""The cells of a section's name that stay before a long question."""


def proposal_titles(cards: Sequence[Card]) -> list[str]:
    """The question of each card on one line; those that read the same begin with what tells them apart."""
    titles = [card_line(card) for card in cards]
    places = defaultdict(list)
    for at, title in enumerate(titles):
        places[title].append(at)
    for same in places.values():
        if len(same) > 1:
            for at, where in zip(same, _tell_apart([cards[at].place for at in same]), strict=True):
                titles[at] = f"{printable_line(where)}: {titles[at]}"
    return titles


def _tell_apart(places: Sequence[Place]) -> Sequence[str]:
    """The shortest of what differs: the line in one note, else the notes' names, a folder, or all of it."""
    if len({place.file for place in places}) == 1:
        return [f"line {place.line}" for place in places]
    every = (told for told in _ways(places) if len(set(told)) == len(told))
    return next(every, [f"{place.file}:{place.line}" for place in places])


def _ways(places: Sequence[Place]) -> Iterator[Sequence[str]]:
    """What the places can be called: the names of the notes, then those of each folder above them."""
    paths = [PurePosixPath(place.file) for place in places]
    yield [path.stem for path in paths]
    for above in range(max(len(path.parents) for path in paths)):
        yield [_folder(path, above) or path.stem for path in paths]


def _folder(path: PurePosixPath, above: int) -> str:
    return path.parents[above].name if above < len(path.parents) else ""


def cut_titles(titles: Sequence[str], width: int) -> list[str]:
    """The titles in so many cells: of those that would look the same, the middle is cut and not the end."""
    cuts = [cut_title(title, width) for title in titles]
    for cut_alike in (_cut_between_words, _cut_middle):
        alike = Counter(cuts)
        cuts = [
            cut_alike(title, width) if alike[cut] > 1 and cell_len(title) > width else cut
            for title, cut in zip(titles, cuts, strict=True)
        ]
    return cuts


def cut_title(title: str, width: int) -> str:
    """The title in so many cells at most; of `Adam › Update: what is ε?` the section is cut first."""
    if cell_len(title) <= width:
        return title
    section, parts, question = title.partition(": ")
    least = min(_LEAST_SECTION, cell_len(section.partition(" › ")[0]) + 1)
    room = max(width - cell_len(parts + question), least)
    if parts and cell_len(section) > room:
        section = _cut_section(section, room)
    return cut_words(section + parts + question, width)


def _cut_section(section: str, room: int) -> str:
    """The first words of a section's name; a sign between its parts stands apart from the …."""
    cut = cut_words(section, room)
    return cut.replace("›…", "› …") if cell_len(cut) < room else cut.replace(" ›…", "…")


def _cut_between_words(title: str, width: int) -> str:
    """The first words and the last ones; where the last is too long, so many of its letters."""
    tail = ""
    for word in reversed(title.split(" ")):
        if cell_len(word + tail) > width // 2:
            break
        tail = f" {word}{tail}"
    return cut_words(title, width - cell_len(tail)) + tail if tail else _cut_middle(title, width)


def _cut_middle(title: str, width: int) -> str:
    tail = title[-max(1, width // 2) :]
    while cell_len(tail) > width // 2:
        tail = tail[1:]
    return cut_cells(title, width - cell_len(tail)) + tail
