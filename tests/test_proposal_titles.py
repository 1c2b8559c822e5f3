"""No two proposals of an import have the same line: those that ask the same say where they are from."""

from __future__ import annotations

from flashcards.deck.model import BasicAnswer, Card
from flashcards.errors import Place
from flashcards.tui.proposal_titles import proposal_titles
from tests.rows import in_rows

TOLD = {
    "one": (["a.md:1"], ["What?"]),
    "two notes": (["a.md:1", "b.md:1"], ["a: What?", "b: What?"]),
    "one note": (["a.md:1", "a.md:7"], ["line 1: What?", "line 7: What?"]),
    "two folders": (["week1/a.md:1", "week2/a.md:1"], ["week1: What?", "week2: What?"]),
    "folders of folders": (["x/week/a.md:1", "y/week/a.md:1"], ["x: What?", "y: What?"]),
    "a folder and the top": (["a.md:1", "week1/a.md:1"], ["a: What?", "week1: What?"]),
    "both": (
        ["x/a.md:1", "x/a.md:9", "y/a.md:1"],
        ["x/a.md:1: What?", "x/a.md:9: What?", "y/a.md:1: What?"],
    ),
    "an escape": (["\x1b[2J.md:1", "b.md:1"], ["␛[2J: What?", "b: What?"]),
}


@in_rows("told", TOLD.values(), ids=[*TOLD])
def test_proposals_that_ask_the_same_say_where_they_are_from(told: tuple[list[str], list[str]]) -> None:
    places, titles = told
    cards = [
        Card("notes", f"c{at}", "What?", BasicAnswer("x"), Place(file, int(line)))
        for at, (file, line) in enumerate(place.split(":") for place in places)
    ]
    other = Card("notes", "other", "Why?", BasicAnswer("x"), Place("a.md"))
    assert proposal_titles([*cards, other]) == [*titles, "Why?"]
