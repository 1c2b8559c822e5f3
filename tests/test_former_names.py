"""A card that was renamed, moved or split keeps its reviews: `was` in the deck, followed everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.deck import codec
from flashcards.deck.former import all_former_ids
from flashcards.deck.model import Card
from flashcards.storage import Store, deck_files
from flashcards.storage.anki_exports import all_exported
from tests.logs import ids

BASIC, CLOZE = "ask: q|answer: a", "cloze: '{{adam}} {{sgd}}'"


def deck_text(name: str, *cards: str) -> str:
    return f"deck: {name}\ncards:\n" + "".join(f"  - {{id: {card}}}\n".replace("|", ", ") for card in cards)


def read_cards(**decks: str) -> list[Card]:
    found = []
    for name, text in decks.items():
        deck, problems = codec.read_deck(text, f"{name}.yaml")
        assert deck
        assert problems == ()
        found += deck.cards
    return found


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        pytest.param([f"new|{BASIC}|was: old"], {"d/old": "d/new"}, id="renamed"),
        pytest.param([f"new|{BASIC}|was: e/old"], {"e/old": "d/new"}, id="moved from another deck"),
        pytest.param(
            [f"new|{BASIC}|was: 'older, old'"], {"d/older": "d/new", "d/old": "d/new"}, id="renamed twice"
        ),
        pytest.param(
            [f"new|{BASIC}|both_ways: true|was: old"],
            {"d/old": "d/new", "d/old:reverse": "d/new:reverse"},
            id="both ways",
        ),
        pytest.param(
            [f"new|{CLOZE}|was: old"],
            {
                "d/old": "d/new:adam",
                "d/old:adam": "d/new:adam",
                "d/old:sgd": "d/new:sgd",
                "d/old:1": "d/new:adam",
                "d/old:2": "d/new:sgd",
                "d/new:1": "d/new:adam",
                "d/new:2": "d/new:sgd",
            },
            id="a cloze with its gaps and their numbers",
        ),
        pytest.param(
            ["new|cloze: '{{adam: x}} {{sgd: y}}'|was: 'old:sgd, old:adam'"],
            {"d/old:adam": "d/new:adam", "d/old:sgd": "d/new:sgd"},
            id="gaps of the same names",
        ),
        pytest.param(
            [f"one|{BASIC}|was: old:adam", f"two|{BASIC}|was: old:sgd"],
            {"d/old:adam": "d/one", "d/old:sgd": "d/two"},
            id="split by its gaps",
        ),
        pytest.param(
            ["rest|cloze: '{{adam: x}} {{sgd: y}}'|was: old", f"two|{BASIC}|was: old:sgd"],
            {"d/old": "d/rest:adam", "d/old:adam": "d/rest:adam", "d/old:sgd": "d/two"},
            id="a gap's own name goes first",
        ),
        pytest.param(
            ["old|cloze: '{{adam: x}}'", f"two|{BASIC}|was: old:sgd"],
            {"d/old:sgd": "d/two"},
            id="a gap taken out of a card that stays",
        ),
        pytest.param(
            ["new|cloze: '{{lion: x}} {{sgd: y}}'|was: new:adam"],
            {"d/new:adam": "d/new:lion"},
            id="a gap renamed in its card",
        ),
        pytest.param(
            [f"old|{BASIC}", f"new|{BASIC}|was: old"], {}, id="a card that is there keeps its reviews"
        ),
        pytest.param(
            ["old|cloze: '{{adam: x}}'", f"new|{BASIC}|was: old:adam"], {}, id="as does a gap that is there"
        ),
        pytest.param([f"a|{BASIC}|was: b", f"b|{BASIC}|was: a"], {}, id="a circle changes nothing"),
        pytest.param(
            [f"z|{BASIC}|was: old", f"b|{BASIC}|was: old"], {"d/old": "d/b"}, id="of two, always the same one"
        ),
    ],
)
def test_reviews_under_former_names_are_the_cards_own(cards: list[str], expected: dict[str, str]) -> None:
    made = read_cards(d=deck_text("d", *cards))
    assert all_former_ids(made) == all_former_ids(made[::-1]) == expected


CARD = "  - {id: c, ask: q, answer: a, was: "


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"a": deck_text("a", f"c|{BASIC}|was: [old, b/gone, old:gap]")}, [], id="nothing wrong"),
        pytest.param(
            {"a": deck_text("a", f"x|{BASIC}", f"c|{BASIC}|was: x")},
            ["a.yaml:4:5: 'c' says that it was 'a/x', which is still a card"],
            id="a card that is there",
        ),
        pytest.param(
            {"a": deck_text("a", f"c|{BASIC}|was: b/x"), "b": deck_text("b", f"x|{BASIC}")},
            ["a.yaml:3:5: 'c' says that it was 'b/x', which is still a card"],
            id="a card of another deck",
        ),
        pytest.param(
            {"a": deck_text("a", f"x|{CLOZE}", f"c|{BASIC}|was: 'x:sgd'")},
            ["a.yaml:4:5: 'c' says that it was 'a/x:sgd', which is still a prompt"],
            id="a gap that is there",
        ),
        pytest.param(
            {"a": deck_text("a", f"c|{BASIC}|was: old"), "b": deck_text("b", f"x|{BASIC}|was: a/old")},
            ["b.yaml:3:5: 'x' says that it was 'a/old', as 'a/c' does"],
            id="two cards with one name",
        ),
        pytest.param(
            {"a": deck_text("a", f"c|{BASIC}|was: 'old, a/old'")},
            ["a.yaml:3:5: 'c' says twice that it was 'a/old'"],
            id="one card with one name twice",
        ),
        pytest.param(
            {"a": deck_text("a", f"c|{BASIC}|was: c")},
            ["a.yaml:3:5: 'a/c' names itself in was"],
            id="its own name",
        ),
        pytest.param(
            {"a": deck_text("a", f"c|{BASIC}|was: d", f"d|{BASIC}|was: e", f"e|{BASIC}|was: c")},
            ["a.yaml:3:5: former names form a cycle: a/c, a/e, a/d"],
            id="a circle",
        ),
        pytest.param(
            {"a": f"deck: a\ncards:\n{CARD}Old Card}}\n"},
            ["a.yaml:3:37: 'Old Card' cannot name a card or deck"],
            id="no name",
        ),
        pytest.param(
            {"a": f"deck: a\ncards:\n{CARD}'x:a gap'}}\n"},
            ["a.yaml:3:37: 'x:a gap' cannot have been a card's name"],
            id="no gap's name",
        ),
        pytest.param(
            {"a": deck_text("a", f"c|{BASIC}|was: old", f"d|{BASIC}|needs: old")},
            ["a.yaml:4:5: 'd' refers to a card 'a/old' that does not exist\n    it is called 'a/c' now"],
            id="a need by a former name",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], told: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")
    library = deck_files.load_decks([Path(f"{name}.yaml") for name in files])
    found = [str(problem) for problem in library.problems]
    assert len(found) == len(told), found
    assert all(each.startswith(start) for each, start in zip(found, told, strict=True)), found
    assert all("\n" in each for each in found), "each says what to do"


def test_beside_the_shipped_decks_only_the_checked_ones_are_told_of() -> None:
    beside = codec.read_deck(deck_text("b", f"x|{BASIC}", f"y|{BASIC}|was: x"), "b.yaml")[0]
    mine = codec.read_deck(deck_text("a", f"c|{BASIC}|was: b/x"), "a.yaml")[0]
    assert beside
    assert mine
    told = [str(problem) for problem in deck_files.cross_deck_problems([mine], [beside])]
    assert {each.split(":")[0] for each in told} == {"a.yaml"}


@pytest.mark.parametrize("syntax", ["yaml", "md"])
def test_both_syntaxes_hold_it(syntax: codec.Syntax) -> None:
    text = {
        "yaml": deck_text("d", f"c|{BASIC}|was: [old, 'e/older:m-08f2']"),
        "md": "---\ndeck: d\n---\n\n## q ^c\n\na\n\nwas:: old, e/older:m-08f2\n",
    }[syntax]
    deck, problems = codec.read_deck(text, f"d.{syntax}")
    assert problems == ()
    assert deck
    assert deck.cards[0].was == ("old", "e/older:m-08f2")
    for other in ("yaml", "md"):
        again, _ = codec.read_deck(codec.write_deck(deck, other), f"d.{other}")
        assert again
        assert again.cards[0].was == deck.cards[0].was


# A person's log across a rename


class Home:
    """A data folder with a deck and a log, used by commands."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self._capsys = path, capsys
        (path / "decks").mkdir()

    def write(self, *cards: str, name: str = "own") -> None:
        text = deck_text(name, *cards)
        (self.path / "decks" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def grade(self, prompt: str, *days: int, device: str = "here") -> None:
        rows = [
            {
                "id": f"{prompt}-{day}-{device}",
                "device": device,
                "card": prompt,
                "at": f"2026-01-{day:02}T12:00:00Z",
                "kind": "study",
                "grade": 3,
            }
            for day in days
        ]
        laid = self.path / "laid.jsonl"
        laid.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        self.run("log", "import", str(laid))

    def run(self, *args: str, status: int = 0) -> str:
        self._capsys.readouterr()
        assert main([*args]) == status, self._capsys.readouterr().err
        told = self._capsys.readouterr()
        return told.out + told.err

    def reviews(self, query: str = "deck:own") -> dict[str, int]:
        found = json.loads(self.run("cards", query, "--json"))["cards"]
        return {prompt["id"]: prompt["reviews"] for card in found for prompt in card["prompts"]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Home:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    return Home(tmp_path, capsys)


def test_the_memory_goes_with_the_card_and_so_do_rows_that_come_late(home: Home) -> None:
    home.write(f"old|{BASIC}")
    home.grade("own/old", 1, 3)
    assert home.reviews() == {"own/old": 2}
    home.write(f"new|{BASIC}")
    assert home.reviews() == {"own/new": 0}
    home.write(f"new|{BASIC}|was: old")
    assert home.reviews() == {"own/new": 2}
    home.grade("own/old", 2, device="elsewhere")  # written there before the deck came
    home.grade("own/new", 9)
    assert home.reviews() == home.reviews("rated:9999d deck:own") == {"own/new": 4}
    home.write(f"new|{BASIC}")
    assert home.reviews() == {"own/new": 1}


def test_a_card_that_moves_to_another_deck_takes_its_marks_along(home: Home) -> None:
    home.write(f"old|{BASIC}", f"rest|{BASIC}")
    home.grade("own/old", 1)
    home.run("suspend", "own/old")
    home.write(f"rest|{BASIC}")
    home.write(f"new|{BASIC}|was: own/old", name="other")
    assert home.reviews("is:suspended") == {"other/new": 1}


def test_split_prompts_keep_each_its_own_reviews(home: Home) -> None:
    home.write(f"both|{CLOZE}")
    home.grade("own/both:adam", 1, 2, 3)
    home.grade("own/both:2", 4)  # as earlier versions numbered the gap
    home.write(f"one|{BASIC}|was: 'both:adam'", f"two|{BASIC}|was: ['both:sgd', 'both:2']")
    assert home.reviews() == {"own/one": 3, "own/two": 1}


def test_erasing_a_card_erases_what_it_was(home: Home) -> None:
    home.write(f"old|{BASIC}")
    home.grade("own/old", 1, 3)
    home.write(f"new|{BASIC}|was: old")
    home.run("forget", "--erase", "--yes", "own/new")
    assert not {"own/old-1-here", "own/old-3-here"} & ids(home.path / "reviews.sqlite")
    assert home.reviews() == {"own/new": 0}


def test_undo_takes_back_what_was_graded_under_the_former_name(home: Home) -> None:
    home.write(f"old|{BASIC}")
    home.run("mark", "own/old")
    home.write(f"new|{BASIC}|was: old")
    assert home.reviews("is:marked") == {"own/new": 0}
    home.run("undo")
    assert "no card" in home.run("cards", "is:marked", status=1)


def test_commands_tell_of_former_names(home: Home) -> None:
    home.write(f"new|{BASIC}|was: [old, other/older]")
    assert "formerly: old, other/older" in home.run("show", "own/new")
    assert json.loads(home.run("show", "own/new", "--json"))["was"] == ["old", "other/older"]
    assert "the card 'other/older' is called 'own/new' now" in home.run("show", "other/older", status=2)
    assert '"was"' in home.run("schema")


@pytest.mark.parametrize("answer", [BASIC, CLOZE], ids=["basic", "cloze"])
def test_anki_keeps_the_note_of_a_card_that_was_renamed(home: Home, answer: str) -> None:
    package = str(home.path / "own.apkg")
    home.write(f"old|{answer}")
    home.run("export", "--anki", package, "deck:own")
    home.write(f"new|{answer}|was: old")
    home.run("export", "--anki", package, "deck:own")
    with Store.open(home.path) as store:
        notes = store.read(lambda log: [note.guid for note in all_exported(log)])
    assert notes == ["flashcards:own/old"]
    assert "is in no deck" not in home.run("import", package, "--dry-run")


def test_a_faulty_name_makes_check_fail(home: Home) -> None:
    home.write(f"old|{BASIC}", f"new|{BASIC}|was: old")
    deck = str(home.path / "decks" / "own.yaml")
    assert "own.yaml:4:5: 'new' says that it was 'own/old'" in home.run("check", deck, status=1)
