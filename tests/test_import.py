"""`flashcards import`: the deck it writes, what a second import keeps, and what it says when it cannot."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import import_, import_confirm, import_target
from flashcards.deck import codec
from flashcards.deck.model import BasicAnswer, Card, Deck, FormulaAnswer
from flashcards.deck.slug import slug
from flashcards.errors import Place, Problem
from flashcards.importing import make_cards
from flashcards.importing.identity import was_edited, with_content_fingerprint
from flashcards.importing.merge import MergeResult, merge
from flashcards.importing.note_questions import read_questions
from flashcards.notes import note
from flashcards.storage import deck_files, note_files

NOTES = Path(__file__).parent / "data/notes"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path / "home"


def command(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    import_.add(parser.add_subparsers())
    args = parser.parse_args(["import", *map(str, arguments)])
    return int(args.run(args))


def vault_of(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def written(path: Path) -> Deck:
    deck, problems = codec.read_deck(path.read_text(encoding="utf-8"), str(path))
    assert problems == ()
    assert deck is not None
    return deck


def test_the_real_notes_become_a_deck_and_stay_as_they_are(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in NOTES.glob("*.md")}
    assert command(NOTES, "--all") == 0
    deck = written(home / "decks/notes.yaml")
    assert len(deck.cards) >= 20
    assert {path: path.read_bytes() for path in NOTES.glob("*.md")} == before
    told = capsys.readouterr()
    assert f"{len(deck.cards)} cards for the deck 'notes'" in told.out
    assert str(home / "decks/notes.yaml") in told.err


def test_json_has_the_shape_that_others_build_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(NOTES, "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == []
    for card in told["cards"]:
        field = "answer" if card["kind"] == "basic" else card["kind"]
        assert {"id", "kind", "deck", "tags", "ask", field, "source"} <= card.keys()
        assert Path(card["source"]["file"]).is_file()
    assert {frozenset(block) >= {"file", "line", "fate", "why"} for block in told["blocks"]} == {True}
    assert {Path(block["file"]).name for block in told["blocks"]} == {
        path.name for path in NOTES.glob("*.md")
    }
    assert not home.exists()


def test_a_second_import_changes_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", Adam="- **Decay**: how much stays\n- $m$: the mean")
    assert command(folder) == 0
    first = (home / "decks/v.yaml").read_bytes()
    assert command(folder) == 0
    assert (home / "decks/v.yaml").read_bytes() == first
    assert "nothing has changed" in capsys.readouterr().err
    assert sorted(path.name for path in (home / "decks").iterdir()) == [".lock", "v.yaml"]


def test_ids_and_edits_survive_a_changed_note(home: Path, tmp_path: Path) -> None:
    folder = vault_of(tmp_path / "v", Adam="- **Decay**: how much stays\n- **Rate**: the size of a step")
    command(folder)
    path = home / "decks/v.yaml"
    path.write_text(
        path.read_text().replace("how much stays", "how much of the old stays").replace("adam-rate", "mine")
    )
    vault_of(folder, Adam="- **New**: a term\n- **Decay**: how much stays\n- **Rate**: the size of one step")
    command(folder)
    answers = {card.id: card.answer for card in written(path).cards}
    assert answers == {
        "adam-new": BasicAnswer("a term"),
        "adam-decay": BasicAnswer("how much of the old stays"),
        "mine": BasicAnswer("the size of one step"),
    }
    assert "how much of the old stays" in (home / "decks/v.yaml.before").read_text()


def deck_of(text: str, file: str = "Adam.md") -> Deck:
    made = make_cards.make_cards([read_questions(note.read_note(text, file))], "d")
    return Deck("d", tuple(each.card for each in made.proposals), Place("d.yaml"))


def again(old: Deck, text: str, file: str = "Adam.md") -> MergeResult:
    return merge(deck_of(text, file).cards, old, [file])


TWO = "- **One**: the first meaning\n- **Two**: the second meaning"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(TWO, {"kept": ("adam-one", "adam-two")}, id="as before"),
        pytest.param(
            "- **Two**: the second meaning\n- **One**: the first meaning",
            {"kept": ("adam-two", "adam-one")},
            id="in another order",
        ),
        pytest.param(f"## Moved\n{TWO}", {"kept": ("adam-one", "adam-two")}, id="under another heading"),
        pytest.param(
            TWO.replace("first meaning", "first meaning, mended"),
            {"changed": ("adam-one",), "kept": ("adam-two",)},
            id="a meaning mended",
        ),
        pytest.param(
            "- **Two**: the second meaning",
            {"kept": ("adam-two",), "orphans": ("adam-one",)},
            id="one is gone",
        ),
        pytest.param(
            f"{TWO}\n- **Three**: the third",
            {"kept": ("adam-one", "adam-two"), "new": ("adam-three",)},
            id="new",
        ),
        pytest.param(
            "- **Uno**: the first meaning\n- **Two**: the second meaning",
            {"changed": ("adam-one",), "kept": ("adam-two",)},
            id="its term mended in the same place",
        ),
        pytest.param(
            "- **Two**: the second meaning\n\ntext\n\n## Else\n\n- **Uno**: the first meaning",
            {"kept": ("adam-two",), "new": ("adam-uno",), "orphans": ("adam-one",)},
            id="its term mended in another place",
        ),
        pytest.param(
            "- **Uno**: the first thought\n- **Two**: the second meaning",
            {"new": ("adam-uno",), "kept": ("adam-two",), "orphans": ("adam-one",)},
            id="one word of it left in the same place",
        ),
        pytest.param(
            "- **Quite**: something else\n- **Two**: the second meaning",
            {"new": ("adam-quite",), "kept": ("adam-two",), "orphans": ("adam-one",)},
            id="another term in the same place",
        ),
    ],
)
def test_a_block_is_found_again(text: str, told: dict[str, tuple[str, ...]]) -> None:
    merged = again(deck_of(TWO), text)
    found = {name: getattr(merged, name) for name in ("new", "kept", "changed", "orphans")}
    assert {name: ids for name, ids in found.items() if ids} == told
    assert len({card.id for card in merged.deck.cards}) == len(merged.deck.cards)


MOMENTUM = """# Momentum

$$ m_t = \\beta m_{t-1} + (1 - \\beta) g_t $$

* $\\beta$: momentum coefficient
* $\\eta$: learning rate
* $g_t$: gradient
"""


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param(
            r"$\eta$: learning rate", r"$\eta$: the step size, note edit", "momentum-eta", id="a term"
        ),
        pytest.param(
            r"$\eta$: learning rate", r"$\eta$: 0.01", "momentum-eta", id="a term that is a number now"
        ),
        pytest.param(
            r"\beta m_{t-1} + (1 - \beta) g_t", "m_{t-1}", "momentum-m", id="a formula's right side"
        ),
        pytest.param(r"\beta m_{t-1} + (1 - \beta) g_t", "g_t", "momentum-m", id="no update any more"),
        pytest.param(
            "* $\\beta$: momentum coefficient\n* $\\eta$: learning rate",
            "* $x$: new\n* $\\eta$: another thing altogether\n* $\\beta$: momentum coefficient",
            "momentum-eta",
            id="a term that stands elsewhere too",
        ),
    ],
)
def test_what_asks_the_same_stays_the_same_card(before: str, after: str, same: str) -> None:
    assert before in MOMENTUM
    old = deck_of(MOMENTUM)
    merged = again(old, MOMENTUM.replace(before, after))
    assert merged.changed == (same,)
    assert merged.orphans == ()
    assert {card.id for card in old.cards} <= {card.id for card in merged.deck.cards}


def test_an_edit_in_the_deck_outlives_one_in_the_note_and_both_are_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", a=MOMENTUM)
    command(folder)
    path = home / "decks/v.yaml"
    path.write_text(path.read_text().replace("answer: learning rate", "answer: how far a step goes"))
    vault_of(folder, a=MOMENTUM.replace("learning rate", "the step size, note edit"))
    command(folder)
    assert {card.id: card.answer for card in written(path).cards}["momentum-eta"] == BasicAnswer(
        "how far a step goes"
    )
    told = capsys.readouterr().out
    assert "momentum-eta: your edit in the deck is kept; the note changed too" in told
    assert "the step size, note edit" in told
    command(folder)
    told = capsys.readouterr()
    assert "momentum-eta: your edit in the deck is kept; the note changed too" in told.out
    assert "nothing has changed" in told.err


def test_comments_in_a_deck_are_kept_or_it_is_told_that_they_are_not(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", a=MOMENTUM)
    command(folder)
    path = home / "decks/v.yaml"
    path.write_text(f"# mine\n{path.read_text()}")
    vault_of(folder, a=f"{MOMENTUM}* $x$: new\n")
    command(folder)
    assert path.read_text().startswith("# mine\n")
    assert "momentum-x" in path.read_text()
    assert "previous version: v.yaml.before" in capsys.readouterr().err
    one_line = "{deck: v, cards: [{id: mine, ask: a, answer: b}]}  # mine"
    path.write_text(one_line)
    command(folder, "--yes")
    assert "its comments are only in v.yaml.before now" in capsys.readouterr().err
    assert (home / "decks/v.yaml.before").read_text() == one_line
    assert "mine" in {card.id for card in written(path).cards}


def test_an_optimizer_of_the_deck_is_not_written_onto_its_cards(home: Path, tmp_path: Path) -> None:
    folder = vault_of(tmp_path / "v", a=MOMENTUM)
    command(folder, "--all")
    path = home / "decks/v.yaml"
    path.write_text(path.read_text().replace("cards:", "optimizer: momentum\ncards:", 1))
    vault_of(folder, a=f"{MOMENTUM}$$ \\theta_t = \\theta_{{t-1}} - \\eta m_t $$\n")
    command(folder, "--all")
    deck = written(path)
    assert {card.id: card.optimizer for card in deck.cards}["momentum-theta"] == ""
    assert [card.id for card in deck.cards if card.optimizer] == ["momentum-m"]  # as it was written before


def test_no_card_counts_as_edited_that_is_not(home: Path) -> None:
    command(NOTES)
    assert [card.id for card in written(home / "decks/notes.yaml").cards if was_edited(card)] == []


def test_a_renamed_note_keeps_its_cards() -> None:
    merged = again(deck_of(f"# Adam\n{TWO}"), f"# Adam\n{TWO}", "New name.md")
    assert merged.kept == ("adam-one", "adam-two")
    assert {card.origin.file for card in merged.deck.cards if card.origin} == {"New name.md"}


def test_cards_of_another_note_and_cards_written_by_hand_stay() -> None:
    old = deck_of(TWO)
    hand = Card("d", "hand", "a?", BasicAnswer("b"), Place("d.yaml"))
    merged = again(replace(old, cards=(*old.cards, hand)), "- **Three**: the third", "SGD.md")
    assert [card.id for card in merged.deck.cards] == ["sgd-three", "adam-one", "adam-two", "hand"]
    assert merged.orphans == ()


def test_a_note_of_a_folder_imported_alone_leaves_the_cards_of_the_others_be() -> None:
    old = deck_of(TWO)
    more = deck_of("- **Three**: the third", "SGD.md")
    merged = again(replace(old, cards=(*old.cards, *more.cards)), TWO)
    assert merged.orphans == ()
    gone = merge(old.cards, replace(old, cards=(*old.cards, *more.cards)), ["Adam.md", "New.md"])
    assert gone.orphans == ("sgd-three",)


def test_what_a_person_added_to_a_card_outlives_a_change_of_its_block() -> None:
    old = deck_of(TWO)
    mine = replace(old.cards[0], why="my own words", tags=("mine",))
    merged = again(replace(old, cards=(mine, old.cards[1])), TWO.replace("first meaning", "first sense"))
    assert merged.changed == ("adam-one",)
    assert merged.deck.cards[0].why == "my own words"
    assert merged.deck.cards[0].tags == ("mine",)
    assert merged.deck.cards[0].answer == BasicAnswer("the first sense")


def test_most_of_a_card_is_enough_to_find_it_in_another_place() -> None:
    old = deck_of("- **One**: the very first meaning there was\n- **Two**: the second meaning")
    merged = again(
        old, "## Else\n\n- **Two**: the second meaning\n- **Uno**: the very first meaning there was"
    )
    assert merged.changed == ("adam-one",)
    assert merged.orphans == ()


def test_a_card_that_an_older_version_worded_otherwise_does_not_count_as_edited() -> None:
    old = deck_of(TWO)
    worded = with_content_fingerprint(replace(old.cards[0], ask="Adam: an older wording?"))
    merged = again(replace(old, cards=(worded, old.cards[1])), TWO)
    assert merged.kept == ("adam-one", "adam-two")
    assert not was_edited(merged.deck.cards[0])


def test_an_edit_in_the_deck_counts_as_one_after_every_import() -> None:
    old = deck_of(TWO)
    mine = replace(old.cards[0], answer=BasicAnswer("my own words"))
    merged = again(replace(old, cards=(mine, old.cards[1])), f"## Moved\n{TWO}")
    assert was_edited(merged.deck.cards[0])
    assert again(merged.deck, TWO.replace("first meaning", "first sense")).clashes[0].id == "adam-one"


def test_a_new_card_takes_no_id_that_is_in_use() -> None:
    old = replace(deck_of(TWO), cards=(Card("d", "adam-one", "a?", BasicAnswer("b"), Place("d.yaml")),))
    assert [card.id for card in again(old, TWO).deck.cards] == ["adam-one-2", "adam-two", "adam-one"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["nowhere"], "there is no file or folder", id="no such path"),
        pytest.param(["empty"], "there are no notes to import", id="an empty folder"),
        pytest.param(["v", "--to", "A B"], "'A B' cannot be the name of a deck", id="a bad name"),
        pytest.param(
            ["v", "--to", "adam"], "'adam' is the name of a deck that comes with the program", id="taken"
        ),
        pytest.param(["prose"], "no cards were made: nothing was written", id="no cards"),
    ],
)
def test_what_cannot_be_imported_is_said(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    vault_of(tmp_path / "v", a="**x**: y z")
    vault_of(tmp_path / "prose", a="Some words.")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problem) as caught:
        command(*arguments)
    assert message in str(caught.value)
    assert not home.exists()


def test_one_bad_note_is_told_and_the_others_are_read(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", Adam="**Decay**: how much stays")
    (folder / "latin.md").write_bytes(b"na\xefve")
    (folder / "huge.md").write_bytes(b"x" * (note_files.LARGEST + 1))
    (folder / ".hidden").mkdir()
    vault_of(folder / ".hidden", b="**Not**: this one")
    vault_of(tmp_path / "outside", c="**Nor**: this one")
    (folder / "link.md").symlink_to(tmp_path / "outside/c.md")
    assert command(folder, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [card["id"] for card in told["cards"]] == ["adam-decay"]
    assert sorted((Path(p["file"]).name, p["message"].split(":")[0]) for p in told["problems"]) == [
        ("huge.md", f"the file is larger than {note_files.LARGEST:,} bytes"),
        ("latin.md", "the note is not UTF-8"),
        ("link.md", "this link points outside the folder"),
    ]


def test_a_note_named_as_a_deck_of_the_program_gets_a_name_of_its_own(home: Path, tmp_path: Path) -> None:
    folder = vault_of(tmp_path / "v", adam="**Decay**: how much stays")
    assert command(folder / "adam.md") == 0
    assert written(home / "decks/adam-notes.yaml").name == "adam-notes"


def test_a_dry_run_tells_every_card_and_why_the_rest_is_none(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", Adam="**Decay**: how much stays\n\nSome thoughts.")
    assert command(folder, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "1  Adam: what is **Decay**?" in told
    assert "3  paragraph: prose without a term" in told
    assert not home.exists()


def test_notes_of_the_same_name_and_a_note_given_twice(home: Path, tmp_path: Path) -> None:
    one = vault_of(tmp_path / "one", Adam="**X**: the first")
    two = vault_of(tmp_path / "two", Adam="**Y**: the second")
    assert command(one, two, one / "Adam.md", "--to", "both") == 0
    deck = written(home / "decks/both.yaml")
    assert [(card.id, card.origin and card.origin.file) for card in deck.cards] == [
        ("adam-x", "one/Adam.md"),
        ("adam-y", "two/Adam.md"),
    ]
    assert [source.name for source in note_files.read_notes([one, two, one / "Adam.md"], [])] == [
        "one/Adam.md",
        "two/Adam.md",
    ]


def test_an_id_is_no_longer_than_a_person_would_type() -> None:
    assert slug("the exponentially weighted average of all the gradients so far") == (
        "the-exponentially-weighted-average-of-all"
    )
    assert len(slug("a" * 100)) == 48


@pytest.mark.parametrize(("more", "status"), [((), 2), (("--json",), 2), (("--yes",), 0), (("--to", "v"), 0)])
def test_a_deck_of_other_notes_is_not_added_to_unasked(
    home: Path, tmp_path: Path, more: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    command(vault_of(tmp_path / "one/v", Adam=MOMENTUM), "--all")
    path = home / "decks/v.yaml"
    before = path.read_bytes()
    other = vault_of(tmp_path / "two/v", Adam="# Lion\n\n**Sign**: of the average\n\n**Memory**: one array")
    assert command(other, "--dry-run") == 0
    assert "'v' already has 4 cards from elsewhere: 2 cards would be added to it" in capsys.readouterr().err
    if status:
        with pytest.raises(Problem, match="from elsewhere") as caught:
            command(other, *more)
        assert "--to two-v" in caught.value.hint
        assert capsys.readouterr().out == ""
    else:
        assert command(other, *more) == 0
    assert (path.read_bytes() == before) == bool(status)


@pytest.mark.parametrize(
    ("there", "again_there", "new", "others"),
    [
        pytest.param(4, 1, 3, 0, id="a quarter of them is of these notes"),
        pytest.param(5, 1, 4, 5, id="less than a quarter is"),
        pytest.param(50, 1, 3, 0, id="a quarter of what comes is there already"),
        pytest.param(50, 1, 4, 50, id="less than a quarter of what comes is there"),
        pytest.param(4, 0, 1, 4, id="none is"),
        pytest.param(4, 0, 0, 0, id="nothing comes"),
        pytest.param(0, 0, 9, 0, id="the deck is empty"),
    ],
)
def test_when_a_deck_counts_as_one_of_other_notes(
    there: int, again_there: int, new: int, others: int
) -> None:
    place = Place("d.yaml")
    deck = Deck("d", tuple(Card("d", f"c{at}", "q", BasicAnswer("a"), place) for at in range(there)), place)
    merged = MergeResult(deck, new=("n",) * new, kept=("k",) * again_there)
    assert import_target.count_unrelated(merged, import_target.Target(deck, place)) == others


@pytest.mark.parametrize(("typed", "writes"), [("", False), ("y", True)])
def test_at_a_terminal_it_is_asked_whether_to_add_to_a_deck_of_other_notes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, writes: bool
) -> None:
    (tmp_path / "two").mkdir()
    command(vault_of(tmp_path / "v", Adam=MOMENTUM))
    before = (home / "decks/v.yaml").read_bytes()
    terminal: Any = type("Terminal", (), {"isatty": lambda self: True})()
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("builtins.input", lambda question: typed)
    command(vault_of(tmp_path / "two/v", Lion="**Sign**: of the average"))
    assert ((home / "decks/v.yaml").read_bytes() != before) == writes


def test_the_mistakes_in_the_real_notes_are_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(NOTES) == 0
    told = capsys.readouterr().out
    assert "2 are another dialect, 2 contradict it" in told
    assert "the exponent lags behind the step; write  m̂ₜ₊₁ = mₜ₊₁/(1 − β₁ᵗ⁺¹)" in told
    assert command(NOTES, "--dry-run", "--json") == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {frozenset(each) for each in findings} == {
        frozenset("file line text kind optimizer quantity verdict slip message right".split())  # noqa: SIM905
    }
    wrong = [each for each in findings if each["verdict"] in {"variant", "contradicts"}]
    assert [
        (Path(each["file"]).name[:3], each["line"], each["quantity"], each["slip"]) for each in wrong
    ] == [
        ("003", 73, "theta", "epsilon-inside-root"),
        ("004", 48, "theta", "epsilon-inside-root"),
        ("004", 69, "m_hat", "lagging-exponent"),
        ("004", 69, "v_hat", "lagging-exponent"),
    ]
    for each in findings:
        lines = Path(each["file"]).read_text().splitlines()
        left = "".join(each["text"].partition("=")[0].split())
        assert left in "".join(lines[each["line"] - 1].replace("&", "").split())


WRONG = r"$$m_t = \beta_1 m_{t-1} + g_t$$"
RIGHT = r"$$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$$"
REFERENCE = r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"
OTHER_LINES = "\n\n**Decay**: how much stays"
TWO_LINES = (
    r"$$\begin{aligned} m_t &= \beta_1 m_{t-1} + g_t \\ "
    r"v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \end{aligned}$$"
)


def formulas_of(path: Path) -> dict[str, str]:
    return {
        card.id: card.answer.latex for card in written(path).cards if isinstance(card.answer, FormulaAnswer)
    }


@pytest.mark.parametrize(
    ("note_text", "options", "formulas"),
    [
        pytest.param(WRONG, [], {}, id="a wrong formula makes no card"),
        pytest.param(WRONG, ["--yes"], {}, id="nor where all is agreed to"),
        pytest.param(WRONG, ["--take-reference"], {"adam-m": REFERENCE}, id="but with the reference's line"),
        pytest.param(
            f"{WRONG}\n\n{RIGHT}",
            [],
            {"adam-m": RIGHT.strip("$")},
            id="the right one further down is not taken for its double",
        ),
        pytest.param(
            TWO_LINES,
            [],
            {"adam-v": r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2"},
            id="the right one of two in a block is kept",
        ),
    ],
)
def test_a_refuted_formula_never_judges(
    home: Path, tmp_path: Path, note_text: str, options: list[str], formulas: dict[str, str]
) -> None:
    folder = vault_of(tmp_path / "v", Adam=f"{note_text}{OTHER_LINES}")
    assert command(folder, "--all", *options) == 0
    path = home / "decks/v.yaml"
    assert formulas_of(path) == formulas
    before = path.read_bytes()
    assert command(folder, "--all", *options) == 0
    assert path.read_bytes() == before


def test_a_refuted_line_of_code_never_judges(home: Path, tmp_path: Path) -> None:
    listing = "# Adam\n```python\nm = beta1 * m + g\nv = beta2 * v + (1 - beta2) * g**2\n```"
    assert command(vault_of(tmp_path / "v", Adam=listing), "--all", "--take-reference") == 0
    assert [card.id for card in written(home / "decks/v.yaml").cards] == ["adam-code-v"]


def test_a_card_that_is_set_aside_is_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", Adam=f"{TWO_LINES}{OTHER_LINES}")
    assert command(folder, "--all", "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {card["id"]: (card["contradicts"] or "")[:30] for card in told["cards"]} == {
        "adam-v": "",
        "adam-decay": "",
        "adam-m": "the factor (1 − β₁) is missing",
    }
    fates = [(block["line"], block["fate"], block["why"][:20]) for block in told["blocks"]]
    assert (1, "card", "adam-v") in fates
    assert (1, "set aside", "it contradicts Adam:") in fates
    command(folder, "--all", "--dry-run")
    shown = capsys.readouterr().out
    assert "1  set aside: it contradicts Adam: the factor (1 − β₁) is missing" in shown
    assert "1 card set aside" in shown
    assert "--take-reference" in shown


@pytest.mark.parametrize(
    ("mended", "options", "formula", "problems"),
    [
        pytest.param(WRONG, [], WRONG.strip("$"), 1, id="kept, and told"),
        pytest.param(WRONG, ["--take-reference"], REFERENCE, 0, id="mended by the reference"),
        pytest.param(f"{WRONG}\n\n{RIGHT}", [], RIGHT.strip("$"), 0, id="mended by the note"),
    ],
)
def test_a_refuted_formula_of_an_earlier_import(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    mended: str,
    options: list[str],
    formula: str,
    problems: int,
) -> None:
    old = Deck("v", deck_of(f"{WRONG}{OTHER_LINES}").cards, Place("v.yaml"))
    deck_files.save_deck(home / "decks/v.yaml", codec.write_deck(old, "yaml"))
    status = command(vault_of(tmp_path / "v", Adam=f"{mended}{OTHER_LINES}"), "--all", *options)
    assert "whose text is gone" not in capsys.readouterr().out
    assert formulas_of(home / "decks/v.yaml") == {"adam-m": formula}
    assert status == problems


@pytest.mark.parametrize(("typed", "formulas"), [("y", {"adam-m": REFERENCE}), ("", {}), ("n", {})])
def test_at_a_terminal_it_is_asked_whether_to_take_the_reference(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, formulas: dict[str, str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: typed if "reference" in question else "a")
    path = home / "decks/v.yaml"
    command(vault_of(tmp_path / "v", Adam=f"{WRONG}{OTHER_LINES}"))
    assert (formulas_of(path) if path.exists() else {}) == formulas


@pytest.mark.slow
def test_two_imports_into_one_deck_at_once_keep_the_cards_of_both(home: Path, tmp_path: Path) -> None:
    notes = [vault_of(tmp_path / name, **{name: f"**Term {name}**: meaning"}) for name in ("a", "b", "c")]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "flashcards", "import", str(folder), "--to", "both", "--yes"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for folder in notes
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    deck = written(home / "decks/both.yaml")
    assert sorted(card.id for card in deck.cards) == ["b-term", "c-term", "term-a"]


def test_what_another_process_wrote_meanwhile_is_kept(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = vault_of(tmp_path / "v", Adam="**Decay**: how much stays")
    path = home / "decks/both.yaml"
    confirm_write = import_confirm.confirm_write

    def slowly(*arguments: Any) -> bool:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("deck: both\ncards:\n  - {id: mine, ask: q, answer: a}\n")
        return confirm_write(*arguments)

    monkeypatch.setattr(import_confirm, "confirm_write", slowly)
    assert command(folder, "--to", "both") == 0
    assert sorted(card.id for card in written(path).cards) == ["adam-decay", "mine"]
    assert "mine" in (path.parent / "both.yaml.before").read_text()


def test_a_deck_with_problems_is_not_written_over(home: Path, tmp_path: Path) -> None:
    folder = vault_of(tmp_path / "v", Adam="**Decay**: how much stays")
    command(folder)
    path = home / "decks/v.yaml"
    path.write_text(path.read_text() + "\n  - id: broken\n    anwser: x\n")
    text = path.read_bytes()
    vault_of(folder, Adam="**Decay**: how much is left")
    with pytest.raises(Problem, match="has problems"):
        command(folder)
    assert path.read_bytes() == text


def test_a_folder_that_cannot_be_written_is_said(home: Path, tmp_path: Path) -> None:
    home.write_text("a file where the folder should be")
    folder = vault_of(tmp_path / "v", Adam="**Decay**: how much stays")
    with pytest.raises(Problem, match="the folder cannot be written") as caught:
        command(folder)
    assert "FLASHCARDS_HOME" in caught.value.hint


@pytest.mark.parametrize(("typed", "writes"), [("", True), ("y", True), ("n", False)])
def test_a_person_at_the_terminal_is_asked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, writes: bool
) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return typed

    terminal: Any = type("Terminal", (), {"isatty": lambda self: True})()
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("builtins.input", answer)
    command(vault_of(tmp_path / "v", Adam="**Decay**: how much stays"))
    assert len(asked) == 1
    assert (home / "decks/v.yaml").exists() == writes


def test_a_crash_while_writing_leaves_the_old_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.yaml"
    path.write_text("old")

    def fails(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Problem, match="No space left"):
        deck_files.save_deck(path, "new")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("d.yaml", "old")]
