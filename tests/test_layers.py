"""The arrows between the rooms, as a table; and what a light command must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

WORDS = {"errors", "card", "cloze", "prompt"}
TEXT = WORDS | {"maths", "prose"}
STUDY = TEXT | {"schedule", "session", "demo", "sides", "answers", "farewell", "flow"}
DISK = {"files", "library", "store", "vault"}

MAY_IMPORT = {
    "optimizers": {"optimizers", "numpy"},
    "flashcards.errors": set(),
    "flashcards.card": {"errors"},
    "flashcards.cloze": set(),
    "flashcards.prompt": {"card", "cloze"},
    "flashcards.maths": {"maths", "errors", "optimizers", "numpy", "sympy", "wcwidth"},
    "flashcards.prose": {"prose", "maths", "errors", "markdown_it", "mdit_py_plugins", "pygments"},
    "flashcards.deckfile": WORDS | {"deckfile", "yaml", "markdown_it"},
    "flashcards.notes": WORDS | {"notes", "deckfile", "maths", "markdown_it"},
    "flashcards.schedule": {"errors", "schedule", "fsrs_rs_python"},
    "flashcards.session": WORDS | {"schedule", "session"},
    "flashcards.farewell": {"session", "schedule"},
    "flashcards.demo": WORDS | {"demo", "maths", "optimizers", "numpy"},
    "flashcards.sides": TEXT | {"demo", "syntax"},
    "flashcards.syntax": {"maths"},
    "flashcards.flow": {"errors", "session", "sides", "answers"},
    "flashcards.answers": TEXT | {"schedule", "sides", "syntax"},
    "flashcards.check": TEXT | {"check", "sides", "syntax", "demo", "optimizers", "numpy", "sympy"},
    "flashcards.sealed": set(),
    "flashcards.files": {"errors", "filelock"},
    "flashcards.library": WORDS | {"files", "deckfile", "sealed", "platformdirs"},
    "flashcards.vault": {"errors", "files"},
    "flashcards.store": {"errors", "schedule", "sealed", "store", "sqlite3"},
    "flashcards.tui": STUDY | {"tui", "textual", "rich"},
    "flashcards.plain": STUDY,
    "flashcards.cli": STUDY | DISK | {"cli", "check", "deckfile", "notes", "plain", "tui", "optimizers"},
    "flashcards": {"cli"},
}
"""Each room → the rooms and outside libraries that it may import; the standard library is free."""

HOMES = {
    "fsrs_rs_python": {"flashcards/schedule"},
    "sqlite3": {"flashcards/store"},
    "yaml": {"flashcards/deckfile"},
    "markdown_it": {"flashcards/deckfile", "flashcards/notes", "flashcards/prose"},
    "textual": {"flashcards/tui"},
    "sympy": {
        "flashcards/maths/algebra",
        "flashcards/maths/judge",
        "flashcards/maths/slips",
        "flashcards/check",
    },
    "pygments": {"flashcards/prose/colour"},
    "platformdirs": {"flashcards/library"},
    "filelock": {"flashcards/files"},
    "wcwidth": {"flashcards/maths/box"},
}
"""Each outside library with one home → where it may be named."""

SOURCES = sorted([*ROOT.glob("flashcards/**/*.py"), *ROOT.glob("optimizers/**/*.py")])


def room(path: Path) -> str:
    """The key of `MAY_IMPORT` that governs the module at `path`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "optimizers" or parts[1] in {"__init__", "__main__"}:
        return parts[0]
    return ".".join(parts[:2])


@cache
def imported(path: Path) -> set[str]:
    """The rooms and libraries that a module names in its imports, those inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {_named(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            assert node.module
            if node.module == "flashcards":
                found |= {_named(f"flashcards.{alias.name}") for alias in node.names}
            else:
                found.add(_named(node.module))
    return {name for name in found if name == "sqlite3" or name not in sys.stdlib_module_names}


def _named(module: str) -> str:
    first, _, rest = module.partition(".")
    return rest.split(".")[0] if first == "flashcards" and rest else first


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    assert imported(path) - {"__version__"} <= MAY_IMPORT[room(path)]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    users = {
        path.relative_to(ROOT).with_suffix("").as_posix() for path in SOURCES if library in imported(path)
    }
    assert users, f"{library} is used nowhere"
    assert all(any(user.startswith(home) for home in HOMES[library]) for user in users)


@pytest.mark.parametrize("arguments", [["--version"], ["decks"], ["schema"], ["demo", "sgd"]], ids=" ".join)
def test_a_light_command_loads_neither_sympy_nor_textual(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from flashcards.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        "print('LOADED', [name for name in ('sympy', 'textual', 'rich') if name in sys.modules])"
    )
    environment = {"FLASHCARDS_HOME": str(tmp_path), "PATH": "", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True, timeout=60
    )
    assert ran.stdout.splitlines()[-1] == "LOADED []"
