"""HTML of Anki's fields as Markdown: a table of kinds, and texts that must come through unchanged."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.deck import cloze
from flashcards.exchange.anki_notes_cloze import mark_gaps, write_gaps
from flashcards.exchange.html_reading import HtmlReading
from flashcards.exchange.html_reading_tags import DEEPEST, Element, read_tags
from flashcards.text.blocks import Display, Listing, Maths, Paragraph, TextBlock, Words
from flashcards.text.markdown.reader import read_blocks
from tests.rows import in_rows

READ = [
    pytest.param("a \\(x_t\\) b", "a $x_t$ b", id="inline"),
    pytest.param("\\[m = \\frac{a}{b}\\]", "$$m = \\frac{a}{b}$$", id="display"),
    pytest.param("[$]x[/$] [$$]y[/$$]", "$x$ $$y$$", id="old"),
    pytest.param(
        "[latex]$x$[/latex] [latex]$$y$$[/latex] [latex]\\[z\\][/latex]", "$x$ $$y$$ $$z$$", id="latex"
    ),
    pytest.param(
        "[latex]\\begin{align*}a\\\\b\\end{align*}[/latex]",
        "```latex\n\\begin{align*}a\\\\b\\end{align*}\n```",
        id="more-latex",
    ),
    pytest.param("[latex]\\begin{equation*}a=b\\end{equation*}[/latex]", "$$a=b$$", id="equation"),
    pytest.param("2\\(x\\)3 \\(a\\)\\(b\\)", "2\\(x\\)3 $a$\\(b\\)", id="where-a-dollar-is-none"),
    pytest.param("\\(a &lt; b &amp;<br>c\\)", "$a < b & c$", id="html-in-maths"),
    pytest.param("\\(\\text{5$}\\) \\( \\)", "$\\text{5\\$}$", id="dollar-in-maths"),
    pytest.param(
        "<pre>\\(x\\)</pre> <code>\\(y\\)</code>", "```\n\\(x\\)\n```\n\n`\\(y\\)`", id="no-maths-in-code"
    ),
    pytest.param("\\(never closed", "\\\\(never closed", id="unclosed"),
    pytest.param("<b>a</b> <i>b</i> <s>c</s> <u>d</u>", "**a** *b* ~~c~~ d", id="styles"),
    pytest.param("x<b>y</b>z <b> a </b>b", "x**y**z **a** b", id="styles-touch"),
    pytest.param("<b>a.</b>b <i>c</i><b>d</b>", "a.b *c*d", id="styles-that-none-would-read"),
    pytest.param(
        "x<sub>t</sub><sup>2</sup>, CO<sub>2</sub>, 10<sup>-3</sup>", "$x_{t}^{2}$, CO₂, 10⁻³", id="indexes"
    ),
    pytest.param("a<br>b<br><br>c<div>d</div><p>e</p>", "a\\\nb\n\nc\n\nd\n\ne", id="lines"),
    pytest.param("<ul><li>a<ol><li>b</ol><li>c</ul>", "- a\n  1. b\n- c", id="lists"),
    pytest.param('<ol start="3"><li>a</li></ol>', "3. a", id="list-start"),
    pytest.param(
        "<table><tr><th>a|b<th>c<tr><td>1</table>", "| a\\|b | c |\n| --- | --- |\n| 1 |  |", id="table"
    ),
    pytest.param(
        '<pre><code class="language-python">a &lt; b\n  c</code></pre>',
        "```python\na < b\n  c\n```",
        id="code",
    ),
    pytest.param("<pre>```</pre>", "````\n```\n````", id="fence-in-code"),
    pytest.param("<code>a`b</code>", "``a`b``", id="tick-in-code"),
    pytest.param("<h3>T</h3>x<hr>y", "### T\n\nx\n\n---\n\ny", id="heading"),
    pytest.param("<blockquote>a<br>b</blockquote>", "> a\\\n> b", id="quote"),
    pytest.param('<a href="https://x.y/(z)">w [v]</a>', "[w &#91;v&#93;](<https://x.y/(z)>)", id="link"),
    pytest.param('<a href="javascript:alert(1)">w</a>', "w", id="script-link"),
    pytest.param('<img src="a.png" alt="loss">', "![loss](media/a.png)", id="picture"),
    pytest.param("[sound:a.mp3]", "(sound: a.mp3)", id="sound"),
    pytest.param("&nbsp;a&nbsp;&amp;&#65;&copy;", "a &A©", id="entities"),
    pytest.param("a\x1b[31m&#x202e;b\u202e\x07&#27;", "a[31mb", id="controls"),
    pytest.param("&#xF001;c1&#xF002;x&#xF004; &#xF005;0&#xF006;", "c1x 0", id="our-own-marks"),
    pytest.param(
        "<script>x</script>a<style>b{}</style><!-- c --><svg><text>d</text></svg>", "a", id="dropped"
    ),
    pytest.param("<marquee>a</marquee><custom-tag b='c'>d</custom-tag>", "ad", id="unknown-tags"),
    pytest.param(
        "*a* _b_ c_d `e` $5 [f](g) [[h]] ![i] {{j}} {=k}",
        "\\*a\\* \\_b\\_ c_d \\`e\\` \\$5 [f]&#40;g) [&#91;h]] ![i] {\\{j}} {\\=k}",
        id="escapes",
    ),
    pytest.param(
        "# a<div>1. b</div><div>- c</div><div>&gt; d</div>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\> d", id="starts"
    ),
    pytest.param("a < b <3 &lt;i&gt;", "a < b <3 \\<i>", id="no-tags"),
]


def read(text: str) -> str:
    return HtmlReading(lambda name: f"media/{name}" if name.endswith((".png", ".mp3")) else "").read(text)


@in_rows(("given_html", "wanted"), READ)
def test_html_as_markdown(given_html: str, wanted: str) -> None:
    assert read(given_html) == wanted


def shown(blocks: tuple[TextBlock, ...]) -> str:
    """What a person reads: the words, and the formulas in angle brackets."""
    found = []
    for block in blocks:
        match block:
            case Paragraph(inlines, style, marker, indent):
                assert (style, marker, indent) == ("", "", 0)
                found += [each.text if isinstance(each, Words) else f"⟨{each.latex}⟩" for each in inlines]
                assert all(not each.style for each in inlines if isinstance(each, Words))
            case Display(latex):
                found.append(f"⟨{latex}⟩")
            case _:
                found.append(repr(block))
        found.append(" ")
    return " ".join("".join(found).split())


LONGER = (
    "[[",
    "]]",
    "](",
    "![",
    "{{",
    "}}",
    "&amp;",
    "---",
    "1. ",
    "# ",
    "> ",
    "```",
    "~~",
    "http://x.y",
    "a_b",
)
PIECES = st.sampled_from(
    [*"ab1 .,:;!?'\"()[]{}<>*_`~#+-=|\\/$%&^@\n", *LONGER, "==", "::", "\n- ", "$$", "{=", "é", "β", "日"]
)
MATHS = re.compile(r"\\\(|\\\[|\[\$|\[latex|\[sound:|\[anki:")


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join).filter(lambda text: not MATHS.search(text)))
@example("--- ---")
def test_text_comes_through_as_it_is(text: str) -> None:
    assert shown(read_blocks(read(html.escape(text, quote=False)))) == " ".join(text.split())


LATEX = st.text(alphabet="abx_{}^\\frac \\beta<>&+=-|12", min_size=1, max_size=12).map(
    lambda text: " ".join(text.replace("\\", "\\z").split())
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(LATEX.filter(bool).map(lambda latex: (latex,)), PIECES), max_size=6))
def test_formulas_come_through_as_they_are(pieces: list[str | tuple[str]]) -> None:
    text = "".join(each if isinstance(each, str) else " " for each in pieces)
    if "\\" in text or "[" in text:
        return
    written = (each if isinstance(each, str) else f"\\({each[0]}\\)" for each in pieces)
    source = "".join(html.escape(each, quote=False) for each in written)
    latex = [
        each.latex if isinstance(each, Maths) else block.latex
        for block in read_blocks(read(source))
        for each in (block.inlines if isinstance(block, Paragraph) else (block,))
        if isinstance(each, Maths) or isinstance(block, Display)
    ]
    assert latex == [each[0] for each in pieces if not isinstance(each, str)]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="a<>/\"'=bi&#;![]-{}c1:\\()$ \n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    told: list[str] = []
    write_gaps(read(mark_gaps(text, told)))


GAPS = [
    pytest.param("{{c1::a}} {{c2::b::h}}", "{{c1: a}} {{c2: b | h}}", id="hint"),
    pytest.param(
        "\\(x={{c1::\\frac{a}{b} }}+{{c2::c}}\\)", "$x={{c1: \\frac{a}{b}}}+{{c2: c}}$", id="in-maths"
    ),
    pytest.param("{{c1::\\(\\frac{a}{b}\\)::\\(h\\)}}", "{{c1: $\\frac{a}{b}$ | $h$}}", id="maths-in-gap"),
    pytest.param("{{c1::a {{c2::b}} c}}", "a {{c2: b}} c", id="nested"),
    pytest.param("{{c1,2::a}} {{c2::b}}", "{{c1: a}} {{c2: b}}", id="numbers"),
    pytest.param("<b>{{c1::a<br>b}}</b>", "{{c1: a\\\nb}}", id="line"),
    pytest.param("<b>x {{c1::a}}</b>", "**x {{c1: a}}**", id="in-bold"),
    pytest.param("<code>f({{c1::x}})</code>", "`f({{c1: x}})`", id="in-code"),
    pytest.param("<pre>m = {{c1::(1-b)}}*g</pre>", "```\nm = {{c1: (1-b)}}*g\n```", id="in-fence"),
    pytest.param("{{c1::torch::nn}}", "{{c1: torch | nn}}", id="colons"),
    pytest.param("x<sub>{{c1::t}}</sub>", "$x_{ {{c1: t}}}$", id="index"),
    pytest.param("\\(\\frac{{a}}{{b}}\\) {{c1::x}}", "$\\frac{ {a}}{ {b}}$ {{c1: x}}", id="two-braces"),
    pytest.param("{{c1::a { b}}", "{{c1: a &#123; b}}", id="single-brace"),
    pytest.param("{{c1::note: a | b}} {{no gap}}", "{{c1: note: a |\u00a0b}} {\\{no gap}}", id="our-marks"),
    pytest.param("{{c0::a}} {{c501::b}}", "", id="numbers-that-anki-refuses"),
    pytest.param("{{c1::a", "", id="unclosed"),
    pytest.param("- {{c1::a}}", "\\- {{c1: a}}", id="at-a-start"),
]


@pytest.mark.parametrize(("given_html", "wanted"), GAPS)
def test_gaps(given_html: str, wanted: str) -> None:
    told: list[str] = []
    assert write_gaps(read(mark_gaps(given_html, told))) == wanted


HIDDEN = st.text(alphabet="ab {}|:1$\\", min_size=1, max_size=8).filter(
    lambda text: text.strip() and "::" not in text and "}}" not in text and not text.endswith(("}", ":"))
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), HIDDEN), min_size=1, max_size=4))
def test_every_gap_stays_one(gaps: list[tuple[int, str]]) -> None:
    text = " and ".join(f"{{{{c{number}::{hidden}}}}}" for number, hidden in gaps)
    found = cloze.gaps(write_gaps(read(mark_gaps(text, []))))
    assert [gap.name for gap in found] in ([f"c{number}" for number, _ in gaps], [])


HOSTILE = (
    "<a ",
    "<",
    "\\(",
    "{{c1::",
    "<b>",
    "<div>",
    '<a x="',
    "<!--",
    "[latex]",
    "<li>",
    "<tr><td>",
    "<ul><li>x",
)


@pytest.mark.parametrize("piece", [*HOSTILE, "<sub>", "<b>x</b>"])
@pytest.mark.usefixtures("ends_at_all")
def test_endless_markup_ends(piece: str) -> None:
    write_gaps(read(mark_gaps(piece * (100_000 // len(piece)), [])))


def depth(element: Element) -> int:
    return 1 + max((depth(child) for child in element.children if isinstance(child, Element)), default=0)


def test_a_tree_has_a_bound() -> None:
    assert depth(read_tags("<div>" * 5000)) <= DEEPEST + 1


def test_a_language_is_kept() -> None:
    (block,) = read_blocks(read('<pre class="lang-c++">x</pre>'))
    assert block == Listing("x", "c++")
