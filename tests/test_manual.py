"""The pages of the manual: each prints, and what it shows as an example is one."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from flashcards import cli
from flashcards.cli.help import TOPICS, read_page
from flashcards.deck import codec
from flashcards.storage.settings_load import load_settings
from flashcards.study.query import parse_query
from tests.rows import in_rows

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PAGES = {topic: read_page(topic) for topic in TOPICS}


def block(topic: str, language: str) -> str:
    """The first listing of a page."""
    found = re.search(rf"```{language}\n(.*?)```", PAGES[topic], re.DOTALL)
    assert found
    return found[1]


def blocks(topic: str) -> list[tuple[str, str]]:
    """The language and the text of each listing of a page."""
    return re.findall(r"^```(\w*)\n(.*?)^```", PAGES[topic], re.DOTALL | re.MULTILINE)


READERS: dict[str, Callable[[str], object]] = {"toml": tomllib.loads, "yaml": yaml.safe_load}


def first_column(topic: str) -> list[str]:
    """The code in the first column of a page's table."""
    rows = re.findall(r"^\| (`.*?) \|", PAGES[topic], re.MULTILINE)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_drawn_with_its_title_first(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["help", topic]) == 0
    drawn = capsys.readouterr().out.splitlines()
    assert drawn[0] == PAGES[topic].splitlines()[0].removeprefix("# ")
    assert len(drawn) > 5
    assert not [line for line in drawn if "```" in line or line.startswith("|")]


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if blocks(topic)])
def test_an_example_is_one_when_it_is_copied_from_the_terminal(
    topic: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    cli.main(["help", topic])
    drawn = textwrap.dedent("\n".join(capsys.readouterr().out.splitlines()[2:]))
    for language, text in blocks(topic):
        listing = textwrap.indent(text, "  ").rstrip()
        assert listing in drawn, "a line of it is broken"
        copied = textwrap.dedent(drawn[drawn.index(listing) :][: len(listing)])
        assert READERS[language](copied) == READERS[language](text)


def test_the_settings_of_the_manual_are_some(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(block("settings", "toml"), encoding="utf-8")
    found = load_settings(tmp_path)
    assert not found.problems
    assert found.settings.for_deck("adam").retention == 0.95


@pytest.mark.parametrize(
    ("words", "status", "text"),
    [
        pytest.param([], 0, "queries", id="the topics"),
        pytest.param(["study"], 0, "flashcards study --help", id="a command"),
        pytest.param(["query"], 2, "did you mean queries?", id="nearly a topic"),
    ],
)
def test_what_help_says_besides(
    words: list[str], status: int, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["help", *words]) == status
    said = capsys.readouterr()
    assert text in said.out + said.err


def test_the_readme_names_the_pages() -> None:
    line = next(line for line in README.splitlines() if "is the manual" in line)
    assert re.findall(r"`([a-z]+)`", line.partition("Its pages")[2]) == list(TOPICS)


@in_rows("query", first_column("queries"))
def test_a_query_of_the_manual_is_one(query: str) -> None:
    parse_query(query)


def test_the_deck_of_the_manual_is_one() -> None:
    deck, problems = codec.read_deck(block("decks", "yaml"), "adam.yaml")
    assert deck
    assert [card.id for card in deck.cards] == ["first-moment", "correction-factor"]
    assert not problems


@pytest.mark.parametrize("topic", [*TOPICS, "readme"])
def test_the_commands_of_the_manual_exist(topic: str) -> None:
    named = re.findall(r"`flashcards ([a-z][a-z-]*)", PAGES.get(topic, README))
    assert set(named) <= set(cli.COMMANDS)
