r"""Markdown as Anki's HTML: what is written in place of what Anki or MathJax would misread."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck import cloze
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    StepsAnswer,
)
from flashcards.errors import Problem
from flashcards.exchange.anki_notes_cloze import mark_gaps, write_gaps
from flashcards.exchange.html_reading import HtmlReading
from flashcards.exchange.html_writing import write_cloze_html, write_html
from flashcards.storage import deck_files
from flashcards.text.markdown.reader import read_blocks
from tests.anki_fields import field_gaps, shown_with, torn_formulas
from tests.rows import in_rows


@in_rows(
    ("text", "html"),
    [
        pytest.param("Adam, 2014", "Adam, 2014", id="plain text"),
        pytest.param("a **b** *c* ~~d~~", "a <b>b</b> <i>c</i> <s>d</s>", id="emphasis"),
        pytest.param("$x_t < 3$ & $a > b$", r"\(x_t &lt; 3\) &amp; \(a &gt; b\)", id="formulas, escaped"),
        pytest.param("$$\na +\nb\n$$", r"<p>\[a + b\]</p>", id="a displayed formula, on one line"),
        pytest.param("so $$a$$ holds", r"so \[a\] holds", id="a displayed formula in a line"),
        pytest.param(r"\(a\) and \[b\]", r"\(a\) and \[b\]", id="the other delimiters"),
        pytest.param("$$\na % the mean\n+ b\n$$", r"<p>\[a  + b\]</p>", id="a comment ends no formula"),
        pytest.param(r"$5\%$ of", r"\(5\%\) of", id="an escaped per cent is no comment"),
        pytest.param(r"$\text{if \(x\)}$", r"\(\text{if $x$}\)", id="a formula inside a formula"),
        pytest.param(r"$a \\[2pt] b$", r"\(a \\[2pt] b\)", id="a line break in a formula is no delimiter"),
        pytest.param("$a_{b$", "<code>a_{b</code>", id="a formula without its brace is code"),
        pytest.param(r"$\{a\}$", r"\(\{a\}\)", id="braces that are shown"),
        pytest.param("costs $5 or $6", "costs $5 or $6", id="money"),
        pytest.param(r"\\(none\\)", r"\<span></span>(none\<span></span>)", id="a text that looks it"),
        pytest.param(
            "[latex]x[/latex] [sound:a.mp3] [$]5",
            "&#91;latex]x&#91;/latex] &#91;sound:a.mp3] &#91;$]5",
            id="what Anki would obey",
        ),
        pytest.param(
            "`a < b` and `[latex]`", "<code>a &lt; b</code> and <code>&#91;latex]</code>", id="code"
        ),
        pytest.param(
            "```python\nx = {}\n```",
            '<pre><code class="language-python">x = {}</code></pre>',
            id="a listing",
        ),
        pytest.param("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>", id="a list"),
        pytest.param("3. a", '<ol start="3"><li>a</li></ol>', id="a list from three on"),
        pytest.param("a\n\nb", "<p>a</p><p>b</p>", id="paragraphs"),
        pytest.param("a  \nb", "a<br>b", id="a line break"),
        pytest.param("<script>x()</script>", "&lt;script&gt;x()&lt;/script&gt;", id="a script is text"),
        pytest.param("[a](javascript:x)", "[a](javascript:x)", id="no such link"),
        pytest.param("[a](file:///etc)", "[a](file:///etc)", id="no link to files"),
        pytest.param("[a](https://x.org)", '<a href="https://x.org">a</a>', id="a link"),
        pytest.param("[[Adam|the rule]]", "the rule", id="a link to a note"),
        pytest.param("![loss](media/a.png)", "[picture: loss, a.png]", id="a picture that is not there"),
        pytest.param("{{x}} is a template", "{{x}} is a template", id="braces outside of a cloze"),
    ],
)
def test_markdown_as_html(text: str, html: str) -> None:
    assert write_html(text) == html


def test_a_picture_has_its_name_in_anki() -> None:
    assert write_html("![loss|30](a b.png)", lambda _: "") == "![loss|30](a b.png)"  # no Markdown image
    shown = write_html("![loss|30](media/a.png)", lambda address: f"flashcards-{len(address)}.png")
    assert shown == '<img src="flashcards-11.png" alt="loss" width="30">'


@in_rows(
    ("text", "html"),
    [
        pytest.param("{{Adam}} is a rule", "{{c1::Adam}} is a rule", id="a gap"),
        pytest.param("{{a: x}} {{b: y}} {{a: z}}", "{{c1::x}} {{c2::y}} {{c1::z}}", id="names have numbers"),
        pytest.param("{{x | which?}}", "{{c1::x::which?}}", id="a hint"),
        pytest.param("{{x | a::b}}", "{{c1::x::a&#58;&#58;b}}", id="colons in a hint"),
        pytest.param("{{x | $a_{b_{c}}$}}", r"{{c1::x::\(a_{b_{c} }\)}}", id="a formula in a hint"),
        pytest.param(r"{{$\frac{a}{b_{t}}$}}", r"{{c1::\(\frac{a}{b_{t} }\)}}", id="braces in a formula"),
        pytest.param(r"${{\frac{a}{b_{t}}}}$", r"\({{c1::\frac{a}{b_{t} } }}\)", id="a gap in a formula"),
        pytest.param(r"$\beta_{{t}}^{{2}}$", r"\(\beta_{ {{c1::t}} }^{ {{c2::2}} }\)", id="a hidden index"),
        pytest.param("$a = {{b | the mean}}$", r"\(a = {{c1::b::\text{the mean} }}\)", id="a hint in it"),
        pytest.param(r"${{\text{a::b}}}$", r"\({{c1::\text{a:{}:b} }}\)", id="colons in a formula"),
        pytest.param("{{torch::nn}}", "{{c1::torch&#58;&#58;nn}}", id="colons in text"),
        pytest.param("{{`torch::nn`}}", "{{c1::<code>torch&#58;&#58;nn</code>}}", id="colons in code"),
        pytest.param("{{ends with: | x}}", "{{c1::ends with&#58;::x}}", id="a colon before the hint"),
        pytest.param(
            "{{`{a: {b}}`}}", "{{c1::<code>&#123;a: &#123;b&#125;&#125;</code>}}", id="braces in code"
        ),
        pytest.param("{{c1::x}}", "{{c1::c1&#58;&#58;x}}", id="Anki's gap is a text"),
        pytest.param("{{x}} {{c2::", "{{c1::x}} &#123;&#123;c2::", id="a gap that is none"),
        pytest.param("{{**b**}} $x$", r"{{c1::<b>b</b>}} \(x\)", id="emphasis"),
        pytest.param("**{{b}}**", "<b>{{c1::b}}</b>", id="inside emphasis"),
        pytest.param("{{a\n\nb}}", "<p>{{c1::a</p><p>b}}</p>", id="two paragraphs"),
        pytest.param("- {{a}}\n- {{b}}", "<ul><li>{{c1::a}}</li><li>{{c2::b}}</li></ul>", id="in a list"),
        pytest.param(
            "$5 _u_ {{$x_{t}$}}", r"$5 <i>u</i> {{c1::\(x_{t}\)}}", id="money before a gap that is a formula"
        ),
        pytest.param("$5/{{$x$ | $6}}", r"$5/{{c1::\(x\)::$6}}", id="money close before such a gap"),
        pytest.param("{{a $b}} c$", "{{c1::a $b}} c$", id="a gap that ends in a formula"),
        pytest.param("$$\na {{b\n$$\nc}}", "<p><code>\na {{c1::b\n</code></p><p>c}}</p>", id="torn"),
        pytest.param(
            "| a | b |\n|--|--|\n| $5 | {{$x$}} |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            r"<tbody><tr><td>$5</td><td>{{c1::\(x\)}}</td></tr></tbody></table>",
            id="money in the cell before",
        ),
        pytest.param("\uf100a {{b}}", "a {{c1::b}}", id="private characters of the text go"),
    ],
)
def test_gaps_as_html(text: str, html: str) -> None:
    names = cloze.names(text.replace("\uf100", ""))
    assert write_cloze_html(text, {name: at for at, name in enumerate(names, 1)}) == html


@pytest.mark.parametrize(
    ("text", "numbers", "message"),
    [
        pytest.param("no gap", {}, "nothing is hidden", id="no gap"),
        pytest.param("{{a: x}}", {"a": 0}, "no number from 1 to 500", id="number 0"),
        pytest.param("{{a: x}}", {"a": 501}, "no number from 1 to 500", id="above 500"),
        pytest.param("{{a: x}}", {}, "no number from 1 to 500", id="unknown"),
        pytest.param("[b](https://{{a: x}}.org)", {"a": 1}, "where Anki hides nothing", id="in a link"),
        pytest.param("![{{a: x}}](b.png)", {"a": 1}, "where Anki hides nothing", id="in a picture"),
    ],
)
def test_what_anki_would_show_torn_is_refused(text: str, numbers: dict[str, int], message: str) -> None:
    with pytest.raises(Problem, match=message):
        write_cloze_html(text, numbers, lambda address: address)


PIECES = st.sampled_from(
    [
        *("word", "a b", "`a::b`", "`{x}}`", "**b**", "_u_", "::", "a:", ":b", "}", "{", "\\", "$5", "| x"),
        *(
            "$x_{t}$",
            r"$\frac{a}{b_{t_{1}}}$",
            r"$\text{a::b}$",
            r"$\{x\}$",
            "<b>",
            "&lt;",
            "\n",
            "\n\n",
            "1. ",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=5).map(" ".join)
HIDDEN = TEXTS.filter(lambda text: text.count("{") == text.count("}"))
GAPS = st.tuples(HIDDEN, st.sampled_from(["", " | why"]))


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, GAPS, st.booleans()), min_size=1, max_size=3))
def test_anki_finds_each_gap_and_tears_no_formula(parts: list[tuple[str, tuple[str, str], bool]]) -> None:
    text = " ".join(
        f"{before} $\\alpha {{{{x + b_{{t}}{hint}}}}}$" if maths else f"{before} {{{{{hidden}{hint}}}}}"
        for before, (hidden, hint), maths in parts
    )
    names = cloze.names(text)
    numbers = {name: at for at, name in enumerate(names, 1)}
    try:
        html = write_cloze_html(text, numbers)
    except Problem:
        return
    assert len(field_gaps(html)) == len(cloze.gaps(text))
    assert {gap.number for gap in field_gaps(html)} == set(numbers.values())
    assert "{{c" not in shown_with(html, None)
    assert torn_formulas(shown_with(html, None)) == torn_formulas(write_html(_filled(text)))


def _filled(text: str) -> str:
    return cloze.fill(text, lambda gap: gap.hidden)


def texts_of(card: Card) -> Iterator[str]:
    """Every Markdown text of a card but a cloze's own."""
    yield from (card.ask, card.why, card.hint, card.source)
    match card.answer:
        case BasicAnswer(answer):
            yield answer
        case FormulaAnswer(latex):
            yield f"$$\n{latex}\n$$"
        case StepsAnswer(lines):
            yield from lines
        case ChoicesAnswer(right, wrong):
            yield from (right, *wrong)
        case CodeAnswer(text):
            yield f"```python\n{_filled(text)}\n```"


SHIPPED = deck_files.load_decks([deck_files.shipped_decks()]).cards


def test_every_text_of_a_shipped_card_comes_back_from_html() -> None:
    changed = []
    for card in SHIPPED:
        for text in filter(None, texts_of(card)):
            back = HtmlReading(lambda _: "").read(write_html(text))
            if read_blocks(back) != read_blocks(text):
                changed.append((card.key, text, back))
    assert changed == []


CLOZES = [card for card in SHIPPED if isinstance(card.answer, ClozeAnswer)]


@pytest.mark.parametrize("card", CLOZES, ids=lambda card: card.key)
def test_every_shipped_cloze_comes_back_from_html(card: Card) -> None:
    assert isinstance(card.answer, ClozeAnswer)
    text = card.answer.text
    numbers = {name: at for at, name in enumerate(cloze.names(text), 1)}
    problems: list[str] = []
    html = write_cloze_html(text, numbers)
    back = write_gaps(HtmlReading(lambda _: "").read(mark_gaps(html, problems)))
    assert problems == []
    found, wanted = cloze.gaps(back), cloze.gaps(text)
    assert [gap.name for gap in found] == [f"c{numbers[gap.name]}" for gap in wanted]
    assert [_bare(gap.hidden) for gap in found] == [_bare(gap.hidden) for gap in wanted]
    assert [_bare(gap.hint) for gap in found] == [_bare(gap.hint) for gap in wanted]
    assert _bare(_filled(back)) == _bare(_filled(text))
    for number in numbers.values():
        assert torn_formulas(shown_with(html, number)) == []


def _bare(text: str) -> str:
    """A text without what parts braces and colons for Anki."""
    return re.sub(r"\s|\{\}|\\text\{|(?<=\w)\}(?=$)", "", text)
