"""What comes with the answer of a card: the verdict, yours and the right one, the answer, why, the source."""

from __future__ import annotations

from dataclasses import replace

from flashcards.deck.model import (
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import printable_line
from flashcards.scheduling import Grade, Memory, Review
from flashcards.study.card_facts import CardFacts
from flashcards.study.faces import Faces
from flashcards.study.judgement import Judgement
from flashcards.text.blocks import Display, Maths, Paragraph, Words
from flashcards.text.layout import inline_maths, lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import STYLES, StyledLine
from flashcards.tui.card_record import record_rows
from flashcards.tui.lines_view import LinesView, Rows
from flashcards.tui.verdict_band import INDENT, Row, join_parts, verdict_band, wrap_text
from flashcards.value import Value

_LABEL = 8
"""The cells of `yours` and `right`, so that both formulas begin in one column."""


class CardAnswer(Value, frozen=True):
    """What is shown with the answer of a card."""

    faces: Faces
    card: Card
    typed: str = ""
    judged: Judgement | None = None
    run_key: str = ""
    """The key that runs the wrong formula, as the band names it."""
    is_run: bool = False
    """True while the run of the wrong formula is shown."""
    shows_why: bool = True
    memory: Memory | None = None
    """What is known of it, for its record."""
    history: tuple[Review, ...] = ()
    """The rows of the log about it; none where its record is not shown."""
    facts: CardFacts | None = None
    """What its forgetting curve is drawn from, where there is room for it."""


def takes_place(card: Card) -> bool:
    """True if the answer of this kind of card is the question's own text, filled in where it stands."""
    return isinstance(card.answer, ClozeAnswer | CodeAnswer | StepsAnswer)


class AnsweredView(LinesView):
    """The rows below the question. They have a margin of their own, which the band does without."""

    _answer: CardAnswer | None = None

    def show_answer(self, answer: CardAnswer) -> None:
        """Show what comes with the answer."""
        self._answer = answer
        self.show_anew(answer)

    def turn_why(self) -> None:
        """Show or hide the reason and the source."""
        if self._answer:
            self.show_answer(replace(self._answer, shows_why=not self._answer.shows_why))

    def show_run(self, is_run: bool) -> None:
        """Say what the key does while the run of the wrong formula is shown, or no longer."""
        if self._answer and self._answer.is_run is not is_run:
            self.show_answer(replace(self._answer, is_run=is_run))

    @property
    def shows_why(self) -> bool:
        """True if the reason is not hidden."""
        return bool(self._answer and self._answer.shows_why)

    def rows(self, width: int) -> Rows:
        """The parts that there are, an empty row between them."""
        if not self._answer:
            return []
        return answer_rows(self._answer, width)


def answer_rows(shown: CardAnswer, width: int) -> list[Row]:
    """The rows that come with an answer, at a width in cells."""
    text_width = width - 2 * INDENT
    parts = [
        _band(shown, width),
        _indented(_comparison(shown, text_width)),
        _indented(_answer_text(shown, text_width)),
    ]
    why = _why(shown, text_width) if shown.shows_why else []
    if why:
        rule: list[Row] = [[("─" * text_width, "$fc-line")]]
        parts.append(_indented([*rule, *why]))
    elif not shown.judged and shown.faces.stays and parts[2]:
        parts[2] = [*_indented([[("─" * text_width, "$fc-line")]]), *parts[2]]
    if why and not shown.judged and shown.faces.stays and parts[2]:
        parts[2] = [*_indented([[("─" * text_width, "$fc-line")]]), *parts[2]]
    slip = (shown.judged.slip if shown.judged else "") or ""
    record = record_rows(shown.card, shown.memory, shown.history, slip, text_width, shown.facts)
    parts.append(_indented([[("─" * text_width, "$fc-line")], *record] if record else []))
    return join_parts(parts)


def _band(shown: CardAnswer, width: int) -> list[Row]:
    judged = shown.judged
    if not judged:
        return []
    before = sum(bool(row.slip) and row.slip == judged.slip for row in shown.history)
    return verdict_band(judged, width, before=before, more=_run_hint(shown))


def _run_hint(shown: CardAnswer) -> str:
    runs = shown.judged and shown.judged.runs and shown.run_key
    if not runs:
        return ""
    return f"{shown.run_key} closes the run" if shown.is_run else f"{shown.run_key} runs it"


def _comparison(shown: CardAnswer, width: int) -> list[Row]:
    """Yours above the right one, where what was typed can be compared."""
    judged, card = shown.judged, shown.card
    if not judged or not shown.typed or isinstance(card.answer, ChoicesAnswer):
        return []
    if isinstance(card.answer, NumberAnswer) and (
        judged.verdict != "wrong" or judged.message.endswith(f" {shown.typed}")
    ):  # the answer below is the same, or the band says what was typed
        return []
    from flashcards.text import diff

    if judged.code[0]:
        return _above(diff.diff_code(*map(_kept_indent, judged.code)), width)
    if judged.readings[0]:
        return _above(diff.diff_formulas(*judged.readings), width)
    if isinstance(card.answer, FormulaAnswer):
        return _formulas(shown.typed, card.answer.latex, width, is_wrong=judged.verdict == "wrong")
    if isinstance(card.answer, ClozeAnswer) and judged.proposed is Grade.GOOD:  # the gap above is filled
        return []
    style = "wrong" if judged.verdict == "wrong" else ""
    yours = label_line("yours", ((printable_line(shown.typed), style),), width)
    return [*yours, *_hidden(judged.hidden, width)]


def _above(lines: tuple[StyledLine, StyledLine], width: int) -> list[Row]:
    yours, right = lines
    return [*label_line("yours", yours, width), *label_line("right", right, width)]


def _formulas(typed: str, latex: str, width: int, *, is_wrong: bool) -> list[Row]:
    """A typed formula as it was read above the card's; alone where it is the card's own form."""
    from flashcards.text.diff import diff_formula_texts

    yours, right = _as_read(typed), inline_maths(latex)
    if is_wrong:
        return _above(diff_formula_texts(yours, right), width)
    if _is_own_form(typed, latex):
        return label_line("yours", ((yours, "math"),), width)
    return _above((((yours, "math"),), ((right, "math"),)), width)


def _kept_indent(code: str) -> str:
    """Code whose lines keep their indentation where text is laid out."""
    lines = (printable_line(line) for line in code.splitlines())
    return "\n".join("\u00a0" * (len(line) - len(line.lstrip())) + line.lstrip() for line in lines)


def _as_read(typed: str) -> str:
    """A typed formula as it was read, on one line."""
    from flashcards.formula import parse
    from flashcards.formula.render import one_line

    try:
        return one_line.inline(parse.parse_answer(typed).tree)
    except parse.Unreadable:
        return printable_line(typed)


def _hidden(text: str, width: int) -> list[Row]:
    """What a gap hides, beside its label; nothing for other kinds."""
    read = read_blocks(text) if text else ()
    blocks = (Paragraph((Maths(each.latex),)) if isinstance(each, Display) else each for each in read)
    laid = [_themed(line) for line in lay(blocks, max(width - _LABEL, 1))]
    heads = ["hidden", *[""] * len(laid)]
    return [[(f"{head:<{_LABEL}}", "$fc-muted"), *row] for head, row in zip(heads, laid, strict=False)]


def label_line(label: str, line: StyledLine, width: int, label_width: int = _LABEL) -> list[Row]:
    """The line in the cells beside its label, in as many rows as it takes."""
    words = Paragraph(tuple(Words(text, style) for text, style in line))
    laid = lay((words,), max(width - label_width, 1))
    heads = [label, *[""] * (len(laid) - 1)]
    return [
        [(f"{head:<{label_width}}", "$fc-muted"), *_themed(row)]
        for head, row in zip(heads, laid, strict=False)
    ]


def _answer_text(shown: CardAnswer, width: int) -> list[Row]:
    """The answer, but where the question or the comparison shows it already."""
    card, judged = shown.card, shown.judged
    if takes_place(card) or isinstance(card.answer, ChoicesAnswer):
        return []
    if isinstance(card.answer, FormulaAnswer) and judged:  # the comparison shows it
        return []
    return _laid(shown.faces.answer, width)


def _is_own_form(typed: str, latex: str) -> bool:
    """True if a formula was typed as the card has it."""
    return _as_read(typed).replace(" · ", " ") == inline_maths(latex).replace(" · ", " ")


def _why(shown: CardAnswer, width: int) -> list[Row]:
    why = _laid(shown.faces.why, width)
    source: list[Row] = [[(line, "italic $fc-muted")] for line in wrap_text(shown.card.source, width)]
    return [*why, *([[]] if why and source else []), *source]


def _laid(text: str, width: int) -> list[Row]:
    return [_themed(line) for line in lay(read_blocks(text), width)] if text else []


def _themed(line: StyledLine) -> Row:
    return [(text, STYLES[style].theme) for text, style in line]


def _indented(rows: list[Row]) -> list[Row]:
    return [[(" " * INDENT, ""), *row] for row in rows]
