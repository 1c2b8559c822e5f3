"""The rooms in their order, the arrows between them, and what a light command must not load.

`python -m tests.architecture` draws the table below into CONTRIBUTING.md.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from flashcards.cli import main

ROOT = Path(__file__).parent.parent

ROOMS: dict[str, set[str]] = {
    "optimizers": {"numpy"},
    "errors": set(),
    "value": {"msgspec"},
    "config": {"value", "errors"},
    "formula": {"value", "errors", "numpy", "wcwidth"},
    "text": {"value", "errors", "formula", "markdown_it", "pygments"},
    "deck": {"value", "errors", "text", "yaml"},
    "judging": {"value", "optimizers", "formula", "numpy", "sympy"},
    "scheduling": {"value", "errors", "config", "numpy", "fsrs_rs_python"},
    "demo": {"value", "optimizers", "errors", "formula", "text", "deck", "scheduling", "numpy"},
    "study": {"value", "errors", "formula", "text", "deck", "judging", "scheduling", "demo"},
    "notes": {"value", "errors", "text", "deck"},
    "audit": {
        *("value", "optimizers", "errors", "formula", "text", "deck", "judging", "demo", "study", "notes"),
        "numpy",
    },
    "importing": {"value", "errors", "text", "deck", "notes", "audit"},
    "exchange": {"value", "errors", "formula", "text", "deck", "scheduling", "demo", "study", "notes"},
    "storage": {
        *("value", "errors", "config", "text", "deck", "scheduling", "study", "exchange"),
        *("backports", "filelock", "platformdirs", "sqlite3", "tomlkit"),
    },
    "tui": {
        *("value", "errors", "config", "formula", "text", "deck", "scheduling", "demo", "study"),
        "importing",
        *("rich", "textual", "textual_image", "PIL"),
    },
    "cli": {
        *("value", "optimizers", "errors", "config", "formula", "text", "deck", "scheduling", "demo"),
        "study",
        *("notes", "audit", "importing", "exchange", "storage", "tui"),
        *("aiohttp", "textual_serve"),
    },
}
"""Each room, from the subject down to the faces → the rooms above it and the libraries that it imports."""

LAYERS = {
    "subject": ("optimizers",),
    "words": ("errors", "value", "config"),
    "readers": ("formula", "text", "deck", "judging"),
    "studying": ("scheduling", "demo", "study", "notes", "audit", "importing", "exchange"),
    "disk": ("storage",),
    "faces": ("tui", "cli"),
}
"""The rooms by layer, for the picture."""

HOMES = {
    "msgspec": {"value"},
    "fsrs_rs_python": {"scheduling/engine"},
    "backports": {"storage/anki_package"},
    "sqlite3": {"storage"},
    "yaml": {"deck"},
    "markdown_it": {"text/markdown"},
    "textual": {"tui"},
    "textual_image": {"tui/pictures"},
    "PIL": {"tui/pictures"},
    "rich": {"tui"},
    "aiohttp": {"cli/web_server"},
    "textual_serve": {"cli/web_server"},
    "sympy": {"judging"},
    "pygments": {"text/highlight"},
    "filelock": {"storage/files"},
    "platformdirs": {"storage"},
    "tomlkit": {"storage/toml_edits"},
    "wcwidth": {"formula/render/box"},
}
"""Each outside library but NumPy → the places in `flashcards/` that may name it."""

SOURCES = sorted([*ROOT.glob("flashcards/**/*.py"), *ROOT.glob("optimizers/**/*.py")])
TOP = {"flashcards/__init__.py", "flashcards/__main__.py"}


def module(path: Path) -> str:
    """The dotted name of the module at `path`; a package's name for its `__init__`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in SOURCES}


def room(name: str) -> str:
    """The room of a module, or the outside library that a dotted name belongs to."""
    first, _, rest = name.partition(".")
    return rest.split(".")[0] if first == "flashcards" and rest else first


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of the file, parsed once for all tests of the sources."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> set[str]:
    """Every module or library that the file names, also inside functions and for types alone."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            assert node.module
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in MODULES else node.module)
    return found


def rooms_of(path: Path) -> set[str]:
    """The other rooms and the outside libraries that the file imports."""
    names = {room(name) for name in imported(path)} - {room(module(path)), "flashcards"}
    standard = {*sys.stdlib_module_names, "compression"}  # which Python 3.14 brought
    return {name for name in names if name == "sqlite3" or name not in standard}


def test_a_module_imports_only_what_its_room_may() -> None:
    paths = [path for path in SOURCES if str(path.relative_to(ROOT)) not in TOP]
    forbidden = {module(path): rooms_of(path) - ROOMS[room(module(path))] for path in paths}
    assert {name: found for name, found in forbidden.items() if found} == {}


@pytest.mark.parametrize("name", ROOMS)
def test_every_permit_is_used_and_leads_up(name: str) -> None:
    used: set[str] = set()
    for path in SOURCES:
        if room(module(path)) == name:
            used |= rooms_of(path)
    assert ROOMS[name] - used == set()
    order = list(ROOMS)
    assert [other for other in ROOMS[name] & set(order) if order.index(other) >= order.index(name)] == []


def test_each_room_has_one_layer_in_the_same_order() -> None:
    assert [name for names in LAYERS.values() for name in names] == list(ROOMS)


def circles() -> Iterator[list[str]]:
    """The circles of imports between modules, those inside functions and for types included."""
    graph = {name: (imported(path) & set(MODULES)) - {name} for name, path in MODULES.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1]
            yield circle
            graph[circle[-1]].discard(circle[-2])
        else:
            return


def test_no_modules_import_in_a_circle() -> None:
    assert list(circles()) == []


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    users = {
        path.relative_to(ROOT / "flashcards").with_suffix("").as_posix()
        for path in SOURCES
        if library in rooms_of(path) and path.is_relative_to(ROOT / "flashcards")
    }
    assert {user for user in users if not any(user.startswith(home) for home in HOMES[library])} == set()
    assert {home for home in HOMES[library] if not any(user.startswith(home) for user in users)} == set()


LIGHT = (["--version"], ["decks"], ["schema"], ["demo", "sgd"], ["stats"])
LIGHT_COMMANDS = """
import sys
from flashcards.cli import main

for arguments in LIGHT:
    try: main(arguments)
    except SystemExit: pass
    print("LOADED by", arguments, [name for name in ("sympy", "textual", "rich") if name in sys.modules])
"""


def test_a_light_command_loads_neither_sympy_nor_textual(tmp_path: Path) -> None:
    said = printed(LIGHT_COMMANDS.replace("LIGHT", repr(LIGHT)), tmp_path)
    loaded = [line for line in said.splitlines() if line.startswith("LOADED by")]
    assert loaded == [f"LOADED by {arguments} []" for arguments in LIGHT]


def printed(code: str, home: Path) -> str:
    """What a fresh interpreter prints that runs some code with this data folder."""
    environment = {"FLASHCARDS_HOME": str(home), "PATH": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=120)
    return ran.stdout


LATER = (
    *("numpy", "sympy", "yaml", "pygments", "markdown_it", "tomlkit", "tomllib", "hashlib"),
    *("flashcards.importing", "flashcards.notes", "flashcards.audit", "flashcards.judging"),
    *("flashcards.deck.serialize", "flashcards.deck.packed", "flashcards.formula.tree", "flashcards.demo"),
    *("flashcards.storage.catalogue_refresh", "flashcards.storage.search", "flashcards.study.query"),
    *("flashcards.storage.statistics", "flashcards.storage.home_figures", "flashcards.tui.study"),
    *("flashcards.tui.browse", "flashcards.tui.home_side", "flashcards.tui.settings_screen"),
)
"""What the first frame of home does without, and what loads behind it."""
FIRST_FRAME = """
import asyncio, sys
from flashcards.cli import main, study
from flashcards.tui.app import FlashcardsApp

def run(app):
    collect_again = app.first_frame
    def first_frame():
        print("LOADED", *[name for name in LATER if name in sys.modules])
        collect_again()
    app.first_frame = first_frame
    async def look():
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
    asyncio.run(look())

FlashcardsApp.run = run
study._has_screen = lambda: True
main([])
"""


def loaded_by_first_frame(home: Path, code: str) -> list[str]:
    """What a start has loaded of what `code` asks about, once its first screen is drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASHCARDS_HOME", str(home))
        assert main(["decks"]) == 0  # fills the catalogue
    said = next(line for line in printed(code, home).splitlines() if line.startswith("LOADED"))
    return said.split()[1:]


def test_the_first_frame_of_home_loads_little(tmp_path: Path) -> None:
    assert loaded_by_first_frame(tmp_path, FIRST_FRAME.replace("LATER", repr(LATER))) == []


BEFORE_AN_ANSWER = (
    *("numpy", "sympy", "yaml", "pygments", "markdown_it", "flashcards.study.answers"),
    *("shlex", "concurrent.futures.thread", "flashcards.cli.editor", "flashcards.tui.readable"),
    *("flashcards.study.card_facts", "flashcards.study.day", "flashcards.study.backlog_plans"),
    *("flashcards.formula.tree", "flashcards.formula.parse"),
    *("flashcards.text.diff", "flashcards.tui.answer_preview"),
    *(
        "flashcards.tui.home",
        "flashcards.tui.demo_pane",
        "flashcards.tui.end_view",
        "flashcards.tui.pictures",
    ),
    *("flashcards.tui.help", "flashcards.demo", "flashcards.study.summary", "flashcards.study.query.reader"),
)
"""What a first card of plain words does without."""
PLAIN_DECK = "deck: plain\ncards:\n  - id: a\n    ask: What does momentum do?\n    answer: It remembers.\n"


def test_a_first_card_of_plain_words_loads_little(tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "plain.yaml").write_text(PLAIN_DECK, encoding="utf-8")
    code = FIRST_FRAME.replace("LATER", repr(BEFORE_AN_ANSWER)).replace(
        "main([])", "main(['study', 'plain'])"
    )
    assert loaded_by_first_frame(tmp_path, code) == []
