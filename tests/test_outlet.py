"""Nothing that a terminal would obey leaves the program, by any command or screen."""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from flashcards import cli
from flashcards.cli import COMMANDS, import_service, import_watch, main, output
from flashcards.errors import Place, Problem, is_printable, printable, printable_line, unprintable
from flashcards.formula.render.box import cells
from flashcards.storage import deck_files
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.import_screen import ImportScreen
from flashcards.tui.services import DemoEntry, StatsServices, TagChange
from flashcards.tui.too_small import TooSmallScreen
from tests import hostile
from tests.browsing import shelf_of
from tests.desks import desk_over
from tests.test_layers import parsed
from tests.test_settings_screen import desk_with_settings
from tests.test_stats_screen import statistics
from tests.test_study_widgets import facts_of

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[2J", "␛[2J", id="an escape sequence"),
        pytest.param("a\x07\x00\x7f\r", "a␇␀␡␍", id="control characters"),
        pytest.param("\x85\x9b31m", "\\x85\\x9b31m", id="C1"),
        pytest.param("a\u202eb\u202c", "a\\u202eb\\u202c", id="a bidirectional override"),
        pytest.param("\u202a\u202b\u202d", "\\u202a\\u202b\\u202d", id="the other embeddings and overrides"),
        pytest.param("\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069", id="isolates"),
        pytest.param("\u2028\u2029", "\\u2028\\u2029", id="separators of lines and paragraphs"),
        pytest.param("caf\udce9", "caf\\xe9", id="a byte of a file name"),
        pytest.param("\ud800", "\\ud800", id="half of a surrogate pair"),
        pytest.param("a\u200bb\ufeff\u00ad\u2062\U000e0041\U000e0100", "ab", id="invisible characters"),
        pytest.param("two\n\tlines", "two\n\tlines", id="newline and tab stay"),
        pytest.param(
            "שלום\u200f! عربي\u200c\u200d\u200e\u061c", "שלום\u200f! عربي\u200c\u200d\u200e\u061c", id="marks"
        ),
        pytest.param("👩\u200d🔬 ❤\ufe0f", "👩\u200d🔬 ❤\ufe0f", id="emoji"),
        pytest.param("m̂ₜ = β₁", "m̂ₜ = β₁", id="mathematics"),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters(codec=None)))
def test_printable_text_is_safe_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)
    assert not unprintable().search(shown)
    assert printable(shown) == shown
    assert set(printable_line(text)) & {"\n", "\t"} == set()


def test_no_character_that_is_kept_from_a_terminal_passes_for_printable() -> None:
    kept = unprintable().findall("".join(map(chr, range(0x110000))))
    assert len(kept) > 4000
    assert [character for character in kept if is_printable(character)] == []
    assert is_printable("∂L/∂θ₁, first\nand second")


@given(st.text(st.sampled_from("\x00\x1b\x7f\x9b\u202e\ud800"), min_size=1))
def test_what_stands_for_a_character_has_a_width(text: str) -> None:
    assert cells(printable(text)) >= len(text)


def test_a_file_name_cannot_forge_a_line_of_problems() -> None:
    assert str(Problem("wrong", Place("a\nb.yaml:1:1: fine"))) == "a␊b.yaml:1:1: fine:1:1: wrong"


def test_what_a_message_quotes_cannot_forge_one() -> None:
    problem = Problem("'x\nb.yaml:1:1: fine' cannot be a name", Place("a.yaml"), "use\nletters")
    assert str(problem).splitlines() == [
        "a.yaml:1:1: 'x␊b.yaml:1:1: fine' cannot be a name",
        "    use",
        "    letters",
    ]


def printing_calls(path: Path) -> Iterator[str]:
    """Where a module writes to a stream by itself."""
    if not re.search(r"\b(print|input)\b|std(out|err)|__std", path.read_text(encoding="utf-8")):
        return  # it need not be parsed
    for node in ast.walk(parsed(path)):
        called = dotted(node.func) if isinstance(node, ast.Call) else ""
        if called in {"print", "input"} or called.startswith(("sys.stdout.w", "sys.stderr.w", "sys.__std")):
            yield f"{path.name}:{node.lineno}"  # type: ignore[attr-defined]


def dotted(node: ast.expr) -> str:
    """A name with its attributes as it is written; empty if it is something else."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(of, name):
            return f"{dotted(of)}.{name}"
    return ""


def test_only_one_module_writes_to_the_terminal() -> None:
    found = {place for path in ROOT.glob("flashcards/**/*.py") for place in printing_calls(path)}
    assert {place.partition(":")[0] for place in found} == {"output.py"}


# Commands


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("hostile")
    hostile.furnish(place / "home", place / "notes")
    return place / "home", place / "notes"


@pytest.fixture
def home(furnished: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnished[0]))
    monkeypatch.chdir(tmp_path)  # an argument may become a folder
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: tmp_path / "none")
    monkeypatch.setattr(sys, "stdin", io.StringIO("h\n?\nx\n\n1\n" * 200))
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    return furnished[0]


def commands() -> dict[str, argparse.ArgumentParser]:
    found = next(each for each in cli._parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(found.choices)


def calls(parser: argparse.ArgumentParser, values: dict[str, list[str]]) -> Iterator[list[str]]:
    """Command lines: each positional takes each of its values, and each option is given once by itself."""
    bad = hostile.marked("argument").replace("\x00", "")
    positional = [each for each in parser._actions if not each.option_strings]
    plain = [values.get(str(each.metavar), [bad])[0] for each in positional]
    yield plain
    for at, each in enumerate(positional):
        for value in [*values.get(str(each.metavar), []), bad]:
            yield [*plain[:at], value, *plain[at + 1 :]]
    for each in parser._actions:
        if each.option_strings and each.dest != "help":
            flag = each.option_strings[-1]
            for given_value in [None] if each.nargs == 0 else [bad, *values.get(str(each.metavar), [])]:
                yield [*plain, flag] if given_value is None else [*plain, f"{flag}={given_value}"]


@pytest.mark.parametrize(
    "command",
    [pytest.param(name, marks=pytest.mark.slow if name in ("import", "check") else ()) for name in COMMANDS],
)
def test_no_command_lets_anything_out(
    command: str,
    home: Path,
    furnished: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(output, "wants_colour", lambda _: True)
    decks = deck_files.load_all({"FLASHCARDS_HOME": str(home)})
    monkeypatch.setattr(
        deck_files, "load_all", lambda _: decks
    )  # reading them takes longer than all commands
    values = {
        "CARD": [card.key for card in decks.cards if "<number>" not in str(card.answer)],
        "CARD|OPTIMIZER": [card.key for card in decks.cards if card.demo],
        "DECK": ["d1"],
        "D": ["d1"],
        "PATH": [str(furnished[1]), str(home / "decks")],
        "FILE": [str(tmp_path / "out")],
        "OUT": [str(tmp_path / "out.md")],
    }
    if command == "convert":
        values["FILE"] = [str(path) for path in sorted((home / "decks").glob("*.yaml"))]
    if command == "new":
        values["DECK"] = ["fresh"]
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("asyncio.run", lambda served: served.close())  # `serve` would go on for ever
    run_watch = import_watch.run_watch
    monkeypatch.setattr(import_watch, "run_watch", lambda args, first: run_watch(args, first, press_ctrl_c))
    parser = commands()[command]
    for call in calls(parser, values):
        if command == "simulate" and "--days" not in str(call):
            call += ["--days", "9"]  # a year says the same
        with contextlib.suppress(SystemExit):
            main([command, *call])
        printed = capsys.readouterr()
        if command == "convert" and "--output" not in str(call):
            printed = printed._replace(out="")  # a document keeps its characters when it goes to a file
        assert hostile.unsafe(printed.out + printed.err) == [], [command, *call]
        assert "x␇\n." not in printed.out + printed.err, "a file name breaks a line in two"
        if "--json" in call:
            assert json.loads(printed.out)


def press_ctrl_c(_: float) -> None:
    """Ends `--watch`, which waits for ever, at its first wait."""
    raise KeyboardInterrupt


# Screens


def screens() -> set[str]:
    for path in ROOT.glob("flashcards/tui/*.py"):
        import_module(f"flashcards.tui.{path.stem}")
    ours = (each for each in subclasses(Screen) if each.__module__.startswith("flashcards."))
    return {each.__name__ for each in ours if not each.__subclasses__()}  # a base is never shown itself


def subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


class Watch:
    """Looks at what an app draws: every line of every screen that it comes by."""

    def __init__(self, app: FlashcardsApp) -> None:
        self.app = app
        self.seen: set[str] = set()
        self.text = ""

    def look(self) -> None:
        self.seen.add(type(self.app.screen).__name__)
        for strip in self.app.screen._compositor.render_strips():
            self.text += f"{strip.text}\n"
            assert unprintable().findall(strip.text) == []
            assert sum(segment.cell_length for segment in strip) == strip.cell_length
            for segment in strip:
                meta = segment.style.meta if segment.style else {}
                assert not (segment.style and segment.style.link)
                assert "app.bell" not in str(meta)


async def press(pilot: Pilot[None], watch: Watch, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        watch.look()


async def import_notes(pilot: Pilot[None], watch: Watch, notes: Path) -> None:
    """Looks at every proposal of hostile notes, from the home screen and back to it."""
    await go_home(pilot, watch)
    await press(pilot, watch, "n")
    pilot.app.screen.query_one(Input).value = str(notes)
    await press(pilot, watch, "enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(pilot.app.screen, ImportScreen)
    assert pilot.app.screen.review.candidates
    await press(pilot, watch, "question_mark", "escape", "a", "x", *["down"] * 40, "escape")
    await press(pilot, watch, "y")


async def browse_and_set(pilot: Pilot[None], watch: Watch, cards: int) -> None:
    """Looks at every card in the list, at what is asked before cards are changed, and at the other places."""
    await go_home(pilot, watch)
    await press(pilot, watch, "b")
    await pilot.app.workers.wait_for_complete()
    await press(pilot, watch, *["down"] * (cards + 1), "i", "escape", "a", "t", "escape", "s", "escape")
    await press(pilot, watch, "r", "escape", "enter", "escape")
    places = (["comma", "down"], ["s", *["tab"] * 9], ["l", "g", "escape", "v", "v"], ["ctrl+p", *"title"])
    for keys in places:
        await go_home(pilot, watch)
        await press(pilot, watch, *keys)
        await pilot.app.workers.wait_for_complete()
    await go_home(pilot, watch)


async def go_home(pilot: Pilot[None], watch: Watch) -> None:
    while len(pilot.app.screen_stack) > 1 and not isinstance(pilot.app.screen, HomeScreen):
        await press(pilot, watch, "escape")


@pytest.mark.slow
@pytest.mark.usefixtures("home")
async def test_no_screen_lets_anything_out(
    furnished: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # apart from what the commands have imported, so that every card is a proposal
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "data"))
    cards = hostile.cards()
    desk = desk_over(*sorted(cards, key=lambda card: card.demo is not None))
    about, notice = hostile.marked("about"), hostile.marked("notice")
    deck = replace(desk.decks()[0], title=hostile.marked("title"), about=about)
    rows = tuple(replace(row, title=deck.title, about=about) for row in desk.rows())
    problems = (Problem(notice, deck.place),)
    imports = import_service.note_import(lambda: None)
    services = replace(
        shelf_of(*cards).services(*cards),
        start=desk.start,
        decks=lambda: (deck,),
        rows=lambda: rows,
        problems=lambda: problems,
        imports=imports,
        card_demos=lambda: [
            DemoEntry("", card.ask, card.id, card.demo, card.optimizer) for card in cards if card.demo
        ],
        settings=desk_with_settings(tmp_path).settings,
        card_facts=lambda _: facts_of(card=cards[0]),
        stats=StatsServices(prepare=lambda: lambda *_: statistics(), asked_retention=lambda: 0.9),
    )
    assert services.browse
    tagging = replace(services.browse, tag=lambda names, _: TagChange(tuple(names), lambda: None))
    app = FlashcardsApp(replace(services, browse=tagging))
    watch = Watch(app)
    async with app.run_test() as pilot:
        keys = ("question_mark", "escape", "p", "escape", "j", "d", *["down"] * len(cards), "escape", "a")
        await press(pilot, watch, *keys)
        for _ in (card for card in cards if not card.demo):
            await press(pilot, watch, "f2", "enter")
            while not app.screen.session.revealed:  # type: ignore[attr-defined]
                await press(pilot, watch, "enter")
            await press(pilot, watch, "y", "4")
        await import_notes(pilot, watch, furnished[1])
        await browse_and_set(pilot, watch, len(cards))
        app.push_screen(TooSmallScreen((40, 12)))
        await pilot.pause()
        watch.look()
    assert watch.seen >= screens()
    shown = {f"<{name}>" for name in ("title", "about", "notice", "ask", "hint", "why", "source", *FIELDS)}
    assert {name for name in shown if name not in watch.text} == set()


async def test_a_text_that_a_widget_forgot_is_left_out_and_moves_nothing() -> None:
    app = FlashcardsApp(desk_over())
    watch = Watch(app)
    async with app.run_test() as pilot:
        await app.screen.mount(Static(hostile.marked("forgotten"), markup=False), before=0)
        await pilot.pause()
        watch.look()
    assert "<forgotten>" in watch.text


FIELDS = ("answer", "cloze", "choices", "steps", "code", "demo.about", "demo.compare.label")
"""Fields whose text some screen shows; of the others, what is drawn is not the text."""
