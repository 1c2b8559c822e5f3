"""The law of deck files: what is written in either syntax reads back as the same cards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck import cloze, codec, packed
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Deck,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    Origin,
    Predict,
    Run,
    StepsAnswer,
)
from flashcards.deck.schema import WINNERS
from flashcards.errors import Place, Problem
from tests.rows import in_rows

HERE = Place("")

PIECES = (
    *(
        "## a heading",
        "# top",
        "why:: because",
        "kind:: cloze",
        "ask:: x",
        "^id",
        "---",
        "***",
        "> [!why] no",
        "> quoted",
    ),
    *(
        "```",
        "```python",
        "```demo",
        "~~~",
        "$$",
        "$$ x $$",
        "$x$",
        "- [x] done",
        "- [ ] not",
        "1. one",
        "2) two",
        "- item",
    ),
    *(
        "{{gap}}",
        "{{",
        "}}",
        "{a: 1}",
        "[a, b]",
        "a: b",
        "a:",
        "# not",
        "x # y",
        "'",
        '"',
        '"json"',
        "''",
        "|",
        ">-",
        "&a",
        "*a",
    ),
    *(
        "!tag",
        "%x",
        "@x",
        "`code`",
        "null",
        "~",
        "yes",
        "1e-8",
        r"\theta",
        r"\\",
        r"\n",
        "\\",
        "\t",
        "  ",
        "\n",
        "\n\n",
        "\n  ",
    ),
    *(
        "\r",
        "\x07",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u200b",
        "é",
        "m̂",
        "∂",
        "🂡",
        ",",
        ", ",
        " ",
        "-",
        "?",
        ": ",
        " | ",
        "%%",
    ),
)

texts = st.one_of(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=8).map("".join),
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=5).map("\n".join),
    st.text(max_size=30),
).map(str.strip)
filled = texts.filter(bool)
names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,8}", fullmatch=True)
words = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
numbers = st.one_of(st.integers(-1000, 10**12), st.floats(allow_nan=False, allow_infinity=False))
numbers_by_name = st.dictionaries(words, numbers, max_size=3)
lists_by_name = st.dictionaries(words, st.lists(numbers, min_size=1, max_size=3).map(tuple), max_size=2)
positive = st.floats(1e-9, 1e9)


one_line = filled.filter(str.isprintable)


def tuples(each: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(each, max_size=3).map(tuple)


with_gap = st.builds("{}{{{{{}}}}}{}".format, texts, st.sampled_from(("gap", "n: gap", "gap | hint")), texts)
runs = st.builds(
    Run, filled, numbers_by_name, texts, gradients=st.one_of(filled, tuples(numbers)).map(lambda it: it or "")
)
demos = st.builds(
    Demo,
    kind=st.sampled_from(("table", "curve", "path", "compare", "sweep")),
    settings=numbers_by_name,
    gradients=st.one_of(filled, tuples(numbers)).map(lambda given: given or ""),
    surface=texts,
    start=tuples(numbers),
    steps=st.integers(0, 1000),
    show=tuples(filled),
    at=tuples(st.integers(0, 50)),
    compare=tuples(runs),
    over=lists_by_name,
    predict=st.none()
    | st.builds(Predict, filled, st.integers(0, 9), positive, st.sampled_from(("", *WINNERS)), numbers),
    about=texts,
)
answers = st.one_of(
    st.builds(BasicAnswer, filled, st.booleans()),
    st.builds(ClozeAnswer, with_gap.map(str.strip)),
    st.builds(FormulaAnswer, filled),
    st.builds(NumberAnswer, filled, positive),
    st.builds(ChoicesAnswer, filled, st.lists(filled, min_size=1, max_size=3).map(tuple), tuples(names)),
    st.builds(StepsAnswer, st.lists(filled, min_size=1, max_size=4).map(tuple)),
    st.builds(CodeAnswer, with_gap.map(str.rstrip).map(lambda text: text.lstrip("\n "))),
)
tags = tuples(filled)
keys_of_cards = st.one_of(names, st.builds("{}/{}".format, names, names))
keys = tuples(keys_of_cards)
parts = st.sampled_from(("1", "adam", "Reverse", "m-08f2", "a_b"))
cards = st.builds(
    Card,
    deck=st.just("d"),
    id=names,
    ask=filled,
    answer=answers,
    place=st.just(HERE),
    why=texts,
    hint=texts,
    source=texts,
    tags=tags,
    needs=keys,
    optimizer=texts,
    confusable=keys,
    vary=lists_by_name,
    demo=st.none() | demos,
    holds=tuples(filled),
    given=st.dictionaries(words, st.lists(filled, min_size=1, max_size=2).map(tuple), max_size=2),
    bug=texts,
    told=st.dictionaries(one_line, texts, max_size=2),
    was=tuples(st.one_of(keys_of_cards, st.builds("{}:{}".format, keys_of_cards, parts))),
    gap_numbers=st.dictionaries(names, filled, max_size=2),
    origin=st.none() | st.builds(Origin, filled, texts, texts, st.integers(0, 9), texts),
).filter(lambda card: not isinstance(card.answer, (ClozeAnswer, CodeAnswer)) or cloze.gaps(card.answer.text))
decks = st.builds(
    Deck,
    name=st.just("d"),
    cards=st.lists(cards, max_size=3, unique_by=lambda card: card.id).map(tuple),
    place=st.just(HERE),
    title=texts,
    about=texts,
    needs=tuples(names),
    optimizer=texts,
    source=texts,
    tags=tags,
    imported=st.dictionaries(names, filled, max_size=3),
    never=st.dictionaries(names, filled, max_size=2),
    discarded=st.dictionaries(names, filled, max_size=2),
)


def bare(deck: Deck) -> Deck:
    """The deck without its places, which a new text cannot keep."""
    return replace(deck, place=HERE, cards=tuple(replace(card, place=HERE) for card in deck.cards))


@pytest.mark.slow
@pytest.mark.parametrize("syntax", ["yaml", "md"])
@settings(max_examples=30, deadline=None)
@given(deck=decks)
def test_what_is_written_reads_back_as_the_same_deck(syntax: codec.Syntax, deck: Deck) -> None:
    written = codec.write_deck(deck, syntax)
    read, problems = codec.read_deck(written, f"d.{syntax}")
    assert problems == ()
    assert read is not None
    assert bare(read.inherited()) == deck.inherited()


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(deck=decks)
def test_what_is_packed_for_a_cache_unpacks_as_the_same(deck: Deck) -> None:
    problems = (Problem("a", Place("d.yaml", 3, 4), "b"), Problem("c"))
    again, told = packed.unpack(json.loads(json.dumps(packed.pack((deck, problems), ""))))
    assert again == deck
    assert [problem.as_json() for problem in told] == [
        {**problem.as_json(), "file": ""} for problem in problems
    ]


SHIPPED = [
    path for path in sorted((Path(__file__).parent.parent / "decks").iterdir()) if path.suffix != ".txt"
]


@in_rows("path", SHIPPED, ids=lambda path: path.name)
@in_rows("syntax", ["yaml", "md"])
def test_every_shipped_deck_goes_both_ways_without_a_field_in_quotes(
    path: Path, syntax: codec.Syntax
) -> None:
    deck, problems = codec.read_deck(path.read_text(encoding="utf-8"), path.name)
    assert deck is not None
    assert problems == ()
    written = codec.write_deck(deck, syntax)
    again, problems = codec.read_deck(written, f"x.{syntax}")
    assert again is not None
    assert problems == ()
    assert bare(again) == bare(deck)
    assert "\\\\beta" not in written
    assert ':: "' not in written
