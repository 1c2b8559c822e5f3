"""A name has one meaning: no class and no public function is called as another in a different room."""

from __future__ import annotations

import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module

import pytest
import textual.widgets
from textual.dom import DOMNode

from flashcards import tui
from tests.test_layers import ROOT, SOURCES
from tests.test_outlet import subclasses

PROTOCOLS = {
    "State": "what each rule of `optimizers` returns",
    "Array": "the numbers that the modules of `optimizers` share",
    "step": "of each rule",
    "ahead": "of each rule that takes its gradient at another point",
    "add": "of each command: its arguments",
    "run": "of each command, and of each kind of demo",
}
"""Names that the members of one protocol share."""
PARTICIPLES = {
    "told",
    "said",
    "fed",
    "turned",
    "drawn",
    "shown",
    "known",
    "given",
    "made",
    "put",
    "named",
    "written",
}


def definitions(*, functions: bool) -> Iterator[tuple[str, str]]:
    """Each public class, or each public function of a module, with the file that defines it."""
    definition = re.compile(rf"^(?:async )?{'def' if functions else 'class'} ([a-zA-Z]\w*)", re.MULTILINE)
    for path in SOURCES:  # not parsed: that takes a second
        for found in definition.finditer(path.read_text(encoding="utf-8")):
            yield found[1], str(path.relative_to(ROOT))


@pytest.mark.parametrize("functions", [False, True], ids=["classes", "functions"])
def test_a_name_has_one_meaning(functions: bool) -> None:
    found = defaultdict(set)
    for name, file in definitions(functions=functions):
        found[name].add(file)
    assert {name: files for name, files in found.items() if len(files) > 1 and name not in PROTOCOLS} == {}


def test_no_function_is_a_bare_participle() -> None:
    found = [(name, file) for name, file in definitions(functions=True) if name in PARTICIPLES]
    assert found == []


def test_no_widget_is_called_as_one_of_textual() -> None:
    """A rule of a style sheet selects by the name of the class, ours and Textual's alike.

    Browse was empty once the palette had been opened, as the lists of both were called the same.
    """
    for module in (*pkgutil.iter_modules(tui.__path__, "flashcards.tui."), "textual.command"):
        import_module(module if isinstance(module, str) else module.name)
    for name in textual.widgets.__all__:
        getattr(textual.widgets, name)  # each loads with its first use
    places = defaultdict(set)
    for kind in subclasses(DOMNode):
        places[kind.__name__].add(kind.__module__)
    both = {name: found for name, found in places.items() if len(found) > 1}
    assert not [name for name, found in both.items() if any(each.startswith("flashcards.") for each in found)]
