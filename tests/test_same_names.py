"""Notes of one name in two folders of an import: their cards, ids, origins and decisions stay apart."""

from __future__ import annotations

import argparse
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.cli import import_
from flashcards.deck import codec
from flashcards.deck.model import Deck
from flashcards.storage import note_files

A = "#flashcards\n\n# Adam\n\nWhat does it keep?::two averages\n\nWhat is the usual rate?::a thousandth\n"
B = "#flashcards\n\n# Adam\n\nWhat does it keep?::a garden\n\nWho named the animals?::the first man\n"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for folder, text in (("a", A), ("b", B)):
        (tmp_path / "v" / folder).mkdir(parents=True)
        (tmp_path / "v" / folder / "Adam.md").write_text(text)
    (tmp_path / "v" / "Empty.md").write_text("No cards.\n")
    return tmp_path / "v"


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    import_.add(parser.add_subparsers())
    args = parser.parse_args(["import", *map(str, arguments), "--to", "d", "--yes"])
    return int(args.run(args))


def deck(vault: Path) -> Deck:
    file = vault.parent / "home/decks/d.yaml"
    read, problems = codec.read_deck(file.read_text(), str(file))
    assert read
    assert not problems
    return read


def cards(vault: Path) -> dict[str, tuple[str, str]]:
    """The answer of each card → its id and note."""
    return {
        card.answer.answer: (card.id, card.origin.file if card.origin else "")  # type: ignore[union-attr]
        for card in deck(vault).cards
    }


WAYS = [
    pytest.param([""], id="the-folder-of-both"),
    pytest.param(["a", "b"], id="both-folders"),
    pytest.param(["a/Adam.md", "b/Adam.md"], id="both-notes"),
    pytest.param(["a/Adam.md", "b"], id="a-note-and-a-folder"),
]


@pytest.mark.parametrize("paths", WAYS)
def test_each_card_knows_its_note(paths: list[str], vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*(vault / path for path in paths)) == 0
    found = cards(vault)
    assert len(found) == len({name for name, _ in found.values()}) == 4
    assert {file for _, file in found.values()} in ({"a/Adam.md", "b/Adam.md"}, {"Adam.md", "b/Adam.md"})
    for name, folder in (("two averages", "a"), ("a garden", "b")):
        note = note_files.find_note(deck(vault).notes, found[name][1])
        assert note == vault / folder / "Adam.md"
    assert run(*(vault / path for path in paths)) == 0
    assert cards(vault) == found
    capsys.readouterr()
    assert run(*(vault / path for path in paths), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["answer"], each["taken"]) for each in told["cards"]] == [
        (found[answer][0], answer, True)
        for answer in ("two averages", "a thousandth", "a garden", "the first man")
    ]
    assert (told["orphans"], told["unsure"], told["clashes"]) == ([], [], [])


def edit(path: str, *changes: tuple[str, str]) -> Callable[[Path], None]:
    def change(vault: Path) -> None:
        text = (vault / path).read_text()
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (vault / path).write_text(text)

    return change


def move(before: str, after: str) -> Callable[[Path], None]:
    def change(vault: Path) -> None:
        (vault / after).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(vault / before, vault / after)

    return change


def both(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(vault: Path) -> None:
        for step in steps:
            step(vault)

    return change


def swap(vault: Path) -> None:
    for before, after in (("a", "_"), ("b", "a"), ("_", "b")):
        shutil.move(vault / before, vault / after)


KEPT = ("two averages", "a thousandth", "a garden", "the first man")
EDITS = [
    pytest.param(lambda vault: None, {}, (), id="nothing"),
    pytest.param(move("a/Adam.md", "a/Optimizer.md"), {}, (), id="rename-the-first"),
    pytest.param(move("b/Adam.md", "b/Person.md"), {}, (), id="rename-the-second"),
    pytest.param(move("a", "c"), {}, (), id="rename-a-folder"),
    pytest.param(move("a/Adam.md", "c/d/Adam.md"), {}, (), id="move-the-first"),
    pytest.param(move("b/Adam.md", "Adam.md"), {}, (), id="move-the-second-up"),
    pytest.param(swap, {}, (), id="swap-the-folders"),
    pytest.param(
        lambda vault: (vault / "a/Adam.md").unlink(),
        {},
        ("two averages", "a thousandth"),
        id="delete-the-first",
    ),
    pytest.param(
        lambda vault: (vault / "b/Adam.md").unlink(),
        {},
        ("a garden", "the first man"),
        id="delete-the-second",
    ),
    pytest.param(
        edit("a/Adam.md", ("two averages", "two moving averages")),
        {"two averages": "two moving averages"},
        (),
        id="reword-in-the-first",
    ),
    pytest.param(
        edit("b/Adam.md", ("a garden", "the garden")),
        {"a garden": "the garden"},
        (),
        id="reword-in-the-second",
    ),
    pytest.param(
        both(move("b/Adam.md", "b/Person.md"), edit("b/Person.md", ("a garden", "the garden"))),
        {"a garden": "the garden"},
        (),
        id="rename-and-reword",
    ),
    pytest.param(
        both(move("a", "c"), edit("c/Adam.md", ("two averages", "two moving averages"))),
        {"two averages": "two moving averages"},
        (),
        id="rename-the-folder-and-reword",
    ),
    pytest.param(
        both(lambda vault: (vault / "a/Adam.md").unlink(), edit("b/Adam.md", ("a garden", "the garden"))),
        {"a garden": "the garden"},
        ("two averages", "a thousandth"),
        id="delete-one-and-reword-the-other",
    ),
]


@pytest.mark.parametrize(("change", "words", "gone"), EDITS)
def test_each_card_keeps_its_history(
    change: Callable[[Path], None],
    words: dict[str, str],
    gone: tuple[str, ...],
    vault: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(vault)
    before = cards(vault)
    change(vault)
    capsys.readouterr()
    run(vault, "--json")
    told = json.loads(capsys.readouterr().out)
    after = cards(vault)
    assert {name: after[words.get(name, name)][0] for name in KEPT} == {
        name: before[name][0] for name in KEPT
    }
    assert len(after) == 4
    assert sorted(told["orphans"]) == sorted(before[name][0] for name in gone)
    for name in KEPT:
        if name not in gone:
            assert words.get(name, name) in (vault / after[words.get(name, name)][1]).read_text()


def test_a_second_folder_does_not_take_the_cards_of_the_first(vault: Path) -> None:
    for folder in ("a", "b", "a", "b"):
        run(vault / folder)
        found = cards(vault)
        assert found["two averages"] == ("what-does-it-keep", "Adam.md")
    assert {file for _, file in found.values()} == {"Adam.md", "b/Adam.md"}
    for name, folder in (("two averages", "a"), ("a garden", "b")):
        assert note_files.find_note(deck(vault).notes, found[name][1]) == vault / folder / "Adam.md"


def test_a_copy_of_a_folder_has_its_cards(vault: Path) -> None:
    run(vault / "a")
    before = cards(vault)
    shutil.copytree(vault / "a", vault / "copy")
    edit("copy/Adam.md", ("two averages", "two moving averages"))(vault)
    run(vault / "copy")
    after = cards(vault)
    assert after["two moving averages"][0] == before["two averages"][0]
    assert len(after) == 2
