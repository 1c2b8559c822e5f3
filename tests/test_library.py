"""Decks in folders: what is read, what is told, what is left alone, and files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.errors import Problem
from flashcards.storage import deck_files


def deck(name: str, *cards: str, head: str = "") -> str:
    body = "".join(f"  - {{id: {card}, ask: q, answer: a}}\n" for card in cards)
    return f"deck: {name}\n{head}cards:\n{body}"


def put(folder: Path, **files: str) -> Path:
    for name, written in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return folder


def told(found: deck_files.Library) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_decks_of_a_folder_are_read_in_order_and_other_files_left_alone(tmp_path: Path) -> None:
    note = "---\ndeck: c\n---\n\n## q ^x\n\na\n"
    put(
        tmp_path, b_yaml=deck("b", "x"), a_yml=deck("a", "x"), sub__c_md=note, README_md="# hello", n_txt="no"
    )
    put(tmp_path / ".obsidian", d_yaml=deck("d", "x"))
    found = deck_files.load_decks([tmp_path])
    assert [each.name for each in found.decks] == ["a", "b", "c"]
    assert [card.key for card in found.cards] == ["a/x", "b/x", "c/x"]
    assert found.problems == ()


def test_an_empty_folder_has_no_decks_and_no_problems(tmp_path: Path) -> None:
    found = deck_files.load_decks([tmp_path])
    assert (found.decks, found.problems) == ((), ())


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    put(tmp_path, a_yaml="deck: [", c_yaml=deck("c", "x"))
    (tmp_path / "b.yaml").write_bytes(b"deck: b\nabout: caf\xe9\n")
    found = deck_files.load_decks([tmp_path, tmp_path / "missing.yaml"])
    assert [each.name for each in found.decks] == ["c"]
    assert "a.yaml:" in told(found)[0]
    assert "b.yaml:2:1: byte 18 (0xe9) is not UTF-8" in told(found)[1]
    assert "missing.yaml:1:1: the file cannot be read: No such file" in told(found)[2]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(deck_files.LARGEST + 1)
    assert "is larger than" in told(deck_files.load_decks([tmp_path]))[0]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, out__a_yaml=deck("a", "x"), in__b_yaml=deck("b", "x"))
    (tmp_path / "in" / "a.yaml").symlink_to(tmp_path / "out" / "a.yaml")
    (tmp_path / "in" / "c.yaml").symlink_to(tmp_path / "in" / "missing.yaml")
    found = deck_files.load_decks([tmp_path / "in"])
    assert [each.name for each in found.decks] == ["b"]
    assert "a.yaml:1:1: this link points outside the folder" in told(found)[0]
    assert "c.yaml:1:1: the file cannot be read" in told(found)[1]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + deck("a", "x").encode())
    assert deck_files.load_decks([tmp_path]).problems == ()
    assert deck_files.read_text(tmp_path / "a.yaml").startswith("deck: a")


@pytest.mark.parametrize(
    ("head", "card", "problem"),
    [
        pytest.param("needs: [bb]\n", "", "there is no deck 'bb' to learn first", id="a deck"),
        pytest.param("", "needs: [y]", "'z' refers to a card 'a/y' that does not exist", id="a card here"),
        pytest.param(
            "",
            "needs: [b/y]",
            "'z' refers to a card 'b/y' that does not exist\n    did you mean b/x",
            id="there",
        ),
        pytest.param("", "confusable: y", "'z' refers to a card 'a/y' that does not exist", id="confusable"),
        pytest.param("", "needs: z", "needs form a cycle: a/z", id="itself"),
        pytest.param("needs: b\n", "", "needs form a cycle: a, b", id="decks"),
    ],
)
def test_what_is_wrong_between_decks_is_told(tmp_path: Path, head: str, card: str, problem: str) -> None:
    first = deck("a", "x", head=head) + f"  - {{id: z, ask: q, answer: a, {card}}}\n".replace(", }", "}")
    put(
        tmp_path,
        a_yaml=first,
        b_yaml=deck("b", "x", head="needs: a\n" if "decks" in problem or "a, b" in problem else ""),
    )
    found = told(deck_files.load_decks([tmp_path]))
    assert len(found) == 1
    assert problem in found[0]


def test_the_second_deck_of_a_name_is_set_aside(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=deck("a", "x"), b_yaml=deck("a", "y"))
    found = deck_files.load_decks([tmp_path])
    assert [card.key for card in found.cards] == ["a/x"]
    assert "b.yaml:1:1: the deck 'a' is already in" in told(found)[0]


def test_decks_beside_may_be_needed(tmp_path: Path) -> None:
    put(tmp_path, one__a_yaml=deck("a", "x"), two__b_yaml=deck("b", "x", head="needs: a\n"))
    beside = deck_files.load_decks([tmp_path / "one"]).decks
    assert deck_files.load_decks([tmp_path / "two"], beside=beside).problems == ()


def test_a_card_is_found_by_its_name_or_the_likely_one_is_told(tmp_path: Path) -> None:
    found = deck_files.load_decks([put(tmp_path, a_yaml=deck("a", "first-moment"))])
    assert deck_files.find_card(found, "a/first-moment").id == "first-moment"
    with pytest.raises(Problem) as problem:
        deck_files.find_card(found, "a/frist-moment")
    assert problem.value.hint == "did you mean a/first-moment?"


def test_the_shipped_decks_have_no_problems() -> None:
    found = deck_files.load_decks([deck_files.shipped_decks()])
    assert told(found) == []
    assert {"adam", "momentum"} <= {each.name for each in found.decks}


def test_data_live_where_the_person_says(tmp_path: Path) -> None:
    home = deck_files.data_folder({"FLASHCARDS_HOME": str(tmp_path)})
    assert home == tmp_path
    assert deck_files.folders({"FLASHCARDS_HOME": str(tmp_path)}) == (deck_files.shipped_decks(),)
    put(deck_files.own_decks(home), a_yaml=deck("a"))
    assert deck_files.folders({"FLASHCARDS_HOME": str(tmp_path)}) == (
        deck_files.shipped_decks(),
        tmp_path / "decks",
    )
    assert deck_files.data_folder({}).is_absolute()


def test_a_file_is_written_whole_with_the_mode_that_it_had(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.yaml"
    deck_files.save_deck(path, "one é\n")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o640)
    deck_files.save_deck(path, "two\n")
    assert path.read_bytes() == b"two\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in path.parent.iterdir()] == ["a.yaml"]


def test_a_file_that_cannot_be_written_is_a_problem_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem, match="cannot be written"):
        deck_files.save_deck(tmp_path / "file" / "a.yaml", "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Problem, match="cannot be written"):
        deck_files.save_deck(tmp_path / "folder", "x")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder"]


def test_the_cache_remembers_what_would_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deck_files, "WORTH_REMEMBERING", 0)
    decks, cache = put(tmp_path / "decks", a_yaml=deck("a", "x") + "  - {id: bad}\n"), tmp_path / "cache"
    paths = [decks, deck_files.shipped_decks()]
    plain = deck_files.load_decks(paths)
    first, again = deck_files.load_decks(paths, cache=cache), deck_files.load_decks(paths, cache=cache)
    assert first.decks == again.decks == plain.decks
    assert told(first) == told(again) == told(plain) != []
    monkeypatch.setattr(deck_files.codec, "read_deck", lambda *_: pytest.fail("it was read again"))
    assert deck_files.load_decks(paths, cache=cache).decks == plain.decks


def test_the_cache_forgets_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deck_files, "WORTH_REMEMBERING", 0)
    decks, cache = put(tmp_path / "decks", a_yaml=deck("a", "x")), tmp_path / "cache"
    deck_files.load_decks([decks], cache=cache)
    stat = (decks / "a.yaml").stat()
    put(decks, a_yaml=deck("a", "y"))
    os.utime(decks / "a.yaml", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert [card.id for card in deck_files.load_decks([decks], cache=cache).cards] == ["y"]


@pytest.mark.parametrize("broken", [b"", b"{", b"[1]", b'{"key": 1}', b"\xff"])
def test_a_broken_cache_is_only_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    monkeypatch.setattr(deck_files, "WORTH_REMEMBERING", 0)
    decks, cache = put(tmp_path / "decks", a_yaml=deck("a", "x")), tmp_path / "cache"
    deck_files.load_decks([decks], cache=cache)
    (memory,) = cache.iterdir()
    memory.write_bytes(broken)
    assert [card.key for card in deck_files.load_decks([decks], cache=cache).cards] == ["a/x"]
    memory.unlink()
    cache.rmdir()
    cache.write_text("a file where the folder should be")
    assert [card.key for card in deck_files.load_decks([decks], cache=cache).cards] == ["a/x"]


def test_a_flipped_bit_in_the_cache_changes_no_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deck_files, "WORTH_REMEMBERING", 0)
    decks, cache = put(tmp_path / "decks", a_yaml=deck("a", "x")), tmp_path / "cache"
    plain = deck_files.load_decks([decks], cache=cache).decks
    (memory,) = cache.iterdir()
    written = memory.read_bytes()
    for place in range(0, len(written), 7):
        memory.write_bytes(written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :])
        assert deck_files.load_decks([decks], cache=cache).decks == plain
        assert memory.read_bytes() == written


LONG = "x" * 5000


def _file_for_home(folder: Path) -> Path:
    (folder / "home").write_text("a file")
    return folder / "home"


def _circle_for_home(folder: Path) -> Path:
    (folder / "home").symlink_to(folder / "home")
    return folder / "home"


@pytest.mark.parametrize("command", [["study", "--plain"], ["log", "check"], ["log", "repair"]], ids=" ".join)
@pytest.mark.parametrize(
    "home",
    [
        pytest.param(lambda folder: folder / LONG, id="a name that is too long"),
        pytest.param(lambda folder: folder.joinpath(*["y" * 200] * 40), id="a path that is too long"),
        pytest.param(lambda folder: Path("~no-such-person/home"), id="no one's home"),
        pytest.param(_file_for_home, id="a file"),
        pytest.param(lambda folder: _file_for_home(folder) / "home", id="below a file"),
        pytest.param(_circle_for_home, id="a link to itself"),
    ],
)
def test_a_data_folder_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    home: Callable[[Path], Path],
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(home(tmp_path)))
    status = cli.main(command)
    said = capsys.readouterr().err
    assert (status, "FLASHCARDS_HOME" in said) == (2, True), said
    assert len(said.splitlines()) == 2
