"""The import screen, driven by keys: what each does, what is shown, and what is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from flashcards.cli.editor_run import edit_text
from flashcards.deck.card_text import read_card_text, with_remark, write_card_text
from flashcards.deck.model import BasicAnswer, ClozeAnswer, FormulaAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem
from flashcards.importing.draft import Refutation
from flashcards.importing.excerpt import proposal_excerpt, source_excerpt
from flashcards.importing.proposals import Proposal
from flashcards.importing.review_candidate import Decision, ReviewOutcome
from flashcards.scheduling import Settings
from flashcards.study import Session
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.help import HelpScreen
from flashcards.tui.home import HomeScreen
from flashcards.tui.import_path import ImportPathScreen
from flashcards.tui.import_screen import ImportScreen
from flashcards.tui.leave_import import LeaveImportScreen
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.proposal_list import ProposalList
from flashcards.tui.proposal_rows import card_line
from flashcards.tui.services import ImportProposals, ImportServices
from flashcards.tui.study import StudyScreen
from tests import desks
from tests.pools import start
from tests.rows import most_telling, rows
from tests.test_home import screen
from tests.test_import_review import ALL, BB, RIGHT, A, decisions, proposal

SIZES = most_telling(
    *(pytest.param(size, id=f"{size[0]}x{size[1]}") for size in ((80, 24), (120, 40), (40, 12)))
)
NOTE = [f"line {number} of the note" for number in range(1, 20)]
UNREAD = Problem("the note is not UTF-8", Place("Bad.md"), "save it as UTF-8")


@dataclass
class Fake:
    """Services that keep what was asked of them."""

    proposals: Sequence[Proposal] = ALL
    problems: tuple[Problem, ...] = ()
    failure: Problem | None = None
    edits: list[str | Problem] = field(default_factory=list)
    """What the editor gives back, in turn."""
    lines: Sequence[str] = tuple(NOTE)
    paths: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    """The texts that were given to the editor."""
    outcomes: list[ReviewOutcome] = field(default_factory=list)
    unwritable: bool = False
    may_end: Event | None = None
    """If there is one: reading waits for it."""
    left_out: dict[str, Decision] = field(default_factory=dict)

    def propose(self, path: str, progress: Callable[[str], None]) -> ImportProposals:
        self.paths.append(path)
        progress("Reading [b]Adam[/b].md")
        while self.may_end and not self.may_end.wait(0.01):
            progress("Reading [b]Adam[/b].md")
        if self.failure:
            raise self.failure
        known = {"adam/step": desks.FORMULA}
        return ImportProposals("notes", tuple(self.proposals), self.problems, 3, "", known, self.left_out)

    def note_lines(self, file: str) -> Sequence[str]:
        if not self.lines:
            raise Problem("it is gone")
        return self.lines

    def write(self, outcome: ReviewOutcome) -> str:
        if self.unwritable:
            raise Problem("the disk is full")
        self.outcomes.append(outcome)
        return f"{len(outcome.cards)} cards written"

    def edit(self, text: str, suspend: Callable[[], AbstractContextManager[None]]) -> str:
        self.offered.append(text)
        edited = self.edits.pop(0)
        if isinstance(edited, Problem):
            raise edited
        return edited

    def services(self) -> ImportServices:
        return ImportServices(
            self.propose, self.note_lines, self.write, self.edit, lambda path: f"{path}/deeper"
        )


FITTING = ("Accept", "Edit", "Discard", "Never", "All sure", "Help", "Back")
"""The keys that are used most."""


@asynccontextmanager
async def opened(
    fake: Fake, *keys: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[FlashcardsApp, Pilot[None]]]:
    """The app on the import screen, after the proposals are shown and some keys are pressed."""
    app = FlashcardsApp(replace(desks.desk_over(desks.A), imports=fake.services()), importing="vault")
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        yield app, pilot


def states(app: FlashcardsApp) -> str:
    """A letter for each proposal: open, accepted, discarded, never, merged."""
    assert isinstance(app.screen, ImportScreen)
    return decisions(app.screen.review)


def notices(app: FlashcardsApp) -> str:
    """The notifications that are shown."""
    return "\n".join(each.message for each in app._notifications)


def current(app: FlashcardsApp) -> int | None:
    return app.screen.query_one(ProposalList).current


# In the order of the list: a, bb | same | bad, hopeless | (fold) doubt
KEYS = [
    pytest.param(["a"], "aooooo", 1, id="a accepts and goes on"),
    pytest.param(["space"], "aooooo", 1, id="Space accepts"),
    pytest.param(["enter"], "aooooo", 1, id="Enter accepts"),
    pytest.param(["x"], "dooooo", 1, id="x discards"),
    pytest.param(["n", "exclamation_mark"], "nnoooo", 3, id="n and ! never"),
    pytest.param(["A"], "aaoooo", 3, id="A accepts all sure ones"),
    pytest.param(["j", "x", "A"], "adoooo", 3, id="A leaves what is decided"),
    pytest.param(["a", "x", "u"], "aooooo", 1, id="u takes the last one back"),
    pytest.param(["a", "x", "u", "ctrl+z"], "oooooo", 0, id="undo goes on back"),
    pytest.param(["A", "u"], "oooooo", 3, id="all sure ones are one action"),
    pytest.param(["u"], "oooooo", 0, id="nothing to undo"),
    pytest.param(["m", "j", "m"], "maoooo", 1, id="m and m merge"),
    pytest.param(["m", "j", "enter"], "maoooo", 1, id="Enter merges too"),
    pytest.param(["m", "j", "m", "u"], "oooooo", 1, id="a merge is undone"),
    pytest.param(["m", "escape", "a"], "aooooo", 1, id="Escape stops merging"),
    pytest.param(["m", "m", "a"], "aooooo", 1, id="a card is not merged with itself"),
    pytest.param(["j", "j", "j", "g"], "ooooao", 4, id="g takes the right line"),
    pytest.param(["j", "j", "j", "r"], "ooooao", 4, id="r too"),
    pytest.param(["j", "j", "j", "a"], "ooooao", 5, id="accepting a contradicted one takes it"),
    pytest.param(["j", "j", "j", "j", "a"], "oooooo", 5, id="no right line: refused"),
    pytest.param(["g"], "oooooo", 0, id="no right line to take"),
    pytest.param(["end", "a"], "oooooo", 2, id="accept on the fold unfolds"),
    pytest.param(["d", "a"], "ooaooo", 0, id="d unfolds, and the next open one is the first"),
    pytest.param(["d", "d"], "oooooo", 0, id="d folds"),
    pytest.param(["k", "x"], "oooooo", 0, id="x on the fold does nothing"),
]


async def begin_anew(pilot: Pilot[None], fake: Fake) -> None:
    """Show the proposals as they are shown first: nothing decided, the doubtful ones folded away."""
    screen = pilot.app.screen
    assert isinstance(screen, ImportScreen)
    screen._merging = None
    listed = screen.query_one(ProposalList)
    listed._unfolded.clear()
    listed.highlighted = None
    screen.begin(fake.propose("vault", str), [card_line(each.card) for each in fake.proposals])
    pilot.app.clear_notifications()
    await pilot.pause()


async def test_keys() -> None:
    fake = Fake()
    async with opened(fake, size=(80, 24)) as (app, pilot):
        with rows() as row:
            for case in KEYS:
                keys, decided, at = case.values
                with row(case.id):
                    await begin_anew(pilot, fake)
                    await pilot.press(*keys)
                    await pilot.pause()
                    assert states(app) == decided
                    if keys != ["k", "x"]:
                        assert current(app) == at


@pytest.mark.parametrize("size", SIZES)
async def test_a_review_at_every_size(size: tuple[int, int]) -> None:
    fake = Fake()
    async with opened(fake, "a", "x", "n", "g", size=size) as (app, pilot):
        rows = screen(app)
        assert len(rows) == size[1]
        assert any(row.startswith(("▸", " ▸")) for row in rows)
        assert "Space accept" in rows[-1]
        text = "\n".join(rows)
        assert "1 open" in text or "2 open" in text
        assert "✓  " in text
        assert "corrected" in text
        await pilot.press("w")
        await pilot.pause()
    outcome = fake.outcomes[0]
    assert [card.id for card in outcome.cards] == ["a", "bad"]
    assert outcome.cards[1].answer == FormulaAnswer(RIGHT)
    assert [card.id for card in outcome.discarded] == ["bb"]
    assert [card.id for card in outcome.never] == ["same"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_is_drawn_beside_its_source(size: tuple[int, int]) -> None:
    formula = proposal("v", FormulaAnswer(r"v = \frac{a}{b}"))
    note = [*NOTE[:3], "v", *NOTE[4:]]
    async with opened(Fake([formula], lines=note), "tab", *["down"] * 9, size=size) as (app, pilot):
        below = screen(app)
        await pilot.press("home")
        await pilot.pause()
        above = screen(app)
    text = "\n".join([*above, *below])
    assert "What is v?" in text
    assert "───" in text
    assert "Adam.md:4" in text
    assert "▌4 v" in text
    assert (" 5 line 5 of the note" in text) == (size[1] > 12)


@pytest.mark.parametrize("size", SIZES)
async def test_a_contradicted_one_shows_both_lines_and_not_the_card(size: tuple[int, int]) -> None:
    async with opened(Fake(), "j", "j", "j", "tab", "down", size=size) as (app, pilot):
        text = "\n".join(screen(app))
        await pilot.press("end")
        await pilot.pause()
        text += "\n".join(screen(app))
    assert "✗ Not what Adam computes" in text
    assert "the exponent t is missing" in text
    assert "in your note m̂ₜ = mₜ/(1 − β₁)" in text
    assert "reference    m̂ₜ = mₜ/(1 − β₁ᵗ)" in text
    assert size[0] == 40 or "compared with the reference Adam" in text


SHOWN = [
    pytest.param([], "a formula", id="a sure one has its reason"),
    pytest.param(["j", "j"], "= adam › step asks this already", id="asked already"),
    pytest.param(["j", "j"], "  Write m.", id="the question that is asked already"),
    pytest.param(["j", "j"], "  mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ", id="its answer"),
    pytest.param(["j"] * 4, "There is no right line to take", id="no right line"),
    pytest.param(["d"], "? doubtful: a formula (0.3)", id="doubtful"),
    pytest.param(["a", "k"], "✓ accepted", id="accepted"),
    pytest.param(["x", "k"], "· discarded", id="discarded"),
    pytest.param(["n", "k"], "· never again", id="never"),
    pytest.param(["m", "j", "m", "k"], "→ merged into bb", id="merged"),
    pytest.param(["m", "j", "m"], "also in Adam.md:4", id="sources joined"),
    pytest.param(["m"], "m on the card to keep, Esc stops: merging “What is a?”", id="merging"),
    pytest.param(["a", "u"], "undone: accept", id="undone"),
    pytest.param(["A"], "2 accepted · 4 open", id="counts"),
    pytest.param([], "6 cards: 2 new, 1 asked already, 2 differ from the reference, 1 doubtful", id="groups"),
    pytest.param([], "Doubtful  1 proposal, d shows them", id="folded"),
    pytest.param(["A", "x", "x", "x", "d", "x"], "nothing is open", id="all decided"),
]


async def test_what_is_shown() -> None:
    fake = Fake()
    async with opened(fake) as (app, pilot):
        with rows() as row:
            for case in SHOWN:
                keys, says = case.values
                with row(case.id):
                    await begin_anew(pilot, fake)
                    await pilot.press(*keys)
                    await pilot.pause()
                    assert says in "\n".join(screen(app))


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        pytest.param(["\\[", "m = g, \\quad v = g^2", "\\]"], [2], id="one of several on a line"),
        pytest.param(
            ["$$", "\\begin{aligned}", "m &= g \\\\", "v &= g^2", "$$"], [4], id="one of several lines"
        ),
        pytest.param(["$$v = g^2$$"], [1], id="a line of its own"),
        pytest.param(["$$", "v =", "g^2", "$$"], [1], id="over several lines: where it begins"),
    ],
)
def test_the_line_of_a_formula_is_marked(lines: list[str], marked: list[int]) -> None:
    one = proposal("v", FormulaAnswer("v = g^2"))
    one = replace(one, sources=(Place("Adam.md", 1),))
    assert [line.number for line in proposal_excerpt(lines, one) if line.is_source] == marked


async def test_doubtful_ones_are_folded_away() -> None:
    async with opened(Fake()) as (app, pilot):
        assert "What is doubt?" not in "\n".join(screen(app))
        await pilot.press("d")
        await pilot.pause()
        assert "What is doubt?" in "\n".join(screen(app))


async def test_every_key_in_the_footer_and_the_help() -> None:
    async with opened(Fake(problems=(UNREAD,)), "j", "j", "j", size=(160, 40)) as (app, pilot):
        footer = screen(app)[-1]
        shown = ["Accept", "Discard", "Edit", "Right line", "Undo", "Help", "Never", "Back"]
        shown += ["Merge", "All sure", "Open", "Doubtful", "Problems"]
        assert [word for word in shown if word.lower() not in footer] == []
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "never again" in "\n".join(screen(app))
        await pilot.press("escape", "p")
        await pilot.pause()
        assert isinstance(app.screen, ProblemsScreen)
        assert "1 problem in notes" in "\n".join(screen(app))


@pytest.mark.parametrize(
    ("keys", "right"), [pytest.param([], False, id="sure"), pytest.param(["j"] * 3, True, id="contradicted")]
)
async def test_the_keys_used_most_are_shown_in_80_columns(keys: list[str], right: bool) -> None:
    fake = Fake(problems=(UNREAD,), left_out={"bb": Decision.NEVER})
    async with opened(fake, *keys, size=(80, 24)) as (app, _):
        footer = screen(app)[-1]
        assert [word for word in FITTING if word.lower() not in footer] == []
        assert ("g right line" in footer) == right


async def test_what_was_left_out_before_is_shown_and_taken_by_keys() -> None:
    fake = Fake([A, BB], left_out={"a": Decision.NEVER, "bb": Decision.DISCARDED})
    async with opened(fake) as (app, pilot):
        shown = "\n".join(screen(app))
        assert "Left out before" in shown
        assert "nothing new is proposed" in shown
        assert "What is a?" not in shown
        await pilot.press("D")
        await pilot.pause()
        shown = "\n".join(screen(app))
        assert all(
            text in shown for text in ("·  What is a?", "·  What is bb?", "left out before; Space takes it")
        )
        await pilot.press("a", "w")
        await pilot.pause()
    outcome = fake.outcomes[0]
    assert (outcome.cards, outcome.again, outcome.never, outcome.discarded) == ((A.card,), (A.card,), (), ())


async def test_an_unchanged_text_says_so() -> None:
    async with opened(Fake(edits=[write_card_text(A.card)]), "e") as (app, _):
        assert "Nothing was changed" in notices(app)
        assert states(app) == "oooooo"


async def test_the_mouse_chooses_and_unfolds() -> None:
    async with opened(Fake()) as (app, pilot):
        rows = screen(app)
        await pilot.click(offset=(6, next(n for n, row in enumerate(rows) if "What is bb?" in row)))
        await pilot.pause()
        assert (states(app), current(app)) == ("oooooo", 1)
        await pilot.click(offset=(6, next(n for n, row in enumerate(rows) if "Doubtful" in row)))
        await pilot.pause()
        assert current(app) == 2


def mended(text: str) -> str:
    return text.replace("answer: a!", "answer: Mended.")


EDITED = mended(write_card_text(A.card))
BROKEN = EDITED.replace("answer:", "anwser:")


async def test_editing_a_card() -> None:
    fake = Fake(edits=[EDITED])
    async with opened(fake, "e", "w") as _:
        pass
    assert fake.offered == [write_card_text(A.card)]
    assert fake.outcomes[0].cards == (replace(A.card, answer=BasicAnswer("Mended.")),)


async def test_an_edit_that_cannot_be_read_is_told_and_kept() -> None:
    fake = Fake(edits=[BROKEN, EDITED])
    async with opened(fake, "e") as (app, pilot):
        assert states(app) == "oooooo"
        assert "unknown field 'anwser'" in notices(app)
        await pilot.press("e")
        await pilot.pause()
        assert states(app) == "aooooo"
    assert "anwser: Mended." in fake.offered[1]
    assert fake.offered[1].startswith("#! card.yaml:")


UNEDITED = [
    pytest.param("", "oooooo", id="an empty file"),
    pytest.param(write_card_text(A.card), "oooooo", id="the same text"),
    pytest.param(Problem("no editor is set"), "oooooo", id="no editor"),
    pytest.param(EDITED.replace("id: a", "id: bb"), "oooooo", id="an id that is taken"),
]


@pytest.mark.parametrize(("edit", "decided"), UNEDITED)
async def test_edits_without_effect(edit: str | Problem, decided: str) -> None:
    async with opened(Fake(edits=[edit]), "e") as (app, _):
        assert states(app) == decided


async def test_an_editor_in_a_terminal_that_cannot_be_suspended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    fake = Fake()
    services = replace(fake.services(), edit_text=edit_text)
    app = FlashcardsApp(replace(desks.desk_over(desks.A), imports=services), importing="vault")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        assert "cannot be opened" in notices(app)


async def test_leaving_asks_about_what_is_not_written() -> None:
    fake = Fake()
    async with opened(fake, "a", "x", "escape") as (app, pilot):
        assert isinstance(app.screen, LeaveImportScreen)
        assert "1 accepted, 1 discarded" in "\n".join(screen(app))
        await pilot.press("escape")
        await pilot.pause()
        assert states(app) == "adoooo"
        await pilot.press("q", "w")
        await pilot.pause()
    assert len(fake.outcomes) == 1


@pytest.mark.parametrize("keys", [["escape"], ["a", "u", "q"], ["a", "q", "y"]], ids=" ".join)
async def test_leaving_writes_nothing(keys: list[str]) -> None:
    fake = Fake()
    async with opened(fake, *keys) as (app, _):
        assert not isinstance(app.screen, ImportScreen | LeaveImportScreen)
    assert fake.outcomes == []


async def test_nothing_is_written_before_a_decision_and_a_failed_write_loses_nothing() -> None:
    fake = Fake(unwritable=True)
    async with opened(fake, "w") as (app, pilot):
        assert "Nothing is decided yet" in notices(app)
        await pilot.press("a", "ctrl+s")
        await pilot.pause()
        assert "the disk is full" in notices(app)
        assert states(app) == "aooooo"


async def test_from_home_by_a_key_and_a_path() -> None:
    fake = Fake(problems=(UNREAD,))
    app = FlashcardsApp(replace(desks.desk_over(desks.A), imports=fake.services()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "n notes" in " ".join(screen(app)[-1].split())
        await pilot.press("n", *"va", "tab", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert fake.paths == ["va/deeper"]
        await pilot.press("a", "w")
        await pilot.pause()
        assert "Enter  Study them" in "\n".join(screen(app))
        await pilot.press("a", "x", "q")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "1 cards written" in notices(app)
        assert len(fake.outcomes) == 1
        await pilot.press("n")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "va/deeper"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_enter_writes_once_nothing_is_open_and_then_studies() -> None:
    fake = Fake([A, BB])
    app = FlashcardsApp(replace(desks.desk_over(desks.A), imports=fake.services()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "v", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "Ctrl+S  Write 1 card" in "\n".join(screen(app))
        await pilot.press("x")
        await pilot.pause()
        assert "Enter  Write 1 card" in "\n".join(screen(app))
        assert fake.outcomes == []
        await pilot.press("enter")
        await pilot.pause()
        assert len(fake.outcomes) == 1
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)


@pytest.mark.parametrize(
    ("most", "said"),
    [
        pytest.param(1, "allows 1 new card today: the rest of the deck comes on later days", id="one"),
        pytest.param(0, "allows no further new card today", id="none"),
        pytest.param(2, "", id="enough for all"),
    ],
)
async def test_the_limit_of_a_day_is_told_to_whom_studies_what_was_written(most: int, said: str) -> None:
    def begin(_: tuple[str, ...]) -> Session:
        asked = [prompt for card in (desks.A, desks.B) for prompt in prompts(card)]
        return start(asked, {}, desks.NOON, Settings(new_per_day=most), device="test", seed="test")

    fake = Fake([A, BB])
    desk = replace(desks.desk_over(desks.A), imports=fake.services(), start=begin)
    app = FlashcardsApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "v", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("a", "a", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        assert said in notices(app)
        assert ("limit of new cards" in notices(app)) is bool(said)


async def test_the_filled_control_is_clicked() -> None:
    fake = Fake([A, BB])
    async with opened(fake, "a") as (app, pilot):
        await pilot.click("#import-write")
        await pilot.pause()
        assert len(fake.outcomes) == 1
        await pilot.click("#import-write")
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)


async def test_only_decisions_are_written_and_left() -> None:
    fake = Fake([A, BB])
    async with opened(fake, "x") as (app, pilot):
        assert "Write the decisions" in "\n".join(screen(app))
        await pilot.press("w")
        await pilot.pause()
        assert not isinstance(app.screen, ImportScreen)
    assert [card.id for card in fake.outcomes[0].discarded] == ["a"]


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        pytest.param(["f"], ["a", "bb"], id="all are open"),
        pytest.param(["a", "f"], ["bb"], id="one is accepted"),
        pytest.param(["f", "a"], ["bb"], id="accepted while only open ones are shown"),
        pytest.param(["f", "a", "x"], [], id="none is left"),
        pytest.param(["a", "f", "f"], ["a", "bb"], id="everything again"),
        pytest.param(["f", "a", "u"], ["a", "bb"], id="undo brings it back"),
    ],
)
async def test_f_shows_only_what_is_open(keys: list[str], shown: list[str]) -> None:
    async with opened(Fake([A, BB]), *keys) as (app, _):
        rows = [option.id for option in app.screen.query_one(ProposalList).options]
        assert [("a", "bb")[int(name)] for name in rows if name and name.isdecimal()] == shown


@pytest.mark.parametrize(
    ("verdict", "row"),
    [
        pytest.param("agrees", "formula  agrees", id="agrees"),
        pytest.param("variant", "formula  dialect", id="dialect"),
        pytest.param("", "formula  new", id="nothing is said"),
    ],
)
async def test_a_row_says_what_the_code_says(verdict: str, row: str) -> None:
    one = replace(proposal("v", FormulaAnswer("v = g")), verdict=verdict)
    async with opened(Fake([one])) as (app, _):
        text = "\n".join(screen(app))
        assert row in text
        assert ("≈" in text) == (verdict == "variant")


async def test_rows_that_ask_the_same_say_the_folder_of_their_note_also_after_an_edit() -> None:
    first, second = (
        replace(A, card=replace(A.card, id=id_, place=Place(f"{folder}/Adam.md", 3)))
        for id_, folder in (("a", "week1"), ("a-2", "week2"))
    )
    async with opened(Fake([first, second], edits=[EDITED]), "e") as (app, _):
        text = "\n".join(screen(app))
        assert "✓  week1: What is a?" in text
        assert "week2: What is a?" in text


async def test_rows_that_begin_alike_stay_different_when_they_are_decided() -> None:
    names = [
        f"the usual value that papers give to the setting that is called beta{number}" for number in (1, 2)
    ]
    both = [replace(A, card=replace(A.card, id=f"a{at}", ask=name)) for at, name in enumerate(names)]
    async with opened(Fake(both), "a", size=(80, 24)) as (app, _):
        rows_shown = [row for row in screen(app) if "the usual" in row and "…" in row]
        assert [(row.split()[0], "beta1" in row, "beta2" in row) for row in rows_shown] == [
            ("✓", True, False),
            ("▸", False, True),
        ]


async def test_a_path_without_notes_is_asked_for_again() -> None:
    fake = Fake(failure=Problem("there is no folder 'vaul'"))
    app = FlashcardsApp(replace(desks.desk_over(desks.A), imports=fake.services()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", *"vaul", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, ImportPathScreen)
        assert app.screen.query_one(Input).value == "vaul"
        assert "there is no folder" in notices(app)


async def test_without_import_services_there_is_no_key() -> None:
    app = FlashcardsApp(desks.desk_over(desks.A))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "Notes" not in screen(app)[-1]


async def test_progress_is_shown_and_leaving_stops_the_reading() -> None:
    fake = Fake(may_end=Event())
    app = FlashcardsApp(replace(desks.desk_over(desks.A), imports=fake.services()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "v", "enter")
        for _ in range(100):
            await pilot.pause(0.02)
            if "Adam" in "\n".join(screen(app)):
                break
        assert "Reading [b]Adam[/b].md" in "\n".join(screen(app))
        await pilot.press("a", "w", "escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_a_start_on_notes_that_cannot_be_read_ends_with_status_2() -> None:
    app = FlashcardsApp(
        replace(desks.desk_over(desks.A), imports=Fake(failure=Problem("no notes")).services()), importing="v"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert app.return_code == 2


async def test_no_proposals_say_so() -> None:
    async with opened(Fake(proposals=())) as (app, _):
        assert "3 notes: nothing new to propose" in "\n".join(screen(app))


HOSTILE = "[bold red]x[/] [@click=app.quit]y[/] \x1b[31m\u202e"


@pytest.mark.parametrize("size", SIZES)
async def test_the_text_of_notes_is_never_markup(size: tuple[int, int]) -> None:
    bad = replace(
        proposal("a", BasicAnswer(HOSTILE), why=HOSTILE, same_as=HOSTILE),
        reason=HOSTILE,
        text=HOSTILE,
        sources=(Place(HOSTILE, 2), Place(HOSTILE, 3)),
        contradicts=Refutation(HOSTILE, HOSTILE, HOSTILE),
    )
    bad = replace(bad, card=replace(bad.card, ask=HOSTILE, id=HOSTILE))
    cases = [bad, replace(bad, contradicts=None), replace(bad, contradicts=None, same_as="", score=0.1)]
    fake = Fake(cases, lines=[HOSTILE] * 4)
    async with opened(fake, "tab", "end", "m", "escape", "tab", "j", "j", size=size) as (app, _):
        text = "\n".join(screen(app))
        shown = ("[@click=app.quit]", "[bold red]x", "[31m\\u202e")  # the last where the middle is cut
        assert any(part in text for part in shown)
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_without_colour_the_cursor_and_every_decision_are_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(Fake(), "a", "x", "n") as (app, _):
        rows = [row.strip() for row in screen(app)]
        starts = " ".join(row[:4].strip() for row in rows)
        for mark in ("✓", "·", "▸!", "▸"):
            assert mark in starts


EXCERPTS = [
    pytest.param(["a", "b", "c"], 2, "b", [(1, False), (2, True), (3, False)], id="a line"),
    pytest.param(
        ["x", "> - one", ">   two", "", "z"],
        2,
        "one two",
        [(1, False), (2, True), (3, True), (4, False)],
        id="a quoted item of two lines",
    ),
    pytest.param(["a\n"] * 3, 9, "gone", [(9, True)], id="the note has become shorter"),
    pytest.param([], 1, "a\nb", [(1, True), (2, True)], id="the note is gone"),
    pytest.param(
        ["$$", "x", "", "y", "$$", "end"], 1, "$$\nx\n\ny\n$$", [(n, n < 6) for n in range(1, 7)], id="blank"
    ),
    pytest.param(["a" * 5000], 1, "a" * 5000, [(1, True)], id="a long line"),
]


@pytest.mark.parametrize(("lines", "first", "text", "numbers"), EXCERPTS)
def test_the_excerpt_of_a_note(
    lines: list[str], first: int, text: str, numbers: list[tuple[int, bool]]
) -> None:
    found = source_excerpt(lines, first, text)
    assert [(line.number, line.is_source) for line in found][: len(numbers)] == numbers
    assert all(len(line.text) <= 601 for line in found)


CARDS = [
    pytest.param(each.card, id=each.card.id)
    for each in (*ALL, proposal("c", ClozeAnswer("a {{b: c}} # d: 'e'")))
]


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_read_back_as_it_was_written(card: object) -> None:
    text = write_card_text(card)  # type: ignore[arg-type]
    assert read_card_text(text, card) == card  # type: ignore[arg-type]
    remark = with_remark(with_remark(text, UNREAD), UNREAD)
    assert remark.count("not UTF-8") == 1
    assert read_card_text(remark, card) == card  # type: ignore[arg-type]


NO_CARD = [
    pytest.param("deck: d\ncards: []", "the text has 0 cards", id="none"),
    pytest.param(
        "deck: d\ncards:\n - {id: a, ask: b, answer: c}\n - {id: b, ask: b, answer: c}", "2 cards", id="two"
    ),
    pytest.param("- [", "", id="no YAML"),
    pytest.param("deck: d\ncards:\n - {id: a, ask: b}", "", id="no answer"),
]


@pytest.mark.parametrize(("text", "says"), NO_CARD)
def test_a_text_that_is_no_card(text: str, says: str) -> None:
    with pytest.raises(Problem) as problem:
        read_card_text(text, A.card)
    assert says in problem.value.message
