"""What a person meets who imports notes: messages of the shell and of `--watch`, and the app around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer, NumberAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem
from flashcards.importing.agent_questions import ask_of_agent
from flashcards.notes.decode import decode
from flashcards.study.faces import faces
from flashcards.study.number_answers import judge_number
from flashcards.tui.deck_list import DeckList
from flashcards.tui.home import HomeScreen
from flashcards.tui.proposal_list import ProposalList
from flashcards.tui.proposal_rows import card_line
from tests.test_home import screen
from tests.test_import import command, vault_of, written
from tests.test_import import home as home  # noqa: PLC0414 - fixtures are found by name
from tests.test_import_review import proposal
from tests.test_import_screen import Fake, opened
from tests.test_import_watch import ADAM, MORE, Desk
from tests.test_import_watch import desk as desk  # noqa: PLC0414

MANY = [proposal(f"card{number}", BasicAnswer(f"answer {number}")) for number in range(60)]


@pytest.mark.parametrize(
    "sizes", [[(40, 12)], [(80, 24)], [(120, 40), (40, 12)]], ids=["small", "middle", "large and small"]
)
async def test_the_cursor_stays_in_view_when_the_terminal_shrinks(sizes: list[tuple[int, int]]) -> None:
    async with opened(Fake(MANY), size=(120, 40)) as (app, pilot):
        app.screen.query_one(ProposalList).move_to(30)
        await pilot.pause()
        for size in sizes:
            await pilot.resize_terminal(*size)
            await pilot.pause()
        rows = [row for row in screen(app) if row.lstrip().startswith("▸")]
        assert len(rows) == 1
        assert "card30" in rows[0]


async def test_the_home_screen_chooses_the_deck_that_was_written() -> None:
    async with opened(Fake()) as (app, pilot):
        home_screen = HomeScreen(app._services)
        await app.push_screen(home_screen)
        await pilot.pause()
        last = home_screen._rows[-1].name
        home_screen.choose_deck(last)
        await pilot.pause()
        assert home_screen.query_one(DeckList).cursor == len(home_screen._rows) - 1
        home_screen.choose_deck("no-such-deck")
        assert home_screen.query_one(DeckList).cursor == len(home_screen._rows) - 1


@pytest.mark.parametrize(
    ("right", "shown"), [("1e-8", "1e-8"), ("1e-05", "1e-5"), ("0.9", "0.9"), ("2e20", "2e20")]
)
def test_a_power_of_ten_is_shown_as_people_write_it(right: str, shown: str) -> None:
    card = Card("d", "epsilon", "What is ε?", NumberAnswer(right), Place("d.yaml"))
    assert f"**{shown}**" in str(faces(prompts(card)[0], "").answer)
    assert judge_number("7", float(right), 0.01).message == f"it is {shown}; you have 7"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\0\xfe", id="a picture"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\0\0\x93", id="a PDF"),
    ],
)
def test_a_file_that_is_no_text_is_not_to_be_converted(raw: bytes) -> None:
    with pytest.raises(Problem) as caught:
        decode(raw, "net.png")
    assert "binary data" in str(caught.value)
    assert "Markdown" in str(caught.value)
    assert "iconv" not in str(caught.value)


TOLD = [
    pytest.param("- The ε of Adam is {{cloze 1e-8}}. #card\n", "The ε of Adam is {{1e-8}}.", id="a cloze"),
    pytest.param("- What is an epoch? #card\n  - One pass.\n", "(logseq syntax)", id="the syntax"),
    pytest.param("# Nets\n\n**Layer**: one row.\n\n![[net.png]]\n", "embed: image: net.png", id="an image"),
    pytest.param("#ml #nets\n\n**Layer**: one row.\n", "   1  tags: added to the cards", id="tags"),
]


@pytest.mark.parametrize(("text", "line"), TOLD)
def test_a_dry_run_says_in_words(
    text: str, line: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", Note=text)
    assert command(folder, "--dry-run") == 0
    assert line in capsys.readouterr().out


def test_one_card_that_is_known_is_told_in_the_singular(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = "What does SGD stand for::Stochastic gradient descent #flashcards\n"
    command(vault_of(tmp_path / "first", Note=known))
    capsys.readouterr()
    more = f"#flashcards\n\n{known}\nWhat is an epoch::One pass over the data\n"
    command(vault_of(tmp_path / "v", Note=more), "--dry-run")
    told = capsys.readouterr().out
    assert "1 more asks the same as a card that you have: first/" in told
    assert "--all makes it anyway" in told


def test_a_clash_says_how_to_settle_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault_of(tmp_path / "v", Adam=ADAM)
    command(folder)
    deck = home / "decks/v.yaml"
    edited = deck.read_text(encoding="utf-8").replace("recent gradients", "latest gradients")
    deck.write_text(edited, encoding="utf-8")
    vault_of(folder, Adam=ADAM.replace("recent gradients", "last few gradients"))
    capsys.readouterr()
    command(folder)
    assert "settle it with  --settle adam-momentum=deck" in capsys.readouterr().out
    assert "latest gradients" in deck.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("meaning", "question"),
    [
        ("replaces the sum by a moving average", "what does it replace the sum with?"),
        ("replaces the sum with a moving average", "what does it replace the sum with?"),
        ("divides the gradient by its norm", "what does it divide the gradient by?"),
    ],
)
def test_a_verb_has_its_own_preposition(meaning: str, question: str) -> None:
    asked = ask_of_agent("it", meaning)
    assert asked is not None
    assert asked[0] == question


@pytest.mark.parametrize(
    ("ask", "line"),
    [("", "Adam keeps two."), ("qa", "qa: Adam keeps two."), ("Cons:", "Cons: Adam keeps two.")],
)
def test_a_cloze_is_listed_with_its_text(ask: str, line: str) -> None:
    assert card_line(Card("d", "c", ask, ClozeAnswer("Adam keeps {{two}}."), Place("d.yaml"))) == line


def test_a_column_of_years_asks_what_year(home: Path, tmp_path: Path) -> None:
    table = "# Optimizers\n\n| Optimizer | Year |\n|---|---|\n| SGD | 1951 |\n| Adam | 2014 |\n"
    assert command(vault_of(tmp_path / "v", Note=table), "--all") == 0
    asks = {card.ask.lower() for card in written(home / "decks/v.yaml").cards}
    assert {"what year is sgd from?", "what year is adam from?"} <= asks


def clash(desk: Desk) -> None:
    """Edit the card of `ADAM` in the deck and in its note."""
    text = desk.deck.read_text(encoding="utf-8")
    desk.deck.write_text(text.replace("recent gradients", "latest gradients"), encoding="utf-8")
    desk.write("Adam.md", ADAM.replace("recent gradients", "last few gradients"))


def test_a_clash_is_told_once_while_other_notes_change(desk: Desk) -> None:
    told = desk.watch(
        lambda: clash(desk),
        lambda: None,
        lambda: desk.write("New.md", MORE),
        lambda: None,
        lambda: desk.write("New.md", MORE + MORE.replace("Epoch", "Round")),
    )
    assert "".join(told).count("Adam.md: 1 card kept as edited in the deck\n") == 1


def test_a_removed_note_is_told_once_while_other_notes_change(desk: Desk) -> None:
    told = desk.watch(
        (desk.vault / "Adam.md").unlink,
        lambda: None,
        lambda: desk.write("New.md", MORE),
        lambda: None,
        lambda: desk.write("New.md", MORE + MORE.replace("Epoch", "Round")),
    )
    assert "".join(told).count("Adam.md") == 1
