"""Flashcard syntaxes: for each note, the cards that the program of its syntax makes of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck import cloze
from flashcards.deck.model import BasicAnswer, Card, ChoicesAnswer, ClozeAnswer
from flashcards.deck.yaml_reader import LOADER
from flashcards.errors import Problem
from flashcards.importing import make_cards
from flashcards.importing.make_cards import ImportedCards
from flashcards.importing.note_questions import read_questions
from flashcards.notes import decode, note
from flashcards.notes.block import Note
from flashcards.notes.syntaxes import registry, schedule_comments
from flashcards.notes.syntaxes.plugin_marks import SETTINGS
from flashcards.notes.syntaxes.schedule_comments import NotedMemory
from flashcards.storage import vault_settings
from tests.rows import in_rows
from tests.test_notes import LINES

CASES = yaml.load(
    (Path(__file__).parent / "data" / "import" / "cases.yaml").read_text(encoding="utf-8"), LOADER
)
NOT_OURS = {
    "fo-005": "a prompt without an answer is no card here",
    "dkp-003": "the heading stands above the text as the question, on both sides",
    "osr-143": "key:: value is a field of Dataview rather than a card",
    "ota-015": "an expression of the person's own: headings alone mark nothing",
    "ota-017": "an expression of the person's own: :: alone marks nothing",
}
"""Cases in which a card differs from that of the other program, and why."""
NAMES = [each.name for each in registry.SYNTAXES]
SHOWN_OTHERWISE = {"rp-001", "lsq-003", "lsq-005", "rem-007"}
"""Answers with the brackets of their program, which a deck's gap has not; and a bullet of prose."""
OWED = [
    case
    for case in CASES
    if case["syntax"] in {*NAMES, "file"} and case["id"] not in {*NOT_OURS, *SHOWN_OTHERWISE}
]


@in_rows("case", OWED, ids=lambda case: f"{case['id']}: {case.get('note', '')}")
def test_cards_of_other_programs(case: dict[str, Any]) -> None:
    raw = bytes.fromhex(case["input_hex"]) if "input_hex" in case else case["input"].encode()
    try:
        text = decode.decode(raw, "n.md")
    except Problem:
        assert case["expect"] == []
        return
    name = case.get("path") or "note.md"
    found = {
        side for card in _made(_read(text, name, case.get("settings", {}))).cards for side in _sides(card)
    }
    expected = case.get("recommend", case["expect"])
    assert found == {_expected(each) for each in expected}


def _read(text: str, name: str, given_settings: dict[str, object]) -> Note:
    return note.read_note(text, "n.md", name, "", given_settings)


def _made(read: Note) -> ImportedCards:
    return make_cards.make_cards([read_questions(read)], "d")


def _sides(card: Card) -> list[tuple[str, ...]]:
    match card.answer:
        case BasicAnswer(answer, both_ways):
            sides = [("basic", _plain(card.ask), _plain(answer))]
            return [*sides, ("reversed", _plain(answer), _plain(card.ask))] if both_ways else sides
        case ClozeAnswer(text):
            whole = _plain(cloze.fill(text, lambda gap: gap.hidden))
            return [("cloze", _plain(_gapped(text, name)), whole) for name in cloze.names(text)]
        case ChoicesAnswer(right):
            return [("choice", _plain(card.ask), _plain(right))]
    raise AssertionError(card)


def _gapped(text: str, name: str) -> str:
    return cloze.fill(text, lambda gap: f"[{gap.hint or '...'}]" if gap.name == name else gap.hidden)


def _expected(side: dict[str, Any]) -> tuple[str, ...]:
    return side["kind"], _plain(side["front"]), _plain(side["back"])


def _plain(text: str) -> str:
    """The text without its layout and with one notation for formulas."""
    text = re.sub(r"\\\((.*?)\\\)", r"$\1$", text)
    return " ".join(re.sub(r"^\s*[-*+] ", "", line) for line in text.split("\n")).strip().replace("  ", " ")


OSR = "#flashcards\n\n"


@in_rows(
    ("text", "syntax", "cards"),
    [
        pytest.param("Adam::2014\n\nkeeps ==two==", "", [], id="no mark of a syntax: prose"),
        pytest.param(
            OSR + "Adam::2014\n\nWhy ε?\n?\nno zero\n\nQ: Who?\nA: Kingma\n\nLion::2023",
            OSR,
            [("Adam", "2014"), ("Why ε?", "no zero"), ("Lion", "2023")],
            id="the tag of a syntax, and a Q: and an A: below its marks",
        ),
        pytest.param(
            f"{OSR}- **Decay**: how much stays\n\na::b", OSR, [("a", "b")], id="only what is marked"
        ),
        pytest.param(f"{OSR}a::$p(x | y)$ `b::c`", OSR, [("a", "$p(x | y)$ `b::c`")], id="code in an answer"),
        pytest.param(
            f"{OSR}one\nis ==two==\nor three",
            OSR,
            [("n", "one\nis {{two}}\nor three")],
            id="the whole paragraph",
        ),
        pytest.param(f"{OSR}is ==$p(x | y)$==", OSR, [("n", "is {{$p(x|y)$}}")], id="a bar is no hint"),
        pytest.param(
            f"{OSR}is ==a==, $\\sqrt{{{{v}}}}$",
            OSR,
            [("n", "is {{a}}, $\\sqrt{ {v}}$")],
            id="braces of a formula",
        ),
        pytest.param(
            f"{OSR}==a: b== and ==c: d==", OSR, [("n", "{{gap-1: a: b}} and {{gap-2: c: d}}")], id="no names"
        ),
        pytest.param(
            f"{OSR}==as;;x==, ==sa;;y==",
            OSR,
            [("n", "{{asked: x}}, y"), ("n", "x, {{asked: y}}")],
            id="roles",
        ),
        pytest.param(f"{OSR}$$\nm_t = a == b\n$$\n\n[^1]: a::b", OSR, [], id="marks that make no card"),
        pytest.param(f"{OSR}```\na == b\n```\n\n**x**: y", "", [], id="the tag alone"),
        pytest.param(f"{OSR}> Q\n> ?\n> a\n> b", OSR, [("Q", "a\nb")], id="in a quote"),
        pytest.param(
            f"{OSR}Q\n?\n%%\na::b\n%%\nc", OSR, [("Q", "%%\na::b\n%%\nc")], id="a comment in an answer"
        ),
        pytest.param(
            "TARGET DECK: D\n\nSTART\nBasic (and reversed card)\nq\nmore\nBack: a\n<!--ID: 1-->\nEND",
            "obsidian-to-anki",
            [("q\nmore", "a")],
            id="two lines of a front",
        ),
        pytest.param(
            "START\nPlugin\nq\nBack: a\nEND\n\nSTART\nBasic\nq\nBack: a\nEND",
            "obsidian-to-anki",
            [("q", "a")],
            id="an unknown type",
        ),
        pytest.param(
            "FROZEN - Basic:\nBack: (Adam)\n\nSTART\nBasic\nq\nBack: a\nEND",
            "obsidian-to-anki",
            [("q", "a (Adam)")],
            id="frozen text",
        ),
        pytest.param(
            "STARTI [Cloze] {a} and {b} ENDI\nEND\nSTART\nBasic\nq\nBack: a\nEND",
            "obsidian-to-anki",
            [("n", "{{1: a}} and {{2: b}}"), ("q", "a")],
            id="inline gaps",
        ),
        pytest.param(
            "# A\n\n## q #card-reverse #t/u\n\na\n\nb",
            "flashcards-obsidian",
            [("A > q", "a")],
            id="a heading",
        ),
        pytest.param(
            "q #card\na\n\n{x} and ==y== and {2:z}",
            "flashcards-obsidian",
            [("q", "a"), ("n", "{{1: x}} and {{1: y}} and {{2: z}}")],
            id="gaps of a line",
        ),
        pytest.param("q `#card`\na", "", [], id="a mark in code"),
        pytest.param(r"so \frac{m}{v} or x_{i} left bare", "", [], id="braces of bare formulas"),
        pytest.param(
            "## a?\n\n- [x] b\n- [ ] c\n- [ ] d", "decks-plugin", [("a?", "b | c | d")], id="a task list"
        ),
        pytest.param(
            "Some words.\n\n| Front | Back |\n|--|--|\n| a | $b|c$ |\n| d | |\n\n# Prose\n\n**x**: y",
            "decks-plugin",
            [("a", "$b|c$")],
            id="a table between prose",
        ),
        pytest.param(
            "---\ntags: decks\n---\n# T #x\n\n## a\nb\n```\n# c\n```\n***\nremark",
            "decks-plugin",
            [("a", "b\n```\n# c\n```")],
            id="a fence and a remark",
        ),
        pytest.param(
            "T.\n\n## Adam\n\nA method.\n\n## SGD\n\nAnother.", "", [], id="headings that ask nothing"
        ),
        pytest.param(
            "- Adam::2014 #year", "flashcards-obsidian", [("Adam", "2014")], id="a tag behind a line"
        ),
        pytest.param("use std::sort #cpp", "", [], id="a tag behind a name in C++"),
        pytest.param("lr:: 0.1 #setting", "", [], id="a tag behind a field"),
        pytest.param(
            "Adam keeps ==two== and {2:one}",
            "flashcards-obsidian",
            [("n", "Adam keeps {{1: two}} and {{2: one}}")],
            id="a gap with a number",
        ),
        pytest.param("## Why?\n\nSo.", "mdanki", [("Why?", "So.")], id="a single question"),
        pytest.param("## Why?\n\n" + "x " * 200, "", [], id="an article with a question for its title"),
        pytest.param(
            "## Why?\n\n| a | Role |\n|--|--|\n| b | c |\n\n## How?\n\nSo.",
            "",
            [],
            id="a table below a question",
        ),
        pytest.param("# Adam\n\n## Speed\n\nIt is fast.", "", [], id="one section below a title"),
        pytest.param("# Adam\n\n## Pros\n\nfast\n\n## Cons\n\nfragile", "", [], id="headings of points"),
        pytest.param(
            "# Rules\n\n## RMSprop\n\n$v = b v$\n\n## Adam\n\n$m = b m$", "", [], id="formulas below headings"
        ),
        pytest.param(
            "# Adam\n\n## Means\n\n**m**: the first\n\n## Rates\n\n**eta**: small",
            "",
            [],
            id="definitions below headings",
        ),
        pytest.param(
            "# Rules\n\n## SGD\n\none sample\n\n## What does Adam divide by?\n\n$\\sqrt{v}$",
            "mdanki",
            [("SGD", "one sample"), ("What does Adam divide by?", "$\\sqrt{v}$")],
            id="questions below a title",
        ),
        pytest.param("It keeps {two} means.\n\n" + "A line.\n\n" * 5, "", [], id="braces here and there"),
        pytest.param(
            "## Why?\n\nSo.\n\n## How?\n\n" + "x " * 400,
            "",
            [("Why?", "So."), ("How?", "")],
            id="a long text",
        ),
    ],
)
def test_what_is_marked(text: str, syntax: str, cards: list[tuple[str, str]]) -> None:
    read = note.read_note(text, "n.md")
    assert read.syntax == ("obsidian-spaced-repetition" if syntax is OSR else syntax)
    if read.syntax:
        assert [(card.ask, _written(card)) for card in _made(read).cards] == cards


def _written(card: Card) -> str:
    match card.answer:
        case BasicAnswer(answer):
            return answer
        case ClozeAnswer(text):
            return text
        case ChoicesAnswer(right, wrong):
            return " | ".join([right, *wrong])
    raise AssertionError(card)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        pytest.param(
            "#flashcards/a\nq::a\n\n#flashcards/b\nr::b", [("flashcards/a",), ("flashcards/b",)], id="above"
        ),
        pytest.param("#flashcards/a\n\n#flashcards/b q::a", [("flashcards/b",)], id="in front"),
        pytest.param("---\ntags: [flashcards/f, x]\n---\nq::a", [("x", "flashcards/f")], id="front matter"),
        pytest.param("q::a\n\n#flashcards/a #x", [("x", "flashcards/a")], id="below"),
    ],
)
def test_decks_are_tags_of_their_cards_alone(text: str, tags: list[tuple[str, ...]]) -> None:
    assert [card.tags for card in _made(note.read_note(text, "n.md")).cards] == tags


def test_a_note_in_a_syntax_that_is_not_read_makes_no_cards_and_says_so() -> None:
    read = note.read_note("# Adam\n\nQ | What is m? |\nA | a mean |\n\n**Decay**: how much stays", "n.md")
    made = _made(read)
    assert (read.syntax, made.cards) == ("learnkit", ())
    assert "which is not read: it makes no cards" in made.problems[0].message


def test_a_tag_that_yaml_takes_for_a_comment_is_reported() -> None:
    found = note.read_note("---\ntags:\n  - #flashcards\n---\nq::a", "n.md")
    assert [str(problem).splitlines()[0] for problem in found.problems] == [
        "n.md:3:5: YAML takes #flashcards for a comment, so the note does not have this tag"
    ]
    assert found.syntax == ""


def test_a_folder_is_a_deck_if_so_set() -> None:
    read = _read("q::a", "ml/optim/n.md", {"convertFoldersToDecks": True})
    assert [card.tags for card in _made(read).cards] == [("ml/optim",)]


def test_what_is_not_marked_has_a_fate_that_says_so() -> None:
    fates = _made(note.read_note(f"{OSR}# Adam\n\n**Decay**: how much stays\n\na::b\n\nc::", "n.md")).fates
    assert {fate.line: fate.why for fate in fates if fate.line in {5, 9}} == {
        5: "not marked as a card (the note is in obsidian-spaced-repetition)",
        9: "marked as a card, but one of its sides is empty",
    }


@pytest.mark.parametrize("name", [*NAMES, registry.PROSE])
@given(st.data())
@settings(max_examples=30, deadline=None)
def test_any_text_can_be_read_in_any_syntax_and_every_line_has_a_block(
    name: str, data: st.DataObject
) -> None:
    lines = st.one_of(st.sampled_from([*LINES.split("\n"), *MARKS]), st.text(max_size=20))
    text = data.draw(st.lists(lines, max_size=15).map("\n".join))
    read = note.read_note(text, "n.md", syntax=name)
    clean = decode.clean_text(text).split("\n")
    covered = {line for block in read.blocks for line in range(block.line, block.end + 1)}
    assert [at for at, line in enumerate(clean, 1) if line.strip() and at not in covered] == []
    for card in _made(read).cards:
        assert card.place.line <= len(clean)


MARKS = (
    "#flashcards",
    "START",
    "Basic",
    "Cloze",
    "{a} {2:b} {{c1::c}}",
    "Back: a",
    "Tags: x",
    "<!--ID: 12-->",
    "END",
    "STARTI [Basic] a Back: b ENDI",
    "a #card",
    "a #card-reverse #t",
    "^1700000000001",
    "==ah;;a== ==ha;;b==",
    "==1;;a;;b==",
    "a:::b",
    "<!--SR:!2024-05-01,12,250!2024-05-03,4,230-->",
    "| Front | Back |",
    "- [x] a",
    "- [ ] b",
    "## a?",
    "%%a%%",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", [*MARKS, "|a|b\n|-|-|", "---", "FROZEN - a:"])
def test_many_marks_are_read_in_the_time_of_their_number(name: str, unit: str) -> None:
    """Time is not measured: a reader that works in the square of these lines would take minutes."""
    text = f"{OSR}{(unit + chr(10)) * 10_000}"
    note.read_note(text[:200_000], "n.md", syntax=name)


DUE = "2025-01-02T03:04:05.000Z"


@in_rows(
    ("entry", "memory"),
    [
        pytest.param("2024-05-01,12,250", ("2024-05-01", 12.0, 2.5, 0.0, 0.0), id="days and ease"),
        pytest.param("!2024-05-01,1.5,130", ("2024-05-01", 1.5, 1.3, 0.0, 0.0), id="with its mark"),
        pytest.param(
            "fsrs,2025-01-02T03:04:05.000Z,7,12.5,4.1,2,3,0,0,2024-12-26T03:04:05.000Z",
            ("2025-01-02", 7.0, 0.0, 12.5, 4.1),
            id="FSRS",
        ),
        pytest.param("2000-01-01,1,250", None, id="never reviewed"),
        pytest.param("2024-13-01,1,250", None, id="no such day"),
        pytest.param("2024-05-01,1", None, id="too few"),
        pytest.param("2024-05-01,nan,250", None, id="no number of days"),
        pytest.param("2024-05-01,1,1e9", None, id="an ease without measure"),
        pytest.param("", None, id="nothing"),
        pytest.param("01-05-2024,12,250", ("2024-05-01", 12.0, 2.5, 0.0, 0.0), id="the day first"),
        pytest.param("2024-05-01 , 12 , 250", ("2024-05-01", 12.0, 2.5, 0.0, 0.0), id="spaces"),
        pytest.param("2024-05-01,12,1300", ("2024-05-01", 12.0, 13.0, 0.0, 0.0), id="a great ease"),
        pytest.param("2024-05-01,12,10", ("2024-05-01", 12.0, 0.1, 0.0, 0.0), id="a small ease"),
        pytest.param("2199-05-01,12,250", ("2199-05-01", 12.0, 2.5, 0.0, 0.0), id="a far day"),
        pytest.param("9999-05-01,12,250", None, id="a day beyond plans"),
        pytest.param("0001-05-01,12,250", None, id="a day before computers"),
        pytest.param("2024-05-01,-1,250", None, id="less than no days"),
        pytest.param("2024-05-01,40000,250", None, id="more days than a life"),
        pytest.param("2024-05-01,12,-250", None, id="an ease below nothing"),
        pytest.param("2024-05-01,12,250,1", None, id="too many"),
        pytest.param("2024-05-01T10:00,12,250", None, id="a time of day in the form without one"),
        pytest.param("01-01-2000,1,250", None, id="never reviewed, the day first"),
        pytest.param(f"fsrs,{DUE},0,12.5,4.1,2,3,0,0,-", (DUE[:10], 0.0, 0.0, 12.5, 4.1), id="FSRS, no last"),
        pytest.param(f"fsrs,{DUE},7,0,0,0,0,0,0,-", None, id="FSRS, never reviewed"),
        pytest.param("fsrs,2000-01-01T00:00:00.000Z,7,1,5,2,1,0,0,-", None, id="FSRS, the day of a new one"),
        pytest.param(f"fsrs,{DUE},7,nan,4.1,2,3,0,0,{DUE}", None, id="FSRS, no number"),
        pytest.param(f"fsrs,{DUE},7,12.5,11,2,3,0,0,{DUE}", None, id="FSRS, more difficult than difficult"),
        pytest.param(f"fsrs,{DUE},7,12.5,4.1,9,3,0,0,{DUE}", None, id="FSRS, no such state"),
        pytest.param(f"fsrs,{DUE},7,12.5,4.1,2,3,-1,0,{DUE}", None, id="FSRS, fewer lapses than none"),
        pytest.param("fsrs,yesterday,7,12.5,4.1,2,3,0,0,-", None, id="FSRS, no day"),
        pytest.param("fsrs", None, id="FSRS, nothing"),
    ],
)
def test_entries_of_schedules(entry: str, memory: tuple[object, ...] | None) -> None:
    found = schedule_comments.read_entry(entry)
    assert (_told(found) if found else None) == memory


@pytest.mark.parametrize(
    ("entry", "damaged"),
    [
        pytest.param("2024-05-01,12,250", False, id="good"),
        pytest.param("2000-01-01,1,250", False, id="never reviewed"),
        pytest.param(f"fsrs,{DUE},7,0,0,0,0,0,0,-", False, id="FSRS, never reviewed"),
        pytest.param("", False, id="nothing"),
        pytest.param("2024-13-01,1,250", True, id="no such day"),
        pytest.param("2024-05-01,inf,250", True, id="no number of days"),
        pytest.param("2024-05-01", True, id="too few"),
        pytest.param(f"fsrs,{DUE}", True, id="FSRS, too few"),
    ],
)
def test_a_damaged_entry_is_told_from_one_of_a_new_card(entry: str, damaged: bool) -> None:
    assert schedule_comments.is_damaged_entry(entry) == damaged


ONE, TWO, THREE = "2024-05-01,1,250", "2024-05-02,2,250", "2024-05-03,3,250"
COMMENT = f"<!--SR:!{ONE}!{TWO}!{THREE}-->"
SIBLINGS = [
    pytest.param(f"a::b\n{COMMENT}", {}, [(ONE, TWO, THREE)], id="on the next line"),
    pytest.param(f"a:::b {COMMENT}", {}, [(ONE, TWO, THREE)], id="on the same line"),
    pytest.param(f"a\n?\nb\n{COMMENT}", {}, [(ONE, TWO, THREE)], id="below an answer"),
    pytest.param(f"a\n?\n```\nb\n\nc\n```\n{COMMENT}", {}, [(ONE, TWO, THREE)], id="below a fence"),
    pytest.param(
        f"a\n?\nb\n\nc\n{COMMENT}\n+++",
        {"multilineCardEndMarker": "+++"},
        [(ONE, TWO, THREE)],
        id="above an end mark",
    ),
    pytest.param(
        f"a\n?\nb\n\nc\n+++\n{COMMENT}",
        {"multilineCardEndMarker": "+++"},
        [(ONE, TWO, THREE)],
        id="below an end mark",
    ),
    pytest.param(f"==a== ==b==\n{COMMENT}", {}, [(ONE, TWO)], id="gaps, next line"),
    pytest.param(f"==a== ==b== {COMMENT}", {}, [(ONE, TWO)], id="gaps, same line"),
    pytest.param(f"==a== ==b== ^id\n{COMMENT}", {}, [(ONE, TWO)], id="gaps, below a block id"),
    pytest.param(f"==a== ==b==\n{COMMENT}\n^id", {}, [(ONE, TWO)], id="gaps, above a block id"),
    pytest.param(f"==a== ==b==\n{COMMENT} ^id", {}, [(ONE, TWO)], id="gaps, before a block id"),
    pytest.param(f"> ==a== ==b==\n> {COMMENT}", {}, [(ONE, TWO)], id="gaps in a quote"),
    pytest.param(
        f"- ==a==\n  <!--SR:!{ONE}-->\n- ==b==\n  <!--SR:!{TWO}-->", {}, [(ONE,), (TWO,)], id="gaps in a list"
    ),
    pytest.param(f"==a== ==b== ==c== ==d==\n{COMMENT}", {}, [(ONE, TWO, THREE, "")], id="a gap that is new"),
    pytest.param(f"==ah;;a== ==ha;;b==\n{COMMENT}", {}, [(ONE,), (TWO,)], id="roles"),
    pytest.param(f"==sa;;a== ==ss;;b==\n{COMMENT}", {}, [(TWO,)], id="a role that asks nothing"),
    pytest.param(f"==2;;a== ==1;;b== ==2;;c==\n{COMMENT}", {}, [(TWO, ONE)], id="numbers"),
    pytest.param(f"==3;;a== ==1;;b==\n{COMMENT}", {}, [(THREE, ONE)], id="a number left out"),
    pytest.param(
        f"**a** ==b== **c**\n{COMMENT}",
        {"convertBoldTextToClozes": True},
        [(TWO, ONE, THREE)],
        id="two patterns, one after the other",
    ),
    pytest.param("==a== ==b==", {}, [()], id="no comment"),
    pytest.param(
        f"==a==\n<!--SR:!{ONE}-->\nc::d\n<!--SR:!{TWO}-->\n==e==\n<!--SR:!{THREE}-->",
        {},
        [(ONE,), (TWO,), (THREE,)],
        id="cards one below the other",
    ),
]


@in_rows(("text", "settings", "schedules"), SIBLINGS)
def test_each_sibling_has_its_own_entry(
    text: str, settings: dict[str, object], schedules: list[tuple[str, ...]]
) -> None:
    found = note.read_note(f"{OSR}{text}\n", "n.md", settings=settings)
    assert [block.card.schedule for block in found.blocks if block.card] == schedules
    assert found.problems == ()
    assert not any(
        "SR:" in f"{each.card.front}{each.card.back}{each.card.gaps}" for each in found.blocks if each.card
    )


def test_a_damaged_entry_is_told_with_its_line() -> None:
    found = note.read_note(f"{OSR}==a== ==b==\n<!--SR:!{ONE}!2024-02-30,1,250-->\n", "n.md")
    (problem,) = found.problems
    assert problem.place
    assert (problem.place.file, problem.place.line) == ("n.md", f"{OSR}x\n".count("\n") + 1)
    assert "'2024-02-30,1,250'" in problem.message
    assert [block.card.gaps for block in found.blocks if block.card] == ["{{a}} {{b}}"]


def _told(found: NotedMemory) -> tuple[object, ...]:
    return (found.due.date().isoformat(), found.interval, found.ease, found.stability, found.difficulty)


@given(st.text(alphabet="fsr!,-:.TZ0123456789nai ", max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_entry_can_be_read(entry: str) -> None:
    schedule_comments.read_entry(entry)


def test_the_entries_of_a_card_are_kept_in_order() -> None:
    comment = "<!--SR:!2024-05-01,12,250!2024-05-03,4,230-->"
    cards = [block.card for block in note.read_note(f"{OSR}a:::b\n{comment}", "n.md").blocks if block.card]
    assert [card.schedule for card in cards] == [("2024-05-01,12,250", "2024-05-03,4,230")]


PLUGIN = Path(".obsidian", "plugins", "obsidian-spaced-repetition", "data.json")


@pytest.mark.parametrize(
    ("written", "found", "problems"),
    [
        pytest.param(
            '{"settings": {"multilineCardSeparator": "??", "x": 1}}', {"multilineCardSeparator": "??"}, 0
        ),
        pytest.param("{", {}, 1),
        pytest.param("[]", {}, 1),
        pytest.param("[" * 100_000, {}, 1),
    ],
    ids=["only known names", "cut off", "a list", "nested"],
)
def test_settings_of_a_vault(tmp_path: Path, written: str, found: dict[str, object], problems: int) -> None:
    file = tmp_path / PLUGIN
    file.parent.mkdir(parents=True)
    file.write_text(written)
    (tmp_path / "sub").mkdir()
    told: list[Problem] = []
    assert vault_settings.find_plugin_settings(tmp_path / "sub", SETTINGS, told) == found
    assert len(told) == problems


def test_names_of_syntaxes_and_settings_are_checked() -> None:
    with pytest.raises(Problem, match="no flashcard syntax is named 'obs'"):
        registry.check_name("obs")
    with pytest.raises(Problem, match="is no setting"):
        registry.parse_syntax_settings(["separator=;"])
    assert registry.parse_syntax_settings(["clozePatterns===answer=="]) == {"clozePatterns": "==answer=="}
