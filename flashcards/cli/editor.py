"""The person's editor: which one it is, and how it is told a line. No shell is involved."""

from __future__ import annotations

import ntpath
import os
import shlex
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

from flashcards.errors import Problem
from flashcards.value import Value

Suspend = Callable[[], AbstractContextManager[None]]
"""Gives the terminal to another program meanwhile."""
Which = Callable[[str], str | None]
"""Finds a program, as `shutil.which` does."""

_PLUS = frozenset(
    [
        "vi",
        "vim",
        "nvim",
        "gvim",
        "mvim",
        "view",
        "ex",
        "nano",
        "pico",
        "emacs",
        "emacsclient",
        "kak",
        "hx",
        "helix",
        "micro",
        "joe",
        "jed",
        "ne",
        "mg",
        "ee",
        "gedit",
        "gnome-text-editor",
        "geany",
        "xed",
    ]
)
"""Editors that take `+12 FILE`."""
_GOTO = frozenset(["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron"])
"""Editors that take `-g FILE:12`."""
_COLON = frozenset(["subl", "sublime_text", "zed", "zeditor", "lapce", "pulsar", "atom"])
"""Editors that take `FILE:12`."""
_LINE_OPTION = {"kate": "-l", "kwrite": "-l", "mate": "-l", "pycharm": "--line", "idea": "--line"}
_WINDOWED = _GOTO | _COLON | _LINE_OPTION.keys()
_WINDOWED |= {"gvim", "mvim", "gedit", "gnome-text-editor", "geany", "xed", "notepad", "notepad++"}
_USUAL = ("nano", "nvim", "vim", "vi", "micro", "hx")
_LEAVING = {
    **dict.fromkeys(("nvim", "vim", "vi", "hx"), "Esc, then  :wq  and Enter;  :q!  throws the changes away"),
    "micro": "Ctrl+S, then Ctrl+Q",
}
"""How one leaves an editor that does not show it on its screen, as nano does."""
_WAIT = {
    **dict.fromkeys(_GOTO | {"subl", "sublime_text", "zed", "zeditor", "atom"}, "--wait"),
    **dict.fromkeys(("gvim", "mvim"), "--nofork"),
    **dict.fromkeys(("kate", "kwrite"), "--block"),
    "mate": "--wait",
}
"""What makes an editor that opens a window return when the file is closed, and not before."""


class NoteCommand(Value, frozen=True):
    """A command that opens a note."""

    arguments: tuple[str, ...]
    takes_terminal: bool
    """True for an editor that draws on the terminal, which the app must give up meanwhile."""
    program: str
    """What to call it in a message."""
    leaving: str = ""
    """How it is left, if nobody chose it and its screen does not say so."""


def obsidian_address(note: Path) -> str:
    """The address that opens the note in Obsidian; all but letters, digits and `-._~` is escaped."""
    return f"obsidian://open?path={quote(note.as_posix(), safe='')}"


def obsidian_command(note: Path, system: str, environ: Mapping[str, str], which: Which) -> NoteCommand | None:
    """The command that hands Obsidian's address to the system; None where there is no desktop."""
    address = obsidian_address(note)
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        return None
    if system == "darwin":
        return NoteCommand(("open", address), False, "Obsidian")
    if system == "win32":
        return NoteCommand(("rundll32", "url.dll,FileProtocolHandler", address), False, "Obsidian")
    desktop = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    opener = which("xdg-open") if desktop else None
    return NoteCommand((opener, address), False, "Obsidian") if opener else None


def editor_command(
    note: Path,
    line: int,
    system: str,
    environ: Mapping[str, str],
    which: Which,
    *,
    waits: bool = False,
) -> NoteCommand:
    """The person's editor at that line of the note: `$VISUAL`, `$EDITOR`, else one that is installed.

    With `waits` an editor with a window of its own returns when the file is closed. Raises Problem if there
    is no editor.
    """
    words = _editor_words(system, environ, which)
    name = _name(words[0])
    if waits and name in _WAIT and _WAIT[name] not in words:
        words.append(_WAIT[name])
    leaving = "" if preferred_editor(environ) else _LEAVING.get(name, "")
    return NoteCommand((*words, *_at_line(name, str(note), line)), name not in _WINDOWED, name, leaving)


def preferred_editor(environ: Mapping[str, str]) -> str:
    """The command in `VISUAL` or `EDITOR`; empty if neither is set."""
    return next((text for name in ("VISUAL", "EDITOR") if (text := environ.get(name, "").strip())), "")


def with_chosen_editor(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with the editor of the settings, if there is one, in place of its own."""
    from flashcards.storage import deck_files
    from flashcards.storage.settings_load import load_settings

    editor = load_settings(deck_files.data_folder(environ)).preferences.editor
    return {**environ, "VISUAL": editor} if editor else environ


def _editor_words(system: str, environ: Mapping[str, str], which: Which) -> list[str]:
    """The program with its own arguments, as in `code --wait`."""
    written = preferred_editor(environ)
    if not written:
        usual = ("notepad",) if system == "win32" else _USUAL
        written = next((name for name in usual if which(name)), "")
        if not written:
            hint = "set EDITOR to the program that opens your notes, such as  EDITOR=nano"
            raise Problem("no editor was found", hint=hint)
        return [written]
    try:
        words = _split_command(written, system)
    except ValueError:
        raise Problem(f"EDITOR cannot be read: {written}", hint="a quotation mark is open in it") from None
    if not words or which(words[0]) is None:
        other = next((name for name in _USUAL if which(name)), "")
        hint = f"set EDITOR to a program that is installed{other and f', such as  EDITOR={other}'}"
        raise Problem(f"the editor {words[0] if words else written} was not found", hint=hint)
    return words


def _split_command(written: str, system: str) -> list[str]:
    """The program and its arguments. Raises ValueError for an open quotation mark."""
    # In paths of Windows a backslash is no escape.
    posix = system != "win32"
    words = shlex.split(written, posix=posix)
    return words if posix else [word.strip('"') for word in words]


def _name(program: str) -> str:
    """The name of a program without its folder and ending."""
    name = ntpath.basename(program).lower()
    return name.removesuffix(".exe").removesuffix(".cmd")


def _at_line(name: str, file: str, line: int) -> tuple[str, ...]:
    """The arguments that open the file at the line; of an editor that nobody knows, the file alone."""
    if name in _PLUS:
        return f"+{line}", file
    if name in _GOTO:
        return "-g", f"{file}:{line}"
    if name in _COLON:
        return (f"{file}:{line}",)
    if name == "notepad++":
        return f"-n{line}", file
    if name in _LINE_OPTION:
        return _LINE_OPTION[name], str(line), file
    return (file,)


def choose_editor() -> str:
    """The editor of the settings, else of the environment; empty if none is set."""
    return preferred_editor(with_chosen_editor(os.environ))
