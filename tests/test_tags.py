"""Tags of cards: what is typed, the lines of the deck file, and undo to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import Input

from flashcards import cli
from flashcards.cli import app_data
from flashcards.cli.collection import open_collection
from flashcards.cli.tag_cards import tag_cards
from flashcards.deck import codec
from flashcards.deck.tags import TagEdit, read_tag_edit, tag_text
from flashcards.errors import Problem
from flashcards.tui.app import FlashcardsApp
from tests.desks import NOON
from tests.rows import most_telling

TYPED = [
    pytest.param("exam", TagEdit(("exam",)), id="one"),
    pytest.param("exam adam", TagEdit(("exam", "adam")), id="spaces"),
    pytest.param("#exam, second moment", TagEdit(("exam", "second moment")), id="commas, and a sign"),
    pytest.param("new -old", TagEdit(("new",), ("old",)), id="one in place of another"),
    pytest.param("-#old,", TagEdit((), ("old",)), id="taken away"),
    pytest.param("a a", TagEdit(("a",)), id="twice"),
    pytest.param("größe 二", TagEdit(("größe", "二")), id="any letters"),
]


@pytest.mark.parametrize(("text", "edit"), TYPED)
def test_what_is_typed(text: str, edit: TagEdit) -> None:
    assert read_tag_edit(text) == edit


REFUSED = [
    pytest.param("", "type a tag", id="nothing"),
    pytest.param("-", "a tag is missing", id="a sign alone"),
    pytest.param("a -a", "both", id="both"),
    pytest.param("x" * 61, "cannot be a tag", id="long"),
    pytest.param("a\x1b[31m", "cannot be a tag", id="an escape"),
    pytest.param("[a", "cannot be a tag", id="a bracket"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_what_cannot_be_a_tag_is_told(text: str, told: str) -> None:
    with pytest.raises(Problem, match=told):
        read_tag_edit(text)


YAML = """\
# mine
deck: d   # its name
cards:
  # the first
  - id: a
    ask: 'What is a?'   # kept as written
    answer: one

  - id: b
    tags: [old, x]   # two
    ask: What is b?
    answer: two
  - id: c
    tags:
      - old
    # below
    ask: What is c?
    answer: three
  - {id: e, ask: What is e?, answer: five}
"""
LINES = [
    pytest.param(["a"], TagEdit(("new",)), ["+    tags: [new]"], id="added"),
    pytest.param(
        ["b"], TagEdit(("new",)), ["-    tags: [old, x]   # two", "+    tags: [old, x, new]"], id="one more"
    ),
    pytest.param(["b"], TagEdit((), ("old", "x")), ["-    tags: [old, x]   # two"], id="all taken away"),
    pytest.param(
        ["c"],
        TagEdit(("n: m",), ("old",)),
        ["-    tags:", "-      - old", "+    tags: ['n: m']"],
        id="a list",
    ),
    pytest.param(["a", "b"], TagEdit(("x",)), ["+    tags: [x]"], id="one has it"),
    pytest.param(["a"], TagEdit((), ("x",)), [], id="none has it"),
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "dos"])
@pytest.mark.parametrize(("ids", "edit", "lines"), LINES)
def test_only_the_lines_of_the_tags_change(
    ids: list[str], edit: TagEdit, lines: list[str], ending: str
) -> None:
    text = YAML.replace("\n", ending)
    found, _ = tag_text(text, "d.yaml", ids, edit)
    before, after = text.split(ending), found.split(ending)
    removed = [f"-{line}" for line in before if line not in after]
    added = [f"+{line}" for line in after if line not in before]
    assert removed + added == lines


OTHER_TEXTS = [
    pytest.param("d.yaml", YAML, "e", id="in braces"),
    pytest.param("d.yaml", "deck: d\ncards:\n- ask: |\n    x\n  id: a\n  answer: y", "a", id="a block first"),
    pytest.param("d.yaml", "deck: d\ncards:\n- id: a\n  ask: x\n  answer: y", "a", id="no end of line"),
    pytest.param("d.md", "---\ndeck: d\n---\n\n## What is a? ^a\n\none\n", "a", id="Markdown"),
    pytest.param(
        "d.md", "---\ndeck: d\n---\n\n## What is a? ^a\n\none\n\ntags:: x, y\n", "a", id="Markdown with tags"
    ),
]


@pytest.mark.parametrize(("file", "text", "card"), OTHER_TEXTS)
def test_a_deck_of_any_form_can_be_tagged(file: str, text: str, card: str) -> None:
    found, changed = tag_text(text, file, [card], TagEdit(("new", "second moment")))
    deck, problems = codec.read_deck(found, file)
    assert deck
    assert not problems
    assert changed == [card]
    (tags,) = [each.tags for each in deck.cards if each.id == card]
    assert tags[-2:] == ("new", "second moment")
    others, _ = codec.read_deck(text, file)
    assert others
    assert [each.ask for each in deck.cards] == [each.ask for each in others.cards]


WORDS = st.lists(
    st.sampled_from(["old", "x", "new", "n: m", "#", "null", "3", "é"]).filter(lambda w: w != "#"),
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_the_tags_after_it_are_those_that_are_meant(add: list[str], more: list[str]) -> None:
    edit = TagEdit(tuple(add), tuple(tag for tag in more if tag not in add))
    found, _ = tag_text(YAML, "d.yaml", ["a", "b", "c", "e"], edit)
    before, after = (codec.read_deck(text, "d.yaml")[0] for text in (YAML, found))
    assert before
    assert after
    assert [edit.of(card.tags) for card in before.cards] == [card.tags for card in after.cards]


def test_a_deck_with_problems_is_left_alone() -> None:
    with pytest.raises(Problem, match="has problems"):
        tag_text(YAML + "  - id: z\n    anwser: x\n", "d.yaml", ["a"], TagEdit(("x",)))


# Files and the screen


def make_decks(home: Path) -> list[Path]:
    folder = home / "decks"
    folder.mkdir(parents=True)
    paths = []
    for name in ("one", "two"):
        paths.append(folder / f"{name}.yaml")
        paths[-1].write_text(YAML.replace("deck: d", f"deck: {name}"), encoding="utf-8", newline="\n")
    return paths


def test_several_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    first, second = make_decks(tmp_path)
    texts = [path.read_text() for path in (first, second)]
    with open_collection() as catalogue:
        second.write_text(texts[1] + "  - id: z\n    anwser: x\n")
        with pytest.raises(Problem):
            tag_cards(["one/a", "two/a"], TagEdit(("x",)), catalogue.files_of, lambda: None)
        assert first.read_text() == texts[0], "nothing is written"
        second.write_text(texts[1])
        change = tag_cards(
            ["one/a", "two/a", "two/a:1", "no/card"], TagEdit(("x",)), catalogue.files_of, lambda: None
        )
        assert change.cards == ("one/a", "two/a")
        second.write_text(second.read_text() + "# by hand\n")
        with pytest.raises(Problem, match="changed since"):
            change.take_back()
        assert "tags: [x]" in first.read_text()
        assert "# by hand" in second.read_text()


def test_a_file_in_which_nothing_was_tagged_hinders_no_undo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    first, second = make_decks(tmp_path)
    text = first.read_text()
    with open_collection() as catalogue:
        change = tag_cards(["one/a", "two/b"], TagEdit(("x",)), catalogue.files_of, lambda: None)
        assert change.cards == ("one/a",)
        second.write_text(second.read_text() + "# by hand\n")
        change.take_back()
    assert first.read_text() == text
    assert "# by hand" in second.read_text()


SIZES = most_telling(pytest.param((80, 24), id="80 × 24"), pytest.param((40, 12), id="40 × 12"))


@pytest.mark.parametrize("size", SIZES)
def test_t_tags_the_chosen_cards_and_u_takes_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setattr(app_data, "now", lambda: NOON)
    paths = make_decks(tmp_path)
    texts = [path.read_text() for path in paths]

    async def drive(app: FlashcardsApp) -> None:
        async with app.run_test(size=size) as pilot:
            app.open_browse(query="deck:one or deck:two")
            await pilot.pause(0.5)
            await pilot.press("tab", "a", "t")
            await pilot.pause()
            assert "8 cards" in screen_text(app)
            assert "old 4" in screen_text(app)
            await pilot.press(*"exam -old")
            await pilot.pause()
            assert "adds exam; takes away old" in screen_text(app)
            await pilot.press("enter")
            await pilot.pause(0.3)
            assert all("tags: [x, exam]" in path.read_text() for path in paths)
            await pilot.press("*")
            await pilot.pause(0.3)
            await pilot.press("u")
            await pilot.pause(0.3)
            assert all("exam" in path.read_text() for path in paths), "the mark was the last thing done"
            await pilot.press("u")
            await pilot.pause(0.3)
            assert [path.read_text() for path in paths] == texts, "to the letter"
            await pilot.press("t", "escape", "t")
            assert app.screen.query_one(Input).value == ""

    def screen_text(app: FlashcardsApp) -> str:
        rows = ("".join(part.text for part in row) for row in app.screen._compositor.render_strips())
        return " ".join("\n".join(rows).replace("│", " ").split())

    import asyncio

    monkeypatch.setattr(FlashcardsApp, "run", lambda self: asyncio.run(drive(self)))
    cli.main([])
