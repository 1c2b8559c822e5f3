"""The commands about decks, run as a person runs them, in a home of their own."""

from __future__ import annotations

import argparse
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from flashcards.audit.decks import check_decks
from flashcards.errors import Problem
from flashcards.storage import deck_files
from tests.read_once import furnish

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.chdir(tmp_path)


def run(*args: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for name in ("decks", "cards", "show", "convert", "new", "schema"):
        import_module(f"flashcards.cli.{name}").add(commands)
    parsed = parser.parse_args(args)
    return int(parsed.run(parsed))


def own(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / "decks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_decks_are_listed_with_their_cards_and_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("decks") == 0
    shown = capsys.readouterr().out
    assert "adam  Adam" in shown
    assert "after momentum, rmsprop" in shown
    assert run("decks", "--json") == 0
    adam = next(deck for deck in json.loads(capsys.readouterr().out)["decks"] if deck["name"] == "adam")
    assert sum(adam["kinds"].values()) == adam["cards"] > 14


def test_problems_are_told_beside_the_decks_that_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(tmp_path, "x.yaml", "deck: x\ncards:\n  - {id: a, ask: q, anwser: a}\n")
    assert run("decks") == 1
    printed = capsys.readouterr()
    assert "x.yaml:3:21: unknown field 'anwser'" in printed.err
    assert "adam" in printed.out


def test_cards_are_found_by_all_words_of_the_query(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("cards", "FIRST moment", "kind:formula", "--deck", "adam", "--json") == 0
    keys = [(card["deck"], card["id"], card["kind"]) for card in json.loads(capsys.readouterr().out)["cards"]]
    assert ("adam", "first-moment", "formula") in keys
    assert run("cards", "no-such-word-anywhere") == 1
    with pytest.raises(Problem, match="no deck is named 'adma'"):
        run("cards", "--deck", "adma")


def test_a_card_is_shown_with_its_formula_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "adam/first-moment") == 0
    shown = capsys.readouterr().out
    assert "β₁" in shown
    assert "\\beta" not in shown
    assert run("show", "adam/first-moment", "--json") == 0
    assert json.loads(capsys.readouterr().out)["formula"].startswith("m_t")
    with pytest.raises(Problem, match="there is no card 'adam/frist-moment'"):
        run("show", "adam/frist-moment")


def test_convert_prints_the_other_syntax_and_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adam = str(ROOT / "decks" / "adam.yaml")
    assert run("convert", adam) == 0
    assert capsys.readouterr().out.startswith("---\ndeck: adam\n")
    out = tmp_path / "out.md"
    assert run("convert", adam, "-o", str(out)) == 0
    first = out.read_text(encoding="utf-8")
    with pytest.raises(Problem, match="the file exists"):
        run("convert", adam, "-o", str(out))
    assert run("convert", str(out), "--to", "md", "-o", str(out), "--force") == 0
    assert out.read_text(encoding="utf-8") == first


def test_a_deck_with_a_problem_is_not_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own(tmp_path, "x.yaml", "deck: x\ncards:\n  - {id: a}\n")
    assert run("convert", str(path)) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "the card has no answer" in printed.err


def test_a_new_deck_is_written_once_and_is_one_that_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "lion-notes") == 0
    path = tmp_path / "decks" / "lion-notes.yaml"
    assert str(path) in capsys.readouterr().out
    assert "title: Lion notes" in path.read_text(encoding="utf-8")
    assert json.loads((path.parent / ".deck.schema.json").read_text(encoding="utf-8"))["title"]
    assert run("new", "lion-too") == 0
    assert run("decks") == 0
    assert "no cards yet" in capsys.readouterr().out
    decks = deck_files.load_decks([path.parent])
    assert [len(deck.cards) for deck in decks.decks] == [0, 0]
    assert check_decks(decks.decks, problems=decks.problems).problems == ()
    for taken in ("lion-notes", "adam"):
        with pytest.raises(Problem, match="there is a deck"):
            run("new", taken)
    with pytest.raises(Problem, match="cannot be the name of a deck"):
        run("new", "../x")


def test_a_home_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "decks").write_text("a file where the folder should be")
    with pytest.raises(Problem) as caught:
        run("new", "lion")
    assert f"the folder {tmp_path / 'decks'} is not writable" in caught.value.message
    assert "FLASHCARDS_HOME" in caught.value.hint


def test_one_card_is_one_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(tmp_path, "x.yaml", "deck: x\ncards:\n  - {id: a, ask: q, answer: a}\n")
    assert run("decks") == 0
    assert "    1 card: 1 basic\n" in capsys.readouterr().out


def test_where_problems_are_beside_the_point_they_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(tmp_path, "x.yaml", "deck: x\ncards:\n  - {id: a, ask: q, anwser: a}\n  - {id: b}\n")
    assert run("cards", "first", "moment") == 0
    told = capsys.readouterr().err
    assert re.fullmatch(r"\d+ problems in decks: see  flashcards check\n", told)
    assert run("show", "adam/first-moment") == 0
    assert capsys.readouterr().err == ""


def test_every_card_of_the_template_can_be_uncommented(tmp_path: Path) -> None:
    from flashcards.cli.new import TEMPLATE
    from flashcards.deck import codec

    text = re.sub("(?m)^( {2,4})# ", r"\1", TEMPLATE).replace("NAME", "x")
    deck, problems = codec.read_deck(text, "x.yaml")
    assert [str(problem) for problem in problems] == []
    assert deck is not None
    assert {card.kind for card in deck.cards} == {
        "basic",
        "cloze",
        "formula",
        "number",
        "choices",
        "steps",
        "code",
    }


def test_the_deck_is_checked_after_editing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho "  - {id: a}" >> "$2"\n', encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"'{editor}' --wait")
    assert run("new", "lion") == 1
    assert "the card has no answer" in capsys.readouterr().err
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    with pytest.raises(Problem, match="was not found"):
        run("new", "tiger")


def test_the_schema_is_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")
