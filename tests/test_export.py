"""`flashcards export`: packages for Anki, tables of text, notes and JSON, and what they never write over."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import main
from flashcards.deck import codec
from flashcards.exchange.anki_cards_types import BASIC, CLOZE, FIELDS
from flashcards.exchange.anki_notes_own import read_own_note
from flashcards.exchange.text_tables import read_table
from flashcards.storage import Store, deck_files
from flashcards.storage.anki_exports import load_exported
from flashcards.storage.anki_package import open_anki_package

DECK = """\
deck: exchange
title: Exchange › Inner
source: Ruder 2016
cards:
  - {id: plain, ask: "What is momentum?", answer: "An average, $m_t$.", tags: [basics]}
  - {id: ways, ask: AdamW, answer: Adam with decoupled decay, both_ways: true}
  - {id: gaps, cloze: 'In $m_t = {{decay: \\beta_1^{t}}} m_{t-1} + {{fresh: g_t}}$ it decays.'}
  - {id: draws, ask: 'At {t}?', vary: {t: [1, 2, 3]}, number: 2 * t}
"""
ROW = {"device": "laid", "offset_minutes": 0, "kind": "study", "milliseconds": 4000}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one deck, which is the current one."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: tmp_path / "none")
    monkeypatch.chdir(tmp_path)
    write_deck(tmp_path, DECK)
    return tmp_path


def write_deck(home: Path, text: str) -> None:
    folder = home / "data" / "decks"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "exchange.yaml").write_text(text, encoding="utf-8")


def lay_rows(home: Path, *rows: dict[str, Any]) -> None:
    """Adds rows to the log."""
    made = [
        {"id": f"r{at}", "at": f"2026-01-0{1 + at % 9}T12:0{at % 9}:00Z", "grade": 3, **ROW, **row}
        for at, row in enumerate(rows)
    ]
    path = home / "laid.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
    assert main(["log", "import", str(path)]) == 0


def export_json(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    """The result of an export as it prints it."""
    capsys.readouterr()
    assert main(["export", *words, "--json"]) == status
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


@contextmanager
def opened(path: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """The collection in a package."""
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki21", folder)
    connection = sqlite3.connect(folder / "collection.anki21")
    try:
        yield connection
    finally:
        connection.close()


def select(path: Path, folder: Path, query: str) -> list[tuple[Any, ...]]:
    with opened(path, folder) as connection:
        return connection.execute(query).fetchall()


def test_a_package_is_read_back_by_the_reader_of_packages(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = export_json(capsys, "--anki", "all.apkg")
    assert {name: told[name] for name in ("notes", "cards", "reviews", "problems")} == {
        **{"notes": 4, "cards": 6, "reviews": 0},
        "problems": [],
    }
    with open_anki_package(home / "all.apkg") as package:
        notes = {note.guid: note for note in package.collection.notes()}
        types = package.collection.note_types()
        prompts = {guid: read_own_note(note, types[note.type]).prompts for guid, note in notes.items()}
    assert prompts["flashcards:exchange/ways"] == {0: "exchange/ways", 1: "exchange/ways:reverse"}
    assert prompts["flashcards:exchange/gaps"] == {0: "exchange/gaps:decay", 1: "exchange/gaps:fresh"}


def test_a_second_export_leaves_what_is_unchanged_and_dates_what_is_not(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "select guid, mod, id from notes order by guid"
    export_json(capsys, "--anki", "a.apkg")
    first = select(home / "a.apkg", home, query)
    set_back(home, 1000)
    export_json(capsys, "--anki", "b.apkg")
    second = select(home / "b.apkg", home, query)
    assert [(guid, number) for guid, _, number in second] == [(guid, number) for guid, _, number in first]
    assert [mod for _, mod, _ in second] == [mod - 1000 for _, mod, _ in first]
    write_deck(home, DECK.replace("What is momentum?", "What, in a line, is momentum?"))
    export_json(capsys, "--anki", "c.apkg")
    changed = [
        guid
        for (guid, mod, _), (_, before, _) in zip(select(home / "c.apkg", home, query), second, strict=True)
        if mod > before
    ]
    assert changed == ["flashcards:exchange/plain"]


def set_back(home: Path, seconds: int) -> None:
    """Makes the last export that much older."""
    with sqlite3.connect(home / "data" / "reviews.sqlite") as log:
        log.execute("update anki_notes set modified = modified - ?", (seconds,))
    log.close()


def test_a_note_stays_in_its_deck_and_a_gap_keeps_its_number(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export_json(capsys, "--anki", "a.apkg")
    changed = DECK.replace("Exchange › Inner", "Renamed").replace("In $m_t", "{{first: In}} $m_t")
    write_deck(home, changed.replace("{{fresh: g_t}}", "g_t"))
    told = export_json(capsys, "--anki", "b.apkg")
    assert told["emptied"] == 1
    with Store.open(home / "data") as store:
        known = store.read(lambda log: load_exported(log, ["flashcards:exchange/gaps"]))
    note = known["flashcards:exchange/gaps"]
    assert note.gaps == {"decay": 1, "fresh": 2, "first": 3}
    assert note.deck == "Flashcards::Exchange::Inner"
    decks = json.loads(select(home / "b.apkg", home, "select decks from col")[0][0])
    assert {deck["name"] for deck in decks.values()} == {
        *("Default", "Flashcards", "Flashcards::Exchange"),
        "Flashcards::Exchange::Inner",
    }
    assert {card for (card,) in select(home / "b.apkg", home, "select did from cards")} == {
        int(number) for number, deck in decks.items() if deck["name"].endswith("::Inner")
    }


def test_the_history_goes_along_once_and_what_comes_later_is_held_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_rows(home, {"card": "exchange/plain"}, {"card": "exchange/gaps", "part": "fresh", "grade": 4})
    told = export_json(capsys, "--anki", "a.apkg")
    assert (told["reviews"], told["held_back"]) == (2, {"reviews": 0, "future": 0})
    rows = select(home / "a.apkg", home, "select ease, type from revlog order by id")
    assert rows == [(3, 0), (4, 0)]
    with sqlite3.connect(home / "data" / "reviews.sqlite") as log:
        log.execute("update anki_notes set given = 1735689600000")
    log.close()
    again = export_json(capsys, "--anki", "b.apkg")
    assert (again["reviews"], again["held_back"]["reviews"]) == (2, 2)
    assert main(["export", "--anki", "c.apkg"]) == 0
    said = capsys.readouterr().out
    assert "2 reviews of cards that Anki already has" in said
    assert "Import any learning progress" in said


def test_without_history_all_cards_are_new(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_rows(home, {"card": "exchange/plain"}, {"card": "exchange/ways", "kind": "suspend", "grade": None})
    told = export_json(capsys, "--anki", "a.apkg", "--no-history")
    assert told["reviews"] == 0
    cards = select(home / "a.apkg", home, "select type, queue from cards")
    assert {kind for kind, _ in cards} == {0}
    assert sum(queue == -1 for _, queue in cards) == 1


def test_marked_and_suspended_cards_stay_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_rows(
        home,
        {"card": "exchange/plain", "kind": "suspend", "grade": None},
        {"card": "exchange/ways", "kind": "mark", "grade": None},
    )
    export_json(capsys, "--anki", "a.apkg")
    tags = dict(select(home / "a.apkg", home, "select guid, tags from notes"))
    assert tags["flashcards:exchange/plain"] == " basics flashcards::kind::basic "
    assert tags["flashcards:exchange/ways"] == " flashcards::kind::basic marked "
    query = "select guid from cards join notes on notes.id = nid where queue = -1"
    assert select(home / "a.apkg", home, query) == [("flashcards:exchange/plain",)]


def test_answers_dated_after_now_stay(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_rows(home, {"card": "exchange/plain"}, {"card": "exchange/plain", "at": "2200-01-01T00:00:00Z"})
    told = export_json(capsys, "--anki", "a.apkg")
    assert (told["reviews"], told["held_back"]["future"]) == (1, 1)


def test_answers_in_one_millisecond_are_all_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = {"at": "2026-01-01T12:00:00Z"}
    lay_rows(home, *({"card": f"exchange/{name}", **same} for name in ("plain", "ways", "draws")))
    assert export_json(capsys, "--anki", "a.apkg")["reviews"] == 3
    found = select(home / "a.apkg", home, "select id from revlog order by id")
    assert [number - found[0][0] for (number,) in found] == [0, 1, 2]


def test_a_query_says_which_cards(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export_json(capsys, "--anki", "a.apkg", "tag:basics")["notes"] == 1
    assert export_json(capsys, "kind:cloze", "--anki", "a.apkg", "-tag:basics")["notes"] == 1
    assert export_json(capsys, "--anki", "b.apkg", "tag:nothing", status=1)["notes"] == 0
    assert not (home / "b.apkg").exists()


def test_a_bad_card_is_told_and_the_others_are_written(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_deck(home, DECK + '  - {id: bad, ask: "?", number: nothing + 1}\n')
    told = export_json(capsys, "--anki", "a.apkg", status=1)
    assert told["notes"] == 4
    assert "exchange/bad" in told["problems"][0]["message"]


def test_a_picture_goes_along_under_a_name_of_its_content(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media = home / "data" / "decks" / "media"
    media.mkdir(parents=True)
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002"
        "0000050001e9fadcd80000000049454e44ae426082"
    )
    (media / "loss.png").write_bytes(pixel)
    write_deck(home, DECK + '  - {id: pic, ask: "![loss](media/loss.png)", answer: x}\n')
    assert export_json(capsys, "--anki", "a.apkg")["notes"] == 5
    with zipfile.ZipFile(home / "a.apkg") as archive:
        names = json.loads(archive.read("media"))
        assert archive.read("0") == pixel
    query = "select flds from notes where guid = 'flashcards:exchange/pic'"
    assert f'<img src="{names["0"]}"' in select(home / "a.apkg", home, query)[0][0]
    assert names["0"].startswith("flashcards-")


@pytest.mark.parametrize("target", ["--anki", "--text", "--json"])
def test_a_file_of_another_is_written_over_only_with_force(
    target: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "file.out"
    path.write_text("mine", encoding="utf-8")
    assert main(["export", target, str(path)]) == 2
    assert "no export wrote it" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert main(["export", target, str(path), "--force"]) == 0
    assert main(["export", target, str(path)]) == 0  # now it is our own


@pytest.mark.parametrize("words", [[], ["--anki", "a.apkg", "--text", "b.txt"], ["--json"]], ids=str)
def test_one_target_must_be_named(words: list[str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", *words]) == 2
    assert "--anki FILE" in capsys.readouterr().err


def test_a_table_of_text_has_a_line_a_note(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export_json(capsys, "--text", "a.txt")["notes"] == 4
    table = read_table((home / "a.txt").read_text(encoding="utf-8"), "a.txt")
    rows = {row.fields[0].removeprefix("flashcards:exchange/"): row.fields for row in table.rows}
    assert rows["plain"][1:5] == (
        *("Basic", "Flashcards::Exchange::Inner", "basics flashcards::kind::basic"),
        "What is momentum?",
    )
    assert rows["ways"][1] == "Basic (and reversed card)"
    assert rows["gaps"][1] == "Cloze"
    assert r"{{c1::\beta_1^{t} }}" in rows["gaps"][4]
    assert r"An average, \(m_t\)." in rows["plain"][5]


def test_a_table_and_a_package_number_gaps_alike(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export_json(capsys, "--text", "a.txt")
    write_deck(home, DECK.replace("In $m_t", "{{first: In}} $m_t"))
    export_json(capsys, "--anki", "a.apkg")
    query = "select flds from notes where guid = 'flashcards:exchange/gaps'"
    assert select(home / "a.apkg", home, query)[0][0].startswith("{{c3::In}}")


def test_notes_hold_the_same_cards(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = export_json(capsys, "--obsidian", "vault")
    assert (told["notes"], told["cards"], told["files"]) == (1, 4, ["exchange.md"])
    text = (home / "vault" / "exchange.md").read_text(encoding="utf-8")
    assert "## What is momentum? ^plain" in text
    found, problems = codec.read_deck(text, "exchange.md")
    ours, _ = codec.read_deck(DECK, "exchange.yaml")
    assert not problems
    assert found
    assert ours
    assert [(card.id, card.answer, card.tags) for card in found.cards] == [
        (card.id, card.answer, card.tags) for card in ours.cards
    ]
    assert (found.title, found.source) == (ours.title, ours.source)


def test_an_edited_note_is_told_and_stays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export_json(capsys, "--obsidian", "vault")
    assert export_json(capsys, "--obsidian", "vault")["problems"] == []
    note = home / "vault" / "exchange.md"
    note.write_text("edited", encoding="utf-8")
    (home / "vault" / "other.md").write_text("mine", encoding="utf-8")
    told = export_json(capsys, "--obsidian", "vault", status=1)
    assert "changed since it was written" in told["problems"][0]["message"]
    assert note.read_text(encoding="utf-8") == "edited"
    assert export_json(capsys, "--obsidian", "vault", "--force")["cards"] == 4
    assert (home / "vault" / "other.md").read_text(encoding="utf-8") == "mine"


def test_a_file_of_json_holds_decks_and_rows(home: Path) -> None:
    lay_rows(home, {"card": "exchange/plain"}, {"card": "gone/card"}, {"card": "exchange/ways"})
    assert main(["export", "--json", "all.json"]) == 0
    found = json.loads((home / "all.json").read_text(encoding="utf-8"))
    assert (found["flashcards"], found["format"]) == ("cards", 1)
    assert [deck["deck"] for deck in found["decks"]] == ["exchange"]
    assert [card["id"] for card in found["decks"][0]["cards"]] == ["plain", "ways", "gaps", "draws"]
    assert [row["card"] for row in found["reviews"]] == ["exchange/plain", "exchange/ways"]
    assert main(["export", "--json", "few.json", "--no-history", "tag:basics"]) == 0
    few = json.loads((home / "few.json").read_text(encoding="utf-8"))
    assert [card["id"] for card in few["decks"][0]["cards"]] == ["plain"]
    assert few["reviews"] == []


def test_a_failed_export_leaves_the_last_one(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    export_json(capsys, "--anki", "a.apkg")
    before = (home / "a.apkg").read_bytes()
    monkeypatch.setattr(zipfile.ZipFile, "write", fail)
    assert main(["export", "--anki", "a.apkg"]) == 2
    assert (home / "a.apkg").read_bytes() == before
    assert [path.name for path in home.glob(".*.part")] == []


def fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_fields_are_as_many_as_the_types_have(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export_json(capsys, "--anki", "a.apkg")
    counts = {row[0].count("\x1f") + 1 for row in select(home / "a.apkg", home, "select flds from notes")}
    assert counts == {len(FIELDS[BASIC]), len(FIELDS[CLOZE])}


def test_edited_notes_come_back_by_the_ids_of_their_blocks(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export_json(capsys, "--obsidian", "vault")
    assert main(["import", "vault", "--yes"]) == 0
    assert "as the notes are" in capsys.readouterr().out
    note = home / "vault" / "exchange.md"
    text = note.read_text(encoding="utf-8").replace("## What is momentum? ^plain", "## Momentum? ^plain")
    note.write_text(text + "\n## New? ^fresh-card\n\nYes\n", encoding="utf-8")
    before = (home / "data" / "decks" / "exchange.yaml").read_text(encoding="utf-8")
    assert main(["import", "vault", "--dry-run", "--json"]) == 0
    assert {card["id"] for card in json.loads(capsys.readouterr().out)["cards"]} == {"plain", "fresh-card"}
    assert main(["import", "vault"]) == 2  # nobody to ask
    assert (home / "data" / "decks" / "exchange.yaml").read_text(encoding="utf-8") == before
    assert main(["import", str(note), "--yes"]) == 0
    after, problems = codec.read_deck(
        (home / "data" / "decks" / "exchange.yaml").read_text(encoding="utf-8"), "exchange.yaml"
    )
    assert not problems
    assert after
    asked = {card.id: card.ask for card in after.cards}
    assert asked["plain"] == "Momentum?"
    assert {*asked} == {"plain", "ways", "gaps", "draws", "fresh-card"}


def test_a_card_that_is_in_no_note_stays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export_json(capsys, "--obsidian", "vault", "tag:basics")
    note = home / "vault" / "exchange.md"
    note.write_text(note.read_text(encoding="utf-8").replace("An average", "The average"), encoding="utf-8")
    assert main(["import", "vault", "--yes"]) == 0
    capsys.readouterr()
    assert main(["cards", "--json"]) == 0
    found = {card["id"]: card.get("answer") for card in json.loads(capsys.readouterr().out)["cards"]}
    assert found["plain"] == "The average, $m_t$."
    assert len(found) == 4


def test_standard_output(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """`-` prints JSON and tables whole, apart from what is said of them, and makes no file of that name."""
    lay_rows(home, {"card": "exchange/plain"})
    for words, name in ((["--json"], "all.json"), (["--text"], "all.txt")):
        assert main(["export", *words, name]) == 0
        capsysbinary.readouterr()
        assert main(["export", *words, "-"]) == 0
        printed = capsysbinary.readouterr()
        assert printed.out == (home / name).read_bytes()
        assert b"written" in printed.err
    assert main(["export", "--json", "-", "nothing-like-it"]) == 1
    assert not capsysbinary.readouterr().out
    assert not (home / "-").exists()


@pytest.mark.parametrize("words", ["--anki -", "--obsidian -", "--text - --json"])
def test_not_to_standard_output(words: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no text is not printed, nor are two texts."""
    assert main(["export", *words.split()]) == 2
    assert not (home / "-").exists()
    assert "cannot" in capsys.readouterr().err
