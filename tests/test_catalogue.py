"""The catalogue: after any edits and any damage it says what reading every deck says."""

from __future__ import annotations

import doctest
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.deck.prompts import prompts
from flashcards.storage import (
    catalogue_order,
    catalogue_reading,
    catalogue_refresh,
    catalogue_seen,
    catalogue_write,
    deck_files,
)
from flashcards.storage.catalogue import Catalogue
from tests.pools import ListPool
from tests.rows import most_telling

NOW = 10**18 * 3
"""A time long after every file was written (2065)."""
FILE = "catalogue.sqlite"


def deck(name: str, *cards: str, head: str = "") -> str:
    body = "".join(f"  - {{id: {card}}}\n".replace("|", ", ") for card in cards)
    return f"deck: {name}\n{head}cards:\n{body}"


Q = "|ask: q|answer: a"


def put(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, written in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return folder


def describe(catalogue: Catalogue) -> dict[str, object]:
    """Everything that the catalogue says."""
    return {
        "decks": [
            (d.name, d.title, d.about, d.needs, d.optimizer, d.source, d.tags, d.cards, d.place, d.notes)
            for d in catalogue.decks()
        ],
        "cards": list(catalogue.cards()),
        "problems": [str(problem) for problem in catalogue.problems],
        "former": catalogue.former_ids(),
        "prompts": list(catalogue.prompts.values()),
        "positions": [
            key for (key,) in catalogue.connection.execute("select key from cards order by position")
        ],
        "words": sorted(catalogue.connection.execute("select * from card_text").fetchall()),
        "files": catalogue.connection.execute(
            "select position, path, deck, problems from files order by position"
        ).fetchall(),
    }


def expected(folders: list[Path]) -> dict[str, object]:
    """What reading every deck says."""
    library = deck_files.load_decks(folders)
    asked = [prompt for card in library.cards for prompt in prompts(card)]
    pool = ListPool(asked, deck_needs={deck.name: deck.needs for deck in library.decks})
    ordered = [pool.prompts[name] for name in pool.prompt_ids([deck.name for deck in library.decks])]
    return {
        "decks": [
            (d.name, d.title, d.about, d.needs, d.optimizer, d.source, d.tags, len(d.cards), d.place, d.notes)
            for d in library.decks
        ],
        "cards": list(library.cards),
        "problems": [str(problem) for problem in library.problems],
        "former": dict(library.former_ids),
        "prompts": ordered,
        "positions": list(dict.fromkeys(prompt.card.key for prompt in ordered)),
    }


def check(catalogue: Catalogue, folders: list[Path]) -> None:
    """The catalogue says what reading every deck says, and what one made from nothing says."""
    found, wanted = describe(catalogue), expected(folders)
    assert {name: found[name] for name in wanted} == wanted
    with Catalogue(None) as fresh:
        fresh.refresh(folders, NOW)
        assert describe(fresh) == found


def shipped_and(**files: str) -> Callable[[Path], list[Path]]:
    return lambda folder: [deck_files.shipped_decks(), put(folder / "decks", **files)]


def only(**files: str) -> Callable[[Path], list[Path]]:
    return lambda folder: [put(folder / "decks", **files)]


def undecodable(folder: Path) -> list[Path]:
    decks = put(folder / "decks", b_yaml=deck("b", f"x{Q}|needs: [z]"))
    try:
        Path(os.fsdecode(os.fsencode(decks) + b"/caf\xe9.yaml")).write_text(deck("a", f"x{Q}", "bad"))
    except OSError:
        pytest.skip("this system has no such names")
    return [decks]


def links(folder: Path) -> list[Path]:
    decks = put(folder / "decks", a_yaml=deck("a", f"x{Q}"), sub__b_yaml=deck("b", f"x{Q}"))
    put(folder / "out", c_yaml=deck("c", f"x{Q}"))
    (decks / "c.yaml").symlink_to(folder / "out" / "c.yaml")
    (decks / "gone.yaml").symlink_to(decks / "nowhere.yaml")
    (decks / "d.yaml").mkdir()
    return [decks]


CLOZE = "---\ndeck: c\ntags: [deep]\n---\n\n## What? ^x\n\nThe {{first}} and {{name: second}} step.\n"
FOLDERS = [
    pytest.param(only(), id="an empty folder"),
    pytest.param(lambda folder: [folder / "nowhere"], id="no folder"),
    pytest.param(shipped_and(), id="the shipped decks"),
    pytest.param(shipped_and(mine_yaml=deck("adam", f"x{Q}")), id="a deck named like a shipped one"),
    pytest.param(shipped_and(mine_yaml=deck("m", f"x{Q}|needs: [adam/nope]")), id="a missing need"),
    pytest.param(only(a_yaml=deck("a", f"x{Q}"), b_yaml=deck("a", f"y{Q}")), id="a name twice"),
    pytest.param(only(a_yaml="deck: [", b_yaml=deck("b", "x|ask: q", f"y{Q}")), id="broken ones"),
    pytest.param(only(a_yaml="", b_txt="no", README_md="# no", _c_yaml=deck("c")), id="no decks"),
    pytest.param(only(a_md=CLOZE, b_yaml=deck("b", 'x|cloze: "{{a}} {{b}} {{a}}"')), id="gaps"),
    pytest.param(
        only(a_yaml=deck("a", f"x{Q}|needs: [y]", f"y{Q}|needs: [x]", f"z{Q}|confusable: [b/w]")),
        id="a circle",
    ),
    pytest.param(
        only(
            a_yaml=deck("a", f"x{Q}|was: [old, b/z]", f"y{Q}|was: [a/x]", f"z{Q}|needs: [old]"),
            b_yaml=deck("b", 'x|cloze: "{{u}} {{v}}"|was: [a/old, z:u]', f"y{Q}|was: [z, x:u]"),
        ),
        id="former names",
    ),
    pytest.param(
        only(
            a_yaml=deck("a", f"x{Q}|needs: [b/y]", f"z{Q}", head="needs: [c]\n"),
            b_yaml=deck("b", f"y{Q}|needs: [z]", f"z{Q}"),
            c_yaml=deck("c", f"v{Q}", head="needs: [gone, b]\noptimizer: adam\n"),
        ),
        id="an order across decks",
    ),
    pytest.param(
        only(a_yaml=deck("a", head="needs: [b]\n"), b_yaml=deck("b", head="needs: [a]\n")),
        id="decks in a circle",
    ),
    pytest.param(only(a_yaml=deck("a", f"x{Q}|both_ways: true|tags: [ü, '\U0001f469']")), id="other letters"),
    pytest.param(undecodable, id="a name that is not UTF-8"),
    pytest.param(links, id="links and folders"),
]


@pytest.mark.parametrize("make", FOLDERS)
def test_it_says_what_reading_every_deck_says(tmp_path: Path, make: Callable[[Path], list[Path]]) -> None:
    folders = make(tmp_path)
    with Catalogue(tmp_path / "cache") as catalogue:
        assert catalogue.refresh(folders, NOW)
        check(catalogue, folders)
        assert not catalogue.refresh(folders, NOW)
    with Catalogue(tmp_path / "cache") as again:
        assert not again.in_memory
        assert not again.refresh(folders, NOW)
        check(again, folders)


def test_places_follow_the_folder_that_one_works_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", "bad", f"x{Q}|needs: [z]"), b_yaml=deck("a"))]
    for folder in (tmp_path, tmp_path / "decks", tmp_path / "cache"):
        with Catalogue(tmp_path / "cache") as catalogue:
            monkeypatch.chdir(folder)
            catalogue.refresh(folders, NOW)
            check(catalogue, folders)


def test_a_data_folder_that_was_moved_is_read_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    put(tmp_path / "one" / "decks", a_yaml=deck("a", f"x{Q}"))
    with Catalogue(tmp_path / "one" / "cache") as catalogue:
        catalogue.refresh([tmp_path / "one" / "decks"], NOW)
    (tmp_path / "one").rename(tmp_path / "two")
    with Catalogue(tmp_path / "two" / "cache") as catalogue:
        assert catalogue.refresh([tmp_path / "two" / "decks"], NOW)
        check(catalogue, [tmp_path / "two" / "decks"])


# Files that change


NAMES = ("a.yaml", "b.yaml", "c.md", "sub/d.yaml")
IDS = ("x", "y", "z")
KEYS = st.sampled_from(("x", "y", "a/x", "b/y", "c/z"))
FORMER = st.sampled_from(("x", "old", "a/x", "a/old", "b/y:u", "b/y:gone", "gone/z", "a/old:1"))


@st.composite
def card_texts(draw: st.DrawFn, name: str) -> str:
    fields = {
        "id": name,
        "ask": draw(st.sampled_from(("q", "What is $m_t$?", "é"))),
        "needs": f"[{', '.join(draw(st.lists(KEYS, max_size=2)))}]",
        "confusable": f"[{', '.join(draw(st.lists(KEYS, max_size=1)))}]",
        "was": f"[{', '.join(draw(st.lists(FORMER, max_size=2)))}]",
    }
    answer = draw(
        st.sampled_from(("answer: a", "answer: b", "cloze: '{{u}} {{v}}'", "cloze: '{{v}}'", "nope: 1"))
    )
    return "  - {" + ", ".join([*(f"{field}: {value}" for field, value in fields.items()), answer]) + "}\n"


@st.composite
def deck_texts(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 9)) == 0:
        return draw(
            st.sampled_from(("", "deck: [", "cards: 1\n", "deck: a\ncards: []\n", "deck: 'no name'\n"))
        )
    name = draw(st.sampled_from("abc"))
    head = draw(
        st.sampled_from(("", "needs: [a]\n", "needs: [b, q]\n", "optimizer: adam\n", "tags: [t]\n", "\n\n"))
    )
    cards = "".join(draw(card_texts(key)) for key in draw(st.lists(st.sampled_from(IDS), max_size=4)))
    return f"deck: {name}\n{head}cards:\n{cards}"


EDITS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), deck_texts()),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("touch"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("break"), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just("refresh"), st.none(), st.none()),
)


def edit(folder: Path, what: str, name: str | None, more: str | None) -> None:
    path = folder / (name or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    match what:
        case "write":
            path.write_text(str(more), encoding="utf-8")
        case "remove":
            path.unlink(missing_ok=True)
        case "rename" if path.exists():
            (folder / str(more)).parent.mkdir(exist_ok=True)
            path.replace(folder / str(more))
        case "touch" if path.exists():
            path.touch()
        case "break":
            path.write_bytes(b"deck: a\nabout: caf\xe9\n")
        case _:
            pass


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(EDITS, max_size=12), late=st.booleans())
def test_after_any_edits_it_is_as_if_made_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str | None, str | None]], late: bool
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    folders = [put(folder / "one", b_yaml=deck("b", f"y{Q}")), put(folder / "two")]
    now = NOW if late else 0  # at 0 every file may have changed again within the tick of the clock
    with Catalogue(folder / "cache") as catalogue:
        for what, name, more in edits:
            edit(folders[1], what, name, more)
            if what == "refresh":
                catalogue.refresh(folders, now)
        catalogue.refresh(folders, now)
        check(catalogue, folders)
        assert not catalogue.refresh(folders, now)


def never_read(*_: object) -> None:
    pytest.fail("a file was read")


def test_files_that_did_not_change_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}"), b_yaml=deck("a", f"y{Q}"), c_yaml="[")]
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        monkeypatch.setattr(catalogue_reading, "read_content", never_read)
        assert not catalogue.refresh(folders, NOW)


def test_only_the_changed_card_is_written(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}", f"y{Q}", f"z{Q}"))]
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        written: list[str] = []
        catalogue.connection.set_trace_callback(written.append)
        put(folders[0], a_yaml=deck("a", f"x{Q}", "y|ask: q|answer: b", f"z{Q}"))
        catalogue.refresh(folders, NOW)
        catalogue.connection.set_trace_callback(None)
        assert [line.split()[0] for line in written if "cards set" in line] == ["update"]
        assert not [line for line in written if "insert into cards" in line]
        check(catalogue, folders)


@pytest.mark.parametrize("now", [pytest.param(0, id="just written"), pytest.param(NOW, id="long ago")])
def test_a_change_that_keeps_size_and_time_is_noticed(tmp_path: Path, now: int) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}"))]
    path = folders[0] / "a.yaml"
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, now)
        before = path.stat()
        path.write_text(deck("a", f"y{Q}"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert catalogue.refresh(folders, now)
        check(catalogue, folders)


def test_a_file_that_cannot_be_read_is_read_once_it_can(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}"))]
    path = folders[0] / "a.yaml"
    path.rename(folders[0] / "b.txt")
    path.symlink_to(folders[0] / "b.yaml")
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        check(catalogue, folders)
        assert not catalogue.refresh(folders, NOW)
        (folders[0] / "b.txt").rename(folders[0] / "b.yaml")
        assert catalogue.refresh(folders, NOW)
        check(catalogue, folders)


def refresh_until(monkeypatch: pytest.MonkeyPatch, cache: Path, folders: list[Path], name: str) -> None:
    """Refresh the catalogue, stopped as the deck file of that name is to be written."""
    write = catalogue_write.write_file

    def stopping(connection: sqlite3.Connection, reading: catalogue_write.FileReading) -> bool:
        if reading.file.path.name == name:
            raise KeyboardInterrupt
        return write(connection, reading)

    with monkeypatch.context() as patch, Catalogue(cache) as catalogue:
        patch.setattr(catalogue_write, "write_file", stopping)
        with pytest.raises(KeyboardInterrupt):
            catalogue.refresh(folders, NOW)


def test_a_stop_in_between_leaves_the_rest_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{name}_yaml": deck(name, f"x{Q}|needs: [a/x]", f"y{Q}") for name in "cba"}
    folders = [put(tmp_path / "decks", **files)]
    monkeypatch.setattr(catalogue_refresh, "BATCH", 1)
    for stop in range(3):
        refresh_until(monkeypatch, tmp_path / "cache", folders, f"{'abc'[stop]}.yaml")
    with Catalogue(tmp_path / "cache") as catalogue:
        assert catalogue.refresh(folders, NOW)
        check(catalogue, folders)


# Its own file


def _older(path: Path) -> None:
    _set_meta(path, "version")


def _of_another_form(path: Path) -> None:
    _set_meta(path, "version", "form")
    with sqlite3.connect(path) as connection:
        connection.execute("drop table decks")
    connection.close()


def _set_meta(path: Path, *names: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "update meta set value = 'of another version' where name = ?", [(name,) for name in names]
        )
    connection.close()


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("create table someone (elses)")
    connection.close()


def _flip_texts(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("update cards set packed = replace(packed, 'q', 'r')")
    connection.close()


def _zero_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 30] = bytes(4096 * 27)
    path.write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = [
    pytest.param(lambda path: path.unlink(), id="missing"),
    pytest.param(lambda path: path.write_bytes(b""), id="empty"),
    pytest.param(lambda path: path.write_bytes(b"not a database" * 1000), id="no database"),
    pytest.param(lambda path: path.write_bytes(path.read_bytes()[:5000]), id="cut off"),
    pytest.param(_zero_middle, id="zeros in the middle"),
    pytest.param(_flip_texts, id="other texts"),
    pytest.param(_older, id="of another version"),
    pytest.param(_of_another_form, id="of another form"),
    pytest.param(_foreign, id="of another program"),
    pytest.param(_folder, id="a folder"),
]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("first", most_telling("cards", "refresh"))
def test_a_file_that_is_not_sound_is_made_anew(
    tmp_path: Path, damage: Callable[[Path], None], first: str
) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", *(f"x{n}{Q}" for n in range(200))))]
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        catalogue.connection.execute("pragma wal_checkpoint(truncate)")
    damage(tmp_path / "cache" / FILE)
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        if first == "cards":
            assert len(list(catalogue.cards())) == 200
        wanted = expected(folders)
        assert list(catalogue.cards()) == wanted["cards"]
        check(catalogue, folders)


def other_version(tmp_path: Path) -> list[Path]:
    """The folders of a catalogue in which another version found other words and another order."""
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}", f"y{Q}"), b_yaml=deck("b", f"z{Q}"))]
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        catalogue.connection.execute("update card_text set ask = 'former words'")
        catalogue.connection.execute("update decks set title = 'former title'")
    _older(tmp_path / "cache" / FILE)
    return folders


def titles(catalogue: Catalogue) -> set[str]:
    return {found.title for found in catalogue.decks()}


def test_what_another_version_read_is_shown_until_all_is_read_again(tmp_path: Path) -> None:
    folders = other_version(tmp_path)
    with Catalogue(tmp_path / "cache") as catalogue:
        assert catalogue.is_usable(folders, NOW)
        assert catalogue.shows_former
        assert titles(catalogue) == {"former title"}
        card = catalogue.find("a/x")
        assert catalogue.refresh_behind(folders, NOW)
        assert titles(catalogue) == {"former title"}, "no reader is disturbed"
        catalogue.take_over()
        check(catalogue, folders)
        assert not catalogue.refresh(folders, NOW)
        assert catalogue.find("a/x") == card
        assert catalogue.find("a/x") is not card
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {FILE}
    (tmp_path / "cache" / "catalogue-before.sqlite").write_text("left by a stop")
    with Catalogue(tmp_path / "cache") as catalogue:
        assert catalogue.is_usable(folders, NOW)
        assert not catalogue.shows_former
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {FILE}


def test_what_another_version_read_is_shown_after_a_stop_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = other_version(tmp_path)
    monkeypatch.setattr(catalogue_refresh, "BATCH", 0)
    refresh_until(monkeypatch, tmp_path / "cache", folders, "b.yaml")
    with Catalogue(tmp_path / "cache") as catalogue:
        assert catalogue.is_usable(folders, NOW)
        assert titles(catalogue) == {"former title"}
        assert catalogue.refresh(folders, NOW)
        check(catalogue, folders)


@pytest.mark.parametrize("damage", [_zero_middle, _of_another_form, lambda path: path.write_bytes(b"no")])
def test_what_another_version_read_is_left_alone_if_it_cannot_be_read(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folders = other_version(tmp_path)
    Catalogue(tmp_path / "cache").close()
    damage(tmp_path / "cache" / "catalogue-before.sqlite")
    with Catalogue(tmp_path / "cache") as catalogue:
        if catalogue.is_usable(folders, NOW):  # zeros are noticed only where they are read
            assert len(list(catalogue.cards())) == 3
        catalogue.refresh(folders, NOW)
        check(catalogue, folders)


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}"))]
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "cache", tmp_path / ("x" * 5000), None):
        with Catalogue(folder) as catalogue:
            assert catalogue.in_memory
            assert catalogue.refresh(folders, NOW)
            check(catalogue, folders)
            put(folders[0], a_yaml=deck("a", f"y{Q}"))
            assert catalogue.refresh_behind(folders, NOW)
            check(catalogue, folders)
            other = sqlite3.connect(catalogue.address, uri=True)
            assert other.execute("select count(*) from cards").fetchone() == (1,)
            other.close()
        put(folders[0], a_yaml=deck("a", f"x{Q}"))


def test_a_disk_that_is_full_is_no_obstacle(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}"))]
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        pages = catalogue.connection.execute("pragma page_count").fetchone()[0]
        catalogue.connection.execute(f"pragma max_page_count = {pages}")
        put(folders[0], a_yaml=deck("a", *(f"x{n}{Q}" for n in range(200))))
        assert catalogue.refresh(folders, NOW)
        assert catalogue.in_memory
        check(catalogue, folders)
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        assert not catalogue.in_memory
        check(catalogue, folders)


def test_several_may_refresh_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_refresh, "BATCH", 20)
    files = {f"d{n}_yaml": deck(f"d{n}", *(f"x{m}{Q}" for m in range(20))) for n in range(20)}
    folders = [put(tmp_path / "decks", **files)]
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with Catalogue(tmp_path / "cache") as catalogue:
                catalogue.refresh(folders, NOW)
                assert len(list(catalogue.cards())) == 400
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Catalogue(tmp_path / "cache") as catalogue:
        check(catalogue, folders)


def test_the_old_index_is_read_while_another_refreshes(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}"))]
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh(folders, NOW)
        assert catalogue.card("a/x").ask == "q"
        put(folders[0], a_yaml=deck("a", "x|ask: new|answer: a"))
        assert catalogue.refresh_behind(folders, NOW)
        assert catalogue.card("a/x").ask == "new"
        assert not catalogue.refresh_behind(folders, NOW)
        with Catalogue(tmp_path / "cache") as other:
            other.connection.execute("begin immediate")
            other.connection.execute("delete from cards")
            assert catalogue.prompts["a/x"].card.ask == "new"
            other.connection.rollback()


# Shared reading


@pytest.mark.parametrize("program", ["", "/no/such/program", None], ids=["none", "missing", "this"])
def test_reading_in_several_processes_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    monkeypatch.setattr(catalogue_reading, "WORTH_SHARING", 0)
    monkeypatch.setattr(catalogue_reading.os, "cpu_count", lambda: 3)
    if program is not None:
        monkeypatch.setattr(catalogue_reading.sys, "executable", program)
    files = {f"d{n}_yaml": deck(f"d{n}", f"x{Q}", "bad") for n in range(5)}
    folders = [put(tmp_path / "decks", z_yaml="[", **files)]
    with Catalogue(None) as catalogue:
        catalogue.refresh(folders, NOW)
        check(catalogue, folders)


# Positions


@given(st.lists(st.integers(0, 50), max_size=30))
def test_positions_increase_and_keep_what_increases(given_positions: list[int]) -> None:
    found = catalogue_order.spread_positions(given_positions)
    assert found == sorted(set(found))
    assert len(found) == len(given_positions)
    if given_positions == sorted(set(given_positions)):
        assert found == given_positions


def test_a_card_in_the_middle_moves_no_other(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}", f"z{Q}"), b_yaml=deck("b", f"x{Q}"))]
    query = "select key, position from cards where id <> 'y'"
    with Catalogue(None) as catalogue:
        catalogue.refresh(folders, NOW)
        before = catalogue.connection.execute(query).fetchall()
        put(folders[0], a_yaml=deck("a", f"x{Q}", f"y{Q}", f"z{Q}"))
        catalogue.refresh(folders, NOW)
        assert catalogue.connection.execute(query).fetchall() == before
        check(catalogue, folders)


# Seen prompts


def test_what_was_answered_is_kept_when_a_deck_changes(tmp_path: Path) -> None:
    folders = [put(tmp_path / "decks", a_yaml=deck("a", f"x{Q}|both_ways: true", f"y{Q}"))]
    with Catalogue(None) as catalogue:
        connection = catalogue.connection
        new = "select prompt from prompts where seen = 0 order by position"
        catalogue.refresh(folders, NOW)
        assert connection.execute(new).fetchall() == []
        assert catalogue_seen.settle_seen(connection, "select 'a/y'", "main") == 3
        assert connection.execute(new).fetchall() == [("a/x",), ("a/x:reverse",)]
        connection.execute("update prompts set seen = 1 where prompt = 'a/x'")
        put(folders[0], a_yaml=deck("a", f"z{Q}", "x|ask: r|answer: b|both_ways: true", f"y{Q}"))
        catalogue.refresh(folders, NOW)
        assert connection.execute(new).fetchall() == [("a/x:reverse",)]
        assert catalogue_seen.settle_seen(connection, "select 'a/y'", "main") == 1
        assert connection.execute(new).fetchall() == [("a/z",), ("a/x:reverse",)]
        connection.execute("update prompts set seen = 0 where prompt = 'a/x'")
        assert connection.execute(new).fetchall() == [("a/z",), ("a/x",), ("a/x:reverse",)]
        catalogue_seen.forget_seen(connection, "main")
        assert connection.execute(new).fetchall() == []
        assert catalogue_seen.log_number(connection, "main") == 0
        catalogue_seen.set_log_number(connection, 7, "main")
        assert catalogue_seen.log_number(connection, "main") == 7


STEP, TABLE, PATH = (f"{Q}|demo: {{kind: {kind}|gradients: [1]}}" for kind in ("step", "table", "path"))
DEMOS = [
    pytest.param(["a" + Q], None, None, id="no demo"),
    pytest.param(["a" + Q, "b" + STEP, "c" + TABLE], "d/b", "d/c", id="a table before a step"),
    pytest.param(["a" + TABLE, "b" + STEP, "c" + PATH, "e" + PATH], "d/a", "d/c", id="a picture first"),
    pytest.param(["a" + STEP], "d/a", "d/a", id="there is no other"),
]


@pytest.mark.parametrize(("cards", "first", "drawn"), DEMOS)
def test_the_first_demo_of_a_deck(
    tmp_path: Path, cards: list[str], first: str | None, drawn: str | None
) -> None:
    folder = put(tmp_path / "decks", d_yaml=deck("d", *cards))
    with Catalogue(tmp_path / "cache") as catalogue:
        catalogue.refresh([folder], NOW)
        found = [catalogue.first_demo("d"), catalogue.first_demo("d", drawn=True)]
    assert [card and card.key for card in found] == [first, drawn]


def test_the_examples_hold() -> None:
    assert doctest.testmod(catalogue_order).failed == 0
