"""No two proposals of an import have the same line: those that ask the same say where they are from."""

from __future__ import annotations

from rich.cells import cell_len

from flashcards.deck.model import BasicAnswer, Card
from flashcards.errors import Place
from flashcards.tui.proposal_titles import cut_titles, proposal_titles
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


CUT = {
    "what fits": (["Adam › Update: what is ε?"], 30, ["Adam › Update: what is ε?"]),
    "a section": (["Adam › Parameter Update: what is ε?"], 24, ["Adam › …: what is ε?"]),
    "a long question": (["Adam › Parameter Update: what is its role?"], 21, ["Adam…: what is its…"]),
    "a short section": (["Adam: what is the role of the small ε?"], 24, ["Adam: what is the role…"]),
    "no section": (["What is the role of the small ε in Adam?"], 24, ["What is the role of the…"]),
    "two that begin alike": (
        ["Adam: what is the usual value of β₁?", "Adam: what is the usual value of β₂?", "What is m?"],
        24,
        ["Adam: what… value of β₁?", "Adam: what… value of β₂?", "What is m?"],
    ),
    "a section whose first word leaves room for the question": (
        ["Adam › Parameter Update: what is the numerator?"],
        31,
        ["Adam…: what is the numerator?"],
    ),
    "another, of several words": (
        ["Adam › Simple Implementation: the line that updates w."],
        31,
        ["Adam…: the line that updates w."],
    ),
    "two whose last words are the same": (
        [f"Adam: what is the usual value of {beta} everywhere?" for beta in ("β₁", "β₂")],
        26,
        ["Adam: what i…₁ everywhere?", "Adam: what i…₂ everywhere?"],
    ),
    "the same twice": (["Adam: what is the role of ε?"] * 2, 20, ["Adam: wha…role of ε?"] * 2),
    "wide letters": (["漢字漢字漢字漢字漢字a", "漢字漢字漢字漢字漢字b"], 10, ["漢字…漢字a", "漢字…漢字b"]),
}


@in_rows(("titles", "width", "shown"), CUT.values(), ids=[*CUT])
def test_rows_that_begin_alike_keep_what_differs(titles: list[str], width: int, shown: list[str]) -> None:
    assert cut_titles(titles, width) == shown
    assert all(cell_len(title) <= width for title in shown)
