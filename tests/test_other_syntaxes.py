"""Explicit flashcard syntaxes outside the Obsidian plugins: which notes carry them, and their cards."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.notes.note import read_note
from flashcards.notes.syntaxes.marked_card import MarkedCard
from tests.rows import in_rows

NOTES = Path(__file__).parent / "data" / "notes"
OURS = ("hashcards", "repeater", "mdanki", "ankdown", "carddown", "hascard", "logseq", "remnote", "bold-qa")


def cards(text: str, name: str = "note.md", syntax: str = "") -> list[MarkedCard]:
    return [block.card for block in read_note(text, name, syntax=syntax).blocks if block.card]


def told(card: MarkedCard) -> str:
    """A card as a row of the tables writes it: `front → back`, `front ↔ back`, `text with {{gaps}}`."""
    arrow = "↔" if card.both_ways else "→"
    sides = f"{card.front} {arrow} {card.back}" if card.back else " ".join([card.front, card.gaps]).strip()
    more = [f"✗ {' | '.join(card.wrong)}"] if card.wrong else []
    more += [" ".join(f"#{tag}" for tag in card.tags)] if card.tags else []
    more += [f"in {', '.join(card.decks)}"] if card.decks else []
    more += [f"({card.why})"] if card.why else []
    return " ".join([sides, *more])


HASHCARDS = [
    pytest.param("Q: Who?\nA: Kingma", ["Who? → Kingma"], id="question"),
    pytest.param("Q: a\n\nb\nA: c\n\nd\n", ["a\n\nb → c\n\nd"], id="blank-lines-stay"),
    pytest.param("Q:a\nA:b\n---\n\nQ: c\nA: d\n---", ["a → b", "c → d"], id="rule-between"),
    pytest.param("C: keeps [m] and [v]", ["keeps {{m}} and {{v}}"], id="two-gaps"),
    pytest.param(
        "C: see ![[a.png]] and ![x](a.png), [m]", ["see ![[a.png]] and ![x](a.png), {{m}}"], id="images"
    ),
    pytest.param(
        "C: $x_{[i]}$ and `a[0]` in [loop]", ["$x_{[i]}$ and `a[0]` in {{loop}}"], id="maths-and-code"
    ),
    pytest.param(
        "C: by [Kingma](https://a.b/c) in [2014]", ["by [Kingma](https://a.b/c) in {{2014}}"], id="link"
    ),
    pytest.param("C: decays as [$p(a | b)$]", ["decays as {{$p(a|b)$}}"], id="bar-is-no-hint"),
    pytest.param("C: rule [note: x] holds", ["rule {{gap-1: note: x}} holds"], id="colon-is-no-name"),
    pytest.param(
        "C: root $\\sqrt{{v}}$ is [noise]", ["root $\\sqrt{ {v}}$ is {{noise}}"], id="braces-are-no-gap"
    ),
    pytest.param("Q: how?\nA:\n```\nQ: x\n```\nend", ["how? → ```\nQ: x\n```\nend"], id="tag-in-a-fence"),
    pytest.param('---\nname = "Optim"\n---\nQ: a\nA: b', ["a → b in Optim"], id="deck"),
    pytest.param("Q: a\nA: b\nQ: c\n", [], id="last-without-answer"),
    pytest.param("Q: a\nA: b\nA: c\n", [], id="second-answer"),
    pytest.param("Q: a\nA: b\nC: nothing hidden\n", [], id="no-gap"),
    pytest.param("stray\nQ: a\nA: b\n", [], id="free-text-on-top"),
    pytest.param("Q: a\nA:\n", [], id="empty-answer"),
]
REPEATER = [
    pytest.param("About.\n\nQ: a\nA: b\n---\nmore\n", ["a → b"], id="free-text"),
    pytest.param(
        "About.\n\nAdam::2014\nstd::sqrt(x) is fine\n\nQ: a\nA: b", ["Adam → 2014", "a → b"], id="two-sided"
    ),
    pytest.param("T\n\nAdam:::2014\n\nQ: a\nA: b", ["Adam ↔ 2014", "a → b"], id="both-ways"),
    pytest.param("Text.\n\nC: keeps [m] and [v]\n", ["keeps {{m}} and [v]"], id="first-gap-only"),
    pytest.param("# T\n\nQ: a\nA: b::c\n\n## Next\n\nQ: d\nA: e", ["a → b::c", "d → e"], id="headings"),
    pytest.param("T\n\nQ: a\nQ: b\nA: c\n---\nQ: d\nA: e", ["b → c", "d → e"], id="half-a-card"),
    pytest.param("T\n\n```\nx::y\nQ: z\n```\n\nQ: a\nA: b\n", ["a → b"], id="fence"),
    pytest.param("T\n\n$p(x::y)$ and `a::b`\n\nQ: a\nA: b\nQ: c\nA: d", ["a → b", "c → d"], id="maths"),
]
MDANKI = [
    pytest.param("# D\n\n## q\n\nmore\n\n%\n\na\n", ["q\n\nmore → a in D"], id="title-and-longer-front"),
    pytest.param("# D\n\n## q\n\na\n\n[#x]() [#y](./y.md)\n", ["q → a #x #y in D"], id="tags"),
    pytest.param("## q\nmore\n%\na\n\nb\n\n## r\n\nc", ["q\nmore → a\n\nb", "r → c"], id="longer-front"),
    pytest.param("## q\n\n- a\n- b\n\n[#x]()\n\n## r\n", ["q → - a\n- b #x"], id="no-back"),
    pytest.param("## q\n\n```\n## x\n```\n\n[#t]()", ["q → ```\n## x\n``` #t"], id="heading-in-a-fence"),
    pytest.param("## q\r\n\r\na\r\n", ["q → a"], id="crlf"),
    pytest.param(
        "# D\n## What is SGD?\none sample\n## Momentum\na velocity",
        ["What is SGD? → one sample in D", "Momentum → a velocity in D"],
        id="plain",
    ),
    pytest.param("## q\n\n### part\n\nx\n\n[#t]()", ["q → ### part\n\nx #t"], id="deeper-heading"),
]
ANKDOWN = [
    pytest.param("q\n%\na\n", ["q → a"], id="one"),
    pytest.param("q\n%\na\n%\nx, y\n---\nr\n\n%\n\nb\n\nc", ["q → a #x #y", "r → b\n\nc"], id="two"),
    pytest.param("q\n%\na\n%\nx\n%\nmore", ["q → a #x"], id="fourth-field"),
    pytest.param("q\n%\n\n---\nr\n%\nb", ["r → b"], id="no-back"),
    pytest.param(
        "code?\n%\n```\n%\n---\n```\n---\nr\n%\nb", ["code? → ```\n%\n---\n```", "r → b"], id="fence"
    ),
    pytest.param("\\(m\\)\n%\n\\[v\\]", ["\\(m\\) → \\[v\\]"], id="maths"),
]
CARDDOWN = [
    pytest.param("Text.\n\nbeta1 : 0.9 🧠\n\nMore.", ["beta1 → 0.9"], id="brain"),
    pytest.param("- beta2 : 0.999 #flashcard #adam", ["beta2 → 0.999 #adam"], id="tag"),
    pytest.param("Why? #flashcard #x #y\na\n\nb\n***\nText.", ["Why? → a\n\nb #x #y"], id="lines"),
    pytest.param("Why? #flashcard\na\n\nText.\n", ["Why? → a"], id="no-end"),
    pytest.param("a : `x : y` 🧠\nb : c 🧠", ["a → `x : y`", "b → c"], id="code"),
    pytest.param("How? #flashcard\n```\n---\n```\nb\n---", ["How? → ```\n---\n```\nb"], id="fence"),
    pytest.param("a : b 🧠\n\n`c : d` 🧠 is text\n", ["a → b"], id="mark-inside"),
]
HASCARD = [
    pytest.param("# a\nb\n---\n# c\nd\ne\n", ["a → b", "c → d\ne"], id="definitions"),
    pytest.param("# Q?\n- a\n* b\n- c", ["Q? → b ✗ a | c"], id="choice"),
    pytest.param("# Q?\n[*] a\n[ ] b\n[*] c\n[ ] d", ["Q? → - a\n- c"], id="several-right"),
    pytest.param(
        "# Adam\nby _Kingma|Kingma and Ba_ in _2014_",
        ["Adam by {{gaps: Kingma}} in {{gaps: 2014}} (Kingma: also Kingma and Ba)"],
        id="gaps",
    ),
    pytest.param(
        "# a\nkeeps _m_t\n---\n# b\nsnake_case_name and _x_\n",
        ["a → keeps _m_t", "b snake_case_name and {{x}}"],
        id="no-gaps-in-words",
    ),
    pytest.param(
        "# a\nthe $x_i + y_i$ of _step|iterate_\n",
        ["a the $x_i + y_i$ of {{step}} (step: also iterate)"],
        id="maths",
    ),
    pytest.param("# a\nb\n---\n# c\n- x\n* y\n---\n# d\n", ["a → b", "c → y ✗ x"], id="empty-card"),
]
LOGSEQ = [
    pytest.param("- q #card\n\t- a\n\t- b\n- text", ["q → - a\n- b"], id="children"),
    pytest.param(
        "- q #card #adam\n  id:: 6\n\t- a\n\t  collapsed:: true\n\t\t- b",
        ["q → - a\n    - b #adam"],
        id="properties",
    ),
    pytest.param("- #card q [[Adam]]\n  - a", ["q [[Adam]] → a"], id="tag-first"),
    pytest.param(
        "- {{cloze m}} and {{cloze v\\\\second}} #card", ["{{gaps: m}} and {{gaps: v | second}}"], id="gaps"
    ),
    pytest.param("- is {{cloze $x^{2}$}} #card\n\t- since", ["is {{$x^{2}$}} (since)"], id="braces"),
    pytest.param(
        "- {{renderer x}} q #card\n\t- ^^a^^ $$b$$", ["{{renderer x}} q → **a** $$b$$"], id="macros"
    ),
    pytest.param("- p #card\n\t- q #card\n\t\t- a\n", ["q → a"], id="card-in-a-card"),
    pytest.param(
        "- q\n  two #card\n  card-repeats:: 3\n  :LOGBOOK:\n  CLOCK: x\n  :END:\n\t- a",
        ["q\ntwo → a"],
        id="logbook",
    ),
    pytest.param("- ## q [[card]]\n\t- a", ["q → a"], id="heading"),
    pytest.param("- not a `#card`\n\t- x\n- {{cloze y}}\n- z #card\n\t- w", ["z → w"], id="no-tag"),
]
REMNOTE = [
    pytest.param("- a >> b\n- c << d\n- e <> f", ["a → b", "d → c", "e ↔ f"], id="arrows"),
    pytest.param(
        "- Adam :: adaptive moments\n\t- year ;; 2014\n\t- by ;; Kingma",
        ["Adam ↔ adaptive moments", "Adam > year → 2014", "Adam > by → Kingma"],
        id="concept",
    ),
    pytest.param(
        "- Adam\n    - beta1 ;; 0.9\n    - beta2 ;; 0.999",
        ["Adam > beta1 → 0.9", "Adam > beta2 → 0.999"],
        id="descriptor",
    ),
    pytest.param("- steps >>>\n\t- m\n\t- v\n- a >> b", ["steps → - m\n- v", "a → b"], id="list"),
    pytest.param("- keeps {{m}} and {{v}}", ["keeps {{gaps: m}} and {{gaps: v}}"], id="gaps"),
    pytest.param("- right? >>A)\n  - yes\n  - no\n  - never", ["right? → yes ✗ no | never"], id="choice"),
    pytest.param("- $a >> b$ is clear\n- `x >> y` too\n- c >> d\n- e >> f", ["c → d", "e → f"], id="maths"),
    pytest.param("- parts :::\n\t- m\n- a >> b", ["parts ↔ m", "a → b"], id="concept-list"),
    pytest.param("# T\n\n- a >> b >> c #x", ["a → b >> c #x"], id="first-mark"),
]
BOLD = [
    pytest.param("**Q:** a?\n\n**A:**\n\n- b\n- c\n\n---\nText.", ["a? → - b\n- c"], id="list"),
    pytest.param("**Q. Why?**\nb\n\n**Q. How?**\n\nc\n\nd\n---", ["Why? → b", "How? → c\n\nd"], id="whole"),
    pytest.param(
        "> [!question] **Q:** a?\n> more\n>\n> **A:** b\n> c\n\nText.", ["a?\nmore → b\nc"], id="callout"
    ),
    pytest.param("**Q1:** a **A1:** b\n**Q2:** c **A2:** d", ["a → b", "c → d"], id="one-line"),
    pytest.param("**Question:** a\n**Answer:** b\n\nText of the note.\n", ["a → b"], id="words"),
    pytest.param("**Q: a?**\n**A: b**\n\n## Next\n\ntext", ["a? → b"], id="inside"),
    pytest.param("**Q**: a\n**A**: b\n\n```\n---\n```\n", ["a → b\n\n```\n---\n```"], id="fence-in-answer"),
    pytest.param("1. **Q:** a\n   **A:** b\n2. **Q:** c\n   **A:** d", ["a → b", "c → d"], id="numbered"),
]
TABLES = dict(
    zip(OURS, (HASHCARDS, REPEATER, MDANKI, ANKDOWN, CARDDOWN, HASCARD, LOGSEQ, REMNOTE, BOLD), strict=True)
)


@in_rows(
    ("syntax", "text", "expected"),
    [
        pytest.param(name, *row.values, id=f"{name}-{row.id}")
        for name, table in TABLES.items()
        for row in table
    ],
)
def test_a_note_is_read_in_its_syntax(syntax: str, text: str, expected: list[str]) -> None:
    note = read_note(text, "note.md")
    assert note.syntax == syntax
    assert [told(block.card) for block in note.blocks if block.card] == expected


PROSE = [
    pytest.param("# Attention\n\nQ: query matrix\nK: key matrix\nV: value matrix\n", id="attention"),
    pytest.param("Which is adaptive?\n\nQ: pick one\nA: SGD\nB: Adam\nC: NAG [old]\n", id="multiple-choice"),
    pytest.param("A: [1, 2]\nC: [3, 4]\n", id="arrays"),
    pytest.param("```\nQ: a\nA: b\n```\n\nThe format of hashcards.\n", id="tags-in-a-fence"),
    pytest.param("# Talk\n\n" + "Long text.\n\n" * 30 + "Q: a\nA: b\n", id="one-question-in-an-article"),
    pytest.param("# Adam\n\n## Introduction\n\nAdam is an optimizer.\n\n## History\n\nIn 2014.\n", id="stub"),
    pytest.param("# Adam\n\nAn optimizer.\n\n## Momentum\n\nA velocity.\n", id="article-with-introduction"),
    pytest.param("## Pros\n\n- fast\n- small\n\n## Cons\n\n- noisy\n", id="lists"),
    pytest.param("## Update\n\n$$\nm = g\n$$\n\n## Bias\n\ntwo averages\n", id="formulas"),
    pytest.param("## Momentum\n\nFirst paragraph.\n\nSecond paragraph.\n", id="paragraphs"),
    pytest.param("## Momentum\n\n### Nesterov\n\nlooks ahead\n", id="headings-in-headings"),
    pytest.param("\\usepackage{x}\n%\n\\begin{document}\n", id="latex"),
    pytest.param("% set up\nx = 1\n%\ny = 2\n", id="matlab"),
    pytest.param("Text.\n\n---\n\nText.\n\n---\n\n10\n%\nof them.\n", id="one-percent"),
    pytest.param("Sleep more: it helps 🧠\n\nI like 🧠\n", id="brain"),
    pytest.param("#flashcard\n\nText of a note about #flashcards and `#flashcard`.\n", id="tag-of-a-note"),
    pytest.param("# Talk\n\n- one\n- two\n\n---\n\n# Next\n\nText.\n", id="slides"),
    pytest.param("---\nmarp: true\n---\n# a\nb\n---\n# c\nd\n", id="marp"),
    pytest.param("# Adam\nis an _adaptive_ method by _Kingma_\n", id="emphasis"),
    pytest.param("# Mixed bullets\n* a\n* b\n- c\n", id="mixed-bullets"),
    pytest.param("# Optim\n  collapsed:: true\n- SGD\n  id:: 6512-aa\n", id="logseq-page-without-cards"),
    pytest.param("- a postcard #cards\n\t- b\n- `#card`\n\t- c\n", id="other-tags"),
    pytest.param("Text.\n\n- lr >> 0.1 diverges\n- batch << 32 is noisy\n", id="much-greater"),
    pytest.param("- lr >> 0.1 diverges\n- decay it\n- warm up\n- clip\n", id="one-of-many"),
    pytest.param("- map :: (a -> b) -> [a] -> [b]\n- id :: a -> a\n", id="haskell"),
    pytest.param("- `cout >> x`\n- use std::sqrt\n- {{DATE}}\n- {{date.now}}\n", id="code"),
    pytest.param("**Q:** query matrix\n**K:** key matrix\n**V:** value matrix\n", id="bold-attention"),
    pytest.param("**Q: query**\nwhat a token looks for\n\n**K: key**\nwhat it offers\n", id="bold-labels"),
    pytest.param("**Quality** counts.\n\n**Answer** it: **A** is a matrix.\n", id="bold-words"),
]


@in_rows("text", PROSE)
def test_prose_is_no_syntax(text: str) -> None:
    assert read_note(text, "note.md").syntax not in OURS


@pytest.mark.parametrize("path", sorted(NOTES.glob("*.md")), ids=lambda path: path.stem)
def test_real_notes_are_prose(path: Path) -> None:
    assert read_note(path.read_text(encoding="utf-8"), path.name).syntax not in OURS


FAULTS = [
    pytest.param("stray\nQ: a\nA: b", ["n.md:1:1: this text belongs to no card"], id="free-text"),
    pytest.param("Q: a\nA: b\n\nQ: c\n", ["n.md:4:1: this question has no answer"], id="no-answer"),
    pytest.param("Q: a\nA: b\nA: c\n", ["n.md:3:1: this question has a second answer"], id="two-answers"),
    pytest.param("Q: a\n---\nA: b\n", ["n.md:2:1: the line --- ends a question"], id="rule"),
    pytest.param("Q: a\nA: b\nC: c\n", ["n.md:3:1: this text hides nothing"], id="no-gap"),
    pytest.param(
        " Q: a\nA: b", ["n.md:1:1: this text belongs", "n.md:2:1: this answer has no"], id="indented"
    ),
    pytest.param(
        "T\n\nx::\n\nQ: a\nA: b\nQ: c", ["n.md:3:2: this line has one", "n.md:7:1: this q"], id="repeater"
    ),
    pytest.param("q\n%\na\n---\n%\nb\n---\nr\n%\nc", ["n.md:5:1: this card has no front"], id="ankdown"),
    pytest.param("- q #card\n- r #card\n\t- a", ["n.md:1:1: this card has no answer"], id="logseq"),
    pytest.param("- a >>>\n- b >> c", ["n.md:1:1: nothing stands below this mark"], id="remnote"),
    pytest.param("# a\nb\n---\n# c\n- x\n* y\n---\n# d\n", ["n.md:8:1: this card has no text"], id="hascard"),
    pytest.param("## Lion\n\n## Adam\n\nc", ["n.md:1:1: nothing stands below this heading"], id="mdanki"),
    pytest.param(
        "**Q:** a\n**A:**\n\n---\n**Q:** b\n**A:** c", ["n.md:1:1: this question has no answer"], id="bold"
    ),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_fault_is_told_with_its_line(text: str, expected: list[str]) -> None:
    problems = read_note(text, "n.md").problems
    assert len(problems) == len(expected)
    assert all(str(problem).startswith(start) for problem, start in zip(problems, expected, strict=True))
    assert all(problem.hint for problem in problems)


def test_ankdown_takes_the_folder_as_deck() -> None:
    assert [card.decks for card in cards("q\n%\na", "optim/cards.md")] == [("optim",)]


MARKS = """Q:|A:|C:|[|]|---|%|##|#|- |* |**Q:** |**A:** |**Q. a?**|> |#card|{{cloze |}}|{{|::|>>|>>>|;;|_a|_
_a/b_|a|b|$|`|```|\\[|\\]|$$|id:: 1|🧠| : |#flashcard|[#x]()|==|%%|<!--|-->|^^|[!faq]|**| ?|\t"""
JOINTS = [
    " ",
    "\n",
    "\n\n",
    "\n- ",
    "\n\t- ",
    "\n---\n",
    "\n# ",
    "\n## ",
    "\n**Q.",
    "\nQ: ",
    "\nA: ",
    "\n%\n",
]
PIECES = st.sampled_from([*MARKS.replace("\n", "|").split("|"), "|", *JOINTS])


@pytest.mark.parametrize("syntax", OURS)
@settings(max_examples=30, deadline=None)
@given(parts=st.lists(PIECES, max_size=40))
def test_any_text_is_read(syntax: str, parts: list[str]) -> None:
    text = "".join(parts)
    read_note(text, "note.md")
    found = cards(text, syntax=syntax)
    assert all(1 <= card.first <= card.last <= text.count("\n") + 1 for card in found)
    assert all(card.last < after.first for card, after in pairwise(found))
    assert all(card.gaps or (card.front and card.back) for card in found)
