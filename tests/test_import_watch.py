"""`import --watch`, driven by what happens between two looks at the notes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from flashcards.cli import import_, import_watch, main
from flashcards.deck import codec

ADAM = "# Adam\n\n**Momentum**: an average of the recent gradients that damps noise.\n"
SGD = "# SGD\n\n**Batch**: the few examples of which one step takes the gradient.\n"
MORE = "\n**Epoch**: one pass over all of the examples in the training set.\n"
Step = Callable[[], object]


class Desk:
    """A vault, and a person who writes in it while it is watched."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.vault = folder / "vault"
        self.deck = folder / "home" / "decks" / "vault.yaml"
        self.capsys = capsys
        self.ticks = count(1)
        self.vault.mkdir()
        self.write("Adam.md", ADAM)
        self.write("SGD.md", SGD)

    def write(self, name: str, text: str) -> None:
        path = self.vault / name
        path.write_text(text, encoding="utf-8")
        tick = next(self.ticks)
        os.utime(path, (tick, tick))

    def watch(self, *steps: Step) -> list[str]:
        """What is told in each of the looks after the steps; the last two looks follow the last step."""
        told: list[str] = []
        waiting: Iterator[Step] = iter([*steps, lambda: None, lambda: None])

        def sleep(_: float) -> None:
            out, err = self.capsys.readouterr()
            told.append(out + err)
            step = next(waiting, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        parser = argparse.ArgumentParser()
        import_.add(parser.add_subparsers())
        args = parser.parse_args(["import", str(self.vault), "--watch"])
        assert import_watch.run_watch(args, import_._import_once, sleep) == 0
        return told[1:]

    def asks(self) -> set[str]:
        deck, problems = codec.read_deck(self.deck.read_text(encoding="utf-8"), "vault.yaml")
        assert deck is not None
        assert problems == ()
        return {card.ask for card in deck.cards}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    return Desk(tmp_path, capsys)


def test_nothing_is_told_while_nothing_changes(desk: Desk) -> None:
    assert set(desk.watch(lambda: None)) == {""}
    assert len(desk.asks()) == 2


def test_a_new_card_is_told_once_it_is_stable(desk: Desk) -> None:
    told = desk.watch(lambda: desk.write("Adam.md", ADAM + MORE), lambda: None)
    assert told == ["", "Adam.md: 1 new card\n", "", ""]
    assert len(desk.asks()) == 3


def test_a_mended_card_is_changed(desk: Desk) -> None:
    mended = ADAM.replace("damps noise", "damps the noise of batches")
    told = desk.watch(lambda: desk.write("Adam.md", mended))
    assert "".join(told) == "Adam.md: 1 changed\n"
    assert "noise of batches" in desk.deck.read_text(encoding="utf-8")


def test_a_change_without_cards_is_told(desk: Desk) -> None:
    told = desk.watch(lambda: desk.write("Adam.md", ADAM + "\n<!-- nothing -->\n"))
    assert "".join(told) == "Adam.md: no card changed\n"


def test_a_new_note_is_found(desk: Desk) -> None:
    told = desk.watch(lambda: desk.write("More.md", f"# More\n{MORE}"))
    assert "".join(told) == "More.md: 1 new card\n"


@pytest.mark.parametrize("how", ["empty", "missing"])
def test_a_note_that_an_editor_is_saving_orphans_nothing(desk: Desk, how: str) -> None:
    def begin() -> None:
        desk.write("Adam.md", "")
        if how == "missing":
            (desk.vault / "Adam.md").unlink()

    before = desk.vault.exists()
    told = desk.watch(begin, lambda: desk.write("Adam.md", ADAM + MORE))
    assert before
    assert "".join(told) == "Adam.md: 1 new card\n"


def test_a_removed_note_keeps_its_cards(desk: Desk) -> None:
    desk.write("Other.md", f"# Other\n{MORE}")
    asks: set[str] = set()
    told = desk.watch(lambda: asks.update(desk.asks()), (desk.vault / "Adam.md").unlink, lambda: None)
    assert "".join(told) == "Adam.md: 1 card kept although its text is gone\n"
    assert desk.asks() == asks


def test_a_note_that_changes_at_every_look_waits(desk: Desk) -> None:
    texts = [ADAM + MORE + "x" * at for at in range(4)]
    told = desk.watch(*(lambda text=text: desk.write("Adam.md", text) for text in texts))
    assert told == ["", "", "", "", "Adam.md: 1 new card\n", ""]


def test_a_problem_is_told_once_and_again_when_it_changes(desk: Desk) -> None:
    def break_note(at: int) -> Step:
        return lambda: (desk.vault / "Adam.md").write_bytes(b"\n" * at + b"\xff")

    told = desk.watch(break_note(1), lambda: None, lambda: desk.write("SGD.md", SGD + MORE), lambda: None)
    assert "".join(told).count("not UTF-8") == 1
    told = desk.watch(break_note(3), lambda: None)
    assert "Adam.md:4:1" in "".join(told)


def test_the_first_note_may_have_no_cards_yet(desk: Desk) -> None:
    for path in desk.vault.iterdir():
        path.unlink()
    desk.write("Adam.md", "# Adam\n")
    told = desk.watch(lambda: desk.write("Adam.md", ADAM))
    assert "".join(told) == "Adam.md: 1 new card\n"


def test_edits_in_the_deck_are_kept(desk: Desk) -> None:
    def edit() -> None:
        text = desk.deck.read_text(encoding="utf-8")
        desk.deck.write_text(text.replace("one step takes", "one STEP takes"), encoding="utf-8")

    desk.watch(edit, lambda: desk.write("Adam.md", ADAM + MORE))
    assert "one STEP takes" in desk.deck.read_text(encoding="utf-8")
    assert len(desk.asks()) == 3


@pytest.mark.parametrize("option", ["--json", "--dry-run"])
def test_options_that_contradict_it_are_refused(
    desk: Desk, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(desk.vault), "--watch", option]) == 2
    assert f"--watch cannot be used with {option}" in "".join(capsys.readouterr())


def test_a_path_that_does_not_exist_is_refused(desk: Desk) -> None:
    assert main(["import", str(desk.vault / "none"), "--watch"]) == 2


def test_a_deck_that_could_not_be_read_again_is_not_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.watch()
    before = desk.deck.read_text(encoding="utf-8")
    monkeypatch.setattr(codec, "LARGEST", len(before) + 10)
    desk.write("Adam.md", ADAM + MORE)
    assert main(["import", str(desk.vault), "--yes"]) == 2
    assert "a deck may have" in capsys.readouterr().err
    assert desk.deck.read_text(encoding="utf-8") == before
