"""The review of an import: every action is undone exactly, and no contradicted answer is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    Origin,
    StepsAnswer,
)
from flashcards.errors import Place, Problem
from flashcards.importing.draft import Refutation
from flashcards.importing.identity import fingerprint, source_fingerprint, was_edited
from flashcards.importing.proposals import Proposal
from flashcards.importing.review import ImportReview
from flashcards.importing.review_candidate import Decision, Group
from flashcards.importing.stated import states_the_same

WRONG = r"\hat{m}_t = m_t / (1 - \beta_1)"
RIGHT = r"\hat{m}_t = m_t / (1 - \beta_1^t)"
REFUTED = Refutation("the exponent t is missing", "Adam", RIGHT, 3)
NO_LINE = Refutation("the power is missing", "Adam")


def proposal(
    name: str,
    answer: Answer | None = None,
    *,
    score: float = 0.9,
    why: str = "",
    same_as: str = "",
    contradicts: Refutation | None = None,
) -> Proposal:
    place = Place("Adam.md", 3 + len(name))
    origin = Origin("Adam.md", "Adam", "formula", 1, fingerprint(name))
    ask = f"What is ${name}$?" if isinstance(answer, FormulaAnswer) else f"What is {name}?"
    card = Card("notes", name, ask, answer or BasicAnswer(f"{name}!"), place, why=why)
    card = replace(card, origin=origin)
    return Proposal(card, score, "a formula", name, (place,), (origin,), same_as, contradicts)


A = proposal("a", why="because of a")
BB = proposal("bb", why="because of bb")
DOUBT = proposal("doubt", score=0.3)
SAME = proposal("same", same_as="adam/step")
BAD = proposal("bad", FormulaAnswer(WRONG), contradicts=REFUTED, why="wrong too")
HOPELESS = proposal("hopeless", CodeAnswer("m = 0\nm = m / {{(1 - b1)}}"), contradicts=NO_LINE)
ALL = (A, BB, DOUBT, SAME, BAD, HOPELESS)
A_, B_, DOUBT_, SAME_, BAD_, HOPELESS_ = range(6)


def review() -> ImportReview:
    return ImportReview.of(ALL)


def decisions(now: ImportReview) -> str:
    return "".join(each.decision[0] for each in now.candidates)


def mended(card: Card, **changed: object) -> Card:
    return replace(card, **changed)  # type: ignore[arg-type]


DECIDED = [
    pytest.param(lambda r: r.accept(A_), "aooooo", ["a"], id="accept"),
    pytest.param(lambda r: r.accept_sure(), "aaoooo", ["a", "bb"], id="accept all sure ones"),
    pytest.param(lambda r: r.accept(DOUBT_), "ooaooo", ["doubt"], id="accept a doubtful one"),
    pytest.param(lambda r: r.accept(SAME_), "oooaoo", ["same"], id="accept one that is asked already"),
    pytest.param(lambda r: r.discard(A_).accept_sure(), "daoooo", ["bb"], id="a discarded one is not open"),
    pytest.param(lambda r: r.never(B_), "onoooo", [], id="never again"),
    pytest.param(lambda r: r.accept(A_).discard(A_), "dooooo", [], id="the last decision holds"),
    pytest.param(lambda r: r.merge(A_, B_), "maoooo", ["bb"], id="merge takes the other"),
    pytest.param(lambda r: r.accept(B_).merge(A_, B_), "maoooo", ["bb"], id="merge into an accepted one"),
    pytest.param(lambda r: r.discard(B_).merge(A_, B_), "maoooo", ["bb"], id="merge takes a discarded one"),
    pytest.param(lambda r: r.merge(A_, BAD_), "mooooo", [], id="merge into a contradicted one"),
    pytest.param(lambda r: r.accept(BAD_), "ooooao", ["bad"], id="accept a contradicted one"),
    pytest.param(lambda r: r.take_reference(BAD_), "ooooao", ["bad"], id="take the right line"),
]


@pytest.mark.parametrize(("act", "states", "taken"), DECIDED)
def test_decisions(act: Callable[[ImportReview], ImportReview], states: str, taken: list[str]) -> None:
    done = act(review())
    assert decisions(done) == states
    assert [card.id for card in done.outcome().cards] == taken


REFUSED = [
    pytest.param(lambda r: r.accept(HOPELESS_), "the power is missing", id="contradicted, no right line"),
    pytest.param(lambda r: r.take_reference(A_), "does not contradict", id="nothing to correct"),
    pytest.param(lambda r: r.merge(A_, A_), "with itself", id="merge with itself"),
    pytest.param(lambda r: r.merge(A_, B_).accept(A_), "merged into 'bb'", id="a merged one"),
    pytest.param(lambda r: r.merge(A_, B_).merge(DOUBT_, A_), "merged into 'bb'", id="into a merged one"),
    pytest.param(lambda r: r.edit(A_, mended(A.card, id="bb")), "has the id 'bb'", id="an id that is taken"),
    pytest.param(
        lambda r: r.edit(BAD_, mended(BAD.card, ask="Write it.")), "still is what", id="the wrong line stays"
    ),
    pytest.param(
        lambda r: r.edit(BAD_, mended(BAD.card, answer=BasicAnswer(f"It is ${WRONG}$."))),
        "still is what",
        id="the wrong line as prose",
    ),
]


@pytest.mark.parametrize(("act", "says"), REFUSED)
def test_refused_with_a_sentence(act: Callable[[ImportReview], ImportReview], says: str) -> None:
    with pytest.raises(Problem) as problem:
        act(review())
    assert says in problem.value.message
    assert problem.value.hint


STATED = [
    pytest.param(FormulaAnswer(r"v = \beta v + g\\"), True, id="layout"),
    pytest.param(FormulaAnswer(r"v = \beta v + g + 1"), False, id="longer"),
    pytest.param(BasicAnswer("so $v=\\beta v + g$, of course"), True, id="inline"),
    pytest.param(BasicAnswer("$$\nv = \\beta v + g\n$$"), True, id="display"),
    pytest.param(ClozeAnswer(r"$v = {{\beta v + g}}$"), True, id="gap filled"),
    pytest.param(StepsAnswer(("first", r"$v = \beta v + g$")), True, id="a step"),
    pytest.param(BasicAnswer("the velocity"), False, id="words"),
    pytest.param(BasicAnswer(""), False, id="empty"),
]


@pytest.mark.parametrize(("answer", "same"), STATED)
def test_what_an_answer_states(answer: Answer, same: bool) -> None:
    assert states_the_same(answer, FormulaAnswer(r"v = \beta v + g")) == same


def test_a_wrong_line_of_code_stays_wrong_among_other_lines() -> None:
    wrong = CodeAnswer("a = 1\nv = {{b * v}}")
    assert states_the_same(CodeAnswer("a = 2\nv = b * {{v}}\nw = 1"), wrong)
    assert not states_the_same(CodeAnswer("a = 1\nv = {{b * v + g}}"), wrong)


def test_a_card_with_the_right_line() -> None:
    card = review().accept(BAD_).outcome().cards[0]
    assert card.answer == FormulaAnswer(RIGHT)
    assert card.ask == r"What is $\hat{m}_t$?"
    assert source_fingerprint(card.origin) == fingerprint(f"bad {RIGHT}")
    assert not was_edited(card)


def test_an_edit_keeps_deck_place_and_origin() -> None:
    other = replace(A.card, deck="x", place=Place("x", 9), origin=None, ask="Mended?")
    done = review().edit(A_, other)
    assert done.outcome().cards == (replace(A.card, ask="Mended?"),)
    assert decisions(done) == "aooooo"


def test_a_merged_card_has_the_sources_and_explanations_of_both() -> None:
    done = review().merge(DOUBT_, A_).merge(A_, B_).accept(B_)
    taken = done.outcome().taken[0]
    assert taken.sources == (*BB.sources, *A.sources, *DOUBT.sources)
    assert taken.origins == (*BB.origins, *A.origins, *DOUBT.origins)
    assert taken.card.why == "because of bb\n\nbecause of a"
    assert [done.candidates[at].into for at in (A_, DOUBT_)] == [B_, B_]
    assert done.outcome().merged == (A.card, DOUBT.card)


def test_a_contradicted_explanation_is_not_merged() -> None:
    done = review().merge(BAD_, A_).accept(A_)
    assert done.outcome().cards[0].why == "because of a"


def test_the_outcome_remembers_cards_as_they_were_proposed() -> None:
    done = review().edit(A_, mended(A.card, ask="?")).discard(A_).never(B_)
    assert (done.outcome().discarded, done.outcome().never) == ((A.card,), (BB.card,))


def test_groups_in_order() -> None:
    assert list(review().by_group().items()) == [
        (Group.SURE, [A_, B_]),
        (Group.SAME, [SAME_]),
        (Group.CONTRADICTED, [BAD_, HOPELESS_]),
        (Group.DOUBTFUL, [DOUBT_]),
    ]


def test_undo_names_what_it_takes_back() -> None:
    done = review().accept(A_).never(B_)
    assert [done.last_action, done.undo().last_action, done.undo().undo().last_action] == [
        "never again",
        "accept",
        "",
    ]
    assert review().undo() == review()


AT = st.integers(0, len(ALL) - 1)
ANSWERS = st.sampled_from(
    [each.card.answer for each in ALL]
    + [FormulaAnswer(RIGHT), BasicAnswer(f"${WRONG}$"), StepsAnswer((WRONG, "x")), CodeAnswer("{{m}} = 1")]
)
ACTIONS = st.one_of(
    st.tuples(st.sampled_from(["accept", "discard", "never", "take_reference"]), AT),
    st.tuples(st.just("accept_sure")),
    st.tuples(st.just("merge"), AT, AT),
    st.tuples(st.just("edit"), AT, st.builds(lambda at, answer: (at, answer), AT, ANSWERS)),
)


def act(now: ImportReview, action: tuple[object, ...]) -> ImportReview:
    """The review after an action; the same one if it is refused."""
    name, *arguments = action
    if name == "edit":
        at, (other, answer) = arguments  # type: ignore[misc]
        arguments = [at, replace(ALL[other].card, id=f"id-{at}", answer=answer)]
    try:
        return getattr(now, str(name))(*arguments)  # type: ignore[no-any-return]
    except Problem:
        return now


@given(st.lists(ACTIONS, max_size=12))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_action_is_undone_exactly_and_no_wrong_answer_is_taken(
    actions: list[tuple[object, ...]],
) -> None:
    now = review()
    for action in actions:
        after = act(now, action)
        assert after is now or after.undo() == now
        now = after
        for taken in now.outcome().taken:
            assert taken.contradicts is None
            for wrong in (BAD, HOPELESS):
                if taken.origins[0] == wrong.origins[0]:
                    assert not states_the_same(taken.card.answer, wrong.card.answer)
        assert len({card.id for card in now.outcome().cards}) == len(now.outcome().cards)
        assert sum(now.counts.values()) == len(ALL)
        kept = now.counts[Decision.MERGED]
        assert kept == len(now.outcome().merged)
    while now.history:
        now = now.undo()
    assert now == review()


LEFT_OUT = {"a": Decision.NEVER, "bb": Decision.DISCARDED}
RECONSIDERED = [
    pytest.param(lambda r: r, [], [], [], id="nothing"),
    pytest.param(lambda r: r.accept(A_), ["a"], ["a"], [], id="accept one of never"),
    pytest.param(lambda r: r.accept(B_), ["bb"], ["bb"], [], id="accept a discarded one"),
    pytest.param(lambda r: r.accept(A_).undo(), [], [], [], id="undo"),
    pytest.param(lambda r: r.accept_sure(), [], [], [], id="none of them is sure"),
    pytest.param(lambda r: r.never(B_), [], ["bb"], ["bb"], id="never again"),
    pytest.param(lambda r: r.never(A_).discard(B_), [], [], [], id="the same decision"),
]


@pytest.mark.parametrize(("act", "taken", "again", "never"), RECONSIDERED)
def test_what_was_left_out_before(
    act: Callable[[ImportReview], ImportReview], taken: list[str], again: list[str], never: list[str]
) -> None:
    now = act(ImportReview.of((A, BB), LEFT_OUT))
    assert now.by_group() == {Group.LEFT_OUT: [0, 1]}
    outcome = now.outcome()
    assert [card.id for card in outcome.cards] == taken
    assert [card.id for card in outcome.again] == again
    assert [card.id for card in outcome.never] == never
    assert outcome.discarded == ()
    assert now.counts.total() == len(again)
