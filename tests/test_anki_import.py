"""Packages of Anki's imported by the command: every format, again and again, with edits on both sides."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import main
from flashcards.deck import codec
from flashcards.deck.model import Card as DeckCard
from flashcards.scheduling import Settings
from flashcards.storage import Store
from tests.anki_packages import (
    CLOZE,
    FORMATS,
    OCCLUSION,
    OPTIONAL,
    OWN,
    REVERSED,
    TYPED,
    Card,
    Note,
    repack,
    write_package,
)

DAY = 86_400_000
T = 1_700_000_000_000
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)
HISTORY = ((T, 3, -600, 0, 0), (T + 600_000, 3, 1, 0, 0), (T + DAY, 3, 4, 500, 1))
NOTES = [
    Note(
        "basic",
        ["What is \\(m_t\\)?", "<b>An average</b> &lt;1&gt;"],
        cards=[Card(deck="Optim", rows=HISTORY)],
    ),
    Note(
        "both",
        ["AdamW", "decoupled decay"],
        REVERSED,
        "opt::w marked",
        [Card(deck="Optim"), Card(1, "Optim")],
    ),
    Note("maybe", ["NAG", "Nesterov", "y"], OPTIONAL, "", [Card(deck="Optim"), Card(1, "Optim")]),
    Note("once", ["one way", "only", ""], OPTIONAL, "leech", [Card(deck="Optim::SGD/slash", queue=-1)]),
    Note("typed", ["1 - 0.9?", "0.1"], TYPED, "", [Card(deck="Optim", flags=3)]),
    Note("word", ["Which rule?", "Adam"], TYPED, "", [Card(deck="Optim")]),
    Note(
        "gaps",
        ["Keeps {{c1::m}} and {{c2::v::which?}}", "extra"],
        CLOZE,
        "",
        [Card(deck="Optim"), Card(1, "Optim")],
    ),
    Note("own", ["Adam", "2015", ""], OWN, "", [Card(deck="Optim")]),
    Note("own2", ["Lion", "2023", "sign"], OWN, "", [Card(deck="Optim"), Card(1, "Optim")]),
    Note("formula", ["Write it.", "\\[m_t = \\beta m_{t-1}\\]"], cards=[Card(deck="Optim")]),
    Note("picture", ['<img src="a b.png">', "[sound:bell.mp3]"], cards=[Card(deck="Optim")]),
]
MEDIA = {"a b.png": PNG, "bell.mp3": b"ID3" + bytes(20), "_style.css": b".card{}"}
WANTED: dict[str, dict[str, Any]] = {
    "basic": {"ask": "What is $m_t$?", "answer": "**An average** <1>", "prompts": {"0": ""}},
    "both": {
        "ask": "AdamW",
        "answer": "decoupled decay",
        "both_ways": True,
        "tags": ["opt::w"],
        "prompts": {"0": "", "1": "reverse"},
    },
    "maybe": {"ask": "NAG", "answer": "Nesterov", "both_ways": True, "prompts": {"0": "", "1": "reverse"}},
    "once": {
        "ask": "one way",
        "answer": "only",
        "both_ways": False,
        "tags": [],
        "deck": "optim.sgd-slash",
        "prompts": {"0": ""},
    },
    "typed": {"ask": "1 - 0.9?", "number": "0.1", "tags": ["flag-3"], "prompts": {"0": ""}},
    "word": {"ask": "Which rule?", "answer": "Adam", "prompts": {"0": ""}},
    "gaps": {
        "cloze": "Keeps {{c1: m}} and {{c2: v | which?}}",
        "why": "extra",
        "prompts": {"0": "c1", "1": "c2"},
    },
    "own": {"ask": "Adam", "answer": "unknown", "prompts": {"0": ""}},
    "formula": {"ask": "Write it.", "formula": "m_t = \\beta m_{t-1}", "prompts": {"0": ""}},
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())


def run_json(
    capsys: pytest.CaptureFixture[str], path: Path, *options: str, status: int = 0
) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["import", str(path), "--json", *options]) == status
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def decks(tmp_path: Path) -> dict[str, DeckCard]:
    """Every card of the person's decks by its key."""
    found = {}
    for file in sorted((tmp_path / "home/decks").glob("*.yaml")):
        deck, problems = codec.read_deck(file.read_text(encoding="utf-8"), str(file))
        assert deck
        assert not problems
        found |= {card.key: card for card in deck.cards}
    return found


def log(tmp_path: Path) -> list[tuple[str, str, str]]:
    with Store.open(tmp_path / "home") as store:
        return [(row.id, row.card, str(row.kind)) for row in store.reviews()]


@pytest.mark.parametrize("form", FORMATS)
def test_a_package_becomes_cards(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run_json(capsys, write_package(tmp_path / "p.apkg", NOTES, form, MEDIA), "--yes")
    assert told["problems"] == []
    cards = {card["anki"]["guid"]: card for card in told["cards"] if card["anki"]["guid"] != "own2"}
    for guid, wanted in WANTED.items():
        card = cards[guid]
        key = f"{card['deck']}/{card['id']}"
        parts = {
            order: part.removeprefix(key).removeprefix(":") for order, part in card["anki"]["prompts"].items()
        }
        assert {name: parts if name == "prompts" else card[name] for name in wanted} == wanted
    own = {card["ask"]: card["answer"] for card in told["cards"] if card["anki"]["guid"] == "own2"}
    assert own == {"Lion": "sign", "Who: Lion (2023)?": "sign"}
    assert len(decks(tmp_path)) == len(told["cards"]) == 12


@pytest.mark.parametrize("form", FORMATS)
def test_media_lies_beside_the_deck(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run_json(capsys, write_package(tmp_path / "p.apkg", NOTES, form, MEDIA), "--yes")
    assert sorted(Path(path).read_bytes() for path in told["media"]) == sorted([PNG, MEDIA["bell.mp3"]])
    assert {Path(path).parent for path in told["media"]} == {tmp_path / "home/decks/media"}
    assert told["unused_media"] == ["_style.css"]
    card = next(card for card in told["cards"] if card["anki"]["guid"] == "picture")
    assert card["ask"].startswith("![a b.png](media/")
    assert card["answer"] == "(sound: bell.mp3)"


def test_history_comes_once_from_any_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, new, known in zip(FORMATS, (6, 0, 0), (0, 6, 6), strict=True):
        told = run_json(capsys, write_package(tmp_path / f"{form}.apkg", NOTES, form, MEDIA), "--yes")
        assert (told["history"]["new"], told["history"]["known"]) == (new, known)
    assert log(tmp_path) == [
        ("anki:basic:0:1700000000000", "optim/what-is-m-t", "study"),
        ("anki:both:0:marked", "optim/adamw", "mark"),
        ("anki:both:1:marked", "optim/adamw:reverse", "mark"),
        ("anki:once:0:suspended:1700000000", "optim.sgd-slash/one-way", "suspend"),
        ("anki:basic:0:1700000600000", "optim/what-is-m-t", "study"),
        ("anki:basic:0:1700086400000", "optim/what-is-m-t", "study"),
    ]
    with Store.open(tmp_path / "home") as store:
        memories = store.memories(Settings())
    assert memories["optim/what-is-m-t"].reviews == 3
    assert memories["optim/what-is-m-t"].days == 4
    assert memories["optim.sgd-slash/one-way"].suspended
    assert memories["optim/adamw"].marked


def test_no_history_leaves_the_log_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run_json(capsys, write_package(tmp_path / "p.apkg", NOTES), "--yes", "--no-history", status=1)
    assert told["history"] == {"new": 0, "known": 0, "left_out": {}}
    assert log(tmp_path) == []


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run_json(capsys, write_package(tmp_path / "p.apkg", NOTES, media=MEDIA), "--dry-run")
    assert len(told["cards"]) == 12
    assert not (tmp_path / "home").exists()


def test_one_deck_keeps_the_paths_as_tags(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_json(capsys, write_package(tmp_path / "p.apkg", NOTES, media=MEDIA), "--yes", "--to", "mine")
    cards = decks(tmp_path)
    assert {card.deck for card in cards.values()} == {"mine"}
    assert cards["mine/one-way"].tags == ("Optim::SGD/slash",)


def test_edits_of_both_sides_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_json(capsys, write_package(tmp_path / "a.apkg", NOTES, media=MEDIA), "--yes")
    file = tmp_path / "home/decks/optim.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("answer: Nesterov", "answer: Nesterov, 1983").replace("id: adamw", "id: mine"),
        encoding="utf-8",
    )
    before = decks(tmp_path)
    later = [replace(note) for note in NOTES]
    later[0] = replace(NOTES[0], fields=["What is \\(m_t\\), then?", "A running average"])
    later[2] = replace(NOTES[2], fields=["NAG", "Sutskever", "y"])
    later.append(Note("new", ["New", "card"], cards=[Card(deck="Optim")]))
    run_json(capsys, write_package(tmp_path / "b.apkg", later, media=MEDIA), "--yes")
    after = decks(tmp_path)
    assert after["optim/what-is-m-t"].ask == "What is $m_t$, then?"
    assert after["optim/nag"].answer == before["optim/nag"].answer
    assert after["optim/mine"].origin == before["optim/mine"].origin
    assert set(after) - set(before) == {"optim/new"}


def test_a_deleted_card_stays_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = write_package(tmp_path / "a.apkg", NOTES, media=MEDIA)
    run_json(capsys, package, "--yes")
    file = tmp_path / "home/decks/optim.sgd-slash.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("cards:")] + "cards: []\n", encoding="utf-8")
    run_json(capsys, package, "--yes")
    assert "optim.sgd-slash/one-way" not in decks(tmp_path)


def test_rows_that_came_back_have_no_double(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deck = tmp_path / "home/decks/mine.yaml"
    deck.parent.mkdir(parents=True)
    written = "deck: mine\ncards:\n  - {id: q, ask: Q?, answer: A, both_ways: true}\n"
    written += "  - {id: g, cloze: 'a {{x: b}} {{y: c}}'}\n"
    deck.write_text(written, encoding="utf-8")
    rows = tmp_path / "rows.jsonl"
    row = {
        "id": "d-1",
        "device": "d",
        "card": "mine/q",
        "at": "2023-11-14T22:13:20.002Z",
        "kind": "study",
        "grade": 3,
    }
    rows.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main(["log", "import", str(rows)]) == 0
    models = {
        9: ("ours", 0, 0, ["Key", "Ask", "Answer"], [("{{Ask}}", "{{Answer}}"), ("{{Answer}}", "{{Ask}}")]),
        10: ("ours gaps", 1, 0, ["Key", "Text", "Gaps"], [("{{cloze:Text}}", "{{cloze:Text}}")]),
    }
    notes = [
        Note(
            "flashcards:mine/q",
            ["mine/q", "Q?", "A"],
            9,
            "",
            [Card(rows=HISTORY[:2]), Card(1, rows=((T + 5, 4, 1, 0, 0),))],
        ),
        Note(
            "flashcards:mine/g",
            ["mine/g", "a {{c4::b}} {{c2::c}}", '{"x": 4, "y": 2}'],
            10,
            "",
            [Card(1, rows=((T + 9, 1, -60, 0, 0),)), Card(3, rows=((T + 7, 3, 1, 0, 0),))],
        ),
    ]
    from tests import anki_packages

    anki_packages.MODELS.update(models)
    try:
        package = write_package(tmp_path / "p.apkg", notes, "anki21")
    finally:
        for key in models:
            del anki_packages.MODELS[key]
    told = run_json(capsys, package, "--yes", status=1)
    assert told["cards"] == []
    assert told["history"]["new"] == 4
    assert run_json(capsys, package, "--yes", status=1)["history"]["new"] == 0
    assert deck.read_text(encoding="utf-8") == written
    assert sorted(log(tmp_path)) == [
        ("anki:flashcards:mine/g:1:1700000000009", "mine/g:y", "study"),
        ("anki:flashcards:mine/g:3:1700000000007", "mine/g:x", "study"),
        ("anki:flashcards:mine/q:0:1700000600000", "mine/q", "study"),
        ("anki:flashcards:mine/q:1:1700000000005", "mine/q:reverse", "study"),
        ("d-1", "mine/q", "study"),
    ]


TOLD = [
    pytest.param(Note("g", ["Empty back", ""]), "the answer of its card 1 is empty", id="empty-side"),
    pytest.param(Note("g", ["only one field"]), "the answer of its card 1 is empty", id="fewer-fields"),
    pytest.param(Note("g", ["a", "b"], 999), "its note type is missing", id="no-note-type"),
    pytest.param(Note("g", ["a", "b"], cards=[]), "it has no card", id="no-card"),
    pytest.param(Note("g", ["a", "b"], cards=[Card(7)]), "its note type has no card 8", id="no-template"),
    pytest.param(Note("g", ["no gap", ""], CLOZE), "it has no gap that a card can have", id="no-gap"),
    pytest.param(
        Note("g", ["{{c1::a {{c2::b}}}}", ""], CLOZE, cards=[Card(), Card(1)]),
        "the gap c1 has another in it: the inner one stays",
        id="nested",
    ),
    pytest.param(
        Note("g", ["{{c1,2::a}} {{c2::b}}", ""], CLOZE),
        "the gap c1 hides with c2 too: it is in c1 alone",
        id="numbers",
    ),
    pytest.param(
        Note("g", ["{{c1::image-occlusion:rect}}", "x", "h", ""], OCCLUSION),
        "it hides parts of a picture: not taken in (--occlusion takes the picture)",
        id="occlusion",
    ),
    pytest.param(Note("g", ["a", "<script>x</script>b"]), "left out: a script", id="script"),
    pytest.param(
        Note("g", ["a", '<img src="https://e.x/p.png">b']),
        "left out: a picture that is not in the package",
        id="remote",
    ),
    pytest.param(
        Note("g", ["a", '<img src="../../p.png">b']),
        "left out: the picture ../../p.png, which is not in the package",
        id="path",
    ),
    pytest.param(
        Note("g", ["a", "[sound:x.mp3]"]),
        "left out: the sound x.mp3, which is not in the package",
        id="sound",
    ),
]


@pytest.mark.parametrize(("note", "message"), TOLD)
def test_what_cannot_be_carried_is_told(
    note: Note, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = Note("sound", ["Q", "A"])
    told = run_json(capsys, write_package(tmp_path / "p.apkg", [note, sound]), "--yes", status=1)
    assert message in [each["message"].partition(": ")[2] for each in told["problems"]]
    assert "sound" in {card["anki"]["guid"] for card in told["cards"]}


def test_the_picture_of_an_occlusion_is_a_card_if_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = Note("g", ["{{c1::image-occlusion:rect}}", '<img src="a.png">', "Which?", "the root"], OCCLUSION)
    package = write_package(tmp_path / "p.apkg", [note], media={"a.png": PNG})
    told = run_json(capsys, package, "--yes", "--occlusion", status=1)
    (card,) = told["cards"]
    assert card["ask"].startswith("Which?\n\n![a.png](media/")
    assert card["answer"] == "the root"


def test_many_cards_fill_several_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flashcards.cli import import_anki_decks

    monkeypatch.setattr(import_anki_decks, "MOST_CARDS", 4)
    notes = [Note(f"g{at}", [f"Q{at}", "A"], cards=[Card(deck="D")]) for at in range(10)]
    run_json(capsys, write_package(tmp_path / "p.apkg", notes), "--yes")
    found = [card.deck for card in decks(tmp_path).values()]
    assert [found.count(name) for name in ("d", "d-2", "d-3")] == [4, 4, 2]
    notes += [Note("more", ["More", "A"], cards=[Card(deck="D")])]
    run_json(capsys, write_package(tmp_path / "p.apkg", notes), "--yes")
    assert len(decks(tmp_path)) == 11
    assert "d-3/more" in decks(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--watch"], "--watch says something of notes, not of a package", id="watch"),
        pytest.param(["--to", "no name"], "'no name' cannot be the name of a deck", id="name"),
        pytest.param(
            ["--to", "adam"], "'adam' is the name of a deck that comes with the program", id="shipped"
        ),
        pytest.param(["other.md"], "a package is imported by itself", id="two"),
    ],
)
def test_options_of_notes_are_refused(
    options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = write_package(tmp_path / "p.apkg", NOTES, media=MEDIA)
    assert main(["import", str(package), *options]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "home/decks").exists()


def test_a_text_edited_in_anki_is_told_and_not_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = tmp_path / "home/decks/mine.yaml"
    deck.parent.mkdir(parents=True)
    written = "deck: mine\ncards:\n  - {id: q, ask: 'Why $x$?', answer: A}\n  - {id: r, ask: R?, answer: B}\n"
    deck.write_text(written, encoding="utf-8")
    package = tmp_path / "out.apkg"
    assert main(["export", "--anki", str(package), "deck:mine"]) == 0
    assert run_json(capsys, package, "--yes")["problems"] == []
    deck.write_text(written.replace("answer: A", "answer: C"), encoding="utf-8")
    assert run_json(capsys, package, "--yes")["problems"] == []
    with zipfile.ZipFile(package) as archive:
        (tmp_path / "c.db").write_bytes(archive.read("collection.anki21"))
    with sqlite3.connect(tmp_path / "c.db") as db:
        db.execute("update notes set flds = replace(flds, 'R?', 'Really?')")
    db.close()
    raw = (tmp_path / "c.db").read_bytes()
    edited = repack(package, tmp_path / "edited.apkg", {"collection.anki21": raw})
    before = deck.read_bytes()
    told = run_json(capsys, edited, "--yes", status=1)["problems"]
    assert [(each["line"], each["message"]) for each in told] == [
        (4, "the question of mine/r was edited in Anki")
    ]
    assert deck.read_bytes() == before
