"""The query language: text to tree and back, and what is said of text that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.errors import Problem
from flashcards.study.query import (
    EVERYTHING,
    FieldTerm,
    Negation,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
    all_of,
    any_of,
    parse_query,
)
from tests.queries import LIKE_QUERIES, any_tree
from tests.rows import in_rows

A, B, C = TextTerm("a"), TextTerm("b"), TextTerm("c")
ADAM, DUE = FieldTerm("deck", "adam"), StateTerm("due")


@in_rows(
    ("text", "tree"),
    [
        pytest.param("", EVERYTHING, id="nothing means everything"),
        pytest.param(" \t\n", EVERYTHING, id="only space"),
        pytest.param("*", EVERYTHING, id="a star alone"),
        pytest.param("a b", all_of([A, B]), id="words beside each other"),
        pytest.param("a\u3000b", all_of([A, B]), id="a wide space"),
        pytest.param("a and b", all_of([A, B]), id="and in words"),
        pytest.param("a AND b OR c", any_of([all_of([A, B]), C]), id="and binds closer than or"),
        pytest.param("a or b c", any_of([A, all_of([B, C])]), id="or binds looser than beside"),
        pytest.param("a (b or c)", all_of([A, any_of([B, C])]), id="parentheses"),
        pytest.param("((a))", A, id="needless parentheses"),
        pytest.param("a (b c)", all_of([A, B, C]), id="needless group"),
        pytest.param("a or (b or c)", any_of([A, B, C]), id="flat alternatives"),
        pytest.param("(a)(b)", all_of([A, B]), id="groups without space"),
        pytest.param("(a)or(b)", any_of([A, B]), id="or without space"),
        pytest.param("a*", TextTerm("a", prefix=True), id="prefix"),
        pytest.param('"bias corr"*', TextTerm("bias corr", prefix=True), id="phrase as a prefix"),
        pytest.param('"bias correction"', TextTerm("bias correction"), id="phrase"),
        pytest.param('"a"b', all_of([A, B]), id="phrase beside word"),
        pytest.param('"or"', TextTerm("or"), id="or as a word"),
        pytest.param("order android", all_of([TextTerm("order"), TextTerm("android")]), id="begins with or"),
        pytest.param(r'"say \"a\" \\ \beta"', TextTerm(r'say "a" \ \beta'), id="escapes in quotes"),
        pytest.param(r"\beta_1", TextTerm(r"\beta_1"), id="LaTeX"),
        pytest.param("b1*m", TextTerm("b1*m"), id="a star within a word"),
        pytest.param("first-moment", TextTerm("first-moment"), id="a minus within a word"),
        pytest.param("adam/step:reverse", TextTerm("adam/step:reverse"), id="the name of a prompt"),
        pytest.param('"is:due"', TextTerm("is:due"), id="a quoted field is text"),
        pytest.param("-a", Negation(A), id="not a word"),
        pytest.param("--a", Negation(Negation(A)), id="not not"),
        pytest.param('-"a"', Negation(A), id="not a phrase"),
        pytest.param("-(a b)", Negation(all_of([A, B])), id="not a group"),
        pytest.param("-tag:x", Negation(FieldTerm("tag", "x")), id="not a tag"),
        pytest.param("is:due -is:suspended", all_of([DUE, Negation(StateTerm("suspended"))]), id="Anki's"),
        pytest.param("deck:adam", ADAM, id="deck"),
        pytest.param("DECK:adam Is:DUE", all_of([ADAM, DUE]), id="case of fields and states"),
        pytest.param("deck:opt*", FieldTerm("deck", "opt*"), id="a pattern"),
        pytest.param('deck:"my deck"', FieldTerm("deck", "my deck"), id="a quoted value"),
        pytest.param('note:"a (b).md"', FieldTerm("note", "a (b).md"), id="parentheses in a value"),
        pytest.param("tag:a/b", FieldTerm("tag", "a/b"), id="a tag under another"),
        pytest.param("deck=adam", ADAM, id="an equals sign for the colon"),
        pytest.param("deck:adam:x", FieldTerm("deck", "adam:x"), id="a second colon"),
        pytest.param("kind:Cloze", FieldTerm("kind", "Cloze"), id="kind"),
        pytest.param("kind:c*", FieldTerm("kind", "c*"), id="kinds"),
        pytest.param("slip:missing-*", FieldTerm("slip", "missing-*"), id="slip"),
        pytest.param("is:learn", StateTerm("learning"), id="Anki's name of a state"),
        pytest.param("stability<5", NumberTerm("stability", "<", 5), id="stability"),
        pytest.param("stability<=2.5d", NumberTerm("stability", "<=", 2.5), id="days with their letter"),
        pytest.param("recall<0.8", NumberTerm("recall", "<", 0.8), id="recall"),
        pytest.param("recall<80%", NumberTerm("recall", "<", 0.8), id="percent"),
        pytest.param("recall≥.8", NumberTerm("recall", ">=", 0.8), id="signs of mathematics"),
        pytest.param("lapses>3", NumberTerm("lapses", ">", 3), id="lapses"),
        pytest.param("lapses:3", NumberTerm("lapses", "=", 3), id="a colon for the equals sign"),
        pytest.param("lapses<>3", NumberTerm("lapses", "!=", 3), id="unequal"),
        pytest.param("due<7d", NumberTerm("due", "<", 7), id="due"),
        pytest.param("due<2w", NumberTerm("due", "<", 14), id="weeks"),
        pytest.param("due<-3", NumberTerm("due", "<", -3), id="overdue"),
        pytest.param("-due<7", Negation(NumberTerm("due", "<", 7)), id="not due"),
        pytest.param("prop:ivl>=21", NumberTerm("interval", ">=", 21), id="a property of Anki's"),
        pytest.param("rated:1d", RatedTerm(1), id="rated today"),
        pytest.param("rated:7", RatedTerm(7), id="rated within days"),
        pytest.param("rated=2d", RatedTerm(2, None, True), id="rated on a day"),
        pytest.param("rated=1w:again", RatedTerm(7, 1, True), id="rated Again on a day"),
        pytest.param("rated:7d:1", RatedTerm(7, 1), id="rated Again"),
        pytest.param("rated:1w:Hard", RatedTerm(7, 2), id="rated Hard"),
    ],
)
def test_a_query_is_read(text: str, tree: Query) -> None:
    assert parse_query(text) == tree


@in_rows(
    ("text", "column", "message", "hint"),
    [
        pytest.param("is:dew", 4, "no state 'dew'", "did you mean", id="a misspelt state"),
        pytest.param("adam is:suspend", 9, "no state 'suspend'", "suspended", id="a state's beginning"),
        pytest.param("is:xyzzy", 4, "no state", "new, learning", id="no state at all"),
        pytest.param("dek:adam", 1, "no field 'dek'", "did you mean deck?", id="a misspelt field"),
        pytest.param("type:choice", 1, "no field 'type'", "did you mean kind?", id="Anki's type"),
        pytest.param("added:7", 1, "no field 'added'", "did you mean is:new?", id="Anki's added"),
        pytest.param("a !is:new", 3, "'!' excludes nothing", "write -is:new for all others", id="!"),
        pytest.param("id:step", 1, "no field 'id'", "the name alone, such as adam/step", id="a name"),
        pytest.param("state:new", 1, "no field 'state'", "did you mean is?", id="another word for is"),
        pytest.param("flag:1", 1, "no field 'flag'", "did you mean is:marked?", id="Anki's flag"),
        pytest.param("prop=3", 1, "no field 'prop'", "lapses>3", id="Anki's prop alone"),
        pytest.param("stabilty<5", 1, "no field 'stabilty'", "stability", id="a misspelt number"),
        pytest.param("a https://x.y", 3, "no field 'https'", '"https://x.y"', id="an address"),
        pytest.param("m=b1*m", 1, "no field 'm'", '"m=b1*m"', id="a formula"),
        pytest.param("stability<abc", 11, "'abc' is no number", "stability<5", id="letters for a number"),
        pytest.param("stability<", 11, "nothing stands after 'stability<'", "stability<5", id="no number"),
        pytest.param("lapses>3d", 8, "'3d' is no number", "lapses>3", id="days of lapses"),
        pytest.param("lapses>1e999", 8, "too large", "", id="infinite"),
        pytest.param("lapses>nan", 8, "'nan' is no number", "lapses>3", id="not a number"),
        pytest.param("recall<80", 8, "between 0 and 1", "recall<80%", id="percent without its sign"),
        pytest.param("stability=5", 10, "never exactly", "stability<5", id="a real number met exactly"),
        pytest.param("deck:", 6, "nothing stands after 'deck:'", "deck:adam", id="a field without value"),
        pytest.param("deck<adam", 1, "'<' does not go with 'deck'", "deck:adam", id="an ordered deck"),
        pytest.param("kind:clozes", 6, "no kind 'clozes'", "cloze", id="a misspelt kind"),
        pytest.param("rated:x", 7, "no number of days", "rated:7d:1", id="rated in letters"),
        pytest.param("rated:7:5", 7, "no grade", "rated:7d:1", id="a fifth grade"),
        pytest.param("rated:0", 7, "no number of days", "rated:7d:1", id="no days"),
        pytest.param("prop:x", 6, "needs a comparison", "lapses>3", id="a property alone"),
        pytest.param("prop:laps>3", 6, "no field 'laps'", "lapses", id="a misspelt property"),
        pytest.param('a "b c', 3, "quote is not closed", "'\"'", id="an open quote"),
        pytest.param('deck:"b', 6, "quote is not closed", "'\"'", id="an open value"),
        pytest.param('5"', 2, "quote is not closed", "'\"'", id="inches"),
        pytest.param('""', 1, "nothing stands between the quotes", "words", id="an empty phrase"),
        pytest.param("a (b", 3, "'(' is not closed", "')'", id="an open parenthesis"),
        pytest.param("a b)", 4, "')' closes nothing", "remove", id="a closing one"),
        pytest.param("a ()", 4, "a term is missing", "deck:adam", id="an empty group"),
        pytest.param("a or", 5, "a term is missing", "deck:adam", id="or at the end"),
        pytest.param("or a", 1, "nothing stands before 'or'", '"or"', id="or at the start"),
        pytest.param("a or or b", 6, "nothing stands before 'or'", '"or"', id="or twice"),
        pytest.param("a - b", 3, "nothing stands after '-'", '"-"', id="a minus alone"),
        pytest.param("-", 1, "nothing stands after '-'", '"-"', id="a minus at the end"),
        pytest.param("(" * 5000, 22, "nest deeper than 20", "flatter", id="deep parentheses"),
        pytest.param("-" * 5000 + "a", 22, "nest deeper than 20", "flatter", id="many minus signs"),
        pytest.param("a " * 3000, 401, "at most 200 terms", "", id="many terms"),
        pytest.param("a" * 20_000, 10_001, "at most 10,000 characters", "", id="a long query"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(Problem) as told:
        parse_query(text)
    assert told.value.place
    assert (told.value.place.file, told.value.place.line, told.value.place.column) == ("query", 1, column)
    assert message in told.value.message
    assert hint in told.value.hint


@given(any_tree())
@settings(max_examples=100)
def test_a_tree_is_written_as_a_query_that_reads_the_same(tree: Query) -> None:
    assert parse_query(str(tree)) == tree


@given(LIKE_QUERIES | st.text(max_size=30))
@settings(max_examples=200)
def test_any_text_is_read_or_told(text: str) -> None:
    tree, place = None, None
    try:
        tree = parse_query(text)
    except Problem as problem:
        place = problem.place
    if tree is None:
        assert place
        assert 1 <= place.column <= len(text) + 1
    else:
        assert parse_query(str(tree)) == tree
