"""Notes → blocks: every line belongs to one, and what Markdown would spoil is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.notes import block, decode, note
from flashcards.text import math_spans
from tests.rows import in_rows
from tests.steps import growth

NOTES = sorted((Path(__file__).parent / "data/notes").glob("*.md"))


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in note.read_note(text, "n.md").blocks]


@in_rows(
    ("text", "blocks"),
    [
        pytest.param("$$\na_1 * b * c\n$$", [("formula", "a_1 * b * c")], id="a display formula"),
        pytest.param(
            "Equation:\n\\[\nx_1 \\_ y\n\\]\nWhere:",
            [("paragraph", "Equation:"), ("formula", "x_1 \\_ y"), ("paragraph", "Where:")],
            id="brackets right after a line of text",
        ),
        pytest.param(
            "1. **Mean**\n$$\nm = 1\n$$\n\n2. Root\n   \\[ v = 2 \\]",
            [("item", "**Mean**"), ("formula", "m = 1"), ("item", "Root"), ("formula", "v = 2")],
            id="formulas within a list",
        ),
        pytest.param(
            "> $$\n> a = b\n> $$\n> so", [("formula", "a = b"), ("paragraph", "so")], id="in a quote"
        ),
        pytest.param(
            "$$a = 1$$ $$b = 2$$", [("formula", "$$a = 1$$ $$b = 2$$")], id="two formulas on a line"
        ),
        pytest.param("it costs $5 and $6", [("paragraph", "it costs $5 and $6")], id="money is no formula"),
        pytest.param("a $x|y$ | b", [("paragraph", "a $x|y$ | b")], id="a bar in a formula"),
        pytest.param(
            "| a | b |\n|---|---|\n| $P(x|y)$ | `p|q` |",
            [("markup", "a | b"), ("markup", "|---|---|"), ("row", "$P(x|y)$ | `p|q`")],
            id="bars in a table's cells",
        ),
        pytest.param("**Label:**\ntext", [("label", "**Label:**"), ("paragraph", "text")], id="a bold label"),
        pytest.param("###1. SGD", [("heading", "1. SGD")], id="a heading without its blank"),
        pytest.param("✅ one\n❌ two", [("item", "✅ one"), ("item", "❌ two")], id="emoji as bullets"),
        pytest.param("![[a b.png]]\ntext", [("embed", "![[a b.png]]"), ("paragraph", "text")], id="an embed"),
        pytest.param("#optim #nn/adam", [("tags", "#optim #nn/adam")], id="tags alone"),
        pytest.param("https://a.b/c#d", [("link", "https://a.b/c#d")], id="a bare link"),
        pytest.param(
            "> [!note] Title\n> body", [("callout", "Title"), ("paragraph", "body")], id="a callout"
        ),
        pytest.param(
            "<!-- a\n# b\n-->\nc", [("comment", "<!-- a\n# b\n-->"), ("paragraph", "c")], id="comment"
        ),
        pytest.param("[a]: http://b", [("markup", "[a]: http://b")], id="a reference is kept as marks"),
        pytest.param(
            "In [1]:\n# x\ny = 1\n\nEpoch 05: loss = 0.8\n\n## Next",
            [("cell", "# x\ny = 1"), ("output", "Epoch 05: loss = 0.8"), ("heading", "Next")],
            id="a notebook cell and what it printed",
        ),
        pytest.param("In [1]:\nx = 1\n\nIn [2]:\ny", [("cell", "x = 1"), ("cell", "y")], id="two cells"),
        pytest.param(
            "---\nexcalidraw-plugin: parsed\n---\na::b",
            [("markup", "---"), ("field", "parsed"), ("markup", "---"), ("drawing", "")],
            id="a drawing is left alone",
        ),
    ],
)
def test_blocks(text: str, blocks: list[tuple[str, str]]) -> None:
    assert kinds(text) == blocks


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("text\n```python\nx", ["n.md:2:1: this code fence is never closed"], id="open fence"),
        pytest.param("> ```\n> x\n\ntext", [], id="a quote's end closes its fence"),
        pytest.param("~~~\n```\n~~~", [], id="a fence ends with its own mark"),
        pytest.param("$$\na = b\n\n# Next", ["n.md:1:1: this formula is never closed"], id="open formula"),
        pytest.param("a \\[1\\] and \\[", [], id="escaped brackets are no formula"),
        pytest.param(
            "---\ntags: [a\nb: c\n---\ntext",
            ["n.md:2:7: a list opened with [ is never closed"],
            id="broken front matter",
        ),
        pytest.param(
            "---\na: &a [x]\nb:\n- *a\n---", ["n.md:4:3: anchors and aliases are not supported"], id="aliases"
        ),
        pytest.param("---\n- a\n---", ["n.md:2:1: the front matter is not a list of fields"], id="no fields"),
        pytest.param(
            "---\nx: " + "[" * 300 + "\n---",
            ["n.md:2:23: values are nested more than 20 deep"],
            id="deep",
        ),
        pytest.param("---\ntext", [], id="a rule is no front matter"),
        pytest.param(
            "a\n" * 20_001,
            ["n.md:20001:1: the note has 20,002 lines: only the first 20,000 are read"],
            id="too many lines",
        ),
    ],
)
def test_problems(text: str, problems: list[str]) -> None:
    found = note.read_note(text, "n.md").problems
    assert [str(problem).splitlines()[0] for problem in found] == problems


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem[:3])
def test_real_notes_give_no_problem_and_lose_no_line(path: Path) -> None:
    text = decode.decode(path.read_bytes(), path.name)
    read = note.read_note(text, path.name)
    assert read.problems == ()
    assert _lost(text, read) == []


LINES = """\
# a
- b
  - c
1. d
> e
> [!note] f
```
~~~
$$
\\[
\\]
g
**h**
**i**: j
k::l
?
==m==
---
| n | o |
|---|---|
<div>
<!--
-->
In [1]:
    p
![[q]]
[r]: s
%%
\t
$t$
#u
::
{{c1::v}}
"""


@given(st.lists(st.sampled_from(LINES.split("\n")), max_size=25).map("\n".join))
@example("In [1]:\n\t\n---")
@settings(max_examples=100, deadline=None)
def test_every_line_belongs_to_a_block(text: str) -> None:
    assert _lost(text, note.read_note(text, "n.md")) == []


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    read = note.read_note(text, "n.md")
    assert _lost(decode.clean_text(text), read) == []
    assert {one.kind for one in read.blocks} <= set(block.KINDS)


def _lost(text: str, read: block.Note) -> list[int]:
    covered = {line for one in read.blocks for line in range(one.line, one.end + 1)}
    lines = text.split("\n")
    assert all(1 <= one.line <= one.end <= len(lines) for one in read.blocks)
    return [at for at, line in enumerate(lines, 1) if line.strip() and at not in covered]


@given(st.text(alphabet="$`\\()[]x %<!->\n", max_size=60))
@settings(deadline=None)
def test_what_is_hidden_comes_back(text: str) -> None:
    kept: list[str] = []
    hidden = math_spans.hide(text, kept)
    assert math_spans.restore(hidden, kept) == text
    assert hidden.count("\n") == text.count("\n")


HOSTILE = ["$$\n", "\\[\n", "```\n\n", "`a", "- **a**: b\n", "a::b\n", "<!--\n", "#a", "[["]


def _read(piece: str, size: int) -> None:
    note.read_note(piece * (size // len(piece)), "n.md")


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_about_four_times_the_steps(piece: str) -> None:
    assert growth(lambda size: _read(piece, size), 500) <= 5


@pytest.mark.slow
@pytest.mark.usefixtures("ends_at_all")
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_is_read_to_its_end(piece: str) -> None:
    _read(piece, 400_000)
