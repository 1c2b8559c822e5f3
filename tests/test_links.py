"""Links and embeds of notes: which file they mean, and what they put into a card."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.notes.embeds import DEEPEST, LONGEST_TEXT, MOST_EMBEDS, Vault, fill_embeds
from flashcards.notes.excerpt import LONGEST_EXCERPT, cut_excerpt, find_excerpt
from flashcards.notes.links import Link, NameIndex, read_address, read_link
from flashcards.text.math_spans import dollars
from tests.rows import in_rows

READ = [
    pytest.param("Adam", Link("Adam"), id="a page"),
    pytest.param("Adam|the rule", Link("Adam", alias="the rule"), id="an alias"),
    pytest.param("Adam\\|the rule", Link("Adam", alias="the rule"), id="an alias in a table"),
    pytest.param("Adam#Bias correction", Link("Adam", heading="Bias correction"), id="a heading"),
    pytest.param("Adam#Step#Bias", Link("Adam", heading="Bias"), id="a heading below a heading"),
    pytest.param("Adam#^step-1|it", Link("Adam", block="step-1", alias="it"), id="a block and an alias"),
    pytest.param("#Bias", Link("", heading="Bias"), id="a heading of the same note"),
    pytest.param("#^b", Link("", block="b"), id="a block of the same note"),
    pytest.param("optim/Adam.md", Link("optim/Adam.md"), id="a path"),
    pytest.param("  Adam  # Bias ", Link("Adam", heading="Bias"), id="spaces"),
]


@pytest.mark.parametrize(("inside", "link"), READ)
def test_a_link_is_read(inside: str, link: Link) -> None:
    assert read_link(inside) == link


@pytest.mark.parametrize(
    ("address", "link"),
    [
        pytest.param("my%20loss.png", Link("my loss.png"), id="escaped"),
        pytest.param("<my loss.png>", Link("my loss.png"), id="in angle brackets"),
        pytest.param("Adam.md#Bias%20correction", Link("Adam.md", heading="Bias correction"), id="heading"),
        pytest.param("Adam.md#^b", Link("Adam.md", block="b"), id="block"),
    ],
)
def test_an_address_is_read(address: str, link: Link) -> None:
    assert read_address(address) == link


NAMES = [
    "Adam.md",
    "SGD.md",
    "optim/SGD.md",
    "optim/deep/SGD.md",
    "optim/RMSprop.md",
    "optim/img/loss.png",
    "img/Loss.PNG",
    "Größe.md",
    "v1.2 notes.md",
    "a/x.md",
    "b/x.md",
]
INDEX = NameIndex(NAMES, {"Adaptive moments": "Adam.md", "SGD": "Adam.md"})

RESOLVED = [
    pytest.param("Adam", "Adam.md", id="the only file of the name"),
    pytest.param("adam", "Adam.md", id="in any case"),
    pytest.param("RMSprop", "optim/RMSprop.md", id="in a folder"),
    pytest.param("Adam.md", "Adam.md", id="with its ending"),
    pytest.param("SGD", "SGD.md", id="of several the shortest path"),
    pytest.param("optim/SGD", "optim/SGD.md", id="by a path"),
    pytest.param("deep/SGD", "optim/deep/SGD.md", id="by the end of a path"),
    pytest.param("/optim/SGD", "optim/SGD.md", id="by a path from the vault"),
    pytest.param("/deep/SGD", None, id="a path from the vault is whole"),
    pytest.param("GD", None, id="not by a part of the name"),
    pytest.param("img/loss.png", "img/Loss.PNG", id="a path from the vault comes first"),
    pytest.param("optim/img/loss.png", "optim/img/loss.png", id="the whole path"),
    pytest.param("Größe", "Größe.md", id="another letter"),
    pytest.param("Gro\u0308ße", "Größe.md", id="the letter in two characters"),
    pytest.param("v1.2 notes", "v1.2 notes.md", id="a name with a full stop"),
    pytest.param("Adaptive moments", "Adam.md", id="an alias"),
    pytest.param("adaptive Moments", "Adam.md", id="an alias in any case"),
    pytest.param("x", "a/x.md", id="of equals the first"),
    pytest.param("nowhere", None, id="no such file"),
    pytest.param("", None, id="nothing"),
    pytest.param("../Adam", None, id="out of the vault"),
    pytest.param("optim/../Adam", "Adam.md", id="up and back"),
    pytest.param("optim/../../etc/Adam", None, id="up and out"),
    pytest.param("./Adam.md", "Adam.md", id="from here"),
    pytest.param("./RMSprop", None, id="from here only"),
    pytest.param("https://example.org/Adam.md", None, id="a web address"),
    pytest.param("file:///Adam.md", None, id="an address of a file"),
    pytest.param("//host/share/Adam.md", None, id="a network path"),
    pytest.param("\\\\host\\Adam.md", None, id="a network path of Windows"),
    pytest.param("C:/Adam.md", None, id="a drive"),
    pytest.param("/etc/passwd", None, id="a path of the system"),
    pytest.param("x" * 10_000, None, id="an endless name"),
]


@in_rows(("page", "name"), RESOLVED)
def test_a_link_is_resolved(page: str, name: str | None) -> None:
    assert INDEX.resolve(page, "top.md") == name


NEAR = [
    pytest.param("SGD", "optim/RMSprop.md", "optim/SGD.md", id="the file in the note's own folder"),
    pytest.param("SGD", "optim/deep/y.md", "optim/deep/SGD.md", id="also deeper"),
    pytest.param("x", "b/y.md", "b/x.md", id="of equals the near one"),
    pytest.param(
        "img/loss.png", "optim/y.md", "img/Loss.PNG", id="a path from the vault before the near one"
    ),
    pytest.param("loss.png", "optim/y.md", "optim/img/loss.png", id="a picture below the note's folder"),
    pytest.param("../Adam", "optim/y.md", "Adam.md", id="up one folder"),
    pytest.param("../../Adam", "optim/y.md", None, id="not out of the vault"),
    pytest.param("./SGD", "optim/y.md", "optim/SGD.md", id="from here"),
]


@pytest.mark.parametrize(("page", "source", "name"), NEAR)
def test_a_link_is_resolved_from_where_it_stands(page: str, source: str, name: str | None) -> None:
    assert INDEX.resolve(page, source) == name


@given(st.text("./\\aA#:~%", max_size=12), st.sampled_from(["top.md", "a/b/c.md"]))
@settings(deadline=None)
def test_only_names_of_the_folder_are_found(page: str, source: str) -> None:
    names = ["a.md", "a/a.md", "a/b/a.md"]
    assert NameIndex(names).resolve(page, source) in {None, *names}


SHOWN = [
    pytest.param("see [[Adam|the rule]]", "see the rule", id="an alias"),
    pytest.param("see [[Adam]]", "see Adam", id="a page"),
    pytest.param("see [[Adam#Bias]]", "see Adam", id="a page with a heading"),
    pytest.param("see [[#Bias correction]]", "see Bias correction", id="a heading of the same note"),
    pytest.param("`[[Adam]]` [[]]", "`[[Adam]]` [[]]", id="code, and nothing"),
    pytest.param("![[Adam]]", "![[Adam]]", id="an embed stays"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_a_link_shows_its_text(text: str, shown: str) -> None:
    assert dollars(text) == shown


ADAM = """\
---
title: Adam
aliases: [Adaptive moments]
---
Adam averages gradients. ^about

# The step
First the averages,
then the step. ^step

## Bias correction
Divide by $1 - \\beta^t$.

```python
# Not a heading
x = 1  ^no
```

- early steps
- are too small ^small
    - by the factor above
- later ones are not

$$
v_t

= g^2
$$
^formula

# Why: *history*
See [[SGD|descent]]. %% hidden %%
"""

PARTS = [
    pytest.param(Link("", block="about"), "Adam averages gradients.", id="a block"),
    pytest.param(Link("", block="step"), "First the averages,\nthen the step.", id="a block of two lines"),
    pytest.param(
        Link("", block="small"),
        "- are too small\n    - by the factor above",
        id="an item and what is below it",
    ),
    pytest.param(Link("", block="formula"), "$$\nv_t\n\n= g^2\n$$", id="an id below a formula"),
    pytest.param(Link("", block="STEP"), "First the averages,\nthen the step.", id="an id in any case"),
    pytest.param(Link("", block="no"), None, id="no id in code"),
    pytest.param(Link("", block="nothing"), None, id="no such block"),
    pytest.param(Link("", heading="nothing"), None, id="no such heading"),
    pytest.param(Link("", heading="Not a heading"), None, id="no heading in code"),
    pytest.param(Link("", heading="why history"), "See [[SGD|descent]]. %% hidden %%", id="marks left out"),
]


@pytest.mark.parametrize(("link", "part"), PARTS)
def test_a_part_of_a_note_is_found(link: Link, part: str | None) -> None:
    assert find_excerpt(ADAM, link) == part


def test_a_section_ends_at_the_next_heading_of_its_level() -> None:
    step = find_excerpt(ADAM, Link("", heading="The step"))
    assert step is not None
    assert step.startswith("First the averages")
    assert step.endswith("$$") or "^formula" not in step
    assert "Why" not in step
    assert "history" not in (find_excerpt(ADAM, Link("", heading="Bias correction")) or "history")


def test_a_whole_note_comes_without_its_front_matter() -> None:
    assert (find_excerpt(ADAM, Link("Adam")) or "").startswith("Adam averages gradients.\n\n# The step")


def vault(**notes: str) -> Vault:
    texts = {f"{name}.md": text for name, text in notes.items()}
    kept = {"loss.png": "media/0123456789abcdef.png"}
    return Vault(
        NameIndex(texts),
        NameIndex(["img/loss.png", "img/huge.png"]),
        texts.get,
        lambda name: kept.get(name[4:]),
    )


FILLED = [
    pytest.param("![[Adam#^about]]", "Adam averages gradients.", id="a block"),
    pytest.param("It says: ![[Adam#^about]] So.", "It says: Adam averages gradients. So.", id="in a line"),
    pytest.param("![[adam.md#why history]]", "See descent.", id="its links are text, its comments gone"),
    pytest.param("`![[Adam#^about]]`", "`![[Adam#^about]]`", id="not in code"),
    pytest.param("$![[Adam#^about]]$", "$![[Adam#^about]]$", id="not in a formula"),
    pytest.param("![[Nobody]]", "![[Nobody]]", id="no such note"),
    pytest.param("![[Adam#^nothing]]", "![[Adam#^nothing]]", id="no such block"),
    pytest.param("![[../Adam]]", "![[../Adam]]", id="out of the folder"),
    pytest.param("![[A]]", "a: b: ![[C]]", id="two levels deep and no deeper"),
    pytest.param("![[Loop]]", "again ![[Loop]]", id="a note that embeds itself"),
    pytest.param("![[Ping]]", "ping pong ![[Ping]]", id="notes that embed each other"),
    pytest.param("![[#^mine]]", "of this note", id="a block of the note itself"),
    pytest.param("![[loss.png|300]]", "![loss.png|300](media/0123456789abcdef.png)", id="a picture"),
    pytest.param("![a curve](img/loss.png)", "![a curve](media/0123456789abcdef.png)", id="in Markdown"),
    pytest.param(
        "|a|\n|-|\n|![[loss.png\\|30]]|",
        "|a|\n|-|\n|![loss.png\\|30](media/0123456789abcdef.png)|",
        id="in a table",
    ),
    pytest.param("![[huge.png]]", "![[huge.png]]", id="a picture that is not fit to be shown"),
    pytest.param("![x](https://a.b/loss.png)", "![x](https://a.b/loss.png)", id="a picture on the web"),
    pytest.param("![x](/etc/loss.png)", "![x](/etc/loss.png)", id="an absolute path"),
    pytest.param("![x](../../loss.png)", "![x](../../loss.png)", id="up and out"),
    pytest.param(
        "![[Shot]]", "see ![loss.png](media/0123456789abcdef.png)", id="a picture in an embedded note"
    ),
]
NOTES = {
    "Adam": ADAM,
    "A": "a: ![[B]]",
    "B": "b: ![[C]]",
    "C": "c",
    "Loop": "again ![[Loop]]",
    "Ping": "ping ![[Pong]]",
    "Pong": "pong ![[Ping]]",
    "own": "of this note ^mine",
    "Shot": "see ![[loss.png]]",
}


@in_rows(("text", "filled"), FILLED)
def test_an_embed_shows_what_it_means(text: str, filled: str) -> None:
    assert fill_embeds(text, "own.md", vault(**NOTES)) == filled


def test_embeds_of_notes_stay_where_they_are_not_wanted() -> None:
    assert fill_embeds("![[C]] ![[loss.png]]", "own.md", vault(**NOTES), notes=False) == (
        "![[C]] ![loss.png](media/0123456789abcdef.png)"
    )


def test_many_embeds_stay_within_bounds() -> None:
    bomb = {f"N{n}": f"![[N{n + 1}]] " * 30 + "word " * 100 for n in range(9)}
    filled = fill_embeds("![[N0]] " * 50, "own.md", vault(**bomb))
    assert len(filled) < 2 * LONGEST_TEXT
    assert DEEPEST == 2


def test_so_many_embeds_of_one_text_are_looked_up() -> None:
    names = [f"N{n}" for n in range(MOST_EMBEDS + 5)]
    filled = fill_embeds(
        " ".join(f"![[{name}]]" for name in names), "own.md", vault(**dict.fromkeys(names, "x"))
    )
    assert filled.split() == ["x"] * MOST_EMBEDS + [f"![[{name}]]" for name in names[MOST_EMBEDS:]]


CUT = [
    pytest.param("one two three", 20, "one two three", id="short enough"),
    pytest.param("one two three", 9, "one two …", id="between words"),
    pytest.param("one `two three` four", 10, "one …", id="not in code"),
    pytest.param("one\n\n```\ntwo\n\nthree\n```\nfour", 12, "one …", id="not in a fence"),
    pytest.param("x" * 50, 10, "…", id="one long word"),
]


@pytest.mark.parametrize(("text", "most", "cut"), CUT)
def test_a_long_text_is_cut(text: str, most: int, cut: str) -> None:
    assert cut_excerpt(text, most) == cut


@given(
    st.text("ab `$\n#^!-[]", max_size=200), st.sampled_from([Link("n"), Link("", "a"), Link("", block="a")])
)
@settings(deadline=None)
def test_any_note_can_be_embedded(text: str, link: Link) -> None:
    assert len(find_excerpt(text, link) or "") <= LONGEST_EXCERPT + 2
    fill_embeds("![[n]] " + text, "own.md", vault(n=text))
