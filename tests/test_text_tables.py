"""Tables of text as cards: plain ones, CSV, and Anki's text format with its header lines."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import main
from flashcards.errors import Problem
from flashcards.exchange.text_tables import read_table

HEADER = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
ROWS = [
    pytest.param("a.tsv", "Q\tA\nR\tB\n", [("Q", "A"), ("R", "B")], id="tabs"),
    pytest.param("a.txt", "Q\tA, b; c\n", [("Q", "A, b; c")], id="a-tab-first"),
    pytest.param("a.txt", "Q;A\nR;B\n", [("Q", "A"), ("R", "B")], id="semicolons"),
    pytest.param(
        "a.tsv",
        '"Hi" he said\tA\n"quoted"\t"a ""b"""\n',
        [('"Hi" he said', "A"), ("quoted", 'a "b"')],
        id="quotes",
    ),
    pytest.param("a.csv", 'Q,"A, b"\nR,"two\nlines"\n', [("Q", "A, b"), ("R", "two\nlines")], id="csv"),
    pytest.param("a.csv", "Q;A, b\nR;B\n", [("Q", "A, b"), ("R", "B")], id="csv-of-semicolons"),
    pytest.param("a.csv", "question,answer\nQ,A\n", [("Q", "A")], id="csv-with-titles"),
    pytest.param("a.csv", "Front\tBack\nQ\tA\n", [("Q", "A")], id="csv-of-tabs"),
    pytest.param("a.txt", "#separator:pipe\nQ|A\n", [("Q", "A")], id="pipe"),
    pytest.param("a.txt", "#separator:;\nQ;A\n", [("Q", "A")], id="literal"),
    pytest.param("a.txt", '#separator:Comma\n#html:false\nQ,"A\nb"\n', [("Q", "A\nb")], id="lines-in-quotes"),
    pytest.param("a.txt", "Q\tA\n\n# a remark\n\t\nR\tB\n", [("Q", "A"), ("R", "B")], id="empty-lines"),
    pytest.param("a.txt", "\ufeffQ\tA", [("Q", "A")], id="mark"),
    pytest.param("a.txt", "", [], id="empty"),
]


@pytest.mark.parametrize(("file", "text", "wanted"), ROWS)
def test_rows(file: str, text: str, wanted: list[tuple[str, ...]]) -> None:
    assert [row.fields for row in read_table(text, file).rows] == wanted


@pytest.mark.parametrize("text", ['Q,"A\nR,B\n', 'Q,"A"b\n'], ids=["unclosed", "after-the-quote"])
def test_a_quote_that_does_not_end_is_told_with_its_line(text: str) -> None:
    with pytest.raises(Problem) as told:
        read_table(f"x,y\n{text}", "a.csv")
    assert told.value.place
    assert told.value.place.line == 2


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())


def run_json(
    capsys: pytest.CaptureFixture[str], path: Path, status: int = 0, *options: str
) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["import", str(path), "--yes", "--json", *options]) == status
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


CARDS = [
    pytest.param(
        "What is $m_t$?\tan average\n", {"ask": "What is $m_t$?", "answer": "an average"}, id="plain"
    ),
    pytest.param("It keeps {{c1::m}}\tmore\n", {"cloze": "It keeps {{c1: m}}"}, id="gap"),
    pytest.param("Q\tA\twhy\n", {"ask": "Q", "answer": "A", "why": "why"}, id="third"),
    pytest.param(
        HEADER + "g\tBasic\tA::B\tQ <b>x</b>\tA &lt;\tt u\n",
        {"ask": "Q **x**", "answer": "A <", "tags": ["t", "u"], "deck": "a.b"},
        id="anki",
    ),
    pytest.param(HEADER + "g\tBasic (and reversed card)\tA\tQ\tA\t\n", {"both_ways": True}, id="reversed"),
    pytest.param(HEADER + "g\tCloze\tA\t{{c2::x::h}}\t\t\n", {"cloze": "{{c2: x | h}}"}, id="anki-cloze"),
    pytest.param("#deck:My Deck\n#tags:a b\nQ\tA\n", {"deck": "my-deck", "tags": ["a", "b"]}, id="for-all"),
]


@pytest.mark.parametrize(("text", "wanted"), CARDS)
def test_cards(text: str, wanted: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words.txt").write_text(text, encoding="utf-8")
    (card,) = run_json(capsys, tmp_path / "words.txt")["cards"]
    assert {name: card[name] for name in wanted} == wanted


def test_again_updates_by_guid_or_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "words.txt"
    table.write_text("Q\tA\nR\tB\n", encoding="utf-8")
    first = run_json(capsys, table)["cards"]
    before = (tmp_path / "home/decks/words.yaml").read_bytes()
    run_json(capsys, table)
    assert (tmp_path / "home/decks/words.yaml").read_bytes() == before
    table.write_text("R\tB2\nQ\tA\n", encoding="utf-8")
    again = run_json(capsys, table)["cards"]
    assert [card["id"] for card in again] == [card["id"] for card in reversed(first)]
    assert again[0]["answer"] == "B2"


def test_what_makes_no_card_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words.tsv").write_text("Q\tA\nalone\nQ\tother\n\tA\n", encoding="utf-8")
    told = run_json(capsys, tmp_path / "words.tsv", 1)
    assert [(each["line"], each["message"]) for each in told["problems"]] == [
        (2, "the answer is empty"),
        (3, "an earlier row asks the same: not taken in"),
        (4, "the question is empty"),
    ]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"alone\n", b"\xff\xfe\x00", b"a\xffb\tc\n"], ids=repr)
def test_a_table_without_cards_is_refused(
    raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "words.tsv").write_bytes(raw)
    assert main(["import", str(tmp_path / "words.tsv"), "--yes"]) == 2
    assert "unexpected" not in capsys.readouterr().err
    assert not (tmp_path / "home/decks").exists()
