"""Prints a demo's result, or writes its plot to a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import wrap

from flashcards.cli import output
from flashcards.demo.plot import picture
from flashcards.demo.plot.number_table import number_table
from flashcards.demo.plot.svg import svg
from flashcards.demo.result import Result, Working
from flashcards.errors import Problem
from flashcards.text.names import spell_in_ascii

_HEIGHT = 18
"""The height of a plot: with title, settings and legend it fits a terminal of 24 rows."""


def print_result(result: Result, *, plot: bool, ascii_only: bool) -> None:
    """Prints title, settings and table, and the plot with `plot` or if the demo has no table."""
    width = min(shutil.get_terminal_size().columns, 120)

    def words(text: str, style: str = "") -> None:
        for line in wrap(spell_in_ascii(text) if ascii_only else text, width):
            output.out(line, style)

    words(result.title, "bold")
    words(result.about)
    for row in [
        *picture.settings_lines(result.settings, width=width, ascii_only=ascii_only),
        (),
        *number_table(result.columns, picture.rows(result), width=width, ascii_only=ascii_only),
    ]:
        output.print_spans(row)
    if plot or isinstance(result.figure, Working):
        output.out()
        for row in picture.draw_picture(result, width=width, height=_HEIGHT, ascii_only=ascii_only):
            output.print_spans(row)
    words(result.diverged, "yellow")
    for note in result.notes:
        words(note, "dim")


def print_premises(result: Result, premises: str, *, ascii_only: bool) -> None:
    """Prints what a prediction is made from: the title of the result, the premises, and the settings."""
    width = min(shutil.get_terminal_size().columns, 120)
    for text in filter(None, (result.title, premises)):
        for line in wrap(spell_in_ascii(text) if ascii_only else text, width):
            output.out(line)
    for row in picture.settings_lines(result.settings, width=width, ascii_only=ascii_only):
        output.print_spans(row)


def write_svg(result: Result, file: Path) -> None:
    """Writes the plot; replaces an existing SVG picture but no other file."""
    try:
        if (
            file.exists()
            and not file.read_bytes()[:5].startswith((b"<svg", b"<?xml"))
            and file.stat().st_size
        ):
            raise Problem(f"{file} exists and is not an SVG picture", hint="choose another file name")
        file.write_text(svg(result), encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot write {file}: {error.strerror}") from None
