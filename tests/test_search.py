"""What a query finds: by SQL the same as by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.storage import search, search_candidates, search_windows
from flashcards.storage.search_context import SearchContext
from flashcards.storage.search_sql import SqlWriter
from flashcards.study.query import FieldTerm, Query, TextTerm, complete_last_word, parse_query
from tests.queries import LIKE_QUERIES, RATED, STATE_TERMS, any_tree, numbers, trees
from tests.rows import in_rows
from tests.searching import CONTEXT, LATE, NEW, NOW, TODAY, Collection, Naive, Row, Sheet, State

SHEETS = (
    Sheet("sgd/step", "Write the step of gradient descent.", r"\theta - \eta g", "formula", ("rule",)),
    Sheet("sgd/rate", "What is the learning rate?", "The size of the step, η", tags=("rule/rate", "basics")),
    Sheet("adam/first-moment", "The first moment?", r"m_t = \beta_1 m", "formula", ("rule",), "a/Adam.md"),
    Sheet("adam/first-moment-2", "Its correction?", "m̂ with β₁", "formula", (), "a/Adam.md"),
    Sheet("adam/gaps", "Adam is {{x}} and {{y}}", "", "cloze", ("Ünsure",), "b/adam 2.md", ("x", "y")),
    Sheet("opt-x/both", "naïve ΆΛΦΑ descent", "∇f, 100% of b1*m", parts=("", "reverse")),
)
PROMPTS = [prompt for sheet in SHEETS for prompt in sheet.prompts]
TITLES = {"sgd": "Gradient Descent", "opt-x": "My [own] deck?"}
DAYS = timedelta(days=1)

STATES = {
    "sgd/step": State(lapses=2),
    "sgd/rate": State("learning", due_day=TODAY + 1, days=0, marked=True),
    "adam/first-moment": State(due_day=TODAY - 3, days=30, lapses=8, stability=40.0),
    "adam/first-moment-2": State(suspended=True, due_day=TODAY - 3, stability=2.0),
    "adam/gaps:x": State("relearning", due_day=TODAY, buried_until=TODAY + 1, days=0),
    "adam/gaps:y": State("new", 0.0, 0.0, 0, NOW, 0, 0, suspended=True),
    "opt-x/both": State(due_day=TODAY + 6, buried_until=TODAY),
}
ROWS = (
    Row("1", "sgd/step", NOW, 1, "missing-square"),
    Row("2", "sgd/rate", NOW - 6 * DAYS, 1, "wrong-sign"),
    Row("3", "sgd/rate", NOW, None, kind="take-back", takes_back="2"),
    Row("4", "adam/gaps:1", NOW - 6 * DAYS, 3),
    Row("5", "opt-x/both", NOW - 8 * DAYS, 1, kind="cram"),
    Row("6", "adam/first-moment", NOW.replace(hour=2), 4),
    Row("7", "adam/first-moment-2", NOW, 2),
    Row("8", "adam/first-moment-2", NOW, None, kind="take-back", takes_back="7"),
    Row("9", "adam/first-moment-2", NOW, None, kind="take-back", takes_back="8"),
)
WHOLE = Collection(SHEETS, TITLES, STATES, ROWS, {"adam/gaps:1": "adam/gaps:x"})


@pytest.fixture(scope="module")
def database() -> sqlite3.Connection:
    return WHOLE.write()


def found(database: sqlite3.Connection, query: str) -> set[str]:
    return {hit.prompt for hit in search.search_prompts(database, parse_query(query), CONTEXT)}


STEP, RATE, FIRST, SECOND = PROMPTS[:4]
GAPS, BOTH = PROMPTS[4:6], PROMPTS[6:]


@in_rows(
    ("query", "prompts"),
    [
        pytest.param("", PROMPTS, id="everything"),
        pytest.param("descent", [STEP, *BOTH], id="a word"),
        pytest.param("DESCENT", [STEP, *BOTH], id="a word in capitals"),
        pytest.param("desc", [], id="a part of a word"),
        pytest.param("desc*", [STEP, *BOTH], id="the start of a word"),
        pytest.param('"gradient descent"', [STEP], id="a phrase"),
        pytest.param('"descent gradient"', [], id="a phrase the other way round"),
        pytest.param("descent gradient", [STEP], id="words in any order"),
        pytest.param("step rate", [RATE], id="words in different fields"),
        pytest.param("naive", BOTH, id="without accents"),
        pytest.param("Naïvé", BOTH, id="with others"),
        pytest.param("άλφα", BOTH, id="Greek, in small letters"),
        pytest.param("m̂", [FIRST, SECOND, *BOTH], id="a letter with its hat"),
        pytest.param("β₁", [FIRST, SECOND], id="a Greek letter with its index, in LaTeX and Unicode"),
        pytest.param("beta1", [FIRST, SECOND], id="a Greek letter by its name"),
        pytest.param(r"\beta_1", [FIRST, SECOND], id="a Greek letter in LaTeX"),
        pytest.param("eta", [STEP, RATE], id="a Greek letter, named"),
        pytest.param("αλφα", BOTH, id="Greek without accents"),
        pytest.param("∇", BOTH, id="a sign that is no word"),
        pytest.param(r"\nabla", BOTH, id="the same in LaTeX"),
        pytest.param('"∇ f"', BOTH, id="a sign in a phrase"),
        pytest.param('"%"', BOTH, id="a wildcard of SQL"),
        pytest.param('"="', [FIRST], id="an equals sign"),
        pytest.param('"b1*m"', BOTH, id="a formula"),
        pytest.param("nowhere", [], id="a word that is nowhere"),
        pytest.param("step -rate", [STEP], id="a word without another"),
        pytest.param("rate or moment", [RATE, FIRST, SECOND], id="either word"),
        pytest.param("first-moment", [FIRST, SECOND], id="a word with a hyphen"),
        pytest.param("adam/first-moment", [FIRST], id="a card by its name, not one that begins so"),
        pytest.param("adam/first*", [FIRST, SECOND], id="cards by how their name begins"),
        pytest.param("adam/gaps:x", GAPS[:1], id="a prompt by its name"),
        pytest.param("adam/gaps", GAPS, id="a card with its prompts"),
        pytest.param("adam/nothing", [], id="the name of no card"),
        pytest.param("deck:adam", [FIRST, SECOND, *GAPS], id="a deck"),
        pytest.param("deck:ADAM", [FIRST, SECOND, *GAPS], id="a deck in capitals"),
        pytest.param("deck:ada", [], id="a part of a deck's name"),
        pytest.param("deck:opt*", BOTH, id="decks by a pattern"),
        pytest.param('deck:"gradient descent"', [STEP, RATE], id="a deck by its title"),
        pytest.param('deck:"my [own] deck?"', BOTH, id="a title with what patterns elsewhere mean"),
        pytest.param("deck:????", [], id="question marks are no pattern"),
        pytest.param("tag:rule", [STEP, RATE, FIRST], id="a tag with those under it"),
        pytest.param("tag:#rule", [STEP, RATE, FIRST], id="a tag as notes write it"),
        pytest.param("tag:rule/rate", [RATE], id="a tag under another"),
        pytest.param("tag:r*", [STEP, RATE, FIRST], id="tags by a pattern"),
        pytest.param("tag:*ic*", [RATE], id="tags by what they hold"),
        pytest.param("tag:unsure", GAPS, id="a tag without its accent"),
        pytest.param("tag:basic", [], id="a part of a tag"),
        pytest.param("-tag:*", [SECOND, *BOTH], id="untagged"),
        pytest.param("kind:cloze", GAPS, id="a kind"),
        pytest.param("kind:FORMULA", [STEP, FIRST, SECOND], id="a kind in capitals"),
        pytest.param("note:adam", [FIRST, SECOND], id="a note by its name"),
        pytest.param("note:adam.md", [FIRST, SECOND], id="a note's file"),
        pytest.param("note:a/adam", [FIRST, SECOND], id="a note's path"),
        pytest.param("note:b/*", GAPS, id="a folder of notes"),
        pytest.param('note:"adam 2"', GAPS, id="a note with a space"),
        pytest.param("-note:*", [STEP, RATE, *BOTH], id="not from notes"),
        pytest.param("slip:missing-square", [STEP], id="a slip"),
        pytest.param("slip:*", [STEP], id="any slip, but of a row taken back"),
        pytest.param("is:new", [GAPS[1], BOTH[1]], id="new, with a state and without"),
        pytest.param("is:learning", [RATE, GAPS[0]], id="learning"),
        pytest.param("is:review", [STEP, FIRST, SECOND, GAPS[0], BOTH[0]], id="review"),
        pytest.param("is:due", [STEP, FIRST], id="due, neither suspended nor buried"),
        pytest.param("is:young", [STEP, SECOND, GAPS[0], BOTH[0]], id="young"),
        pytest.param("is:mature", [FIRST], id="mature"),
        pytest.param("is:suspended", [SECOND, GAPS[1]], id="suspended"),
        pytest.param("-is:suspended", [STEP, RATE, FIRST, GAPS[0], *BOTH], id="not suspended"),
        pytest.param("is:buried", GAPS[:1], id="buried, but not until today"),
        pytest.param("is:marked", [RATE], id="marked"),
        pytest.param("is:leech", [STEP, FIRST], id="leeches, a deck having its own limit"),
        pytest.param("is:orphan", [STEP], id="orphans"),
        pytest.param("stability<5", [SECOND], id="stability"),
        pytest.param("recall<0.85", [SECOND], id="recall"),
        pytest.param("-recall<0.85", [STEP, RATE, FIRST, *GAPS, *BOTH], id="not so, or never learned"),
        pytest.param("recall>=0%", [STEP, RATE, FIRST, SECOND, GAPS[0], BOTH[0]], id="any recall"),
        pytest.param("lapses>3", [FIRST], id="lapses"),
        pytest.param("lapses<1", [RATE, SECOND, *GAPS, *BOTH], id="no lapses, new ones too"),
        pytest.param("due<7d", [STEP, RATE, FIRST, SECOND, GAPS[0], BOTH[0]], id="due within a week"),
        pytest.param("due<0", [FIRST, SECOND], id="overdue"),
        pytest.param("due=1", [RATE], id="due tomorrow"),
        pytest.param("interval>=21d", [FIRST], id="interval"),
        pytest.param("rated:1d", [STEP, SECOND], id="graded today: a take-back taken back"),
        pytest.param("rated:2d", [STEP, FIRST, SECOND], id="graded in the night before"),
        pytest.param("rated:7d", [STEP, FIRST, SECOND, GAPS[0]], id="graded under a former name"),
        pytest.param("rated:7d:1", [STEP], id="failed within a week"),
        pytest.param("rated:9d:again", [STEP, BOTH[0]], id="failed while cramming"),
        pytest.param("deck:adam (is:due or is:new)", [FIRST, GAPS[1]], id="fields and parentheses"),
        pytest.param("moment is:due", [FIRST], id="a word with a field"),
        pytest.param("deck:sgd or is:new", [STEP, RATE, GAPS[1], BOTH[1]], id="no index finds one"),
        pytest.param("tag:rule or -is:review", [*PROMPTS[:3], GAPS[1], BOTH[1]], id="a state's contrary"),
        pytest.param("-(deck:adam or deck:sgd)", BOTH, id="neither"),
    ],
)
def test_a_query_finds(database: sqlite3.Connection, query: str, prompts: list[str]) -> None:
    assert found(database, query) == set(prompts)


@in_rows(
    ("query", "prompts"),
    [
        pytest.param("deck:sgd is:due", [], id="due from two o'clock on, and it is one"),
        pytest.param("deck:sgd due=1", [STEP], id="which is tomorrow for that deck"),
        pytest.param("deck:sgd rated:1d", [STEP], id="graded an hour ago, on the day before for others"),
        pytest.param("deck:sgd rated=1d", [STEP], id="that day and no other"),
        pytest.param("is:due", [FIRST], id="other decks have the usual day"),
    ],
)
def test_a_deck_with_an_hour_of_its_own_has_days_of_its_own(
    database: sqlite3.Connection, query: str, prompts: list[str]
) -> None:
    hits = search.search_prompts(database, parse_query(query), LATE)
    assert {hit.prompt for hit in hits} == set(prompts)


FLAGS = st.booleans()


def states() -> st.SearchStrategy[State]:
    asked = st.builds(
        State,
        st.sampled_from(["learning", "review", "relearning"]),
        st.floats(0.01, 400),
        st.floats(1, 10),
        st.integers(-9, 40).map(lambda ahead: TODAY + ahead),
        st.integers(-100, 5000).map(lambda hours: NOW - timedelta(hours=hours)),
        st.integers(0, 40),
        st.integers(1, 30),
        st.integers(0, 10),
        FLAGS,
        st.sampled_from([0, TODAY, TODAY + 1]),
        FLAGS,
    )
    return asked | st.builds(lambda s, m: replace(NEW, suspended=s, marked=m), st.booleans(), st.booleans())


@st.composite
def logs(draw: st.DrawFn) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number in range(draw(st.integers(0, 8))):
        at = NOW - timedelta(hours=draw(st.integers(0, 300)))
        back = draw(st.sampled_from(rows)) if rows and draw(st.booleans()) else None
        if back and back.kind != "take-back":
            rows.append(Row(str(number), back.prompt, NOW, None, "", "take-back", back.id))
        else:
            slip = draw(st.sampled_from(["", "missing-square", "wrong-sign"]))
            kind = draw(st.sampled_from(["study", "study", "cram", "set-due"]))
            prompt = draw(st.sampled_from([*PROMPTS, "adam/gaps:1"]))
            offset = draw(st.sampled_from([-600, 60, 600]))
            rows.append(Row(str(number), prompt, at, draw(st.integers(1, 4)), slip, kind, "", offset))
    return tuple(rows)


WORDS = st.builds(
    TextTerm,
    st.sampled_from(
        ["step", "the step", "first", "naive", "adam", "gradient desc", "rule", "m t", "b", "of"]
    ),
    st.booleans(),
)
FIELDS = st.builds(FieldTerm, st.just("deck"), st.sampled_from(["adam", "*a*", "sgd", "Gradient*"])) | (
    st.builds(FieldTerm, st.just("tag"), st.sampled_from(["rule", "rule/*", "r*", "*", "basics", "*e"]))
    | st.builds(FieldTerm, st.just("note"), st.sampled_from(["adam", "a/*", "*.md", "*2*"]))
    | st.builds(FieldTerm, st.just("kind"), st.sampled_from(["cloze", "f*", "basic"]))
    | st.builds(FieldTerm, st.just("slip"), st.sampled_from(["missing-square", "*", "w*", "other"]))
)
COLLECTIONS = st.builds(
    lambda states, rows: Collection(SHEETS, TITLES, states, rows, {"adam/gaps:1": "adam/gaps:x"}),
    st.dictionaries(st.sampled_from(PROMPTS), states()),
    logs(),
)


BOUNDS = {
    "search.FEW": (0, 3, 2000),
    "search_candidates.MOST": (0, 3, 6000),
    "search_candidates.ENOUGH": (0, 1000),
    "search_candidates.PLENTY": (0, 3, 3000),
    "search_candidates.MOST_ROWS": (0, 3, 30_000),
    "search_candidates.FEW_ROWS": (0, 3, 3000),
    "search_sql.LOOKED_UP": (0, 100),
    "search_windows.NEAR": (1, 6),
    "search_windows.FARTHEST": (2, 6000),
}
TERMS = WORDS | FIELDS | numbers() | RATED | STATE_TERMS


@given(
    COLLECTIONS,
    st.lists(trees(TERMS), min_size=1, max_size=5),
    st.fixed_dictionaries({name: st.sampled_from(bounds) for name, bounds in BOUNDS.items()}),
    st.sampled_from([CONTEXT, LATE]),
    st.sampled_from([(1, 0), (1, 1), (3, 2)]),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sql_finds_what_is_found_by_hand(
    collection: Collection,
    queries: list[Query],
    bounds: dict[str, int],
    context: SearchContext,
    page: tuple[int, int],
) -> None:
    (limit, offset), by_hand, database = page, Naive(collection, context), collection.write()
    for query in queries:
        with pytest.MonkeyPatch.context() as patch:
            for name, bound in bounds.items():  # so that each way of beginning a search is taken
                patch.setattr(f"flashcards.storage.{name}", bound)
            prompts = [hit.prompt for hit in search.search_prompts(database, query, context)]
            cards = search.search_cards(database, query, context)
            some = search.search_prompts(database, query, context, limit, offset)
        found = by_hand.found(query)
        assert sorted(prompts) == sorted(found)
        assert [hit.prompt for hit in some] == prompts[offset : offset + limit]
        assert cards == list(dict.fromkeys(prompt.partition(":")[0] for prompt in prompts))
    database.close()


@pytest.mark.parametrize(
    "query", ["deck:adam", "kind:formula", "is:review or is:learning", "deck:adam -is:due"]
)
def test_some_of_few_candidates_are_the_first_of_all(
    query: str, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = [hit.prompt for hit in search.search_prompts(database, parse_query(query), CONTEXT)]
    monkeypatch.setattr(search_windows, "NEAR", 1)
    monkeypatch.setattr(search, "first_hits", lambda *_: [])
    for limit in range(1, 5):
        for offset in range(3):
            hits = search.search_prompts(database, parse_query(query), CONTEXT, limit, offset)
            assert [hit.prompt for hit in hits] == prompts[offset : offset + limit]


@pytest.mark.parametrize(
    "query", ["slip:wrong-sign", "slip:*", "rated:90d:1", "note:none or slip:wrong-sign"]
)
@pytest.mark.parametrize("most", range(1, 6))
def test_a_prompt_with_many_rows_takes_no_place_of_others(
    query: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_candidates, "MOST", most)
    prompts = [*[PROMPTS[0]] * 4, *PROMPTS[:4]]
    rows = tuple(Row(str(number), prompt, NOW, 1, "wrong-sign") for number, prompt in enumerate(prompts))
    database = Collection(SHEETS, TITLES, {name: State() for name in PROMPTS}, rows).write()
    assert found(database, query) == set(prompts)


@pytest.mark.parametrize("every", [1, 2, 5, 9])
def test_the_first_of_many_hits_are_found_near_the_start(every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """… without a look at all: one window of the learning order leads on to the next."""
    monkeypatch.setattr(search_windows, "NEAR", 2)
    names = [f"d/c{number}" for number in range(400)]
    states = {name: State(marked=number % every == 0) for number, name in enumerate(names)}
    database = Collection([Sheet(name) for name in names], {}, states).write()
    hits = search_windows.first_hits(database, parse_query("is:marked"), CONTEXT, 10)
    assert [prompt for prompt, _ in hits] == names[: 10 * every : every]


def looks_into_index(query: str, cards: int) -> int:
    """How often a search for a screenful among so many cards looks into the full-text index."""
    sheets = [Sheet(f"d/c{n}", ask="a word in every card") for n in range(cards)]
    database = Collection(sheets, {}, {}).write()
    database.execute("insert into catalogue.card_text(card_text) values ('optimize')")
    said: list[str] = []
    database.set_trace_callback(said.append)
    means = parse_query(query)
    assert len(search.search_names(database, complete_last_word(means, query), CONTEXT, 20)) == 20
    database.close()
    return sum("card_text_idx" in statement for statement in said)


@pytest.mark.parametrize("query", ["wor", "word", "word every", "word -is:suspended", '"in every" is:new'])
def test_a_frequent_word_is_not_looked_up_for_each_card(query: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "FEW", 20)
        assert looks_into_index(query, 480) <= looks_into_index(query, 120)


def test_the_cards_of_words_are_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", 1)
    database, asked = WHOLE.write(), list[str]()
    database.set_trace_callback(asked.append)
    hits = search.search_prompts(database, parse_query("moment -is:due"), CONTEXT, 5)
    database.close()
    assert [hit.prompt for hit in hits] == [SECOND]
    assert sum("json_group_array(rowid)" in statement for statement in asked) == 1


def steps(query: str, rows: int) -> int:
    """The steps of SQLite for a search among prompts that have so many rows each, none of them new."""
    names = [f"d/c{number}" for number in range(40)]
    log = tuple(Row(f"{name}-{number}", name, NOW, 1) for name in names for number in range(rows))
    states = dict.fromkeys(names, State(reviews=0))  # so that the catalogue takes them for new ones
    database = Collection(tuple(map(Sheet, names)), {}, states, log).write()
    taken = []
    database.set_progress_handler(lambda: taken.append(1), 1)
    assert search.search_prompts(database, parse_query(query), CONTEXT) == []
    database.close()
    return len(taken)


def test_the_log_is_asked_of_those_alone_that_the_states_leave() -> None:
    assert steps("is:new -rated:9d:3", 9) == steps("is:new -rated:9d:3", 1)


def order(query: str) -> list[str]:
    database = WHOLE.write()
    return [hit.prompt for hit in search.search_prompts(database, parse_query(query), CONTEXT)]


def test_without_words_the_learning_order_holds() -> None:
    assert order("") == PROMPTS
    assert order("-is:new") == [prompt for prompt in PROMPTS if prompt in order("-is:new")]


def test_the_card_that_says_the_words_most_comes_first() -> None:
    assert order("descent or moment")[:3] == [FIRST, SECOND, STEP]
    assert order("(gradient or descent) -is:marked")[0] == STEP


def test_words_that_many_cards_hold_leave_the_learning_order(monkeypatch: pytest.MonkeyPatch) -> None:
    first = order("adam")
    assert (is_ranked("adam"), is_ranked("adam is:due"), is_ranked("is:due"), is_ranked("-adam")) == (
        *(True, True),
        *(False, False),
    )
    monkeypatch.setattr(search, "FEW", 1)
    assert order("adam") == [prompt for prompt in PROMPTS if prompt in first]
    assert not is_ranked("adam")


def is_ranked(query: str) -> bool:
    return search.is_ranked(WHOLE.write(), parse_query(query), CONTEXT)


@given(any_tree() | LIKE_QUERIES.map(lambda text: TextTerm(text or "x")))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_is_searched(database: sqlite3.Connection, query: Query) -> None:
    search.search_cards(database, query, CONTEXT, 5)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(" ".join(f"w{n}" for n in range(200)), id="200 words"),
        pytest.param(" or ".join(f"w{n} deck:x" for n in range(100)), id="200 alternatives"),
        pytest.param(" or ".join(f"tag:t{n}" for n in range(200)), id="200 tags"),
        pytest.param(" ".join(f"-is:due -lapses>{n}" for n in range(100)), id="200 negations"),
        pytest.param("-(a (" * 6 + "is:due or b" + "))" * 6, id="nested deeply"),
        pytest.param(" or ".join("a/b" for _ in range(200)), id="200 names"),
        pytest.param(" ".join(f"rated:{n}d" for n in range(1, 200)), id="200 looks into the log"),
    ],
)
def test_the_largest_queries_are_searched(database: sqlite3.Connection, query: str) -> None:
    search.search_cards(database, parse_query(query), CONTEXT, 5)


def test_values_are_never_written_into_the_statement() -> None:
    writer = SqlWriter(CONTEXT)
    sql = writer.condition(parse_query("""deck:"a'); drop" tag:b' "c' d" slip:d' note:e' ∇' lapses>77"""))
    assert not any(text in sql for text in ("drop", "77", "b'", "c'", "d'", "e'", "%' "))
