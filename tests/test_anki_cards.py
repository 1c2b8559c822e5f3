"""Cards as notes of Anki: the fields of each kind, the numbers of gaps, the draws, the types of notes."""

from __future__ import annotations

import json
import re

import pytest

from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import Place, Problem
from flashcards.exchange.anki_cards import ExportedNote, number_gaps, write_note
from flashcards.exchange.anki_cards_types import BASIC, CLOZE, FIELDS, TYPE_IDS, deck_path, model_json
from flashcards.storage import deck_files
from tests.anki_fields import field_gaps, shown_with, torn_formulas

PLACE = Place("d.yaml", 3)


def card_of(answer: Answer, **fields: object) -> Card:
    return Card("deck", "card", "What is $m_t$?", answer, PLACE, **fields)  # type: ignore[arg-type]


def fields_of(note: ExportedNote) -> dict[str, str]:
    return dict(zip(FIELDS[note.kind], note.fields, strict=True))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(BasicAnswer("An average."), {"Answer": "An average.", "Reverse": ""}, id="basic"),
        pytest.param(BasicAnswer("An average.", True), {"Reverse": "1"}, id="both ways"),
        pytest.param(FormulaAnswer("m < v"), {"Answer": r"<p>\[m &lt; v\]</p>"}, id="formula"),
        pytest.param(NumberAnswer("2 + 2"), {"Answer": "<b>4</b>"}, id="number"),
        pytest.param(
            StepsAnswer(("one", "$a$")),
            {
                "Ask": r'What is \(m_t\)?<p class="count">(2 steps)</p>',
                "Answer": "<ol><li><details><summary>1</summary>one</details></li>"
                r"<li><details><summary>2</summary>\(a\)</details></li></ol>",
            },
            id="steps",
        ),
        pytest.param(
            CodeAnswer("m = {{b * m}} + g"),
            {"Text": '<pre><code class="language-python">m = {{c1::b * m}} + g</code></pre>'},
            id="code",
        ),
        pytest.param(
            ClozeAnswer("A {{run: b}} of $x_{{t}}$"),
            {"Text": r"A {{c1::b}} of \(x_{ {{c2::t}} }\)", "Gaps": '{"run": 1, "t": 2}'},
            id="cloze",
        ),
    ],
)
def test_the_fields_of_a_kind(answer: Answer, expected: dict[str, str]) -> None:
    fields = fields_of(write_note(card_of(answer), {}))
    assert fields["Ask"].startswith(r"What is \(m_t\)?")
    assert fields["Key"] == "deck/card"
    assert fields["Kind"] == answer.kind
    assert {name: fields[name] for name in expected} == expected


def test_options_stand_in_one_order_and_the_right_one_is_marked_in_place() -> None:
    note = write_note(card_of(ChoicesAnswer("right", ("wrong", r"\frac{a}{b}"))), {})
    fields = fields_of(note)
    options = re.findall("<li>(.*?)</li>", fields["Ask"])
    answers = re.findall("<li>(.*?)</li>", fields["Answer"])
    assert sorted(options) == sorted(["right", "wrong", r"\(\frac{a}{b}\)"])
    assert answers == [f"<b>{option} ✓</b>" if option == "right" else option for option in options]
    assert write_note(card_of(ChoicesAnswer("right", ("wrong", r"\frac{a}{b}"))), {}) == note


def test_what_stands_below() -> None:
    card = card_of(BasicAnswer("x"), why="*Since*", hint="$h$", demo=Demo("table", "sgd", steps=3))
    fields = fields_of(write_note(card, {}, source="Ruder 2016"))
    assert (fields["Why"], fields["Hint"], fields["Source"]) == ("<i>Since</i>", r"\(h\)", "Ruder 2016")
    assert "<table" in fields["Demo"]
    assert "<svg" in fields["Demo"]
    assert "currentColor" in fields["Demo"]
    assert "<style" not in fields["Demo"]
    assert "class=" not in fields["Demo"].replace('class="numbers"', "")


def test_the_source_of_a_card_goes_before_that_of_its_deck() -> None:
    card = card_of(BasicAnswer("x"), source="Kingma & Ba 2015")
    assert fields_of(write_note(card, {}, source="Ruder"))["Source"] == "Kingma &amp; Ba 2015"


def test_tags() -> None:
    card = card_of(BasicAnswer("x"), tags=("a b", "c::d"))
    assert write_note(card, {}).tags == ("a-b", "c::d", "flashcards::kind::basic")
    assert write_note(card, {}, marked=True).tags[-1] == "marked"


@pytest.mark.parametrize(
    ("names", "known", "expected"),
    [
        pytest.param(["a", "b"], {}, {"a": 1, "b": 2}, id="by order at first"),
        pytest.param(["new", "a", "b"], {"a": 1, "b": 2}, {"a": 1, "b": 2, "new": 3}, id="one before them"),
        pytest.param(["b", "a"], {"a": 1, "b": 2}, {"a": 1, "b": 2}, id="another order"),
        pytest.param(["b", "c"], {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, id="the number of a gone one"),
    ],
)
def test_a_gap_keeps_its_number(names: list[str], known: dict[str, int], expected: dict[str, int]) -> None:
    assert number_gaps(names, known) == expected


def test_a_number_that_anki_does_not_take_is_refused() -> None:
    with pytest.raises(Problem, match="up to 500"):
        number_gaps(["new"], {f"g{number}": number for number in range(1, 501)})


def test_each_card_stands_for_its_prompt() -> None:
    both = write_note(card_of(BasicAnswer("x", True)), {})
    assert both.prompts == {0: "deck/card", 1: "deck/card:reverse"}
    gaps = write_note(card_of(ClozeAnswer("{{b: x}} {{a: y}}")), {"a": 1, "gone": 2})
    assert gaps.prompts == {2: "deck/card:b", 0: "deck/card:a"}
    assert [gap.number for gap in field_gaps(gaps.fields[0])] == [3, 1]


VARIED = card_of(NumberAnswer("1 / (1 - b**t)"), vary={"b": (0.5, 0.9), "t": (1.0, 2.0, 5.0)})


def test_further_draws_are_json_without_a_sign_of_html() -> None:
    card = Card("deck", "card", r"At $b < {b}$ and $t = {t}$?", VARIED.answer, PLACE, vary=VARIED.vary)
    draws = fields_of(write_note(card, {}))["Draws"]
    assert not set(draws) & set("<>&")
    assert "\\(" not in draws
    found = json.loads(draws)
    assert 1 < len(found) <= 12
    asked = {draw["ask"] for draw in found} | {fields_of(write_note(card, {}))["Ask"]}
    assert len(asked) == len(found) + 1
    assert all(draw["ask"].startswith(r"At \(b &lt; {") for draw in found)


def test_a_card_without_values_has_no_draws() -> None:
    assert fields_of(write_note(card_of(NumberAnswer("2 + 2")), {}))["Draws"] == ""


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ClozeAnswer("no gap"), id="no gap"),
        pytest.param(FormulaAnswer(""), id="no formula"),
        pytest.param(NumberAnswer("nothing"), id="no number"),
        pytest.param(StepsAnswer(()), id="no steps"),
    ],
)
def test_a_card_that_cannot_be_asked_is_told_with_its_place(answer: Answer) -> None:
    with pytest.raises(Problem, match="deck/card") as raised:
        write_note(card_of(answer), {})
    assert raised.value.place == PLACE


def test_the_hash_is_that_of_the_content() -> None:
    plain = write_note(card_of(BasicAnswer("x")), {})
    assert plain.content_hash == write_note(card_of(BasicAnswer("x")), {}).content_hash
    for other in (
        card_of(BasicAnswer("y")),
        card_of(BasicAnswer("x"), tags=("t",)),
        card_of(StepsAnswer(("x",))),
    ):
        assert write_note(other, {}).content_hash != plain.content_hash


@pytest.mark.parametrize(
    ("title", "name", "path"),
    [
        pytest.param("Adam", "adam", "Flashcards::Adam", id="a title"),
        pytest.param("", "adam", "Flashcards::adam", id="none"),
        pytest.param("A › B", "a.b", "Flashcards::A::B", id="levels"),
        pytest.param("", "a.b", "Flashcards::a::b", id="levels of the name"),
        pytest.param("torch::nn", "t", "Flashcards::torch:nn", id="colons are no level"),
        pytest.param(" › ", "t", "Flashcards", id="nothing"),
    ],
)
def test_the_deck_in_anki(title: str, name: str, path: str) -> None:
    assert deck_path(title, name) == path


def test_the_types_of_notes_stay_as_they_are() -> None:
    """A changed id, or one more field, is a conflict in Anki for every card that was exported before."""
    assert TYPE_IDS == {BASIC: 1_767_225_600_001, CLOZE: 1_767_225_600_002}
    ids = {kind: [field["id"] for field in model_json(kind)["flds"]] for kind in TYPE_IDS}
    assert ids[BASIC] == [7_340_100_000_000 + at for at in range(12)]
    assert ids[CLOZE] == [7_340_200_000_000 + at for at in range(11)]
    assert " ".join(FIELDS[BASIC]) == ("Ask Answer Why Hint Demo Source Reverse Kind Draws Key Spare1 Spare2")
    assert " ".join(FIELDS[CLOZE]) == "Text Ask Why Hint Demo Source Kind Gaps Key Spare1 Spare2"


@pytest.mark.parametrize("kind", [BASIC, CLOZE])
def test_templates_name_fields_that_there_are(kind: str) -> None:
    for template in model_json(kind)["tmpls"]:
        for side in ("qfmt", "afmt"):
            names = re.findall(r"\{\{[#/^]?(?:cloze:)?(\w+)\}\}", template[side])
            assert {*names} <= {*FIELDS[kind]}
            assert not {*names} & {"Key", "Gaps", "Kind", "Spare1", "Spare2"}
    assert "night" in model_json(kind)["css"]


@pytest.mark.slow
def test_every_shipped_card_is_a_note_without_a_torn_formula() -> None:
    torn = {}
    for card in deck_files.load_decks([deck_files.shipped_decks()]).cards:
        note = write_note(card, {})
        html = " ".join(field for name, field in fields_of(note).items() if name not in ("Draws", "Gaps"))
        found = [
            found for number in {0, *note.gaps.values()} for found in torn_formulas(shown_with(html, number))
        ]
        if found or (note.kind == CLOZE) != bool(field_gaps(html)):
            torn[card.key] = found
    assert torn == {}
