"""The fields of a deck, a card and a demo, each declared once, in the order in which people write them.

From these tables a file is read (`build`), written (`serialize`), kept in the cache (`packed`) and described
to editors (`json_schema`); the classes in `model` hold what they read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    Origin,
    Predict,
    Run,
    StepsAnswer,
)
from flashcards.deck.nodes import DataNode, ScalarNode
from flashcards.deck.validators import (
    COUNT,
    FLAG,
    FORMER,
    IDENTIFIER,
    KEY,
    LINES,
    NUMBER,
    POSITIVE,
    TEXT,
    Field,
    FieldReader,
    choice,
    either,
    many,
    name_table,
    premise_table,
    record,
    table_of,
    text_table,
    unpack_fields,
    word_list,
)
from flashcards.errors import Problem

DEMO_KINDS = ("table", "curve", "path", "compare", "schedule", "training", "boundary", "sweep", "step")
WINNERS = ("lowest", "highest", "nearest", "first", "survives", "diverges")

RUN = {
    "optimizer": Field(TEXT, "An optimizer's name."),
    "settings": Field(table_of(NUMBER), "Settings changed from its defaults."),
    "label": Field(TEXT, "The name of the run in the table and the plot."),
    "replace": Field(many(TEXT), "Equations in place of the rule's own lines, as in m_hat = m/(1-beta1)."),
    "schedule": Field(TEXT, "Its learning-rate schedule, if it is not the demo's."),
    "gradients": Field(either(many(NUMBER), TEXT), "Its gradients, if they are not the demo's."),
}

PREDICT = {
    "quantity": Field(TEXT, "The quantity to predict, or by which the runs are ranked."),
    "t": Field(COUNT, "The step of the prediction; by default 1, for a winner the last."),
    "tolerance": Field(POSITIVE, "The largest relative error that counts as right; 0.01 by default."),
    "which": Field(choice(*WINNERS), "Which of the runs to predict, in place of a number."),
    "level": Field(NUMBER, "What `nearest` is near to and `first` is first to reach; 0 by default."),
}


def _run(value: DataNode) -> Run:
    """A run given as an optimizer's name, or as a table."""
    if isinstance(value, ScalarNode):
        return Run(TEXT.read(value))
    run: Run = _RUN_TABLE.read(value)
    return run


_RUN_TABLE = record(Run, RUN, "a run", "optimizer")
A_RUN = FieldReader(
    _run,
    {"anyOf": [{"type": "string"}, _RUN_TABLE.schema]},
    lambda plain: Run(plain) if isinstance(plain, str) else Run(**unpack_fields(plain, RUN)),
)

DEMO = {
    "kind": Field(choice(*DEMO_KINDS), "What to show; a table by default."),
    "optimizer": Field(TEXT, "The rule to run; by default the card's or the deck's."),
    "settings": Field(table_of(NUMBER), "Settings changed from the rule's defaults, as in {beta1: 0.5}."),
    "gradients": Field(either(many(NUMBER), TEXT), "Numbers, or a named sequence such as 'constant 1'."),
    "surface": Field(TEXT, "The surface to descend, or a problem such as regression."),
    "start": Field(many(NUMBER), "The initial parameters."),
    "steps": Field(COUNT, "The number of steps."),
    "show": Field(many(TEXT), "Quantities, or derived ones as 'name = expression'."),
    "at": Field(many(COUNT), "The steps shown in the table; all by default."),
    "compare": Field(many(A_RUN), "Runs side by side: optimizers by name, or {optimizer, settings, label}."),
    "schedule": Field(TEXT, "The learning-rate schedule."),
    "over": Field(table_of(many(NUMBER)), "The settings that a sweep varies, each with its values."),
    "predict": Field(
        record(Predict, PREDICT, "a prediction", "quantity"), "A prediction to ask for before the demo runs."
    ),
    "about": Field(TEXT, "What to look at, in one sentence."),
}

_DEMO_TABLE = record(Demo, DEMO, "a demo")


def _demo(value: DataNode) -> Demo | str:
    """A demo, or the id of a card in this deck whose demo is shared."""
    if isinstance(value, ScalarNode):
        name: str = IDENTIFIER.read(value)
        return name
    demo: Demo = _DEMO_TABLE.read(value)
    return demo


CHOICES = {
    "right": Field(TEXT, "The right option."),
    "wrong": Field(many(TEXT), "Wrong options."),
    "slips": Field(
        word_list(IDENTIFIER), "Slips that make wrong options from a right formula, such as missing-square."
    ),
}
_CHOICES_TABLE = record(ChoicesAnswer, CHOICES, "choices", "right")


def _options(value: DataNode) -> ChoicesAnswer:
    right, *wrong = many(TEXT).read(value) or ("",)
    return ChoicesAnswer(right, tuple(wrong))


def _choices(value: DataNode) -> ChoicesAnswer:
    choices: ChoicesAnswer = either(FieldReader(_options, {}), _CHOICES_TABLE).read(value)
    if not choices.right or not (choices.wrong or choices.slips):
        raise Problem(
            "choices need a right option and a wrong one", value.place, "the first of a list is right"
        )
    return choices


def _unpacked_choices(plain: Any) -> Any:
    if isinstance(plain, list):
        return ChoicesAnswer(plain[0], tuple(plain[1:]))
    return ChoicesAnswer(**unpack_fields(plain, CHOICES))


def _filled(reader: FieldReader, make: Any) -> FieldReader:
    """An answer of one value, which must not be empty."""

    def read(value: DataNode) -> Any:
        found = reader.read(value)
        if not found:
            raise Problem("the answer is empty", value.place)
        return make(found)

    return FieldReader(
        read, reader.schema, lambda plain: make(plain if reader.unpack is None else reader.unpack(plain))
    )


ANSWERS: Mapping[str, Field] = {
    "answer": Field(_filled(TEXT, BasicAnswer), "The answer, recalled and graded by the learner."),
    "cloze": Field(
        _filled(TEXT, ClozeAnswer),
        "A text with gaps: {{hidden}}, {{name: hidden}}, {{hidden | hint}}; a card for each name.",
    ),
    "formula": Field(_filled(TEXT, FormulaAnswer), "LaTeX, typed and judged by algebra."),
    "number": Field(
        _filled(TEXT, NumberAnswer),
        "An expression over the names in vary, or over quantities of the card's own demo run.",
    ),
    "choices": Field(
        FieldReader(
            _choices,
            {"anyOf": [{"type": "array", "items": TEXT.schema, "minItems": 2}, _CHOICES_TABLE.schema]},
            _unpacked_choices,
        ),
        "Options: a list whose first is right and whose rest are wrong, or {right, wrong, slips}.",
    ),
    "steps": Field(
        _filled(many(TEXT), StepsAnswer), "An ordered derivation or procedure, shown one line at a time."
    ),
    "code": Field(_filled(LINES, CodeAnswer), "Python lines with one part blanked as {{hidden}}; never run."),
}
"""The field that holds the answer names the kind of card; a card has exactly one."""

ORIGIN = {
    "file": Field(TEXT, "The note, from the folder that was imported."),
    "heading": Field(TEXT, "The headings above it, separated by ' > '."),
    "kind": Field(TEXT, "The kind of the note's block."),
    "order": Field(COUNT, "Its position among the cards of that kind under that heading."),
    "fingerprint": Field(TEXT, "A hash of the block's text."),
    "guid": Field(TEXT, "The name of its note in Anki."),
}

EXTRAS: Mapping[str, Field] = {
    "both_ways": Field(FLAG, "If true, the card also shows the answer and asks for the question."),
    "tolerance": Field(POSITIVE, "The largest relative error that counts as right; 0.01 by default."),
}
EXTRA_OF: Mapping[str, type[Answer]] = {"both_ways": BasicAnswer, "tolerance": NumberAnswer}
"""The additional fields of an answer, and the kind of answer that each belongs to."""

CARD: Mapping[str, Field] = {
    "id": Field(
        IDENTIFIER, "Chosen by the author, unique in the deck; the card's history is stored under it."
    ),
    "ask": Field(TEXT, "The question; optional for cloze and code cards."),
    "vary": Field(table_of(many(NUMBER)), "Names with lists of values, from which each review draws one."),
    **ANSWERS,
    **EXTRAS,
    "why": Field(TEXT, "The reason, shown after the answer."),
    "hint": Field(TEXT, "A hint, shown on request before the answer."),
    "demo": Field(
        FieldReader(_demo, {"anyOf": [{"type": "string"}, _DEMO_TABLE.schema]}, _DEMO_TABLE.unpack),
        "A live mini-example, or the id of the card whose demo it shares.",
    ),
    "holds": Field(many(TEXT), "Relations checked for every draw: answer = m_hat@2, within 1% after one."),
    "given": Field(
        premise_table(TEXT),
        "Premises that the text does not say: {epsilon: 0}, {gradients: spike 5 {a}}, late.",
    ),
    "bug": Field(TEXT, "The name of the slip in the code that the question shows."),
    "told": Field(text_table(TEXT), "A statement that nothing here can check, with the reason."),
    "needs": Field(word_list(KEY), "Cards to learn first: id, or deck/id."),
    "confusable": Field(word_list(KEY), "Cards easily mistaken for this one."),
    "optimizer": Field(TEXT, "The reference for its formula and demo; by default the deck's."),
    "source": Field(TEXT, "Its source, with the equation or section."),
    "tags": Field(word_list(TEXT), "Keywords for finding and selecting cards."),
    "was": Field(
        word_list(FORMER),
        "Its former names, id, deck/id or deck/id:gap: the reviews under them count as its own.",
    ),
    "gap_numbers": Field(
        name_table(TEXT), "The numbers that gaps had by place in older reviews; do not edit it."
    ),
    "origin": Field(
        record(Origin, ORIGIN, "an origin", "file"), "The origin of an imported card; do not edit it."
    ),
}

AFTER = tuple(name for name in CARD if name not in {"id", "ask", "vary", *ANSWERS, *EXTRAS})
"""The fields of a card that follow its answer."""

DECK: Mapping[str, Field] = {
    "deck": Field(
        IDENTIFIER, "The deck's name, as in the card adam/first-moment; renaming the file changes nothing."
    ),
    "title": Field(TEXT, "The title shown on the screen."),
    "about": Field(TEXT, "One sentence about it."),
    "needs": Field(word_list(IDENTIFIER), "Decks to learn first."),
    "optimizer": Field(TEXT, "The reference for its formulas and demos."),
    "source": Field(TEXT, "The source of its cards."),
    "tags": Field(word_list(TEXT), "Tags that all its cards have."),
    "imported": Field(
        name_table(TEXT), "Written by import: its cards with hashes; one without a card here was deleted."
    ),
    "never": Field(name_table(TEXT), "Written by import: cards that it must never propose again."),
    "discarded": Field(
        name_table(TEXT), "Written by import: cards that it proposes again when their text changes."
    ),
    "notes": Field(many(TEXT), "The folders of the notes that its cards were imported from."),
}
"""The fields of a deck except `cards`."""
