"""From an imported card to its note at the line: which note, which line, which command, and the key."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from flashcards.cli import main, open_note
from flashcards.cli.editor import NoteCommand, editor_command, obsidian_address, obsidian_command
from flashcards.cli.line_mode import run_session
from flashcards.deck.model import BasicAnswer, Card, Deck, Origin
from flashcards.errors import Place, Problem
from flashcards.importing.make_cards import make_cards
from flashcards.importing.note_lines import find_card_line
from flashcards.importing.note_questions import read_questions
from flashcards.notes.note import read_note
from flashcards.storage import deck_files, note_files
from flashcards.tui.answer_field import AnswerField
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.foot_line import FootLine
from tests.desks import FORMULA, A, Log, desk_over, session_over

IMPORTED = replace(A, origin=Origin("Adam.md", "Adam"))


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    for name in ("vault/.obsidian", "vault/optim", "plain", "outside"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("vault/optim/Adam.md", "plain/Adam.md", "outside/secret.md", "plain/data.json"):
        (tmp_path / name).write_text("# Adam\n", encoding="utf-8")
    return tmp_path


NOTES = [
    pytest.param(["{0}/vault"], "optim/Adam.md", "vault/optim/Adam.md", id="in the folder"),
    pytest.param(["{0}/gone", "{0}/plain"], "Adam.md", "plain/Adam.md", id="in the next folder"),
    pytest.param(
        ["{0}/plain", "{0}/vault"], "optim/Adam.md", "vault/optim/Adam.md", id="in the one that has it"
    ),
    pytest.param([], "Adam.md", None, id="no folder is known"),
    pytest.param(["{0}/plain"], "Eve.md", None, id="gone"),
    pytest.param(["{0}/plain"], "../outside/secret.md", None, id="up"),
    pytest.param(["{0}/plain"], "{0}/outside/secret.md", None, id="absolute"),
    pytest.param(["{0}/plain"], "C:\\Adam.md", None, id="on a drive"),
    pytest.param(["{0}/plain"], "C:Adam.md", None, id="beside a drive"),
    pytest.param(["{0}/plain"], "data.json", None, id="no note"),
    pytest.param(["plain"], "Adam.md", None, id="a folder that depends on where the command runs"),
    pytest.param(["//host/share"], "Adam.md", None, id="on a network"),
    pytest.param(["\\\\host\\share"], "Adam.md", None, id="on a network of Windows"),
    pytest.param(["{0}/plain"], "", None, id="no name"),
    pytest.param(["{0}/plain"], "Adam.md\n.md", None, id="a line end in the name"),
]


@pytest.mark.parametrize(("folders", "name", "found"), NOTES)
def test_a_note_is_found_in_the_folders_of_the_deck(vault, folders, name, found, monkeypatch) -> None:
    monkeypatch.chdir(vault)
    folders = [folder.format(vault) for folder in folders]
    if found:
        assert note_files.find_note(folders, name.format(vault)) == vault / found
    else:
        with pytest.raises(Problem) as caught:
            note_files.find_note(folders, name.format(vault))
        assert caught.value.hint


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        pytest.param("{}", f"{'a' * 300}.md", id="a name too long for the system"),
        pytest.param("{}\0", "Adam.md", id="a null character in the folder"),
        pytest.param("~/\0", "Adam.md", id="a null character below the home"),
        pytest.param(f"/{'a' * 5000}", "Adam.md", id="a folder too long for the system"),
    ],
)
def test_what_a_stranger_put_for_a_note_is_a_problem(folder: str, name: str, vault: Path) -> None:
    with pytest.raises(Problem):
        note_files.find_note([folder.format(vault)], name)


def test_a_link_out_of_the_folder_is_no_note(vault: Path) -> None:
    try:
        (vault / "plain" / "link.md").symlink_to(vault / "outside" / "secret.md")
    except OSError:
        pytest.skip("links are not allowed here")
    with pytest.raises(Problem):
        note_files.find_note([str(vault / "plain")], "link.md")


TEXT = """\
---
tags: [flashcards]
---
# Adam

first question::first answer

## Step
second question::second answer
third question::third answer

# End
fourth question::fourth answer
"""

LINES = [
    pytest.param(TEXT, "first question", 6, id="nothing changed"),
    pytest.param(TEXT, "third question", 10, id="nor here"),
    pytest.param(TEXT.replace("# Adam", "\n\n# Adam", 1), "second question", 11, id="moved down"),
    pytest.param(
        TEXT.replace("second question::second answer\n", "") + "\nsecond question::second answer\n",
        "second question",
        14,
        id="moved elsewhere",
    ),
    pytest.param(
        TEXT.replace("second answer", "better answer"), "second question", 9, id="reworded in its place"
    ),
    pytest.param(
        TEXT.replace("third question::third answer\n", ""), "third question", 8, id="gone: its heading"
    ),
    pytest.param(
        TEXT.replace("third question::third answer\n", "").replace("## Step\n", ""),
        "third question",
        4,
        id="its heading gone: the one above",
    ),
    pytest.param("nothing of it\n", "first question", 1, id="all gone: the first line"),
    pytest.param("", "first question", 1, id="empty"),
]


@pytest.mark.parametrize(("now", "ask", "line"), LINES)
def test_the_line_of_a_card_in_the_note_as_it_is_now(now: str, ask: str, line: int) -> None:
    cards = make_cards([read_questions(read_note(TEXT, "Adam.md"))], "adam").cards
    origin = next(card.origin for card in cards if card.ask == ask)
    assert origin
    assert find_card_line(read_note(now, "Adam.md"), origin) == line


def which(*installed: str):
    return lambda name: f"/usr/bin/{name}" if name in installed else None


FILE = str(Path("/v/My Note.md"))
EDITORS = [
    pytest.param("vim", ("vim", "+7", FILE), True, id="vim"),
    pytest.param("nvim -R", ("nvim", "-R", "+7", FILE), True, id="its own arguments"),
    pytest.param("nano", ("nano", "+7", FILE), True, id="nano"),
    pytest.param("emacs -nw", ("emacs", "-nw", "+7", FILE), True, id="emacs"),
    pytest.param("hx", ("hx", "+7", FILE), True, id="hx"),
    pytest.param("micro", ("micro", "+7", FILE), True, id="micro"),
    pytest.param("code --wait", ("code", "--wait", "-g", f"{FILE}:7"), False, id="code"),
    pytest.param("cursor", ("cursor", "-g", f"{FILE}:7"), False, id="cursor"),
    pytest.param("subl -n", ("subl", "-n", f"{FILE}:7"), False, id="subl"),
    pytest.param("zed", ("zed", f"{FILE}:7"), False, id="zed"),
    pytest.param("kate", ("kate", "-l", "7", FILE), False, id="kate"),
    pytest.param("myed", ("myed", FILE), True, id="one that nobody knows"),
    pytest.param("/opt/bin/vim", ("/opt/bin/vim", "+7", FILE), True, id="with its path"),
    pytest.param(
        "'/opt/my bin/code'", ("/opt/my bin/code", "-g", f"{FILE}:7"), False, id="a path with a space"
    ),
    pytest.param(
        "vim; rm -rf /", ("vim;", "rm", "-rf", "/", FILE), True, id="no shell: one command of words"
    ),
    pytest.param("$(boom)", ("$(boom)", FILE), True, id="nothing is expanded"),
]


@pytest.mark.parametrize(("editor", "arguments", "takes_terminal"), EDITORS)
def test_an_editor_opens_the_note_at_the_line(editor, arguments, takes_terminal) -> None:
    command = editor_command(Path(FILE), 7, "linux", {"EDITOR": editor}, lambda name: name)
    assert command.arguments == arguments
    assert command.takes_terminal is takes_terminal


@pytest.mark.parametrize(
    ("editor", "waits", "added"),
    [
        ("code", True, "--wait"),
        ("code", False, None),
        ("code --wait", True, None),
        ("gvim", True, "--nofork"),
        ("nano", True, None),
    ],
)
def test_an_editor_with_a_window_is_told_to_wait_where_its_text_is_needed(editor, waits, added) -> None:
    plain = editor_command(Path(FILE), 7, "linux", {"EDITOR": editor}, lambda name: name)
    command = editor_command(Path(FILE), 7, "linux", {"EDITOR": editor}, lambda name: name, waits=waits)
    assert sorted(command.arguments) == sorted([*plain.arguments, *filter(None, [added])])


CHOSEN = [
    pytest.param({"VISUAL": "vim", "EDITOR": "nano"}, ("vim", "nano"), "vim", id="VISUAL comes first"),
    pytest.param(
        {"VISUAL": "  ", "EDITOR": "nano"}, ("vim", "nano"), "nano", id="an empty one does not count"
    ),
    pytest.param({}, ("vi", "vim"), "vim", id="neither: one that is installed"),
    pytest.param({}, (), None, id="none is installed"),
    pytest.param({"EDITOR": "gone"}, ("vim",), None, id="one that is not installed"),
    pytest.param({"EDITOR": "vim 'x"}, ("vim",), None, id="an open quotation mark"),
    pytest.param({"EDITOR": "''"}, ("vim",), None, id="nothing in quotation marks"),
]


@pytest.mark.parametrize(("environ", "installed", "program"), CHOSEN)
def test_the_editor_is_the_persons(environ, installed, program) -> None:
    if program:
        assert editor_command(Path(FILE), 7, "linux", environ, which(*installed)).program == program
    else:
        with pytest.raises(Problem) as caught:
            editor_command(Path(FILE), 7, "linux", environ, which(*installed))
        assert "EDITOR" in caught.value.hint or "quotation" in caught.value.hint


def test_on_windows_paths_keep_their_backslashes() -> None:
    environ = {"EDITOR": r'"C:\Program Files\Code\code.exe" --wait'}
    command = editor_command(Path(FILE), 7, "win32", environ, lambda name: name)
    assert command.arguments == (r"C:\Program Files\Code\code.exe", "--wait", "-g", f"{FILE}:7")
    assert editor_command(Path(FILE), 7, "win32", {}, lambda name: name).program == "notepad"


DESKTOPS = [
    pytest.param("linux", {"DISPLAY": ":0"}, ("xdg-open",), "/usr/bin/xdg-open", id="Linux"),
    pytest.param("linux", {"WAYLAND_DISPLAY": "w"}, ("xdg-open",), "/usr/bin/xdg-open", id="Wayland"),
    pytest.param("linux", {"DISPLAY": ":0"}, (), None, id="Linux without an opener"),
    pytest.param("linux", {}, ("xdg-open",), None, id="no desktop"),
    pytest.param("linux", {"DISPLAY": ":0", "SSH_TTY": "x"}, ("xdg-open",), None, id="over SSH"),
    pytest.param("darwin", {}, (), "open", id="macOS"),
    pytest.param("darwin", {"SSH_CONNECTION": "x"}, (), None, id="macOS over SSH"),
    pytest.param("win32", {}, (), "rundll32", id="Windows"),
]


@pytest.mark.parametrize(("system", "environ", "installed", "program"), DESKTOPS)
def test_obsidian_opens_where_there_is_a_desktop(system, environ, installed, program) -> None:
    command = obsidian_command(Path(FILE), system, environ, which(*installed))
    assert (command and command.arguments[0]) == program
    assert command is None or command.arguments[-1].startswith("obsidian://open?path=")


def test_an_address_holds_nothing_but_the_note() -> None:
    address = obsidian_address(Path("/v/a&vault=x #^é%20 b.md"))
    assert address == "obsidian://open?path=%2Fv%2Fa%26vault%3Dx%20%23%5E%C3%A9%2520%20b.md"


@pytest.fixture
def imported(vault: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Card, tuple[Deck, ...]]:
    """The third card of a note outside any vault, with the decks."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(vault / "home"))
    (vault / "plain" / "Adam.md").write_text(TEXT, encoding="utf-8")
    main(["import", str(vault / "plain"), "--yes"])
    decks = deck_files.load_decks([vault / "home" / "decks"]).decks
    return next(card for deck in decks for card in deck.cards if card.ask == "third question"), decks


WRITES = "import sys; open(sys.argv[1], 'w').write('\\n'.join(sys.argv[2:]))"


def editor(vault: Path, code: str = WRITES) -> dict[str, str]:
    """An editor that writes what it was asked to open."""
    script = vault / "editor.py"
    script.write_text(code)
    return {"EDITOR": f'"{sys.executable}" "{script}" "{vault / "opened"}"', "PATH": ""}


def test_the_editor_gets_the_terminal_and_the_note(vault, imported) -> None:
    card, decks = imported
    held: list[str] = []

    @contextmanager
    def suspend():
        held.append("given")
        yield
        held.append("back")

    said = open_note.open_card_note(card, decks, suspend, editor(vault))
    assert "Adam.md, line 10" in said
    assert (vault / "opened").read_text() == str(vault / "plain" / "Adam.md")
    assert held == ["given", "back"]


def test_an_editor_that_fails_is_told_and_the_terminal_comes_back(vault, imported) -> None:
    card, decks = imported
    with pytest.raises(Problem, match="status 3"):
        open_note.open_card_note(card, decks, nullcontext, editor(vault, "raise SystemExit(3)"))


HANDED_OVER = [
    pytest.param("pass", "Opened in Obsidian: Adam.md, line 10", id="the system takes the address"),
    pytest.param("raise SystemExit(3)", "Adam.md, line 10", id="it knows no Obsidian: the editor"),
    pytest.param(None, "Adam.md, line 10", id="no desktop: the editor"),
]


@pytest.mark.parametrize(("code", "says"), HANDED_OVER)
def test_a_note_in_a_vault_opens_in_obsidian_if_it_can(vault, imported, monkeypatch, code, says) -> None:
    card, decks = imported
    (vault / "plain" / ".obsidian").mkdir()
    command = code and NoteCommand((sys.executable, "-c", code), False, "Obsidian")
    monkeypatch.setattr(open_note, "obsidian_command", lambda *_: command)
    assert says in open_note.open_card_note(card, decks, nullcontext, editor(vault))
    assert (vault / "opened").exists() is (code != "pass")


def test_a_note_outside_a_vault_is_not_handed_to_obsidian(vault, imported, monkeypatch) -> None:
    card, decks = imported
    command = NoteCommand((sys.executable, "-c", "pass"), False, "Obsidian")
    monkeypatch.setattr(open_note, "obsidian_command", lambda *_: command)
    assert "Obsidian" not in open_note.open_card_note(card, decks, nullcontext, editor(vault))


def test_a_card_of_no_note_is_told() -> None:
    with pytest.raises(Problem, match="not made from a note"):
        open_note.find_place(A, ())


def test_an_import_says_in_the_deck_where_its_notes_are(vault, imported) -> None:
    _, (deck,) = imported
    assert deck.notes == (note_files.home_path(vault / "plain"),)
    text = Path(deck.place.file).read_text(encoding="utf-8")
    Path(deck.place.file).write_text(text.replace("\ncards:", "# mine\n\ncards:"), encoding="utf-8")
    (vault / "plain").rename(vault / "moved")
    main(["import", str(vault / "moved"), "--to", deck.name, "--yes"])
    (deck,) = deck_files.load_decks([vault / "home" / "decks"]).decks
    assert deck.notes[0] == note_files.home_path(vault / "moved")
    assert "# mine" in Path(deck.place.file).read_text(encoding="utf-8")


def test_of_several_paths_each_note_is_found(vault, monkeypatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(vault / "home"))
    (vault / "vault" / "optim" / "Adam.md").write_text("#flashcards\n\none::two\n", encoding="utf-8")
    (vault / "plain" / "Adam.md").write_text("#flashcards\n\nthree::four\n", encoding="utf-8")
    main(["import", str(vault / "vault"), str(vault / "plain" / "Adam.md"), "--to", "both", "--yes"])
    decks = deck_files.load_decks([vault / "home" / "decks"]).decks
    places = [open_note.find_place(card, decks) for card in decks[0].cards]
    assert places == [
        Place(str(vault / "vault" / "optim" / "Adam.md"), 3),
        Place(str(vault / "plain" / "Adam.md"), 3),
    ]


def test_show_says_the_note_and_its_line(imported, capsys) -> None:
    card, _ = imported
    main(["show", card.key])
    assert "Adam.md:10" in capsys.readouterr().out


KEYS = [
    pytest.param(IMPORTED, ["space", "o"], ["a"], id="after the answer"),
    pytest.param(IMPORTED, ["o"], [], id="not before it"),
    pytest.param(IMPORTED, ["o", "space", "o", "o"], ["a", "a"], id="as often as one likes"),
    pytest.param(replace(FORMULA, origin=Origin("n.md")), ["o"], [], id="an o in an answer that is typed"),
    pytest.param(
        replace(FORMULA, origin=Origin("n.md")), ["space", "o"], ["formula"], id="after a typed card"
    ),
]


@pytest.mark.parametrize(("card", "keys", "opened"), KEYS)
async def test_one_key_opens_the_note(card, keys, opened) -> None:
    asked: list[str] = []
    log = Log()

    def opener(card: Card, suspend: object) -> str:
        asked.append(card.id)
        return "Opened"

    app = FlashcardsApp(replace(desk_over(card, log=log), open_note=opener), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert asked == opened
        assert not log.graded
        typed = app.screen.query_one(AnswerField).text
        assert typed == ("o" if keys == ["o"] and card.id == "formula" else "")


async def test_what_keeps_a_note_from_opening_is_told() -> None:
    app = FlashcardsApp(desk_over(IMPORTED), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "o")
        told = [notification.message for notification in app._notifications]
        assert told == ["this card was not made from a note"]


async def test_where_the_terminal_cannot_be_given_away_a_windowed_editor_is_suggested() -> None:
    def opener(_: Card, suspend) -> str:
        with suspend():
            return "Opened"

    app = FlashcardsApp(replace(desk_over(IMPORTED), open_note=opener), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "o")
        told = [notification.message for notification in app._notifications]
        assert len(told) == 1
        assert "EDITOR=code" in told[0]


async def test_only_an_imported_card_offers_the_key() -> None:
    for card, offered in ((IMPORTED, True), (A, False)):
        app = FlashcardsApp(desk_over(card), study=())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("space")
            assert ("o note" in app.screen.query_one("#foot", FootLine).text) is offered


PLAIN = [
    pytest.param(["", "note", "3"], True, id="after the answer"),
    pytest.param(["note", "", "3"], False, id="before it the note would give it away"),
]


@pytest.mark.parametrize(("lines", "opened"), PLAIN)
def test_plain_mode_has_a_word_for_it(lines: list[str], opened: bool) -> None:
    said: list[str] = []
    log = Log()
    session = session_over(IMPORTED)
    run_session(
        session,
        lines,
        said.append,
        log.line_services(open_note=lambda card: f"opened {card.id}\x1b"),
    )
    assert ("opened a␛" in said) is opened
    assert log.pairs() == [("a", 3)]


def test_plain_mode_says_why_it_failed() -> None:
    said: list[str] = []

    def fails(_: Card) -> str:
        raise Problem("the note was not found", hint="import again")

    run_session(
        session_over(replace(A, answer=BasicAnswer("x"))),
        ["", "note"],
        said.append,
        Log().line_services(open_note=fails),
    )
    assert "the note was not found\n    import again" in said
