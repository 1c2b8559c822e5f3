"""The pages of the manual: each prints, and what it shows as an example is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.cli.help import TOPICS, read_page
from flashcards.deck import codec
from flashcards.study.query import parse_query

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PAGES = {topic: read_page(topic) for topic in TOPICS}


def block(topic: str, language: str) -> str:
    """The first listing of a page."""
    found = re.search(rf"```{language}\n(.*?)```", PAGES[topic], re.DOTALL)
    assert found
    return found[1]


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


@pytest.mark.parametrize("query", first_column("queries"))
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
